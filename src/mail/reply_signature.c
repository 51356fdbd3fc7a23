/* Signatures, mobile footers and disclaimers at the end of what the sender wrote. */
#include "mail/reply_private.h"
#include "util/ascii.h"
#include "util/fold.h"

#include <string.h>
#include <unicode/uchar.h>

#define MAX_SIGNATURE_LINES 12
#define MAX_CLOSING_LINE 60
#define MAX_SIGNATURE_LINE 120
#define MAX_FOLDED 400
#define MAX_PARAGRAPH 700
#define MAX_DISCLAIMER_LINES 12
#define MAX_REST_WORDS 4

static size_t count_words(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		n += s[i] != ' ' && (i == 0 || s[i - 1] == ' ');
	}
	return n;
}

/* "--", "---", "____", "—": a line of nothing else. 2: the standard's own "-- ". */
static int delimiter(const struct line *line)
{
	size_t i = 0;
	size_t n = 0;

	if (line->len == 2 && memcmp(line->s, "--", 2) == 0) {
		return 2;
	}
	while (i < line->len) {
		if (line->s[i] == '-' || line->s[i] == '_') {
			i++;
			n++;
		} else if (i + 2 < line->len && memcmp(line->s + i, "\xe2\x80", 2) == 0
				&& ((unsigned char)line->s[i + 2] == 0x94 || (unsigned char)line->s[i + 2] == 0x93
						|| (unsigned char)line->s[i + 2] == 0x95)) {
			i += 3;
			n += 2;
		} else {
			return 0;
		}
	}
	return n >= 2 ? 1 : 0;
}

/* A question, or a full stop behind more words than an abbreviation has. */
static bool ends_sentence(const struct line *line)
{
	char last = line->len > 0 ? line->s[line->len - 1] : ' ';
	const char *word = line->len > 0 ? memrchr(line->s, ' ', line->len) : NULL;

	if (last == '.' && word != NULL && memchr(word, '.', line->len - 1 - (size_t)(word - line->s)) != NULL) {
		return false; /* "Sp. z o.o." */
	}
	return last == '?' || ((last == '.' || last == '!') && count_words(line->s, line->len) > MAX_REST_WORDS);
}

/* Lines from..to are few, short and no sentences: a signature. */
static bool is_short(const struct text_lines *lines, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		const struct line *line = &lines->lines[i];

		n += line->len > 0;
		if (n > MAX_SIGNATURE_LINES || line->len > MAX_SIGNATURE_LINE || ends_sentence(line)) {
			return false;
		}
	}
	return true;
}

static bool has_text(const struct text_lines *lines, size_t from, size_t to)
{
	return lines_next(lines, from) < to;
}

static size_t fold_line(const struct line *line, char *buf, size_t size)
{
	buf[0] = '\0';
	return line->len <= MAX_FOLDED / 2 ? fold_into(line->s, line->len, buf, size) : 0;
}

static bool is_punctuation(char c)
{
	return c == ',' || c == '.' || c == '!' || c == ' ' || c == ';' || c == '-' || c == '/' || c == ':' || c == ')';
}

/* Names only: few words, no digits and no question. */
static bool looks_like_name(const struct line *line)
{
	if (count_words(line->s, line->len) > MAX_REST_WORDS) {
		return false;
	}
	for (size_t i = 0; i < line->len; i++) {
		if (ascii_is_digit(line->s[i]) || line->s[i] == '?' || line->s[i] == ':') {
			return false;
		}
	}
	return true;
}

/* "Thanks," closes a letter only when nothing but a name follows. */
static bool weak_closing_holds(const struct text_lines *lines, size_t i, size_t start, size_t end)
{
	size_t n = 0;

	if (!has_text(lines, start, i)) {
		return false;
	}
	for (size_t k = i + 1; k < end; k++) {
		const struct line *line = &lines->lines[k];

		n += line->len > 0;
		if (line->len > 0 && !looks_like_name(line)) {
			return false;
		}
	}
	return n == 1 || n == 2;
}

static bool is_capital(const char *s, size_t len)
{
	const char *at = s;

	return len > 0 && u_isupper((UChar32)utf8_next(&at, s + len));
}

/* The last `n` words of the line are a name ("Regards, Jonas Petraitis"): few, with capitals, without digits. Others make
 * a sentence of it: "Pagarbiai prašome užregistruoti". */
static bool is_name_tail(const struct line *line, size_t n)
{
	size_t at = line->len;

	if (n > MAX_REST_WORDS) {
		return false;
	}
	for (; n > 0; n--) {
		size_t end;

		while (at > 0 && line->s[at - 1] == ' ') {
			at--;
		}
		end = at;
		while (at > 0 && line->s[at - 1] != ' ') {
			at--;
			if (ascii_is_digit(line->s[at]) || line->s[at] == '?') {
				return false;
			}
		}
		if (!is_capital(line->s + at, end - at)) {
			return false;
		}
	}
	return true;
}

/* *ret_bare: nothing but the closing words stands on the line. */
static bool is_closing(const struct text_lines *lines, size_t i, size_t start, size_t end, bool *ret_bare)
{
	char buf[MAX_FOLDED] = "";
	const struct line *line = &lines->lines[i];
	size_t len = line->len <= MAX_CLOSING_LINE * 2 ? fold_line(line, buf, sizeof(buf)) : 0; /* Cyrillic takes two bytes */
	const struct rule *r = rule_at(lines->rules, RULE_CLOSING, buf, len);
	size_t rest;

	if (r == NULL) {
		return false;
	}
	rest = r->len;
	while (rest < len && is_punctuation(buf[rest])) {
		rest++;
	}
	*ret_bare = rest == len;
	if (r->value != 0) {
		return rest == len && weak_closing_holds(lines, i, start, end);
	}
	return rest == len || is_name_tail(line, count_words(buf + rest, len - rest));
}

static size_t drop_quotes(char *buf, size_t len)
{
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		if (buf[i] != '"') {
			buf[to++] = buf[i];
		}
	}
	return to;
}

/* What an advertisement names behind a comma: "Get Outlook, made for Android". */
static bool names_platform(const char *s, size_t len)
{
	return memmem(s, len, "android", 7) != NULL || memmem(s, len, " ios", 4) != NULL || memmem(s, len, "windows", 7) != NULL;
}

/* "Sent from my phone": the phrase and a few words, not a sentence. */
static bool is_mobile_footer(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_FOLDED];
	size_t len = drop_quotes(buf, fold_line(line, buf, sizeof(buf)));
	size_t skip = 0;
	const struct rule *r;
	size_t at;

	while (skip < len && (buf[skip] == '*' || buf[skip] == '[' || buf[skip] == '<' || buf[skip] == '-' || buf[skip] == '_' || buf[skip] == ' ')) {
		skip++;
	}
	r = rule_at(lines->rules, RULE_MOBILE, buf + skip, len - skip);
	if (r == NULL) {
		return false;
	}
	at = skip + r->len;
	for (size_t i = at; i + 1 < len; i++) {
		if ((buf[i] == ',' || buf[i] == '.' || buf[i] == ';') && buf[i + 1] == ' ' && !names_platform(buf + i, len - i)) {
			return false;
		}
	}
	return count_words(buf + at, len - at) <= 8;
}

/* "- roman", "-Jonas" as the last line: not an item of a list. */
static bool is_dash_name(const struct text_lines *lines, size_t i, size_t start)
{
	const struct line *line = &lines->lines[i];
	size_t up = i;

	if (line->len < 3 || line->s[0] != '-' || line->s[1] == '-' || line->indent > 2 || !looks_like_name(line)
			|| count_words(line->s, line->len) > 3) {
		return false;
	}
	while (up > start && line_is_blank(&lines->lines[up - 1])) {
		up--;
	}
	if (up == start) {
		return false;
	}
	line = &lines->lines[up - 1];
	/* a list, or what introduces one */
	return line->s[0] != '-' && line->s[0] != '*' && line->s[line->len - 1] != ':' && !ascii_is_digit(line->s[0]);
}

static void cut(struct text_lines *lines, size_t from, size_t to, enum verdict verdict)
{
	for (size_t i = from; i < to; i++) {
		lines->lines[i].verdict = verdict;
	}
}

/* A disclaimer's first words at the beginning of the line or of a sentence in it. */
static bool begins_disclaimer(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_FOLDED];
	size_t len = fold_into(line->s, line->len < MAX_FOLDED / 2 ? line->len : MAX_FOLDED / 2, buf, sizeof(buf));
	bool start = true;

	for (size_t i = 0; i < len; i++) {
		if (start && rule_at(lines->rules, RULE_DISCLAIMER, buf + i, len - i) != NULL) {
			return true;
		}
		start = (start && strchr("*\"([_- ", buf[i]) != NULL)
				|| (buf[i] == ' ' && i > 0 && strchr(".!]", buf[i - 1]) != NULL);
	}
	return false;
}

/* The paragraph speaks of confidence, recipients, printing: the words of lawyers, not of guests. */
static bool speaks_law(const struct text_lines *lines, size_t from, size_t end)
{
	char buf[MAX_PARAGRAPH * 2];

	for (size_t i = from; i < end && i < from + MAX_DISCLAIMER_LINES && lines->lines[i].len > 0; i++) {
		const struct line *line = &lines->lines[i];
		size_t len = fold_into(line->s, line->len < MAX_PARAGRAPH ? line->len : MAX_PARAGRAPH, buf, sizeof(buf));

		if (rule_within(lines->rules, RULE_DISCLAIMER_WORD, buf, len)) {
			return true;
		}
	}
	return false;
}

/* The first line of a disclaimer; all behind it in the segment goes. */
static size_t find_disclaimer(const struct text_lines *lines, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		if (lines->lines[i].len < 12 || !begins_disclaimer(lines, &lines->lines[i])
				|| !speaks_law(lines, i, lines->n)) {
			continue;
		}
		while (i > start && lines->lines[i - 1].len > 0 && delimiter(&lines->lines[i - 1]) != 0) {
			i--;
		}
		return i;
	}
	return end;
}

/* Whether the line is the sender's name, alone or with something set off behind it ("Rasa Kuodytė, direktorė"). */
static bool names_writer(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_FOLDED * 2];
	size_t len = line->len <= MAX_SIGNATURE_LINE ? fold_into(line->s, line->len, buf, sizeof(buf)) : 0;
	size_t at = 0;
	size_t found = 0;

	while (at < len && strchr(",|/-(", buf[at]) == NULL) {
		size_t n = 0;

		while (at + n < len && strchr(" ,|/(", buf[at + n]) == NULL) {
			n++;
		}
		if (n > 0) {
			if (n < 2 || memmem(lines->writer, strlen(lines->writer), buf + at, n) == NULL) {
				return false;
			}
			found++;
		}
		at += n > 0 ? n : 1;
	}
	return found >= 2;
}

/* A telephone number, an address, parts set off by bars, a kind of company or a post: what signatures hold. */
static bool has_contact_data(const struct text_lines *lines, const struct line *line)
{
	char buf[MAX_FOLDED * 2];
	size_t len = line->len < MAX_FOLDED ? fold_into(line->s, line->len, buf, sizeof(buf)) : 0;
	size_t digits = 0;

	for (size_t i = 0; i < line->len; i++) {
		digits += ascii_is_digit(line->s[i]);
		if (line->s[i] == '|' || line->s[i] == '@') {
			return true;
		}
	}
	return digits >= 6 || memmem(buf, len, "www.", 4) != NULL || rule_within(lines->rules, RULE_COMPANY, buf, len);
}

/* The sender's name with title, firm, telephone below it, as Outlook sets signatures: no dashes, no closing words. */
static bool is_name_block(const struct text_lines *lines, size_t i, size_t start, size_t end)
{
	const struct line *line = &lines->lines[i];
	size_t up = i;
	size_t n = 0;
	bool contact = false;

	if (line->len == 0 || line->s[0] == '-' || line->s[0] == '*' || ascii_is_digit(line->s[0])
			|| (i > start && lines->lines[i - 1].len > 0) || !names_writer(lines, line)) {
		return false;
	}
	while (up > start && line_is_blank(&lines->lines[up - 1])) {
		up--;
	}
	if (up == start || strchr(":,", lines->lines[up - 1].s[lines->lines[up - 1].len - 1]) != NULL) {
		return false; /* nothing above, or what announces a list of guests */
	}
	for (size_t k = i; k < end; k++) {
		const struct line *below = &lines->lines[k];

		n += below->len > 0;
		contact |= has_contact_data(lines, below);
		if (below->len > MAX_SIGNATURE_LINE * 2 || ends_sentence(below)) {
			return false;
		}
	}
	return n <= MAX_SIGNATURE_LINES && contact;
}

static size_t find_footer(const struct text_lines *lines, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++) {
		if (lines->lines[i].len > 0 && is_mobile_footer(lines, &lines->lines[i])) {
			return i;
		}
	}
	return end;
}

/* "Participants:" above a line of dashes: what follows is wanted. */
static bool is_introduced(const struct text_lines *lines, size_t i, size_t start)
{
	while (i > start && line_is_blank(&lines->lines[i - 1])) {
		i--;
	}
	return i > start && lines->lines[i - 1].s[lines->lines[i - 1].len - 1] == ':';
}

static size_t find_signature(const struct text_lines *lines, size_t start, size_t end)
{
	size_t n = 0;
	size_t last = end;
	size_t found = end;
	size_t i = end;

	for (size_t k = start; k < end; k++) {
		int d = delimiter(&lines->lines[k]);

		if (lines->lines[k].mark == MARK_SIGNATURE || d == 2
				|| (d == 1 && is_short(lines, k, end) && !is_introduced(lines, k, start))) {
			found = k;
			break;
		}
	}
	/* closing words above the delimiter, or without one */
	end = found;
	i = end;
	while (i > start && n <= MAX_SIGNATURE_LINES) {
		bool bare = false;

		i--;
		n += lines->lines[i].len > 0;
		if (lines->lines[i].len > MAX_SIGNATURE_LINE) {
			break;
		}
		/* closing words with nothing behind or below them sign nothing */
		if ((is_closing(lines, i, start, end, &bare) && (!bare || has_text(lines, i + 1, last))) || is_name_block(lines, i, start, end)) {
			found = i;
		}
	}
	if (found == end) {
		while (i < end && end > start && line_is_blank(&lines->lines[end - 1])) {
			end--;
		}
		if (end > start && is_dash_name(lines, end - 1, start)) {
			return end - 1;
		}
	}
	return found;
}

/* Where a signature that begins at `i` ends: a postscript or a question behind it is read. */
static size_t signature_end(const struct text_lines *lines, size_t i, size_t end)
{
	for (i++; i < end; i++) {
		char buf[MAX_FOLDED];
		const struct line *line = &lines->lines[i];
		size_t len = fold_line(line, buf, sizeof(buf));

		if (rule_at(lines->rules, RULE_POSTSCRIPT, buf, len) != NULL
				|| (line->len > 0 && line->s[line->len - 1] == '?' && count_words(line->s, line->len) > 1)) {
			return i;
		}
	}
	return end;
}

/* A gateway's warning or a footer above everything else: only its own paragraph goes, the answer stands below. */
static size_t cut_top(struct text_lines *lines, size_t start, size_t end)
{
	size_t first = lines_next(lines, start);
	size_t to = first;
	bool footer = first < end && is_mobile_footer(lines, &lines->lines[first]);

	if (first >= end || (!footer && find_disclaimer(lines, first, first + 1) > first)) {
		return start;
	}
	while (to < end && lines->lines[to].len > 0 && !(footer && to > first)) {
		to++;
	}
	if (!has_text(lines, to, end)) {
		return start;
	}
	cut(lines, first, to, footer ? LINE_FOOTER : LINE_DISCLAIMER);
	return to;
}

/* Lines start..end were written in one piece. */
static void cut_segment(struct text_lines *lines, size_t start, size_t end)
{
	size_t to;
	size_t at;

	start = cut_top(lines, start, end);
	to = find_footer(lines, start, end);
	cut(lines, to, end, LINE_FOOTER);
	at = find_disclaimer(lines, start, to);
	cut(lines, at, to, LINE_DISCLAIMER);
	to = at;
	at = find_signature(lines, start, to);
	if (at < to) {
		cut(lines, at, signature_end(lines, at, to), LINE_SIGNATURE);
	}
}

void lines_cut_signature(struct text_lines *lines)
{
	size_t i = 0;

	while (i < lines->n) {
		size_t start = i;

		while (i < lines->n && lines->lines[i].verdict == LINE_KEEP) {
			i++;
		}
		if (i > start) {
			cut_segment(lines, start, i);
		}
		i += i == start;
	}
}
