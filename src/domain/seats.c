/* How seats are shared. Nothing is stored about who sits on whose seat: a quota's people fill its own seats first and
 * what is above stands in the common ones, so that a cancellation always frees the seat that serves most. */
#include "domain/seats.h"

#include "domain/segment.h"
#include "util/cleanup.h"

#include <string.h>

void seats_release(struct seats *seats)
{
	for (size_t i = 0; i < seats->n; i++) {
		free(seats->groups[i].condition);
		seats->groups[i].condition = NULL;
	}
	seats->n = 0;
}

struct load {
	struct seats *seats;
	int64_t now;
};

static enum status add_quota(void *arg, const struct seats_quota *quota, struct error *err)
{
	struct load *load = arg;
	struct seats *s = load->seats;
	struct seats_group *group = &s->groups[s->n];

	if (s->n > SEATS_MAX_QUOTAS) {
		return error_set(err, ST_INVALID, "the event has more than %d quotas", SEATS_MAX_QUOTAS);
	}
	*group = (struct seats_group){
		.quota_id = quota->id,
		.seats = quota->seats,
		.release_at = quota->release_at,
		.released = quota->release_at != 0 && quota->release_at <= load->now,
		.condition = strdup(quota->condition),
	};
	if (group->condition == NULL) {
		return error_set(err, ST_NOMEM, "quotas: out of memory");
	}
	s->any_release = s->any_release || quota->release_at != 0;
	s->any_released = s->any_released || group->released;
	s->n++;
	return ST_OK;
}

static enum status add_taken(void *arg, int64_t quota_id, int64_t seats, struct error *err)
{
	struct seats *s = arg;

	(void)err;
	s->groups[seats_group_at(s, quota_id)].taken += seats;
	return ST_OK;
}

enum status seats_load(struct store *store, int64_t event_id, int64_t now, struct seats *ret, struct error *err)
{
	CLEANUP_SEATS struct seats s = { .n = 1 };
	struct load load = { &s, now };
	enum status st = db_seats_event(store, event_id, &s.event, err);

	if (st == ST_OK) {
		st = db_seats_quotas(store, event_id, add_quota, &load, err);
	}
	if (st == ST_OK) {
		st = db_seats_taken(store, event_id, add_taken, &s, err);
	}
	if (st == ST_OK) {
		*ret = s;
		s.n = 0;
	}
	return st;
}

enum status seats_group_of(struct store *store, const struct seats *seats, int64_t contact_id, size_t *ret_group,
		struct error *err)
{
	for (size_t i = 1; i < seats->n; i++) {
		CLEANUP_SEGMENT struct segment *segment = NULL;
		bool fits = false;
		enum status st = segment_compile(seats->groups[i].condition, &segment, err);

		if (st == ST_OK) {
			st = segment_has(store, segment, contact_id, &fits, err);
		}
		if (st != ST_OK) {
			return st;
		}
		if (fits) {
			*ret_group = i;
			return ST_OK;
		}
	}
	*ret_group = 0;
	return ST_OK;
}

size_t seats_group_at(const struct seats *seats, int64_t quota_id)
{
	for (size_t i = 1; i < seats->n; i++) {
		if (seats->groups[i].quota_id == quota_id) {
			return i;
		}
	}
	return 0;
}

/* A group with seats of its own: a quota that is not released. */
static bool keeps(const struct seats *s, size_t group)
{
	return group != 0 && !s->groups[group].released;
}

static int64_t at_least_zero(int64_t n)
{
	return n > 0 ? n : 0;
}

static int64_t free_common(const struct seats *s)
{
	int64_t left = s->event.capacity;

	for (size_t i = 0; i < s->n; i++) {
		const struct seats_group *g = &s->groups[i];

		left -= keeps(s, i) ? g->seats + at_least_zero(g->taken - g->seats) : g->taken;
	}
	return at_least_zero(left);
}

/* The hall itself: matters when capacity or quotas were made smaller than what is taken. */
static int64_t free_hall(const struct seats *s)
{
	int64_t left = s->event.capacity;

	for (size_t i = 0; i < s->n; i++) {
		left -= s->groups[i].taken;
	}
	return at_least_zero(left);
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t seats_free_own(const struct seats *s, size_t group)
{
	const struct seats_group *g = &s->groups[group];

	return keeps(s, group) ? smaller(at_least_zero(g->seats - g->taken), free_hall(s)) : 0;
}

bool seats_shares_common(const struct seats *s, size_t group)
{
	return !keeps(s, group) || s->any_released;
}

int64_t seats_free(const struct seats *s, size_t group)
{
	int64_t common = seats_shares_common(s, group) ? free_common(s) : 0;

	return smaller(seats_free_own(s, group) + common, free_hall(s));
}

int64_t seats_most(const struct seats *s, size_t group)
{
	const struct seats_group *g = &s->groups[group];
	int64_t common = s->event.capacity;

	for (size_t i = 1; i < s->n; i++) {
		common -= s->groups[i].release_at == 0 ? s->groups[i].seats : 0;
	}
	common = at_least_zero(common);
	if (group == 0 || g->release_at != 0) {
		return common;
	}
	return g->seats + (s->any_release ? common : 0);
}

/* The first in line of every group, in the order of arrival. */
struct line {
	struct seats_waiting first;
	size_t group;
};

static bool earlier(const struct line *a, const struct line *b)
{
	return a->first.arrived_at != b->first.arrived_at ? a->first.arrived_at < b->first.arrived_at
							  : a->first.registration_id < b->first.registration_id;
}

static enum status first_in_lines(struct store *store, const struct seats *s, struct line *ret, size_t *ret_n,
		struct error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct line line = { .group = i };
		bool any = false;
		size_t at = n;
		enum status st = db_seats_first_waiting(store, s->event.id, s->groups[i].quota_id, &any, &line.first, err);

		if (st != ST_OK) {
			return st;
		}
		if (!any) {
			continue;
		}
		for (; at > 0 && earlier(&line, &ret[at - 1]); at--) {
			ret[at] = ret[at - 1];
		}
		ret[at] = line;
		n++;
	}
	*ret_n = n;
	return ST_OK;
}

enum status seats_next(struct store *store, const struct seats *seats, bool *ret_any, struct seats_waiting *ret,
		size_t *ret_group, struct error *err)
{
	struct line lines[SEATS_MAX_QUOTAS + 1];
	bool common_blocked = false;
	size_t n = 0;
	enum status st = first_in_lines(store, seats, lines, &n, err);

	if (st != ST_OK) {
		return st;
	}
	*ret_any = false;
	for (size_t i = 0; i < n; i++) {
		const struct line *line = &lines[i];
		bool fits = line->first.seats <= seats_free_own(seats, line->group);

		if (!fits && seats_shares_common(seats, line->group)) {
			/* who came first for the common seats is waited for */
			fits = !common_blocked && line->first.seats <= seats_free(seats, line->group);
			common_blocked = common_blocked || !fits;
		}
		if (fits) {
			*ret_any = true;
			*ret = line->first;
			*ret_group = line->group;
			return ST_OK;
		}
	}
	return ST_OK;
}

enum status seats_line_before(struct store *store, const struct seats *seats, size_t group, int64_t want,
		bool *ret_any, struct error *err)
{
	struct line lines[SEATS_MAX_QUOTAS + 1];
	bool needs_common = want > seats_free_own(seats, group);
	size_t n = 0;
	enum status st = first_in_lines(store, seats, lines, &n, err);

	if (st != ST_OK) {
		return st;
	}
	*ret_any = false;
	for (size_t i = 0; i < n; i++) {
		if (lines[i].group == group || (needs_common && seats_shares_common(seats, lines[i].group))) {
			*ret_any = true;
		}
	}
	return ST_OK;
}
