/* Header blocks: "From: … Sent: … To: … Subject: …" in a row, with or without a line of dashes above, and lines of
 * dashes that say themselves that a forwarded or original message follows. */
#include "mail/reply_private.h"
#include "util/ascii.h"
#include "util/fold.h"

#include <string.h>

#define MAX_NAME 60
#define MAX_BLOCK_LINES 14
#define MAX_FOLDED 512
#define MAX_ANNOUNCED 120 /* bytes of a line of its own that announces a quoted mail */

static bool is_rule_char(char c)
{
	return c == '-' || c == '_' || c == '=' || c == '*' || c == '~';
}

/* The line folded, without the bold and quoting marks ("*From:*", "**") that clients put around names. */
static size_t fold_line(const struct line *line, char *buf, size_t size)
{
	size_t len = line->len < MAX_FOLDED ? line->len : MAX_FOLDED;
	size_t n = fold_into(line->s, len, buf, size);
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		if (buf[i] != '*') {
			buf[to++] = buf[i];
		}
	}
	while (to > 0 && buf[to - 1] == ' ') {
		to--;
	}
	buf[to] = '\0';
	return to;
}

static size_t colon_at(const char *s, size_t len)
{
	size_t limit = len < MAX_NAME ? len : MAX_NAME;

	for (size_t i = 0; i < limit; i++) {
		if (s[i] == ':' || (i + 2 < len && memcmp(s + i, "\xef\xbc\x9a", 3) == 0)) {
			return i;
		}
	}
	return len;
}

/* Class of the header whose known name begins the line, 0 when it is none. */
static int header_class(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_FOLDED + 1];
	size_t len;
	size_t colon;
	const struct rule *r;

	if (line->len == 0 || colon_at(line->s, line->len) == line->len) {
		return 0;
	}
	len = fold_line(line, buf, sizeof(buf));
	colon = colon_at(buf, len);
	while (colon > 0 && colon < len && buf[colon - 1] == ' ') {
		colon--;
	}
	r = colon < len ? rule_equal(lines->rules, RULE_HEADER, buf, colon) : NULL;
	return r != NULL ? r->value : 0;
}

/* "Name: value" with one to three words as the name. */
static bool looks_like_header(const struct line *line)
{
	size_t colon = colon_at(line->s, line->len);
	size_t blanks = 0;

	if (colon == line->len || colon < 2 || colon > 40) {
		return false;
	}
	for (size_t i = 0; i < colon; i++) {
		blanks += line->s[i] == ' ';
	}
	return blanks <= 2;
}

static bool has_address(const struct line *line)
{
	const char *at = line->len > 0 ? memchr(line->s, '@', line->len) : NULL;

	return at != NULL && at > line->s && at + 2 < line->s + line->len;
}

/* A year: names of headers that nobody told us of are believed only beside a date. */
static bool has_year(const struct line *line)
{
	for (size_t i = 0; i + 4 <= line->len; i++) {
		if ((memcmp(line->s + i, "20", 2) == 0 || memcmp(line->s + i, "19", 2) == 0)
				&& ascii_is_digit(line->s[i + 2]) && ascii_is_digit(line->s[i + 3])) {
			return true;
		}
	}
	return false;
}

static bool has_time(const struct line *line)
{
	for (size_t i = 1; i + 2 < line->len; i++) {
		if (line->s[i] == ':' && ascii_is_digit(line->s[i - 1]) && line->s[i + 1] >= '0'
				&& line->s[i + 1] <= '5' && ascii_is_digit(line->s[i + 2])) {
			return true;
		}
	}
	return false;
}

static bool has_bracketed_address(const struct line *line)
{
	const char *open = line->len > 0 ? memchr(line->s, '<', line->len) : NULL;

	return open != NULL && memchr(open, '@', line->len - (size_t)(open - line->s)) != NULL;
}

/* A row of headers at line i: how many lines, 0 when they are too few. Names that nobody told us of are believed when
 * a line of dashes stands above (`framed`), or the first line holds "<address>"; both ask for a date, too. */
static size_t header_row(const struct text_lines *lines, size_t i, bool framed)
{
	int seen = 0;
	size_t known = 0;
	size_t shaped = 0;
	size_t loose = 0;
	bool address = false;
	bool year = false;
	bool time = false;
	bool bracketed = has_bracketed_address(&lines->lines[i]);
	size_t end = i;

	for (size_t k = i; k < lines->n && k < i + MAX_BLOCK_LINES; k++) {
		const struct line *line = &lines->lines[k];
		int class;

		if (line_is_blank(line)) {
			if (k == i || k > i + 1 || !framed) {
				break;
			}
			continue;
		}
		class = header_class(lines, line);
		if (class != 0) {
			seen |= class;
			known++;
			loose = 0;
			end = k + 1;
		} else if ((framed || bracketed) && looks_like_header(line)) {
			shaped++;
			loose = 0;
			end = k + 1;
		} else if (k == i || ++loose > 2) {
			break; /* a long To: or Subject: is folded over a line or two */
		}
		address = address || has_address(line);
		year = year || has_year(line);
		time = time || has_time(line);
	}
	/* "Od: 9.00, Do: 16.00" says when somebody comes: a sender comes with a date, a subject or an address */
	if ((seen & HEADER_FROM) != 0 && ((seen & (HEADER_DATE | HEADER_SUBJECT)) != 0
			|| ((seen & ~HEADER_FROM) != 0 && address))) {
		return end - i;
	}
	if (known >= 3 || (framed && known >= 1 && known + shaped >= 2)) {
		return end - i;
	}
	return address && year && shaped + known >= 3 && (framed || (bracketed && time)) ? end - i : 0;
}

/* The length of dashes at the beginning of the line, also of em dashes. */
static size_t dashes(const char *s, size_t len)
{
	size_t i = 0;

	for (;;) {
		if (i < len && (is_rule_char(s[i]) || (i > 0 && s[i] == ' ' && i + 1 < len && is_rule_char(s[i + 1])))) {
			i++;
		} else if (i + 2 < len && memcmp(s + i, "\xe2\x80", 2) == 0
				&& ((unsigned char)s[i + 2] == 0x94 || (unsigned char)s[i + 2] == 0x93)) {
			i += 3;
		} else {
			return i;
		}
	}
}

/* "----- Original message -----": the words between; NULL when the line is not framed. */
static const char *framed_words(const struct line *line, size_t *ret_len)
{
	size_t front = dashes(line->s, line->len);
	size_t end = line->len;

	if (front < 2 || front == line->len) {
		return NULL;
	}
	while (end > front && (is_rule_char(line->s[end - 1]) || line->s[end - 1] == ' ')) {
		end--;
	}
	*ret_len = end - front;
	return line->s + front;
}

/* A line whose words announce a quoted or forwarded message, between dashes or alone. */
static const struct rule *announced(const struct text_lines *lines, const struct line *line, bool *ret_framed)
{
	char buf[MAX_FOLDED + 1];
	size_t len = 0;
	const char *words = framed_words(line, &len);
	struct line inner = *line;
	const struct rule *r;

	*ret_framed = words != NULL;
	if (words != NULL) {
		inner.s = words;
		inner.len = (uint32_t)len;
	}
	if (inner.len == 0 || inner.len > (words != NULL ? MAX_FOLDED : MAX_ANNOUNCED)) {
		return NULL;
	}
	len = fold_line(&inner, buf, sizeof(buf));
	while (len > 0 && (buf[len - 1] == ':' || buf[len - 1] == ' ' || is_rule_char(buf[len - 1]))) {
		len--;
	}
	r = rule_at(lines->rules, RULE_BLOCK, buf, len);
	/* framed: more may follow on the line; alone: it must be the whole line */
	return r != NULL && (*ret_framed || r->len == len) ? r : NULL;
}

size_t lines_block_at(struct text_lines *lines, size_t i)
{
	const struct line *line = &lines->lines[i];
	size_t front = dashes(line->s, line->len);
	size_t next = lines_next(lines, i + 1);
	bool framed;
	const struct rule *r = announced(lines, line, &framed);
	size_t n;

	if (line->mark == MARK_REST) {
		return 1;
	}
	if (r != NULL) {
		n = next < lines->n ? header_row(lines, next, true) : 0;
		if (framed || n > 0) {
			lines->forwarded |= r->value != 0;
			return n > 0 ? next + n - i : 1;
		}
	}
	if (front >= 3 && next < lines->n && next <= i + 3) { /* an unknown "--- xxx ---", or bare dashes */
		n = front == line->len || framed ? header_row(lines, next, front < line->len) : 0;
		if (n > 0) {
			return next + n - i;
		}
	}
	return header_row(lines, i, false);
}
