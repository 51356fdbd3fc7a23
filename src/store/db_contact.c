/* SQL of contacts. */
#include "store/db_contact.h"

#include "store/store_private.h"
#include "util/clock.h"

#include <string.h>

#define FIRST_TEXT 10

#define COLUMNS \
	"id, organisation_id, informed_at, away_until, hard_bounces, soft_bounces, created_at, updated_at, role, merged_into," \
	" email, email_key, name, given_name, family_name, title, position, gender, salutation, language, phone," \
	" status, source"

void contact_release(struct contact *contact)
{
	free(contact->texts);
	*contact = (struct contact)CONTACT_INIT;
}

/* All texts go into one piece of memory. */
static enum status read_texts(sqlite3_stmt *stmt, struct contact *c, struct error *err)
{
	const char **targets[] = { &c->email, &c->email_key, &c->name, &c->given_name, &c->family_name, &c->title,
		&c->position, &c->gender, &c->salutation, &c->language, &c->phone, &c->status, &c->source };
	size_t total = 0;
	char *to;

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		(void)sqlite3_column_text(stmt, FIRST_TEXT + (int)i);
		total += (size_t)sqlite3_column_bytes(stmt, FIRST_TEXT + (int)i) + 1;
	}
	to = c->texts = malloc(total);
	if (to == NULL) {
		return error_set(err, ST_NOMEM, "contact: out of memory");
	}
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		const char *text = (const char *)sqlite3_column_text(stmt, FIRST_TEXT + (int)i);
		size_t len = (size_t)sqlite3_column_bytes(stmt, FIRST_TEXT + (int)i);

		*targets[i] = text != NULL ? to : NULL;
		if (text != NULL) {
			memcpy(to, text, len);
			to[len] = '\0';
			to += len + 1;
		}
	}
	return ST_OK;
}

static enum status read_row(sqlite3_stmt *stmt, struct contact *ret, struct error *err)
{
	struct contact c = {
		.id = sqlite3_column_int64(stmt, 0),
		.organisation_id = sqlite3_column_int64(stmt, 1),
		.informed_at = sqlite3_column_int64(stmt, 2),
		.away_until = sqlite3_column_int64(stmt, 3),
		.hard_bounces = sqlite3_column_int64(stmt, 4),
		.soft_bounces = sqlite3_column_int64(stmt, 5),
		.created_at = sqlite3_column_int64(stmt, 6),
		.updated_at = sqlite3_column_int64(stmt, 7),
		.role = sqlite3_column_int(stmt, 8) != 0,
		.merged_into = sqlite3_column_int64(stmt, 9),
	};
	enum status st = read_texts(stmt, &c, err);

	if (st == ST_OK) {
		*ret = c;
	}
	return st;
}

#define SQL_LOAD "SELECT " COLUMNS " FROM contact WHERE id = ?1"

enum status db_contact_load(struct store *store, int64_t id, struct contact *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "contact lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no contact %lld", (long long)id);
	}
	return st == ST_OK ? read_row(stmt, ret, err) : st;
}

#define SQL_FIND "SELECT " COLUMNS " FROM contact WHERE email_key = ?1 AND status <> 'erased'"

enum status db_contact_find(struct store *store, const char *email_key, struct contact *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, email_key);
		st = db_step(store, stmt, &row, "contact lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no contact has the address '%s'", email_key);
	}
	return st == ST_OK ? read_row(stmt, ret, err) : st;
}

#define SQL_ID "SELECT ifnull(merged_into, id) FROM contact WHERE email_key = ?1 AND status <> 'erased'"

enum status db_contact_id(struct store *store, const char *email_key, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ID, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, email_key);
		st = db_step(store, stmt, &row, "contact lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

/* The fields that adding and updating share, from ?2 on. */
static void bind_fields(sqlite3_stmt *stmt, const struct contact *c)
{
	const char *texts[] = { c->email, c->email_key, c->name, c->given_name, c->family_name, c->title, c->position,
		c->gender, c->salutation, c->language, c->phone, c->status != NULL ? c->status : "active", c->source };

	db_bind_id(stmt, 2, c->organisation_id);
	(void)sqlite3_bind_int(stmt, 3, c->role);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		db_bind_text(stmt, 4 + (int)i, texts[i]);
	}
	(void)sqlite3_bind_int64(stmt, 17, c->updated_at != 0 ? c->updated_at : clock_now());
}

static enum status write_error(struct store *store, const struct contact *c, struct error *err)
{
	if (sqlite3_errcode(store_db(store)) == SQLITE_CONSTRAINT) {
		return error_set(err, ST_CONFLICT, "another contact has the address '%s'", c->email);
	}
	return db_error(store, err, "writing a contact");
}

#define SQL_ADD \
	"INSERT INTO contact(organisation_id, role, email, email_key, name, given_name, family_name, title, position," \
	" gender, salutation, language, phone, status, source, updated_at, created_at)" \
	" VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?1)"

enum status db_contact_add(struct store *store, const struct contact *contact, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	bind_fields(stmt, contact);
	(void)sqlite3_bind_int64(stmt, 1, contact->created_at != 0 ? contact->created_at : clock_now());
	if (sqlite3_step(stmt) != SQLITE_DONE) {
		return write_error(store, contact, err);
	}
	*ret_id = sqlite3_last_insert_rowid(store_db(store));
	return ST_OK;
}

#define SQL_UPDATE \
	"UPDATE contact SET organisation_id = ?2, role = ?3, email = ?4, email_key = ?5, name = ?6, given_name = ?7," \
	" family_name = ?8, title = ?9, position = ?10, gender = ?11, salutation = ?12, language = ?13, phone = ?14," \
	" status = ?15, source = ?16, updated_at = ?17 WHERE id = ?1"

enum status db_contact_update(struct store *store, const struct contact *contact, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_UPDATE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact->id);
	bind_fields(stmt, contact);
	if (sqlite3_step(stmt) != SQLITE_DONE) {
		return write_error(store, contact, err);
	}
	if (sqlite3_changes(store_db(store)) == 0) {
		return error_set(err, ST_NOT_FOUND, "no contact %lld", (long long)contact->id);
	}
	return ST_OK;
}

/* Runs "UPDATE contact … WHERE id = ?1" with one value. */
static enum status set_value(struct store *store, const char *sql, int64_t id, int64_t value, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, value);
	return db_run(store, stmt, "writing a contact", err);
}

static enum status set_status(struct store *store, const char *sql, int64_t id, const char *status, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	db_bind_text(stmt, 2, status);
	(void)sqlite3_bind_int64(stmt, 3, clock_now());
	return db_run(store, stmt, "writing a contact", err);
}

#define SQL_STATUS "UPDATE contact SET status = ?2, updated_at = ?3 WHERE id = ?1 AND status NOT IN ('erased','restricted')"

enum status db_contact_set_status(struct store *store, int64_t id, const char *status, struct error *err)
{
	return set_status(store, SQL_STATUS, id, status, err);
}

enum status db_contact_restrict(struct store *store, int64_t id, struct error *err)
{
	return set_status(store, SQL_STATUS, id, "restricted", err);
}

#define SQL_RELEASE "UPDATE contact SET status = ?2, updated_at = ?3 WHERE id = ?1 AND status = 'restricted'"

enum status db_contact_release(struct store *store, int64_t id, const char *status, struct error *err)
{
	return set_status(store, SQL_RELEASE, id, status, err);
}

#define SQL_BOUNCE \
	"UPDATE contact SET hard_bounces = hard_bounces + ?2, soft_bounces = soft_bounces + 1 - ?2 WHERE id = ?1" \
	" RETURNING hard_bounces, soft_bounces"

enum status db_contact_add_bounce(struct store *store, int64_t id, bool hard, int64_t *ret_hard, int64_t *ret_soft,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_BOUNCE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int(stmt, 2, hard);
	st = db_step(store, stmt, &row, "counting a bounce", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no contact %lld", (long long)id);
	}
	if (st == ST_OK) {
		*ret_hard = sqlite3_column_int64(stmt, 0);
		*ret_soft = sqlite3_column_int64(stmt, 1);
	}
	return st;
}

#define SQL_CLEAR_BOUNCES \
	"UPDATE contact SET hard_bounces = 0, soft_bounces = ?2 WHERE id = ?1 AND hard_bounces + soft_bounces > 0"

enum status db_contact_clear_bounces(struct store *store, int64_t id, struct error *err)
{
	return set_value(store, SQL_CLEAR_BOUNCES, id, 0, err);
}

#define SQL_AWAY "UPDATE contact SET away_until = nullif(?2, 0) WHERE id = ?1"

enum status db_contact_set_away(struct store *store, int64_t id, int64_t until, struct error *err)
{
	return set_value(store, SQL_AWAY, id, until, err);
}

#define SQL_INFORMED "UPDATE contact SET informed_at = ?2 WHERE id = ?1 AND informed_at IS NULL"

enum status db_contact_set_informed(struct store *store, int64_t id, int64_t at, struct error *err)
{
	return set_value(store, SQL_INFORMED, id, at, err);
}
