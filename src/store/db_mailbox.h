/* How far a mailbox was read, and which of its older mails need not be looked at again. */
#ifndef KVIESLYS_STORE_DB_MAILBOX_H
#define KVIESLYS_STORE_DB_MAILBOX_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Both numbers are 0 for a mailbox that was never read. */
enum status db_mailbox_progress(struct store *store, const char *name, const char *folder, int64_t *ret_uidvalidity,
		int64_t *ret_last_uid, struct error *err);
enum status db_mailbox_set_progress(struct store *store, const char *name, const char *folder, int64_t uidvalidity,
		int64_t last_uid, struct error *err);
/* Mails that are older than the mailbox is read. */
enum status db_mailbox_skip(struct store *store, const char *name, const char *key, struct error *err);
enum status db_mailbox_is_skipped(struct store *store, const char *name, const char *key, bool *ret, struct error *err);

#endif
