/* SQL of organisations. */
#include "store/db_organisation.h"

#include "store/store_private.h"
#include "util/clock.h"

#include <string.h>

#define FIRST_TEXT 4
#define COLUMNS \
	"id, merged_into, created_at, updated_at, name, name_key, code, domain, country, region, town, sector, kind, size," \
	" clusters"

void organisation_release(struct organisation *organisation)
{
	free(organisation->texts);
	*organisation = (struct organisation)ORGANISATION_INIT;
}

/* Texts borrowed from the statement. */
static struct organisation borrow_row(sqlite3_stmt *stmt)
{
	struct organisation o = { .id = sqlite3_column_int64(stmt, 0), .merged_into = sqlite3_column_int64(stmt, 1),
		.created_at = sqlite3_column_int64(stmt, 2), .updated_at = sqlite3_column_int64(stmt, 3) };
	const char **targets[] = { &o.name, &o.name_key, &o.code, &o.domain, &o.country, &o.region, &o.town, &o.sector,
		&o.kind, &o.size, &o.clusters };

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		*targets[i] = (const char *)sqlite3_column_text(stmt, FIRST_TEXT + (int)i);
	}
	return o;
}

static enum status own_texts(struct organisation *o, struct error *err)
{
	const char **targets[] = { &o->name, &o->name_key, &o->code, &o->domain, &o->country, &o->region, &o->town, &o->sector,
		&o->kind, &o->size, &o->clusters };
	size_t total = 1;
	char *to;

	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		total += *targets[i] != NULL ? strlen(*targets[i]) + 1 : 0;
	}
	to = o->texts = malloc(total);
	if (to == NULL) {
		return error_set(err, ST_NOMEM, "organisation: out of memory");
	}
	for (size_t i = 0; i < ARRAY_SIZE(targets); i++) {
		if (*targets[i] != NULL) {
			size_t n = strlen(*targets[i]) + 1;

			memcpy(to, *targets[i], n);
			*targets[i] = to;
			to += n;
		}
	}
	return ST_OK;
}

#define SQL_LOAD "SELECT " COLUMNS " FROM organisation WHERE id = ?1"

enum status db_organisation_load(struct store *store, int64_t id, struct organisation *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	struct organisation o;
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "organisation lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no organisation %lld", (long long)id);
	}
	if (st != ST_OK) {
		return st;
	}
	o = borrow_row(stmt);
	st = own_texts(&o, err);
	if (st == ST_OK) {
		*ret = o;
	}
	return st;
}

static enum status find_id(struct store *store, const char *sql, const char *first, const char *second,
		int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, first);
		db_bind_text(stmt, 2, second);
		st = db_step(store, stmt, &row, "organisation lookup", err);
	}
	if (st == ST_OK) {
		*ret_id = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

#define SQL_BY_CODE "SELECT ifnull(merged_into, id) FROM organisation WHERE country = ?1 AND code = ?2"
#define SQL_BY_CODE_ALONE "SELECT ifnull(merged_into, id) FROM organisation WHERE ?1 IS NULL AND code = ?2 ORDER BY id LIMIT 1"

enum status db_organisation_by_code(struct store *store, const char *country, const char *code, int64_t *ret_id,
		struct error *err)
{
	return find_id(store, country != NULL ? SQL_BY_CODE : SQL_BY_CODE_ALONE, country, code, ret_id, err);
}

#define SQL_BY_DOMAIN \
	"SELECT ifnull(merged_into, id) FROM organisation WHERE domain = ?1 AND name_key = ?2 ORDER BY id LIMIT 1"

enum status db_organisation_by_domain(struct store *store, const char *domain, const char *name_key, int64_t *ret_id,
		struct error *err)
{
	return find_id(store, SQL_BY_DOMAIN, domain, name_key, ret_id, err);
}

#define SQL_CODE_TAKEN "SELECT 1 FROM organisation WHERE country = ?1 AND code = ?2 AND id <> ?3"

enum status db_organisation_code_taken(struct store *store, const char *country, const char *code, int64_t id, bool *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_CODE_TAKEN, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, country);
	db_bind_text(stmt, 2, code);
	(void)sqlite3_bind_int64(stmt, 3, id);
	return db_step(store, stmt, ret, "organisation lookup", err);
}

static void bind_fields(sqlite3_stmt *stmt, const struct organisation *o)
{
	const char *texts[] = { o->name, o->name_key, o->code, o->domain, o->country, o->region, o->town, o->sector, o->kind,
		o->size, o->clusters };

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		db_bind_text(stmt, 2 + (int)i, texts[i]);
	}
	(void)sqlite3_bind_int64(stmt, 13, o->updated_at != 0 ? o->updated_at : clock_now());
}

static enum status write_error(struct store *store, const struct organisation *o, struct error *err)
{
	if (sqlite3_errcode(store_db(store)) == SQLITE_CONSTRAINT && o->code != NULL) {
		return error_set(err, ST_CONFLICT, "another organisation has the registration code '%s'", o->code);
	}
	return db_error(store, err, "writing an organisation");
}

#define SQL_ADD \
	"INSERT INTO organisation(name, name_key, code, domain, country, region, town, sector, kind, size, clusters," \
	" updated_at, created_at) VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?1)"

enum status db_organisation_add(struct store *store, const struct organisation *organisation, int64_t *ret_id,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	bind_fields(stmt, organisation);
	(void)sqlite3_bind_int64(stmt, 1, organisation->created_at != 0 ? organisation->created_at : clock_now());
	if (sqlite3_step(stmt) != SQLITE_DONE) {
		return write_error(store, organisation, err);
	}
	*ret_id = sqlite3_last_insert_rowid(store_db(store));
	return ST_OK;
}

#define SQL_UPDATE \
	"UPDATE organisation SET name = ?2, name_key = ?3, code = ?4, domain = ?5, country = ?6, region = ?7, town = ?8," \
	" sector = ?9, kind = ?10, size = ?11, clusters = ?12, updated_at = ?13 WHERE id = ?1"

enum status db_organisation_update(struct store *store, const struct organisation *organisation, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_UPDATE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, organisation->id);
	bind_fields(stmt, organisation);
	if (sqlite3_step(stmt) != SQLITE_DONE) {
		return write_error(store, organisation, err);
	}
	return ST_OK;
}

/* Runs a statement with up to three ids. */
static enum status run_ids(struct store *store, const char *sql, int64_t a, int64_t b, int64_t c, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);
	int n;

	if (st != ST_OK) {
		return st;
	}
	n = sqlite3_bind_parameter_count(stmt);
	db_bind_id(stmt, 1, a);
	if (n > 1) {
		db_bind_id(stmt, 2, b);
	}
	if (n > 2) {
		db_bind_id(stmt, 3, c);
	}
	return db_run(store, stmt, "writing an organisation", err);
}

#define SQL_SET_MERGED "UPDATE organisation SET merged_into = ?2, updated_at = ?3 WHERE id = ?1"

enum status db_organisation_set_merged(struct store *store, int64_t id, int64_t into, struct error *err)
{
	return run_ids(store, SQL_SET_MERGED, id, into, clock_now(), err);
}

#define SQL_EACH "SELECT " COLUMNS " FROM organisation WHERE merged_into IS NULL ORDER BY id"

enum status db_organisation_each(struct store *store,
		enum status (*each)(void *arg, const struct organisation *o, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	while (st == ST_OK) {
		struct organisation o;

		st = db_step(store, stmt, &more, "reading organisations", err);
		if (st != ST_OK || !more) {
			break;
		}
		o = borrow_row(stmt);
		st = each(arg, &o, err);
	}
	return st;
}
