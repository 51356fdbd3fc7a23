/* From a tree to one SELECT. The text is put together from literals of this file only: what people wrote is bound. */
#include "store/db_condition.h"

#include "store/store_private.h"
#include "util/strbuf.h"

/* The tables of fields and facts. */
const struct condition_field condition_fields[] = {
	{ "email", CONDITION_EXACT, "address of the contact, lower case", "c.email_key" },
	{ "domain", CONDITION_EXACT, "what stands behind the @", "substr(c.email_key, instr(c.email_key, '@') + 1)" },
	{ "name", CONDITION_TEXT, "name of the contact", "c.name" },
	{ "given_name", CONDITION_TEXT, "given name", "c.given_name" },
	{ "family_name", CONDITION_TEXT, "family name", "c.family_name" },
	{ "title", CONDITION_TEXT, "academic or other title", "c.title" },
	{ "position", CONDITION_TEXT, "position in the firm", "c.position" },
	{ "gender", CONDITION_EXACT, "m or f, where it was said", "c.gender" },
	{ "salutation", CONDITION_TEXT, "own salutation", "c.salutation" },
	{ "language", CONDITION_LANGUAGE, "lt, Lithuanian, litewski …", "c.language" },
	{ "phone", CONDITION_EXACT, "telephone, +370…", "c.phone" },
	{ "role", CONDITION_YES_NO, "an office mailbox (info@)", "c.role" },
	{ "status", CONDITION_EXACT, "active, bounced, moved", "c.status" },
	{ "source", CONDITION_TEXT, "where the address came from", "c.source" },
	{ "hard_bounces", CONDITION_NUMBER, "letters refused for good", "c.hard_bounces" },
	{ "soft_bounces", CONDITION_NUMBER, "letters that failed for now", "c.soft_bounces" },
	{ "created", CONDITION_DATE, "when the contact was added", "c.created_at" },
	{ "updated", CONDITION_DATE, "when it last changed", "c.updated_at" },
	{ "informed", CONDITION_DATE, "when it was told where its address is from", "c.informed_at" },
	{ "organisation", CONDITION_TEXT, "name of the firm", "o.name" },
	{ "code", CONDITION_EXACT, "registration code", "o.code" },
	{ "country", CONDITION_COUNTRY, "LT, Lietuva, Litwa …", "o.country" },
	{ "region", CONDITION_TEXT, "region", "o.region" },
	{ "town", CONDITION_TEXT, "town", "o.town" },
	{ "sector", CONDITION_SECTOR, "metal, wood …", "o.sector" },
	{ "kind", CONDITION_KIND, "enterprise, research, university, public, other", "o.kind" },
	{ "size", CONDITION_TEXT, "size of the firm", "o.size" },
	{ "clusters", CONDITION_TEXT, "clusters it belongs to", "o.clusters" },
	{ "list", CONDITION_MEMBER, "member of that list",
		"EXISTS(SELECT 1 FROM list_member lm JOIN list l ON l.id = lm.list_id WHERE lm.contact_id = c.id AND l.name = " },
	{ "basis", CONDITION_MEMBER, "why we may write: consent, legitimate-interest, soft-opt-in, contract",
		"EXISTS(SELECT 1 FROM basis b WHERE b.contact_id = c.id AND b.kind = " },
	{ NULL, CONDITION_TEXT, NULL, NULL },
};

#define OF_REGISTRATION(state) \
	"EXISTS(SELECT 1 FROM registration r JOIN event e ON e.id = r.event_id WHERE r.contact_id = c.id AND r.state = '" \
	state "'"
#define OF_ATTENDEE(attended) \
	"EXISTS(SELECT 1 FROM registration r JOIN event e ON e.id = r.event_id JOIN attendee a ON a.registration_id = r.id" \
	" WHERE a.attended = " attended " AND r.contact_id = c.id AND (a.email IS NULL OR lower(a.email) = c.email_key" \
	" OR NOT EXISTS(SELECT 1 FROM contact x WHERE x.email_key = lower(a.email)))"

const struct condition_fact condition_facts[] = {
	{ "written", "campaign", "a letter of a campaign was sent",
		"EXISTS(SELECT 1 FROM message m JOIN campaign k ON k.id = m.campaign_id"
		" WHERE m.contact_id = c.id AND m.state IN ('sent','in-doubt')", " AND k.key = ", "m.at" },
	{ "invited", "event", "a letter about an event was sent",
		"EXISTS(SELECT 1 FROM message m JOIN campaign k ON k.id = m.campaign_id JOIN event e ON e.id = k.event_id"
		" WHERE m.contact_id = c.id AND m.state IN ('sent','in-doubt')", " AND e.key = ", "m.at" },
	{ "answered", "intent", "wrote back: yes, no, maybe, question, unsubscribe, other",
		"EXISTS(SELECT 1 FROM reply p WHERE p.contact_id = c.id AND p.kind IN ('reply','calendar')",
		" AND p.intent = ", "p.arrived_at" },
	{ "registered", "event", "has a seat", OF_REGISTRATION("registered"), " AND e.key = ", "r.since" },
	{ "waiting", "event", "is on the waiting list", OF_REGISTRATION("waiting"), " AND e.key = ", "r.since" },
	{ "undecided", "event", "said maybe", OF_REGISTRATION("undecided"), " AND e.key = ", "r.since" },
	{ "declined", "event", "said no", OF_REGISTRATION("declined"), " AND e.key = ", "r.since" },
	{ "cancelled", "event", "gave the seat back", OF_REGISTRATION("cancelled"), " AND e.key = ", "r.since" },
	{ "attended", "event", "came (the time is the event's)", OF_ATTENDEE("1"), " AND e.key = ", "e.start_at" },
	{ "no_show", "event", "had a seat and did not come", OF_ATTENDEE("0"), " AND e.key = ", "e.start_at" },
	{ "interested", "offer", "said yes to an offer",
		"EXISTS(SELECT 1 FROM interest i JOIN offer f ON f.id = i.offer_id WHERE i.contact_id = c.id"
		" AND i.state IN ('interested','passed-on')", " AND f.key = ", "i.at" },
	{ "bounced", NULL, "a letter came back",
		"EXISTS(SELECT 1 FROM reply p WHERE p.contact_id = c.id AND p.kind = 'bounce'", NULL, "p.arrived_at" },
	{ "suppressed", "reason", "must not be written to: unsubscribed, objection, hard-bounce …",
		"EXISTS(SELECT 1 FROM suppression s WHERE s.email = c.email_key AND s.list_id IS NULL", " AND s.reason = ", "s.at" },
	{ NULL, NULL, NULL, NULL, NULL, NULL },
};

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
		strbuf_addf(sql, "%s%s?)", c->op == CONDITION_NE ? "NOT " : "", f->sql);
	} else if (c->op == CONDITION_HAS) {
		strbuf_addf(sql, "ifnull(%s, '') NOT IN ('', 0)", f->sql);
	} else if (c->op == CONDITION_CONTAINS) {
		strbuf_addf(sql, "instr(fold(%s), ?) > 0", f->sql);
	} else {
		strbuf_addf(sql, fold ? "fold(%s)%s?" : "%s%s?", f->sql, op_text(c->op));
	}
}

static void add_fact(struct strbuf *sql, const struct condition *c)
{
	const struct condition_fact *f = c->fact;

	strbuf_adds(sql, f->sql);
	if (c->value != NULL) {
		strbuf_addf(sql, "%s?", f->word_sql);
	}
	if (c->since != 0) {
		strbuf_addf(sql, " AND %s >= ?", f->time_sql);
	}
	if (c->before != 0) {
		strbuf_addf(sql, " AND %s < ?", f->time_sql);
	}
	strbuf_addc(sql, ')');
}

static void add_condition(struct strbuf *sql, const struct condition *c)
{
	switch (c->kind) {
	case CONDITION_ALL:
		strbuf_adds(sql, "1");
		break;
	case CONDITION_AND:
	case CONDITION_OR:
		strbuf_addc(sql, '(');
		add_condition(sql, c->left);
		strbuf_adds(sql, c->kind == CONDITION_AND ? " AND " : " OR ");
		add_condition(sql, c->right);
		strbuf_addc(sql, ')');
		break;
	case CONDITION_NOT: /* unknown is no: "not town = X" holds where there is no town */
		strbuf_adds(sql, "NOT ifnull(");
		add_condition(sql, c->left);
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

static void bind_condition(sqlite3_stmt *stmt, const struct condition *c, int *at)
{
	if (c->left != NULL) {
		bind_condition(stmt, c->left, at);
	}
	if (c->right != NULL) {
		bind_condition(stmt, c->right, at);
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

static void finalize(sqlite3_stmt **stmt)
{
	(void)sqlite3_finalize(*stmt);
}

#define SQL_FROM " FROM contact c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.status <> 'erased'"

/* `head` and `tail` are literals; `id` 0: everybody. */
static enum status prepare(struct store *store, const char *head, const struct condition *c, int64_t id,
		const char *tail, sqlite3_stmt **ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;
	int at = 1;

	strbuf_adds(&sql, head);
	strbuf_adds(&sql, SQL_FROM);
	if (id != 0) {
		strbuf_adds(&sql, " AND c.id = ?");
	}
	if (c != NULL) {
		strbuf_adds(&sql, " AND ");
		add_condition(&sql, c);
	}
	strbuf_adds(&sql, tail);
	if (!strbuf_ok(&sql)) {
		return error_set(err, ST_NOMEM, "condition: out of memory");
	}
	if (sqlite3_prepare_v2(store_db(store), sql.buf, -1, ret, NULL) != SQLITE_OK) {
		return db_error(store, err, "condition");
	}
	if (id != 0) {
		(void)sqlite3_bind_int64(*ret, at++, id);
	}
	if (c != NULL) {
		bind_condition(*ret, c, &at);
	}
	return ST_OK;
}

enum status db_condition_count(struct store *store, const struct condition *condition, int64_t *ret_n,
		struct error *err)
{
	CLEANUP(finalize) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = prepare(store, "SELECT count(*)", condition, 0, "", &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "counting", err);
	}
	if (st == ST_OK) {
		*ret_n = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

enum status db_condition_has(struct store *store, const struct condition *condition, int64_t contact_id,
		bool *ret_fits, struct error *err)
{
	CLEANUP(finalize) sqlite3_stmt *stmt = NULL;
	enum status st = prepare(store, "SELECT 1", condition, contact_id, "", &stmt, err);

	return st == ST_OK ? db_step(store, stmt, ret_fits, "condition", err) : st;
}

enum status db_condition_each(struct store *store, const struct condition *condition,
		enum status (*each)(void *arg, int64_t contact_id, struct error *err), void *arg, struct error *err)
{
	CLEANUP(finalize) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = prepare(store, "SELECT c.id", condition, 0, " ORDER BY c.id", &stmt, err);

	while (st == ST_OK) {
		st = db_step(store, stmt, &row, "condition", err);
		if (st != ST_OK || !row) {
			break;
		}
		st = each(arg, sqlite3_column_int64(stmt, 0), err);
	}
	return st;
}

enum status db_condition_add_to_audience(struct store *store, const struct condition *condition,
		struct error *err)
{
	CLEANUP(finalize) sqlite3_stmt *stmt = NULL;
	enum status st = prepare(store, "INSERT OR IGNORE INTO temp.audience(contact_id) SELECT c.id", condition, 0, "", &stmt,
			err);

	return st == ST_OK ? db_run(store, stmt, "gathering an audience", err) : st;
}
