/* Starting, pausing, resuming, cancelling a campaign, and trying its letters again. Each is one transaction with its
 * audit row; a sender that is at work obeys at once. All: ST_NOT_FOUND, ST_CONFLICT (not from this state), ST_DB. */
#ifndef KVIESLYS_DOMAIN_CONTROL_H
#define KVIESLYS_DOMAIN_CONTROL_H

#include "store/db_message.h"
#include "store/store.h"
#include "util/error.h"

/* Fills the ledger with the first letter to everybody of the audience. Again: rows for contacts who came since.
 * *ret_new: rows made; *ret_all: rows of the campaign. */
enum status control_start(struct store *store, const char *key, int64_t now, const char *actor, int64_t *ret_new,
		int64_t *ret_all, struct error *err);
enum status control_pause(struct store *store, const char *key, const char *reason, int64_t now, const char *actor,
		struct error *err);
enum status control_resume(struct store *store, const char *key, int64_t now, const char *actor, struct error *err);
/* What waits becomes skipped. */
enum status control_cancel(struct store *store, const char *key, int64_t now, const char *actor, int64_t *ret_n,
		struct error *err);
/* from: MESSAGE_FAILED or MESSAGE_IN_DOUBT. */
enum status control_retry(struct store *store, const char *key, enum message_state from, int64_t now,
		const char *actor, int64_t *ret_n, struct error *err);

#endif
