/* The language of conditions: a hand-written descent, one function per rule of the grammar in segment.h. Errors name the
 * character at which they were seen. */
#include "domain/segment_private.h"

#include "domain/segment.h"
#include "domain/words.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/conf.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#define CLEANUP_CONDITION CLEANUP(condition_cleanup)

static void condition_cleanup(struct condition **condition)
{
	condition_free(*condition);
}

/* --- values --- */

/* 2026, 2026-03, 2026-03-18, or "30d": so many days before now. */
static enum status read_date(struct segment_parser *p, int64_t *ret)
{
	struct error ignored = ERROR_INIT;
	char text[32];
	const char *v = p->value.buf;
	size_t n = p->value.len;

	if (!segment_is_value(p)) {
		return segment_fail(p, p->start, "a date belongs here: 2026, 2026-03, 2026-03-18 or 30d");
	}
	if (n >= 2 && n <= 6 && v[n - 1] == 'd' && strspn(v, "0123456789") == n - 1) {
		*ret = clock_now() - strtoll(v, NULL, 10) * 86400;
		return segment_advance(p);
	}
	(void)snprintf(text, sizeof text, "%.20s%s", v, n == 4 ? "-01-01" : n == 7 ? "-01" : "");
	if (n > 20 || time_parse_rfc3339(text, ret, &ignored) != ST_OK) {
		return segment_fail(p, p->start, "'%.40s' is no date: write 2026, 2026-03, 2026-03-18 or 30d", v);
	}
	return segment_advance(p);
}

static enum status set_value(struct segment_parser *p, struct condition *c, const char *text)
{
	c->value = text != NULL ? strdup(text) : NULL;
	return c->value != NULL ? ST_OK : segment_no_memory(p);
}

/* One of a field's or fact's own words, as they are written. */
static enum status set_word(struct segment_parser *p, struct condition *c, const char *name, const char *const *words)
{
	CLEANUP_STRBUF struct strbuf all = STRBUF_INIT;

	for (size_t i = 0; words[i] != NULL; i++) {
		if (strcasecmp(words[i], p->value.buf) == 0) {
			return set_value(p, c, words[i]);
		}
		strbuf_addf(&all, "%s%s", i > 0 ? ", " : "", words[i]);
	}
	return strbuf_ok(&all) ? segment_fail(p, p->start, "%s: '%.40s' is none of %s", name, p->value.buf, all.buf) : segment_no_memory(p);
}

static enum status set_folded(struct segment_parser *p, struct condition *c, const char *text)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;

	fold_add(&folded, text, strlen(text));
	return strbuf_ok(&folded) ? set_value(p, c, folded.buf) : segment_no_memory(p);
}

static enum status read_number(struct segment_parser *p, struct condition *c)
{
	const char *v = p->value.buf;

	if (v[0] == '\0' || strlen(v) > 15 || strspn(v, "0123456789") != strlen(v)) {
		return segment_fail(p, p->start, "'%.40s' is no number", v);
	}
	c->number = strtoll(v, NULL, 10);
	return segment_advance(p);
}

static enum status read_yes_no(struct segment_parser *p, struct condition *c)
{
	static const char *const words[] = { "no", "yes", "false", "true", "0", "1", "ne", "taip", "nie", "tak" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcasecmp(p->value.buf, words[i]) == 0) {
			c->number = (int64_t)(i & 1);
			return segment_advance(p);
		}
	}
	return segment_fail(p, p->start, "'%.40s': write yes or no", p->value.buf);
}

static enum status set_known(struct segment_parser *p, struct condition *c, const char *known, const char *what)
{
	if (known == NULL) {
		return segment_fail(p, p->start, "'%.40s' is no %s that is known", p->value.buf, what);
	}
	return set_value(p, c, known);
}

/* The present token as the value of a comparison with c->field. */
static enum status read_value(struct segment_parser *p, struct condition *c)
{
	const char *v = p->value.buf;
	enum status st = ST_OK;

	if (!segment_is_value(p)) {
		return segment_fail(p, p->start, "a value belongs here (in quotation marks where it is a word of this language)");
	}
	c->at = (size_t)(p->start - p->text);
	if (c->op == CONDITION_CONTAINS) {
		st = set_folded(p, c, v);
		return st == ST_OK ? segment_advance(p) : st;
	}
	switch (c->field->type) {
	case CONDITION_NUMBER:
		return read_number(p, c);
	case CONDITION_DATE:
		return read_date(p, &c->number);
	case CONDITION_YES_NO:
		return read_yes_no(p, c);
	case CONDITION_COUNTRY:
		st = set_known(p, c, words_country(v), "country");
		break;
	case CONDITION_LANGUAGE:
		st = set_known(p, c, words_language(v), "language");
		break;
	case CONDITION_KIND:
		st = set_known(p, c, words_kind(v), "kind (enterprise, research, university, public, other)");
		break;
	case CONDITION_SECTOR:
		st = set_folded(p, c, words_sector(v) != NULL ? words_sector(v) : v);
		break;
	case CONDITION_TEXT:
		st = set_folded(p, c, v);
		break;
	case CONDITION_EXACT:
	case CONDITION_MEMBER:
		st = c->field->words != NULL ? set_word(p, c, c->field->name, c->field->words) : set_value(p, c, v);
		break;
	}
	return st == ST_OK ? segment_advance(p) : st;
}

/* --- tests --- */

/* NULL when out of memory. */
static struct condition *new_node(enum condition_kind kind)
{
	struct condition *c = calloc(1, sizeof *c);

	if (c != NULL) {
		c->kind = kind;
	}
	return c;
}

/* *left becomes a node over both arms, which it takes over. */
static enum status join(struct segment_parser *p, enum condition_kind kind, struct condition **left,
		struct condition **right)
{
	struct condition *node = new_node(kind);

	if (node == NULL) {
		return segment_no_memory(p);
	}
	node->left = TAKE_PTR(*left);
	node->right = TAKE_PTR(*right);
	*left = node;
	return ST_OK;
}

static enum status check_op(struct segment_parser *p, const struct condition_field *f, enum condition_op op)
{
	bool ordered = f->type == CONDITION_NUMBER || f->type == CONDITION_DATE;
	bool orders = op == CONDITION_LT || op == CONDITION_LE || op == CONDITION_GT || op == CONDITION_GE;

	if (orders && !ordered) {
		return segment_fail(p, p->start, "'%s' is neither a number nor a date: use =, != or ~", f->name);
	}
	if (op == CONDITION_CONTAINS && (ordered || f->type == CONDITION_YES_NO || f->type == CONDITION_MEMBER)) {
		return segment_fail(p, p->start, "'%s' is no text: ~ does not fit", f->name);
	}
	return ST_OK;
}

static enum status one_value(struct segment_parser *p, const struct condition_field *field, enum condition_op op,
		struct condition **ret)
{
	CLEANUP_CONDITION struct condition *c = new_node(CONDITION_FIELD);
	enum status st;

	if (c == NULL) {
		return segment_no_memory(p);
	}
	if (++p->tests > SEGMENT_MAX_TESTS) {
		return segment_fail(p, p->start, "more than %d tests", SEGMENT_MAX_TESTS);
	}
	c->field = field;
	c->op = op;
	st = read_value(p, c);
	if (st == ST_OK) {
		*ret = TAKE_PTR(c);
	}
	return st;
}

/* field in (a, b, c): the present token is "in". */
static enum status read_in(struct segment_parser *p, const struct condition_field *field, struct condition **ret)
{
	CLEANUP_CONDITION struct condition *all = NULL;
	enum status st = segment_advance(p);

	if (st == ST_OK && p->token != TOKEN_OPEN) {
		return segment_fail(p, p->start, "'(' belongs here: %s in (a, b)", field->name);
	}
	while (st == ST_OK) {
		CLEANUP_CONDITION struct condition *one = NULL;

		st = segment_advance(p);
		if (st == ST_OK) {
			st = one_value(p, field, CONDITION_EQ, &one);
		}
		if (st == ST_OK && all == NULL) {
			all = TAKE_PTR(one);
		} else if (st == ST_OK) {
			st = join(p, CONDITION_OR, &all, &one);
		}
		if (st != ST_OK || p->token != TOKEN_COMMA) {
			break;
		}
	}
	if (st == ST_OK && p->token != TOKEN_CLOSE) {
		return segment_fail(p, p->start, "',' or ')' belongs here");
	}
	if (st == ST_OK) {
		st = segment_advance(p);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(all);
	}
	return st;
}

static enum status read_comparison(struct segment_parser *p, const struct condition_field *field,
		struct condition **ret)
{
	enum condition_op op = p->op;
	enum status st = segment_advance(p);

	if (st == ST_OK && segment_is_word(p, "in")) {
		return read_in(p, field, ret);
	}
	if (st == ST_OK && p->token != TOKEN_OP) {
		return segment_fail(p, p->start, "after '%s' one of = != ~ < <= > >= in belongs here", field->name);
	}
	op = p->op;
	if (st == ST_OK) {
		st = check_op(p, field, op);
	}
	if (st == ST_OK) {
		st = segment_advance(p);
	}
	return st == ST_OK ? one_value(p, field, op, ret) : st;
}

static enum status read_times(struct segment_parser *p, struct condition *c)
{
	enum status st = ST_OK;

	while (st == ST_OK && (segment_is_word(p, "since") || segment_is_word(p, "before"))) {
		int64_t *time = segment_is_word(p, "since") ? &c->since : &c->before;

		if (c->fact->time_sql == NULL) {
			return segment_fail(p, p->start, "'%s' has no time", c->fact->name);
		}
		st = segment_advance(p);
		if (st == ST_OK) {
			st = read_date(p, time);
		}
	}
	return st;
}

static enum status read_fact(struct segment_parser *p, const struct condition_fact *fact, struct condition **ret)
{
	CLEANUP_CONDITION struct condition *c = new_node(CONDITION_FACT);
	enum status st;

	if (c == NULL) {
		return segment_no_memory(p);
	}
	c->fact = fact;
	p->tests++;
	st = segment_advance(p);
	if (st == ST_OK && segment_is_value(p)) {
		if (fact->word == NULL) {
			return segment_fail(p, p->start, "'%s' takes no word", fact->name);
		}
		c->at = (size_t)(p->start - p->text);
		st = fact->words != NULL ? set_word(p, c, fact->name, fact->words) : set_value(p, c, p->value.buf);
		if (st == ST_OK) {
			st = segment_advance(p);
		}
	}
	if (st == ST_OK) {
		st = read_times(p, c);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(c);
	}
	return st;
}

static const struct condition_field *find_field(const char *name)
{
	for (const struct condition_field *f = condition_fields; f->name != NULL; f++) {
		if (strcasecmp(f->name, name) == 0) {
			return f;
		}
	}
	return NULL;
}

static const struct condition_fact *find_fact(const char *name)
{
	for (const struct condition_fact *f = condition_facts; f->name != NULL; f++) {
		if (strcasecmp(f->name, name) == 0) {
			return f;
		}
	}
	return NULL;
}

static enum status unknown_name(struct segment_parser *p)
{
	const char *names[80];
	const char *near;
	size_t n = 0;

	for (size_t i = 0; condition_fields[i].name != NULL && n + 1 < ARRAY_SIZE(names); i++) {
		names[n++] = condition_fields[i].name;
	}
	for (size_t i = 0; condition_facts[i].name != NULL && n + 1 < ARRAY_SIZE(names); i++) {
		names[n++] = condition_facts[i].name;
	}
	names[n] = NULL;
	near = nearest_word(p->value.buf, names);
	if (near != NULL) {
		return segment_fail(p, p->start, "no field '%.40s'; did you mean '%s'?", p->value.buf, near);
	}
	return segment_fail(p, p->start, "no field '%.40s'; 'kvieslys segment help' shows all", p->value.buf);
}

static enum status read_has(struct segment_parser *p, struct condition **ret)
{
	CLEANUP_CONDITION struct condition *c = new_node(CONDITION_FIELD);
	enum status st = segment_advance(p);

	if (c == NULL) {
		return segment_no_memory(p);
	}
	if (st == ST_OK && p->token != TOKEN_WORD) {
		return segment_fail(p, p->start, "a field belongs after 'has'");
	}
	if (st != ST_OK) {
		return st;
	}
	c->field = find_field(p->value.buf);
	c->op = CONDITION_HAS;
	p->tests++;
	if (c->field == NULL) {
		return unknown_name(p);
	}
	if (c->field->type == CONDITION_MEMBER) {
		return segment_fail(p, p->start, "'%s' needs a value: %s = …", c->field->name, c->field->name);
	}
	st = segment_advance(p);
	if (st == ST_OK) {
		*ret = TAKE_PTR(c);
	}
	return st;
}

static enum status read_test(struct segment_parser *p, struct condition **ret)
{
	const struct condition_field *field;
	const struct condition_fact *fact;

	if (p->token != TOKEN_WORD) {
		return segment_fail(p, p->start, p->token == TOKEN_END ? "the condition ends too early" : "a field belongs here");
	}
	if (segment_is_word(p, "has")) {
		return read_has(p, ret);
	}
	field = find_field(p->value.buf);
	if (field != NULL) {
		return read_comparison(p, field, ret);
	}
	fact = find_fact(p->value.buf);
	return fact != NULL ? read_fact(p, fact, ret) : unknown_name(p);
}

/* --- and, or, not --- */

static enum status read_or(struct segment_parser *p, struct condition **ret);

static enum status read_factor(struct segment_parser *p, struct condition **ret)
{
	CLEANUP_CONDITION struct condition *inner = NULL;
	CLEANUP_CONDITION struct condition *none = NULL;
	bool negated = segment_is_word(p, "not");
	enum status st = ST_OK;

	if (!negated && p->token != TOKEN_OPEN) {
		return read_test(p, ret);
	}
	if (++p->depth > SEGMENT_MAX_DEPTH) {
		return segment_fail(p, p->start, "nested deeper than %d", SEGMENT_MAX_DEPTH);
	}
	st = segment_advance(p);
	if (st == ST_OK) {
		st = negated ? read_factor(p, &inner) : read_or(p, &inner);
	}
	p->depth--;
	if (st == ST_OK && negated) {
		st = join(p, CONDITION_NOT, &inner, &none);
	} else if (st == ST_OK && p->token != TOKEN_CLOSE) {
		return segment_fail(p, p->start, "')' belongs here");
	} else if (st == ST_OK) {
		st = segment_advance(p);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(inner);
	}
	return st;
}

static enum status read_chain(struct segment_parser *p, const char *word, enum condition_kind kind,
		enum status (*part)(struct segment_parser *p, struct condition **ret), struct condition **ret)
{
	CLEANUP_CONDITION struct condition *left = NULL;
	enum status st = part(p, &left);

	while (st == ST_OK && segment_is_word(p, word)) {
		CLEANUP_CONDITION struct condition *right = NULL;

		st = segment_advance(p);
		if (st == ST_OK) {
			st = part(p, &right);
		}
		if (st == ST_OK) {
			st = join(p, kind, &left, &right);
		}
		if (p->tests > SEGMENT_MAX_TESTS) {
			return segment_fail(p, p->start, "more than %d tests", SEGMENT_MAX_TESTS);
		}
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(left);
	}
	return st;
}

static enum status read_and(struct segment_parser *p, struct condition **ret)
{
	return read_chain(p, "and", CONDITION_AND, read_factor, ret);
}

static enum status read_or(struct segment_parser *p, struct condition **ret)
{
	return read_chain(p, "or", CONDITION_OR, read_and, ret);
}

enum status segment_parse(const char *text, struct condition **ret, const char **ret_failed_at, struct error *err)
{
	struct segment_parser p = { .text = text, .next = text, .value = STRBUF_INIT, .err = err };
	CLEANUP_CONDITION struct condition *root = NULL;
	enum status st;

	if (strlen(text) > SEGMENT_MAX_TEXT || !utf8_valid(text, strlen(text))) {
		return error_set(err, ST_INVALID, "a condition is UTF-8 text of at most %d bytes", SEGMENT_MAX_TEXT);
	}
	st = segment_advance(&p);
	if (st == ST_OK && p.token != TOKEN_END) {
		st = read_or(&p, &root);
		if (st == ST_OK && p.token != TOKEN_END) {
			st = segment_fail(&p, p.start, "'and' or 'or' belongs here");
		}
	}
	strbuf_release(&p.value);
	*ret_failed_at = p.failed_at;
	if (st == ST_OK) {
		*ret = TAKE_PTR(root);
	}
	return st;
}
