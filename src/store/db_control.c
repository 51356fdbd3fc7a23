/* A campaign's state. */
#include "store/db_control.h"

#include "store/store_private.h"

void control_row_release(struct control_row *row)
{
	free(row->audience);
	free(row->pause_reason);
	*row = (struct control_row){ .id = 0 };
}

/* ?1 key */
#define SQL_FIND "SELECT id, start_at, expires_at, state, audience, pause_reason FROM campaign WHERE key = ?1"

enum status db_control_find(struct store *store, const char *key, struct control_row *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	bool any = false;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	st = db_step(store, stmt, &any, "looking for a campaign", err);
	if (st == ST_OK && !any) {
		return error_set(err, ST_NOT_FOUND, "there is no campaign '%s'; 'kvieslys campaign list' names them all", key);
	}
	if (st != ST_OK) {
		return st;
	}
	row.id = sqlite3_column_int64(stmt, 0);
	row.start_at = sqlite3_column_int64(stmt, 1);
	row.expires_at = sqlite3_column_int64(stmt, 2);
	(void)snprintf(row.state, sizeof row.state, "%s", (const char *)sqlite3_column_text(stmt, 3));
	st = db_column_dup(stmt, 4, &row.audience, err);
	if (st == ST_OK) {
		st = db_column_dup(stmt, 5, &row.pause_reason, err);
	}
	if (st == ST_OK) {
		*ret = row;
		row.audience = row.pause_reason = NULL;
	}
	return st;
}

/* ?1 campaign, ?2 state, ?3 reason or NULL, ?4 now */
#define SQL_SET_STATE "UPDATE campaign SET state = ?2, pause_reason = ?3, updated_at = ?4 WHERE id = ?1"

enum status db_control_set_state(struct store *store, int64_t id, const char *state, const char *reason, int64_t now,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET_STATE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	db_bind_text(stmt, 2, state);
	db_bind_text(stmt, 3, reason);
	(void)sqlite3_bind_int64(stmt, 4, now);
	return db_run(store, stmt, "changing a campaign's state", err);
}
