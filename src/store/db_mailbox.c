/* SQL of mailboxes. */
#include "store/db_mailbox.h"

#include "store/store_private.h"

#define SQL_PROGRESS "SELECT uidvalidity, last_uid FROM mailbox WHERE name = ?1 AND folder = ?2"

enum status db_mailbox_progress(struct store *store, const char *name, const char *folder, int64_t *ret_uidvalidity,
		int64_t *ret_last_uid, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_PROGRESS, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		db_bind_text(stmt, 2, folder);
		st = db_step(store, stmt, &row, "mailbox lookup", err);
	}
	if (st == ST_OK) {
		*ret_uidvalidity = row ? sqlite3_column_int64(stmt, 0) : 0;
		*ret_last_uid = row ? sqlite3_column_int64(stmt, 1) : 0;
	}
	return st;
}

#define SQL_SET_PROGRESS \
	"INSERT INTO mailbox (name, folder, uidvalidity, last_uid) VALUES (?1, ?2, ?3, ?4)" \
	" ON CONFLICT (name, folder) DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid"

enum status db_mailbox_set_progress(struct store *store, const char *name, const char *folder, int64_t uidvalidity,
		int64_t last_uid, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET_PROGRESS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, name);
	db_bind_text(stmt, 2, folder);
	(void)sqlite3_bind_int64(stmt, 3, uidvalidity);
	(void)sqlite3_bind_int64(stmt, 4, last_uid);
	return db_run(store, stmt, "noting how far the mailbox was read", err);
}

#define SQL_SKIP "INSERT INTO mailbox_skipped (name, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING"

enum status db_mailbox_skip(struct store *store, const char *name, const char *key, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SKIP, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, name);
	db_bind_text(stmt, 2, key);
	return db_run(store, stmt, "passing over an old mail", err);
}

#define SQL_IS_SKIPPED "SELECT 1 FROM mailbox_skipped WHERE name = ?1 AND key = ?2"

enum status db_mailbox_is_skipped(struct store *store, const char *name, const char *key, bool *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_IS_SKIPPED, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, name);
	db_bind_text(stmt, 2, key);
	return db_step(store, stmt, ret, "mailbox lookup", err);
}
