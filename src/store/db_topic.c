/* Events and offers as letters see them. */
#include "store/db_topic.h"

#include "store/store_private.h"
#include "util/array.h"

/* ?1 id */
#define SQL_EVENT \
	"SELECT key, zone, funding, start_at, end_at, ifnull(answer_by, 0), capacity, party_max, sequence," \
	" state = 'called-off' FROM event WHERE id = ?1"
/* ?1 id */
#define SQL_EVENT_TEXTS "SELECT language, key, value FROM event_text WHERE event_id = ?1 ORDER BY language, key"
/* ?1 id */
#define SQL_OFFER \
	"SELECT key, kind, country, sector, targets, sdgs, programme, call, ifnull(valid_until, 0), ifnull(interest_until, 0)," \
	" ifnull(coordinator, 0) FROM offer WHERE id = ?1"
/* ?1 id */
#define SQL_OFFER_TEXTS "SELECT language, key, value FROM offer_text WHERE offer_id = ?1 ORDER BY language, key"

void db_topic_release(struct db_topic *t)
{
	for (size_t i = 0; i < t->n_texts; i++) {
		free(t->texts[i].language);
		free(t->texts[i].key);
		free(t->texts[i].value);
	}
	free(t->texts);
	free(t->key);
	free(t->zone);
	free(t->funding);
	free(t->kind);
	free(t->country);
	free(t->sector);
	free(t->targets);
	free(t->sdgs);
	free(t->programme);
	free(t->call);
	*t = (struct db_topic)DB_TOPIC_INIT;
}

static enum status read_text(struct db_topic *t, sqlite3_stmt *stmt, struct error *err)
{
	struct db_topic_text *to;
	enum status st;

	if (!ARRAY_ROOM(t->texts, t->n_texts)) {
		return error_set(err, ST_NOMEM, "texts: out of memory");
	}
	to = &t->texts[t->n_texts++];
	*to = (struct db_topic_text){ NULL, NULL, NULL };
	st = db_column_dup(stmt, 0, &to->language, err);
	st = st == ST_OK ? db_column_dup(stmt, 1, &to->key, err) : st;
	return st == ST_OK ? db_column_dup(stmt, 2, &to->value, err) : st;
}

static enum status read_texts(struct store *store, const char *sql, int64_t id, struct db_topic *t, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);
	bool row = true;

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, id);
	while (st == ST_OK && row) {
		st = db_step(store, stmt, &row, "texts", err);
		if (st == ST_OK && row) {
			st = read_text(t, stmt, err);
		}
	}
	return st;
}

static enum status read_event(struct store *store, int64_t id, struct db_topic *t, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_EVENT, &stmt, err);
	bool row;

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, id);
	st = db_step(store, stmt, &row, "event lookup", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no such event");
	}
	st = st == ST_OK ? db_column_dup(stmt, 0, &t->key, err) : st;
	st = st == ST_OK ? db_column_dup(stmt, 1, &t->zone, err) : st;
	st = st == ST_OK ? db_column_dup(stmt, 2, &t->funding, err) : st;
	if (st == ST_OK) {
		t->start = sqlite3_column_int64(stmt, 3);
		t->end = sqlite3_column_int64(stmt, 4);
		t->answer_by = sqlite3_column_int64(stmt, 5);
		t->capacity = sqlite3_column_int64(stmt, 6);
		t->party_max = sqlite3_column_int64(stmt, 7);
		t->sequence = sqlite3_column_int64(stmt, 8);
		t->called_off = sqlite3_column_int(stmt, 9) != 0;
	}
	return st;
}

static enum status read_offer(struct store *store, int64_t id, struct db_topic *t, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	char **const texts[] = { &t->key, &t->kind, &t->country, &t->sector, &t->targets, &t->sdgs, &t->programme, &t->call };
	enum status st = db_prepare(store, SQL_OFFER, &stmt, err);
	bool row;

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, id);
	st = db_step(store, stmt, &row, "offer lookup", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no such offer");
	}
	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(texts); i++) {
		st = db_column_dup(stmt, (int)i, texts[i], err);
	}
	if (st == ST_OK) {
		t->valid_until = sqlite3_column_int64(stmt, 8);
		t->interest_until = sqlite3_column_int64(stmt, 9);
		t->coordinator = sqlite3_column_int(stmt, 10) != 0;
	}
	return st;
}

enum status db_topic_event(struct store *store, int64_t event_id, struct db_topic *ret, struct error *err)
{
	CLEANUP_DB_TOPIC struct db_topic t = DB_TOPIC_INIT;
	enum status st = read_event(store, event_id, &t, err);

	st = st == ST_OK ? read_texts(store, SQL_EVENT_TEXTS, event_id, &t, err) : st;
	if (st == ST_OK) {
		*ret = t;
		t = (struct db_topic)DB_TOPIC_INIT;
	}
	return st;
}

enum status db_topic_offer(struct store *store, int64_t offer_id, struct db_topic *ret, struct error *err)
{
	CLEANUP_DB_TOPIC struct db_topic t = DB_TOPIC_INIT;
	enum status st = read_offer(store, offer_id, &t, err);

	st = st == ST_OK ? read_texts(store, SQL_OFFER_TEXTS, offer_id, &t, err) : st;
	if (st == ST_OK) {
		*ret = t;
		t = (struct db_topic)DB_TOPIC_INIT;
	}
	return st;
}
