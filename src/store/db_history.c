/* SQL of the history. */
#include "store/db_history.h"

#include "store/store_private.h"
#include "util/clock.h"

#include <string.h>

#define SQL_ADD \
	"INSERT INTO change(at, noun, noun_id, field, old, new, audit_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"

enum status db_history_add(struct store *store, const char *noun, int64_t noun_id, const char *field, const char *old,
		const char *new_, int64_t audit_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st;

	if (strcmp(old != NULL ? old : "", new_ != NULL ? new_ : "") == 0) {
		return ST_OK;
	}
	st = db_prepare(store, SQL_ADD, &stmt, err);
	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, clock_now());
	db_bind_text(stmt, 2, noun);
	(void)sqlite3_bind_int64(stmt, 3, noun_id);
	db_bind_text(stmt, 4, field);
	db_bind_text(stmt, 5, old);
	db_bind_text(stmt, 6, new_);
	(void)sqlite3_bind_int64(stmt, 7, audit_id);
	return db_run(store, stmt, "writing the history", err);
}

#define SQL_BEFORE \
	"SELECT old, at FROM change WHERE noun = ?1 AND noun_id = ?2 AND field = ?3 AND new = ?4 ORDER BY id DESC LIMIT 1"

enum status db_history_before(struct store *store, const char *noun, int64_t noun_id, const char *field, const char *new_,
		struct strbuf *old, int64_t *ret_at, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_BEFORE, &stmt, err);

	*ret_at = 0;
	if (st == ST_OK) {
		db_bind_text(stmt, 1, noun);
		(void)sqlite3_bind_int64(stmt, 2, noun_id);
		db_bind_text(stmt, 3, field);
		db_bind_text(stmt, 4, new_);
		st = db_step(store, stmt, &row, "reading the history", err);
	}
	if (st == ST_OK && row) {
		strbuf_add(old, sqlite3_column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0));
		*ret_at = sqlite3_column_int64(stmt, 1);
	}
	return st != ST_OK || strbuf_ok(old) ? st : error_set(err, ST_NOMEM, "history: out of memory");
}

/* Sorted: all of it is read before the first row is given. */
#define SQL_EACH_NEW \
	"SELECT field, new FROM change WHERE audit_id = ?1 AND noun = ?2 AND noun_id = ?3 AND old IS NULL AND new IS NOT NULL ORDER BY field"

enum status db_history_each_new(struct store *store, const char *noun, int64_t noun_id, int64_t audit_id,
		enum status (*each)(void *arg, const char *field, const char *new_, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH_NEW, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, audit_id);
		db_bind_text(stmt, 2, noun);
		(void)sqlite3_bind_int64(stmt, 3, noun_id);
	}
	while (st == ST_OK && (st = db_step(store, stmt, &more, "reading the history", err)) == ST_OK && more) {
		st = each(arg, (const char *)sqlite3_column_text(stmt, 0), (const char *)sqlite3_column_text(stmt, 1), err);
	}
	return st;
}

#define SQL_EACH \
	"SELECT h.at, h.field, h.old, h.new, a.actor, a.action, a.why FROM change h JOIN audit a ON a.id = h.audit_id" \
	" WHERE h.noun = ?1 AND h.noun_id = ?2 AND h.field NOT IN ('registration','offer','message','reply','interest'," \
	"  'survey_answer','list','joined','basis','last_basis','suppression') ORDER BY h.id"

enum status db_history_each(struct store *store, const char *noun, int64_t noun_id,
		enum status (*each)(void *arg, const struct history_row *row, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, noun);
		(void)sqlite3_bind_int64(stmt, 2, noun_id);
	}
	while (st == ST_OK) {
		struct history_row row;

		st = db_step(store, stmt, &more, "reading the history", err);
		if (st != ST_OK || !more) {
			break;
		}
		row = (struct history_row){ .at = sqlite3_column_int64(stmt, 0), .field = (const char *)sqlite3_column_text(stmt, 1),
			.old = (const char *)sqlite3_column_text(stmt, 2), .new_ = (const char *)sqlite3_column_text(stmt, 3),
			.actor = (const char *)sqlite3_column_text(stmt, 4), .action = (const char *)sqlite3_column_text(stmt, 5),
			.why = (const char *)sqlite3_column_text(stmt, 6) };
		st = each(arg, &row, err);
	}
	return st;
}
