/* The day somebody is back: a date near one of the pack's words for returning ("until", "back on", "grįšiu", "wracam"). Dates
 * are read as people of our languages write them: 2027-03-18, 18.03.2027, 18/3, 18 March 2027, March 18, kovo 18 d.,
 * 2027 m. kovo 18 d. */
#include "mail/auto_private.h"

#include "mail/machine_words_private.h"

#include "util/ascii.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NEAR 70          /* bytes behind the word in which the date begins */
#define MONTH_BACK 2592000 /* a date without a year that is longer ago means next year */

struct date {
	int year, month, day; /* 0: not said */
};

/* The number at `*s`, at most four digits; moves on. */
static int number_at(const char **s)
{
	int n = 0;
	int digits = 0;

	while (ascii_is_digit(**s) && digits < 5) {
		n = n * 10 + (**s - '0');
		(*s)++;
		digits++;
	}
	return digits > 4 ? 0 : n;
}

static void add_number(struct date *d, int n)
{
	if (n >= 1990 && n <= 2100 && d->year == 0) {
		d->year = n;
	} else if (n >= 1 && n <= 31 && d->day == 0) {
		d->day = n;
	} else if (n >= 1 && n <= 12 && d->month == 0) {
		d->month = n;
	}
}

/* "2027-03-18" and "2027.03.18" are year, month, day; everything else is day before month. */
static bool numeric_date(const char *s, struct date *ret)
{
	struct date d = { 0, 0, 0 };
	const char *p = s;
	int first = number_at(&p);
	int second;

	if ((*p != '-' && *p != '.' && *p != '/') || !ascii_is_digit(p[1])) {
		return false;
	}
	p++;
	second = number_at(&p);
	if (first >= 1990) {
		d.year = first;
		d.month = second;
		p += *p == '-' || *p == '.' || *p == '/';
		d.day = number_at(&p);
	} else {
		d.day = first;
		d.month = second;
		if ((*p == '-' || *p == '.' || *p == '/') && ascii_is_digit(p[1])) {
			p++;
			d.year = number_at(&p);
			d.year += d.year > 0 && d.year < 100 ? 2000 : 0;
		}
		if (d.month > 12 && d.day <= 12) {
			d.month = first;
			d.day = second;
		}
	}
	*ret = d;
	return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31;
}

/* The month's word at `s`; 0 when there is none. */
static int month_at(const struct machine_words *words, const char *s, size_t len)
{
	struct words_search search;
	struct words_hit hit;

	words_search_start(&search, words, s, len < 24 ? len : 24);
	while (words_search_next(&search, &hit) && hit.at == 0) {
		if (hit.section == WORDS_MONTH) {
			return hit.weight;
		}
	}
	return 0;
}

static bool is_word_start(const char *text, const char *p)
{
	return p == text || strchr(" ,.;:(", p[-1]) != NULL;
}

/* A month's word with a day on one of its sides, a year perhaps. */
static bool worded_date(const struct machine_words *words, const char *text, const char *from, size_t len, struct date *ret)
{
	struct date d = { 0, 0, 0 };
	const char *end = from + len;
	int words_between = 0;

	for (const char *p = from; p < end; ) {
		if (ascii_is_digit(*p)) {
			const char *start = p;

			add_number(&d, number_at(&p));
			if (*p == ':' || (start > text && start[-1] == ':')) {
				return false; /* a time of day */
			}
			words_between = 0;
		} else if ((*p & 0x80) != 0 || (*p >= 'a' && *p <= 'z')) {
			int month = is_word_start(text, p) && d.month == 0 ? month_at(words, p, (size_t)(end - p)) : 0;

			d.month = month > 0 ? month : d.month;
			words_between += month == 0;
			if (words_between > 3) {
				break;
			}
			while (p < end && strchr(" ,.;:()\n", *p) == NULL) {
				p++;
			}
		} else {
			if (d.day > 0 && d.month > 0 && (d.year > 0 || *p == '\n')) {
				break;
			}
			p++;
		}
	}
	*ret = d;
	return d.day >= 1 && d.month >= 1;
}

static bool complete(struct date *d, long long now)
{
	time_t t = (time_t)now;
	struct tm tm;
	struct tm day = { 0 };

	if (d->year == 0) {
		if (gmtime_r(&t, &tm) == NULL) {
			return false;
		}
		d->year = tm.tm_year + 1900;
		day = (struct tm){ .tm_year = tm.tm_year, .tm_mon = d->month - 1, .tm_mday = d->day };
		d->year += timegm(&day) < t - MONTH_BACK;
	}
	day = (struct tm){ .tm_year = d->year - 1900, .tm_mon = d->month - 1, .tm_mday = d->day };
	return timegm(&day) > 0 && day.tm_mday == d->day && day.tm_mon == d->month - 1;
}

/* The date within NEAR bytes of `p`. */
static bool date_near(const struct machine_words *words, const char *text, const char *p, size_t left, struct date *ret)
{
	left = left < NEAR ? left : NEAR;
	for (size_t i = 0; i < left; i++) {
		if (ascii_is_digit(p[i]) && (i == 0 || !ascii_is_digit(p[i - 1])) && numeric_date(p + i, ret)) {
			return true;
		}
	}
	return worded_date(words, text, p, left, ret);
}

void auto_find_return(const struct machine_words *words, const char *text, long long now, char ret[11])
{
	const size_t len = strlen(text);
	struct words_search search;
	struct words_hit hit;
	int best = 0;

	words_search_start(&search, words, text, len);
	while (words_search_next(&search, &hit)) {
		struct date d = { 0, 0, 0 };
		char day[40];

		if (hit.section != WORDS_RETURNS || hit.weight <= best || !date_near(words, text, text + hit.end, len - hit.end, &d)
				|| !complete(&d, now)) {
			continue;
		}
		(void)snprintf(day, sizeof day, "%04d-%02d-%02d", d.year, d.month, d.day);
		memcpy(ret, day, 10);
		ret[10] = '\0';
		best = hit.weight;
	}
}
