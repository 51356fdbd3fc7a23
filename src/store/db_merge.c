/* SQL of merging organisations. */
#include "store/db_merge.h"

#include "store/store_private.h"
#include "util/clock.h"

/* Runs a statement over ?1 from, ?2 to, ?3 audit row; tells how many rows it changed. */
static enum status run(struct store *store, const char *sql, int64_t from, int64_t to, int64_t audit_id, int64_t *ret_n,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, from);
	(void)sqlite3_bind_int64(stmt, 2, to);
	(void)sqlite3_bind_int64(stmt, 3, audit_id);
	st = db_run(store, stmt, "merging organisations", err);
	if (st == ST_OK && ret_n != NULL) {
		*ret_n = sqlite3_changes64(store_db(store));
	}
	return st;
}

/* A contact's own history tells of the move; registrations and offers, which have none, stand in the firm's: field
 * registration or offer, old the row's id. */
#define NOTE "INSERT INTO change(at, noun, noun_id, field, old, new, audit_id) SELECT a.at, "
#define SQL_NOTE_CONTACTS \
	NOTE "'contact', c.id, 'organisation_id', ?1, ?2, ?3 FROM contact c JOIN audit a ON a.id = ?3 WHERE c.organisation_id = ?1"
#define SQL_NOTE_REGISTRATIONS \
	NOTE "'organisation', ?1, 'registration', r.id, ?2, ?3 FROM registration r JOIN audit a ON a.id = ?3 WHERE r.organisation_id = ?1"
#define SQL_NOTE_OFFERS \
	NOTE "'organisation', ?1, 'offer', f.id, ?2, ?3 FROM offer f JOIN audit a ON a.id = ?3 WHERE f.organisation_id = ?1"
#define SQL_MOVE_CONTACTS "UPDATE contact SET organisation_id = ?2 WHERE organisation_id = ?1 AND ?3"
#define SQL_MOVE_REGISTRATIONS "UPDATE registration SET organisation_id = ?2 WHERE organisation_id = ?1 AND ?3"
#define SQL_MOVE_OFFERS "UPDATE offer SET organisation_id = ?2 WHERE organisation_id = ?1 AND ?3"

enum status db_merge_move(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_counts *ret,
		struct error *err)
{
	const struct {
		const char *sql;
		int64_t *n;
	} steps[] = { { SQL_NOTE_CONTACTS, NULL }, { SQL_NOTE_REGISTRATIONS, NULL }, { SQL_NOTE_OFFERS, NULL },
		{ SQL_MOVE_CONTACTS, &ret->contacts }, { SQL_MOVE_REGISTRATIONS, &ret->registrations }, { SQL_MOVE_OFFERS, &ret->offers } };
	enum status st = ST_OK;

	for (size_t i = 0; i < ARRAY_SIZE(steps) && st == ST_OK; i++) {
		st = run(store, steps[i].sql, from, to, audit_id, steps[i].n, err);
	}
	return st;
}

#define OF_CONTACTS "(SELECT h.noun_id FROM change h WHERE h.audit_id = ?3 AND h.noun = 'contact' AND h.field = 'organisation_id')"
#define OF(fld) \
	"(SELECT CAST(h.old AS INTEGER) FROM change h WHERE h.audit_id = ?3 AND h.noun = 'organisation' AND h.field = '" fld "')"
#define SQL_BACK_CONTACTS "UPDATE contact SET organisation_id = ?1 WHERE organisation_id = ?2 AND id IN " OF_CONTACTS
#define SQL_BACK_REGISTRATIONS "UPDATE registration SET organisation_id = ?1 WHERE organisation_id = ?2 AND id IN " OF("registration")
#define SQL_BACK_OFFERS "UPDATE offer SET organisation_id = ?1 WHERE organisation_id = ?2 AND id IN " OF("offer")

enum status db_merge_move_back(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_counts *ret_back,
		struct error *err)
{
	enum status st = run(store, SQL_BACK_CONTACTS, from, to, audit_id, &ret_back->contacts, err);

	st = st == ST_OK ? run(store, SQL_BACK_REGISTRATIONS, from, to, audit_id, &ret_back->registrations, err) : st;
	return st == ST_OK ? run(store, SQL_BACK_OFFERS, from, to, audit_id, &ret_back->offers, err) : st;
}

#define SQL_GONE \
	"SELECT (SELECT count(*) FROM contact WHERE ifnull(organisation_id, 0) NOT IN (?1, ?2) AND id IN " OF_CONTACTS ")," \
	" (SELECT count(*) FROM registration WHERE ifnull(organisation_id, 0) NOT IN (?1, ?2) AND id IN " OF("registration") ")," \
	" (SELECT count(*) FROM offer WHERE ifnull(organisation_id, 0) NOT IN (?1, ?2) AND id IN " OF("offer") ")"

enum status db_merge_count_gone(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_counts *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_GONE, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, from);
		(void)sqlite3_bind_int64(stmt, 2, to);
		(void)sqlite3_bind_int64(stmt, 3, audit_id);
		st = db_step(store, stmt, &row, "reading a merge", err);
	}
	if (st == ST_OK) {
		*ret = (struct merge_counts){ sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1), sqlite3_column_int64(stmt, 2) };
	}
	return st;
}

#define SQL_LAST \
	"SELECT max(id) FROM audit WHERE noun = 'organisation' AND noun_id = ?1 AND action = 'merge' HAVING max(id) IS NOT NULL"

enum status db_merge_last(struct store *store, int64_t from, int64_t *ret_audit_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_LAST, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, from);
		st = db_step(store, stmt, &row, "reading a merge", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no merge of organisation %lld is noted", (long long)from);
	}
	if (st == ST_OK) {
		*ret_audit_id = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

#define SQL_FIELDS \
	"SELECT noun_id, field, old, new FROM change WHERE audit_id = ?1 AND noun = 'organisation'" \
	" AND field NOT IN ('registration','offer') ORDER BY id DESC"

enum status db_merge_each_field(struct store *store, int64_t audit_id,
		enum status (*each)(void *arg, const struct merge_field *field, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_FIELDS, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, audit_id);
	}
	while (st == ST_OK) {
		st = db_step(store, stmt, &more, "reading a merge", err);
		if (st != ST_OK || !more) {
			break;
		}
		const struct merge_field f = { sqlite3_column_int64(stmt, 0), (const char *)sqlite3_column_text(stmt, 1),
			(const char *)sqlite3_column_text(stmt, 2), (const char *)sqlite3_column_text(stmt, 3) };

		st = each(arg, &f, err);
	}
	return st;
}

#define SQL_MERGED "SELECT id FROM organisation WHERE merged_into = ?1 ORDER BY id"

enum status db_merge_each_merged(struct store *store, int64_t id,
		enum status (*each)(void *arg, int64_t merged, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_MERGED, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
	}
	while (st == ST_OK) {
		st = db_step(store, stmt, &more, "reading merged organisations", err);
		if (st != ST_OK || !more) {
			break;
		}
		st = each(arg, sqlite3_column_int64(stmt, 0), err);
	}
	return st;
}

/* --- what is apart --- */

#define SQL_APART "INSERT INTO apart(noun, a, b, at) VALUES (?1, min(?2, ?3), max(?2, ?3), ?4) ON CONFLICT (noun, a, b) DO NOTHING"
#define SQL_HAS_APART "SELECT 1 FROM apart WHERE noun = ?1 AND a = min(?2, ?3) AND b = max(?2, ?3)"

static enum status prepare_apart(struct store *store, const char *sql, const char *noun, int64_t a, int64_t b, sqlite3_stmt **ret,
		struct error *err)
{
	enum status st = db_prepare(store, sql, ret, err);

	if (st == ST_OK) {
		db_bind_text(*ret, 1, noun);
		(void)sqlite3_bind_int64(*ret, 2, a);
		(void)sqlite3_bind_int64(*ret, 3, b);
	}
	return st;
}

enum status db_apart_add(struct store *store, const char *noun, int64_t a, int64_t b, bool *ret_added, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = prepare_apart(store, SQL_APART, noun, a, b, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 4, clock_now());
		st = db_run(store, stmt, "keeping two apart", err);
	}
	if (st == ST_OK) {
		*ret_added = sqlite3_changes(store_db(store)) > 0;
	}
	return st;
}

enum status db_apart_has(struct store *store, const char *noun, int64_t a, int64_t b, bool *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = prepare_apart(store, SQL_HAS_APART, noun, a, b, &stmt, err);

	return st == ST_OK ? db_step(store, stmt, ret, "looking at what is apart", err) : st;
}
