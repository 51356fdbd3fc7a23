/* SQL of retention. */
#include "store/db_retention.h"

#include "store/store_private.h"

#define SQL_TABLE \
	"CREATE TEMP TABLE IF NOT EXISTS stale(list_id INTEGER, contact_id INTEGER, PRIMARY KEY (contact_id, list_id)) WITHOUT ROWID;" \
	"DELETE FROM temp.stale"

enum status db_retention_begin(struct store *store, struct error *err)
{
	return db_exec(store, SQL_TABLE, "looking for what is past its period", err);
}

/* Runs a statement with up to three numbers and tells how many rows it changed. */
static enum status run_counted(struct store *store, const char *sql, int64_t first, int64_t second, int64_t third,
		int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);
	int n;

	if (st != ST_OK) {
		return st;
	}
	n = sqlite3_bind_parameter_count(stmt);
	if (n >= 1) {
		(void)sqlite3_bind_int64(stmt, 1, first);
	}
	if (n >= 2) {
		(void)sqlite3_bind_int64(stmt, 2, second);
	}
	if (n >= 3) {
		(void)sqlite3_bind_int64(stmt, 3, third);
	}
	st = db_run(store, stmt, "retention", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

#define SQL_ADD_LIST \
	"INSERT INTO temp.stale SELECT m.list_id, m.contact_id FROM list_member m JOIN contact c ON c.id = m.contact_id" \
	" WHERE m.list_id = ?1 AND m.since < ?2 AND c.updated_at < ?2 AND c.status NOT IN ('erased', 'restricted')" \
	" AND NOT EXISTS (SELECT 1 FROM reply p WHERE p.contact_id = c.id AND p.arrived_at >= ?2" \
	"  AND ifnull(p.kind, 'reply') IN ('reply', 'calendar'))" \
	" AND NOT EXISTS (SELECT 1 FROM registration r WHERE r.contact_id = c.id AND r.updated_at >= ?2)" \
	" AND NOT EXISTS (SELECT 1 FROM basis b WHERE b.contact_id = c.id AND b.at >= ?2)" \
	" AND NOT EXISTS (SELECT 1 FROM registration r JOIN event e ON e.id = r.event_id WHERE r.contact_id = c.id" \
	"  AND e.end_at > ?3 AND r.state IN ('registered', 'waiting', 'undecided'))"

enum status db_retention_add_list(struct store *store, int64_t list_id, int64_t before, int64_t now, int64_t *ret_n,
		struct error *err)
{
	return run_counted(store, SQL_ADD_LIST, list_id, before, now, ret_n, err);
}

#define SQL_CONTACTS \
	"SELECT s.contact_id FROM temp.stale s WHERE s.contact_id > ?1 GROUP BY s.contact_id" \
	" HAVING count(*) = (SELECT count(*) FROM list_member m WHERE m.contact_id = s.contact_id)" \
	" ORDER BY s.contact_id LIMIT ?2"

enum status db_retention_contacts(struct store *store, int64_t after, int64_t *ret, size_t max, size_t *ret_n,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_CONTACTS, &stmt, err);

	*ret_n = 0;
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, after);
		(void)sqlite3_bind_int64(stmt, 2, (int64_t)max);
	}
	while (st == ST_OK && *ret_n < max) {
		st = db_step(store, stmt, &row, "retention", err);
		if (st != ST_OK || !row) {
			break;
		}
		ret[(*ret_n)++] = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

#define SQL_LEAVE "DELETE FROM list_member WHERE (contact_id, list_id) IN (SELECT contact_id, list_id FROM temp.stale)"

enum status db_retention_leave(struct store *store, int64_t *ret_n, struct error *err)
{
	return run_counted(store, SQL_LEAVE, 0, 0, 0, ret_n, err);
}

#define PAST \
	"SELECT id FROM reply WHERE decided_at < ?1 AND outcome IN ('applied', 'ignored', 'resolved')" \
	" AND NOT EXISTS (SELECT 1 FROM event e WHERE e.id = reply.event_id AND e.end_at >= ?1)" \
	" AND id NOT IN (SELECT proof_reply_id FROM basis WHERE proof_reply_id IS NOT NULL)" \
	" AND id NOT IN (SELECT m.reply_id FROM basis b JOIN message m ON m.id = b.asked_id WHERE m.reply_id IS NOT NULL)" \
	" AND NOT EXISTS (SELECT 1 FROM review v WHERE v.reply_id = reply.id AND v.closed_at IS NULL)" \
	" AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.id = reply.contact_id AND c.status = 'restricted')"
#define SQL_MAILS "UPDATE reply_raw SET raw = x'', headers_only = 1 WHERE length(raw) > 0 AND reply_id IN (" PAST ")"
#define SQL_WORDS \
	"UPDATE reply SET subject = NULL, text = NULL, evidence = NULL, attendees = NULL WHERE (subject IS NOT NULL OR text IS NOT NULL" \
	" OR evidence IS NOT NULL OR attendees IS NOT NULL) AND id IN (" PAST ")"

enum status db_retention_replies(struct store *store, int64_t before, int64_t *ret_n, struct error *err)
{
	int64_t words = 0;
	enum status st = run_counted(store, SQL_MAILS, before, 0, 0, ret_n, err);

	return st == ST_OK ? run_counted(store, SQL_WORDS, before, 0, 0, &words, err) : st;
}

#define SQL_AUTO "DELETE FROM auto_answer WHERE day < ?1"

enum status db_retention_auto_answers(struct store *store, int64_t day, int64_t *ret_n, struct error *err)
{
	return run_counted(store, SQL_AUTO, day, 0, 0, ret_n, err);
}
