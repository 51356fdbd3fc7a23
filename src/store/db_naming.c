/* SQL of names. */
#include "store/db_naming.h"

#include "store/store_private.h"

#define SQL_EACH \
	"SELECT 0, id, 'segment ' || name, condition, 1 FROM segment UNION ALL" \
	" SELECT 1, q.id, 'quota ' || q.name || ' of event ' || e.key, q.condition, e.end_at > ?1 AND e.state = 'open'" \
	" FROM quota q JOIN event e ON e.id = q.event_id UNION ALL" \
	" SELECT 2, id, 'campaign ' || key, audience, state <> 'cancelled' AND ifnull(expires_at > ?1, 1) FROM campaign"

enum status db_naming_each(struct store *store, int64_t now, enum status (*each)(void *arg, const struct naming_text *text, struct error *err),
		void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, now);
	}
	while (st == ST_OK && (st = db_step(store, stmt, &row, "reading names", err)) == ST_OK && row) {
		const struct naming_text text = { .kind = (enum naming_kind)sqlite3_column_int(stmt, 0), .id = sqlite3_column_int64(stmt, 1),
			.label = (const char *)sqlite3_column_text(stmt, 2), .text = (const char *)sqlite3_column_text(stmt, 3),
			.in_use = sqlite3_column_int(stmt, 4) != 0 };

		if (text.label == NULL || text.text == NULL) {
			return db_error(store, err, "reading names");
		}
		st = each(arg, &text, err);
	}
	return st;
}

/* Runs a statement over ?1 id, ?2 text (where it has one). */
static enum status run_on(struct store *store, const char *sql, int64_t id, const char *text, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	if (text != NULL) {
		db_bind_text(stmt, 2, text);
	}
	return db_run(store, stmt, "changing a name", err);
}

#define SQL_PUT_SEGMENT "UPDATE segment SET condition = ?2 WHERE id = ?1"
#define SQL_PUT_QUOTA "UPDATE quota SET condition = ?2 WHERE id = ?1"
#define SQL_PUT_CAMPAIGN "UPDATE campaign SET audience = ?2 WHERE id = ?1"

enum status db_naming_put(struct store *store, enum naming_kind kind, int64_t id, const char *text, struct error *err)
{
	static const char *const sql[] = { [NAMING_SEGMENT] = SQL_PUT_SEGMENT, [NAMING_QUOTA] = SQL_PUT_QUOTA,
		[NAMING_CAMPAIGN] = SQL_PUT_CAMPAIGN };

	return run_on(store, sql[kind], id, text, err);
}

#define SQL_RENAME_LIST "UPDATE list SET name = ?2 WHERE id = ?1"

enum status db_naming_rename_list(struct store *store, int64_t id, const char *name, struct error *err)
{
	return run_on(store, SQL_RENAME_LIST, id, name, err);
}

#define SQL_RENAME_SEGMENT "UPDATE segment SET name = ?2 WHERE id = ?1"

enum status db_naming_rename_segment(struct store *store, int64_t id, const char *name, struct error *err)
{
	return run_on(store, SQL_RENAME_SEGMENT, id, name, err);
}

#define SQL_REMOVE_SEGMENT "DELETE FROM segment WHERE id = ?1"

enum status db_naming_remove_segment(struct store *store, int64_t id, struct error *err)
{
	return run_on(store, SQL_REMOVE_SEGMENT, id, NULL, err);
}

#define SQL_SEGMENT_ID "SELECT id FROM segment WHERE name = ?1"

enum status db_naming_segment_id(struct store *store, const char *name, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_SEGMENT_ID, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		st = db_step(store, stmt, &row, "segment lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

/* Letters on their way about the list, members, and those of them who are in no other list. */
#define SQL_COUNT \
	"SELECT (SELECT count(*) FROM message WHERE list_id = ?1 AND reply_id IS NOT NULL AND state IN ('queued','claimed','deferred'))," \
	" count(*), ifnull(sum(NOT EXISTS (SELECT 1 FROM list_member o WHERE o.contact_id = m.contact_id AND o.list_id <> ?1)), 0)" \
	" FROM list_member m JOIN contact c ON c.id = m.contact_id WHERE m.list_id = ?1 AND c.status <> 'erased'"

static enum status count(struct store *store, int64_t id, int64_t ret[3], struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_COUNT, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "removing a list", err);
	}
	for (int i = 0; i < 3 && st == ST_OK; i++) {
		ret[i] = sqlite3_column_int64(stmt, i);
	}
	return st;
}

#define SQL_MEMBERS "DELETE FROM list_member WHERE list_id = ?1"
/* A colon stands in no list's name. */
#define SQL_RETIRE "UPDATE list SET name = 'removed:' || id || ':' || name, address = NULL, removed_at = ?2 WHERE id = ?1"

enum status db_naming_remove_list(struct store *store, int64_t id, int64_t now, int64_t *ret_members, int64_t *ret_alone,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	int64_t n[3] = { 0 };
	enum status st = count(store, id, n, err);

	if (st == ST_OK && n[0] > 0) {
		return error_set(err, ST_CONFLICT, "letters about joining or leaving it wait to be sent: run 'kvieslys send' first");
	}
	st = st == ST_OK ? run_on(store, SQL_MEMBERS, id, NULL, err) : st;
	st = st == ST_OK ? db_prepare(store, SQL_RETIRE, &stmt, err) : st;
	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	*ret_members = n[1];
	*ret_alone = n[2];
	return db_run(store, stmt, "removing a list", err);
}
