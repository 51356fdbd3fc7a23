/* SQL of segments. */
#include "store/db_segment.h"

#include "store/store_private.h"
#include "util/clock.h"

#define SQL_CONDITION "SELECT condition FROM segment WHERE name = ?1"

enum status db_segment_condition(struct store *store, const char *name, struct strbuf *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_CONDITION, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		st = db_step(store, stmt, &row, "segment lookup", err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "no segment '%s'; 'kvieslys segment list' shows all", name);
	}
	strbuf_add(ret, sqlite3_column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
	return strbuf_ok(ret) ? ST_OK : error_set(err, ST_NOMEM, "segment: out of memory");
}

#define SQL_PUT \
	"INSERT INTO segment(name, condition, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)" \
	" ON CONFLICT (name) DO UPDATE SET condition = excluded.condition, updated_at = excluded.updated_at RETURNING id"

enum status db_segment_put(struct store *store, const char *name, const char *condition, int64_t *ret_id,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_PUT, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		db_bind_text(stmt, 2, condition);
		(void)sqlite3_bind_int64(stmt, 3, clock_now());
		st = db_step(store, stmt, &row, "writing a segment", err);
	}
	if (st == ST_OK) {
		*ret_id = sqlite3_column_int64(stmt, 0);
		st = db_step(store, stmt, &row, "writing a segment", err);
	}
	return st;
}

#define SQL_EACH "SELECT name, condition FROM segment ORDER BY name"

enum status db_segment_each(struct store *store,
		enum status (*each)(void *arg, const char *name, const char *condition, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	while (st == ST_OK) {
		st = db_step(store, stmt, &row, "reading segments", err);
		if (st != ST_OK || !row) {
			break;
		}
		st = each(arg, (const char *)sqlite3_column_text(stmt, 0), (const char *)sqlite3_column_text(stmt, 1), err);
	}
	return st;
}
