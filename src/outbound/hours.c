/* When letters may arrive. */
#include "outbound/hours.h"

#include "render/date.h"
#include "util/cleanup.h"

#include <string.h>

#define DAY 86400

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

enum status hours_open(const struct config *config, struct hours **ret, struct error *err)
{
	const struct sending_config *c = &config->sending;
	struct hours *h;
	enum status st;

	*ret = NULL;
	if (c->hours_from == c->hours_to && c->days == NULL) {
		return ST_OK;
	}
	h = calloc(1, sizeof *h);
	if (h == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	h->from = c->hours_from;
	h->to = c->hours_to;
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
