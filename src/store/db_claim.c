/* Claim and settle: the two statements around the wire. Both are hot: one row lookup each, no scan. */
#include "store/db_claim.h"

#include "store/db_message_private.h"

/* --- claiming --- */

/* ?1 now. Campaigns that may send now; the service letters (0) come first. */
#define SQL_RUNNING \
	"SELECT 0 AS id UNION ALL SELECT id FROM campaign WHERE state = 'running'" \
	" AND (start_at IS NULL OR start_at <= ?1) AND (expires_at IS NULL OR expires_at > ?1) ORDER BY id"
/* ?1 campaign or NULL, ?2 now, ?3 how many */
#define SQL_DUE \
	"SELECT " MESSAGE_COLUMNS " FROM (SELECT * FROM message WHERE campaign_id IS ?1" \
	"  AND state IN ('queued','deferred') AND due_at <= ?2 ORDER BY due_at, id LIMIT ?3) m" MESSAGE_JOINED
/* ?1 message, ?2 sender */
#define SQL_TAKE "UPDATE message SET state = 'claimed', sender_id = ?2 WHERE id = ?1"

static enum status take(struct store *store, int64_t sender_id, int64_t id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_TAKE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, sender_id);
	return db_run(store, stmt, "claiming a message", err);
}

/* Due rows of one campaign. All are read before the first is changed: a change moves it in the index that is walked. */
static enum status claim_of(struct store *store, int64_t sender_id, int64_t campaign_id, int64_t now, size_t max,
		struct ledger_message *ret, size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	size_t n = 0;
	enum status st = db_prepare(store, SQL_DUE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	(void)sqlite3_bind_int64(stmt, 3, (int64_t)max);
	st = db_step(store, stmt, &row, "looking for due messages", err);
	while (st == ST_OK && row && n < max) {
		st = message_read_row(stmt, &ret[n], err);
		if (st == ST_OK) {
			n++;
			st = db_step(store, stmt, &row, "looking for due messages", err);
		}
	}
	*ret_n = n;
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = take(store, sender_id, ret[i].id, err);
	}
	return st;
}

#define MAX_CAMPAIGNS 4096

static enum status running(struct store *store, int64_t now, int64_t *ids, size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	size_t n = 0;
	enum status st = db_prepare(store, SQL_RUNNING, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	while ((st = db_step(store, stmt, &row, "looking for campaigns", err)) == ST_OK && row && n < MAX_CAMPAIGNS) {
		ids[n++] = sqlite3_column_int64(stmt, 0);
	}
	*ret_n = n;
	return st;
}

enum status db_claim(struct store *store, int64_t sender_id, int64_t now, size_t max,
		struct ledger_message *ret, size_t *ret_n, struct error *err)
{
	CLEANUP_FREE int64_t *ids = malloc(MAX_CAMPAIGNS * sizeof *ids);
	size_t n_ids = 0;
	size_t n = 0;
	enum status st;

	*ret_n = 0;
	if (ids == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = running(store, now, ids, &n_ids, err);
	for (size_t i = 0; st == ST_OK && i < n_ids && n < max; i++) {
		/* the service letters may have all; campaigns share what is left, and what one leaves goes to the next */
		size_t share = i == 0 ? max : (max - n + (n_ids - i) - 1) / (n_ids - i);
		size_t got = 0;

		st = claim_of(store, sender_id, ids[i], now, share, ret + n, &got, err);
		n += got;
	}
	*ret_n = n;
	return st;
}

/* ?1 now. One index lookup per campaign. */
#define SQL_NEXT_DUE \
	"SELECT min(due) FROM (SELECT min(due_at) AS due FROM message WHERE campaign_id IS NULL" \
	"  AND state IN ('queued','deferred')" \
	" UNION ALL SELECT max(ifnull(k.start_at, 0), (SELECT min(m.due_at) FROM message m WHERE m.campaign_id = k.id" \
	"  AND m.state IN ('queued','deferred'))) FROM campaign k WHERE k.state = 'running'" \
	"  AND (k.expires_at IS NULL OR k.expires_at > ?1))"

enum status db_claim_next_due(struct store *store, int64_t now, int64_t *ret_at, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_NEXT_DUE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	st = db_step(store, stmt, &row, "looking for the next due message", err);
	if (st == ST_OK) {
		*ret_at = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

/* --- settling --- */

/* ?1 message, ?2 sender, ?3 due */
#define SQL_GIVE_BACK \
	"UPDATE message SET state = CASE WHEN attempts > 0 THEN 'deferred' ELSE 'queued' END, sender_id = NULL," \
	" due_at = max(due_at, ?3) WHERE id = ?1 AND state = 'claimed' AND sender_id = ?2"

static enum status give_back(struct store *store, int64_t sender_id, const struct settlement *s, bool *ret_held,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_GIVE_BACK, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, s->message_id);
	(void)sqlite3_bind_int64(stmt, 2, sender_id);
	(void)sqlite3_bind_int64(stmt, 3, s->due_at);
	st = db_run(store, stmt, "giving a message back", err);
	*ret_held = st == ST_OK && sqlite3_changes(store_db(store)) == 1;
	return st;
}

/* ?1 message, ?2 sender, ?3 state, ?4 at, ?5 due or 0, ?6 attempts, ?7 relay, ?8 status, ?9 answer */
#define SQL_SETTLE \
	"UPDATE message SET state = ?3, at = ?4, due_at = CASE ?5 WHEN 0 THEN due_at ELSE ?5 END," \
	" attempts = ?6, sender_id = NULL, relay = ?7, status = ?8, answer = ?9" \
	" WHERE id = ?1 AND state = 'claimed' AND sender_id = ?2"
/* ?1 message */
#define SQL_ATTEMPTS "SELECT attempts FROM message WHERE id = ?1"
/* ?1 message, ?2 number, ?3 relay, ?4 at, ?5 outcome, ?6 status, ?7 answer */
#define SQL_ATTEMPT \
	"INSERT INTO attempt(message_id, number, relay, at, outcome, status, answer) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"

static enum status record_attempt(struct store *store, const struct settlement *s, int64_t number,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ATTEMPT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, s->message_id);
	(void)sqlite3_bind_int64(stmt, 2, number);
	db_bind_text(stmt, 3, s->relay);
	(void)sqlite3_bind_int64(stmt, 4, s->at);
	db_bind_text(stmt, 5, message_state_name(s->state));
	db_bind_text(stmt, 6, s->status);
	db_bind_text(stmt, 7, s->answer);
	return db_run(store, stmt, "recording an attempt", err);
}

static enum status attempts_of(struct store *store, const struct settlement *s, int64_t *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = ST_OK;

	*ret = s->attempts;
	if (s->attempts < 0) {
		st = db_prepare(store, SQL_ATTEMPTS, &stmt, err);
		if (st != ST_OK) {
			return st;
		}
		(void)sqlite3_bind_int64(stmt, 1, s->message_id);
		st = db_step(store, stmt, &row, "settling a message", err);
		*ret = st == ST_OK && row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

enum status db_settle(struct store *store, int64_t sender_id, const struct settlement *s, bool *ret_held,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	const bool counted = s->state != MESSAGE_SKIPPED;
	int64_t attempts = 0;
	enum status st;

	if (s->state == MESSAGE_QUEUED) {
		return give_back(store, sender_id, s, ret_held, err);
	}
	st = attempts_of(store, s, &attempts, err);
	if (st == ST_OK) {
		st = db_prepare(store, SQL_SETTLE, &stmt, err);
	}
	if (st != ST_OK) {
		return st;
	}
	attempts += counted;
	(void)sqlite3_bind_int64(stmt, 1, s->message_id);
	(void)sqlite3_bind_int64(stmt, 2, sender_id);
	db_bind_text(stmt, 3, message_state_name(s->state));
	(void)sqlite3_bind_int64(stmt, 4, s->at);
	(void)sqlite3_bind_int64(stmt, 5, s->due_at);
	(void)sqlite3_bind_int64(stmt, 6, attempts);
	db_bind_text(stmt, 7, s->relay);
	db_bind_text(stmt, 8, s->status);
	db_bind_text(stmt, 9, s->answer);
	st = db_run(store, stmt, "settling a message", err);
	*ret_held = st == ST_OK && sqlite3_changes(store_db(store)) == 1;
	return *ret_held && counted ? record_attempt(store, s, attempts, err) : st;
}

/* ?1 now. What was never tried is skipped, what a server put off has failed. */
#define SQL_EXPIRE \
	"UPDATE message SET state = CASE WHEN attempts > 0 THEN 'failed' ELSE 'skipped' END, at = ?1," \
	" answer = CASE WHEN answer IS NULL THEN 'the campaign had expired'" \
	"  ELSE 'the campaign had expired; last answer: ' || answer END" \
	" WHERE state IN ('queued','deferred') AND campaign_id IN" \
	"  (SELECT id FROM campaign WHERE expires_at <= ?1 AND state IN ('running','paused'))"

enum status db_claim_expire(struct store *store, int64_t now, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_EXPIRE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	st = db_run(store, stmt, "expiring campaigns", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

/* ?1 now, ?2 how many */
#define SQL_RECALL \
	"UPDATE message SET due_at = ?1 WHERE id IN (SELECT m.id FROM campaign k CROSS JOIN message m ON m.campaign_id = k.id" \
	"  WHERE k.state = 'running' AND m.state IN ('queued','deferred') AND m.state = 'queued' AND m.due_at > ?1 LIMIT ?2)"

enum status db_claim_recall(struct store *store, int64_t now, int64_t max, int64_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_RECALL, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	(void)sqlite3_bind_int64(stmt, 2, max);
	st = db_run(store, stmt, "recalling messages that were put off", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

/* ?1 contact, ?2 at */
#define SQL_INFORMED "UPDATE contact SET informed_at = ?2 WHERE id = ?1 AND informed_at IS NULL"

enum status db_settle_informed(struct store *store, int64_t contact_id, int64_t at, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_INFORMED, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	(void)sqlite3_bind_int64(stmt, 2, at);
	return db_run(store, stmt, "noting that a contact is informed", err);
}

/* ?1 campaign, ?2 reason, ?3 at */
#define SQL_HALT \
	"UPDATE campaign SET state = 'paused', pause_reason = ?2, updated_at = ?3 WHERE id = ?1 AND state = 'running'"

enum status db_claim_halt(struct store *store, int64_t campaign_id, const char *reason, int64_t at,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_HALT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	db_bind_text(stmt, 2, reason);
	(void)sqlite3_bind_int64(stmt, 3, at);
	return db_run(store, stmt, "pausing a campaign", err);
}

/* ?1 campaign, ?2 now */
#define SQL_IS_RUNNING \
	"SELECT 1 FROM campaign WHERE id = ?1 AND state = 'running' AND (start_at IS NULL OR start_at <= ?2)" \
	" AND (expires_at IS NULL OR expires_at > ?2)"

enum status db_claim_is_running(struct store *store, int64_t campaign_id, int64_t now, bool *ret_running,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = ST_OK;

	if (campaign_id != 0) {
		st = db_prepare(store, SQL_IS_RUNNING, &stmt, err);
		if (st != ST_OK) {
			return st;
		}
		(void)sqlite3_bind_int64(stmt, 1, campaign_id);
		(void)sqlite3_bind_int64(stmt, 2, now);
		st = db_step(store, stmt, &row, "looking at a campaign", err);
	}
	*ret_running = row;
	return st;
}

/* ?1 event, ?2 offer, ?3 questionnaire */
#define SQL_STAMP \
	"SELECT ifnull((SELECT updated_at FROM event WHERE id = ?1), 0) + ifnull((SELECT updated_at FROM offer WHERE id = ?2), 0)" \
	" + ifnull((SELECT updated_at FROM survey WHERE id = ?3), 0)"

enum status db_claim_stamp(struct store *store, int64_t event_id, int64_t offer_id, int64_t survey_id, int64_t *ret_stamp,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_STAMP, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	(void)sqlite3_bind_int64(stmt, 2, offer_id);
	(void)sqlite3_bind_int64(stmt, 3, survey_id);
	st = db_step(store, stmt, &row, "looking at an event", err);
	if (st == ST_OK) {
		*ret_stamp = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

#define SQL_VERSION "PRAGMA data_version"

enum status db_claim_version(struct store *store, int64_t *ret_version, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_VERSION, &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "looking for changes", err);
	}
	if (st == ST_OK) {
		*ret_version = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

enum status db_claim_tune(struct store *store, struct error *err)
{
	return db_exec(store, "PRAGMA secure_delete=OFF", "setting up", err);
}
