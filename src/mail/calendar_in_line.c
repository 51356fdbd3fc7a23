/* Content lines of iCalendar (RFC 5545 §3.1): unfolding, parameters, escapes, addresses, times. */
#include "mail/calendar_in_private.h"

#include "util/ascii.h"

#include <string.h>
#include <strings.h>

#define MAX_LINE (64u << 10)

static void split_line(const char *s, size_t len, struct calendar_line *ret)
{
	bool quoted = false;
	size_t i = 0;

	while (i < len && s[i] != ';' && s[i] != ':') {
		i++;
	}
	ret->name = s;
	ret->name_len = i;
	while (ret->name_len > 0 && (ret->name[ret->name_len - 1] == ' ' || ret->name[ret->name_len - 1] == '\t')) {
		ret->name_len--;
	}
	ret->params = s + i;
	for (; i < len; i++) {
		if (s[i] == '"') {
			quoted = !quoted;
		} else if (s[i] == ':' && !quoted) {
			break;
		}
	}
	if (i == len && quoted) { /* a quote without end: the first colon counts */
		const char *colon = memchr(ret->params, ':', len - (size_t)(ret->params - s));

		i = colon != NULL ? (size_t)(colon - s) : len;
	}
	ret->params_len = i - (size_t)(ret->params - s);
	ret->value = i < len ? s + i + 1 : s + len;
	ret->value_len = i < len ? len - i - 1 : 0;
}

bool calendar_next_line(const char *text, size_t len, size_t *pos, struct strbuf *buf, struct calendar_line *ret)
{
	const char *nl;
	size_t start = *pos;
	size_t end;

	if (start >= len) {
		return false;
	}
	nl = memchr(text + start, '\n', len - start);
	end = nl != NULL ? (size_t)(nl - text) : len;
	*pos = end < len ? end + 1 : len;
	end -= end > start && text[end - 1] == '\r';
	if (*pos >= len || (text[*pos] != ' ' && text[*pos] != '\t')) {
		split_line(text + start, end - start, ret);
		return true;
	}
	strbuf_reset(buf);
	strbuf_add(buf, text + start, end - start);
	while (*pos < len && (text[*pos] == ' ' || text[*pos] == '\t')) {
		start = *pos + 1;
		nl = memchr(text + *pos, '\n', len - *pos);
		end = nl != NULL ? (size_t)(nl - text) : len;
		*pos = end < len ? end + 1 : len;
		end -= end > start && text[end - 1] == '\r';
		if (end > start && buf->len < MAX_LINE) {
			strbuf_add(buf, text + start, end - start);
		}
	}
	split_line(buf->buf, buf->len, ret);
	return true;
}

bool calendar_is(const struct calendar_line *line, const char *name)
{
	return strlen(name) == line->name_len && strncasecmp(line->name, name, line->name_len) == 0;
}

/* RFC 6868: ^n is a line break, ^' a quote, ^^ a circumflex. */
static void add_param_text(const char *s, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '^' && i + 1 < len && (s[i + 1] == 'n' || s[i + 1] == '\'' || s[i + 1] == '^')) {
			i++;
			strbuf_addc(out, s[i] == 'n' ? '\n' : s[i] == '\'' ? '"' : '^');
		} else {
			strbuf_addc(out, s[i]);
		}
	}
}

bool calendar_param(const struct calendar_line *line, const char *name, struct strbuf *out)
{
	size_t name_len = strlen(name);
	size_t i = 0;

	while (i < line->params_len) {
		size_t start = ++i; /* behind ';' */
		size_t eq;
		size_t end;
		bool quoted = false;

		while (i < line->params_len && line->params[i] != '=' && line->params[i] != ';') {
			i++;
		}
		eq = i;
		while (i < line->params_len && (quoted || line->params[i] != ';')) {
			quoted ^= line->params[i] == '"';
			i++;
		}
		end = i;
		if (eq < end && eq - start == name_len && strncasecmp(line->params + start, name, name_len) == 0) {
			const char *value = line->params + eq + 1;
			size_t len = end - eq - 1;

			if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
				value++;
				len -= 2;
			}
			add_param_text(value, len, out);
			return true;
		}
	}
	return false;
}

void calendar_text(const char *value, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (value[i] == '\\' && i + 1 < len) {
			i++;
			strbuf_addc(out, value[i] == 'n' || value[i] == 'N' ? '\n' : value[i]);
		} else {
			strbuf_addc(out, value[i]);
		}
	}
}

void calendar_address(const char *value, size_t len, struct strbuf *out)
{
	const char *open;
	const char *close;

	while (len > 0 && (*value == ' ' || *value == '"')) {
		value++;
		len--;
	}
	if (len >= 7 && strncasecmp(value, "mailto:", 7) == 0) {
		value += 7;
		len -= 7;
	}
	open = len > 0 ? memchr(value, '<', len) : NULL;
	close = open != NULL ? memchr(open, '>', len - (size_t)(open - value)) : NULL;
	if (close != NULL) {
		len = (size_t)(close - open) - 1;
		value = open + 1;
	}
	if (len == 0 || memchr(value, '@', len) == NULL) {
		return;
	}
	for (size_t i = 0; i < len; i++) {
		int v = value[i] == '%' && i + 2 < len && ascii_hex(value[i + 1]) >= 0 && ascii_hex(value[i + 2]) >= 0
				? ascii_hex(value[i + 1]) * 16 + ascii_hex(value[i + 2]) : -1;

		if (v > ' ' && v < 127) {
			strbuf_addc(out, (char)v);
			i += 2;
		} else if ((unsigned char)value[i] > ' ' && value[i] != '"') {
			strbuf_addc(out, value[i]);
		}
	}
}

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t days_of(int64_t y, int64_t m, int64_t d)
{
	int64_t era;
	int64_t yoe;
	int64_t doy;

	y -= m <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

int64_t calendar_time(const char *value, size_t len)
{
	static const size_t places[] = { 4, 2, 2, 2, 2, 2 };
	int64_t f[6] = { 0 };
	size_t at = 0;
	size_t n = 0;

	for (; n < 6; n++) {
		if (n == 3 && (at >= len || (value[at] | 0x20) != 't')) {
			break;
		}
		at += n == 3;
		if (at + places[n] > len) {
			break;
		}
		for (size_t k = 0; k < places[n]; k++, at++) {
			if (!ascii_is_digit(value[at])) {
				return 0;
			}
			f[n] = f[n] * 10 + (value[at] - '0');
		}
	}
	if (n < 3 || f[0] < 1970 || f[1] < 1 || f[1] > 12 || f[2] < 1 || f[2] > 31 || f[3] > 24 || f[4] > 59 || f[5] > 60) {
		return 0;
	}
	return ((days_of(f[0], f[1], f[2]) * 24 + f[3]) * 60 + f[4]) * 60 + f[5];
}
