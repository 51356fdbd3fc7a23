/* Numbers of cells. They are worked on digit by digit: a telephone number that went through a double's printing would
 * come out as 3.7061E+10. */
#include "domain/workbook_private.h"

#include "util/ascii.h"

#include <string.h>

#define MAX_DIGITS 40u
#define EXACT_DIGITS 15u /* more than that spreadsheets do not keep */

struct decimal {
	bool negative;
	char digits[MAX_DIGITS + 1]; /* without zeros in front; "" for zero */
	size_t n;
	long point; /* digits before the decimal point; negative: zeros behind it first */
};

/* Exponents and lengths beyond what cells can hold are no numbers here. */
static bool read_decimal(const char *s, struct decimal *d)
{
	bool any = false;
	bool behind = false;
	long exponent = 0;

	*d = (struct decimal){ .negative = *s == '-' };
	s += *s == '-' || *s == '+';
	for (; ascii_is_digit(*s) || (*s == '.' && !behind); s++) {
		if (*s == '.') {
			behind = true;
			continue;
		}
		any = true;
		if (d->n > 0 || *s != '0') {
			if (d->n == MAX_DIGITS) {
				return false;
			}
			d->digits[d->n++] = *s;
			d->point += !behind;
		} else {
			d->point -= behind;
		}
	}
	if (any && (*s == 'e' || *s == 'E')) {
		bool minus = *++s == '-';

		s += *s == '-' || *s == '+';
		any = ascii_is_digit(*s);
		for (; ascii_is_digit(*s) && exponent < 1000; s++) {
			exponent = exponent * 10 + (*s - '0');
		}
		d->point += minus ? -exponent : exponent;
	}
	return any && *s == '\0' && d->point <= (long)MAX_DIGITS && d->point >= -(long)MAX_DIGITS;
}

static void drop_zeros(struct decimal *d)
{
	while (d->n > 0 && d->digits[d->n - 1] == '0') {
		d->n--;
	}
	if (d->n == 0) {
		d->negative = false;
		d->point = 0;
	}
}

/* Cuts what a binary fraction put behind the digits that were typed. */
static void round_digits(struct decimal *d)
{
	size_t i = EXACT_DIGITS;
	bool up;

	if (d->n <= EXACT_DIGITS) {
		return;
	}
	up = d->digits[EXACT_DIGITS] >= '5';
	d->n = EXACT_DIGITS;
	while (up && i > 0) {
		i--;
		up = d->digits[i] == '9';
		d->digits[i] = up ? '0' : (char)(d->digits[i] + 1);
	}
	if (up) {
		memmove(d->digits + 1, d->digits, d->n);
		d->digits[0] = '1';
		d->point++;
	}
}

static void add_decimal(struct strbuf *out, const struct decimal *d, unsigned least)
{
	long n = (long)d->n;

	if (d->negative) {
		strbuf_addc(out, '-');
	}
	for (long i = d->point > 0 ? d->point : 0; i < (long)least; i++) {
		strbuf_addc(out, '0');
	}
	if (d->point <= 0 && least == 0) {
		strbuf_addc(out, '0');
	}
	for (long i = 0; i < d->point; i++) {
		strbuf_addc(out, i < n ? d->digits[i] : '0');
	}
	if (n > d->point) {
		strbuf_addc(out, '.');
		for (long i = d->point; i < n; i++) {
			strbuf_addc(out, i < 0 ? '0' : d->digits[i]);
		}
	}
}

/* --- dates --- */

/* Year, month and day of a day counted from 1970-01-01 on (Gregorian). */
static void civil(int64_t day, int *year, int *month, int *dom)
{
	int64_t shifted = day + 719468; /* from 0000-03-01 on: leap days end a year then */
	int64_t era = shifted / 146097;
	int64_t doe = shifted % 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*dom = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = (int)(yoe + era * 400 + (*month <= 2));
}

static void add_date(struct strbuf *out, int64_t serial, bool since_1904)
{
	int year;
	int month;
	int dom;

	if (!since_1904 && serial == 60) { /* a day that never was but has a number */
		strbuf_adds(out, "1900-02-29");
		return;
	}
	civil(since_1904 ? serial - 24107 : serial < 60 ? serial - 25568 : serial - 25569, &year, &month, &dom);
	strbuf_addf(out, "%04d-%02d-%02d", year, month, dom);
}

/* False: no date; nothing was appended. */
static bool add_moment(struct strbuf *out, const struct decimal *d, enum number_kind kind, bool since_1904)
{
	int64_t serial = 0;
	double part = 0;
	double scale = 1;
	int seconds;

	if (d->negative || d->point > 7) {
		return false;
	}
	for (long i = 0; i < d->point; i++) {
		serial = serial * 10 + (i < (long)d->n ? d->digits[i] - '0' : 0);
	}
	for (long i = d->point; i < (long)d->n; i++) {
		scale /= 10;
		part += i < 0 ? 0 : scale * (d->digits[i] - '0');
	}
	seconds = (int)(part * 86400 + 0.5);
	if (seconds == 86400) {
		seconds = 0;
		serial++;
	}
	if (serial > 2958465) { /* 9999-12-31 */
		return false;
	}
	if (kind != NUMBER_TIME || serial > 0) {
		add_date(out, serial, since_1904);
	}
	if (kind == NUMBER_TIME || seconds != 0) {
		strbuf_addf(out, "%s%02d:%02d", kind != NUMBER_TIME || serial > 0 ? " " : "", seconds / 3600, seconds / 60 % 60);
		if (seconds % 60 != 0) {
			strbuf_addf(out, ":%02d", seconds % 60);
		}
	}
	return true;
}

void number_add(struct strbuf *out, const char *text, struct number_format format, bool since_1904)
{
	struct decimal d;

	if (!read_decimal(text, &d)) {
		strbuf_adds(out, text);
		return;
	}
	drop_zeros(&d);
	if ((format.kind == NUMBER_DATE || format.kind == NUMBER_TIME || format.kind == NUMBER_DATE_TIME)
			&& add_moment(out, &d, format.kind, since_1904)) {
		return;
	}
	if ((long)d.n > d.point) {
		round_digits(&d);
		drop_zeros(&d);
	}
	add_decimal(out, &d, format.kind == NUMBER_DIGITS ? format.digits : 0);
}

/* --- formats --- */

struct number_format number_format_builtin(unsigned long id)
{
	struct number_format f = { NUMBER_PLAIN, 0 };

	if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || (id >= 34 && id <= 36) || (id >= 50 && id <= 58)) {
		f.kind = NUMBER_DATE;
	} else if ((id >= 18 && id <= 21) || id == 32 || id == 33 || (id >= 45 && id <= 47)) {
		f.kind = NUMBER_TIME;
	} else if (id == 22) {
		f.kind = NUMBER_DATE_TIME;
	}
	return f;
}

/* Past what stands for itself: "text", \c, _c, *c, [colour or locale]; elapsed [h] counts as time. */
static const char *skip_literal(const char *s, bool *time)
{
	if (*s == '"') {
		const char *end = strchr(s + 1, '"');

		return end != NULL ? end + 1 : s + strlen(s);
	}
	if (*s == '[') {
		const char *end = strchr(s, ']');

		*time = *time || (end != NULL && strspn(s + 1, "hHmMsS") == (size_t)(end - s - 1) && end > s + 1);
		return end != NULL ? end + 1 : s + strlen(s);
	}
	if ((*s == '\\' || *s == '_' || *s == '*') && s[1] != '\0') {
		return s + 2;
	}
	return NULL;
}

struct number_format number_format_of(const char *code)
{
	struct number_format f = { NUMBER_PLAIN, 0 };
	size_t zeros = strspn(code, "0");
	bool date = false;
	bool time = false;
	bool month = false;

	if (zeros > 1 && zeros <= MAX_DIGITS && code[zeros] == '\0') {
		return (struct number_format){ NUMBER_DIGITS, (unsigned)zeros };
	}
	for (const char *s = code; *s != '\0' && *s != ';';) {
		const char *next = skip_literal(s, &time);

		if (next == NULL) {
			date = date || strchr("yYdD", *s) != NULL;
			time = time || strchr("hHsS", *s) != NULL;
			month = month || *s == 'm' || *s == 'M';
			next = s + 1;
		}
		s = next;
	}
	date = date || (month && !time);
	f.kind = date && time ? NUMBER_DATE_TIME : date ? NUMBER_DATE : time ? NUMBER_TIME : NUMBER_PLAIN;
	return f;
}
