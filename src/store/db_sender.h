/* The processes that send. A sender is alive while it holds the lock of its mark file. */
#ifndef KVIESLYS_STORE_DB_SENDER_H
#define KVIESLYS_STORE_DB_SENDER_H

#include "store/store.h"
#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

struct sender_row {
	int64_t id;
	char mark[256]; /* name of its mark file */
	char boot[64];  /* the machine's boot id when it began: after another boot the mark file proves nothing */
};

enum status db_sender_add(struct store *store, const char *host, int64_t pid, const char *boot, int64_t now,
		const char *mark, int64_t *ret_id, struct error *err);
enum status db_sender_end(struct store *store, int64_t id, int64_t now, struct error *err);
/* Senders that have not ended, except `but`, at most `max`. */
enum status db_sender_open(struct store *store, int64_t but, struct sender_row *ret, size_t max,
		size_t *ret_n, struct error *err);
/* Calls `each` for every row that the sender holds. */
enum status db_sender_claims(struct store *store, int64_t id,
		enum status (*each)(void *arg, int64_t message_id, struct error *err), void *arg, struct error *err);

#endif
