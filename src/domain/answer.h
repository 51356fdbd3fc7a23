/* Letters of staff that come out of the review queue: an answer to a question, and the digest of what waits. Both are rows of
 * the ledger; the sender sends them. */
#ifndef KVIESLYS_DOMAIN_ANSWER_H
#define KVIESLYS_DOMAIN_ANSWER_H

#include "domain/config.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Queues `text` to whoever wrote the reply, as an answer in its thread, and closes its items in the queue. Somebody who is
 * no contact yet becomes one. `who`: the login. *ret_message_id: the row of the ledger. ST_NOT_FOUND; ST_INVALID: the
 * mail names no address that can be written to, or a machine wrote it; ST_NOMEM, ST_DB. */
enum status answer_reply(struct store *store, int64_t reply_id, const char *text, const char *who,
		int64_t *ret_message_id, struct error *err);

/* Queues the digest to sender.staff when something new waits and the last digest is a day old. *ret_queued tells. */
enum status digest_queue(struct store *store, const struct config *config, int64_t now, bool *ret_queued,
		struct error *err);

#endif
