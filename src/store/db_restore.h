/* What a restored backup must learn from the database whose place it takes: whom nobody may write to any more, and which
 * letters have left since. */
#ifndef KVIESLYS_STORE_DB_RESTORE_H
#define KVIESLYS_STORE_DB_RESTORE_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct restore_carried {
	int64_t suppressions; /* that the backup did not know */
	int64_t letters;      /* that waited in the backup and have left, failed or been skipped since */
};
/* `path`: the database that is replaced, readable, of a schema with the same tables. ST_DB when it cannot be read: then nothing
 * was changed. */
enum status db_restore_carry(struct store *store, const char *path, struct restore_carried *ret, struct error *err);
/* Nobody knows what has left since: running campaigns are paused. */
enum status db_restore_pause(struct store *store, const char *reason, int64_t now, int64_t *ret_n, struct error *err);

/* Whether anybody was erased, by the suppressions. */
enum status db_restore_any_erased(struct store *store, bool *ret, struct error *err);
/* Whether the address with that hash was erased. */
enum status db_restore_is_erased(struct store *store, const char *hash, bool *ret, struct error *err);
/* Walks all contacts that are not erased: the first after `after`; *ret_id 0: no more. The key is copied. */
enum status db_restore_next_contact(struct store *store, int64_t after, int64_t *ret_id, char *email_key, size_t size,
		struct error *err);

#endif
