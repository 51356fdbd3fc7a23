/* SQL of merging contacts. ?1 from, ?2 to, ?3 the merge's audit row. The history has a row of the contact `from` for each row that
 * went over: field the table's name, old the row's id. */
#include "store/db_merge_contact.h"

#include "store/store_private.h"
#include "util/clock.h"

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
	st = db_run(store, stmt, "merging contacts", err);
	if (st == ST_OK && ret_n != NULL) {
		*ret_n += sqlite3_changes64(store_db(store));
	}
	return st;
}

#define NOTE(field, old, new_) \
	"INSERT INTO change(at, noun, noun_id, field, old, new, audit_id) SELECT (SELECT at FROM audit WHERE id = ?3), 'contact', ?1, '" \
	field "', " old ", " new_ ", ?3 FROM "
#define NOTED(fld) "(SELECT CAST(h.old AS INTEGER) FROM change h WHERE h.audit_id = ?3 AND h.noun = 'contact' AND h.field = '" fld "')"

/* Rows with an id that go over, but for those that would stand beside one of the same kind. */
#define MOVE(table, field, unless) \
	NOTE(field, "x.id", "?2") table " x WHERE x.contact_id = ?1" unless, \
	"UPDATE " table " SET contact_id = ?2 WHERE contact_id = ?1 AND id IN " NOTED(field), \
	"UPDATE " table " SET contact_id = ?1 WHERE contact_id = ?2 AND id IN " NOTED(field)
#define UNLESS(table, same) " AND NOT EXISTS (SELECT 1 FROM " table " o WHERE o.contact_id = ?2 AND " same ")"

/* In force still: no withdrawal of its class stands behind it. */
#define IN_FORCE \
	"x.kind <> 'withdrawn' AND (x.kind = 'contract' OR NOT EXISTS (SELECT 1 FROM basis w WHERE w.kind = 'withdrawn'" \
	" AND w.contact_id = ?1 AND w.id > x.id AND (w.class IS NULL OR w.class = x.class)))"
#define STILL_SAID "x.kind = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM basis o WHERE o.contact_id = ?2 AND o.at > x.at AND o.kind <> 'withdrawn')"
#define SQL_COPY_BASIS \
	"INSERT INTO basis(contact_id, kind, class, source, at, text_shown, proof_reply_id, list_id, asked_id)" \
	" SELECT ?2, kind, class, source, at, text_shown, proof_reply_id, list_id, asked_id FROM basis x" \
	" WHERE x.contact_id = ?1 AND ?3 AND ((" IN_FORCE ") OR (" STILL_SAID ")) ORDER BY x.id"
/* Those of the copies are behind all that were there. */
#define SQL_NOTE_BASIS \
	NOTE("basis", "x.id", "?2") "basis x WHERE x.contact_id = ?2 AND x.id > (SELECT max(CAST(h.old AS INTEGER)) FROM change h" \
	" WHERE h.audit_id = ?3 AND h.field = 'last_basis')"
#define SQL_LAST_BASIS NOTE("last_basis", "ifnull(max(id), 0)", "?2") "basis"
#define SQL_FORGET_BASIS "DELETE FROM basis WHERE contact_id = ?2 AND ?1 AND id IN " NOTED("basis")

#define SQL_NOTE_LISTS NOTE("list", "x.list_id", "x.since") "list_member x WHERE x.contact_id = ?1 AND ?2"
#define SQL_NOTE_JOINED \
	NOTE("joined", "x.list_id", "?2") "list_member x WHERE x.contact_id = ?1 AND NOT EXISTS (SELECT 1 FROM list_member o" \
	" WHERE o.contact_id = ?2 AND o.list_id = x.list_id)"
#define SQL_JOIN \
	"INSERT INTO list_member(list_id, contact_id, since) SELECT list_id, ?2, since FROM list_member WHERE contact_id = ?1 AND ?3" \
	" ON CONFLICT DO NOTHING"
#define SQL_LEAVE "DELETE FROM list_member WHERE contact_id = ?1 AND ?2 AND ?3"
#define SQL_LEAVE_AGAIN "DELETE FROM list_member WHERE contact_id = ?2 AND ?1 AND list_id IN " NOTED("joined")
#define SQL_JOIN_AGAIN \
	"INSERT INTO list_member(list_id, contact_id, since) SELECT l.id, ?1, CAST(h.new AS INTEGER) FROM change h" \
	" JOIN list l ON l.id = CAST(h.old AS INTEGER) AND l.removed_at IS NULL" \
	" WHERE h.audit_id = ?3 AND ?2 AND h.noun = 'contact' AND h.field = 'list' ON CONFLICT DO NOTHING"
#define SQL_FORGET_SUPPRESSIONS "DELETE FROM suppression WHERE ?1 AND ?2 AND id IN " NOTED("suppression")

struct move {
	const char *note, *go, *back;
	size_t count; /* member of the counts */
};

static const struct move moves[] = {
	{ MOVE("message", "message", " AND (x.campaign_id IS NULL OR NOT EXISTS (SELECT 1 FROM message o WHERE o.contact_id = ?2"
		" AND o.campaign_id = x.campaign_id AND o.step = x.step))"), offsetof(struct merge_contact_counts, letters) },
	{ MOVE("reply", "reply", ""), offsetof(struct merge_contact_counts, replies) },
	{ MOVE("registration", "registration", UNLESS("registration", "o.event_id = x.event_id")),
		offsetof(struct merge_contact_counts, registrations) },
	{ MOVE("interest", "interest", UNLESS("interest", "o.offer_id = x.offer_id")), offsetof(struct merge_contact_counts, interests) },
	{ MOVE("survey_answer", "survey_answer", ""), offsetof(struct merge_contact_counts, answers) },
};

static int64_t *counter(struct merge_contact_counts *counts, const struct move *m)
{
	return (int64_t *)(void *)((char *)counts + m->count);
}

#define SQL_BOTH \
	"SELECT (SELECT count(*) FROM registration WHERE contact_id = ?1) + (SELECT count(*) FROM interest WHERE contact_id = ?1)"

static enum status read_number(struct store *store, const char *sql, int64_t id, int64_t *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, sql, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "reading a merge", err);
	}
	if (st == ST_OK) {
		*ret = row ? sqlite3_column_int64(stmt, 0) : 0;
	}
	return st;
}

enum status db_merge_contact_move(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_contact_counts *ret,
		struct error *err)
{
	const struct {
		const char *sql;
		int64_t *n;
	} steps[] = { { SQL_LAST_BASIS, NULL }, { SQL_COPY_BASIS, &ret->basis }, { SQL_NOTE_BASIS, NULL }, { SQL_NOTE_LISTS, NULL },
		{ SQL_NOTE_JOINED, NULL }, { SQL_JOIN, &ret->lists }, { SQL_LEAVE, NULL } };
	enum status st = ST_OK;

	*ret = (struct merge_contact_counts){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(steps) && st == ST_OK; i++) {
		st = run(store, steps[i].sql, from, to, audit_id, steps[i].n, err);
	}
	for (size_t i = 0; i < ARRAY_SIZE(moves) && st == ST_OK; i++) {
		st = run(store, moves[i].note, from, to, audit_id, NULL, err);
		st = st == ST_OK ? run(store, moves[i].go, from, to, audit_id, counter(ret, &moves[i]), err) : st;
	}
	return st == ST_OK ? read_number(store, SQL_BOTH, from, &ret->both, err) : st;
}

#define SQL_NOTE_SUPPRESSIONS NOTE("suppression", "x.id", "?2") "suppression x WHERE x.id > ?2"

enum status db_merge_contact_note_suppressions(struct store *store, int64_t from, int64_t last, int64_t audit_id, struct error *err)
{
	return run(store, SQL_NOTE_SUPPRESSIONS, from, last, audit_id, NULL, err);
}

#define SQL_LAST_SUPPRESSION "SELECT ifnull(max(id), 0) FROM suppression WHERE ?1"

enum status db_merge_contact_last_suppression(struct store *store, int64_t *ret_id, struct error *err)
{
	return read_number(store, SQL_LAST_SUPPRESSION, 1, ret_id, err);
}

enum status db_merge_contact_move_back(struct store *store, int64_t from, int64_t to, int64_t audit_id, struct merge_contact_counts *ret,
		struct error *err)
{
	const struct {
		const char *sql;
		int64_t *n;
	} steps[] = { { SQL_FORGET_BASIS, &ret->basis }, { SQL_FORGET_SUPPRESSIONS, NULL }, { SQL_LEAVE_AGAIN, NULL },
		{ SQL_JOIN_AGAIN, &ret->lists } };
	enum status st = ST_OK;

	*ret = (struct merge_contact_counts){ 0 };
	for (size_t i = 0; i < ARRAY_SIZE(steps) && st == ST_OK; i++) {
		st = run(store, steps[i].sql, from, to, audit_id, steps[i].n, err);
	}
	for (size_t i = 0; i < ARRAY_SIZE(moves) && st == ST_OK; i++) {
		st = run(store, moves[i].back, from, to, audit_id, counter(ret, &moves[i]), err);
	}
	return st;
}

#define SQL_SET "UPDATE contact SET merged_into = nullif(?2, 0), status = ?3, updated_at = ?4 WHERE id = ?1"

enum status db_merge_contact_set(struct store *store, int64_t id, int64_t into, const char *status, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int64(stmt, 2, into);
	db_bind_text(stmt, 3, status);
	(void)sqlite3_bind_int64(stmt, 4, clock_now());
	return db_run(store, stmt, "merging contacts", err);
}

#define SQL_LAST "SELECT max(id) FROM audit WHERE noun = 'contact' AND noun_id = ?1 AND action = 'merge'"

enum status db_merge_contact_last(struct store *store, int64_t id, int64_t *ret_audit_id, struct error *err)
{
	return read_number(store, SQL_LAST, id, ret_audit_id, err);
}

#define SQL_OTHERS \
	"SELECT id FROM contact WHERE id <> ?1 AND (merged_into = ?1 OR id = (SELECT merged_into FROM contact WHERE id = ?1)" \
	" OR merged_into = (SELECT merged_into FROM contact WHERE id = ?1)) ORDER BY id LIMIT ?2"

enum status db_merge_contact_others(struct store *store, int64_t id, int64_t *ret, size_t max, size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_OTHERS, &stmt, err);

	*ret_n = 0;
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		(void)sqlite3_bind_int64(stmt, 2, (int64_t)max);
	}
	while (st == ST_OK && *ret_n < max && (st = db_step(store, stmt, &row, "reading a person's addresses", err)) == ST_OK && row) {
		ret[(*ret_n)++] = sqlite3_column_int64(stmt, 0);
	}
	return st;
}
