/* SQL of imports. */
#include "store/db_import.h"

#include "store/store_private.h"
#include "util/clock.h"

#define SQL_ADD \
	"INSERT INTO import(at, file, sha256, source, added, changed, same, rejected) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"

enum status db_import_add(struct store *store, const struct import_row *row, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, clock_now());
	db_bind_text(stmt, 2, row->file);
	db_bind_text(stmt, 3, row->sha256);
	db_bind_text(stmt, 4, row->source);
	(void)sqlite3_bind_int64(stmt, 5, row->added);
	(void)sqlite3_bind_int64(stmt, 6, row->changed);
	(void)sqlite3_bind_int64(stmt, 7, row->same);
	(void)sqlite3_bind_int64(stmt, 8, row->rejected);
	st = db_run(store, stmt, "noting an import", err);
	if (st == ST_OK) {
		*ret_id = sqlite3_last_insert_rowid(store_db(store));
	}
	return st;
}

enum status db_import_tune(struct store *store, struct error *err)
{
	return db_exec(store, "PRAGMA cache_size=-98304", "preparing an import", err);
}

#define SQL_NEXT_AUDIT_ID "SELECT ifnull(max(id), 0) + 1 FROM audit"

enum status db_import_next_audit_id(struct store *store, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_NEXT_AUDIT_ID, &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "reading the audit log", err);
	}
	if (st == ST_OK) {
		*ret_id = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

#define SQL_MAP_GET "SELECT field FROM import_map WHERE source = ?1 AND column_name = ?2"

enum status db_import_map_get(struct store *store, const char *source, const char *column, struct strbuf *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_MAP_GET, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, source);
		db_bind_text(stmt, 2, column);
		st = db_step(store, stmt, &row, "reading a map", err);
	}
	if (st == ST_OK && row) {
		strbuf_adds(ret, (const char *)sqlite3_column_text(stmt, 0));
	}
	return st;
}

#define SQL_MAP_PUT \
	"INSERT INTO import_map(source, column_name, field) VALUES (?1, ?2, ?3)" \
	" ON CONFLICT (source, column_name) DO UPDATE SET field = excluded.field"

enum status db_import_map_put(struct store *store, const char *source, const char *column, const char *field,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_MAP_PUT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, source);
	db_bind_text(stmt, 2, column);
	db_bind_text(stmt, 3, field);
	return db_run(store, stmt, "noting a map", err);
}
