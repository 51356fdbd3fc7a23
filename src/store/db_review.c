/* SQL of the review queue. */
#include "store/db_review.h"

#include "store/store_private.h"

#define SQL_OPEN "INSERT INTO review (reply_id, reason, proposal, opened_at) VALUES (?1, ?2, ?3, ?4)"

enum status db_review_open(struct store *store, int64_t reply_id, const char *reason, const char *proposal, int64_t at,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_OPEN, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, reply_id);
	db_bind_text(stmt, 2, reason);
	db_bind_text(stmt, 3, proposal);
	(void)sqlite3_bind_int64(stmt, 4, at);
	return db_run(store, stmt, "putting a reply into the review queue", err);
}

#define SQL_CLOSE "UPDATE review SET closed_at = ?2, who = ?3, decision = ?4 WHERE reply_id = ?1 AND closed_at IS NULL"

enum status db_review_close(struct store *store, int64_t reply_id, const char *who, const char *decision, int64_t at,
		int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_CLOSE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, reply_id);
	(void)sqlite3_bind_int64(stmt, 2, at);
	db_bind_text(stmt, 3, who);
	db_bind_text(stmt, 4, decision);
	st = db_run(store, stmt, "closing a review item", err);
	if (st == ST_OK && ret_n != NULL) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

#define SQL_FORGET "DELETE FROM review WHERE reply_id = ?1 AND closed_at IS NULL"

enum status db_review_forget_open(struct store *store, int64_t reply_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_FORGET, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, reply_id);
	return db_run(store, stmt, "forgetting a review item", err);
}

#define SQL_EACH \
	"SELECT review.id, reply_id, opened_at, arrived_at, review.reason, proposal, sender, subject, text" \
	" FROM review JOIN reply ON reply.id = review.reply_id WHERE closed_at IS NULL" \
	" ORDER BY opened_at, review.id LIMIT ?1"

enum status db_review_each_open(struct store *store, int64_t max, review_fn each, void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, max > 0 ? max : -1);
	}
	while (st == ST_OK) {
		st = db_step(store, stmt, &more, "reading the review queue", err);
		if (st != ST_OK || !more) {
			break;
		}
		st = each(arg, &(struct review_row){
			.id = sqlite3_column_int64(stmt, 0),
			.reply_id = sqlite3_column_int64(stmt, 1),
			.opened_at = sqlite3_column_int64(stmt, 2),
			.arrived_at = sqlite3_column_int64(stmt, 3),
			.reason = (const char *)sqlite3_column_text(stmt, 4),
			.proposal = (const char *)sqlite3_column_text(stmt, 5),
			.sender = (const char *)sqlite3_column_text(stmt, 6),
			.subject = (const char *)sqlite3_column_text(stmt, 7),
			.text = (const char *)sqlite3_column_text(stmt, 8),
		}, err);
	}
	return st;
}

#define SQL_COUNT "SELECT count(*), count(*) FILTER (WHERE opened_at > ?1) FROM review WHERE closed_at IS NULL"

enum status db_review_count(struct store *store, int64_t since, int64_t *ret_open, int64_t *ret_new, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_COUNT, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, since);
		st = db_step(store, stmt, &row, "counting the review queue", err);
	}
	if (st == ST_OK) {
		*ret_open = sqlite3_column_int64(stmt, 0);
		*ret_new = sqlite3_column_int64(stmt, 1);
	}
	return st;
}
