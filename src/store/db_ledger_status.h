/* Counting, listing and re-opening rows of the ledger. */
#ifndef KVIESLYS_STORE_DB_LEDGER_STATUS_H
#define KVIESLYS_STORE_DB_LEDGER_STATUS_H

#include "store/db_message.h"

struct ledger_counts {
	int64_t n[MESSAGE_STATES];
};
/* campaign_id 0: the service letters. */
enum status db_ledger_counts(struct store *store, int64_t campaign_id, struct ledger_counts *ret,
		struct error *err);

struct ledger_line {
	int64_t id;
	int64_t nonce;
	int64_t step;
	int64_t attempts;
	int64_t at; /* of the last change; 0: none */
	int64_t due_at;
	const char *campaign; /* NULL: a service letter */
	const char *letter;
	const char *contact; /* the address */
	const char *state;
	const char *relay;
	const char *status;
	const char *answer;
};
/* Texts are valid during the call. */
typedef enum status (*ledger_line_fn)(void *arg, const struct ledger_line *line, struct error *err);
/* Every message of a campaign, by step and contact; `state` NULL: all. */
enum status db_ledger_messages(struct store *store, int64_t campaign_id, const char *state,
		ledger_line_fn each, void *arg, struct error *err);

/* Puts the failed (or the in-doubt) rows of a campaign back into the queue. */
enum status db_ledger_retry(struct store *store, int64_t campaign_id, enum message_state from, int64_t now,
		int64_t *ret_n, struct error *err);
/* A cancelled campaign: what waits becomes skipped with that reason. */
enum status db_ledger_cancel(struct store *store, int64_t campaign_id, int64_t now, const char *reason,
		int64_t *ret_n, struct error *err);
/* Bounces for good and complaints that came in for a campaign's messages: food for the circuit breaker. */
enum status db_ledger_bounces(struct store *store, int64_t campaign_id, int64_t *ret_bounces,
		int64_t *ret_complaints, struct error *err);

#endif
