/* The table of sending processes. Who of them lives is told by locks of files, not here. */
#include "store/db_sender.h"

#include "store/store_private.h"

/* ?1 host, ?2 pid, ?3 boot, ?4 now, ?5 mark */
#define SQL_ADD "INSERT INTO sender(host, pid, boot, started_at, mark) VALUES (?1, ?2, ?3, ?4, ?5)"

enum status db_sender_add(struct store *store, const char *host, int64_t pid, const char *boot, int64_t now,
		const char *mark, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, host);
	(void)sqlite3_bind_int64(stmt, 2, pid);
	db_bind_text(stmt, 3, boot);
	(void)sqlite3_bind_int64(stmt, 4, now);
	db_bind_text(stmt, 5, mark);
	st = db_run(store, stmt, "registering the sender", err);
	if (st == ST_OK) {
		*ret_id = sqlite3_last_insert_rowid(store_db(store));
	}
	return st;
}

/* ?1 sender, ?2 now */
#define SQL_END "UPDATE sender SET ended_at = ?2 WHERE id = ?1"

enum status db_sender_end(struct store *store, int64_t id, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_END, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	return db_run(store, stmt, "ending the sender", err);
}

/* ?1 not this one */
#define SQL_OPEN "SELECT id, mark, boot FROM sender WHERE ended_at IS NULL AND id <> ?1 ORDER BY id"

enum status db_sender_open(struct store *store, int64_t but, struct sender_row *ret, size_t max,
		size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	size_t n = 0;
	enum status st = db_prepare(store, SQL_OPEN, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, but);
	while (n < max && (st = db_step(store, stmt, &row, "reading the senders", err)) == ST_OK && row) {
		const char *mark = (const char *)sqlite3_column_text(stmt, 1);
		const char *boot = (const char *)sqlite3_column_text(stmt, 2);

		ret[n].id = sqlite3_column_int64(stmt, 0);
		(void)snprintf(ret[n].mark, sizeof ret[n].mark, "%s", mark != NULL ? mark : "");
		(void)snprintf(ret[n].boot, sizeof ret[n].boot, "%s", boot != NULL ? boot : "");
		n++;
	}
	*ret_n = n;
	return st;
}

/* ?1 sender. Through the index of states: claims are few, whatever the ledger's size. */
#define SQL_CLAIMS "SELECT id FROM message WHERE state = 'claimed' AND sender_id = ?1 AND id > ?2 ORDER BY id LIMIT 256"

enum status db_sender_claims(struct store *store, int64_t id,
		enum status (*each)(void *arg, int64_t message_id, struct error *err), void *arg, struct error *err)
{
	int64_t ids[256];
	int64_t last = 0;
	size_t n;
	enum status st = ST_OK;

	do { /* in portions: `each` changes the very rows */
		CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
		bool row = false;

		n = 0;
		st = db_prepare(store, SQL_CLAIMS, &stmt, err);
		if (st != ST_OK) {
			return st;
		}
		(void)sqlite3_bind_int64(stmt, 1, id);
		(void)sqlite3_bind_int64(stmt, 2, last);
		while (n < ARRAY_SIZE(ids) && (st = db_step(store, stmt, &row, "reading claims", err)) == ST_OK && row) {
			ids[n++] = last = sqlite3_column_int64(stmt, 0);
		}
		(void)sqlite3_reset(stmt);
		for (size_t i = 0; st == ST_OK && i < n; i++) {
			st = each(arg, ids[i], err);
		}
	} while (st == ST_OK && n == ARRAY_SIZE(ids));
	return st;
}
