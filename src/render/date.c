/* Dates by the patterns of a language pack. */
#include "render/date.h"

#include "util/cleanup.h"

#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#define ZONES_KEPT 8
#define ZONE_NAME_MAX 64

struct date_words {
	const char *patterns[DATE_FORMS]; /* borrowed from the pack */
	char *months[12];
	char *weekdays[7]; /* Monday first */
	const char *at;
	const char *at_hour[24];
};

struct zones {
	struct zone {
		char name[ZONE_NAME_MAX];
		UCalendar *calendar;
	} kept[ZONES_KEPT];
	size_t next; /* which is dropped next */
	char country_zone[ZONE_NAME_MAX];
};

struct moment {
	int year, month, day, weekday /* 0 Monday */, hour, minute, yday;
};

static const char *const form_names[DATE_FORMS] = {
	[DATE_DAY] = "day",
	[DATE_ON_DAY] = "on-day",
	[DATE_TIME] = "time",
	[DATE_TIME_RANGE] = "time-range",
	[DATE_ON_DAY_TIME] = "on-day-time",
	[DATE_ON_DAY_RANGE] = "on-day-range",
	[DATE_DAYS_IN_MONTH] = "days-in-month",
	[DATE_DAYS_IN_YEAR] = "days-in-year",
	[DATE_DAYS] = "days",
};

static char *to_utf8(const UChar *s, int32_t len)
{
	char buf[128];
	UErrorCode code = U_ZERO_ERROR;
	int32_t n = 0;

	u_strToUTF8(buf, (int32_t)sizeof buf, &n, s, len, &code);
	return U_SUCCESS(code) && n < (int32_t)sizeof buf ? strndup(buf, (size_t)n) : NULL;
}

static enum status load_months(struct date_words *w, const char *locale, struct error *err)
{
	UErrorCode code = U_ZERO_ERROR;
	UDateFormat *format = udat_open(UDAT_NONE, UDAT_LONG, locale, NULL, 0, NULL, 0, &code);

	for (int i = 0; U_SUCCESS(code) && i < 12; i++) {
		UChar name[64];
		int32_t len = udat_getSymbols(format, UDAT_MONTHS, i, name, (int32_t)ARRAY_SIZE(name), &code);

		w->months[i] = U_SUCCESS(code) ? to_utf8(name, len) : NULL;
		if (w->months[i] == NULL) {
			code = U_MEMORY_ALLOCATION_ERROR;
		}
	}
	if (format != NULL) {
		udat_close(format);
	}
	return U_SUCCESS(code) ? ST_OK : error_set(err, ST_CONFIG, "no month names for locale '%s'", locale);
}

static bool load_weekdays(struct date_words *w, const char *list)
{
	for (int i = 0; i < 7; i++) {
		size_t n;

		list += strspn(list, " \n\t");
		n = strcspn(list, ",");
		w->weekdays[i] = strndup(list, n);
		if (n == 0 || w->weekdays[i] == NULL) {
			return false;
		}
		list += n + (list[n] == ',');
	}
	return true;
}

static const char *word(const struct language *language, const char *key)
{
	char name[64];

	(void)snprintf(name, sizeof name, "date.%s", key);
	return language_word(language, name);
}

static bool add_field(const struct date_words *w, const struct moment *m, const char *name, size_t len, struct strbuf *out)
{
#define IS(s) (len == sizeof(s) - 1 && memcmp(name, s, len) == 0)
	if (IS("year")) {
		strbuf_addf(out, "%d", m->year);
	} else if (IS("month")) {
		strbuf_adds(out, w->months[m->month]);
	} else if (IS("day")) {
		strbuf_addf(out, "%d", m->day);
	} else if (IS("weekday")) {
		strbuf_adds(out, w->weekdays[m->weekday]);
	} else if (IS("hour")) {
		strbuf_addf(out, "%d", m->hour);
	} else if (IS("hour2")) {
		strbuf_addf(out, "%02d", m->hour);
	} else if (IS("minute")) {
		strbuf_addf(out, "%02d", m->minute);
	} else if (IS("at")) {
		strbuf_adds(out, w->at_hour[m->hour] != NULL ? w->at_hour[m->hour] : w->at);
	} else {
		return false;
	}
	return true;
#undef IS
}

/* False when a placeholder is not known. */
static bool fill(const struct date_words *w, const char *pattern, const struct moment *start, const struct moment *end,
		struct strbuf *out)
{
	while (*pattern != '\0') {
		const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL;
		const struct moment *m = start;
		const char *name = pattern + 1;

		if (close == NULL) {
			strbuf_addc(out, *pattern++);
			continue;
		}
		if (strncmp(name, "end-", 4) == 0) {
			m = end;
			name += 4;
		}
		if (!add_field(w, m, name, (size_t)(close - name), out)) {
			return false;
		}
		pattern = close + 1;
	}
	return true;
}

static void load_patterns(struct date_words *w, const struct language *language, const char *file,
		struct problems *problems)
{
	static const struct moment sample = { .year = 2027 };
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	for (int i = 0; i < DATE_FORMS; i++) {
		w->patterns[i] = word(language, form_names[i]);
		if (w->patterns[i] == NULL) {
			problems_add(problems, file, 0, "[date] lacks '%s'", form_names[i]);
			w->patterns[i] = "";
		} else if (!fill(w, w->patterns[i], &sample, &sample, &sb)) {
			problems_add(problems, file, 0, "[date] %s: '%s' has an unknown placeholder", form_names[i],
					w->patterns[i]);
			w->patterns[i] = "";
		}
	}
}

static void words_cleanup(struct date_words **w)
{
	date_words_free(*w);
}

enum status date_words_load(const struct language *language, const char *file, struct date_words **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP(words_cleanup) struct date_words *w = calloc(1, sizeof *w);
	const char *locale = language_word(language, "language.locale");
	const char *weekdays = word(language, "weekdays");
	enum status st;

	if (w == NULL) {
		return error_set(err, ST_NOMEM, "dates: out of memory");
	}
	st = load_months(w, locale != NULL ? locale : language_code(language), err);
	if (st != ST_OK) {
		return st;
	}
	if (weekdays == NULL || !load_weekdays(w, weekdays)) {
		problems_add(problems, file, 0, "[date] weekdays must name seven days, Monday first");
		for (int i = 0; i < 7; i++) {
			free(w->weekdays[i]);
			w->weekdays[i] = strdup("");
			if (w->weekdays[i] == NULL) {
				return error_set(err, ST_NOMEM, "dates: out of memory");
			}
		}
	}
	w->at = word(language, "at");
	w->at = w->at != NULL ? w->at : "";
	for (int hour = 0; hour < 24; hour++) {
		char key[8];

		(void)snprintf(key, sizeof key, "at-%d", hour);
		w->at_hour[hour] = word(language, key);
	}
	load_patterns(w, language, file, problems);
	*ret = TAKE_PTR(w);
	return ST_OK;
}

void date_words_free(struct date_words *w)
{
	if (w == NULL) {
		return;
	}
	for (int i = 0; i < 12; i++) {
		free(w->months[i]);
	}
	for (int i = 0; i < 7; i++) {
		free(w->weekdays[i]);
	}
	free(w);
}

enum status zones_new(struct zones **ret, struct error *err)
{
	*ret = calloc(1, sizeof **ret);
	return *ret != NULL ? ST_OK : error_set(err, ST_NOMEM, "zones: out of memory");
}

void zones_free(struct zones *zones)
{
	if (zones == NULL) {
		return;
	}
	for (size_t i = 0; i < ZONES_KEPT; i++) {
		if (zones->kept[i].calendar != NULL) {
			ucal_close(zones->kept[i].calendar);
		}
	}
	free(zones);
}

void zones_cleanup(struct zones **zones)
{
	zones_free(*zones);
}

/* ICU takes any name and falls back to GMT: an unknown one is recognised by its canonical form. */
static UCalendar *open_calendar(const char *name)
{
	UChar id[ZONE_NAME_MAX], canonical[ZONE_NAME_MAX];
	UErrorCode code = U_ZERO_ERROR;
	UBool is_system = false;
	UCalendar *calendar;

	u_uastrncpy(id, name, ZONE_NAME_MAX - 1);
	id[ZONE_NAME_MAX - 1] = 0;
	(void)ucal_getCanonicalTimeZoneID(id, -1, canonical, ZONE_NAME_MAX, &is_system, &code);
	if (U_FAILURE(code) || !is_system) {
		return NULL;
	}
	calendar = ucal_open(id, -1, "en", UCAL_GREGORIAN, &code);
	return U_SUCCESS(code) ? calendar : NULL;
}

static UCalendar *calendar_of(struct zones *zones, const char *name, struct error *err)
{
	struct zone *z;
	UCalendar *calendar;

	for (size_t i = 0; i < ZONES_KEPT; i++) {
		if (zones->kept[i].calendar != NULL && strcmp(zones->kept[i].name, name) == 0) {
			return zones->kept[i].calendar;
		}
	}
	calendar = strlen(name) < ZONE_NAME_MAX ? open_calendar(name) : NULL;
	if (calendar == NULL) {
		(void)error_set(err, ST_INVALID, "there is no time zone '%s'", name);
		return NULL;
	}
	z = &zones->kept[zones->next++ % ZONES_KEPT];
	if (z->calendar != NULL) {
		ucal_close(z->calendar);
	}
	(void)snprintf(z->name, sizeof z->name, "%s", name);
	z->calendar = calendar;
	return calendar;
}

static enum status moment_of(struct zones *zones, const char *zone, int64_t t, struct moment *ret, struct error *err)
{
	UCalendar *c = calendar_of(zones, zone, err);
	UErrorCode code = U_ZERO_ERROR;

	if (c == NULL) {
		return ST_INVALID;
	}
	ucal_setMillis(c, (double)t * 1000.0, &code);
	ret->year = ucal_get(c, UCAL_YEAR, &code);
	ret->month = ucal_get(c, UCAL_MONTH, &code);
	ret->day = ucal_get(c, UCAL_DATE, &code);
	ret->weekday = (ucal_get(c, UCAL_DAY_OF_WEEK, &code) + 5) % 7;
	ret->hour = ucal_get(c, UCAL_HOUR_OF_DAY, &code);
	ret->minute = ucal_get(c, UCAL_MINUTE, &code);
	ret->yday = ucal_get(c, UCAL_DAY_OF_YEAR, &code);
	if (U_FAILURE(code) || ret->month < 0 || ret->month > 11) {
		return error_set(err, ST_INVALID, "the time %lld cannot be written as a date", (long long)t);
	}
	return ST_OK;
}

enum status date_format(const struct date_words *words, struct zones *zones, const char *zone, enum date_form form,
		int64_t start, int64_t end, struct strbuf *out, struct error *err)
{
	struct moment from, to;
	enum status st = moment_of(zones, zone, start, &from, err);

	st = st == ST_OK ? moment_of(zones, zone, end, &to, err) : st;
	if (st == ST_OK) {
		(void)fill(words, words->patterns[form], &from, &to, out);
		st = strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "a date: out of memory");
	}
	return st;
}

static enum status format_days(const struct date_words *words, struct zones *zones, const char *zone, int64_t start,
		int64_t end, enum date_form one_day, struct strbuf *out, struct error *err)
{
	struct moment from, to;
	enum date_form form = DATE_DAYS;
	enum status st = moment_of(zones, zone, start, &from, err);

	/* An event that ends at midnight ends on the day before. */
	st = st == ST_OK ? moment_of(zones, zone, end > start ? end - 1 : start, &to, err) : st;
	if (st != ST_OK) {
		return st;
	}
	if (from.year == to.year) {
		form = from.yday == to.yday ? one_day : from.month == to.month ? DATE_DAYS_IN_MONTH : DATE_DAYS_IN_YEAR;
	}
	return date_format(words, zones, zone, form, start, form == one_day || end <= start ? end : end - 1, out, err);
}

enum status date_format_when(const struct date_words *words, struct zones *zones, const char *zone, int64_t start,
		int64_t end, struct strbuf *out, struct error *err)
{
	return format_days(words, zones, zone, start, end, end > start ? DATE_ON_DAY_RANGE : DATE_ON_DAY_TIME, out, err);
}

enum status date_format_days(const struct date_words *words, struct zones *zones, const char *zone, int64_t start,
		int64_t end, struct strbuf *out, struct error *err)
{
	return format_days(words, zones, zone, start, end, DATE_ON_DAY, out, err);
}

const char *date_zone_label(const struct language *language, const char *zone)
{
	char name[ZONE_NAME_MAX + 8];

	(void)snprintf(name, sizeof name, "zone.%s", zone);
	return language_word(language, name);
}

const char *zones_of_country(struct zones *zones, const char *country)
{
	UErrorCode code = U_ZERO_ERROR;
	UEnumeration *ids = ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, country, NULL, &code);
	const char *id = NULL;
	int32_t len = 0;
	bool single = false;

	if (U_SUCCESS(code) && uenum_count(ids, &code) == 1) {
		id = uenum_next(ids, &len, &code);
		single = U_SUCCESS(code) && id != NULL
				&& snprintf(zones->country_zone, sizeof zones->country_zone, "%s", id) < ZONE_NAME_MAX;
	}
	uenum_close(ids);
	return single ? zones->country_zone : NULL;
}

enum status zones_offset(struct zones *zones, const char *zone, int64_t t, int *ret_minutes, struct error *err)
{
	UCalendar *c = calendar_of(zones, zone, err);
	UErrorCode code = U_ZERO_ERROR;
	int32_t ms;

	if (c == NULL) {
		return ST_INVALID;
	}
	ucal_setMillis(c, (double)t * 1000.0, &code);
	ms = ucal_get(c, UCAL_ZONE_OFFSET, &code) + ucal_get(c, UCAL_DST_OFFSET, &code);
	if (U_FAILURE(code)) {
		return error_set(err, ST_INVALID, "the time %lld is out of range", (long long)t);
	}
	*ret_minutes = ms / 60000;
	return ST_OK;
}
