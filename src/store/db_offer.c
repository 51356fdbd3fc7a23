/* The offer table. */
#include "store/db_offer.h"

#include "store/store_private.h"

#include <string.h>

#define SQL_ID "SELECT id FROM offer WHERE key = ?1"
#define SQL_LOAD \
	"SELECT key, kind, country, sector, adviser, targets, sdgs, programme, call, id, organisation_id, valid_until," \
	" interest_until, coordinator, created_at, updated_at FROM offer WHERE key = ?1"
#define SQL_ADD \
	"INSERT INTO offer(key, kind, country, sector, adviser, targets, sdgs, programme, call, organisation_id, valid_until," \
	" interest_until, coordinator, created_at, updated_at)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14) RETURNING id"
#define SQL_UPDATE \
	"UPDATE offer SET key = ?1, kind = ?2, country = ?3, sector = ?4, adviser = ?5, targets = ?6, sdgs = ?7, programme = ?8," \
	" call = ?9, organisation_id = ?10, valid_until = ?11, interest_until = ?12, coordinator = ?13, updated_at = ?14 WHERE id = ?15"
/* ?1 an address in lower case, or a registration code */
#define SQL_OWNER \
	"SELECT o.id, o.name FROM organisation o LEFT JOIN contact c ON c.organisation_id = o.id" \
	" WHERE c.email_key = ?1 OR o.code = ?1 ORDER BY o.id LIMIT 1"
/* ?1 key or NULL, ?2 language */
#define SQL_EACH \
	"SELECT o.key, o.kind, o.country, o.sector," \
	" (SELECT value FROM offer_text t WHERE t.offer_id = o.id AND t.key = 'title'" \
	"  ORDER BY t.language <> ?2, t.language <> 'en', t.language LIMIT 1), ifnull(o.valid_until, 0)," \
	" (SELECT count(DISTINCT m.contact_id) FROM message m JOIN campaign c ON c.id = m.campaign_id" \
	"  WHERE c.offer_id = o.id AND m.state = 'sent')," \
	" (SELECT count(DISTINCT m.contact_id) FROM reply b JOIN message m ON m.id = b.answers_id" \
	"  JOIN campaign c ON c.id = m.campaign_id WHERE c.offer_id = o.id AND b.kind = 'bounce'" \
	"  AND ifnull(json_extract(b.bounce, '$.permanence'), '') <> 'delayed')," \
	" (SELECT count(*) FROM interest i WHERE i.offer_id = o.id AND i.state IN ('interested','passed-on'))," \
	" (SELECT count(*) FROM interest i WHERE i.offer_id = o.id AND i.state = 'maybe')," \
	" (SELECT count(*) FROM interest i WHERE i.offer_id = o.id AND i.state = 'declined')," \
	" (SELECT count(*) FROM interest i WHERE i.offer_id = o.id AND i.state = 'passed-on')" \
	" FROM offer o WHERE ?1 IS NULL OR o.key = ?1 ORDER BY o.key"

void offer_release(struct offer *o)
{
	free(o->key);
	free(o->kind);
	free(o->country);
	free(o->sector);
	free(o->adviser);
	free(o->targets);
	free(o->sdgs);
	free(o->programme);
	free(o->call);
	texts_release(&o->texts);
	*o = (struct offer)OFFER_INIT;
}

enum status db_offer_id(struct store *store, const char *key, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ID, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, key);
		st = db_step(store, stmt, &row, "offer lookup", err);
	}
	*ret_id = st == ST_OK && row ? sqlite3_column_int64(stmt, 0) : 0;
	return st;
}

enum status db_offer_load(struct store *store, const char *key, struct offer *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_OFFER struct offer o = OFFER_INIT;
	char **const texts[] = { &o.key, &o.kind, &o.country, &o.sector, &o.adviser, &o.targets, &o.sdgs, &o.programme, &o.call };
	const int first = (int)ARRAY_SIZE(texts); /* of the numbers behind them */
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, key);
		st = db_step(store, stmt, &row, "offer", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no offer '%s'; 'kvieslys offer list' shows them", key);
	}
	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(texts); i++) {
		st = db_column_dup(stmt, (int)i, texts[i], err);
	}
	if (st != ST_OK) {
		return st;
	}
	o.id = sqlite3_column_int64(stmt, first);
	o.organisation_id = sqlite3_column_int64(stmt, first + 1);
	o.valid_until = sqlite3_column_int64(stmt, first + 2);
	o.interest_until = sqlite3_column_int64(stmt, first + 3);
	o.coordinator = sqlite3_column_int(stmt, first + 4) != 0;
	o.created_at = sqlite3_column_int64(stmt, first + 5);
	o.updated_at = sqlite3_column_int64(stmt, first + 6);
	st = db_text_load(store, TEXT_OFFER, o.id, &o.texts, err);
	if (st == ST_OK) {
		*ret = o;
		o = (struct offer)OFFER_INIT;
	}
	return st;
}

enum status db_offer_save(struct store *store, struct offer *o, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	const char *const texts[] = { o->key, o->kind, o->country, o->sector, o->adviser, o->targets, o->sdgs, o->programme, o->call };
	const int first = (int)ARRAY_SIZE(texts) + 1; /* of the numbers behind them */
	bool row;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = db_prepare(store, o->id == 0 ? SQL_ADD : SQL_UPDATE, &stmt, err);
	}
	if (st != ST_OK) {
		return st;
	}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		db_bind_text(stmt, (int)i + 1, texts[i]);
	}
	db_bind_id(stmt, first, o->organisation_id);
	db_bind_id(stmt, first + 1, o->valid_until);
	db_bind_id(stmt, first + 2, o->interest_until);
	db_bind_id(stmt, first + 3, o->coordinator);
	(void)sqlite3_bind_int64(stmt, first + 4, now);
	if (o->id != 0) {
		(void)sqlite3_bind_int64(stmt, first + 5, o->id);
	}
	st = db_step(store, stmt, &row, "offer", err);
	if (st == ST_OK && row) {
		o->id = sqlite3_column_int64(stmt, 0);
	}
	(void)sqlite3_reset(stmt);
	if (st == ST_OK) {
		st = db_text_save(store, TEXT_OFFER, o->id, &o->texts, err);
	}
	return st != ST_OK ? st : store_commit(&tx, err);
}

enum status db_offer_owner(struct store *store, const char *text, int64_t *ret_id, char **ret_name, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_OWNER, &stmt, err);

	*ret_id = 0;
	if (st == ST_OK) {
		db_bind_text(stmt, 1, text);
		st = db_step(store, stmt, &row, "offer's owner", err);
	}
	if (st == ST_OK && row) {
		*ret_id = sqlite3_column_int64(stmt, 0);
		st = db_column_dup(stmt, 1, ret_name, err);
	}
	return st;
}

enum status db_offer_each(struct store *store, const char *key, const char *language,
		enum status (*each)(void *arg, const struct offer_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	db_bind_text(stmt, 2, language != NULL ? language : "en");
	while ((st = db_step(store, stmt, &row, "offers", err)) == ST_OK && row) {
		const struct offer_line line = {
			.key = (const char *)sqlite3_column_text(stmt, 0),
			.kind = (const char *)sqlite3_column_text(stmt, 1),
			.country = (const char *)sqlite3_column_text(stmt, 2),
			.sector = (const char *)sqlite3_column_text(stmt, 3),
			.title = (const char *)sqlite3_column_text(stmt, 4),
			.valid_until = sqlite3_column_int64(stmt, 5),
			.sent = sqlite3_column_int64(stmt, 6),
			.bounced = sqlite3_column_int64(stmt, 7),
			.interested = sqlite3_column_int64(stmt, 8),
			.maybe = sqlite3_column_int64(stmt, 9),
			.declined = sqlite3_column_int64(stmt, 10),
			.passed_on = sqlite3_column_int64(stmt, 11),
		};

		st = each(arg, &line, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}
