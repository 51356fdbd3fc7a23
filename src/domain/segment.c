/* Compiled conditions and what is done with them. Reading them is in segment_parse.c. */
#include "domain/segment.h"

#include "domain/naming.h"
#include "domain/segment_private.h"
#include "store/db_audit.h"
#include "store/db_message.h"
#include "store/db_list.h"
#include "store/db_segment.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

struct segment {
	struct condition *root; /* NULL: everybody */
	char *text;             /* as it was written */
};

static enum status compile(const char *text, struct segment **ret, const char **ret_failed_at, struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = calloc(1, sizeof *segment);
	enum status st;

	if (segment == NULL) {
		return error_set(err, ST_NOMEM, "segment: out of memory");
	}
	segment->text = strdup(text);
	st = segment->text == NULL ? error_set(err, ST_NOMEM, "segment: out of memory")
			: segment_parse(text, &segment->root, ret_failed_at, err);
	if (st == ST_OK) {
		*ret = TAKE_PTR(segment);
	}
	return st;
}

enum status segment_compile(const char *text, struct segment **ret, struct error *err)
{
	const char *failed_at = NULL;

	return compile(text, ret, &failed_at, err);
}

/* --- names --- */

static enum status check_test(struct store *store, const char *text, const struct condition *c, const char **ret_failed_at,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf near = STRBUF_INIT;
	const char *noun = condition_noun(c);
	bool found = true;
	enum status st = noun != NULL ? db_condition_name(store, noun, c->value, &found, &near, err) : ST_OK;

	if (st == ST_OK && !found) {
		*ret_failed_at = text + c->at;
		return error_set(err, ST_INVALID, "no %s '%.80s'%s%.80s%s (character %zu)", noun, c->value, near.len > 0 ? "; did you mean '" : "",
				near.buf, near.len > 0 ? "'?" : "", utf8_count(text, c->at) + 1);
	}
	return st;
}

static enum status check_names(struct store *store, const char *text, const struct condition *c, const char **ret_failed_at,
		struct error *err)
{
	enum status st = ST_OK;

	if (c == NULL) {
		return ST_OK;
	}
	if (c->kind == CONDITION_FIELD || c->kind == CONDITION_FACT) {
		return check_test(store, text, c, ret_failed_at, err);
	}
	st = check_names(store, text, c->left, ret_failed_at, err);
	return st == ST_OK ? check_names(store, text, c->right, ret_failed_at, err) : st;
}

enum status segment_check(struct store *store, const struct segment *segment, struct error *err)
{
	const char *failed_at = NULL;

	return check_names(store, segment->text, segment->root, &failed_at, err);
}

/* --- on the command line --- */

#define SHOWN_BEFORE 50 /* letters of the condition in front of the fault, and after it */
#define SHOWN_AFTER 25

/* Two more lines for the error: the condition around the fault, and a caret under it. */
static void point(const char *text, const char *at, struct error *err)
{
	CLEANUP_STRBUF struct strbuf line = STRBUF_INIT;
	size_t before = utf8_count(text, (size_t)(at - text));
	size_t from = before > SHOWN_BEFORE ? before - SHOWN_BEFORE : 0;
	size_t letter = 0;
	size_t used = strlen(err->text);

	strbuf_adds(&line, from > 0 ? "\n  …" : "\n  ");
	for (const char *s = text; *s != '\0'; s++) {
		letter += ((unsigned char)*s & 0xC0) != 0x80;
		if (letter > from && letter <= before + SHOWN_AFTER) {
			strbuf_addc(&line, (unsigned char)*s < ' ' ? ' ' : *s);
		}
	}
	strbuf_addf(&line, "\n  %*s^", (int)(before - from + (from > 0)), "");
	if (strbuf_ok(&line) && used + line.len < sizeof err->text) {
		memcpy(err->text + used, line.buf, line.len + 1);
	}
}

enum status segment_compile_line(struct store *store, const char *text, struct segment **ret, struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	struct error fault = ERROR_INIT;
	const char *failed_at = NULL;
	enum status st = compile(text, &segment, &failed_at, &fault);

	st = st == ST_OK ? check_names(store, text, segment->root, &failed_at, &fault) : st;
	if (st != ST_OK && failed_at != NULL) {
		point(text, failed_at, &fault);
	}
	if (st != ST_OK) {
		return error_set(err, st, "%s", fault.text);
	}
	*ret = TAKE_PTR(segment);
	return ST_OK;
}

void segment_free(struct segment *segment)
{
	if (segment != NULL) {
		condition_free(segment->root);
		free(segment->text);
		free(segment);
	}
}

void segment_cleanup(struct segment **segment)
{
	segment_free(*segment);
}

enum status segment_count(struct store *store, const struct segment *segment, int64_t *ret_n, struct error *err)
{
	CLEANUP_ID_SET struct id_set set = { 0 };
	enum status st = db_condition_gather(store, segment->root, &set, err);

	if (st == ST_OK) {
		*ret_n = id_set_count(&set);
	}
	return st;
}

enum status segment_gather_ids(struct store *store, const struct segment *segment, struct id_set *ret, struct error *err)
{
	return db_condition_gather(store, segment->root, ret, err);
}

enum status segment_add_to_audience(struct store *store, const struct segment *segment, struct error *err)
{
	return db_condition_add_to_audience(store, segment->root, err);
}

enum status segment_has(struct store *store, const struct segment *segment, int64_t contact_id, bool *ret_fits,
		struct error *err)
{
	return db_condition_has(store, segment->root, contact_id, ret_fits, err);
}

enum status segment_each(struct store *store, const struct segment *segment, segment_contact_fn each, void *arg,
		struct error *err)
{
	CLEANUP_ID_SET struct id_set set = { 0 };
	enum status st = db_condition_gather(store, segment->root, &set, err);

	for (int64_t id = id_set_next(&set, 0); st == ST_OK && id >= 0; id = id_set_next(&set, id + 1)) {
		st = each(arg, id, err);
	}
	return st;
}

enum status segment_load(struct store *store, const char *name, struct segment **ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	enum status st = db_segment_condition(store, name, &text, err);

	return st == ST_OK ? segment_compile(text.buf, ret, err) : st;
}

enum status segment_save(struct store *store, const char *name, const char *text, const char *actor,
		struct error *err)
{
	CLEANUP_SEGMENT struct segment *checked = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t id = 0;
	enum status st = segment_compile(text, &checked, err);

	st = st == ST_OK ? segment_check(store, checked, err) : st;
	st = st == ST_OK ? naming_check("segment", name, err) : st;
	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK) {
		st = db_segment_put(store, name, text, &id, err);
	}
	if (st == ST_OK) {
		st = audit_add(store, actor, "save", "segment", id, NULL, text, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

/* --- audiences --- */

static enum status add_part(struct store *store, const char *part, bool gather, struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	int64_t list_id = 0;
	enum status st;

	if (strncmp(part, "list:", 5) == 0) {
		st = db_list_find(store, part + 5, &list_id, err);
		return st == ST_OK && gather ? db_audience_add_list(store, part + 5, err) : st;
	}
	if (strncmp(part, "segment:", 8) == 0) {
		st = segment_load(store, part + 8, &segment, err);
	} else if (strncmp(part, "condition:", 10) == 0) {
		st = segment_compile(part + 10, &segment, err);
	} else {
		return error_set(err, ST_INVALID, "'%s': write list:NAME, segment:NAME or condition: and a condition", part);
	}
	st = st == ST_OK ? segment_check(store, segment, err) : st;
	return st == ST_OK && gather ? segment_add_to_audience(store, segment, err) : st;
}

enum status segment_each_part(const char *to, enum status (*each)(void *arg, const char *part, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf part = STRBUF_INIT;
	enum status st = ST_OK;
	size_t n_parts = 0;

	while (*to != '\0' && st == ST_OK) {
		size_t n;

		to += strspn(to, ", \t\r\n");
		n = strncmp(to, "condition:", 10) == 0 ? strlen(to) : strcspn(to, ",\n");
		strbuf_reset(&part);
		strbuf_add(&part, to, n);
		strbuf_trim(&part);
		to += n;
		if (!strbuf_ok(&part)) {
			return error_set(err, ST_NOMEM, "audience: out of memory");
		}
		if (part.len > 0) {
			n_parts++;
			st = each(arg, part.buf, err);
		}
	}
	if (st == ST_OK && n_parts == 0) {
		return error_set(err, ST_INVALID, "nobody to write to: write list:NAME or segment:NAME");
	}
	return st;
}

static enum status gather_part(void *arg, const char *part, struct error *err)
{
	return add_part(arg, part, true, err);
}

enum status segment_gather(struct store *store, const char *to, int64_t *ret_n, struct error *err)
{
	enum status st = db_audience_begin(store, err);

	if (st == ST_OK) {
		st = segment_each_part(to, gather_part, store, err);
	}
	return st == ST_OK ? db_audience_count(store, ret_n, err) : st;
}

struct audience_check {
	struct store *store;
	const char *file;
	int line;
	struct problems *problems;
};

static enum status check_part(void *arg, const char *part, struct error *err)
{
	struct audience_check *c = arg;
	struct error found = ERROR_INIT;
	enum status st = add_part(c->store, part, false, &found);

	if (st == ST_NOT_FOUND || st == ST_INVALID) {
		problems_add(c->problems, c->file, c->line, "to: %s", found.text);
		return ST_OK;
	}
	return st == ST_OK ? ST_OK : error_set(err, st, "%s", found.text);
}

enum status segment_check_audience(struct store *store, const char *to, const char *file, int line, struct problems *problems,
		struct error *err)
{
	struct audience_check c = { store, file, line, problems };
	struct error found = ERROR_INIT;
	enum status st = segment_each_part(to, check_part, &c, &found);

	if (st == ST_INVALID) {
		problems_add(problems, file, line, "to: %s", found.text);
		return ST_OK;
	}
	return st == ST_OK ? ST_OK : error_set(err, st, "%s", found.text);
}

void segment_help(struct strbuf *out)
{
	strbuf_adds(out, "fields:\n");
	for (const struct condition_field *f = condition_fields; f->name != NULL; f++) {
		strbuf_addf(out, "  %-14s %s\n", f->name, f->help);
	}
	strbuf_adds(out, "facts, with an optional word, 'since DATE' and 'before DATE':\n");
	for (const struct condition_fact *f = condition_facts; f->name != NULL; f++) {
		strbuf_addf(out, "  %-12s%-10s %s\n", f->name, f->word != NULL ? f->word : "", f->help);
	}
}
