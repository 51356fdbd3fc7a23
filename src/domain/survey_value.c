/* What words say as an answer to one question. Sure is only what can mean one thing: everything else is an answer in doubt. */
#include "domain/survey_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FOLDED_MAX 1024
#define PIECE_MAX 200
#define MAX_NAMED 30 /* choices that one answer may name by words */

static void doubt(struct survey_given *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The first doubt stays. */
static void doubt(struct survey_given *g, const char *fmt, ...)
{
	va_list ap;
	size_t len;

	if (g->doubt[0] != '\0') {
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(g->doubt, sizeof g->doubt, fmt, ap);
	va_end(ap);
	len = strlen(g->doubt);
	while (len > 0 && !utf8_valid(g->doubt, len)) { /* cut between letters */
		g->doubt[--len] = '\0';
	}
}

/* Rows of dots and dashes are places to write in, not answers. */
static bool has_letter_or_digit(const char *folded)
{
	const char *p = folded, *end = folded + strlen(folded);

	while (p < end) {
		uint32_t c = utf8_next(&p, end);

		if (c < 0x80 ? ascii_is_alnum((int)c) : c >= 0xC0 && !(c >= 0x2000 && c < 0x2070)) {
			return true;
		}
	}
	return false;
}

/* --- choices --- */

struct chooser {
	const struct survey_task *task;
	const struct survey_question *q;
	struct survey_given *given;
	uint32_t bits;
};

/* Choices whose texts begin with a digit ("11 to 50") cannot be named by their number. */
static bool numbers_name_choices(const struct chooser *c)
{
	const struct survey_form *f = &c->task->form;

	for (size_t i = f->first[c->q->number]; i < f->first[c->q->number + 1]; i++) {
		const struct survey_form_text *t = &f->items[i];

		if (t->choice != 0 && ascii_is_digit(t->value[0])) {
			return false;
		}
	}
	return true;
}

static void take(struct chooser *c, int choice)
{
	c->bits |= UINT32_C(1) << (choice - 1);
}

/* One letter or number of a choice; false when it is neither. */
static bool take_sign(struct chooser *c, const char *s, size_t len)
{
	const char *p = s;
	int n = 0, other = 0;

	if (len == 0) {
		return false;
	}
	for (size_t i = 0; i < len && ascii_is_digit(s[i]) && n < 1000; i++) {
		n = n * 10 + (s[i] - '0');
		if (i + 1 == len && n >= 1 && n <= c->q->n_choices && numbers_name_choices(c)) {
			take(c, n);
			return true;
		}
	}
	if (utf8_count(s, len) != 1) {
		return false;
	}
	n = survey_letter(c->task->r, c->task->language, utf8_next(&p, s + len), c->q->n_choices, &other);
	if (n == 0) {
		return false;
	}
	take(c, n);
	if (other != 0) {
		doubt(c->given, "the letter '%.*s' can mean choice %d or %d", (int)len, s, n, other);
	}
	return true;
}

/* "acd": letters in their order without anything between. */
static bool take_run(struct chooser *c, const char *s, size_t len)
{
	const char *p = s;
	uint32_t bits = 0;
	int last = 0, other = 0;

	if (utf8_count(s, len) < 2) {
		return false;
	}
	while (p < s + len) {
		int n = survey_letter(c->task->r, c->task->language, utf8_next(&p, s + len), c->q->n_choices, &other);

		if (n <= last || other != 0) {
			return false;
		}
		last = n;
		bits |= UINT32_C(1) << (n - 1);
	}
	c->bits |= bits;
	return true;
}

/* "a-c" */
static bool take_range(struct chooser *c, const char *s, size_t len)
{
	struct chooser from = *c, to = *c;
	const char *dash = memchr(s, '-', len);
	uint32_t low, high;

	from.bits = to.bits = 0;
	if (dash == NULL || !take_sign(&from, s, (size_t)(dash - s)) || !take_sign(&to, dash + 1, len - (size_t)(dash + 1 - s))) {
		return false;
	}
	low = from.bits;
	high = to.bits;
	if (low >= high) {
		return false;
	}
	c->bits |= (high | (high - 1)) & ~(low - 1);
	return true;
}

/* "a, c and 4": nothing but signs. Undone when there is anything else. */
static bool only_signs(struct chooser *c, const char *folded)
{
	static const char ends[] = " ,;/+&\n";
	struct chooser start = *c;
	size_t n = 0;
	bool all = true;

	for (const char *p = folded + strspn(folded, ends); *p != '\0' && all;) {
		size_t len = strcspn(p, ends), from = 0, to = len;

		while (from < to && strchr("([\"'", p[from]) != NULL) {
			from++;
		}
		while (to > from && strchr(")].:\"'", p[to - 1]) != NULL) {
			to--;
		}
		all = take_sign(c, p + from, to - from) || take_range(c, p + from, to - from)
				|| (n == 0 && p[len] == '\0' && take_run(c, p + from, to - from))
				|| (n > 0 && survey_is_word(c->task->r, WORD_AND, p, len));
		n++;
		p += len + strspn(p + len, ends);
	}
	if (!all || n == 0) {
		c->bits = start.bits;
	}
	return all && n > 0;
}

/* "b) bending, c) welding": every letter with its bracket names a choice; what stands behind is a remark. */
static bool signs_in_brackets(struct chooser *c, const char *folded)
{
	struct chooser start = *c;

	for (const char *p = folded; *p != '\0'; p++) {
		size_t len = strcspn(p, " ,;\n)(");
		bool begins = p == folded || strchr(" ,;\n(", p[-1]) != NULL;

		if (begins && p[len] == ')' && len > 0) {
			(void)take_sign(c, p, len);
		} else if (p == folded && len > 1 && (p[len - 1] == '.' || p[len - 1] == ':')) {
			(void)take_sign(c, p, len - 1);
		}
		if (p[len] == '\0') {
			break;
		}
		p += len;
	}
	return c->bits != start.bits;
}

/* "b - bending", "b bending": a sign, then the choice's own words. */
static bool sign_and_text(struct chooser *c, const char *folded)
{
	size_t len = strcspn(folded, " -");
	const char *rest = folded + len + strspn(folded + len, " -");
	const struct survey_form *f = &c->task->form;
	struct chooser one = *c;

	one.bits = 0;
	if (rest == folded + len || !take_sign(&one, folded, len)) {
		return false;
	}
	for (size_t i = f->first[c->q->number]; i < f->first[c->q->number + 1]; i++) {
		const struct survey_form_text *t = &f->items[i];
		char text[FOLDED_MAX];

		if (t->choice != 0 && one.bits >> (t->choice - 1) == 1 && fold_into(t->value, strlen(t->value), text, sizeof text) > 0 && strcmp(text, rest) == 0) {
			c->bits |= one.bits;
			return true;
		}
	}
	return false;
}

/* Words of one kind but for their ending: five letters alike, at most three different behind them. */
static bool same_word(const char *a, size_t n, const char *b, size_t m)
{
	size_t k = 0;
	size_t longer = n > m ? n : m;

	while (k < n && k < m && a[k] == b[k]) {
		k++;
	}
	while (k > 0 && k < longer && ((k < n && ((unsigned char)a[k] & 0xC0) == 0x80) || (k < m && ((unsigned char)b[k] & 0xC0) == 0x80))) {
		k--;
	}
	return k == longer || (utf8_count(a, k) >= 5 && utf8_count(a + k, n - k) <= 3 && utf8_count(b + k, m - k) <= 3);
}

static const char separators[] = " ,;:()!?\"/.\n";

static bool text_has(const char *text, const char *word, size_t len)
{
	for (const char *p = text + strspn(text, separators); *p != '\0';) {
		size_t n = strcspn(p, separators);

		if (same_word(word, len, p, n)) {
			return true;
		}
		p += n + strspn(p + n, separators);
	}
	return false;
}

/* Whether all words of the piece stand in the text of a choice. */
static bool piece_in(const char *piece, const char *text)
{
	size_t n = 0, letters = 0;

	for (const char *p = piece + strspn(piece, separators); *p != '\0';) {
		size_t len = strcspn(p, separators);

		if (!text_has(text, p, len)) {
			return false;
		}
		n++;
		letters += utf8_count(p, len);
		p += len + strspn(p + len, separators);
	}
	return n > 0 && letters >= 2;
}

/* Choices that a piece of the answer names by words: equal texts before those that only hold them. */
static uint32_t named_by(const struct chooser *c, const char *piece)
{
	const struct survey_form *f = &c->task->form;
	uint32_t equal = 0, holding = 0;

	for (size_t i = f->first[c->q->number]; i < f->first[c->q->number + 1]; i++) {
		const struct survey_form_text *t = &f->items[i];
		char text[FOLDED_MAX];

		if (t->choice < 1 || t->choice > c->q->n_choices || fold_into(t->value, strlen(t->value), text, sizeof text) == 0) {
			continue;
		}
		equal |= strcmp(text, piece) == 0 ? UINT32_C(1) << (t->choice - 1) : 0;
		holding |= piece_in(piece, text) ? UINT32_C(1) << (t->choice - 1) : 0;
	}
	return equal != 0 ? equal : holding;
}

/* Cuts the next piece out of "laser cutting, bending and welding"; false at the end. */
static bool next_piece(const struct survey_reader *r, const char **cursor, char *piece, size_t size)
{
	static const char breaks[] = ",;/\n+&";
	const char *p = *cursor;
	size_t n = 0;
	bool ended = false;

	piece[0] = '\0';
	while (*p != '\0' && !ended) {
		size_t len = strcspn(p, " ,;/\n+&");

		if (len > 0 && survey_is_word(r, WORD_AND, p, len)) {
			ended = n > 0;
		} else if (len > 0 && n + len + 2 < size) {
			n += (size_t)snprintf(piece + n, size - n, "%s%.*s", n > 0 ? " " : "", (int)len, p);
		}
		p += len;
		ended |= n > 0 && *p != '\0' && strchr(breaks, *p) != NULL;
		p += *p != '\0';
	}
	while (n > 0 && strchr(".!\" ", piece[n - 1]) != NULL) {
		piece[--n] = '\0';
	}
	*cursor = p;
	return n > 0;
}

static void choose_by_words(struct chooser *c, const char *folded)
{
	char piece[PIECE_MAX];
	const char *cursor = folded;
	uint32_t whole = named_by(c, folded);
	size_t n = 0;

	if (whole != 0 && (whole & (whole - 1)) == 0) {
		c->bits |= whole;
		return;
	}
	while (next_piece(c->task->r, &cursor, piece, sizeof piece)) {
		if (n++ == MAX_NAMED) {
			doubt(c->given, "the answer is too long");
			break;
		}
		uint32_t named = named_by(c, piece);

		if (named == 0 && (only_signs(c, piece) || survey_is_word(c->task->r, WORD_SKIP, piece, strlen(piece)))) {
			continue;
		}
		if (named == 0) {
			doubt(c->given, "'%.60s' is none of the choices", piece);
		} else if ((named & (named - 1)) != 0) {
			doubt(c->given, "'%.60s' fits several choices", piece);
		}
		c->bits |= named;
	}
}

static enum survey_found choose(const struct survey_task *task, const struct survey_question *q, const char *folded,
		struct survey_given *given)
{
	struct chooser c = { .task = task, .q = q, .given = given };
	size_t len = strlen(folded);

	while (len > 0 && strchr(".!, ", folded[len - 1]) != NULL) {
		len--;
	}
	if (survey_is_word(task->r, WORD_ALL, folded, len)) {
		c.bits = (UINT32_C(1) << q->n_choices) - 1;
	} else if (survey_is_word(task->r, WORD_NONE, folded, len) && named_by(&c, folded) == 0) {
		if (q->kind == SURVEY_CHOICE) {
			doubt(given, "none of the choices, but one is asked for");
		}
		return FOUND_ANSWER;
	} else if (!only_signs(&c, folded) && !sign_and_text(&c, folded)) {
		if (signs_in_brackets(&c, folded)) {
			if (survey_has_word(task->r, WORD_BUT, folded)) {
				doubt(given, "the words behind the letter may turn it around");
			}
		} else {
			choose_by_words(&c, folded);
			if (survey_has_word(task->r, WORD_BUT, folded) && named_by(&c, folded) == 0) {
				doubt(given, "the answer has a 'not' or 'but'");
			}
		}
	}
	if (q->kind == SURVEY_CHOICE && (c.bits & (c.bits - 1)) != 0) {
		doubt(given, "several choices where one is asked for");
	}
	given->choices = c.bits;
	return FOUND_ANSWER;
}

/* --- numbers --- */

static bool is_group(const char *p)
{
	return ascii_is_digit(p[0]) && ascii_is_digit(p[1]) && ascii_is_digit(p[2])
			&& !ascii_is_digit(p[3]);
}

static bool in_range(const struct survey_question *q, double v)
{
	return (!q->has_minimum || v >= (double)q->minimum) && (!q->has_maximum || v <= (double)q->maximum);
}

/* A number at *cursor: "1 500", "1.500", "1,5". Three digits behind a point or comma are thousands or a fraction: what fits the
 * range, in doubt when both do. */
static double take_number(const struct survey_question *q, const char **cursor, struct survey_given *given)
{
	const char *p = *cursor;
	double v = 0, scale = 1;

	while (ascii_is_digit(*p)) {
		v = v < 1e15 ? v * 10 + (*p - '0') : v;
		p++;
	}
	while ((*p == ' ' || *p == '\'') && is_group(p + 1) && v < 1e12) {
		v = v * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
		p += 4;
	}
	if ((*p == '.' || *p == ',') && ascii_is_digit(p[1])) {
		bool three = is_group(p + 1) && v >= 1 && v < 1000;
		double whole = three ? v * 1000 + (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0') : v;

		for (p++; ascii_is_digit(*p); p++) {
			scale = scale > 1e-9 ? scale / 10 : scale;
			v += scale * (*p - '0');
		}
		if (three && in_range(q, whole) && in_range(q, v)) {
			doubt(given, "it can mean %.0f or %g", whole, v);
		}
		v = three && in_range(q, whole) ? whole : v;
	}
	*cursor = p;
	return v;
}

static enum survey_found count(const struct survey_task *task, const struct survey_question *q, const char *folded,
		struct survey_given *given)
{
	size_t n = 0;

	for (const char *p = folded; *p != '\0';) {
		bool minus = p > folded && p[-1] == '-' && (p == folded + 1 || p[-2] == ' ');
		double v;

		if (!ascii_is_digit(*p)) {
			p++;
			continue;
		}
		v = take_number(q, &p, given);
		if (n++ == 0) {
			given->amount = minus && q->has_minimum && q->minimum < 0 ? -v : v;
			given->has_amount = true;
		}
	}
	if (n == 0) {
		doubt(given, "'%.60s' is no number", folded);
	} else if (n > 1) {
		doubt(given, "there are several numbers");
	} else if (survey_has_word(task->r, WORD_SCALE, folded)) {
		doubt(given, "thousands or millions are said in words");
	} else if (survey_has_word(task->r, WORD_BUT, folded)) {
		doubt(given, "the answer has a 'not' or 'but'");
	} else if (!in_range(q, given->amount)) {
		doubt(given, "%g is outside of what was asked for", given->amount);
	}
	return FOUND_ANSWER;
}

enum survey_found survey_value(const struct survey_task *task, const struct survey_question *q, const char *words,
		struct survey_given *given)
{
	char folded[FOLDED_MAX];
	size_t len = fold_into(words, strlen(words), folded, sizeof folded);

	given->number = q->number;
	if (len == 0 || survey_is_word(task->r, WORD_SKIP, folded, len) || !has_letter_or_digit(folded)) {
		return FOUND_NOTHING;
	}
	switch (q->kind) {
	case SURVEY_CHOICE:
	case SURVEY_CHOICES:
		return choose(task, q, folded, given);
	case SURVEY_NUMBER:
		return count(task, q, folded, given);
	case SURVEY_TEXT:
	case SURVEY_KINDS:
		break;
	}
	return FOUND_ANSWER;
}
