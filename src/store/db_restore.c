/* SQL of restoring. */
#include "store/db_restore.h"

#include "store/store_private.h"

#define SQL_ATTACH "ATTACH ?1 AS was"
#define SQL_LISTS "INSERT INTO list(name, created_at) SELECT name, created_at FROM was.list WHERE true ON CONFLICT DO NOTHING"
/* What was erased since has no address any more. */
#define SQL_SUPPRESSIONS \
	"INSERT INTO suppression(hash, email, list_id, reason, source, at)" \
	" SELECT s.hash, s.email, n.id, s.reason, s.source, s.at FROM was.suppression s LEFT JOIN was.list l ON l.id = s.list_id" \
	" LEFT JOIN main.list n ON n.name = l.name WHERE (s.list_id IS NULL OR n.id IS NOT NULL) AND NOT EXISTS (SELECT 1" \
	" FROM main.suppression x WHERE x.hash = s.hash AND ifnull(x.list_id, 0) = ifnull(n.id, 0))"
#define SQL_ERASED \
	"UPDATE main.suppression SET email = NULL, source = 'erased' WHERE hash IN (SELECT hash FROM was.suppression" \
	" WHERE source = 'erased' OR reason = 'erased')"
#define SQL_LETTERS \
	"UPDATE main.message SET state = o.state, at = o.at, relay = o.relay, status = o.status, answer = o.answer," \
	" attempts = o.attempts, sender_id = NULL FROM was.message o WHERE o.id = main.message.id AND o.nonce = main.message.nonce" \
	" AND main.message.state IN ('queued', 'deferred', 'claimed') AND o.state IN ('sent', 'failed', 'in-doubt', 'skipped')"

static enum status run_counted(struct store *store, const char *sql, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		st = db_run(store, stmt, "restoring", err);
	}
	if (st == ST_OK && ret_n != NULL) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

static enum status carry(struct store *store, struct restore_carried *ret, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = run_counted(store, SQL_LISTS, NULL, err);
	}
	if (st == ST_OK) {
		st = run_counted(store, SQL_SUPPRESSIONS, &ret->suppressions, err);
	}
	if (st == ST_OK) {
		st = run_counted(store, SQL_ERASED, NULL, err);
	}
	if (st == ST_OK) {
		st = run_counted(store, SQL_LETTERS, &ret->letters, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status db_restore_carry(struct store *store, const char *path, struct restore_carried *ret, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	struct restore_carried carried = { 0, 0 };
	enum status st = db_prepare(store, SQL_ATTACH, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, path);
		st = db_run(store, stmt, "restoring", err);
		stmt_done(&stmt);
	}
	if (st != ST_OK) {
		return st;
	}
	st = carry(store, &carried, err);
	(void)sqlite3_exec(store_db(store), "DETACH was", NULL, NULL, NULL);
	if (st == ST_OK) {
		*ret = carried;
	}
	return st;
}

#define SQL_PAUSE "UPDATE campaign SET state = 'paused', pause_reason = ?1, updated_at = ?2 WHERE state = 'running'"

enum status db_restore_pause(struct store *store, const char *reason, int64_t now, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_PAUSE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, reason);
	(void)sqlite3_bind_int64(stmt, 2, now);
	st = db_run(store, stmt, "pausing campaigns", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

static enum status ask(struct store *store, const char *sql, const char *hash, bool *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK && hash != NULL) {
		db_bind_text(stmt, 1, hash);
	}
	return st == ST_OK ? db_step(store, stmt, ret, "suppression lookup", err) : st;
}

#define SQL_ANY "SELECT 1 FROM suppression WHERE reason = 'erased' OR source = 'erased' LIMIT 1"
#define SQL_IS "SELECT 1 FROM suppression WHERE hash = ?1 AND (reason = 'erased' OR source = 'erased') LIMIT 1"

enum status db_restore_any_erased(struct store *store, bool *ret, struct error *err)
{
	return ask(store, SQL_ANY, NULL, ret, err);
}

enum status db_restore_is_erased(struct store *store, const char *hash, bool *ret, struct error *err)
{
	return ask(store, SQL_IS, hash, ret, err);
}

#define SQL_NEXT "SELECT id, email_key FROM contact WHERE id > ?1 AND status <> 'erased' ORDER BY id LIMIT 1"

enum status db_restore_next_contact(struct store *store, int64_t after, int64_t *ret_id, char *email_key, size_t size,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_NEXT, &stmt, err);

	*ret_id = 0;
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, after);
		st = db_step(store, stmt, &row, "reading contacts", err);
	}
	if (st == ST_OK && row) {
		const char *key = (const char *)sqlite3_column_text(stmt, 1);

		*ret_id = sqlite3_column_int64(stmt, 0);
		(void)snprintf(email_key, size, "%s", key != NULL ? key : "");
	}
	return st;
}
