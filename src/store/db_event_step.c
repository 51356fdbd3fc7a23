/* SQL of steps whose time is the event's. */
#include "store/db_event_step.h"

#include "store/db_message_private.h"
#include "util/array.h"

#include <stdio.h>
#include <string.h>

/* ?1 now */
#define SQL_LIST \
	"SELECT k.id, s.number, e.id, s.anchor = 'end', s.after_seconds, e.start_at, e.end_at, e.zone" \
	" FROM campaign k JOIN step s ON s.campaign_id = k.id AND s.anchor <> 'first' JOIN event e ON e.id = k.event_id" \
	" WHERE k.state = 'running' AND e.state = 'open' AND e.end_at > ?1 - 60 * 86400" \
	"  AND (k.expires_at IS NULL OR k.expires_at > ?1) ORDER BY k.id, s.number"

enum status db_event_step_list(struct store *store, int64_t now, struct event_step **ret, size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_FREE struct event_step *steps = NULL;
	size_t n = 0;
	bool row;
	enum status st = db_prepare(store, SQL_LIST, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, now);
	while ((st = db_step(store, stmt, &row, "steps of events", err)) == ST_OK && row) {
		const char *zone = (const char *)sqlite3_column_text(stmt, 7);

		if (!ARRAY_ROOM(steps, n)) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		steps[n] = (struct event_step){ .campaign_id = sqlite3_column_int64(stmt, 0), .number = sqlite3_column_int64(stmt, 1),
			.event_id = sqlite3_column_int64(stmt, 2), .from_end = sqlite3_column_int(stmt, 3) != 0,
			.after_seconds = sqlite3_column_int64(stmt, 4), .start = sqlite3_column_int64(stmt, 5),
			.end = sqlite3_column_int64(stmt, 6) };
		(void)snprintf(steps[n++].zone, sizeof steps[0].zone, "%s", zone != NULL ? zone : "UTC");
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(steps);
		*ret_n = n;
	}
	return st;
}

/* The same letter about the same event by any campaign. */
#define SQL_NOT_YET(contact) \
	"NOT EXISTS (SELECT 1 FROM campaign k2 JOIN step s2 ON s2.campaign_id = k2.id AND s2.anchor = s.anchor" \
	"  AND s2.audience = s.audience AND s2.letter = s.letter JOIN message n ON n.campaign_id = k2.id AND n.step = s2.number" \
	"  AND n.contact_id = " contact " WHERE k2.event_id = k.event_id AND (k2.id <> k.id OR s2.number = s.number))"
/* Whom this campaign invited; or whom none did that has such a step (told on the telephone, walked in). */
#define SQL_OURS \
	"(EXISTS (SELECT 1 FROM message p WHERE p.campaign_id = k.id AND p.step = 0 AND p.contact_id = g.contact_id)" \
	" OR NOT EXISTS (SELECT 1 FROM campaign k3 JOIN step s3 ON s3.campaign_id = k3.id AND s3.anchor = s.anchor" \
	"  AND s3.audience = s.audience JOIN message p ON p.campaign_id = k3.id AND p.step = 0 AND p.contact_id = g.contact_id" \
	"  WHERE k3.event_id = k.event_id AND k3.state = 'running'))"
#define SQL_CAME "EXISTS (SELECT 1 FROM attendee a WHERE a.registration_id = g.id AND a.attended = 1)"
/* Nobody of the party came, and somebody has said so: the door was closed. */
#define SQL_MISSED \
	"(g.state = 'registered' AND EXISTS (SELECT 1 FROM attendee a WHERE a.registration_id = g.id)" \
	" AND NOT EXISTS (SELECT 1 FROM attendee a WHERE a.registration_id = g.id AND ifnull(a.attended, 1) <> 0))"
#define SQL_CONCERNS \
	"CASE s.audience WHEN 'registered' THEN g.state = 'registered' WHEN 'came' THEN " SQL_CAME " WHEN 'missed' THEN " SQL_MISSED \
	" ELSE 0 END"

/* ?1 campaign, ?2 step, ?3 due, ?4 the step's time */
#define SQL_FILL_PARTIES \
	"INSERT INTO message(campaign_id, step, contact_id, nonce, due_at, registration_id, params)" \
	" SELECT k.id, s.number, g.contact_id, random(), ?3, g.id, CASE s.audience WHEN 'registered' THEN" \
	"  json_object('count', g.seats, 'attendees', json((SELECT json_group_array(a.name) FROM attendee a" \
	"   WHERE a.registration_id = g.id AND a.name IS NOT NULL AND a.walk_in = 0))) END" \
	" FROM campaign k JOIN step s ON s.campaign_id = k.id AND s.number = ?2 JOIN registration g ON g.event_id = k.event_id" \
	" JOIN contact c ON c.id = g.contact_id WHERE k.id = ?1 AND c.status <> 'erased' AND " SQL_CONCERNS \
	"  AND (s.anchor <> 'start' OR g.since <= ?4) AND " SQL_OURS " AND " SQL_NOT_YET("g.contact_id") \
	" ORDER BY g.contact_id ON CONFLICT DO NOTHING"
/* The same of people who have no registration: the silent, the undecided, all. */
#define SQL_FILL_INVITED \
	"INSERT INTO message(campaign_id, step, contact_id, nonce, due_at)" \
	" SELECT k.id, s.number, p.contact_id, random(), ?3" \
	" FROM campaign k JOIN step s ON s.campaign_id = k.id AND s.number = ?2" \
	" JOIN message p ON p.campaign_id = k.id AND p.step = 0 AND p.state IN ('sent','in-doubt') AND p.at <= ?4" \
	" WHERE k.id = ?1 AND s.audience IN ('silent','undecided','all') AND " SQL_STEP_AUDIENCE " AND " SQL_NOT_YET("p.contact_id") \
	" ORDER BY p.contact_id ON CONFLICT DO NOTHING"

static enum status fill(struct store *store, const char *sql, const struct event_step *s, int64_t time, int64_t due_at, int64_t *n,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, s->campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, s->number);
	(void)sqlite3_bind_int64(stmt, 3, due_at);
	(void)sqlite3_bind_int64(stmt, 4, time);
	st = db_run(store, stmt, "making letters about an event", err);
	if (st == ST_OK) {
		*n += sqlite3_changes64(store_db(store));
	}
	return st;
}

enum status db_event_step_fill(struct store *store, const struct event_step *step, int64_t time, int64_t due_at, int64_t *ret_n,
		struct error *err)
{
	enum status st;

	*ret_n = 0;
	st = fill(store, SQL_FILL_PARTIES, step, time, due_at, ret_n, err);
	return st == ST_OK ? fill(store, SQL_FILL_INVITED, step, time, due_at, ret_n, err) : st;
}

/* ?1 campaign, ?2 step, ?3 the step's time */
#define SQL_POSTPONE \
	"UPDATE message SET due_at = ?3 WHERE campaign_id = ?1 AND step = ?2 AND state = 'queued' AND attempts = 0 AND due_at < ?3"

enum status db_event_step_postpone(struct store *store, const struct event_step *step, int64_t time, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_POSTPONE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, step->campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, step->number);
	(void)sqlite3_bind_int64(stmt, 3, time);
	return db_run(store, stmt, "moving letters about an event", err);
}

/* ?1 campaign, ?2 step, ?3 contact, ?4 now */
#define SQL_STANDS \
	"SELECT CASE WHEN e.state <> 'open' THEN 1 WHEN s.anchor = 'start' AND e.start_at <= ?4 THEN 2" \
	"  WHEN s.audience IN ('registered','came','missed') AND NOT EXISTS (SELECT 1 FROM registration g" \
	"   WHERE g.event_id = k.event_id AND g.contact_id = ?3 AND " SQL_CONCERNS ") THEN 3 ELSE 0 END" \
	" FROM campaign k JOIN step s ON s.campaign_id = k.id AND s.number = ?2 JOIN event e ON e.id = k.event_id WHERE k.id = ?1"

enum status db_event_step_stands(struct store *store, int64_t campaign_id, int64_t step, int64_t contact_id, int64_t now,
		const char **ret_why, struct error *err)
{
	static const char *const reasons[] = { NULL, "the event is called off", "the event has begun",
		"the contact is not registered any more, or who came was corrected" };
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_STANDS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, campaign_id);
	(void)sqlite3_bind_int64(stmt, 2, step);
	(void)sqlite3_bind_int64(stmt, 3, contact_id);
	(void)sqlite3_bind_int64(stmt, 4, now);
	st = db_step(store, stmt, &row, "looking at an event", err);
	if (st == ST_OK) {
		*ret_why = row ? reasons[sqlite3_column_int(stmt, 0)] : NULL;
	}
	return st;
}
