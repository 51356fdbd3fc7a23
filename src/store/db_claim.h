/* Claiming rows of the ledger and settling them: what the sender does between the database and the wire. */
#ifndef KVIESLYS_STORE_DB_CLAIM_H
#define KVIESLYS_STORE_DB_CLAIM_H

#include "store/db_message.h"

/* Takes up to `max` due rows for `sender_id`, oldest due first within a campaign: service letters before campaigns,
 * running campaigns in turn (those that began and have not expired). Inside the caller's transaction, whose
 * commit makes the claim good. ret[0..*ret_n) are to be released by the caller. ST_NOMEM, ST_DB, ST_TEMP. */
enum status db_claim(struct store *store, int64_t sender_id, int64_t now, size_t max,
		struct ledger_message *ret, size_t *ret_n, struct error *err);

/* When the next row of a running campaign, or a service letter, is due; 0 when none waits. */
enum status db_claim_next_due(struct store *store, int64_t now, int64_t *ret_at, struct error *err);

struct settlement {
	int64_t message_id;
	/* sent, deferred, failed, in-doubt: an attempt is counted and recorded.
	 * queued: given back untouched (due_at says when); skipped: `answer` says why. */
	enum message_state state;
	int64_t attempts;   /* those before, as the row had it when it was claimed; -1: not known */
	int64_t at;
	int64_t due_at;     /* deferred, queued: not before */
	const char *relay;  /* NULL when none was reached */
	const char *status; /* enhanced status "5.1.1" or the reply code; NULL */
	const char *answer; /* the server's own text, or the reason */
};
/* Writes the outcome of a row that `sender_id` holds, inside the caller's transaction. A row that it does not
 * hold any more (another took it over) is left alone: *ret_held tells. */
enum status db_settle(struct store *store, int64_t sender_id, const struct settlement *s, bool *ret_held,
		struct error *err);

/* The letter had the notice of where the address is from: noted once per contact. */
enum status db_settle_informed(struct store *store, int64_t contact_id, int64_t at, struct error *err);
/* Pauses a running campaign because of a fault of ours; `reason` is shown with it. */
enum status db_claim_halt(struct store *store, int64_t campaign_id, const char *reason, int64_t at,
		struct error *err);
/* True while rows of the campaign may go out (0: a service letter: always). */
enum status db_claim_is_running(struct store *store, int64_t campaign_id, int64_t now, bool *ret_running,
		struct error *err);
/* When the event, else the offer, was last changed; 0: there is none. What letters say of it is read anew then. */
enum status db_claim_stamp(struct store *store, int64_t event_id, int64_t offer_id, int64_t survey_id, int64_t *ret_stamp,
		struct error *err);
/* Settings of a connection that only claims and settles: it erases nobody, so what it moves in indexes need not be
 * overwritten with zeros. */
enum status db_claim_tune(struct store *store, struct error *err);
/* A number that changes when another connection has changed the database. */
enum status db_claim_version(struct store *store, int64_t *ret_version, struct error *err);

/* After a change of limits: rows of running campaigns that had been put off for one are due at once, `max` at most; the new
 * limits put off again what they must. Letters that a server deferred keep their time. */
enum status db_claim_recall(struct store *store, int64_t now, int64_t max, int64_t *ret_n, struct error *err);

/* Campaigns past their expiry: what still waits becomes failed ("expired"). In the caller's transaction or its own. */
enum status db_claim_expire(struct store *store, int64_t now, int64_t *ret_n, struct error *err);

#endif
