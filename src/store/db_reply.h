/* Replies: inbound mails, each kept raw before anything else, and what became of them. A row without an outcome is stored
 * but not decided yet. */
#ifndef KVIESLYS_STORE_DB_REPLY_H
#define KVIESLYS_STORE_DB_REPLY_H

#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A mail as it arrives. Texts are borrowed. */
struct reply_mail {
	const char *mailbox;
	const char *key;  /* what makes it once in that mailbox */
	const void *bytes;
	size_t len;
	const char *sha256; /* of the bytes, in hexadecimal */
	int64_t arrived_at;
};
/* Stores a mail unless the mailbox has one with that key or with these bytes. *ret_id: its row, or the row that was there.
 * In the caller's transaction. ST_NOMEM, ST_DB, ST_TEMP, ST_IO. */
enum status db_reply_store(struct store *store, const struct reply_mail *mail, int64_t *ret_id, bool *ret_new,
		struct error *err);
enum status db_reply_known(struct store *store, const char *mailbox, const char *key, bool *ret, struct error *err);

/* The oldest undecided reply that comes after (arrived_at, id); *ret_id is 0 when there is none. */
enum status db_reply_next(struct store *store, int64_t after_arrived, int64_t after_id, int64_t *ret_id,
		int64_t *ret_arrived, struct error *err);
/* When it arrived. ST_NOT_FOUND. */
enum status db_reply_arrived(struct store *store, int64_t id, int64_t *ret, struct error *err);
/* Appends the raw mail; *ret_headers_only: its body was dropped. ST_NOT_FOUND. */
enum status db_reply_raw(struct store *store, int64_t id, struct strbuf *out, bool *ret_headers_only,
		struct error *err);

/* What became of a mail. Texts are borrowed; NULL is NULL, ids that are absent 0, JSON where the field is a list. */
struct reply_decision {
	const char *message_id; /* with brackets */
	const char *sender;     /* From, as written */
	const char *subject;
	int64_t answers_id, contact_id, campaign_id, event_id, offer_id;
	const char *matched_by, *kind, *intent, *outcome, *reason;
	double confidence;
	bool also_question, also_unsubscribe;
	int64_t count; /* 0: not said */
	const char *attendees, *language, *text, *evidence, *bounce;
	const char *answers; /* JSON: answers to a questionnaire; only when listed */
};
/* ST_NOT_FOUND when there is no such reply. */
enum status db_reply_decide(struct store *store, int64_t id, const struct reply_decision *decision, int64_t at,
		struct error *err);
/* A person's decision: outcome, intent and reason alone. */
enum status db_reply_set_outcome(struct store *store, int64_t id, const char *outcome, const char *intent,
		const char *reason, int64_t at, struct error *err);

/* A person answered it: what was in review is resolved; an answer that was applied stays so. */
enum status db_reply_set_answered(struct store *store, int64_t id, int64_t at, struct error *err);

/* A row as it is listed. Texts are valid during the call. */
struct reply_row {
	int64_t id;
	const char *mailbox, *key;
	int64_t arrived_at, decided_at;
	const char *contact;  /* address */
	const char *campaign; /* keys of the organiser */
	const char *event;
	const char *offer;
	struct reply_decision decision;
};
typedef enum status (*reply_fn)(void *arg, const struct reply_row *row, struct error *err);
/* All that the filter takes, oldest first. */
struct reply_filter {
	int64_t id;          /* 0: any */
	const char *outcome; /* NULL: any; "undecided": none yet */
	const char *intent, *kind;
	const char *event, *campaign; /* keys */
	const char *contact; /* key form of an address */
	bool open;           /* with an open item in the review queue */
};
enum status db_reply_each(struct store *store, const struct reply_filter *filter, reply_fn each, void *arg,
		struct error *err);

/* Whether an earlier reply of the same sender with the same Message-ID was decided; *ret_id 0: no. */
enum status db_reply_same_mail(struct store *store, int64_t id, const char *message_id, const char *sender,
		int64_t *ret_id, struct error *err);
/* Keeps only the headers of mails that were ignored because they belong to nothing, and arrived before `before`. */
enum status db_reply_drop_bodies(struct store *store, int64_t before, int64_t *ret_n, struct error *err);

/* Whose mail it is, known only later. */
enum status db_reply_set_contact(struct store *store, int64_t id, int64_t contact_id, struct error *err);

#endif
