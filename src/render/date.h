/* Dates as an invitation writes them. ICU gives month names, zones and the calendar; sentences are the pack's, since CLDR has no
 * weekdays in the accusative and its intervals cannot be used. Section [date] of a pack has patterns with {year} {month} {day}
 * {weekday} {hour} {hour2} {minute} {at}, and with "end-" before the name the same of the end:
 *
 *	weekdays = pirmadienį, antradienį, …      Monday first, with the preposition where there is one (we wtorek)
 *	at = о          at-11 = об                the word before an hour
 *	day, on-day, time, time-range, on-day-time, on-day-range, days-in-month, days-in-year, days
 *
 * Section [zone] names zones ("Europe/Vilnius = Lietuvos laiku"). */
#ifndef KVIESLYS_RENDER_DATE_H
#define KVIESLYS_RENDER_DATE_H

#include "language/pack.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

enum date_form {
	DATE_DAY,          /* 2026 m. lapkričio 23 d. */
	DATE_ON_DAY,       /* 2026 m. lapkričio 23 d. (pirmadienį) */
	DATE_TIME,         /* 10.00 val. */
	DATE_TIME_RANGE,   /* 10.00–16.00 val. */
	DATE_ON_DAY_TIME,  /* w poniedziałek 23 listopada 2026 r. o godz. 10.00 */
	DATE_ON_DAY_RANGE, /* w poniedziałek 23 listopada 2026 r. w godz. 10.00–16.00 */
	DATE_DAYS_IN_MONTH,/* 2026 m. lapkričio 23–24 d. */
	DATE_DAYS_IN_YEAR, /* 2026 m. lapkričio 30 d. – gruodžio 1 d. */
	DATE_DAYS,         /* over the end of a year */
	DATE_FORMS
};

struct date_words; /* of one language; immutable, shared by threads */
struct zones;      /* ICU calendars of one thread */

/* Faults (a pattern missing, an unknown placeholder) go to `problems`. ST_CONFIG (unknown locale), ST_NOMEM. */
enum status date_words_load(const struct language *language, const char *file, struct date_words **ret,
		struct problems *problems, struct error *err);
void date_words_free(struct date_words *words);

enum status zones_new(struct zones **ret, struct error *err);
void zones_free(struct zones *zones);
#define CLEANUP_ZONES CLEANUP(zones_cleanup)
void zones_cleanup(struct zones **zones);

/* Appends one form; `end` matters to the range forms only. ST_INVALID: no such zone. */
enum status date_format(const struct date_words *words, struct zones *zones, const char *zone, enum date_form form,
		int64_t start, int64_t end, struct strbuf *out, struct error *err);
/* The whole of "when": one day with its hours, or a range of days by the shortest form that fits. */
enum status date_format_when(const struct date_words *words, struct zones *zones, const char *zone, int64_t start,
		int64_t end, struct strbuf *out, struct error *err);
/* The days alone, one or a range. */
enum status date_format_days(const struct date_words *words, struct zones *zones, const char *zone, int64_t start,
		int64_t end, struct strbuf *out, struct error *err);
/* "Lietuvos laiku", or NULL when the pack does not name the zone. */
const char *date_zone_label(const struct language *language, const char *zone);
/* The zone of a country (ISO 3166 alpha-2) that has only one, else NULL. Borrowed until the next call. */
const char *zones_of_country(struct zones *zones, const char *country);
/* Minutes east of UTC at t. ST_INVALID: no such zone. */
enum status zones_offset(struct zones *zones, const char *zone, int64_t t, int *ret_minutes, struct error *err);

#endif
