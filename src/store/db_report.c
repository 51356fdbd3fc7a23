/* The queries behind reports. One row for a contact, so that every dimension is tallied from the same facts. */
#include "store/db_report.h"

#include "store/store_private.h"

#include <string.h>

/* ?1 key, ?2 language */
#define SQL_EVENT \
	"SELECT id, key," \
	" (SELECT value FROM event_text t WHERE t.event_id = event.id AND t.key = 'title'" \
	"  ORDER BY t.language <> ?2, t.language <> 'en', t.language LIMIT 1)," \
	" (SELECT value FROM event_text t WHERE t.event_id = event.id AND t.key = 'place'" \
	"  ORDER BY t.language <> ?2, t.language <> 'en', t.language LIMIT 1)," \
	" funding, zone, start_at, end_at, capacity FROM event WHERE key = ?1"

/* ?1 event, ?2 now; ?3, in the facts, a set of contacts. An attendee whose presence is unknown did not come once the event is over and the door was
 * kept (somebody was checked in). */
#define SQL_DOOR \
	"door AS (SELECT EXISTS (SELECT 1 FROM attendee JOIN registration r ON r.id = registration_id" \
	"  WHERE r.event_id = ?1 AND attended = 1)" \
	"  AND (SELECT end_at FROM event WHERE id = ?1) <= ?2 AS closed)"

#define SQL_FACTS \
	"WITH " SQL_DOOR "," \
	"sent AS (SELECT m.contact_id, max(m.state IN ('sent','failed','in-doubt')) AS invited," \
	"  max(m.state = 'sent') AS accepted, max(m.state = 'failed') AS failed" \
	"  FROM message m JOIN campaign c ON c.id = m.campaign_id WHERE c.event_id = ?1 GROUP BY m.contact_id)," \
	"bounced AS (SELECT DISTINCT m.contact_id FROM reply b JOIN message m ON m.id = b.answers_id" \
	"  JOIN campaign c ON c.id = m.campaign_id WHERE c.event_id = ?1 AND b.kind = 'bounce'" \
	"  AND ifnull(json_extract(b.bounce, '$.permanence'), '') <> 'delayed')," \
	"answered AS (SELECT DISTINCT contact_id FROM reply WHERE event_id = ?1 AND kind IN ('reply','calendar')" \
	"  AND contact_id IS NOT NULL)," \
	"party AS (SELECT contact_id, max(state) AS state, sum(seats) AS seats FROM registration WHERE event_id = ?1" \
	"  GROUP BY contact_id)," \
	"people AS (SELECT r.contact_id," \
	"  sum(a.walk_in = 0 AND a.attended = 1) AS attended," \
	"  sum(a.walk_in = 0 AND r.state = 'registered' AND ifnull(a.attended, CASE WHEN door.closed THEN 0 END) = 0)" \
	"    AS no_show," \
	"  sum(a.walk_in) AS walk_in" \
	"  FROM attendee a JOIN registration r ON r.id = a.registration_id, door WHERE r.event_id = ?1" \
	"  GROUP BY r.contact_id)," \
	"everybody AS (SELECT contact_id FROM sent WHERE invited UNION SELECT contact_id FROM answered" \
	"  UNION SELECT contact_id FROM party)" \
	"SELECT ifnull(o.country, '-'), ifnull(o.sector, '-'), ifnull(o.kind, '-'), ifnull(c.language, '-')," \
	" ifnull(sent.invited, 0), ifnull(sent.accepted AND bounced.contact_id IS NULL, 0)," \
	" ifnull(sent.failed AND NOT sent.accepted, 0) OR bounced.contact_id IS NOT NULL, answered.contact_id IS NOT NULL," \
	" party.state, ifnull(party.seats, 0)," \
	" ifnull(people.attended, 0), ifnull(people.no_show, 0), ifnull(people.walk_in, 0)" \
	" FROM everybody JOIN contact c ON c.id = everybody.contact_id" \
	" LEFT JOIN organisation o ON o.id = c.organisation_id" \
	" LEFT JOIN sent ON sent.contact_id = c.id LEFT JOIN bounced ON bounced.contact_id = c.id" \
	" LEFT JOIN answered ON answered.contact_id = c.id LEFT JOIN party ON party.contact_id = c.id" \
	" LEFT JOIN people ON people.contact_id = c.id WHERE in_set(c.id, ?3)"

/* ?1 event, ?2 now, ?3: 1 shows also names that are kept as evidence alone, ?4 a set of contacts */
#define SQL_PEOPLE \
	"WITH " SQL_DOOR \
	"SELECT CASE WHEN a.restricted_until IS NULL OR ?3 THEN a.name END, o.name, o.country," \
	" nullif(coalesce(a.email, c.email), '')," \
	" CASE WHEN a.walk_in = 1 THEN 'walk_in' WHEN a.attended = 1 THEN 'attended'" \
	"  WHEN r.state = 'registered' AND (a.attended = 0 OR a.attended IS NULL AND door.closed) THEN 'no_show'" \
	"  ELSE r.state END AS shown, r.source, a.code, r.since" \
	" FROM registration r JOIN contact c ON c.id = r.contact_id, door" \
	" LEFT JOIN organisation o ON o.id = coalesce(r.organisation_id, c.organisation_id)" \
	" LEFT JOIN attendee a ON a.registration_id = r.id WHERE r.event_id = ?1 AND in_set(c.id, ?4)" \
	" ORDER BY CASE r.state WHEN 'registered' THEN 0 WHEN 'waiting' THEN 1 WHEN 'undecided' THEN 2" \
	"  WHEN 'cancelled' THEN 3 ELSE 4 END, r.arrived_at, r.id, a.id"

/* ?1 event */
#define SQL_QUOTAS \
	"SELECT q.name, q.seats," \
	" (SELECT ifnull(sum(seats), 0) FROM registration r WHERE r.quota_id = q.id AND r.state = 'registered')," \
	" (SELECT ifnull(sum(seats), 0) FROM registration r WHERE r.quota_id = q.id AND r.state = 'waiting')" \
	" FROM quota q WHERE q.event_id = ?1 ORDER BY q.position"

void report_event_release(struct report_event *event)
{
	free(event->key);
	free(event->title);
	free(event->place);
	free(event->funding);
	free(event->zone);
	*event = (struct report_event){ 0 };
}

enum status db_report_event(struct store *store, const char *key, const char *language,
		struct report_event *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	struct report_event e = { 0 };
	char **const texts[] = { &e.key, &e.title, &e.place, &e.funding, &e.zone };
	bool row;
	enum status st = db_prepare(store, SQL_EVENT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	db_bind_text(stmt, 2, language);
	st = db_step(store, stmt, &row, "event lookup", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no event '%s'; 'kvieslys event list' shows them", key);
	}
	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(texts); i++) {
		st = db_column_dup(stmt, (int)i + 1, texts[i], err);
	}
	if (st != ST_OK) {
		report_event_release(&e);
		return st;
	}
	e.id = sqlite3_column_int64(stmt, 0);
	e.start_at = sqlite3_column_int64(stmt, 6);
	e.end_at = sqlite3_column_int64(stmt, 7);
	e.capacity = sqlite3_column_int64(stmt, 8);
	*ret = e;
	return ST_OK;
}

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

static void read_fact(sqlite3_stmt *stmt, struct report_fact *f)
{
	const char *state = text(stmt, 8);
	int64_t seats = sqlite3_column_int64(stmt, 9);

	*f = (struct report_fact){
		.country = text(stmt, 0),
		.sector = text(stmt, 1),
		.kind = text(stmt, 2),
		.language = text(stmt, 3),
		.invited = sqlite3_column_int64(stmt, 4),
		.delivered = sqlite3_column_int64(stmt, 5),
		.bounced = sqlite3_column_int64(stmt, 6),
		.answered = sqlite3_column_int64(stmt, 7),
		.attended = sqlite3_column_int64(stmt, 10),
		.no_show = sqlite3_column_int64(stmt, 11),
		.walk_in = sqlite3_column_int64(stmt, 12),
	};
	if (state == NULL) {
		return;
	}
	if (strcmp(state, "registered") == 0) {
		f->registered = seats - f->walk_in > 0 ? seats - f->walk_in : 0;
	} else if (strcmp(state, "waiting") == 0) {
		f->waiting = seats;
	} else if (strcmp(state, "undecided") == 0) {
		f->undecided = 1;
	} else if (strcmp(state, "declined") == 0) {
		f->declined = 1;
	} else {
		f->cancelled = 1;
	}
}

enum status db_report_facts(struct store *store, int64_t event_id, int64_t now, const struct id_set *only,
		enum status (*each)(void *arg, const struct report_fact *fact), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	struct report_fact fact;
	bool row;
	enum status st = db_prepare(store, SQL_FACTS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	db_bind_set(stmt, 3, only);
	while ((st = db_step(store, stmt, &row, "attendance", err)) == ST_OK && row) {
		read_fact(stmt, &fact);
		st = each(arg, &fact);
		if (st != ST_OK) {
			return error_set(err, st, "the report cannot be made: %s", status_name(st));
		}
	}
	return st;
}

enum status db_report_people(struct store *store, int64_t event_id, int64_t now, bool restricted, const struct id_set *only,
		enum status (*each)(void *arg, const struct report_person *person), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_PEOPLE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	(void)sqlite3_bind_int64(stmt, 2, now);
	db_bind_set(stmt, 4, only);
	(void)sqlite3_bind_int(stmt, 3, restricted ? 1 : 0);
	while ((st = db_step(store, stmt, &row, "attendance", err)) == ST_OK && row) {
		struct report_person person = {
			.name = text(stmt, 0),
			.organisation = text(stmt, 1),
			.country = text(stmt, 2),
			.email = text(stmt, 3),
			.state = text(stmt, 4),
			.source = text(stmt, 5),
			.code = text(stmt, 6),
			.since = sqlite3_column_int64(stmt, 7),
		};

		st = each(arg, &person);
		if (st != ST_OK) {
			return error_set(err, st, "the report cannot be made: %s", status_name(st));
		}
	}
	return st;
}

enum status db_report_quotas(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, const struct report_quota *quota), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_QUOTAS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	while ((st = db_step(store, stmt, &row, "quotas", err)) == ST_OK && row) {
		struct report_quota quota = { text(stmt, 0), sqlite3_column_int64(stmt, 1),
			sqlite3_column_int64(stmt, 2), sqlite3_column_int64(stmt, 3) };

		st = each(arg, &quota);
		if (st != ST_OK) {
			return error_set(err, st, "the report cannot be made: %s", status_name(st));
		}
	}
	return st;
}
