/* Reading rows of the ledger with all that printing them needs, and adding single ones. The audience and the steps of
 * campaigns are in db_audience.c. */
#include "store/db_message.h"

#include "store/db_message_private.h"
#include "store/store_private.h"
#include "util/clock.h"

#include <string.h>

static const char *const state_names[MESSAGE_STATES] = {
	[MESSAGE_QUEUED] = "queued",     [MESSAGE_CLAIMED] = "claimed",   [MESSAGE_SENT] = "sent",
	[MESSAGE_DEFERRED] = "deferred", [MESSAGE_FAILED] = "failed",     [MESSAGE_IN_DOUBT] = "in-doubt",
	[MESSAGE_SKIPPED] = "skipped",
};

const char *message_state_name(enum message_state state)
{
	return state_names[state];
}

void ledger_message_release(struct ledger_message *message)
{
	free(message->texts);
	*message = (struct ledger_message)LEDGER_MESSAGE_INIT;
}

/* Where each column of MESSAGE_COLUMNS goes; the integers come first. */
static const size_t integers[] = {
	offsetof(struct ledger_message, id),
	offsetof(struct ledger_message, nonce),
	offsetof(struct ledger_message, campaign_id),
	offsetof(struct ledger_message, step),
	offsetof(struct ledger_message, contact_id),
	offsetof(struct ledger_message, organisation_id),
	offsetof(struct ledger_message, event_id),
	offsetof(struct ledger_message, offer_id),
	offsetof(struct ledger_message, survey_id),
	offsetof(struct ledger_message, registration_id),
	offsetof(struct ledger_message, reply_id),
	offsetof(struct ledger_message, list_id),
	offsetof(struct ledger_message, due_at),
	offsetof(struct ledger_message, expires_at),
	offsetof(struct ledger_message, attempts),
	offsetof(struct ledger_message, role),
	offsetof(struct ledger_message, informed_at),
	offsetof(struct ledger_message, away_until),
	offsetof(struct ledger_message, calendar),
};

static const size_t texts[] = {
	offsetof(struct ledger_message, letter),
	offsetof(struct ledger_message, audience),
	offsetof(struct ledger_message, anchor),
	offsetof(struct ledger_message, class_),
	offsetof(struct ledger_message, campaign),
	offsetof(struct ledger_message, languages),
	offsetof(struct ledger_message, fallback),
	offsetof(struct ledger_message, answers),
	offsetof(struct ledger_message, relays),
	offsetof(struct ledger_message, address),
	offsetof(struct ledger_message, params),
	offsetof(struct ledger_message, email),
	offsetof(struct ledger_message, email_key),
	offsetof(struct ledger_message, name),
	offsetof(struct ledger_message, given_name),
	offsetof(struct ledger_message, family_name),
	offsetof(struct ledger_message, title),
	offsetof(struct ledger_message, position),
	offsetof(struct ledger_message, gender),
	offsetof(struct ledger_message, salutation),
	offsetof(struct ledger_message, language),
	offsetof(struct ledger_message, contact_status),
	offsetof(struct ledger_message, source),
	offsetof(struct ledger_message, organisation),
	offsetof(struct ledger_message, country),
	offsetof(struct ledger_message, region),
	offsetof(struct ledger_message, town),
	offsetof(struct ledger_message, sector),
	offsetof(struct ledger_message, kind),
};

enum status message_read_row(sqlite3_stmt *stmt, struct ledger_message *ret, struct error *err)
{
	struct ledger_message m = LEDGER_MESSAGE_INIT;
	const int first_text = (int)ARRAY_SIZE(integers);
	struct {
		const void *text;
		size_t len;
	} columns[ARRAY_SIZE(texts)];
	size_t need = 0;
	char *at;

	for (size_t i = 0; i < ARRAY_SIZE(integers); i++) {
		*(int64_t *)((char *)&m + integers[i]) = sqlite3_column_int64(stmt, (int)i);
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		columns[i].text = sqlite3_column_text(stmt, first_text + (int)i);
		columns[i].len = 0;
		if (columns[i].text != NULL) {
			columns[i].len = (size_t)sqlite3_column_bytes(stmt, first_text + (int)i);
			need += columns[i].len + 1;
		} else if (sqlite3_column_type(stmt, first_text + (int)i) != SQLITE_NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
	}
	m.texts = at = malloc(need + 1);
	if (at == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (columns[i].text != NULL) {
			memcpy(at, columns[i].text, columns[i].len + 1);
			*(const char **)((char *)&m + texts[i]) = at;
			at += columns[i].len + 1;
		}
	}
	m.to_other_address = m.email != NULL && m.address != NULL && strcmp(m.email, m.address) != 0;
	*ret = m;
	return ST_OK;
}

/* Steps `stmt` to its one row and reads it. */
static enum status read_one(struct store *store, sqlite3_stmt *stmt, struct ledger_message *ret,
		struct error *err)
{
	bool row = false;
	enum status st = db_step(store, stmt, &row, "reading the ledger", err);

	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "no such message");
	}
	return message_read_row(stmt, ret, err);
}

/* ?1 message */
#define SQL_LOAD "SELECT " MESSAGE_COLUMNS " FROM " MESSAGE_JOIN " WHERE m.id = ?1"

enum status db_message_load(struct store *store, int64_t id, struct ledger_message *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	return read_one(store, stmt, ret, err);
}

/* ?1 campaign, ?2 step, ?3 contact. The same columns as a real row has, of a row that need not be there. */
#define SQL_DRAFT \
	"SELECT " MESSAGE_COLUMNS " FROM (SELECT x.id, ifnull(x.nonce, 0) AS nonce, k.id AS campaign_id, ?2 AS step," \
	"  ?3 AS contact_id, ifnull(x.due_at, 0) AS due_at, ifnull(x.attempts, 0) AS attempts, NULL AS letter," \
	"  NULL AS event_id, NULL AS offer_id, NULL AS registration_id, NULL AS reply_id, NULL AS list_id, NULL AS language," \
	"  NULL AS address, NULL AS params" \
	"  FROM campaign k LEFT JOIN message x ON x.campaign_id = k.id AND x.step = ?2 AND x.contact_id = ?3" \
	"  WHERE k.id = ?1) m " MESSAGE_JOINED

enum status db_message_draft(struct store *store, int64_t campaign_id, int64_t step, int64_t contact_id,
		struct ledger_message *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_DRAFT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, step);
	(void)sqlite3_bind_int64(stmt, 3, contact_id);
	return read_one(store, stmt, ret, err);
}

static enum status read_key(struct store *store, sqlite3_stmt *stmt, struct message_key *ret, struct error *err)
{
	bool row = false;
	enum status st = db_step(store, stmt, &row, "looking for a message", err);

	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "no such message");
	}
	*ret = (struct message_key){
		.id = sqlite3_column_int64(stmt, 0),
		.nonce = sqlite3_column_int64(stmt, 1),
		.campaign_id = sqlite3_column_int64(stmt, 2),
		.contact_id = sqlite3_column_int64(stmt, 3),
		.event_id = sqlite3_column_int64(stmt, 4),
		.offer_id = sqlite3_column_int64(stmt, 5),
		.list_id = sqlite3_column_int64(stmt, 6),
		.consent = sqlite3_column_int(stmt, 7) != 0,
	};
	return ST_OK;
}

#define KEY_COLUMNS \
	"SELECT m.id, m.nonce, m.campaign_id, " SQL_PERSON("m") ", ifnull(m.event_id, k.event_id) AS event, ifnull(m.offer_id, k.offer_id)," \
	" m.list_id, k.class = 'consent' FROM message m LEFT JOIN campaign k ON k.id = m.campaign_id"

/* ?1 message */
#define SQL_KEY KEY_COLUMNS " WHERE m.id = ?1"

enum status db_message_key(struct store *store, int64_t id, struct message_key *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_KEY, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	return read_key(store, stmt, ret, err);
}

/* ?1 contact, ?2 event or 0 */
#define SQL_LAST_TO \
	KEY_COLUMNS " WHERE m.contact_id = ?1 AND m.state IN ('sent','in-doubt')" \
	" AND (?2 = 0 OR ifnull(m.event_id, k.event_id) = ?2) ORDER BY m.at DESC, m.id DESC LIMIT 1"

enum status db_message_last_to(struct store *store, int64_t contact_id, int64_t event_id,
		struct message_key *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_LAST_TO, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	(void)sqlite3_bind_int64(stmt, 2, event_id);
	return read_key(store, stmt, ret, err);
}

#define SQL_HAS_LETTER "SELECT 1 FROM message WHERE contact_id = ?1 AND event_id = ?2 AND letter = ?3"

enum status db_message_has_letter(struct store *store, int64_t contact_id, int64_t event_id, const char *letter, bool *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_HAS_LETTER, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, contact_id);
		(void)sqlite3_bind_int64(stmt, 2, event_id);
		db_bind_text(stmt, 3, letter);
		st = db_step(store, stmt, ret, "looking for a letter", err);
	}
	return st;
}

/* ?1 contact, ?2 letter, ?3 event, ?4 registration, ?5 reply, ?6 address, ?7 params, ?8 due */
#define SQL_ADD \
	"INSERT INTO message(contact_id, nonce, letter, event_id, registration_id, reply_id, address, params, due_at," \
	" offer_id, list_id, language) VALUES (?1, random(), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"

/* ?1 contact (for the index), ?2 registration, ?3 letter */
#define SQL_TOLD "SELECT count(*) FROM message WHERE contact_id = ?1 AND registration_id = ?2 AND letter = ?3"

enum status db_message_told(struct store *store, int64_t contact_id, int64_t registration_id, const char *letter,
		int64_t *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_TOLD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	(void)sqlite3_bind_int64(stmt, 2, registration_id);
	db_bind_text(stmt, 3, letter);
	st = db_step(store, stmt, &row, "letters", err);
	if (st == ST_OK) {
		*ret = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

enum status db_message_add(struct store *store, const struct service_letter *letter, int64_t *ret_id,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, letter->contact_id);
	db_bind_text(stmt, 2, letter->letter);
	db_bind_id(stmt, 3, letter->event_id);
	db_bind_id(stmt, 4, letter->registration_id);
	db_bind_id(stmt, 5, letter->reply_id);
	db_bind_text(stmt, 6, letter->address);
	db_bind_text(stmt, 7, letter->params);
	(void)sqlite3_bind_int64(stmt, 8, letter->due_at != 0 ? letter->due_at : clock_now());
	db_bind_id(stmt, 9, letter->offer_id);
	db_bind_id(stmt, 10, letter->list_id);
	db_bind_text(stmt, 11, letter->language);
	st = db_run(store, stmt, "queueing a letter", err);
	if (st == ST_OK && ret_id != NULL) {
		*ret_id = sqlite3_last_insert_rowid(store_db(store));
	}
	return st;
}
