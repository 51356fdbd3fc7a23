/* SQL of replies: storing and deciding. Listing is in db_reply_list.c. */
#include "store/db_reply.h"

#include "store/store_private.h"

#include <string.h>

#define SQL_KNOWN "SELECT id FROM reply WHERE mailbox = ?1 AND key = ?2"

static enum status find(struct store *store, const char *sql, const char *mailbox, const char *text, int64_t *ret_id,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, mailbox);
		db_bind_text(stmt, 2, text);
		st = db_step(store, stmt, &row, "reply lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

enum status db_reply_known(struct store *store, const char *mailbox, const char *key, bool *ret, struct error *err)
{
	int64_t id = 0;
	enum status st = find(store, SQL_KNOWN, mailbox, key, &id, err);

	if (st == ST_OK) {
		*ret = id != 0;
	}
	return st;
}

#define SQL_SAME_BYTES "SELECT id FROM reply WHERE sha256 = ?2 AND mailbox = ?1"
#define SQL_STORE "INSERT INTO reply (mailbox, key, sha256, arrived_at) VALUES (?1, ?2, ?3, ?4)"
#define SQL_STORE_RAW "INSERT INTO reply_raw (reply_id, raw) VALUES (?1, ?2)"

static enum status insert(struct store *store, const struct reply_mail *mail, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP(stmt_done) sqlite3_stmt *raw = NULL;
	enum status st = db_prepare(store, SQL_STORE, &stmt, err);
	int64_t id;

	if (st == ST_OK) {
		st = db_prepare(store, SQL_STORE_RAW, &raw, err);
	}
	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, mail->mailbox);
	db_bind_text(stmt, 2, mail->key);
	db_bind_text(stmt, 3, mail->sha256);
	(void)sqlite3_bind_int64(stmt, 4, mail->arrived_at);
	st = db_run(store, stmt, "storing a mail", err);
	if (st != ST_OK) {
		return st;
	}
	id = sqlite3_last_insert_rowid(store_db(store));
	(void)sqlite3_bind_int64(raw, 1, id);
	(void)sqlite3_bind_blob64(raw, 2, mail->len > 0 ? mail->bytes : "", mail->len, SQLITE_STATIC);
	st = db_run(store, raw, "storing a mail", err);
	if (st == ST_OK) {
		*ret_id = id;
	}
	return st;
}

enum status db_reply_store(struct store *store, const struct reply_mail *mail, int64_t *ret_id, bool *ret_new,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t id = 0;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = find(store, SQL_KNOWN, mail->mailbox, mail->key, &id, err);
	}
	if (st == ST_OK && id == 0) {
		st = find(store, SQL_SAME_BYTES, mail->mailbox, mail->sha256, &id, err);
	}
	*ret_new = id == 0;
	if (st == ST_OK && id == 0) {
		st = insert(store, mail, &id, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret_id = id;
	}
	return st;
}

#define SQL_NEXT \
	"SELECT id, arrived_at FROM reply WHERE outcome IS NULL AND (arrived_at, id) > (?1, ?2)" \
	" ORDER BY arrived_at, id LIMIT 1"

enum status db_reply_next(struct store *store, int64_t after_arrived, int64_t after_id, int64_t *ret_id,
		int64_t *ret_arrived, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_NEXT, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, after_arrived);
		(void)sqlite3_bind_int64(stmt, 2, after_id);
		st = db_step(store, stmt, &row, "looking for undecided replies", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
		*ret_arrived = row ? sqlite3_column_int64(stmt, 1) : 0;
	}
	return st;
}

#define SQL_ARRIVED "SELECT arrived_at FROM reply WHERE id = ?1"

enum status db_reply_arrived(struct store *store, int64_t id, int64_t *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ARRIVED, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "reply lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no reply %lld", (long long)id);
	}
	if (st == ST_OK) {
		*ret = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

#define SQL_RAW "SELECT raw, headers_only FROM reply_raw WHERE reply_id = ?1"

enum status db_reply_raw(struct store *store, int64_t id, struct strbuf *out, bool *ret_headers_only,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_RAW, &stmt, err);
	const void *bytes;

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "reading a stored mail", err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "there is no reply %lld", (long long)id);
	}
	bytes = sqlite3_column_blob(stmt, 0);
	if (bytes != NULL) {
		strbuf_add(out, bytes, (size_t)sqlite3_column_bytes(stmt, 0));
	}
	*ret_headers_only = sqlite3_column_int(stmt, 1) != 0;
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "reply: out of memory");
}

#define SQL_DECIDE \
	"UPDATE reply SET message_id = ?2, sender = ?3, subject = ?4, answers_id = ?5, contact_id = ?6, campaign_id = ?7," \
	" event_id = ?8, offer_id = ?9, matched_by = ?10, kind = ?11, intent = ?12, outcome = ?13, reason = ?14," \
	" confidence = ?15, also_question = ?16, also_unsubscribe = ?17, count = ?18, attendees = ?19, language = ?20," \
	" text = ?21, evidence = ?22, bounce = ?23, decided_at = ?24 WHERE id = ?1"

enum status db_reply_decide(struct store *store, int64_t id, const struct reply_decision *d, int64_t at,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_DECIDE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	db_bind_text(stmt, 2, d->message_id);
	db_bind_text(stmt, 3, d->sender);
	db_bind_text(stmt, 4, d->subject);
	db_bind_id(stmt, 5, d->answers_id);
	db_bind_id(stmt, 6, d->contact_id);
	db_bind_id(stmt, 7, d->campaign_id);
	db_bind_id(stmt, 8, d->event_id);
	db_bind_id(stmt, 9, d->offer_id);
	db_bind_text(stmt, 10, d->matched_by);
	db_bind_text(stmt, 11, d->kind);
	db_bind_text(stmt, 12, d->intent);
	db_bind_text(stmt, 13, d->outcome);
	db_bind_text(stmt, 14, d->reason);
	(void)sqlite3_bind_double(stmt, 15, d->confidence);
	(void)sqlite3_bind_int(stmt, 16, d->also_question);
	(void)sqlite3_bind_int(stmt, 17, d->also_unsubscribe);
	db_bind_id(stmt, 18, d->count);
	db_bind_text(stmt, 19, d->attendees);
	db_bind_text(stmt, 20, d->language);
	db_bind_text(stmt, 21, d->text);
	db_bind_text(stmt, 22, d->evidence);
	db_bind_text(stmt, 23, d->bounce);
	(void)sqlite3_bind_int64(stmt, 24, at);
	st = db_run(store, stmt, "deciding a reply", err);
	if (st == ST_OK && sqlite3_changes64(store_db(store)) == 0) {
		return error_set(err, ST_NOT_FOUND, "there is no reply %lld", (long long)id);
	}
	return st;
}

#define SQL_SET_OUTCOME \
	"UPDATE reply SET outcome = ?2, intent = ifnull(?3, intent), reason = ?4, decided_at = ?5 WHERE id = ?1"

enum status db_reply_set_outcome(struct store *store, int64_t id, const char *outcome, const char *intent,
		const char *reason, int64_t at, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET_OUTCOME, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	db_bind_text(stmt, 2, outcome);
	db_bind_text(stmt, 3, intent);
	db_bind_text(stmt, 4, reason);
	(void)sqlite3_bind_int64(stmt, 5, at);
	return db_run(store, stmt, "deciding a reply", err);
}

#define SQL_SET_ANSWERED \
	"UPDATE reply SET outcome = 'resolved', reason = 'answered', decided_at = ?2 WHERE id = ?1 AND outcome = 'review'"

enum status db_reply_set_answered(struct store *store, int64_t id, int64_t at, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET_ANSWERED, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, at);
	return db_run(store, stmt, "noting an answer", err);
}

#define SQL_SAME_MAIL \
	"SELECT id FROM reply WHERE message_id = ?1 AND sender = ?2 AND id <> ?3 AND outcome IS NOT NULL" \
	" ORDER BY arrived_at, id LIMIT 1"

enum status db_reply_same_mail(struct store *store, int64_t id, const char *message_id, const char *sender,
		int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_SAME_MAIL, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, message_id);
		db_bind_text(stmt, 2, sender);
		(void)sqlite3_bind_int64(stmt, 3, id);
		st = db_step(store, stmt, &row, "reply lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

/* Also a request to join a list that was never confirmed; what was confirmed is the proof of a consent. */
#define SQL_UNMATCHED \
	"matched_by IS NULL AND (outcome = 'ignored' OR EXISTS (SELECT 1 FROM message m WHERE m.reply_id = reply.id" \
	"  AND m.list_id IS NOT NULL AND m.letter = 'subscription'" \
	"  AND NOT EXISTS (SELECT 1 FROM basis b WHERE b.asked_id = m.id)))"

/* The header ends at the first empty line; a mail without one is all header. */
#define SQL_DROP \
	"UPDATE reply_raw SET headers_only = 1, raw = CASE" \
	" WHEN instr(raw, x'0d0a0d0a') > 0 THEN substr(raw, 1, instr(raw, x'0d0a0d0a') + 1)" \
	" WHEN instr(raw, x'0a0a') > 0 THEN substr(raw, 1, instr(raw, x'0a0a')) ELSE raw END" \
	" WHERE headers_only = 0 AND reply_id IN (SELECT id FROM reply WHERE arrived_at < ?1 AND " SQL_UNMATCHED ")"
#define SQL_DROP_TEXT \
	"UPDATE reply SET text = NULL, evidence = NULL, attendees = NULL" \
	" WHERE arrived_at < ?1 AND text IS NOT NULL AND " SQL_UNMATCHED

enum status db_reply_drop_bodies(struct store *store, int64_t before, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP(stmt_done) sqlite3_stmt *text = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t n = 0;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = db_prepare(store, SQL_DROP, &stmt, err);
	}
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, before);
		st = db_run(store, stmt, "dropping bodies", err);
		n = sqlite3_changes64(store_db(store));
	}
	if (st == ST_OK) {
		st = db_prepare(store, SQL_DROP_TEXT, &text, err);
	}
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(text, 1, before);
		st = db_run(store, text, "dropping bodies", err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret_n = n;
	}
	return st;
}

#define SQL_SET_CONTACT "UPDATE reply SET contact_id = ?2 WHERE id = ?1"

enum status db_reply_set_contact(struct store *store, int64_t id, int64_t contact_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET_CONTACT, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		db_bind_id(stmt, 2, contact_id);
		st = db_run(store, stmt, "reply", err);
	}
	return st;
}
