/* Gathering the attendance report. */
#include "report/attendance.h"

#include "render/collate.h"
#include "store/db_audit.h"
#include "store/db_report.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <string.h>

const char *const attendance_count_names[COUNT_N] = { "invited", "delivered", "bounced", "answered",
	"registered", "waiting", "undecided", "declined", "cancelled", "attended", "no_show", "walk_in" };

const char *const attendance_dimension_names[BY_N] = { "country", "sector", "kind", "language" };

static void add_counts(int64_t counts[COUNT_N], const struct report_fact *f)
{
	const int64_t more[COUNT_N] = { f->invited, f->delivered, f->bounced, f->answered, f->registered,
		f->waiting, f->undecided, f->declined, f->cancelled, f->attended, f->no_show, f->walk_in };

	for (size_t i = 0; i < COUNT_N; i++) {
		counts[i] += more[i];
	}
}

/* The group of that name, put in at its place in the order; NULL when out of memory. */
static struct attendance_group *group_of(struct attendance *r, enum attendance_dimension d, const char *name)
{
	struct attendance_group *groups = r->by[d].groups;
	size_t at = 0;
	char *copy;

	while (at < r->by[d].n && strcmp(groups[at].name, name) < 0) {
		at++;
	}
	if (at < r->by[d].n && strcmp(groups[at].name, name) == 0) {
		return &groups[at];
	}
	copy = strdup(name);
	if (copy == NULL || !ARRAY_ROOM(r->by[d].groups, r->by[d].n)) {
		free(copy);
		return NULL;
	}
	groups = r->by[d].groups;
	memmove(&groups[at + 1], &groups[at], (r->by[d].n - at) * sizeof *groups);
	groups[at] = (struct attendance_group){ .name = copy };
	r->by[d].n++;
	return &groups[at];
}

static enum status add_fact(void *arg, const struct report_fact *f)
{
	struct attendance *r = arg;
	const char *const names[BY_N] = { f->country, f->sector, f->kind, f->language };

	add_counts(r->counts, f);
	for (int d = 0; d < BY_N; d++) {
		struct attendance_group *g = group_of(r, (enum attendance_dimension)d, names[d]);

		if (g == NULL) {
			return ST_NOMEM;
		}
		add_counts(g->counts, f);
	}
	return ST_OK;
}

static bool copy_texts(char **const to[], const char *const from[], size_t n)
{
	bool ok = true;

	for (size_t i = 0; i < n; i++) {
		*to[i] = from[i] != NULL ? strdup(from[i]) : NULL;
		ok = ok && (from[i] == NULL || *to[i] != NULL);
	}
	return ok;
}

static enum status add_person(void *arg, const struct report_person *p)
{
	struct attendance *r = arg;
	struct attendance_person *to;

	/* grown in steps that double */
	if (!ARRAY_ROOM(r->people, r->n_people)) {
		return ST_NOMEM;
	}
	to = &r->people[r->n_people++];
	*to = (struct attendance_person){ .since = p->since };
	return copy_texts((char **const[]){ &to->name, &to->organisation, &to->country, &to->email, &to->state,
			&to->source }, (const char *const[]){ p->name, p->organisation, p->country, p->email,
			p->state, p->source }, 6) ? ST_OK : ST_NOMEM;
}

static enum status add_quota(void *arg, const struct report_quota *q)
{
	struct attendance *r = arg;
	char *name = strdup(q->name);

	if (name == NULL || !ARRAY_ROOM(r->quotas, r->n_quotas)) {
		free(name);
		return ST_NOMEM;
	}
	r->quotas[r->n_quotas++] = (struct attendance_quota){ name, q->seats, q->taken, q->waiting };
	return ST_OK;
}

static enum status gather(struct store *store, const char *event, const char *language, int64_t now, bool restricted,
		const struct id_set *only, struct attendance *r, struct error *err)
{
	CLEANUP(report_event_release) struct report_event e = { 0 };
	enum status st = db_report_event(store, event, language != NULL ? language : "en", &e, err);

	if (st != ST_OK) {
		return st;
	}
	r->start_at = e.start_at;
	r->end_at = e.end_at;
	r->capacity = e.capacity;
	r->event = TAKE_PTR(e.key);
	r->title = TAKE_PTR(e.title);
	r->place = TAKE_PTR(e.place);
	r->zone = TAKE_PTR(e.zone);
	r->funding = TAKE_PTR(e.funding);
	st = db_report_facts(store, e.id, now, only, add_fact, r, err);
	if (st == ST_OK) {
		st = db_report_quotas(store, e.id, add_quota, r, err);
	}
	return st != ST_OK ? st : db_report_people(store, e.id, now, restricted, only, add_person, r, err);
}

/* Registered, whether they came or not. */
static bool has_seat(const struct attendance_person *p)
{
	static const char *const others[] = { "waiting", "undecided", "cancelled", "declined" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		if (p->state == NULL || strcmp(p->state, others[i]) == 0) {
			return false;
		}
	}
	return true;
}

static int by_name(const void *a, const void *b, void *collator)
{
	const struct attendance_person *x = a, *y = b;
	int order = collator_compare_names(collator, x->name, y->name);

	return order != 0 ? order : (x->since > y->since) - (x->since < y->since);
}

/* Those who come in the order of their names, as the reader of `language` looks for them; others in the order of arrival. */
static enum status sort_people(struct attendance *r, const char *language, struct error *err)
{
	CLEANUP_COLLATOR struct collator *collator = NULL;
	size_t n = 0;
	enum status st;

	while (n < r->n_people && has_seat(&r->people[n])) {
		n++;
	}
	if (n < 2) {
		return ST_OK;
	}
	st = collator_new(language, &collator, err);
	if (st == ST_OK) {
		qsort_r(r->people, n, sizeof *r->people, by_name, collator);
	}
	return st;
}

enum status attendance_gather(struct store *store, const char *event, const char *language, int64_t now,
		const char *restricted_to, const struct id_set *only, struct attendance *ret, struct error *err)
{
	struct attendance r = { 0 };
	enum status st = gather(store, event, language, now, restricted_to != NULL, only, &r, err);

	st = st == ST_OK ? sort_people(&r, language, err) : st;
	if (st == ST_OK && restricted_to != NULL) {
		st = audit_add(store, restricted_to, "show", "report", 0, "names of erased people, kept as evidence", event, err);
	}
	if (st != ST_OK) {
		attendance_release(&r);
		return st;
	}
	*ret = r;
	return ST_OK;
}

void attendance_release(struct attendance *r)
{
	for (size_t d = 0; d < BY_N; d++) {
		for (size_t i = 0; i < r->by[d].n; i++) {
			free(r->by[d].groups[i].name);
		}
		free(r->by[d].groups);
	}
	for (size_t i = 0; i < r->n_quotas; i++) {
		free(r->quotas[i].name);
	}
	for (size_t i = 0; i < r->n_people; i++) {
		struct attendance_person *p = &r->people[i];

		free(p->name);
		free(p->organisation);
		free(p->country);
		free(p->email);
		free(p->state);
		free(p->source);
	}
	free(r->quotas);
	free(r->people);
	free(r->event);
	free(r->title);
	free(r->place);
	free(r->zone);
	free(r->funding);
	*r = (struct attendance){ 0 };
}
