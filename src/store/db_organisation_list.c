/* Looking for organisations. */
#include "store/db_organisation.h"

#include "store/store_private.h"

#define SQL_BY_ID "SELECT id FROM organisation WHERE id = CAST(?1 AS INTEGER) AND ?1 NOT GLOB '*[^0-9]*' AND length(?1) < 19 AND ?2 IS NOT NULL"
#define SQL_BY_ANY_CODE "SELECT id FROM organisation WHERE code = ?1 AND ?2 IS NOT NULL ORDER BY id"
#define SQL_BY_ANY_DOMAIN "SELECT id FROM organisation WHERE domain = lower(?1) AND ?2 IS NOT NULL ORDER BY id"
#define SQL_BY_NAME "SELECT id FROM organisation WHERE ?1 IS NOT NULL AND name_key = ?2 ORDER BY id"

static enum status search(struct store *store, const char *sql, const char *text, const char *name_key, int64_t *ret, size_t max,
		size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, text);
		db_bind_text(stmt, 2, name_key);
	}
	while (st == ST_OK && *ret_n < max && (st = db_step(store, stmt, &row, "organisation lookup", err)) == ST_OK && row) {
		ret[(*ret_n)++] = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

enum status db_organisation_search(struct store *store, const char *text, const char *name_key, int64_t *ret, size_t max,
		size_t *ret_n, struct error *err)
{
	static const char *const ways[] = { SQL_BY_ID, SQL_BY_ANY_CODE, SQL_BY_ANY_DOMAIN, SQL_BY_NAME };
	enum status st = ST_OK;

	*ret_n = 0;
	for (size_t i = 0; i < ARRAY_SIZE(ways) && st == ST_OK && *ret_n == 0; i++) {
		st = search(store, ways[i], text, name_key, ret, max, ret_n, err);
	}
	return st;
}

/* ?1 folded text or NULL */
#define SQL_LINES \
	"SELECT o.id, o.merged_into, (SELECT count(*) FROM contact c WHERE c.organisation_id = o.id AND c.status <> 'erased')," \
	" o.name, o.code, o.domain, o.country, o.town, o.sector, o.kind FROM organisation o" \
	" WHERE ?1 IS NULL OR instr(fold(o.name), ?1) > 0 OR instr(o.domain, ?1) > 0 ORDER BY o.name_key, o.id"

enum status db_organisation_lines(struct store *store, const char *like,
		enum status (*each)(void *arg, const struct organisation_line *line, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_LINES, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, like);
	}
	while (st == ST_OK) {
		struct organisation_line l = { 0 };
		const char **const texts[] = { &l.name, &l.code, &l.domain, &l.country, &l.town, &l.sector, &l.kind };

		st = db_step(store, stmt, &more, "reading organisations", err);
		if (st != ST_OK || !more) {
			break;
		}
		l.id = sqlite3_column_int64(stmt, 0);
		l.merged_into = sqlite3_column_int64(stmt, 1);
		l.contacts = sqlite3_column_int64(stmt, 2);
		for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
			*texts[i] = (const char *)sqlite3_column_text(stmt, 3 + (int)i);
		}
		st = each(arg, &l, err);
	}
	return st;
}

#define SQL_PARTS \
	"SELECT created_at, 'contact', email, coalesce(name, trim(ifnull(given_name, '') || ' ' || ifnull(family_name, '')))" \
	" FROM contact WHERE organisation_id = ?1 AND status <> 'erased'" \
	" UNION ALL SELECT r.since, 'registration', e.key, r.state || ', ' || r.seats || ' seats' FROM registration r" \
	" JOIN event e ON e.id = r.event_id WHERE r.organisation_id = ?1" \
	" UNION ALL SELECT created_at, 'offer', key, kind FROM offer WHERE organisation_id = ?1"

enum status db_organisation_parts(struct store *store, int64_t id,
		enum status (*each)(void *arg, const struct organisation_part *part, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_PARTS, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
	}
	while (st == ST_OK) {
		st = db_step(store, stmt, &more, "reading an organisation", err);
		if (st != ST_OK || !more) {
			break;
		}
		const struct organisation_part p = { sqlite3_column_int64(stmt, 0), (const char *)sqlite3_column_text(stmt, 1),
			(const char *)sqlite3_column_text(stmt, 2), (const char *)sqlite3_column_text(stmt, 3) };

		st = each(arg, &p, err);
	}
	return st;
}
