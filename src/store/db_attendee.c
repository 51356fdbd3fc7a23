/* Reading and writing the people of parties. */
#include "store/db_attendee.h"

#include "store/store_private.h"

#include "util/array.h"

#include <string.h>

void attendees_release(struct attendees *attendees)
{
	for (size_t i = 0; i < attendees->n; i++) {
		free(attendees->items[i].name);
		free(attendees->items[i].email);
		free(attendees->items[i].code);
	}
	free(attendees->items);
	*attendees = (struct attendees)ATTENDEES_INIT;
}

#define COLUMNS \
	"a.id, a.registration_id, ifnull(a.checked_at, 0), ifnull(a.attended, -1), a.walk_in, a.name, a.email, a.code"

static enum status read_one(sqlite3_stmt *stmt, struct attendee *ret, struct error *err)
{
	enum status st;

	*ret = (struct attendee){
		.id = sqlite3_column_int64(stmt, 0),
		.registration_id = sqlite3_column_int64(stmt, 1),
		.checked_at = sqlite3_column_int64(stmt, 2),
		.attended = sqlite3_column_int(stmt, 3),
		.walk_in = sqlite3_column_int(stmt, 4) != 0,
	};
	st = db_column_dup(stmt, 5, &ret->name, err);
	if (st == ST_OK) {
		st = db_column_dup(stmt, 6, &ret->email, err);
	}
	return st == ST_OK ? db_column_dup(stmt, 7, &ret->code, err) : st;
}

/* Steps through all rows. What was read stays in *ret also on failure: the caller releases it. */
static enum status read_all(struct store *store, sqlite3_stmt *stmt, struct attendees *ret, struct error *err)
{
	bool row = false;
	enum status st;

	while ((st = db_step(store, stmt, &row, "attendees", err)) == ST_OK && row) {
		if (!ARRAY_ROOM(ret->items, ret->n)) {
			return error_set(err, ST_NOMEM, "attendees: out of memory");
		}
		st = read_one(stmt, &ret->items[ret->n++], err);
		if (st != ST_OK) {
			break;
		}
	}
	return st;
}

/* ?1 registration */
#define SQL_OF "SELECT " COLUMNS " FROM attendee a WHERE a.registration_id = ?1 ORDER BY a.id"

enum status db_attendee_of(struct store *store, int64_t registration_id, struct attendees *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_OF, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, registration_id);
	return read_all(store, stmt, ret, err);
}

/* ?1 organisation, ?2 event, ?3 contact that does not count */
#define SQL_OF_COLLEAGUES \
	"SELECT " COLUMNS " FROM registration r JOIN attendee a ON a.registration_id = r.id" \
	" WHERE r.organisation_id = ?1 AND r.event_id = ?2 AND r.contact_id <> ?3" \
	" AND r.state IN ('registered', 'waiting') AND a.walk_in = 0 ORDER BY a.id"

enum status db_attendee_of_colleagues(struct store *store, int64_t event_id, int64_t organisation_id,
		int64_t but_contact_id, struct attendees *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_OF_COLLEAGUES, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, organisation_id);
	(void)sqlite3_bind_int64(stmt, 2, event_id);
	(void)sqlite3_bind_int64(stmt, 3, but_contact_id);
	return read_all(store, stmt, ret, err);
}

/* ?1 event */
#define SQL_OF_EVENT \
	"SELECT " COLUMNS " FROM registration r JOIN attendee a ON a.registration_id = r.id" \
	" WHERE r.event_id = ?1 AND (r.state = 'registered' OR a.walk_in = 1) ORDER BY a.id"

enum status db_attendee_of_event(struct store *store, int64_t event_id, struct attendees *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_OF_EVENT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	return read_all(store, stmt, ret, err);
}

/* ?1 event, ?2 code */
#define SQL_BY_CODE \
	"SELECT " COLUMNS " FROM attendee a JOIN registration r ON r.id = a.registration_id" \
	" WHERE a.code = ?2 AND r.event_id = ?1"

enum status db_attendee_by_code(struct store *store, int64_t event_id, const char *code, bool *ret_any,
		struct attendees *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_BY_CODE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	db_bind_text(stmt, 2, code);
	st = read_all(store, stmt, ret, err);
	*ret_any = ret->n > 0;
	return st;
}

/* ?1 registration, ?2 name, ?3 e-mail, ?4 code, ?5 attended, ?6 walk-in, ?7 when */
#define SQL_ADD \
	"INSERT INTO attendee(registration_id, name, email, code, attended, walk_in, checked_at)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (code) DO NOTHING RETURNING id"

enum status db_attendee_add(struct store *store, const struct attendee *a, bool *ret_taken, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, a->registration_id);
	db_bind_text(stmt, 2, a->name);
	db_bind_text(stmt, 3, a->email);
	db_bind_text(stmt, 4, a->code);
	if (a->attended >= 0) {
		(void)sqlite3_bind_int(stmt, 5, a->attended);
	}
	(void)sqlite3_bind_int(stmt, 6, a->walk_in);
	db_bind_id(stmt, 7, a->checked_at);
	st = db_step(store, stmt, &row, "attendee", err);
	*ret_taken = !row;
	return st;
}

/* ?1 id, ?2 name, ?3 e-mail */
#define SQL_RENAME "UPDATE attendee SET name = ?2, email = ?3 WHERE id = ?1"

enum status db_attendee_rename(struct store *store, int64_t id, const char *name, const char *email,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_RENAME, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	db_bind_text(stmt, 2, name);
	db_bind_text(stmt, 3, email);
	return db_run(store, stmt, "attendee", err);
}

/* ?1 id */
#define SQL_REMOVE "DELETE FROM attendee WHERE id = ?1"

enum status db_attendee_remove(struct store *store, int64_t id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_REMOVE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	return db_run(store, stmt, "attendee", err);
}

/* ?1 id, ?2 attended, ?3 when */
#define SQL_MARK "UPDATE attendee SET attended = ?2, checked_at = ?3 WHERE id = ?1"

enum status db_attendee_mark(struct store *store, int64_t id, int attended, int64_t at, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_MARK, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	if (attended >= 0) {
		(void)sqlite3_bind_int(stmt, 2, attended);
		(void)sqlite3_bind_int64(stmt, 3, at);
	}
	return db_run(store, stmt, "attendance", err);
}

/* ?1 event, ?2 when */
#define SQL_REST_ABSENT \
	"UPDATE attendee SET attended = 0, checked_at = ?2 WHERE attended IS NULL AND registration_id IN" \
	" (SELECT id FROM registration WHERE event_id = ?1 AND state = 'registered')"

enum status db_attendee_mark_rest_absent(struct store *store, int64_t event_id, int64_t at, int64_t *ret_n,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_REST_ABSENT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	(void)sqlite3_bind_int64(stmt, 2, at);
	st = db_run(store, stmt, "attendance", err);
	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}
