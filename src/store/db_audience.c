/* Filling the ledger: the audience of a campaign and the rows of its steps. */
#include "store/db_message.h"
#include "store/db_message_private.h"

#define SQL_BEGIN \
	"CREATE TEMP TABLE IF NOT EXISTS audience(contact_id INTEGER PRIMARY KEY);" \
	"DELETE FROM temp.audience"

enum status db_audience_begin(struct store *store, struct error *err)
{
	return db_exec(store, SQL_BEGIN, "gathering the audience", err);
}

/* ?1 list */
#define SQL_FIND_LIST "SELECT id FROM list WHERE name = ?1"
#define SQL_ADD_LIST \
	"INSERT OR IGNORE INTO temp.audience SELECT contact_id FROM list_member WHERE list_id = ?1"

enum status db_audience_add_list(struct store *store, const char *list, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *find = NULL;
	CLEANUP(stmt_done) sqlite3_stmt *add = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_FIND_LIST, &find, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(find, 1, list);
	st = db_step(store, find, &row, "looking for a list", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no list '%s'; 'kvieslys list' names them all", list);
	}
	if (st == ST_OK) {
		st = db_prepare(store, SQL_ADD_LIST, &add, err);
	}
	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(add, 1, sqlite3_column_int64(find, 0));
	return db_run(store, add, "gathering the audience", err);
}

#define SQL_COUNT "SELECT count(*) FROM temp.audience"

enum status db_audience_count(struct store *store, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_COUNT, &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "counting the audience", err);
	}
	if (st == ST_OK) {
		*ret_n = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

/* ?1 campaign, ?2 due. The audience's own order is that of message_once, so the rows are appended to each index. */
#define SQL_FILL \
	"INSERT INTO message(campaign_id, step, contact_id, nonce, due_at)" \
	" SELECT ?1, 0, a.contact_id, random(), ?2 FROM temp.audience a JOIN contact c ON c.id = a.contact_id" \
	" WHERE c.status <> 'erased' ORDER BY a.contact_id" \
	" ON CONFLICT DO NOTHING"

enum status db_message_fill(struct store *store, int64_t campaign_id, int64_t due_at, int64_t *ret_n,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_FILL, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, due_at);
	st = db_run(store, stmt, "filling the ledger", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

/* ?1 now */
#define SQL_DUE_STEPS \
	"INSERT INTO message(campaign_id, step, contact_id, nonce, due_at)" \
	" SELECT k.id, s.number, p.contact_id, random(), ?1" \
	" FROM campaign k JOIN step s ON s.campaign_id = k.id AND s.number > 0" \
	" JOIN message p ON p.campaign_id = k.id AND p.step = 0" \
	" WHERE k.state = 'running' AND (k.expires_at IS NULL OR k.expires_at > ?1)" \
	"  AND s.anchor = 'first' AND p.state IN ('sent','in-doubt') AND p.at <= ?1 - s.after_seconds" \
	"  AND NOT EXISTS (SELECT 1 FROM message n WHERE n.campaign_id = k.id AND n.step = s.number" \
	"    AND n.contact_id = p.contact_id)" \
	"  AND " SQL_STEP_AUDIENCE \
	" ORDER BY k.id, s.number, p.contact_id"

enum status db_message_fill_due_steps(struct store *store, int64_t now, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_DUE_STEPS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	st = db_run(store, stmt, "making the due reminders", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}
