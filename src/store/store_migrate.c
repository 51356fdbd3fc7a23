/* Whose database it is, of which version, and how an older one is brought up to date. */
#include "store/store_private.h"

#define APPLICATION_ID 0x4B564C53 /* "KVLS" */

static enum status read_pragma(struct store *store, const char *sql, int64_t *ret, struct error *err)
{
	sqlite3_stmt *stmt = NULL;

	if (sqlite3_prepare_v2(store_db(store), sql, -1, &stmt, NULL) != SQLITE_OK) {
		return db_error(store, err, "reading the database's header");
	}
	*ret = sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
	if (sqlite3_finalize(stmt) != SQLITE_OK) {
		return db_error(store, err, "reading the database's header");
	}
	return ST_OK;
}

enum status store_check_identity(struct store *store, int n_known, int64_t *ret_version, struct error *err)
{
	int64_t app = 0;
	int64_t tables = 0;
	enum status st = read_pragma(store, "PRAGMA application_id", &app, err);

	if (st == ST_OK) {
		st = read_pragma(store, "PRAGMA user_version", ret_version, err);
	}
	if (st == ST_OK) {
		st = read_pragma(store, "SELECT count(*) FROM sqlite_schema", &tables, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (app != APPLICATION_ID && (app != 0 || tables > 0)) {
		return error_set(err, ST_CONFIG, "%s: a database, but not one of Kvieslys", store_path(store));
	}
	if (*ret_version > n_known) {
		return error_set(err, ST_CONFIG,
				"%s: written by a newer Kvieslys (schema %d, this program knows %d); install the newer one",
				store_path(store), (int)*ret_version, n_known);
	}
	return ST_OK;
}

enum status store_migrate(struct store *store, const char *const *migrations, int n, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	char text[96];
	int64_t version = 0;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = store_check_identity(store, n, &version, err); /* again, under the lock */
	}
	if (st != ST_OK) {
		return st;
	}
	for (int i = (int)version; i < n; i++) {
		st = db_exec(store, migrations[i], "bringing the schema up to date", err);
		if (st != ST_OK) {
			return st;
		}
	}
	(void)snprintf(text, sizeof text, "PRAGMA application_id=%d; PRAGMA user_version=%d",
			APPLICATION_ID, n);
	st = db_exec(store, text, "writing the schema's number", err);
	if (st != ST_OK) {
		return st;
	}
	return store_commit(&tx, err);
}
