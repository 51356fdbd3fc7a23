/* Copying the database away. */
#include "domain/backup.h"

#include "store/db_audit.h"

enum status backup_write(struct store *store, const char *path, const char *actor, struct error *err)
{
	enum status st = store_backup(store, path, err);

	return st == ST_OK ? audit_add(store, actor, "backup", "workspace", 0, "the database was copied", path, err) : st;
}
