/* Steps of campaigns whose time is the event's. */
#include "outbound/event_steps.h"

#include "outbound/hours.h"
#include "util/cleanup.h"

enum status event_step_time(struct hours *hours, const struct event_step *s, int64_t *ret, struct error *err)
{
	int64_t wanted = (s->from_end ? s->end : s->start) + s->after_seconds;
	bool before = !s->from_end;
	enum status st = hours_fit(hours, s->zone, wanted, before, ret, err);

	/* the hours of a day that begins early would put it behind the beginning */
	for (int i = 1; st == ST_OK && before && *ret >= s->start && i <= 7; i++) {
		st = hours_fit(hours, s->zone, wanted - i * (int64_t)86400, true, ret, err);
	}
	return st;
}

/* From when on the letters may go: in an open hour; a letter before the event rather now than too late. */
static enum status sending_time(struct hours *hours, const struct event_step *s, int64_t now, int64_t *ret, struct error *err)
{
	enum status st = hours_fit(hours, s->zone, now, false, ret, err);

	if (st == ST_OK && !s->from_end && *ret + 3600 >= s->start) {
		*ret = now;
	}
	return st;
}

static enum status make(struct store *store, struct hours *hours, const struct event_step *s, int64_t now, int64_t *n,
		struct error *err)
{
	int64_t time = 0, from = 0, made = 0;
	enum status st = event_step_time(hours, s, &time, err);

	if (st != ST_OK || (!s->from_end && now >= s->start) || (s->from_end && now > time + EVENT_STEP_GRACE)) {
		return st;
	}
	if (now < time) {
		return db_event_step_postpone(store, s, time, err);
	}
	st = sending_time(hours, s, now, &from, err);
	st = st == ST_OK ? db_event_step_fill(store, s, time, from, &made, err) : st;
	*n += made;
	return st;
}

enum status event_steps_make(struct store *store, const struct config *config, int64_t now, int64_t *ret_n, struct error *err)
{
	CLEANUP_FREE struct event_step *steps = NULL;
	CLEANUP(hours_cleanup) struct hours *hours = NULL;
	size_t n = 0;
	int64_t made = 0;
	enum status st = db_event_step_list(store, now, &steps, &n, err);

	if (st == ST_OK && n > 0) {
		st = hours_open_daily(config, &hours, err);
	}
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = make(store, hours, &steps[i], now, &made, err);
	}
	if (st == ST_OK) {
		*ret_n = made;
	}
	return st;
}
