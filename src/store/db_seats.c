/* The queries of seats. Each walks one range of the index registration_event. */
#include "store/db_seats.h"

#include "store/store_private.h"

/* ?1 event */
#define SQL_EVENT \
	"SELECT id, start_at, end_at, capacity, party_max, state = 'called-off' FROM event WHERE id = ?1"

enum status db_seats_event(struct store *store, int64_t event_id, struct seats_event *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_EVENT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	st = db_step(store, stmt, &row, "event", err);
	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "there is no such event");
	}
	*ret = (struct seats_event){
		.id = sqlite3_column_int64(stmt, 0),
		.start_at = sqlite3_column_int64(stmt, 1),
		.end_at = sqlite3_column_int64(stmt, 2),
		.capacity = sqlite3_column_int64(stmt, 3),
		.party_max = sqlite3_column_int64(stmt, 4),
		.called_off = sqlite3_column_int(stmt, 5) != 0,
	};
	return ST_OK;
}

/* ?1 event */
#define SQL_QUOTAS \
	"SELECT id, seats, ifnull(release_at, 0), condition FROM quota WHERE event_id = ?1 ORDER BY position"

enum status db_seats_quotas(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, const struct seats_quota *quota, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_QUOTAS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	while ((st = db_step(store, stmt, &row, "quotas", err)) == ST_OK && row) {
		struct seats_quota quota = { sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
			sqlite3_column_int64(stmt, 2), (const char *)sqlite3_column_text(stmt, 3) };

		if (quota.condition == NULL) {
			return error_set(err, ST_NOMEM, "quotas: out of memory");
		}
		st = each(arg, &quota, err);
		if (st != ST_OK) {
			break;
		}
	}
	return st;
}

/* ?1 event */
#define SQL_TAKEN \
	"SELECT ifnull(quota_id, 0), sum(seats) FROM registration WHERE event_id = ?1 AND state = 'registered'" \
	" GROUP BY quota_id"

enum status db_seats_taken(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, int64_t quota_id, int64_t seats, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_TAKEN, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	while ((st = db_step(store, stmt, &row, "seats taken", err)) == ST_OK && row) {
		st = each(arg, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), err);
		if (st != ST_OK) {
			break;
		}
	}
	return st;
}

/* ?1 event, ?2 quota or NULL */
#define SQL_FIRST_WAITING \
	"SELECT id, contact_id, seats, arrived_at FROM registration WHERE event_id = ?1 AND state = 'waiting'" \
	" AND quota_id IS NOT DISTINCT FROM ?2 ORDER BY arrived_at, id LIMIT 1"

enum status db_seats_first_waiting(struct store *store, int64_t event_id, int64_t quota_id, bool *ret_any,
		struct seats_waiting *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_FIRST_WAITING, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	db_bind_id(stmt, 2, quota_id);
	st = db_step(store, stmt, &row, "waiting list", err);
	if (st != ST_OK) {
		return st;
	}
	*ret_any = row;
	if (row) {
		*ret = (struct seats_waiting){ sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
			sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3) };
	}
	return ST_OK;
}

/* ?1 registration */
#define SQL_PLACE \
	"SELECT count(*) FROM registration me JOIN registration r ON r.event_id = me.event_id AND r.state = 'waiting'" \
	" AND r.quota_id IS NOT DISTINCT FROM me.quota_id AND (r.arrived_at, r.id) <= (me.arrived_at, me.id)" \
	" WHERE me.id = ?1 AND me.state = 'waiting'"

enum status db_seats_place(struct store *store, int64_t registration_id, int64_t *ret_place, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_PLACE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, registration_id);
	st = db_step(store, stmt, &row, "place on the waiting list", err);
	if (st == ST_OK) {
		*ret_place = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

/* ?1 registration, ?2 now */
#define SQL_PROMOTE \
	"UPDATE registration SET state = 'registered', promoted_at = ?2, since = ?2, updated_at = ?2" \
	" WHERE id = ?1 AND state = 'waiting'"

enum status db_seats_promote(struct store *store, int64_t registration_id, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_PROMOTE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, registration_id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	return db_run(store, stmt, "promotion", err);
}

/* ?1 now, ?2 at most */
#define SQL_EVENTS_WAITING \
	"SELECT id FROM event WHERE state = 'open' AND start_at > ?1 AND EXISTS (SELECT 1 FROM registration r" \
	" WHERE r.event_id = event.id AND r.state = 'waiting') ORDER BY start_at LIMIT ?2"

enum status db_seats_events_waiting(struct store *store, int64_t now, int64_t *ret, size_t max, size_t *ret_n,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	size_t n = 0;
	enum status st = db_prepare(store, SQL_EVENTS_WAITING, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	(void)sqlite3_bind_int64(stmt, 2, (sqlite3_int64)max);
	while ((st = db_step(store, stmt, &row, "events with a waiting list", err)) == ST_OK && row && n < max) {
		ret[n++] = sqlite3_column_int64(stmt, 0);
	}
	*ret_n = n;
	return st;
}
