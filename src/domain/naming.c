/* Texts that name the thing are read into memory first, then written: a table is not changed while it is read. */
#include "domain/naming.h"

#include "domain/segment.h"
#include "store/db_audit.h"
#include "store/db_list.h"
#include "store/db_naming.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <string.h>

#define NAME_MAX_BYTES 120

enum status naming_check(const char *what, const char *name, struct error *err)
{
	size_t len = strlen(name);
	bool good = len > 0 && len <= NAME_MAX_BYTES && utf8_valid(name, len) && name[0] != ' ' && name[len - 1] != ' ';

	for (const char *p = name; *p != '\0'; p++) {
		good = good && (unsigned char)*p >= ' ' && *p != 0x7f && *p != ',' && *p != ':';
	}
	return good ? ST_OK : error_set(err, ST_INVALID, "'%.120s' cannot name a %s: at most %d bytes of UTF-8, without ',' and ':'", name, what,
			NAME_MAX_BYTES);
}

/* --- what names a thing --- */

struct text {
	enum naming_kind kind;
	int64_t id;
	char *text; /* with the new name */
};

struct search {
	const char *noun; /* list, segment */
	const char *name;
	const char *to; /* NULL: it is to be removed */
	struct text *texts;
	size_t n;
	struct strbuf users; /* labels of what is in use */
};

#define CLEANUP_SEARCH CLEANUP(search_release)
static void search_release(struct search *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->texts[i].text);
	}
	free(s->texts);
	strbuf_release(&s->users);
}

static enum status look(void *arg, const struct naming_text *t, struct error *err)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct search *s = arg;
	bool audience = t->kind == NAMING_CAMPAIGN;
	bool named = false;
	enum status st;

	if (s->noun[0] == 's' && !audience) { /* conditions do not know segments */
		return ST_OK;
	}
	st = audience ? segment_rename_in_audience(t->text, s->noun, s->name, s->to, &out, &named, err)
			: segment_rename_in(t->text, s->noun, s->name, s->to, &out, &named, err);
	if (st != ST_OK || !named) {
		return st;
	}
	if (t->in_use) {
		strbuf_addf(&s->users, "%s%s", s->users.len > 0 ? ", " : "", t->label);
	}
	if (!ARRAY_ROOM(s->texts, s->n)) {
		return error_set(err, ST_NOMEM, "naming: out of memory");
	}
	s->texts[s->n] = (struct text){ t->kind, t->id, strbuf_detach(&out, NULL) };
	return s->texts[s->n++].text != NULL ? ST_OK : error_set(err, ST_NOMEM, "naming: out of memory");
}

static enum status bring_in(struct store *store, const struct search *s, struct naming_counts *ret, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < s->n && st == ST_OK; i++) {
		int64_t *n = s->texts[i].kind == NAMING_SEGMENT ? &ret->segments
				: s->texts[i].kind == NAMING_QUOTA ? &ret->quotas : &ret->campaigns;

		st = db_naming_put(store, s->texts[i].kind, s->texts[i].id, s->texts[i].text, err);
		(*n)++;
	}
	return st;
}

static enum status check_unused(const struct search *s, struct error *err)
{
	if (!strbuf_ok(&s->users)) {
		return error_set(err, ST_NOMEM, "naming: out of memory");
	}
	return s->users.len == 0 ? ST_OK : error_set(err, ST_CONFLICT, "the %s '%s' is named by %.300s", s->noun, s->name, s->users.buf);
}

/* --- lists and segments alike --- */

/* 0: there is none. */
static enum status find(struct store *store, const char *noun, const char *name, int64_t *ret_id, struct error *err)
{
	struct error none = ERROR_INIT;
	enum status st;

	if (noun[0] == 's') {
		return db_naming_segment_id(store, name, ret_id, err);
	}
	st = db_list_find(store, name, ret_id, &none);
	return st == ST_OK || st == ST_NOT_FOUND ? ST_OK : error_set(err, st, "%s", none.text);
}

static enum status begin(struct store *store, struct search *s, struct store_tx *tx, int64_t *ret_id, struct error *err)
{
	enum status st = store_begin(store, tx, err);

	st = st == ST_OK ? find(store, s->noun, s->name, ret_id, err) : st;
	if (st == ST_OK && *ret_id == 0) {
		return error_set(err, ST_NOT_FOUND, "no %s '%s'; 'kvieslys %s%s' shows all", s->noun, s->name, s->noun, s->noun[0] == 's' ? " list" : "");
	}
	return st == ST_OK ? db_naming_each(store, clock_now(), look, s, err) : st;
}

static enum status rename_it(struct store *store, const char *noun, const char *name, const char *to, const char *actor,
		struct naming_counts *ret, struct error *err)
{
	CLEANUP_SEARCH struct search s = { .noun = noun, .name = name, .to = to, .users = STRBUF_INIT };
	CLEANUP_TX struct store_tx tx = { 0 };
	char why[300];
	int64_t id = 0;
	int64_t other = 0;
	enum status st = naming_check(noun, to, err);

	st = st == ST_OK ? begin(store, &s, &tx, &id, err) : st;
	st = st == ST_OK ? find(store, noun, to, &other, err) : st;
	if (st == ST_OK && other != 0) {
		return error_set(err, ST_CONFLICT, "there is a %s '%s' already", noun, to);
	}
	*ret = (struct naming_counts){ 0 };
	st = st == ST_OK ? (noun[0] == 's' ? db_naming_rename_segment : db_naming_rename_list)(store, id, to, err) : st;
	st = st == ST_OK ? bring_in(store, &s, ret, err) : st;
	(void)snprintf(why, sizeof why, "%s to %s", name, to);
	st = st == ST_OK ? audit_add(store, actor, "rename", noun, id, why, NULL, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status naming_rename_list(struct store *store, const char *name, const char *to, const char *actor, struct naming_counts *ret,
		struct error *err)
{
	return rename_it(store, "list", name, to, actor, ret, err);
}

enum status naming_rename_segment(struct store *store, const char *name, const char *to, const char *actor, struct naming_counts *ret,
		struct error *err)
{
	return rename_it(store, "segment", name, to, actor, ret, err);
}

enum status naming_remove_list(struct store *store, const char *name, const char *actor, struct naming_counts *ret, struct error *err)
{
	CLEANUP_SEARCH struct search s = { .noun = "list", .name = name, .users = STRBUF_INIT };
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t id = 0;
	enum status st = begin(store, &s, &tx, &id, err);

	*ret = (struct naming_counts){ 0 };
	st = st == ST_OK ? check_unused(&s, err) : st;
	st = st == ST_OK ? db_naming_remove_list(store, id, clock_now(), &ret->members, &ret->alone, err) : st;
	st = st == ST_OK ? audit_add(store, actor, "remove", "list", id, name, NULL, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status naming_remove_segment(struct store *store, const char *name, const char *actor, struct error *err)
{
	CLEANUP_SEARCH struct search s = { .noun = "segment", .name = name, .users = STRBUF_INIT };
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t id = 0;
	enum status st = begin(store, &s, &tx, &id, err);

	st = st == ST_OK ? check_unused(&s, err) : st;
	st = st == ST_OK ? db_naming_remove_segment(store, id, err) : st;
	st = st == ST_OK ? audit_add(store, actor, "remove", "segment", id, name, NULL, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}
