/* Copying the database away. Putting a copy back is domain/restore.h. */
#ifndef KVIESLYS_DOMAIN_BACKUP_H
#define KVIESLYS_DOMAIN_BACKUP_H

#include "store/store.h"
#include "util/error.h"

/* Writes the database into a new file (store_backup()) and an entry about it into the audit log, which the copy therefore lacks.
 * ST_CONFLICT: the file is there. ST_IO, ST_DB, ST_TEMP, ST_NOMEM. */
enum status backup_write(struct store *store, const char *path, const char *actor, struct error *err);

#endif
