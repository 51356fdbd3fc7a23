/* From a tree to SQL. The text is put together from literals of this file only: what people wrote is bound. */
#include "store/db_condition.h"

#include "store/db_condition_private.h"
#include "util/strbuf.h"

void condition_free(struct condition *condition)
{
	while (condition != NULL) { /* the left arm of a long chain is not recursion */
		struct condition *left = condition->left;

		condition_free(condition->right);
		free(condition->value);
		free(condition);
		condition = left;
	}
}

/* --- building --- */

static bool is_folded(enum condition_type type)
{
	return type == CONDITION_TEXT || type == CONDITION_SECTOR;
}

static const char *op_text(enum condition_op op)
{
	static const char *const texts[] = { [CONDITION_EQ] = " = ", [CONDITION_NE] = " IS NOT ", [CONDITION_CONTAINS] = "",
		[CONDITION_LT] = " < ", [CONDITION_LE] = " <= ", [CONDITION_GT] = " > ", [CONDITION_GE] = " >= ",
		[CONDITION_HAS] = "" };

	return texts[op];
}

static void add_field(struct strbuf *sql, const struct condition *c)
{
	const struct condition_field *f = c->field;
	bool fold = is_folded(f->type) || (c->op == CONDITION_CONTAINS && f->type != CONDITION_MEMBER);

	if (f->type == CONDITION_MEMBER) {
		strbuf_addf(sql, "%sEXISTS(SELECT 1 FROM %s AND %s = c.id)", c->op == CONDITION_NE ? "NOT " : "", f->sql, f->who);
	} else if (c->op == CONDITION_HAS) {
		strbuf_addf(sql, f->type >= CONDITION_NUMBER ? "ifnull(%s, 0) <> 0" : "ifnull(%s, '') <> ''", f->sql);
	} else if (c->op == CONDITION_CONTAINS) {
		strbuf_addf(sql, "instr(fold(%s), ?) > 0", f->sql);
	} else {
		strbuf_addf(sql, fold ? "fold(%s)%s?" : "%s%s?", f->sql, op_text(c->op));
	}
}

static void add_word_and_times(struct strbuf *sql, const struct condition *c)
{
	strbuf_adds(sql, c->value != NULL ? c->fact->word_sql : "");
	if (c->since != 0) {
		strbuf_addf(sql, " AND %s >= ?", c->fact->time_sql);
	}
	if (c->before != 0) {
		strbuf_addf(sql, " AND %s < ?", c->fact->time_sql);
	}
}

static void add_fact(struct strbuf *sql, const struct condition *c)
{
	strbuf_addf(sql, "EXISTS(SELECT 1 FROM %s%s", c->fact->from, c->fact->near);
	add_word_and_times(sql, c);
	strbuf_addc(sql, ')');
}

void condition_add_set_sql(struct strbuf *sql, const struct condition *c)
{
	if (c->kind == CONDITION_FACT) {
		strbuf_addf(sql, "SELECT %s FROM %s", c->fact->who, c->fact->all != NULL ? c->fact->all : c->fact->from);
		add_word_and_times(sql, c);
	} else {
		strbuf_addf(sql, "SELECT %s FROM %s", c->field->who, c->field->all != NULL ? c->field->all : c->field->sql);
	}
}

void condition_add_sql(struct strbuf *sql, const struct condition *c)
{
	switch (c->kind) {
	case CONDITION_ALL:
		strbuf_adds(sql, "1");
		break;
	case CONDITION_AND:
	case CONDITION_OR:
		strbuf_addc(sql, '(');
		condition_add_sql(sql, c->left);
		strbuf_adds(sql, c->kind == CONDITION_AND ? " AND " : " OR ");
		condition_add_sql(sql, c->right);
		strbuf_addc(sql, ')');
		break;
	case CONDITION_NOT: /* unknown is no: "not town = X" holds where there is no town */
		strbuf_adds(sql, "NOT ifnull(");
		condition_add_sql(sql, c->left);
		strbuf_adds(sql, ", 0)");
		break;
	case CONDITION_FIELD:
		add_field(sql, c);
		break;
	case CONDITION_FACT:
		add_fact(sql, c);
		break;
	}
}

void condition_bind(sqlite3_stmt *stmt, const struct condition *c, int *at)
{
	if (c->left != NULL) {
		condition_bind(stmt, c->left, at);
	}
	if (c->right != NULL) {
		condition_bind(stmt, c->right, at);
	}
	if (c->kind == CONDITION_FIELD && c->op != CONDITION_HAS) {
		if (c->value != NULL) {
			db_bind_text(stmt, (*at)++, c->value);
		} else {
			(void)sqlite3_bind_int64(stmt, (*at)++, c->number);
		}
	}
	if (c->kind == CONDITION_FACT) {
		if (c->value != NULL) {
			db_bind_text(stmt, (*at)++, c->value);
		}
		if (c->since != 0) {
			(void)sqlite3_bind_int64(stmt, (*at)++, c->since);
		}
		if (c->before != 0) {
			(void)sqlite3_bind_int64(stmt, (*at)++, c->before);
		}
	}
}

#define SQL_HAS \
	"SELECT 1 FROM contact c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.status <> 'erased'" \
	" AND c.merged_into IS NULL AND c.id = ?"

enum status condition_prepare_has(struct store *store, const struct condition *c, sqlite3_stmt **ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;
	int at = 2;

	strbuf_adds(&sql, SQL_HAS);
	if (c != NULL) {
		strbuf_adds(&sql, " AND ");
		condition_add_sql(&sql, c);
	}
	if (!strbuf_ok(&sql)) {
		return error_set(err, ST_NOMEM, "condition: out of memory");
	}
	if (sqlite3_prepare_v2(store_db(store), sql.buf, -1, ret, NULL) != SQLITE_OK) {
		return db_error(store, err, "condition");
	}
	if (c != NULL) {
		condition_bind(*ret, c, &at);
	}
	return ST_OK;
}

enum status db_condition_has(struct store *store, const struct condition *condition, int64_t contact_id,
		bool *ret_fits, struct error *err)
{
	CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
	enum status st = condition_prepare_has(store, condition, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	return db_step(store, stmt, ret_fits, "condition", err);
}
