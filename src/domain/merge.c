/* Merging organisations and undoing it. */
#include "domain/merge.h"

#include "domain/firm_name.h"
#include "store/db_audit.h"
#include "store/db_history.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <string.h>

/* The fields that one can learn from another. */
struct learnt {
	const char *name;
	const char **to;
	const char *const *from;
};
#define N_LEARNT 8

static void learnt_fields(struct organisation *to, const struct organisation *from, struct learnt ret[N_LEARNT])
{
	const struct learnt all[N_LEARNT] = { { "domain", &to->domain, &from->domain }, { "country", &to->country, &from->country },
		{ "region", &to->region, &from->region }, { "town", &to->town, &from->town }, { "sector", &to->sector, &from->sector },
		{ "kind", &to->kind, &from->kind }, { "size", &to->size, &from->size }, { "clusters", &to->clusters, &from->clusters } };

	memcpy(ret, all, sizeof all);
}

static bool is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

/* The code is one organisation's alone (a unique index): it goes over before the other gets it. */
static enum status move_code(struct store *store, struct organisation *into, struct organisation *from, int64_t audit_id,
		struct error *err)
{
	const char *code = from->code;
	enum status st;

	if (!is_set(code) || is_set(into->code) || (is_set(into->country) && is_set(from->country) && strcmp(into->country, from->country) != 0)) {
		return ST_OK;
	}
	from->code = NULL;
	st = db_organisation_update(store, from, err);
	into->code = code;
	st = st == ST_OK ? db_history_add(store, "organisation", from->id, "code", code, NULL, audit_id, err) : st;
	return st == ST_OK ? db_history_add(store, "organisation", into->id, "code", NULL, code, audit_id, err) : st;
}

static enum status learn(struct store *store, struct organisation *into, struct organisation *from, int64_t audit_id,
		struct error *err)
{
	struct learnt fields[N_LEARNT];
	enum status st = move_code(store, into, from, audit_id, err);

	learnt_fields(into, from, fields);
	for (size_t i = 0; i < N_LEARNT && st == ST_OK; i++) {
		if (!is_set(*fields[i].to) && is_set(*fields[i].from)) {
			*fields[i].to = *fields[i].from;
			st = db_history_add(store, "organisation", into->id, fields[i].name, NULL, *fields[i].from, audit_id, err);
		}
	}
	into->updated_at = 0;
	return st == ST_OK ? db_organisation_update(store, into, err) : st;
}

struct merge {
	struct store *store;
	int64_t into, from, audit_id;
	int64_t moved[256]; /* organisations merged into `from` before */
	size_t n_moved;
};

static enum status set_merged(struct merge *m, int64_t id, int64_t old, int64_t into, struct error *err)
{
	char old_text[24];
	char new_text[24];
	enum status st;

	(void)snprintf(old_text, sizeof old_text, "%" PRId64, old);
	(void)snprintf(new_text, sizeof new_text, "%" PRId64, into);
	st = db_organisation_set_merged(m->store, id, into, err);
	return st == ST_OK ? db_history_add(m->store, "organisation", id, "merged_into", old != 0 ? old_text : NULL, new_text, m->audit_id, err)
			: st;
}

static enum status note_merged(void *arg, int64_t id, struct error *err)
{
	struct merge *m = arg;

	if (m->n_moved == ARRAY_SIZE(m->moved)) {
		return error_set(err, ST_CONFLICT, "more than %zu organisations were merged into %" PRId64 " already; merge the other way round",
				ARRAY_SIZE(m->moved), m->from);
	}
	m->moved[m->n_moved++] = id;
	return ST_OK;
}

/* Those merged into `from` before stand for the new one now: no chains, an import finds it in one look. */
static enum status move_merged(struct merge *m, struct error *err)
{
	enum status st = db_merge_each_merged(m->store, m->from, note_merged, m, err);

	for (size_t i = 0; i < m->n_moved && st == ST_OK; i++) {
		st = set_merged(m, m->moved[i], m->from, m->into, err);
	}
	return st;
}

static enum status check(const struct organisation *into, const struct organisation *from, bool force, struct error *err)
{
	const struct organisation *both[] = { into, from };

	if (into->id == from->id) {
		return error_set(err, ST_INVALID, "%" PRId64 " cannot be merged with itself", into->id);
	}
	for (size_t i = 0; i < 2; i++) {
		if (both[i]->merged_into != 0) {
			return error_set(err, ST_CONFLICT, "%" PRId64 " is a part of %" PRId64 " already", both[i]->id, both[i]->merged_into);
		}
	}
	if (!force && is_set(into->code) && is_set(from->code) && strcmp(into->code, from->code) != 0
			&& (!is_set(into->country) || !is_set(from->country) || strcmp(into->country, from->country) == 0)) {
		return error_set(err, ST_CONFLICT, "they have different registration codes (%s, %s), so they are two firms; --force if one of the "
				"codes is wrong", into->code, from->code);
	}
	return ST_OK;
}

enum status merge_organisations(struct store *store, int64_t into, int64_t from, bool force, const char *actor,
		struct merge_counts *ret, struct error *err)
{
	CLEANUP_ORGANISATION struct organisation to = ORGANISATION_INIT;
	CLEANUP_ORGANISATION struct organisation gone = ORGANISATION_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct merge m = { .store = store, .into = into, .from = from };
	char why[64];
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? db_organisation_load(store, into, &to, err) : st;
	st = st == ST_OK ? db_organisation_load(store, from, &gone, err) : st;
	st = st == ST_OK ? check(&to, &gone, force, err) : st;
	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(why, sizeof why, "into %" PRId64, into);
	st = audit_add_id(store, actor, "merge", "organisation", from, why, gone.name, &m.audit_id, err);
	st = st == ST_OK ? learn(store, &to, &gone, m.audit_id, err) : st;
	st = st == ST_OK ? db_merge_move(store, from, into, m.audit_id, ret, err) : st;
	st = st == ST_OK ? move_merged(&m, err) : st;
	st = st == ST_OK ? set_merged(&m, from, 0, into, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

/* --- undoing --- */

struct undo {
	struct store *store;
	struct organisation *into, *from;
	int64_t undo_audit_id;
	struct strbuf *notes;
	struct strbuf texts; /* values that go back, each with its NUL; `into` and `from` hold them until they are written */
	struct {
		struct organisation *o;
		const char **to;
		size_t at; /* in texts, SIZE_MAX: nothing */
		char field[24];
	} back[2 * N_LEARNT + 4];
	size_t n_back;
};

static const char **field_of(struct organisation *o, const char *name)
{
	struct learnt fields[N_LEARNT];

	learnt_fields(o, o, fields);
	for (size_t i = 0; i < N_LEARNT; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			return fields[i].to;
		}
	}
	return strcmp(name, "code") == 0 ? &o->code : NULL;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") == 0;
}

static enum status unset_merged(struct undo *u, const struct merge_field *f, struct error *err)
{
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	int64_t old = f->old != NULL ? strtoll(f->old, NULL, 10) : 0;
	enum status st;

	if (f->organisation_id == u->from->id) {
		return ST_OK; /* at the end */
	}
	st = db_organisation_load(u->store, f->organisation_id, &o, err);
	if (st == ST_OK && o.merged_into == u->into->id) {
		st = db_organisation_set_merged(u->store, o.id, old, err);
		return st == ST_OK ? db_history_add(u->store, "organisation", o.id, "merged_into", f->new_, f->old, u->undo_audit_id, err) : st;
	}
	return st;
}

/* Notes what a field was before, where it still is what the merge made of it. */
static enum status take_back(void *arg, const struct merge_field *f, struct error *err)
{
	struct undo *u = arg;
	struct organisation *o = f->organisation_id == u->into->id ? u->into : u->from;
	const char **to;

	if (strcmp(f->field, "merged_into") == 0) {
		return unset_merged(u, f, err);
	}
	to = field_of(o, f->field);
	if (to == NULL || u->n_back == ARRAY_SIZE(u->back)) {
		return ST_OK;
	}
	if (!same_text(*to, f->new_)) {
		strbuf_addf(u->notes, "%s of %" PRId64 " has changed since and stays: %s\n", f->field, o->id, *to != NULL ? *to : "-");
		return ST_OK;
	}
	u->back[u->n_back].o = o;
	u->back[u->n_back].to = to;
	u->back[u->n_back].at = f->old != NULL ? u->texts.len : SIZE_MAX;
	(void)snprintf(u->back[u->n_back++].field, sizeof u->back[0].field, "%s", f->field);
	if (f->old != NULL) {
		strbuf_add(&u->texts, f->old, strlen(f->old) + 1);
	}
	return ST_OK;
}

/* `into` is written first, so that its code is free when `from` gets it again. */
static enum status write_back(struct undo *u, struct error *err)
{
	enum status st = ST_OK;

	if (!strbuf_ok(&u->texts)) {
		return error_set(err, ST_NOMEM, "undoing a merge: out of memory");
	}
	for (size_t i = 0; i < u->n_back && st == ST_OK; i++) {
		const char *old = u->back[i].at != SIZE_MAX ? u->texts.buf + u->back[i].at : NULL;

		st = db_history_add(u->store, "organisation", u->back[i].o->id, u->back[i].field, *u->back[i].to, old, u->undo_audit_id, err);
		*u->back[i].to = old;
	}
	u->into->updated_at = u->from->updated_at = 0;
	st = st == ST_OK ? db_organisation_update(u->store, u->into, err) : st;
	return st == ST_OK ? db_organisation_update(u->store, u->from, err) : st;
}

static void note_gone(struct undo *u, const struct merge_counts *gone)
{
	const struct {
		int64_t n;
		const char *what;
	} all[] = { { gone->contacts, "contacts" }, { gone->registrations, "registrations" }, { gone->offers, "offers" } };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (all[i].n > 0) {
			strbuf_addf(u->notes, "%" PRId64 " %s went to other organisations since and stay there\n", all[i].n, all[i].what);
		}
	}
}

/* The merge that is to be undone, and both organisations as they are now. */
static enum status find_merge(struct undo *u, int64_t from, int64_t *ret_audit_id, struct error *err)
{
	enum status st = db_organisation_load(u->store, from, u->from, err);
	int64_t now;

	if (st != ST_OK) {
		return st;
	}
	now = u->from->merged_into;
	if (now == 0) {
		return error_set(err, ST_INVALID, "%" PRId64 " was not merged into another", from);
	}
	st = db_merge_last(u->store, from, ret_audit_id, err);
	return st == ST_OK ? db_organisation_load(u->store, now, u->into, err) : st;
}

struct first_into {
	int64_t from, into;
};

static enum status read_into(void *arg, const struct merge_field *f, struct error *err)
{
	struct first_into *i = arg;

	(void)err;
	if (f->organisation_id == i->from && strcmp(f->field, "merged_into") == 0 && f->new_ != NULL) {
		i->into = strtoll(f->new_, NULL, 10);
	}
	return ST_OK;
}

static enum status check_still(struct undo *u, int64_t audit_id, struct error *err)
{
	struct first_into i = { .from = u->from->id };
	enum status st = db_merge_each_field(u->store, audit_id, read_into, &i, err);

	if (st == ST_OK && i.into != u->into->id) {
		return error_set(err, ST_CONFLICT, "it was merged into %" PRId64 ", which is itself a part of %" PRId64 " since; undo that first: "
				"kvieslys organisation undo %" PRId64, i.into, u->into->id, i.into);
	}
	return st;
}

static enum status undo_all(struct undo *u, int64_t audit_id, const char *actor, struct merge_counts *ret, struct error *err)
{
	struct merge_counts gone = { 0 };
	char why[64];
	char into[24];
	enum status st;

	(void)snprintf(why, sizeof why, "out of %" PRId64 " again", u->into->id);
	(void)snprintf(into, sizeof into, "%" PRId64, u->into->id);
	st = audit_add_id(u->store, actor, "undo", "organisation", u->from->id, why, u->from->name, &u->undo_audit_id, err);
	st = st == ST_OK ? db_merge_count_gone(u->store, u->from->id, u->into->id, audit_id, &gone, err) : st;
	st = st == ST_OK ? db_merge_each_field(u->store, audit_id, take_back, u, err) : st;
	st = st == ST_OK ? write_back(u, err) : st;
	st = st == ST_OK ? db_merge_move_back(u->store, u->from->id, u->into->id, audit_id, ret, err) : st;
	st = st == ST_OK ? db_organisation_set_merged(u->store, u->from->id, 0, err) : st;
	st = st == ST_OK ? db_history_add(u->store, "organisation", u->from->id, "merged_into", into, NULL, u->undo_audit_id, err) : st;
	note_gone(u, &gone);
	return st;
}

enum status merge_undo(struct store *store, int64_t from, const char *actor, struct merge_counts *ret, struct strbuf *notes,
		struct error *err)
{
	CLEANUP_ORGANISATION struct organisation into = ORGANISATION_INIT;
	CLEANUP_ORGANISATION struct organisation back = ORGANISATION_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct undo u = { .store = store, .into = &into, .from = &back, .notes = notes, .texts = STRBUF_INIT };
	int64_t audit_id = 0;
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? find_merge(&u, from, &audit_id, err) : st;
	st = st == ST_OK ? check_still(&u, audit_id, err) : st;
	st = st == ST_OK ? undo_all(&u, audit_id, actor, ret, err) : st;
	strbuf_release(&u.texts);
	return st == ST_OK ? store_commit(&tx, err) : st;
}
