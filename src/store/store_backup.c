/* The file as a whole: backup and restore by SQLite's online backup, and rewriting it. */
#include "store/store_private.h"

#include "util/fs.h"

#include <string.h>

/* Copies all pages in one go: with WAL readers and the writer are not held up for longer than that. */
static enum status copy(sqlite3 *from, sqlite3 *to, const char *path, struct error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int rc;

	if (backup == NULL) {
		return error_set(err, ST_DB, "%s: %s", path, sqlite3_errmsg(to));
	}
	rc = sqlite3_backup_step(backup, -1);
	(void)sqlite3_backup_finish(backup);
	if (rc == SQLITE_DONE) {
		return ST_OK;
	}
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		return error_set(err, ST_TEMP, "%s: another process holds the database; try again later", path);
	}
	return error_set(err, rc == SQLITE_FULL || rc == SQLITE_IOERR ? ST_IO : ST_DB, "%s: %s", path, sqlite3_errstr(rc));
}

enum status store_backup(struct store *store, const char *path, struct error *err)
{
	sqlite3 *to = NULL;
	enum status st;

	if (fs_exists(path)) {
		return error_set(err, ST_CONFLICT, "%s: is there already; name a new file", path);
	}
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
		st = error_set(err, ST_IO, "%s: %s", path, sqlite3_errmsg(to));
	} else {
		st = copy(store_db(store), to, path, err);
	}
	(void)sqlite3_close(to);
	if (st != ST_OK) {
		(void)unlink(path);
	}
	return st;
}

enum status store_restore(struct store *store, const char *path, struct error *err)
{
	CLEANUP_STORE struct store *from = NULL;
	enum status st = store_open(path, STORE_READ, &from, err);

	if (st == ST_OK) {
		st = store_verify(from, err);
	}
	return st != ST_OK ? st : copy(store_db(from), store_db(store), store_path(store), err);
}

/* secure_delete wipes what is deleted, but not the copies that a page keeps when rows move within it: only a new file has none.
 * The copy is made on disk and not in memory: a database may be large. */
enum status store_purge(struct store *store, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_exec(store, "PRAGMA temp_store=FILE; VACUUM; PRAGMA temp_store=MEMORY", "rewriting", err);

	if (st == ST_OK) {
		st = db_prepare(store, "PRAGMA wal_checkpoint(TRUNCATE)", &stmt, err);
	}
	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "emptying the journal", err);
	}
	if (st == ST_OK && row && sqlite3_column_int(stmt, 0) != 0) {
		return error_set(err, ST_TEMP, "%s: another process reads the database; its journal is emptied later", store_path(store));
	}
	return st;
}
