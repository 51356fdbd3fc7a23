/* Reading and writing events. */
#include "store/db_event.h"

#include "store/store_private.h"
#include "util/array.h"

#include <string.h>

void event_release(struct event *event)
{
	for (size_t i = 0; i < event->n_quotas; i++) {
		free(event->quotas[i].name);
		free(event->quotas[i].condition);
	}
	free(event->quotas);
	free(event->key);
	free(event->zone);
	free(event->funding);
	texts_release(&event->texts);
	*event = (struct event)EVENT_INIT;
}

/* ?1 key */
#define SQL_ID "SELECT id FROM event WHERE key = ?1"

enum status db_event_id(struct store *store, const char *key, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ID, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	st = db_step(store, stmt, &row, "event", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no event '%.80s'; 'kvieslys event list' shows those there are", key);
	}
	if (st == ST_OK) {
		*ret_id = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

/* ?1 event */
#define SQL_LOAD \
	"SELECT id, start_at, end_at, capacity, party_max, ifnull(answer_by, 0), sequence, updated_at," \
	" state = 'called-off', key, zone, funding FROM event WHERE id = ?1"

static enum status load_row(struct store *store, int64_t id, struct event *e, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	st = db_step(store, stmt, &row, "event", err);
	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "there is no such event");
	}
	e->id = sqlite3_column_int64(stmt, 0);
	e->start_at = sqlite3_column_int64(stmt, 1);
	e->end_at = sqlite3_column_int64(stmt, 2);
	e->capacity = sqlite3_column_int64(stmt, 3);
	e->party_max = sqlite3_column_int64(stmt, 4);
	e->answer_by = sqlite3_column_int64(stmt, 5);
	e->sequence = sqlite3_column_int64(stmt, 6);
	e->updated_at = sqlite3_column_int64(stmt, 7);
	e->called_off = sqlite3_column_int(stmt, 8) != 0;
	st = db_column_dup(stmt, 9, &e->key, err);
	if (st == ST_OK) {
		st = db_column_dup(stmt, 10, &e->zone, err);
	}
	return st == ST_OK ? db_column_dup(stmt, 11, &e->funding, err) : st;
}

/* ?1 event */
#define SQL_QUOTAS \
	"SELECT name, condition, seats, ifnull(release_at, 0) FROM quota WHERE event_id = ?1 ORDER BY position"

static enum status load_quotas(struct store *store, int64_t id, struct event *e, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_QUOTAS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	while ((st = db_step(store, stmt, &row, "quotas", err)) == ST_OK && row) {
		struct event_quota *q;

		if (!ARRAY_ROOM(e->quotas, e->n_quotas)) {
			return error_set(err, ST_NOMEM, "quotas: out of memory");
		}
		q = &e->quotas[e->n_quotas++];
		*q = (struct event_quota){ NULL, NULL, sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3) };
		st = db_column_dup(stmt, 0, &q->name, err);
		if (st == ST_OK) {
			st = db_column_dup(stmt, 1, &q->condition, err);
		}
		if (st != ST_OK) {
			break;
		}
	}
	return st;
}

enum status db_event_load(struct store *store, int64_t id, struct event *ret, struct error *err)
{
	CLEANUP_EVENT struct event e = EVENT_INIT;
	enum status st = load_row(store, id, &e, err);

	if (st == ST_OK) {
		st = load_quotas(store, id, &e, err);
	}
	if (st == ST_OK) {
		st = db_text_load(store, TEXT_EVENT, id, &e.texts, err);
	}
	if (st == ST_OK) {
		*ret = e;
		e = (struct event)EVENT_INIT;
	}
	return st;
}

/* ?1 id or NULL, ?2 key … ?11 state, ?12 now */
#define SQL_SAVE \
	"INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, answer_by, funding, sequence, state," \
	" created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)" \
	" ON CONFLICT (id) DO UPDATE SET key = excluded.key, start_at = excluded.start_at, end_at = excluded.end_at," \
	" zone = excluded.zone, capacity = excluded.capacity, party_max = excluded.party_max," \
	" answer_by = excluded.answer_by, funding = excluded.funding, sequence = excluded.sequence," \
	" state = excluded.state, updated_at = excluded.updated_at RETURNING id"

static enum status save_row(struct store *store, struct event *e, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_SAVE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, e->id);
	db_bind_text(stmt, 2, e->key);
	(void)sqlite3_bind_int64(stmt, 3, e->start_at);
	(void)sqlite3_bind_int64(stmt, 4, e->end_at);
	db_bind_text(stmt, 5, e->zone);
	(void)sqlite3_bind_int64(stmt, 6, e->capacity);
	(void)sqlite3_bind_int64(stmt, 7, e->party_max);
	db_bind_id(stmt, 8, e->answer_by);
	db_bind_text(stmt, 9, e->funding);
	(void)sqlite3_bind_int64(stmt, 10, e->sequence);
	db_bind_text(stmt, 11, e->called_off ? "called-off" : "open");
	(void)sqlite3_bind_int64(stmt, 12, now);
	st = db_step(store, stmt, &row, "event", err);
	if (st == ST_OK) {
		e->id = sqlite3_column_int64(stmt, 0);
		e->updated_at = now;
	}
	return st;
}

/* ?1 event: what is kept gets its position anew, the rest is gone */
#define SQL_QUOTAS_OUT "UPDATE quota SET position = -1 WHERE event_id = ?1"
/* ?1 event, ?2 name, ?3 position, ?4 condition, ?5 seats, ?6 release */
#define SQL_QUOTA \
	"INSERT INTO quota(event_id, name, position, condition, seats, release_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" \
	" ON CONFLICT (event_id, name) DO UPDATE SET position = excluded.position, condition = excluded.condition," \
	" seats = excluded.seats, release_at = excluded.release_at"
/* ?1 event */
#define SQL_ORPHANS \
	"UPDATE registration SET quota_id = NULL WHERE event_id = ?1 AND quota_id IN" \
	" (SELECT id FROM quota WHERE event_id = ?1 AND position = -1)"
#define SQL_QUOTAS_GONE "DELETE FROM quota WHERE event_id = ?1 AND position = -1"

static enum status run_for(struct store *store, const char *sql, int64_t id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	return db_run(store, stmt, "quotas", err);
}

static enum status save_quotas(struct store *store, const struct event *e, struct error *err)
{
	enum status st = run_for(store, SQL_QUOTAS_OUT, e->id, err);

	for (size_t i = 0; i < e->n_quotas && st == ST_OK; i++) {
		CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
		const struct event_quota *q = &e->quotas[i];

		st = db_prepare(store, SQL_QUOTA, &stmt, err);
		if (st != ST_OK) {
			return st;
		}
		(void)sqlite3_bind_int64(stmt, 1, e->id);
		db_bind_text(stmt, 2, q->name);
		(void)sqlite3_bind_int64(stmt, 3, (int64_t)i);
		db_bind_text(stmt, 4, q->condition);
		(void)sqlite3_bind_int64(stmt, 5, q->seats);
		db_bind_id(stmt, 6, q->release_at);
		st = db_run(store, stmt, "quotas", err);
	}
	if (st == ST_OK) {
		st = run_for(store, SQL_ORPHANS, e->id, err);
	}
	return st == ST_OK ? run_for(store, SQL_QUOTAS_GONE, e->id, err) : st;
}

enum status db_event_save(struct store *store, struct event *event, int64_t now, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = save_row(store, event, now, err);
	}
	if (st == ST_OK) {
		st = save_quotas(store, event, err);
	}
	if (st == ST_OK) {
		st = db_text_save(store, TEXT_EVENT, event->id, &event->texts, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

/* ?1 language */
#define SQL_EACH \
	"SELECT e.id, e.start_at, e.end_at, e.capacity, e.sequence," \
	" ifnull(sum(CASE r.state WHEN 'registered' THEN r.seats END), 0)," \
	" ifnull(sum(CASE r.state WHEN 'waiting' THEN r.seats END), 0)," \
	" count(CASE r.state WHEN 'undecided' THEN 1 END), count(CASE r.state WHEN 'declined' THEN 1 END)," \
	" count(CASE r.state WHEN 'cancelled' THEN 1 END), e.key, e.zone, e.state," \
	" (SELECT value FROM event_text t WHERE t.event_id = e.id AND t.key = 'title'" \
	"  ORDER BY t.language <> ?1, t.language <> 'en', t.language LIMIT 1)" \
	" FROM event e LEFT JOIN registration r ON r.event_id = e.id GROUP BY e.id ORDER BY e.start_at, e.id"

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

enum status db_event_each(struct store *store, const char *language,
		enum status (*each)(void *arg, const struct event_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, language != NULL ? language : "en");
	while ((st = db_step(store, stmt, &row, "events", err)) == ST_OK && row) {
		int64_t n[10];
		struct event_line line;

		for (int i = 0; i < 10; i++) {
			n[i] = sqlite3_column_int64(stmt, i);
		}
		line = (struct event_line){ n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9],
			text(stmt, 10), text(stmt, 11), text(stmt, 12), text(stmt, 13) };
		st = each(arg, &line, err);
		if (st != ST_OK) {
			break;
		}
	}
	return st;
}
