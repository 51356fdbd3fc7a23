/* Time in, time out. Zones other than fixed offsets are ICU's work (render/). */
#include "util/clock.h"

#include "util/ascii.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static bool frozen;
static int64_t frozen_at;

enum status clock_init(struct error *err)
{
	const char *text = getenv("KVIESLYS_NOW");
	enum status st;

	if (text == NULL || text[0] == '\0') {
		return ST_OK;
	}
	st = time_parse_rfc3339(text, &frozen_at, err);
	if (st != ST_OK) {
		(void)error_prefix(err, "KVIESLYS_NOW");
		return st;
	}
	frozen = true;
	return ST_OK;
}

bool clock_is_replaced(void)
{
	return frozen;
}

int64_t clock_now_ms(void)
{
	struct timespec ts;

	if (frozen) {
		return frozen_at * 1000;
	}
	(void)clock_gettime(CLOCK_REALTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return clock_now_ms() / 1000;
}

int64_t clock_monotonic_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool digits(const char **p, int n, int *ret)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		if (!ascii_is_digit((*p)[i])) {
			return false;
		}
		v = v * 10 + ((*p)[i] - '0');
	}
	*p += n;
	*ret = v;
	return true;
}

static bool literal(const char **p, char c)
{
	if (**p != c) {
		return false;
	}
	(*p)++;
	return true;
}

static bool parse_date(const char **p, struct tm *tm)
{
	if (!digits(p, 4, &tm->tm_year) || !literal(p, '-') || !digits(p, 2, &tm->tm_mon)
			|| !literal(p, '-') || !digits(p, 2, &tm->tm_mday)) {
		return false;
	}
	if (tm->tm_mon < 1 || tm->tm_mon > 12 || tm->tm_mday < 1 || tm->tm_mday > 31) {
		return false;
	}
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return true;
}

static bool parse_clock(const char **p, struct tm *tm)
{
	if (!digits(p, 2, &tm->tm_hour) || !literal(p, ':') || !digits(p, 2, &tm->tm_min)) {
		return false;
	}
	if (literal(p, ':') && !digits(p, 2, &tm->tm_sec)) {
		return false;
	}
	if (**p == '.') {
		(*p)++;
		while (ascii_is_digit(**p)) {
			(*p)++;
		}
	}
	return tm->tm_hour < 24 && tm->tm_min < 60 && tm->tm_sec < 61;
}

static bool parse_offset(const char **p, int *ret_seconds)
{
	int h;
	int m;
	int sign;

	if (literal(p, 'Z') || literal(p, 'z')) {
		*ret_seconds = 0;
		return true;
	}
	if (**p != '+' && **p != '-') {
		return false;
	}
	sign = **p == '-' ? -1 : 1;
	(*p)++;
	if (!digits(p, 2, &h) || !literal(p, ':') || !digits(p, 2, &m)) {
		return false;
	}
	*ret_seconds = sign * (h * 3600 + m * 60);
	return true;
}

enum status time_parse_rfc3339(const char *text, int64_t *ret_time, struct error *err)
{
	const char *p = text;
	struct tm tm = { 0 };
	struct tm back;
	int offset = 0;
	time_t t;
	bool ok;

	ok = parse_date(&p, &tm);
	if (ok && *p != '\0') {
		ok = (literal(&p, 'T') || literal(&p, 't') || literal(&p, ' ')) && parse_clock(&p, &tm)
				&& parse_offset(&p, &offset) && *p == '\0';
	}
	back = tm;
	t = timegm(&back);
	if (!ok || back.tm_mday != tm.tm_mday) {
		return error_set(err, ST_INVALID,
				"'%.64s' is not a time; write it as 2027-03-18T10:00:00+02:00", text);
	}
	*ret_time = (int64_t)t - offset;
	return ST_OK;
}

char *time_format_rfc3339(int64_t t, char buf[TIME_RFC3339_SIZE])
{
	time_t tt = (time_t)t;
	struct tm tm;

	if (gmtime_r(&tt, &tm) == NULL || strftime(buf, TIME_RFC3339_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) {
		(void)snprintf(buf, TIME_RFC3339_SIZE, "1970-01-01T00:00:00Z");
	}
	return buf;
}
