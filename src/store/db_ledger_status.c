/* Counting, listing, re-opening. */
#include "store/db_ledger_status.h"

#include "store/db_message_private.h"
#include "store/store_private.h"

/* ?1 campaign or NULL. One statement, so that a sender at work cannot come between; partial indexes alone, no row is read.
 * A million may wait: they are counted without a look at their state, and the few deferred ones by an index of their own. */
#define COUNT "(SELECT count(*) FROM message WHERE campaign_id IS ?1 AND state "
#define COUNT_DONE(state) COUNT "= '" state "' AND " SQL_DONE("") ")"
#define SQL_COUNTS \
	"SELECT " COUNT "IN ('queued','deferred')), " COUNT "= 'deferred'), " COUNT "= 'claimed'), " \
	COUNT_DONE("sent") ", " COUNT_DONE("failed") ", " COUNT_DONE("in-doubt") ", " COUNT_DONE("skipped")

enum status db_ledger_counts(struct store *store, int64_t campaign_id, struct ledger_counts *ret,
		struct error *err)
{
	static const enum message_state columns[] = { MESSAGE_QUEUED, MESSAGE_DEFERRED, MESSAGE_CLAIMED, MESSAGE_SENT,
		MESSAGE_FAILED, MESSAGE_IN_DOUBT, MESSAGE_SKIPPED };
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_COUNTS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, campaign_id);
	st = db_step(store, stmt, &row, "counting messages", err);
	for (size_t i = 0; i < ARRAY_SIZE(columns) && st == ST_OK; i++) {
		ret->n[columns[i]] = sqlite3_column_int64(stmt, (int)i);
	}
	ret->n[MESSAGE_QUEUED] -= ret->n[MESSAGE_DEFERRED]; /* both wait */
	return st;
}

#define LINE_COLUMNS \
	"SELECT m.id, m.nonce, m.step, m.attempts, m.at, m.due_at, k.key, coalesce(m.letter, s.letter, k.letter)," \
	" ifnull(m.address, c.email), m.state, m.relay, m.status, m.answer FROM message m" \
	" JOIN contact c ON c.id = m.contact_id LEFT JOIN campaign k ON k.id = m.campaign_id" \
	" LEFT JOIN step s ON s.campaign_id = m.campaign_id AND s.number = m.step "

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static enum status each_line(struct store *store, sqlite3_stmt *stmt, ledger_line_fn each, void *arg,
		struct error *err)
{
	bool row = false;
	enum status st;

	while ((st = db_step(store, stmt, &row, "listing messages", err)) == ST_OK && row) {
		struct ledger_line line = {
			.id = sqlite3_column_int64(stmt, 0),
			.nonce = sqlite3_column_int64(stmt, 1),
			.step = sqlite3_column_int64(stmt, 2),
			.attempts = sqlite3_column_int64(stmt, 3),
			.at = sqlite3_column_int64(stmt, 4),
			.due_at = sqlite3_column_int64(stmt, 5),
			.campaign = text(stmt, 6),
			.letter = text(stmt, 7),
			.contact = text(stmt, 8),
			.state = text(stmt, 9),
			.relay = text(stmt, 10),
			.status = text(stmt, 11),
			.answer = text(stmt, 12),
		};

		st = each(arg, &line, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}

/* ?1 campaign or NULL, ?2 state or NULL */
#define SQL_MESSAGES \
	LINE_COLUMNS "WHERE m.campaign_id IS ?1 AND (?2 IS NULL OR m.state = ?2) ORDER BY m.step, m.contact_id"

enum status db_ledger_messages(struct store *store, int64_t campaign_id, const char *state,
		ledger_line_fn each, void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_MESSAGES, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, campaign_id);
	db_bind_text(stmt, 2, state);
	return each_line(store, stmt, each, arg, err);
}

static enum status run_counted(struct store *store, sqlite3_stmt *stmt, const char *what, int64_t *ret_n,
		struct error *err)
{
	enum status st = db_run(store, stmt, what, err);

	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

/* ?1 campaign or NULL, ?2 from, ?3 now. A row that a server has seen before stays "deferred": it has a history. */
#define SQL_RETRY \
	"UPDATE message SET state = CASE WHEN attempts > 0 THEN 'deferred' ELSE 'queued' END, due_at = ?3, at = ?3" \
	" WHERE state = ?2 AND state IN ('failed','in-doubt') AND campaign_id IS ?1"

enum status db_ledger_retry(struct store *store, int64_t campaign_id, enum message_state from, int64_t now,
		int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_RETRY, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, campaign_id);
	db_bind_text(stmt, 2, message_state_name(from));
	(void)sqlite3_bind_int64(stmt, 3, now);
	return run_counted(store, stmt, "queueing messages again", ret_n, err);
}

/* ?1 campaign, ?2 now, ?3 reason */
#define SQL_CANCEL \
	"UPDATE message SET state = 'skipped', at = ?2, answer = ?3" \
	" WHERE campaign_id = ?1 AND state IN ('queued','deferred')"

enum status db_ledger_cancel(struct store *store, int64_t campaign_id, int64_t now, const char *reason,
		int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_CANCEL, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	db_bind_text(stmt, 3, reason);
	return run_counted(store, stmt, "cancelling messages", ret_n, err);
}

/* ?1 campaign */
#define SQL_BOUNCES \
	"SELECT count(*) FILTER (WHERE r.kind = 'bounce' AND r.bounce LIKE '%\"permanence\":\"hard\"%')," \
	" count(*) FILTER (WHERE r.kind = 'complaint') FROM reply r" \
	" WHERE r.campaign_id = ?1 AND r.kind IN ('bounce','complaint')"

enum status db_ledger_bounces(struct store *store, int64_t campaign_id, int64_t *ret_bounces,
		int64_t *ret_complaints, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_BOUNCES, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	st = db_step(store, stmt, &row, "counting bounces", err);
	if (st == ST_OK) {
		*ret_bounces = sqlite3_column_int64(stmt, 0);
		*ret_complaints = sqlite3_column_int64(stmt, 1);
	}
	return st;
}
