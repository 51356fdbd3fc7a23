/* Reading and writing registrations. */
#include "store/db_registration.h"

#include "store/store_private.h"

#include <string.h>

#define COLUMNS \
	"id, event_id, organisation_id, contact_id, quota_id, seats, arrived_at, promoted_at, answered_at, since," \
	" reply_id, calendar_sequence, calendar_stamp, state, source"

static void copy(char *to, size_t size, const void *text)
{
	(void)snprintf(to, size, "%s", text != NULL ? (const char *)text : "");
}

static void read_row(sqlite3_stmt *stmt, struct registration_row *ret)
{
	*ret = (struct registration_row){
		.id = sqlite3_column_int64(stmt, 0),
		.event_id = sqlite3_column_int64(stmt, 1),
		.organisation_id = sqlite3_column_int64(stmt, 2),
		.contact_id = sqlite3_column_int64(stmt, 3),
		.quota_id = sqlite3_column_int64(stmt, 4),
		.seats = sqlite3_column_int64(stmt, 5),
		.arrived_at = sqlite3_column_int64(stmt, 6),
		.promoted_at = sqlite3_column_int64(stmt, 7),
		.answered_at = sqlite3_column_int64(stmt, 8),
		.since = sqlite3_column_int64(stmt, 9),
		.reply_id = sqlite3_column_int64(stmt, 10),
		.calendar_sequence = sqlite3_column_int64(stmt, 11),
		.calendar_stamp = sqlite3_column_int64(stmt, 12),
	};
	copy(ret->state, sizeof ret->state, sqlite3_column_text(stmt, 13));
	copy(ret->source, sizeof ret->source, sqlite3_column_text(stmt, 14));
}

/* ?1 event, ?2 contact */
#define SQL_FIND "SELECT " COLUMNS " FROM registration WHERE event_id = ?1 AND contact_id = ?2"

enum status db_registration_find(struct store *store, int64_t event_id, int64_t contact_id, bool *ret_any,
		struct registration_row *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	(void)sqlite3_bind_int64(stmt, 2, contact_id);
	st = db_step(store, stmt, &row, "registration", err);
	if (st != ST_OK) {
		return st;
	}
	*ret_any = row;
	if (row) {
		read_row(stmt, ret);
	}
	return ST_OK;
}

/* ?1 id */
#define SQL_LOAD "SELECT " COLUMNS " FROM registration WHERE id = ?1"

enum status db_registration_load(struct store *store, int64_t id, struct registration_row *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	st = db_step(store, stmt, &row, "registration", err);
	if (st != ST_OK) {
		return st;
	}
	if (!row) {
		return error_set(err, ST_NOT_FOUND, "there is no such registration");
	}
	read_row(stmt, ret);
	return ST_OK;
}

/* ?1 id or NULL … ?15 as COLUMNS, ?16 now */
#define SQL_SAVE \
	"INSERT INTO registration(" COLUMNS ", updated_at)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)" \
	" ON CONFLICT (id) DO UPDATE SET organisation_id = excluded.organisation_id, quota_id = excluded.quota_id," \
	" seats = excluded.seats, arrived_at = excluded.arrived_at, promoted_at = excluded.promoted_at," \
	" answered_at = excluded.answered_at, since = excluded.since, reply_id = excluded.reply_id," \
	" calendar_sequence = excluded.calendar_sequence, calendar_stamp = excluded.calendar_stamp," \
	" state = excluded.state, source = excluded.source, updated_at = excluded.updated_at" \
	" RETURNING id"

enum status db_registration_save(struct store *store, struct registration_row *r, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_SAVE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, r->id);
	(void)sqlite3_bind_int64(stmt, 2, r->event_id);
	db_bind_id(stmt, 3, r->organisation_id);
	(void)sqlite3_bind_int64(stmt, 4, r->contact_id);
	db_bind_id(stmt, 5, r->quota_id);
	(void)sqlite3_bind_int64(stmt, 6, r->seats);
	(void)sqlite3_bind_int64(stmt, 7, r->arrived_at);
	db_bind_id(stmt, 8, r->promoted_at);
	(void)sqlite3_bind_int64(stmt, 9, r->answered_at);
	(void)sqlite3_bind_int64(stmt, 10, r->since);
	db_bind_id(stmt, 11, r->reply_id);
	(void)sqlite3_bind_int64(stmt, 12, r->calendar_sequence);
	db_bind_id(stmt, 13, r->calendar_stamp);
	db_bind_text(stmt, 14, r->state);
	db_bind_text(stmt, 15, r->source);
	(void)sqlite3_bind_int64(stmt, 16, now);
	st = db_step(store, stmt, &row, "registration", err);
	if (st == ST_OK) {
		r->id = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

/* ?1 organisation, ?2 event, ?3 contact that does not count */
#define SQL_COLLEAGUES \
	"SELECT ifnull(sum(seats), 0) FROM registration WHERE organisation_id = ?1 AND event_id = ?2" \
	" AND contact_id <> ?3 AND state IN ('registered', 'waiting')"

enum status db_registration_colleagues(struct store *store, int64_t event_id, int64_t organisation_id,
		int64_t but_contact_id, int64_t *ret_seats, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_COLLEAGUES, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, organisation_id);
	(void)sqlite3_bind_int64(stmt, 2, event_id);
	(void)sqlite3_bind_int64(stmt, 3, but_contact_id);
	st = db_step(store, stmt, &row, "registrations of an organisation", err);
	if (st == ST_OK) {
		*ret_seats = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

/* ?1 event, ?2 state or NULL */
#define SQL_EACH \
	"SELECT r.id, r.seats, r.arrived_at, r.since, c.email, c.name, o.name, o.country, q.name, r.state, r.source," \
	" (SELECT json_group_array(CASE WHEN a.restricted_until IS NULL THEN a.name END) FROM attendee a WHERE a.registration_id = r.id)" \
	" FROM registration r JOIN contact c ON c.id = r.contact_id" \
	" LEFT JOIN organisation o ON o.id = r.organisation_id LEFT JOIN quota q ON q.id = r.quota_id" \
	" WHERE r.event_id = ?1 AND (?2 IS NULL OR r.state = ?2)" \
	" ORDER BY CASE r.state WHEN 'registered' THEN 1 WHEN 'waiting' THEN 2 WHEN 'undecided' THEN 3" \
	"  WHEN 'declined' THEN 4 ELSE 5 END, r.arrived_at, r.id"

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

enum status db_registration_each(struct store *store, int64_t event_id, const char *state,
		enum status (*each)(void *arg, const struct registration_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	db_bind_text(stmt, 2, state);
	while ((st = db_step(store, stmt, &row, "registrations", err)) == ST_OK && row) {
		struct registration_line line = {
			sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2),
			sqlite3_column_int64(stmt, 3), text(stmt, 4), text(stmt, 5), text(stmt, 6), text(stmt, 7),
			text(stmt, 8), text(stmt, 9), text(stmt, 10), text(stmt, 11),
		};

		st = each(arg, &line, err);
		if (st != ST_OK) {
			break;
		}
	}
	return st;
}

/* ?1 event, ?2 state */
#define SQL_CONTACTS \
	"SELECT id, contact_id, state FROM registration WHERE event_id = ?1 AND state = ?2 ORDER BY arrived_at, id"

enum status db_registration_contacts(struct store *store, int64_t event_id, const char *const *states,
		enum status (*each)(void *arg, int64_t registration_id, int64_t contact_id, const char *state,
			struct error *err),
		void *arg, struct error *err)
{
	enum status st = ST_OK;

	for (; *states != NULL && st == ST_OK; states++) {
		CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
		bool row = false;

		st = db_prepare(store, SQL_CONTACTS, &stmt, err);
		if (st != ST_OK) {
			return st;
		}
		(void)sqlite3_bind_int64(stmt, 1, event_id);
		db_bind_text(stmt, 2, *states);
		while ((st = db_step(store, stmt, &row, "registrations", err)) == ST_OK && row) {
			st = each(arg, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), *states, err);
			if (st != ST_OK) {
				break;
			}
		}
	}
	return st;
}

/* ?1 address, ?2 event, ?3 what, ?4 day */
#define SQL_AUTO_ANSWER \
	"INSERT INTO auto_answer(address, event_id, state, day) VALUES (?1, ?2, ?3, ?4)" \
	" ON CONFLICT DO NOTHING RETURNING 1"

enum status db_auto_answer_take(struct store *store, const char *address, int64_t event_id, const char *what,
		int64_t day, bool *ret_free, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_AUTO_ANSWER, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, address);
	(void)sqlite3_bind_int64(stmt, 2, event_id);
	db_bind_text(stmt, 3, what);
	(void)sqlite3_bind_int64(stmt, 4, day);
	st = db_step(store, stmt, &row, "loop guard", err);
	if (st == ST_OK) {
		*ret_free = row;
	}
	return st;
}
