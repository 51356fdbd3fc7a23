/* The campaign and step tables. */
#include "store/db_campaign.h"

#include "store/store_private.h"
#include "util/array.h"

#include <string.h>

/* ?1 key */
#define SQL_FIND \
	"SELECT id, (SELECT count(*) FROM message WHERE campaign_id = campaign.id) FROM campaign WHERE key = ?1"
#define SQL_LOAD \
	"SELECT key, class, letter, languages, fallback, audience, relays, source, state, pause_reason, event_id, offer_id," \
	" survey_id, calendar, start_at, expires_at, issue, issued_at, params, expires_follows FROM campaign WHERE id = ?1"
#define SQL_STEPS \
	"SELECT name, letter, audience, anchor, after_seconds, survey_id FROM step WHERE campaign_id = ?1 AND number > 0 ORDER BY number"
#define SQL_ADD \
	"INSERT INTO campaign(key, class, letter, languages, fallback, audience, relays, source, event_id, offer_id, survey_id," \
	" calendar, start_at, expires_at, created_at, updated_at, issue, issued_at, params," \
	" expires_follows)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, ?16, ?17, ?18, ?19) RETURNING id"
#define SQL_UPDATE \
	"UPDATE campaign SET key = ?1, class = ?2, letter = ?3, languages = ?4, fallback = ?5, audience = ?6, relays = ?7," \
	" source = ?8, event_id = ?9, offer_id = ?10, survey_id = ?11, calendar = ?12, start_at = ?13, expires_at = ?14," \
	" updated_at = ?15, issue = ?16, issued_at = ?17, params = ?18, expires_follows = ?19 WHERE id = ?20"
#define SQL_STEPS_REMOVE "DELETE FROM step WHERE campaign_id = ?1"
#define SQL_STEP_ADD \
	"INSERT INTO step(campaign_id, number, name, letter, after_seconds, audience, anchor, survey_id)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
#define SQL_FOLLOW "UPDATE campaign SET expires_at = expires_at + ?2 WHERE event_id = ?1 AND expires_follows = 1"
#define SQL_OFFER "SELECT id, ifnull(valid_until, 0) FROM offer WHERE key = ?1"
#define SQL_SURVEY "SELECT id, 0 FROM survey WHERE key = ?1"
#define SQL_EVENT "SELECT id, CASE state WHEN 'open' THEN start_at ELSE 1 END FROM event WHERE key = ?1"
#define SQL_EACH \
	"SELECT c.key, c.class, c.state, coalesce(e.key, o.key), c.letter, c.audience," \
	" (SELECT count(*) FROM message WHERE campaign_id = c.id), ifnull(c.expires_at, 0)" \
	" FROM campaign c LEFT JOIN event e ON e.id = c.event_id LEFT JOIN offer o ON o.id = c.offer_id ORDER BY c.id DESC"

void campaign_release(struct campaign *c)
{
	char *const texts[] = { c->key, c->class_, c->letter, c->languages, c->fallback, c->audience, c->relays, c->source,
		c->state, c->pause_reason, c->params };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		free(texts[i]);
	}
	for (size_t i = 0; i < c->n_steps; i++) {
		free(c->steps[i].name);
		free(c->steps[i].letter);
		free(c->steps[i].audience);
		free(c->steps[i].anchor);
	}
	free(c->steps);
	*c = (struct campaign)CAMPAIGN_INIT;
}

enum status db_campaign_find(struct store *store, const char *key, int64_t *ret_id, int64_t *ret_messages,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, key);
		st = db_step(store, stmt, &row, "campaign lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no campaign '%s'; 'kvieslys campaign list' shows them", key);
	}
	if (st == ST_OK) {
		*ret_id = sqlite3_column_int64(stmt, 0);
		*ret_messages = sqlite3_column_int64(stmt, 1);
	}
	return st;
}

static enum status load_steps(struct store *store, int64_t id, struct campaign *c, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_STEPS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	while ((st = db_step(store, stmt, &row, "steps", err)) == ST_OK && row) {
		struct campaign_step *s;

		if (!ARRAY_ROOM(c->steps, c->n_steps)) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		s = &c->steps[c->n_steps++];
		*s = (struct campaign_step){ .after_seconds = sqlite3_column_int64(stmt, 4),
			.survey_id = sqlite3_column_int64(stmt, 5) };
		st = db_column_dup(stmt, 0, &s->name, err);
		st = st == ST_OK ? db_column_dup(stmt, 1, &s->letter, err) : st;
		st = st == ST_OK ? db_column_dup(stmt, 2, &s->audience, err) : st;
		st = st == ST_OK ? db_column_dup(stmt, 3, &s->anchor, err) : st;
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}

enum status db_campaign_load(struct store *store, int64_t id, struct campaign *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_CAMPAIGN struct campaign c = CAMPAIGN_INIT;
	char **const texts[] = { &c.key, &c.class_, &c.letter, &c.languages, &c.fallback, &c.audience, &c.relays, &c.source,
		&c.state, &c.pause_reason };
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "campaign", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no such campaign");
	}
	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(texts); i++) {
		st = db_column_dup(stmt, (int)i, texts[i], err);
	}
	if (st != ST_OK) {
		return st;
	}
	c.id = id;
	c.event_id = sqlite3_column_int64(stmt, 10);
	c.offer_id = sqlite3_column_int64(stmt, 11);
	c.survey_id = sqlite3_column_int64(stmt, 12);
	c.calendar = sqlite3_column_int(stmt, 13) != 0;
	c.start_at = sqlite3_column_int64(stmt, 14);
	c.expires_at = sqlite3_column_int64(stmt, 15);
	c.issue = sqlite3_column_int64(stmt, 16);
	c.issued_at = sqlite3_column_int64(stmt, 17);
	c.expires_follows = sqlite3_column_int(stmt, 19) != 0;
	st = db_column_dup(stmt, 18, &c.params, err);
	st = st == ST_OK ? load_steps(store, id, &c, err) : st;
	if (st == ST_OK) {
		*ret = c;
		c = (struct campaign)CAMPAIGN_INIT;
	}
	return st;
}

static enum status save_step(struct store *store, int64_t id, int64_t number, const struct campaign_step *s, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_STEP_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, number);
	db_bind_text(stmt, 3, s->name);
	db_bind_text(stmt, 4, s->letter);
	(void)sqlite3_bind_int64(stmt, 5, s->after_seconds);
	db_bind_text(stmt, 6, s->audience);
	db_bind_text(stmt, 7, s->anchor);
	db_bind_id(stmt, 8, s->survey_id);
	return db_run(store, stmt, "step", err);
}

static enum status save_steps(struct store *store, const struct campaign *c, struct error *err)
{
	static char name[] = "first", audience[] = "all", anchor[] = "first";
	const struct campaign_step first = { .name = name, .letter = c->letter, .audience = audience, .anchor = anchor };
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_STEPS_REMOVE, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, c->id);
		st = db_run(store, stmt, "steps", err);
	}
	if (st == ST_OK) {
		st = save_step(store, c->id, 0, &first, err);
	}
	for (size_t i = 0; st == ST_OK && i < c->n_steps; i++) {
		st = save_step(store, c->id, (int64_t)i + 1, &c->steps[i], err);
	}
	return st;
}

enum status db_campaign_save(struct store *store, struct campaign *c, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	const char *const texts[] = { c->key, c->class_, c->letter, c->languages, c->fallback, c->audience, c->relays, c->source };
	const int64_t ids[] = { c->event_id, c->offer_id, c->survey_id };
	bool row;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = db_prepare(store, c->id == 0 ? SQL_ADD : SQL_UPDATE, &stmt, err);
	}
	if (st != ST_OK) {
		return st;
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		db_bind_text(stmt, (int)i + 1, texts[i]);
	}
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		db_bind_id(stmt, (int)i + 9, ids[i]);
	}
	(void)sqlite3_bind_int(stmt, 12, c->calendar ? 1 : 0);
	db_bind_id(stmt, 13, c->start_at);
	db_bind_id(stmt, 14, c->expires_at);
	(void)sqlite3_bind_int64(stmt, 15, now);
	db_bind_id(stmt, 16, c->issue);
	db_bind_id(stmt, 17, c->issued_at);
	db_bind_text(stmt, 18, c->params);
	(void)sqlite3_bind_int(stmt, 19, c->expires_follows ? 1 : 0);
	if (c->id != 0) {
		(void)sqlite3_bind_int64(stmt, 20, c->id);
	}
	st = db_step(store, stmt, &row, "campaign", err);
	if (st == ST_OK && row) {
		c->id = sqlite3_column_int64(stmt, 0);
	}
	(void)sqlite3_reset(stmt);
	st = st == ST_OK ? save_steps(store, c, err) : st;
	return st != ST_OK ? st : store_commit(&tx, err);
}

enum status db_campaign_follow_event(struct store *store, int64_t event_id, int64_t seconds, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_FOLLOW, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	(void)sqlite3_bind_int64(stmt, 2, seconds);
	return db_run(store, stmt, "moving a campaign's end", err);
}

enum status db_campaign_subject(struct store *store, const char *class_, const char *key, int64_t *ret_id,
		int64_t *ret_until, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, strcmp(class_, "event") == 0 ? SQL_EVENT : strcmp(class_, "survey") == 0 ? SQL_SURVEY
			: SQL_OFFER, &stmt, err);

	*ret_id = 0;
	*ret_until = 0;
	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	st = db_step(store, stmt, &row, "campaign's subject", err);
	if (st == ST_OK && row) {
		*ret_id = sqlite3_column_int64(stmt, 0);
		*ret_until = sqlite3_column_int64(stmt, 1);
	}
	return st;
}

enum status db_campaign_each(struct store *store,
		enum status (*each)(void *arg, const struct campaign_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	while (st == ST_OK && (st = db_step(store, stmt, &row, "campaigns", err)) == ST_OK && row) {
		const struct campaign_line line = {
			.key = (const char *)sqlite3_column_text(stmt, 0),
			.class_ = (const char *)sqlite3_column_text(stmt, 1),
			.state = (const char *)sqlite3_column_text(stmt, 2),
			.about = (const char *)sqlite3_column_text(stmt, 3),
			.letter = (const char *)sqlite3_column_text(stmt, 4),
			.audience = (const char *)sqlite3_column_text(stmt, 5),
			.messages = sqlite3_column_int64(stmt, 6),
			.expires_at = sqlite3_column_int64(stmt, 7),
		};

		st = each(arg, &line, err);
	}
	return st;
}

#define SQL_EACH_ISSUE \
	"SELECT id, issue, ifnull(issued_at, 0), key, letter, languages, params FROM campaign" \
	" WHERE class = 'newsletter' AND issue IS NOT NULL AND state <> 'draft' ORDER BY issued_at DESC, issue DESC, id DESC"

enum status db_campaign_each_issue(struct store *store,
		enum status (*each)(void *arg, const struct issue_row *row, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_EACH_ISSUE, &stmt, err);

	while (st == ST_OK && (st = db_step(store, stmt, &row, "issues", err)) == ST_OK && row) {
		const struct issue_row issue = {
			.campaign_id = sqlite3_column_int64(stmt, 0),
			.issue = sqlite3_column_int64(stmt, 1),
			.issued_at = sqlite3_column_int64(stmt, 2),
			.key = (const char *)sqlite3_column_text(stmt, 3),
			.letter = (const char *)sqlite3_column_text(stmt, 4),
			.languages = (const char *)sqlite3_column_text(stmt, 5),
			.params = (const char *)sqlite3_column_text(stmt, 6),
		};

		st = each(arg, &issue, err);
	}
	return st;
}
