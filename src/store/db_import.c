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
	return db_exec(store, "PRAGMA cache_size=-81920", "preparing an import", err);
}

#define SQL_BEGIN \
	"CREATE TEMP TABLE IF NOT EXISTS import_touched(contact_id INTEGER PRIMARY KEY);" \
	"DELETE FROM temp.import_touched"

enum status db_import_begin(struct store *store, struct error *err)
{
	return db_exec(store, SQL_BEGIN, "beginning an import", err);
}

/* A number that a statement without values gives. */
static enum status read_number(struct store *store, const char *sql, int64_t *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "beginning an import", err);
	}
	if (st == ST_OK) {
		*ret = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

#define SQL_LAST_CONTACT "SELECT ifnull(max(id), 0) FROM contact"

enum status db_import_last_contact(struct store *store, int64_t *ret_id, struct error *err)
{
	return read_number(store, SQL_LAST_CONTACT, ret_id, err);
}

#define SQL_EACH_CONTACT "SELECT id, email_key FROM contact WHERE status <> 'erased' ORDER BY id"

enum status db_import_each_contact(struct store *store, void (*each)(void *arg, int64_t id, const char *email_key), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_EACH_CONTACT, &stmt, err);

	while (st == ST_OK && (st = db_step(store, stmt, &row, "reading contacts", err)) == ST_OK && row) {
		const char *key = (const char *)sqlite3_column_text(stmt, 1);

		if (key == NULL) {
			return db_error(store, err, "reading contacts");
		}
		each(arg, sqlite3_column_int64(stmt, 0), key);
	}
	return st;
}

#define SQL_EACH_ORGANISATION \
	"SELECT ifnull(merged_into, id), country, code, domain, name_key FROM organisation ORDER BY id"

enum status db_import_each_organisation(struct store *store, void (*each)(void *arg, int64_t id, const struct organisation *o),
		void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_EACH_ORGANISATION, &stmt, err);

	while (st == ST_OK && (st = db_step(store, stmt, &row, "reading organisations", err)) == ST_OK && row) {
		const struct organisation o = { .country = (const char *)sqlite3_column_text(stmt, 1),
			.code = (const char *)sqlite3_column_text(stmt, 2), .domain = (const char *)sqlite3_column_text(stmt, 3),
			.name_key = (const char *)sqlite3_column_text(stmt, 4) };

		if (o.name_key == NULL) {
			return db_error(store, err, "reading organisations");
		}
		each(arg, sqlite3_column_int64(stmt, 0), &o);
	}
	return st;
}

#define SQL_TOUCH "INSERT INTO temp.import_touched(contact_id) VALUES (?1) ON CONFLICT DO NOTHING"

enum status db_import_touch(struct store *store, int64_t contact_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_TOUCH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	return db_run(store, stmt, "noting a contact", err);
}

/* ?1 last contact, ?2 list, ?3 kind, ?4 class, ?5 source, ?6 at, ?7 text shown */
#define SQL_BASIS_NEW \
	"INSERT INTO basis(contact_id, kind, class, source, at, text_shown)" \
	" SELECT id, ?3, ?4, ?5, ?6, ?7 FROM contact WHERE id > ?1 ORDER BY id"
#define SQL_BASIS_OLD \
	"INSERT INTO basis(contact_id, kind, class, source, at, text_shown)" \
	" SELECT t.contact_id, ?3, ?4, ?5, ?6, ?7 FROM temp.import_touched t WHERE t.contact_id <= ?1 AND NOT EXISTS (" \
	"  SELECT 1 FROM basis b WHERE b.contact_id = t.contact_id AND b.kind = ?3 AND b.class IS ?4 AND b.source = ?5)" \
	" ORDER BY t.contact_id"
#define SQL_MEMBERS_NEW \
	"INSERT INTO list_member(list_id, contact_id, since) SELECT ?2, id, ?6 FROM contact WHERE id > ?1 ORDER BY id" \
	" ON CONFLICT DO NOTHING"
#define SQL_MEMBERS_OLD \
	"INSERT INTO list_member(list_id, contact_id, since)" \
	" SELECT ?2, t.contact_id, ?6 FROM temp.import_touched t WHERE t.contact_id <= ?1 AND NOT EXISTS (" \
	"  SELECT 1 FROM list_member m WHERE m.list_id = ?2 AND m.contact_id = t.contact_id) ORDER BY t.contact_id"

enum status db_import_settle(struct store *store, int64_t last_contact, const struct basis *basis, int64_t list_id,
		struct error *err)
{
	static const char *const steps[] = { SQL_BASIS_OLD, SQL_BASIS_NEW, SQL_MEMBERS_OLD, SQL_MEMBERS_NEW };
	enum status st = ST_OK;

	/* Pages that are dirty now would be kept twice in memory when they leave the cache during a statement that writes many
	 * rows. What speaks against writing them, the statements tell. */
	(void)sqlite3_db_cacheflush(store_db(store));
	for (size_t i = 0; i < ARRAY_SIZE(steps) && st == ST_OK; i++) {
		CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;

		st = db_prepare(store, steps[i], &stmt, err);
		if (st != ST_OK) {
			break;
		}
		(void)sqlite3_bind_int64(stmt, 1, last_contact);
		(void)sqlite3_bind_int64(stmt, 2, list_id);
		db_bind_text(stmt, 3, basis_kind_name(basis->kind));
		db_bind_text(stmt, 4, basis->class_);
		db_bind_text(stmt, 5, basis->source);
		(void)sqlite3_bind_int64(stmt, 6, basis->at);
		if (sqlite3_bind_parameter_count(stmt) > 6) {
			db_bind_text(stmt, 7, basis->text_shown);
		}
		st = db_run(store, stmt, "writing basis and list", err);
	}
	return st;
}

#define SQL_NEXT_AUDIT_ID "SELECT ifnull(max(id), 0) + 1 FROM audit"

enum status db_import_next_audit_id(struct store *store, int64_t *ret_id, struct error *err)
{
	return read_number(store, SQL_NEXT_AUDIT_ID, ret_id, err);
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
