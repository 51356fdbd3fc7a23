/* When letters may arrive. */
#include "outbound/hours.h"

#include "render/date.h"
#include "util/cleanup.h"

#include <string.h>

#define DAY 86400
#define DAILY_FROM (8 * 60)
#define DAILY_TO (18 * 60)

struct hours {
	int64_t from, to; /* minutes of the day; equal: all day */
	unsigned days;    /* bit 0: Monday */
	struct zones *zones;
};

static int day_of(const char *p)
{
	static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

	for (int i = 0; i < 7; i++) {
		if (strncasecmp(p, names[i], 3) == 0) {
			return i;
		}
	}
	return -1;
}

/* "mon-fri, sun" */
static bool parse_days(const char *text, unsigned *ret)
{
	const char *p = text;

	*ret = 0;
	while (*p != '\0') {
		int from = day_of(p);
		int to = from;

		if (from < 0) {
			return false;
		}
		p += 3;
		if (*p == '-') {
			to = day_of(p + 1);
			if (to < 0) {
				return false;
			}
			p += 4;
		}
		for (int d = from;; d = (d + 1) % 7) {
			*ret |= 1u << d;
			if (d == to) {
				break;
			}
		}
		p += strspn(p, ", ");
	}
	return *ret != 0;
}

static enum status open_hours(const struct config *config, int64_t from, int64_t to, struct hours **ret, struct error *err)
{
	const struct sending_config *c = &config->sending;
	struct hours *h = calloc(1, sizeof *h);
	enum status st;

	if (h == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	h->from = from;
	h->to = to;
	h->days = 127;
	if (c->days != NULL && !parse_days(c->days, &h->days)) {
		hours_close(h);
		return error_set(err, ST_CONFIG, "%s: 'days = %s' are no days; write mon-fri or mon, wed, fri", config->file,
				c->days);
	}
	st = zones_new(&h->zones, err);
	if (st != ST_OK) {
		hours_close(h);
		return st;
	}
	*ret = h;
	return ST_OK;
}

enum status hours_open(const struct config *config, struct hours **ret, struct error *err)
{
	const struct sending_config *c = &config->sending;

	*ret = NULL;
	return c->hours_from == c->hours_to && c->days == NULL ? ST_OK : open_hours(config, c->hours_from, c->hours_to, ret, err);
}

enum status hours_open_daily(const struct config *config, struct hours **ret, struct error *err)
{
	const struct sending_config *c = &config->sending;
	bool given = c->hours_from < c->hours_to; /* nobody writes the day before at night */

	return open_hours(config, given ? c->hours_from : DAILY_FROM, given ? c->hours_to : DAILY_TO, ret, err);
}

void hours_cleanup(struct hours **hours)
{
	hours_close(*hours);
}

void hours_close(struct hours *hours)
{
	if (hours != NULL) {
		zones_free(hours->zones);
		free(hours);
	}
}

enum status hours_wait(struct hours *hours, const char *country, int64_t now, int64_t *ret_opens_at, struct error *err)
{
	const char *zone = NULL;
	int offset = 0;
	enum status st = ST_OK;
	int64_t local;
	int64_t midnight;

	*ret_opens_at = 0;
	if (hours == NULL) {
		return ST_OK;
	}
	zone = country != NULL ? zones_of_country(hours->zones, country) : NULL;
	if (zone != NULL) {
		st = zones_offset(hours->zones, zone, now, &offset, err);
	}
	if (st != ST_OK) {
		return st;
	}
	local = now + (int64_t)offset * 60;
	midnight = local - local % DAY;
	for (int i = 0; i < 8; i++) { /* today and the days after; 1970-01-01 was a Thursday */
		int64_t day = midnight + (int64_t)i * DAY;
		int64_t from = day + hours->from * 60;
		int64_t to = hours->to > hours->from ? day + hours->to * 60 : day + DAY;

		if ((hours->days >> ((day / DAY + 3) % 7) & 1) == 0 || local >= to) {
			continue;
		}
		if (local < from) {
			*ret_opens_at = from - (int64_t)offset * 60;
		}
		return ST_OK;
	}
	*ret_opens_at = now + DAY;
	return ST_OK;
}

/* 1970-01-01 was a Thursday. */
static bool is_open_day(const struct hours *hours, int64_t midnight)
{
	return (hours->days >> ((midnight / DAY + 3) % 7) & 1) != 0;
}

/* The same on the local clock. */
static int64_t fit_local(const struct hours *hours, int64_t local, bool earlier)
{
	int64_t midnight = local - local % DAY;
	int64_t last = hours->to * 60 - 3600 > hours->from * 60 ? hours->to * 60 - 3600 : hours->from * 60;

	for (int i = 0; i < 8; i++) {
		int64_t day = midnight + (earlier ? -i : i) * (int64_t)DAY;
		int64_t at = i == 0 ? local - day : earlier ? last : hours->from * 60;

		if (!is_open_day(hours, day) || (!earlier && at >= hours->to * 60)) {
			continue;
		}
		at = at < hours->from * 60 ? hours->from * 60 : at;
		return day + (earlier && at > last ? last : at);
	}
	return local;
}

enum status hours_fit(struct hours *hours, const char *zone, int64_t t, bool earlier, int64_t *ret, struct error *err)
{
	int offset = 0;
	int64_t local;
	enum status st = zones_offset(hours->zones, zone, t, &offset, err);

	if (st != ST_OK) {
		return st;
	}
	local = fit_local(hours, t + (int64_t)offset * 60, earlier);
	/* the clock may have changed on the days between */
	st = zones_offset(hours->zones, zone, local - (int64_t)offset * 60, &offset, err);
	if (st == ST_OK) {
		*ret = local - (int64_t)offset * 60;
	}
	return st;
}
