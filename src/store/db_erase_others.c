/* SQL of erasure: what the rows of others say of a person, and seats. Parameters as in db_person.c; ?6 is where to go on. */
#include "store/db_erase.h"

#include "store/store_private.h"

#include <string.h>

#define COLLEAGUE "contact_id IN (SELECT id FROM contact WHERE organisation_id = ?5)"

static enum status prepare(struct store *store, const char *sql, const struct person_ref *p, int64_t after,
		sqlite3_stmt **ret, struct error *err)
{
	enum status st = db_prepare(store, sql, ret, err);

	if (st == ST_OK) {
		db_bind_id(*ret, 1, p->contact_id);
		db_bind_text(*ret, 2, p->email_key);
		db_bind_text(*ret, 4, p->name_key);
		db_bind_id(*ret, 5, p->organisation_id);
		(void)sqlite3_bind_int64(*ret, 6, after);
	}
	return st;
}

/* Runs a statement with an id as ?1 and up to one text as ?2. */
static enum status run_on(struct store *store, const char *sql, int64_t id, const char *text, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	if (sqlite3_bind_parameter_count(stmt) > 1) {
		db_bind_text(stmt, 2, text);
	}
	return db_run(store, stmt, "erasing", err);
}

#define SQL_NEXT_LETTER \
	"SELECT id, params FROM message WHERE id > ?6 AND params IS NOT NULL AND contact_id IS NOT ?1 AND (mentions(params, ?2)" \
	" OR (" COLLEAGUE " AND mentions(fold(params), ?4))) ORDER BY id LIMIT 1"

enum status db_erase_next_letter(struct store *store, const struct person_ref *person, int64_t after, int64_t *ret_id,
		struct strbuf *params, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = prepare(store, SQL_NEXT_LETTER, person, after, &stmt, err);

	*ret_id = 0;
	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "erasing letters", err);
	}
	if (st == ST_OK && row) {
		const char *text = (const char *)sqlite3_column_text(stmt, 1);

		*ret_id = sqlite3_column_int64(stmt, 0);
		strbuf_reset(params);
		strbuf_adds(params, text != NULL ? text : "");
		st = strbuf_ok(params) ? ST_OK : error_set(err, ST_NOMEM, "erasing: out of memory");
	}
	return st;
}

#define SQL_SET_LETTER "UPDATE message SET params = ?2 WHERE id = ?1"

enum status db_erase_set_letter(struct store *store, int64_t id, const char *params, struct error *err)
{
	return run_on(store, SQL_SET_LETTER, id, params, err);
}

#define NAMED(column) \
	"mentions(" column ", ?2) OR (" COLLEAGUE " AND mentions(fold(" column "), ?4))"
#define SQL_NEXT_REPLY \
	"SELECT id, sender, subject, reason, text, attendees, evidence, bounce FROM reply WHERE id > ?6 AND (" \
	NAMED("text") " OR " NAMED("attendees") " OR " NAMED("subject") " OR " NAMED("evidence") " OR " NAMED("reason") " OR " \
	NAMED("sender") " OR mentions(bounce, ?2)) ORDER BY id LIMIT 1"

void erase_reply_release(struct erase_reply *reply)
{
	for (size_t i = 0; i < ERASE_TEXTS; i++) {
		free(reply->texts[i]);
	}
	*reply = (struct erase_reply)ERASE_REPLY_INIT;
}

enum status db_erase_next_reply(struct store *store, const struct person_ref *person, int64_t after,
		struct erase_reply *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = prepare(store, SQL_NEXT_REPLY, person, after, &stmt, err);

	erase_reply_release(ret);
	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "erasing replies", err);
	}
	for (int i = 0; st == ST_OK && row && i < ERASE_TEXTS; i++) {
		st = db_column_dup(stmt, i + 1, &ret->texts[i], err);
	}
	if (st == ST_OK && row) {
		ret->id = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

#define SQL_SET_REPLY \
	"UPDATE reply SET sender = ?2, subject = ?3, reason = ?4, text = ?5, attendees = ?6, evidence = ?7, bounce = ?8 WHERE id = ?1"

enum status db_erase_set_reply(struct store *store, int64_t id, const char *const texts[ERASE_TEXTS], struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET_REPLY, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	for (int i = 0; i < ERASE_TEXTS; i++) {
		db_bind_text(stmt, i + 2, texts[i]);
	}
	return db_run(store, stmt, "erasing replies", err);
}

#define SQL_NEXT_MAIL \
	"SELECT w.reply_id, w.raw, ifnull(r." COLLEAGUE ", 0) FROM reply_raw w JOIN reply r ON r.id = w.reply_id" \
	" WHERE w.reply_id > ?6 AND length(w.raw) > 0 ORDER BY w.reply_id LIMIT 1"

enum status db_erase_next_mail(struct store *store, const struct person_ref *person, int64_t after, int64_t *ret_id,
		bool *ret_colleague, struct strbuf *raw, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = prepare(store, SQL_NEXT_MAIL, person, after, &stmt, err);

	*ret_id = 0;
	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "reading stored mails", err);
	}
	if (st == ST_OK && row) {
		const void *bytes = sqlite3_column_blob(stmt, 1);

		*ret_id = sqlite3_column_int64(stmt, 0);
		*ret_colleague = sqlite3_column_int(stmt, 2) != 0;
		strbuf_reset(raw);
		strbuf_add(raw, bytes != NULL ? bytes : "", bytes != NULL ? (size_t)sqlite3_column_bytes(stmt, 1) : 0);
		st = strbuf_ok(raw) ? ST_OK : error_set(err, ST_NOMEM, "erasing: out of memory");
	}
	return st;
}

#define SQL_DROP_MAIL "UPDATE reply_raw SET raw = x'', headers_only = 1 WHERE reply_id = ?1"

enum status db_erase_drop_mail(struct store *store, int64_t reply_id, struct error *err)
{
	return run_on(store, SQL_DROP_MAIL, reply_id, NULL, err);
}

/* --- seats --- */

#define SQL_EACH_SEAT \
	"SELECT ifnull(a.id, 0), g.id, g.contact_id, g.event_id, e.start_at, e.end_at, g.seats, ifnull(a.attended, -1)," \
	" g.contact_id IS ?1, a.name IS NOT NULL, e.state = 'called-off', g.state, e.key, ifnull(e.funding, '')" \
	" FROM registration g JOIN event e ON e.id = g.event_id LEFT JOIN attendee a ON a.registration_id = g.id AND (" \
	"  lower(a.email) = ?2 OR (fold(a.name) = ?4 AND (g.contact_id = ?1 OR g.organisation_id = ?5))" \
	"  OR (g.contact_id = ?1 AND a.name IS NULL" \
	"   AND (SELECT count(*) FROM attendee x WHERE x.registration_id = g.id) = 1))" \
	" WHERE (a.id IS NOT NULL OR g.contact_id = ?1) AND a.restricted_until IS NULL AND ?6 = 0" \
	" ORDER BY g.id, a.id"

static void copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from != NULL ? from : "");
}

enum status db_erase_each_seat(struct store *store, const struct person_ref *person,
		enum status (*each)(void *arg, const struct erase_seat *seat, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = prepare(store, SQL_EACH_SEAT, person, 0, &stmt, err);

	while (st == ST_OK) {
		struct erase_seat s;

		st = db_step(store, stmt, &row, "looking for seats", err);
		if (st != ST_OK || !row) {
			break;
		}
		s = (struct erase_seat){ .attendee_id = sqlite3_column_int64(stmt, 0),
			.registration_id = sqlite3_column_int64(stmt, 1), .contact_id = sqlite3_column_int64(stmt, 2),
			.event_id = sqlite3_column_int64(stmt, 3), .start_at = sqlite3_column_int64(stmt, 4),
			.end_at = sqlite3_column_int64(stmt, 5), .seats = sqlite3_column_int64(stmt, 6),
			.attended = sqlite3_column_int(stmt, 7), .own = sqlite3_column_int(stmt, 8) != 0,
			.named = sqlite3_column_int(stmt, 9) != 0, .event_off = sqlite3_column_int(stmt, 10) != 0 };
		copy(s.state, sizeof s.state, (const char *)sqlite3_column_text(stmt, 11));
		copy(s.event, sizeof s.event, (const char *)sqlite3_column_text(stmt, 12));
		copy(s.funding, sizeof s.funding, (const char *)sqlite3_column_text(stmt, 13));
		st = each(arg, &s, err);
	}
	return st;
}

#define SQL_RESTRICT \
	"UPDATE attendee SET email = NULL, name = coalesce(name, ?2), restricted_until = ?3 WHERE id = ?1"

enum status db_erase_restrict_seat(struct store *store, int64_t attendee_id, const char *name, int64_t until,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_RESTRICT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, attendee_id);
	db_bind_text(stmt, 2, name);
	(void)sqlite3_bind_int64(stmt, 3, until);
	return db_run(store, stmt, "keeping evidence", err);
}

#define SQL_CLEAR "UPDATE attendee SET name = NULL, email = NULL WHERE id = ?1"

enum status db_erase_clear_seat(struct store *store, int64_t attendee_id, struct error *err)
{
	return run_on(store, SQL_CLEAR, attendee_id, NULL, err);
}

#define SQL_RELEASE \
	"UPDATE attendee SET name = NULL, email = NULL, restricted_until = NULL WHERE restricted_until <= ?1"

enum status db_erase_released_seats(struct store *store, int64_t now, int64_t *ret_n, struct error *err)
{
	enum status st = run_on(store, SQL_RELEASE, now, NULL, err);

	if (st == ST_OK) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}
