/* Where the quoted mail begins: lines with '>' marks, attribution lines ("On … wrote:"), header blocks.
 * An attribution is known by its shape (date, time, address, colon) and by the verbs of the language packs; one of up to
 * four lines is read from its end, so that the words of the reply above it stay out. */
#include "mail/reply_private.h"
#include "util/ascii.h"
#include "util/fold.h"

#include <string.h>

#define MAX_ATTRIBUTION 1000
#define MAX_ATTRIBUTION_LINES 5
#define MAX_SINGLE 400
#define LONG_LINE 60
#define MAX_VERB_LINE 60

/* What an attribution shows. */
struct signs {
	bool address;   /* x@y */
	bool bracketed; /* in <>, () or [] */
	bool year;      /* 2026, or 23/11/26 */
	bool time;      /* 10:15, 10.15 */
	bool zone;      /* GMT, UTC, +0200 behind a time */
	bool colon;     /* at the end */
	bool framed;    /* dashes at both ends */
	bool dated;     /* begins with a date */
	bool on; /* begins with a first word of such lines */
	bool verb;
	bool verb_begins;
	bool verb_ends; /* nothing but a colon or dashes behind it */
};

/* Digits at s[i]: how many. */
static size_t digits_at(const char *s, size_t i, size_t len)
{
	size_t n = 0;

	while (i + n < len && ascii_is_digit(s[i + n])) {
		n++;
	}
	return n;
}

/* A date like 23.11.2026, 2026-11-23, 11/23/26 at s[i]: its length, 0 when it is none. */
static size_t date_at(const char *s, size_t i, size_t len)
{
	size_t at = i;
	size_t groups = 0;
	bool year = false;

	while (groups < 3) {
		size_t n = digits_at(s, at, len);

		if (n == 0 || n == 3 || n > 4) {
			break;
		}
		year |= n == 4 && (memcmp(s + at, "19", 2) == 0 || memcmp(s + at, "20", 2) == 0);
		at += n;
		groups++;
		if (groups == 3) {
			return at - i;
		}
		if (at + 1 >= len || strchr("-/.", s[at]) == NULL || !ascii_is_digit(s[at + 1])) {
			break;
		}
		at++;
	}
	return groups == 1 && year ? 4 : 0;
}

static void number_at(const char *s, size_t i, size_t len, struct signs *signs)
{
	size_t n = digits_at(s, i, len);

	if (date_at(s, i, len) >= 4) {
		signs->year = true;
	} else if (n <= 2 && i + n + 2 < len + 0 && (s[i + n] == ':' || s[i + n] == '.')
			&& digits_at(s, i + n + 1, len) == 2) {
		signs->time = true;
	}
}

static bool is_bracket(char c)
{
	return c == '<' || c == '(' || c == '[' || c == ':' || c == ';' || c == '"' || c == '\'';
}

/* The '@' at s[i] between two words makes an address. */
static void address_at(const char *s, size_t i, size_t len, struct signs *signs)
{
	size_t from = i;

	if (i == 0 || i + 2 >= len || s[i - 1] == ' ' || s[i + 1] == ' ') {
		return;
	}
	signs->address = true;
	while (from > 0 && i - from < 100 && s[from - 1] != ' ' && s[from - 1] != '\n' && !is_bracket(s[from - 1])) {
		from--;
	}
	signs->bracketed |= from > 0 && is_bracket(s[from - 1]);
	signs->bracketed |= from > 1 && is_bracket(s[from - 2]); /* "<" at the end of the line above */
}

static bool is_tail(char c)
{
	return c == ':' || c == ' ' || c == '-' || c == '*' || c == '_' || c == '>' || c == '|' || c == '\n' || c == '.';
}

static void read_verb(const struct text_lines *lines, const char *folded, size_t len, struct signs *signs)
{
	size_t at = 0;
	size_t from = 0;
	const struct rule *r;

	while (from < len && (r = rule_in(lines->rules, RULE_WROTE, folded + from, len - from, &at)) != NULL) {
		size_t end = from + at + r->len;

		signs->verb = true;
		signs->verb_begins |= from + at == 0;
		while (end < len && is_tail(folded[end])) {
			end++;
		}
		signs->verb_ends |= end == len;
		from += at + r->len;
	}
}

/* `text` is folded, its lines joined by blanks. */
static struct signs read_signs(const struct text_lines *lines, const char *text, size_t len)
{
	struct signs signs = { 0 };
	size_t end = len;

	while (end > 0 && is_tail(text[end - 1])) {
		signs.colon |= text[end - 1] == ':';
		end--;
	}
	signs.colon |= end >= 3 && memcmp(text + end - 3, "\xef\xbc\x9a", 3) == 0;
	signs.framed = len > 6 && memcmp(text, "---", 3) == 0 && memcmp(text + len - 3, "---", 3) == 0;
	signs.dated = date_at(text, 0, len) >= 6;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '@') {
			address_at(text, i, len, &signs);
		} else if (ascii_is_digit(text[i]) && (i == 0 || !ascii_is_digit(text[i - 1]))) {
			number_at(text, i, len, &signs);
		} else if (text[i] == 'g' && i + 3 <= len && memcmp(text + i, "gmt", 3) == 0) {
			signs.zone = true;
		} else if (text[i] == 'u' && i + 3 <= len && memcmp(text + i, "utc", 3) == 0) {
			signs.zone = true;
		}
	}
	read_verb(lines, text, len, &signs);
	signs.on = rule_at(lines->rules, RULE_ON, text, len) != NULL;
	return signs;
}

/* Whether lines with these signs introduce a quote; `marked`: a marked quote follows at once. Without marks much is
 * wanted, because all that stands below will be cut: "we register (j@x.example) for 18.3.:" is no attribution. */
static bool is_attribution(const struct signs *s, bool marked)
{
	bool when = s->year || s->time;

	if (s->framed && s->verb) {
		return true;
	}
	if (s->colon && marked) {
		return s->address || when || s->verb_ends;
	}
	if (s->colon) {
		return (s->bracketed && s->year && s->time) || (s->verb_ends && (s->address || when || s->on))
				|| (s->verb && when && (s->bracketed || s->on || (s->dated && s->time)))
				|| (s->verb_begins && s->bracketed);
	}
	if (s->verb_ends && s->address && when) {
		return true;
	}
	return s->dated && ((s->time && s->zone) || (s->bracketed && (marked || s->verb)));
}

/* Joins lines from..to (inclusive), folded, into buf. 0 when too long. */
static size_t join_lines(const struct text_lines *lines, size_t from, size_t to, char *buf, size_t size)
{
	size_t n = 0;

	for (size_t i = from; i <= to; i++) {
		const struct line *line = &lines->lines[i];

		if (n + line->len + 2 > size / 2) {
			return 0;
		}
		if (n > 0) {
			buf[n++] = ' ';
		}
		n += fold_into(line->s, line->len, buf + n, size - n);
	}
	return n;
}

static bool has_digit_or_at(const struct line *line)
{
	for (size_t i = 0; i < line->len; i++) {
		if (ascii_is_digit(line->s[i]) || line->s[i] == '@') {
			return true;
		}
	}
	return false;
}

/* A quick look that most lines of a letter do not pass: does it end as attributions end, or begin with a date? */
static bool may_end_attribution(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_SINGLE * 2 + 16];
	struct signs signs;
	size_t len;

	if (line->len == 0 || line->len > MAX_SINGLE) {
		return false;
	}
	if (memchr(line->s + (line->len > 12 ? line->len - 12 : 0), ':', line->len > 12 ? 12 : line->len) != NULL
			|| (line->s[line->len - 1] & 0x80) != 0 || ascii_is_digit(line->s[0])) {
		return true;
	}
	if (line->s[line->len - 1] == '.' || line->s[line->len - 1] == '!' || line->s[line->len - 1] == '?') {
		return false;
	}
	if (line->len > MAX_VERB_LINE && !has_digit_or_at(line)) {
		return false; /* without a colon it must hold the date or the address */
	}
	len = fold_into(line->s, line->len, buf, sizeof(buf));
	signs = (struct signs){ 0 };
	read_verb(lines, buf, len, &signs);
	return signs.verb_ends;
}

static bool quote_follows(const struct text_lines *lines, size_t i)
{
	size_t next = lines_next(lines, i + 1);

	return next < lines->n && next <= i + 3 && lines->lines[next].depth > lines->lines[i].depth;
}

static bool ends_sentence(const struct line *line)
{
	char last = line->s[line->len - 1];

	return strchr("!?:", last) != NULL || (last == '.' && (line->len < 2 || !ascii_is_digit(line->s[line->len - 2])));
}

/* The line above belongs to the attribution: it holds the date or the address that the lines below lack, and is no
 * sentence's end ("… 28." may be a day). */
static bool extends_up(const struct text_lines *lines, size_t top, size_t limit, const struct signs *have)
{
	char buf[MAX_ATTRIBUTION * 2];
	const struct line *up;
	struct signs signs;
	size_t len;

	if (top == limit || (have->address && have->year && have->time) || have->dated) {
		return false;
	}
	up = &lines->lines[top - 1];
	if (line_is_blank(up) || up->verdict != LINE_KEEP || up->depth > 0 || up->len > MAX_SINGLE || ends_sentence(up)) {
		return false;
	}
	len = join_lines(lines, top - 1, top - 1, buf, sizeof(buf));
	signs = read_signs(lines, buf, len);
	return (signs.year && !have->year) || (signs.time && !have->time) || (signs.bracketed && !have->address);
}

/* An attribution that ends at line `last`: its first line, or lines->n when there is none. */
static size_t attribution_ending_at(const struct text_lines *lines, size_t last, size_t limit)
{
	char buf[MAX_ATTRIBUTION * 2];
	bool marked = quote_follows(lines, last);
	size_t top = last;

	for (size_t n = 0; n < MAX_ATTRIBUTION_LINES; n++) {
		struct signs signs;
		size_t len = join_lines(lines, top, last, buf, sizeof(buf));

		if (len == 0) {
			break;
		}
		signs = read_signs(lines, buf, len);
		if (is_attribution(&signs, marked)) {
			while (last - top + 1 < MAX_ATTRIBUTION_LINES && extends_up(lines, top, limit, &signs)) {
				top--;
				len = join_lines(lines, top, last, buf, sizeof(buf));
				signs = read_signs(lines, buf, len);
			}
			return top;
		}
		if (!signs.colon && !signs.verb_ends) {
			break;
		}
		/* one line up; over an empty line only when an address was torn off there */
		if (top > limit && lines->lines[top].s[0] == '<' && line_is_blank(&lines->lines[top - 1])) {
			top--;
		}
		if (top == limit || line_is_blank(&lines->lines[top - 1]) || lines->lines[top - 1].depth > lines->lines[last].depth) {
			break;
		}
		top--;
	}
	return lines->n;
}

static void set_verdict(struct text_lines *lines, size_t from, size_t to, enum verdict verdict)
{
	for (size_t i = from; i < to && i < lines->n; i++) {
		if (lines->lines[i].verdict == LINE_KEEP) {
			lines->lines[i].verdict = verdict;
		}
	}
}

/* Words in front of an attribution on the same line ("yes On Mon, … wrote:"): the line is cut in two there. */
static size_t words_before(const struct text_lines *lines, const struct line *line)
{
	for (size_t i = 1; i + 4 < line->len; i++) {
		char buf[64];
		size_t len;
		const struct rule *r;
		bool after_blank = line->s[i - 1] == ' ' || (line->s[i - 1] == '-' && i > 2 && line->s[i - 2] == '-');

		/* "9:15 AM 2" is no German "Am 2." */
		if (!after_blank || line->s[i] < 'A' || line->s[i] > 'Z' || (line->s[i + 1] >= 'A' && line->s[i + 1] <= 'Z')) {
			continue;
		}
		len = fold_into(line->s + i, line->len - i < 20 ? line->len - i : 20, buf, sizeof(buf));
		r = rule_at(lines->rules, RULE_ON, buf, len);
		if (r == NULL) {
			continue;
		}
		for (size_t k = r->len; k < len; k++) { /* a date follows soon */
			if (ascii_is_digit(buf[k])) {
				while (i > 0 && (line->s[i - 1] == ' ' || line->s[i - 1] == '-')) {
					i--;
				}
				return i;
			}
		}
	}
	return 0;
}

static bool begins_attribution(const struct text_lines *lines, const struct line *line)
{
	char buf[128];
	size_t len = fold_into(line->s, line->len < 40 ? line->len : 40, buf, sizeof(buf));

	return len == 0 || ascii_is_digit(buf[0]) || rule_at(lines->rules, RULE_ON, buf, len) != NULL;
}

/* Something that may be the reply stands above line `i`. */
static bool anything_above(const struct text_lines *lines, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (lines->lines[k].verdict == LINE_KEEP && lines->lines[k].len > 0) {
			return true;
		}
	}
	return false;
}

/* Anything but links and signs. */
static bool has_words(const struct line *line)
{
	bool link = false;

	for (size_t i = 0; i < line->len; i++) {
		char c = line->s[i];
		bool letter = (c & 0x80) != 0 || ascii_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

		if (letter && !link) {
			link = i + 8 < line->len && (memcmp(line->s + i, "http://", 7) == 0 || memcmp(line->s + i, "https://", 8) == 0);
			if (!link) {
				return true;
			}
		}
		link = link && c != ' ' && c != ')' && c != '>';
	}
	return false;
}

/* A line without mark between marked ones that only the wrapping of some gateway tore off: it goes on in small
 * letters where the long line above it would have had no room. When we know what we sent, that decides instead. */
static bool is_torn_off(const struct text_lines *lines, size_t i)
{
	const struct line *line = &lines->lines[i];
	const struct line *up = i > 0 ? &lines->lines[i - 1] : NULL;

	if (up == NULL || up->depth == 0 || line->len == 0 || i + 1 >= lines->n) {
		return false;
	}
	if (!has_words(line)) {
		return lines->lines[i + 1].depth > 0; /* a link or a bracket that the client put on a line of its own */
	}
	if (up->len < LONG_LINE) {
		return false;
	}
	if (lines->aligned) {
		return line->n_words > 0 && line->n_known * 3 >= line->n_words * 2;
	}
	return lines->lines[i + 1].depth > 0 && line->s[0] >= 'a' && line->s[0] <= 'z';
}

static void cut_marked(struct text_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->lines[i];

		if (line->verdict != LINE_KEEP) {
			continue;
		}
		if (line->depth > 0 || is_torn_off(lines, i)) {
			line->verdict = LINE_QUOTE;
			line->depth += line->depth == 0;
		} else if (line->mark == MARK_HEADER) {
			line->verdict = LINE_ATTRIBUTION;
		}
	}
}

/* An attribution ends at line i: cuts it and, when what it introduces bears no marks, all below. Returns true when the
 * rest of the text is decided. */
static bool cut_attribution(struct text_lines *lines, size_t top, size_t i)
{
	struct line *first = &lines->lines[top];
	size_t before = top == i && !begins_attribution(lines, first) ? words_before(lines, first) : 0;
	bool marked = quote_follows(lines, i);

	if (before > 0) {
		first->len = (uint32_t)before;
		set_verdict(lines, top + 1, i + 1, LINE_ATTRIBUTION);
	} else {
		set_verdict(lines, top, i + 1, LINE_ATTRIBUTION);
	}
	if (marked || first->depth > 0 || !anything_above(lines, before > 0 ? top + 1 : top)) {
		return false;
	}
	set_verdict(lines, i + 1, lines->n, LINE_BELOW);
	return true;
}

/* "On … wrote:   We invite you": the quoted mail begins on the line itself, as some mobile clients send it. */
static bool is_torn_attribution(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_SINGLE * 2 + 16];
	const char *colon = line->len > 0 ? memmem(line->s, line->len, ":  ", 3) : NULL;
	size_t len = colon != NULL ? (size_t)(colon - line->s) + 1 : 0;
	struct signs signs;

	if (len < 20 || len > MAX_SINGLE) {
		return false;
	}
	len = fold_into(line->s, len, buf, sizeof(buf));
	signs = read_signs(lines, buf, len);
	return signs.year && signs.time && signs.verb_ends && is_attribution(&signs, false);
}

void lines_cut_quotes(struct text_lines *lines)
{
	size_t limit = 0;

	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->lines[i];
		size_t n;

		if (line_is_blank(line) || line->depth > 0) {
			continue;
		}
		n = lines_block_at(lines, i);
		if (n > 0) {
			set_verdict(lines, i, i + n, LINE_BLOCK);
			set_verdict(lines, i + n, lines->n, LINE_BELOW);
			break;
		}
		if (is_torn_attribution(lines, line)) {
			set_verdict(lines, i, i + 1, LINE_ATTRIBUTION);
			set_verdict(lines, i + 1, lines->n, LINE_BELOW);
			break;
		}
		if (may_end_attribution(lines, line)) {
			size_t top = attribution_ending_at(lines, i, limit);

			if (top < lines->n) {
				if (cut_attribution(lines, top, i)) {
					break;
				}
				limit = i + 1;
			}
		}
	}
	cut_marked(lines);
}
