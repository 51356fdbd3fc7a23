/* Who fits a condition, of all: each part of the condition is one walk over one table into a set of ids, and the sets are
 * joined. So the cost is that of the tables, whatever the condition and however many fit. Parts over fields of people go
 * together into one walk over the contacts, those over fields of firms into one over the firms, whose people follow. When few are left, the rest
 * is asked for each of them instead. */
#include "store/db_condition_private.h"
#include "util/cleanup.h"

#define FEW 3000
#define MANY_FIRMS 50000

/* A set, or everybody but a set: so "not" costs nothing. */
struct part {
	struct id_set set;
	bool all_but;
};

#define CLEANUP_PART CLEANUP(part_release)
static void part_release(struct part *part)
{
	id_set_release(&part->set);
}

/* What a condition asks about. */
enum about { ABOUT_PERSON, ABOUT_FIRM, ABOUT_HISTORY };

static enum about about(const struct condition *c)
{
	enum about left;

	switch (c->kind) {
	case CONDITION_FIELD:
		return c->field->type == CONDITION_MEMBER ? ABOUT_HISTORY : c->field->sql[0] == 'o' ? ABOUT_FIRM : ABOUT_PERSON;
	case CONDITION_NOT:
		return about(c->left);
	case CONDITION_AND:
	case CONDITION_OR:
		left = about(c->left);
		return left == about(c->right) ? left : ABOUT_HISTORY;
	case CONDITION_ALL:
	case CONDITION_FACT:
		break;
	}
	return ABOUT_HISTORY;
}

/* --- walks --- */

static enum status read_ids(struct store *store, sqlite3_stmt *stmt, struct id_set *ret, struct error *err)
{
	bool row = true;
	enum status st;

	while ((st = db_step(store, stmt, &row, "condition", err)) == ST_OK && row) {
		if (!id_set_add(ret, sqlite3_column_int64(stmt, 0))) {
			return error_set(err, ST_NOMEM, "condition: out of memory");
		}
	}
	return st;
}

/* Runs "SELECT id …" with the values of the conditions. */
static enum status walk(struct store *store, const struct strbuf *sql, const struct condition *const *parts, size_t n,
		struct id_set *ret, struct error *err)
{
	CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
	int at = 1;

	if (!strbuf_ok(sql)) {
		return error_set(err, ST_NOMEM, "condition: out of memory");
	}
	if (sqlite3_prepare_v2(store_db(store), sql->buf, -1, &stmt, NULL) != SQLITE_OK) {
		return db_error(store, err, "condition");
	}
	for (size_t i = 0; i < n; i++) {
		condition_bind(stmt, parts[i], &at);
	}
	return read_ids(store, stmt, ret, err);
}

static void add_parts(struct strbuf *sql, enum condition_kind kind, const struct condition *const *parts, size_t n)
{
	strbuf_addc(sql, '(');
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(sql, i == 0 ? "" : kind == CONDITION_AND ? " AND " : " OR ");
		condition_add_sql(sql, parts[i]);
	}
	strbuf_addc(sql, ')');
}

/* Runs a statement and the condition behind it. */
static enum status walk_where(struct store *store, const char *select, enum condition_kind kind, const struct condition *const *parts,
		size_t n, struct id_set *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;

	strbuf_adds(&sql, select);
	add_parts(&sql, kind, parts, n);
	return walk(store, &sql, parts, n, ret, err);
}

#define SQL_OF_FIRM "SELECT id FROM contact WHERE organisation_id = ?1"
#define SQL_OF_FIRMS "SELECT id FROM contact WHERE organisation_id IS NOT NULL AND in_set(organisation_id, ?1)"

/* The people of a set of firms: firm by firm, or when they are many by one walk over the index of all. */
static enum status people_of(struct store *store, const struct id_set *firms, struct id_set *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool many = id_set_count(firms) > MANY_FIRMS;
	enum status st = db_prepare(store, many ? SQL_OF_FIRMS : SQL_OF_FIRM, &stmt, err);

	if (st == ST_OK && many) {
		db_bind_set(stmt, 1, firms);
		return read_ids(store, stmt, ret, err);
	}
	for (int64_t id = id_set_next(firms, 0); st == ST_OK && id >= 0; id = id_set_next(firms, id + 1)) {
		(void)sqlite3_reset(stmt);
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = read_ids(store, stmt, ret, err);
	}
	return st;
}

#define SQL_PEOPLE "SELECT c.id FROM contact c WHERE "
#define SQL_FIRMS "SELECT o.id FROM organisation o WHERE "
#define SQL_NO_FIRM "SELECT c.id FROM contact c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.organisation_id IS NULL AND "

/* Parts over fields alone, all of people or all of firms. */
static enum status walk_fields(struct store *store, enum about what, enum condition_kind kind,
		const struct condition *const *parts, size_t n, struct part *ret, struct error *err)
{
	CLEANUP_ID_SET struct id_set firms = { 0 };
	enum status st;

	if (what != ABOUT_FIRM) {
		return walk_where(store, SQL_PEOPLE, kind, parts, n, &ret->set, err);
	}
	st = walk_where(store, SQL_FIRMS, kind, parts, n, &firms, err);
	st = st == ST_OK ? people_of(store, &firms, &ret->set, err) : st;
	return st == ST_OK ? walk_where(store, SQL_NO_FIRM, kind, parts, n, &ret->set, err) : st;
}

static enum status walk_history(struct store *store, const struct condition *c, struct part *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;

	condition_add_set_sql(&sql, c);
	ret->all_but = c->kind == CONDITION_FIELD && c->op == CONDITION_NE;
	return walk(store, &sql, &c, 1, &ret->set, err);
}

/* --- joining --- */

/* *to becomes "to and from"; from's memory may move. */
static bool join_and(struct part *to, struct part *from)
{
	if (to->all_but && from->all_but) {
		return id_set_join(&to->set, &from->set);
	}
	if (to->all_but) {
		struct part swap = *to;

		*to = *from;
		*from = swap;
	}
	if (from->all_but) {
		id_set_take(&to->set, &from->set);
	} else {
		id_set_keep(&to->set, &from->set);
	}
	return true;
}

/* a or b = not (not a and not b) */
static bool join(struct part *to, struct part *from, enum condition_kind kind)
{
	bool ok;

	if (kind == CONDITION_AND) {
		return join_and(to, from);
	}
	to->all_but = !to->all_but;
	from->all_but = !from->all_but;
	ok = join_and(to, from);
	to->all_but = !to->all_but;
	return ok;
}

/* Those of a small set that fit the condition as well. */
static enum status ask_each(struct store *store, const struct condition *c, struct part *to, struct error *err)
{
	CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
	CLEANUP_ID_SET struct id_set left = { 0 };
	enum status st = condition_prepare_has(store, c, &stmt, err);

	for (int64_t id = id_set_next(&to->set, 0); st == ST_OK && id >= 0; id = id_set_next(&to->set, id + 1)) {
		bool fits = false;

		(void)sqlite3_reset(stmt);
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &fits, "condition", err);
		if (st == ST_OK && fits && !id_set_add(&left, id)) {
			st = error_set(err, ST_NOMEM, "condition: out of memory");
		}
	}
	if (st == ST_OK) {
		id_set_release(&to->set);
		to->set = left;
		left = (struct id_set){ 0 };
	}
	return st;
}

/* --- trees --- */

struct chain {
	const struct condition *parts[3][CONDITION_MAX_CHAIN]; /* by what they are about */
	size_t n[3];
};

/* "a and b and c" as its parts. False when there are more than fit. */
static bool flatten(const struct condition *c, enum condition_kind kind, struct chain *chain)
{
	enum about what;

	for (; c->kind == kind; c = c->left) {
		if (!flatten(c->right, kind, chain)) {
			return false;
		}
	}
	what = about(c);
	if (chain->n[what] == CONDITION_MAX_CHAIN) {
		return false;
	}
	chain->parts[what][chain->n[what]++] = c;
	return true;
}

static enum status evaluate(struct store *store, const struct condition *c, struct part *ret, struct error *err);

static enum status add_part(struct part *to, struct part *from, bool first, enum condition_kind kind, struct error *err)
{
	if (first) {
		struct part swap = *to;

		*to = *from;
		*from = swap;
		return ST_OK;
	}
	return join(to, from, kind) ? ST_OK : error_set(err, ST_NOMEM, "condition: out of memory");
}

static enum status evaluate_chain(struct store *store, const struct condition *c, struct part *ret, struct error *err)
{
	CLEANUP_FREE struct chain *chain = calloc(1, sizeof *chain);
	bool first = true;
	enum status st = ST_OK;

	if (chain == NULL || !flatten(c, c->kind, chain)) {
		return error_set(err, ST_NOMEM, "condition: out of memory");
	}
	for (enum about what = ABOUT_PERSON; what <= ABOUT_FIRM && st == ST_OK; what++) {
		CLEANUP_PART struct part part = { .all_but = false };

		if (chain->n[what] > 0) {
			st = walk_fields(store, what, c->kind, chain->parts[what], chain->n[what], &part, err);
			st = st == ST_OK ? add_part(ret, &part, first, c->kind, err) : st;
			first = false;
		}
	}
	for (size_t i = chain->n[ABOUT_HISTORY]; i > 0 && st == ST_OK; i--) { /* flatten() turned the order round */
		const struct condition *one = chain->parts[ABOUT_HISTORY][i - 1];
		CLEANUP_PART struct part part = { .all_but = false };

		if (c->kind == CONDITION_AND && !first && !ret->all_but && id_set_count(&ret->set) <= FEW) {
			st = ask_each(store, one, ret, err);
			continue;
		}
		st = evaluate(store, one, &part, err);
		st = st == ST_OK ? add_part(ret, &part, first, c->kind, err) : st;
		first = false;
	}
	return st;
}

static enum status evaluate(struct store *store, const struct condition *c, struct part *ret, struct error *err)
{
	enum about what = about(c);
	enum status st;

	if (what != ABOUT_HISTORY) {
		return walk_fields(store, what, CONDITION_AND, &c, 1, ret, err);
	}
	switch (c->kind) {
	case CONDITION_AND:
	case CONDITION_OR:
		return evaluate_chain(store, c, ret, err);
	case CONDITION_NOT:
		st = evaluate(store, c->left, ret, err);
		ret->all_but = !ret->all_but;
		return st;
	case CONDITION_FIELD:
	case CONDITION_FACT:
		return walk_history(store, c, ret, err);
	case CONDITION_ALL:
		break;
	}
	ret->all_but = true;
	return ST_OK;
}

/* --- everybody --- */

#define SQL_EVERYBODY "SELECT id FROM contact"
#define SQL_ERASED "SELECT id FROM contact WHERE status = 'erased' UNION ALL SELECT id FROM contact WHERE merged_into IS NOT NULL"

static enum status read_all(struct store *store, const char *sql, struct id_set *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, sql, &stmt, err);

	return st == ST_OK ? read_ids(store, stmt, ret, err) : st;
}

enum status db_condition_gather(struct store *store, const struct condition *condition, struct id_set *ret,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	CLEANUP_PART struct part part = { .all_but = true };
	CLEANUP_PART struct part erased = { .all_but = true };
	CLEANUP_PART struct part everybody = { .all_but = false };
	enum status st = store_begin_read(store, &tx, err);

	if (st == ST_OK && condition != NULL) {
		part.all_but = false;
		st = evaluate(store, condition, &part, err);
	}
	if (st == ST_OK) {
		st = read_all(store, SQL_ERASED, &erased.set, err);
	}
	if (st == ST_OK && part.all_but) {
		st = read_all(store, SQL_EVERYBODY, &everybody.set, err);
		st = st == ST_OK ? add_part(&part, &everybody, false, CONDITION_AND, err) : st;
	}
	st = st == ST_OK ? add_part(&part, &erased, false, CONDITION_AND, err) : st;
	if (st == ST_OK) {
		*ret = part.set;
		part.set = (struct id_set){ 0 };
	}
	return st;
}

#define SQL_ADD "INSERT OR IGNORE INTO temp.audience(contact_id) VALUES (?1)"

enum status db_condition_add_to_audience(struct store *store, const struct condition *condition,
		struct error *err)
{
	CLEANUP_ID_SET struct id_set set = { 0 };
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_condition_gather(store, condition, &set, err);

	st = st == ST_OK ? db_prepare(store, SQL_ADD, &stmt, err) : st;
	for (int64_t id = id_set_next(&set, 0); st == ST_OK && id >= 0; id = id_set_next(&set, id + 1)) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_run(store, stmt, "gathering an audience", err);
	}
	return st;
}
