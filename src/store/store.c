/* Opening, migrations, transactions, and the cache of compiled statements. */
#include "store/store.h"

#include "store/store_private.h"
#include "util/fs.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#define CACHE_SLOTS 1024u
#define BUSY_MS 10000

struct cached {
	const char *sql;
	sqlite3_stmt *stmt;
};

struct store {
	sqlite3 *db;
	char *path;
	int depth;   /* of nested transactions */
	bool spoilt; /* an inner one was rolled back */
	struct cached cache[CACHE_SLOTS];
};

sqlite3 *store_db(struct store *store)
{
	return store->db;
}

const char *store_path(const struct store *store)
{
	return store->path;
}

int store_schema_version(void)
{
	return store_n_migrations;
}

enum status db_error(struct store *store, struct error *err, const char *what)
{
	int rc = sqlite3_errcode(store->db);
	const char *text = sqlite3_errmsg(store->db);

	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED) {
		return error_set(err, ST_TEMP, "%s: %s: another process holds the database; try again later",
				store->path, what);
	}
	if (rc == SQLITE_FULL || rc == SQLITE_IOERR) {
		return error_set(err, ST_IO, "%s: %s: %s; free some disk space, nothing was changed",
				store->path, what, text);
	}
	if (rc == SQLITE_NOMEM) {
		return error_set(err, ST_NOMEM, "%s: %s: out of memory", store->path, what);
	}
	return error_set(err, ST_DB, "%s: %s: %s", store->path, what, text);
}

enum status db_exec(struct store *store, const char *sql, const char *what, struct error *err)
{
	if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
		return db_error(store, err, what);
	}
	return ST_OK;
}

enum status db_prepare(struct store *store, const char *sql, sqlite3_stmt **ret, struct error *err)
{
	uintptr_t v = (uintptr_t)sql;
	size_t at = (size_t)((v >> 3 ^ v >> 13) % CACHE_SLOTS);
	sqlite3_stmt *stmt = NULL;
	size_t tried = 0;

	while (store->cache[at].sql != NULL) {
		if (store->cache[at].sql == sql && !sqlite3_stmt_busy(store->cache[at].stmt)) {
			*ret = store->cache[at].stmt;
			return ST_OK;
		}
		if (++tried == CACHE_SLOTS) {
			return error_set(err, ST_DB, "%s: too many statements in use", store->path);
		}
		at = (at + 1) % CACHE_SLOTS;
	}
	if (sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK) {
		return db_error(store, err, "preparing a statement");
	}
	store->cache[at] = (struct cached){ sql, stmt };
	*ret = stmt;
	return ST_OK;
}

void stmt_done(sqlite3_stmt **stmt)
{
	if (*stmt != NULL) {
		(void)sqlite3_reset(*stmt);
		(void)sqlite3_clear_bindings(*stmt);
	}
}

void stmt_finalize(sqlite3_stmt **stmt)
{
	(void)sqlite3_finalize(*stmt);
	*stmt = NULL;
}

enum status db_step(struct store *store, sqlite3_stmt *stmt, bool *ret_row, const char *what,
		struct error *err)
{
	int rc = sqlite3_step(stmt);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		return db_error(store, err, what);
	}
	*ret_row = rc == SQLITE_ROW;
	return ST_OK;
}

enum status db_run(struct store *store, sqlite3_stmt *stmt, const char *what, struct error *err)
{
	bool row;
	enum status st = db_step(store, stmt, &row, what, err);

	(void)sqlite3_reset(stmt);
	return st;
}

void db_bind_text(sqlite3_stmt *stmt, int index, const char *text)
{
	(void)sqlite3_bind_text(stmt, index, text, -1, SQLITE_STATIC);
}

void db_bind_id(sqlite3_stmt *stmt, int index, int64_t id)
{
	if (id != 0) {
		(void)sqlite3_bind_int64(stmt, index, id);
	} else {
		(void)sqlite3_bind_null(stmt, index);
	}
}

enum status db_column_dup(sqlite3_stmt *stmt, int column, char **ret, struct error *err)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);
	char *copy = NULL;

	if (text != NULL) {
		copy = strdup(text);
	}
	if (copy == NULL && sqlite3_column_type(stmt, column) != SQLITE_NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	*ret = copy;
	return ST_OK;
}

/* --- transactions --- */

/* The crash tests' hook: ends the process as a power switch would, just before or just after the n-th commit. */
static void crash_point(bool before)
{
	static int64_t n_commits;
	static int64_t crash_at;
	static bool read_env;

	if (!read_env) {
		const char *env = getenv("KVIESLYS_CRASH_AT");

		crash_at = env != NULL ? strtoll(env, NULL, 10) : 0;
		read_env = true;
	}
	if (crash_at == 0) {
		return;
	}
	if (before) {
		n_commits++;
	}
	if (n_commits == (before ? -crash_at : crash_at)) {
		(void)raise(SIGKILL);
	}
}

enum status store_begin(struct store *store, struct store_tx *tx, struct error *err)
{
	enum status st;

	if (store->depth == 0) {
		st = db_exec(store, "BEGIN IMMEDIATE", "beginning a transaction", err);
		if (st != ST_OK) {
			return st;
		}
		store->spoilt = false;
	}
	store->depth++;
	tx->store = store;
	return ST_OK;
}

enum status store_begin_read(struct store *store, struct store_tx *tx, struct error *err)
{
	enum status st;

	if (store->depth > 0) {
		return ST_OK; /* the open one holds still already */
	}
	st = db_exec(store, "BEGIN", "beginning to read", err);
	if (st == ST_OK) {
		store->spoilt = false;
		store->depth = 1;
		tx->store = store;
	}
	return st;
}

enum status store_commit(struct store_tx *tx, struct error *err)
{
	struct store *store = tx->store;
	enum status st;

	if (store->depth > 1) {
		store->depth--;
		tx->store = NULL;
		return ST_OK;
	}
	if (store->spoilt) {
		store_tx_end(tx);
		return error_set(err, ST_DB, "%s: a part of the work failed; nothing was changed", store->path);
	}
	crash_point(true);
	st = db_exec(store, "COMMIT", "committing", err);
	if (st != ST_OK) {
		store_tx_end(tx);
		return st;
	}
	store->depth = 0;
	tx->store = NULL;
	crash_point(false);
	return ST_OK;
}

void store_tx_end(struct store_tx *tx)
{
	struct store *store = tx->store;

	if (store == NULL) {
		return;
	}
	tx->store = NULL;
	if (store->depth > 1) {
		store->depth--;
		store->spoilt = true;
		return;
	}
	store->depth = 0;
	if (!sqlite3_get_autocommit(store->db)) {
		(void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
	}
}

bool store_in_transaction(const struct store *store)
{
	return store->depth > 0;
}

/* --- opening --- */

static enum status set_up(struct store *store, enum store_mode mode, struct error *err)
{
	int64_t version;
	enum status st;

	(void)sqlite3_busy_timeout(store->db, BUSY_MS);
	(void)sqlite3_extended_result_codes(store->db, 0);
	st = db_register_functions(store, err);
	if (st == ST_OK) {
		st = store_check_identity(store, store_n_migrations, &version, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (mode == STORE_INSPECT) {
		return db_exec(store, "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY", "opening", err);
	}
	if (mode == STORE_READ) {
		if (version < store_n_migrations) {
			return error_set(err, ST_CONFIG,
					"%s: an older schema; any command that writes (such as 'kvieslys send') updates it",
					store->path);
		}
		return db_exec(store, "PRAGMA query_only=ON; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY", "opening", err);
	}
	st = db_exec(store, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
			"PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON",
			"opening", err);
	if (st == ST_OK && version < store_n_migrations) {
		st = store_migrate(store, store_migrations, store_n_migrations, err);
	}
	return st;
}

/* SQLite counts every byte it allocates under one lock for all threads; nobody reads the sums, and it costs a tenth. */
static void configure_library(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum status store_open(const char *path, enum store_mode mode, struct store **ret, struct error *err)
{
	CLEANUP_STORE struct store *store = calloc(1, sizeof *store);
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
	enum status st;

	(void)pthread_once(&once, configure_library);
	if (store == NULL || (store->path = strdup(path)) == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	if (mode != STORE_CREATE && !fs_exists(path)) {
		return error_set(err, ST_NOT_FOUND, "%s: there is no database; make a workspace with 'kvieslys init'", path);
	}
	if (mode == STORE_CREATE && strcmp(path, ":memory:") != 0) {
		/* names and addresses: for the owner alone; SQLite gives its journal the same mode */
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

		(void)(fd >= 0 ? close(fd) : 0);
	}
	if (mode == STORE_CREATE) {
		flags |= SQLITE_OPEN_CREATE;
	}
	if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
		return db_error(store, err, "opening");
	}
	st = set_up(store, mode, err);
	if (st != ST_OK) {
		return st;
	}
	*ret = TAKE_PTR(store);
	return ST_OK;
}

static enum status verify_with(struct store *store, const char *sql, const char *good, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	enum status st = ST_OK;

	if (sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL) != SQLITE_OK) {
		return db_error(store, err, "checking");
	}
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(stmt, 0);

		if (good == NULL) {
			st = error_set(err, ST_DB, "%s: a row of table %s refers to one that is gone", store->path,
					text != NULL ? text : "?");
		} else if (text == NULL || strcmp(text, good) != 0) {
			st = error_set(err, ST_DB, "%s: damaged: %s; restore a backup", store->path,
					text != NULL ? text : "?");
		}
	}
	(void)sqlite3_finalize(stmt);
	return st;
}

enum status store_verify(struct store *store, struct error *err)
{
	enum status st = verify_with(store, "PRAGMA quick_check(1)", "ok", err);

	return st != ST_OK ? st : verify_with(store, "PRAGMA foreign_key_check", NULL, err);
}

void store_close(struct store *store)
{
	if (store == NULL) {
		return;
	}
	for (size_t i = 0; i < CACHE_SLOTS; i++) {
		(void)sqlite3_finalize(store->cache[i].stmt);
	}
	(void)sqlite3_close(store->db);
	free(store->path);
	free(store);
}

void store_cleanup(struct store **store)
{
	store_close(*store);
}
