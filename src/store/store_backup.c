/* The file as a whole: backup and restore by SQLite's online backup, and rewriting it. */
#include "store/store_private.h"

#include "util/fs.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define BUSY_MS 10000

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
	CLEANUP_FD int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	sqlite3 *to = NULL;
	enum status st;

	if (fd < 0 && errno == EEXIST) {
		return error_set(err, ST_CONFLICT, "%s: is there already; name a new file", path);
	}
	if (fd < 0) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
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

/* As a file: for what is no database any more. Its journal would be read into the new one. */
static enum status replace_file(struct store *store, const char *path, struct error *err)
{
	CLEANUP_STRBUF struct strbuf fresh = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf wal = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf shm = STRBUF_INIT;
	enum status st;

	strbuf_addf(&fresh, "%s.new", path);
	strbuf_addf(&wal, "%s-wal", path);
	strbuf_addf(&shm, "%s-shm", path);
	if (!strbuf_ok(&fresh) || !strbuf_ok(&wal) || !strbuf_ok(&shm)) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	(void)unlink(fresh.buf);
	st = store_backup(store, fresh.buf, err);
	if (st != ST_OK) {
		return st;
	}
	(void)unlink(wal.buf);
	(void)unlink(shm.buf);
	if (rename(fresh.buf, path) != 0) {
		st = error_set(err, ST_IO, "%s: %s", path, strerror(errno));
		(void)unlink(fresh.buf);
	}
	return st;
}

static bool is_sound(const char *path)
{
	CLEANUP_STORE struct store *there = NULL;
	struct error none = ERROR_INIT;

	return store_open(path, STORE_INSPECT, &there, &none) == ST_OK && store_verify(there, &none) == ST_OK;
}

enum status store_replace(struct store *store, const char *path, struct error *err)
{
	sqlite3 *to = NULL;
	enum status st;

	if (!fs_exists(path) || !is_sound(path)) {
		return replace_file(store, path, err);
	}
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
		st = error_set(err, ST_IO, "%s: %s", path, sqlite3_errmsg(to));
	} else {
		(void)sqlite3_busy_timeout(to, BUSY_MS);
		st = copy(store_db(store), to, path, err);
	}
	(void)sqlite3_close(to);
	return st;
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
