/* Other names in texts of conditions and audiences: what was written stays as it was but for the name. */
#include "domain/segment.h"

#include "domain/segment_private.h"
#include "util/cleanup.h"

#include <string.h>

struct renaming {
	const char *text, *noun, *name;
	size_t at[SEGMENT_MAX_TESTS + 1]; /* where the name stands, in order */
	size_t n;
};

static void look(struct renaming *r, const struct condition *c)
{
	for (; c != NULL; c = c->right) { /* the arms stand in the order of the text */
		const char *noun = c->kind == CONDITION_FIELD || c->kind == CONDITION_FACT ? condition_noun(c) : NULL;

		if (noun != NULL && strcmp(noun, r->noun) == 0 && strcmp(c->value, r->name) == 0 && r->n < ARRAY_SIZE(r->at)) {
			r->at[r->n++] = c->at;
		}
		look(r, c->left);
	}
}

static void add_quoted(struct strbuf *out, const char *name)
{
	strbuf_addc(out, '"');
	for (; *name != '\0'; name++) {
		if (*name == '"' || *name == '\\') {
			strbuf_addc(out, '\\');
		}
		strbuf_addc(out, *name);
	}
	strbuf_addc(out, '"');
}

/* The text with `to` in the places where the name stands. */
static enum status replace(const struct renaming *r, const char *to, struct strbuf *out, struct error *err)
{
	struct segment_parser p = { .text = r->text, .next = r->text, .value = STRBUF_INIT, .err = err };
	size_t done = 0;
	enum status st = ST_OK;

	for (size_t i = 0; i < r->n && st == ST_OK; i++) {
		p.next = r->text + r->at[i];
		st = segment_advance(&p);
		strbuf_add(out, r->text + done, r->at[i] - done);
		add_quoted(out, to);
		done = (size_t)(p.next - r->text);
	}
	strbuf_release(&p.value);
	strbuf_adds(out, r->text + done);
	return st != ST_OK || strbuf_ok(out) ? st : error_set(err, ST_NOMEM, "condition: out of memory");
}

enum status segment_rename_in(const char *condition, const char *noun, const char *name, const char *to, struct strbuf *out,
		bool *ret_named, struct error *err)
{
	struct renaming r = { .text = condition, .noun = noun, .name = name };
	struct condition *root = NULL;
	struct error ignored = ERROR_INIT;
	const char *at = NULL;
	enum status st = segment_parse(condition, &root, &at, &ignored);

	if (st == ST_NOMEM) {
		return error_set(err, st, "%s", ignored.text);
	}
	if (st == ST_OK) {
		look(&r, root);
	}
	condition_free(root);
	*ret_named = r.n > 0;
	return replace(&r, to != NULL ? to : name, out, err);
}

/* One part of an audience, "list:a". */
static enum status rename_part(const char *part, const char *noun, const char *name, const char *to, struct strbuf *out,
		bool *ret_named, struct error *err)
{
	size_t n = strlen(noun);

	*ret_named = false;
	if (strncmp(part, "condition:", 10) == 0) {
		strbuf_add(out, part, 10);
		return segment_rename_in(part + 10, noun, name, to, out, ret_named, err);
	}
	if (strncmp(part, noun, n) == 0 && part[n] == ':' && strcmp(part + n + 1, name) == 0) {
		*ret_named = true;
		strbuf_addf(out, "%s:%s", noun, to != NULL ? to : name);
	} else {
		strbuf_adds(out, part);
	}
	return ST_OK;
}

struct audience {
	const char *noun, *name, *to;
	struct strbuf *out;
	bool named;
};

static enum status add_part(void *arg, const char *part, struct error *err)
{
	struct audience *a = arg;
	bool named = false;
	enum status st;

	strbuf_adds(a->out, a->out->len > 0 ? ", " : "");
	st = rename_part(part, a->noun, a->name, a->to, a->out, &named, err);
	a->named = a->named || named;
	return st;
}

enum status segment_rename_in_audience(const char *audience, const char *noun, const char *name, const char *to, struct strbuf *out,
		bool *ret_named, struct error *err)
{
	struct audience a = { .noun = noun, .name = name, .to = to, .out = out };
	struct error ignored = ERROR_INIT;
	enum status st = segment_each_part(audience, add_part, &a, &ignored);

	if (st != ST_OK && st != ST_INVALID) { /* invalid: it names nobody */
		return error_set(err, st, "%s", ignored.text);
	}
	*ret_named = a.named;
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "audience: out of memory");
}
