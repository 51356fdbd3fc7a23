/* SQL of lists. */
#include "store/db_list.h"

#include "store/store_private.h"
#include "util/clock.h"

#define SQL_FIND "SELECT id FROM list WHERE name = ?1 AND removed_at IS NULL"

static enum status find(struct store *store, const char *name, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		st = db_step(store, stmt, &row, "list lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

enum status db_list_find(struct store *store, const char *name, int64_t *ret_id, struct error *err)
{
	int64_t id = 0;
	enum status st = find(store, name, &id, err);

	if (st == ST_OK && id == 0) {
		return error_set(err, ST_NOT_FOUND, "no list '%s'; 'kvieslys list' shows all", name);
	}
	if (st == ST_OK) {
		*ret_id = id;
	}
	return st;
}

#define SQL_ADD "INSERT INTO list(name, created_at) VALUES (?1, ?2)"

enum status db_list_get(struct store *store, const char *name, int64_t *ret_id, bool *ret_new, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	int64_t id = 0;
	enum status st = find(store, name, &id, err);

	if (st != ST_OK) {
		return st;
	}
	if (id == 0) {
		st = db_prepare(store, SQL_ADD, &stmt, err);
		if (st == ST_OK) {
			db_bind_text(stmt, 1, name);
			(void)sqlite3_bind_int64(stmt, 2, clock_now());
			st = db_run(store, stmt, "making a list", err);
		}
		if (st != ST_OK) {
			return st;
		}
		*ret_new = true;
		*ret_id = sqlite3_last_insert_rowid(store_db(store));
		return ST_OK;
	}
	*ret_new = false;
	*ret_id = id;
	return ST_OK;
}

/* Runs a statement with the list's id as ?1, and a text or a number as ?2. */
static enum status run_on(struct store *store, const char *sql, int64_t id, const char *text, int64_t number,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	if (sqlite3_bind_parameter_count(stmt) > 1) {
		if (text != NULL) {
			db_bind_text(stmt, 2, text);
		} else {
			db_bind_id(stmt, 2, number);
		}
	}
	return db_run(store, stmt, "changing a list", err);
}

#define SQL_ADDRESS "UPDATE list SET address = ?2 WHERE id = ?1"

enum status db_list_set_address(struct store *store, int64_t id, const char *address, struct error *err)
{
	return run_on(store, SQL_ADDRESS, id, address, 0, err);
}

#define SQL_GET_ADDRESS "SELECT address FROM list WHERE name = ?1"

enum status db_list_address(struct store *store, const char *name, struct strbuf *out, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_GET_ADDRESS, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		st = db_step(store, stmt, &row, "list lookup", err);
	}
	if (st == ST_OK && row && sqlite3_column_text(stmt, 0) != NULL) {
		strbuf_adds(out, (const char *)sqlite3_column_text(stmt, 0));
	}
	return st != ST_OK || strbuf_ok(out) ? st : error_set(err, ST_NOMEM, "list: out of memory");
}

#define SQL_OF_ADDRESS "SELECT id FROM list WHERE lower(address) = ?1"

enum status db_list_of_address(struct store *store, const char *key, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_OF_ADDRESS, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, key);
		st = db_step(store, stmt, &row, "list lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

#define SQL_ADD_MEMBER \
	"INSERT INTO list_member(list_id, contact_id, since) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING"

enum status db_list_add_member(struct store *store, int64_t id, int64_t contact_id, int64_t since, bool *ret_new,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD_MEMBER, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, contact_id);
	(void)sqlite3_bind_int64(stmt, 3, since);
	st = db_run(store, stmt, "adding to a list", err);
	if (st == ST_OK) {
		*ret_new = sqlite3_changes(store_db(store)) > 0;
	}
	return st;
}

#define SQL_REMOVE_MEMBER "DELETE FROM list_member WHERE list_id = ?1 AND contact_id = ?2"

enum status db_list_remove_member(struct store *store, int64_t id, int64_t contact_id, bool *ret_removed,
		struct error *err)
{
	enum status st = run_on(store, SQL_REMOVE_MEMBER, id, NULL, contact_id, err);

	if (st == ST_OK) {
		*ret_removed = sqlite3_changes(store_db(store)) > 0;
	}
	return st;
}

#define SQL_EACH \
	"SELECT l.id, (SELECT count(*) FROM list_member m JOIN contact c ON c.id = m.contact_id" \
	"  WHERE m.list_id = l.id AND c.status <> 'erased')," \
	" l.created_at, l.name, l.address FROM list l WHERE l.removed_at IS NULL ORDER BY l.name"

enum status db_list_each(struct store *store, enum status (*each)(void *arg, const struct list_row *row, struct error *err),
		void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	while (st == ST_OK) {
		struct list_row row;

		st = db_step(store, stmt, &more, "reading lists", err);
		if (st != ST_OK || !more) {
			break;
		}
		row = (struct list_row){ .id = sqlite3_column_int64(stmt, 0), .members = sqlite3_column_int64(stmt, 1),
			.created_at = sqlite3_column_int64(stmt, 2), .name = (const char *)sqlite3_column_text(stmt, 3),
			.address = (const char *)sqlite3_column_text(stmt, 4) };
		st = each(arg, &row, err);
	}
	return st;
}

static enum status answer(struct store *store, const char *sql, int64_t id, int64_t contact_id, bool *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		(void)sqlite3_bind_int64(stmt, 2, contact_id);
		st = db_step(store, stmt, ret, "reading a list", err);
	}
	return st;
}

#define SQL_IS_MEMBER "SELECT 1 FROM list_member WHERE list_id = ?1 AND contact_id = ?2"

enum status db_list_is_member(struct store *store, int64_t id, int64_t contact_id, bool *ret, struct error *err)
{
	return answer(store, SQL_IS_MEMBER, id, contact_id, ret, err);
}

#define SQL_JOINED \
	SQL_IS_MEMBER " AND EXISTS (SELECT 1 FROM basis b WHERE b.contact_id = ?2 AND b.list_id = ?1 AND b.kind = 'consent'" \
	"  AND b.proof_reply_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM basis w WHERE w.contact_id = ?2 AND w.kind = 'withdrawn'" \
	"  AND ifnull(w.list_id, ?1) = ?1 AND w.id > b.id))"

enum status db_list_joined(struct store *store, int64_t id, int64_t contact_id, bool *ret, struct error *err)
{
	return answer(store, SQL_JOINED, id, contact_id, ret, err);
}

#define SQL_NAMES "SELECT name, address FROM list WHERE id = ?1"

enum status db_list_names(struct store *store, int64_t id, struct strbuf *name, struct strbuf *address, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_NAMES, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "list lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no such list");
	}
	if (st == ST_OK) {
		const char *text = (const char *)sqlite3_column_text(stmt, 1);

		strbuf_adds(name, (const char *)sqlite3_column_text(stmt, 0));
		strbuf_adds(address, text != NULL ? text : "");
	}
	return st != ST_OK || (strbuf_ok(name) && strbuf_ok(address)) ? st : error_set(err, ST_NOMEM, "list: out of memory");
}

/* One at a time, from ?3 on: `each` may change what is read here. */
#define SQL_NEXT_JOINED \
	"SELECT l.id, l.name FROM list l JOIN list_member m ON m.list_id = l.id AND m.contact_id = ?2 JOIN campaign k ON k.id = ?1" \
	" WHERE l.id > ?3 AND l.address IS NOT NULL AND " SQL_CAMPAIGN_NAMES_LIST("k", "l") " ORDER BY l.id LIMIT 1"

static enum status next_joined(struct store *store, int64_t campaign_id, int64_t contact_id, int64_t *id, struct strbuf *name,
		bool *ret_more, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_NEXT_JOINED, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, contact_id);
	(void)sqlite3_bind_int64(stmt, 3, *id);
	st = db_step(store, stmt, ret_more, "reading lists", err);
	if (st == ST_OK && *ret_more) {
		*id = sqlite3_column_int64(stmt, 0);
		strbuf_reset(name);
		strbuf_adds(name, (const char *)sqlite3_column_text(stmt, 1));
	}
	return st;
}

enum status db_list_each_joined(struct store *store, int64_t campaign_id, int64_t contact_id,
		enum status (*each)(void *arg, int64_t list_id, const char *name, struct error *err), void *arg, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	int64_t id = 0;
	bool more = true;
	enum status st = ST_OK;

	while (st == ST_OK && more) {
		st = next_joined(store, campaign_id, contact_id, &id, &name, &more, err);
		if (st == ST_OK && more) {
			st = strbuf_ok(&name) ? each(arg, id, name.buf, err) : error_set(err, ST_NOMEM, "list: out of memory");
		}
	}
	return st;
}
