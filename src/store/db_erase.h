/* Removing a person. Rows that reports count stay, without anything that says who it was; the rest goes. All in the caller's
 * transaction. The rules (what is kept as evidence, what becomes of parties) are domain/erase.h. */
#ifndef KVIESLYS_STORE_DB_ERASE_H
#define KVIESLYS_STORE_DB_ERASE_H

#include "store/db_person.h"
#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Letters to the person that a sender has in its hands just now: they have to be settled first. */
enum status db_erase_count_claimed(struct store *store, const struct person_ref *person, int64_t *ret, struct error *err);

/* The person's own rows: letters' contents, replies with their mails, lists, basis, history, audit payloads, addresses of
 * suppressions. `each` is told how many rows every kind of thing had; it may be called with 0. own: what hangs on the contact
 * alone, by indexes; else whatever names the address as well, which reads whole tables. */
enum status db_erase_rows(struct store *store, const struct person_ref *person, bool own, int64_t now,
		void (*each)(void *arg, const char *what, int64_t n), void *arg, struct error *err);
/* The contact last of all: its address and names go, the row stays for what refers to it. Language, country and the firm stay
 * for reports. */
enum status db_erase_contact(struct store *store, int64_t contact_id, int64_t now, struct error *err);
/* Makes the organisation nameless: it was one person. *ret_alone: no other contact belongs to it (else nothing is done). */
enum status db_erase_organisation(struct store *store, int64_t organisation_id, bool *ret_alone, int64_t now,
		struct error *err);

/* Ids of the letters to the person and, without `own`, of letters of others that name the person. */
enum status db_erase_each_letter(struct store *store, const struct person_ref *person, bool own,
		enum status (*each)(void *arg, int64_t message_id, struct error *err), void *arg, struct error *err);
/* The person's replies: which mailbox they came from, under which key. Ask before db_erase_rows(). */
struct erase_mail {
	int64_t reply_id;
	const char *mailbox, *key;
};
enum status db_erase_each_mail(struct store *store, const struct person_ref *person, bool own,
		enum status (*each)(void *arg, const struct erase_mail *mail, struct error *err), void *arg,
		struct error *err);

/* Texts of the organiser's that name the person ("event alytus-2027"): a speaker, an address in a condition. */
enum status db_erase_each_text(struct store *store, const struct person_ref *person,
		void (*each)(void *arg, const char *where), void *arg, struct error *err);

/* --- what others' rows say of the person: read, cleaned by the caller, written back --- */

/* The next letter after `after` whose params name the person; *ret_id 0: no more. */
enum status db_erase_next_letter(struct store *store, const struct person_ref *person, int64_t after, int64_t *ret_id,
		struct strbuf *params, struct error *err);
enum status db_erase_set_letter(struct store *store, int64_t id, const char *params, struct error *err);

enum { ERASE_SENDER, ERASE_SUBJECT, ERASE_REASON, ERASE_TEXT, ERASE_ATTENDEES, ERASE_EVIDENCE, ERASE_BOUNCE, ERASE_TEXTS };
/* The same for replies: their texts (attendees, evidence and bounce are JSON); NULL stays NULL. */
struct erase_reply {
	int64_t id; /* 0: no more */
	char *texts[ERASE_TEXTS];
};
#define ERASE_REPLY_INIT { .id = 0 }
void erase_reply_release(struct erase_reply *reply);
enum status db_erase_next_reply(struct store *store, const struct person_ref *person, int64_t after,
		struct erase_reply *ret, struct error *err);
enum status db_erase_set_reply(struct store *store, int64_t id, const char *const texts[ERASE_TEXTS], struct error *err);
/* Stored mails one after the other, whoever wrote them. *ret_colleague: of somebody of the same organisation. */
enum status db_erase_next_mail(struct store *store, const struct person_ref *person, int64_t after, int64_t *ret_id,
		bool *ret_colleague, struct strbuf *raw, struct error *err);
enum status db_erase_drop_mail(struct store *store, int64_t reply_id, struct error *err);

/* --- seats --- */

/* The person's seat in somebody's party, or the person's party without a seat of his own (attendee_id 0). */
struct erase_seat {
	int64_t attendee_id, registration_id, contact_id, event_id, start_at, end_at, seats;
	int attended; /* -1: not known */
	bool own;     /* the party is the person's */
	bool named;   /* else it is the only seat of the party, without a name */
	bool event_off; /* called off */
	char state[12];
	char event[80];
	char funding[80]; /* "" : none */
};
enum status db_erase_each_seat(struct store *store, const struct person_ref *person,
		enum status (*each)(void *arg, const struct erase_seat *seat, struct error *err), void *arg,
		struct error *err);
/* Evidence: the name (NULL: as it is) stays until then, the address goes. */
enum status db_erase_restrict_seat(struct store *store, int64_t attendee_id, const char *name, int64_t until,
		struct error *err);
/* The seat has no name any more. */
enum status db_erase_clear_seat(struct store *store, int64_t attendee_id, struct error *err);
/* Names that were kept as evidence until now or earlier go. */
enum status db_erase_released_seats(struct store *store, int64_t now, int64_t *ret_n, struct error *err);

#endif
