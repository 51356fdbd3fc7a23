/* Lines of our form, as they come back: labels, questions, choices. All are found by the texts that the organiser wrote and the
 * packs' words, whatever the client did to line ends and marks. */
#include "domain/survey_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 1200 /* of a line that is compared with the form */
#define LABEL_MAX 60
#define GOES_ON_MIN 5 /* letters of a line that goes on with a question: shorter ones are words of anybody */

const struct survey_question *survey_task_question(const struct survey_task *task, int number)
{
	return number >= 1 && (size_t)number <= task->survey->n_questions ? &task->survey->questions[number - 1] : NULL;
}

static int by_place(const void *a, const void *b)
{
	const struct survey_form_text *x = a, *y = b;

	return x->number != y->number ? x->number - y->number : x->choice - y->choice;
}

/* "3.12": question and choice; false for other keys. */
static bool read_key(const char *key, int *ret_number, int *ret_choice)
{
	int part[2] = { 0, 0 };
	size_t i = 0;

	for (const char *p = key; *p != '\0'; p++) {
		if (*p == '.' && i == 0) {
			i = 1;
		} else if (ascii_is_digit(*p) && part[i] < 1000) {
			part[i] = part[i] * 10 + (*p - '0');
		} else {
			return false;
		}
	}
	*ret_number = part[0];
	*ret_choice = part[1];
	return part[0] >= 1 && part[0] <= SURVEY_MAX_QUESTIONS && part[1] <= SURVEY_MAX_CHOICES;
}

bool survey_task_open(struct survey_task *task, const struct survey_reader *r, const struct survey *survey, const char *language)
{
	struct survey_form *f = &task->form;
	size_t n = 0, at = 0;

	*task = (struct survey_task){ .r = r, .survey = survey, .language = language };
	f->items = calloc(survey->texts.n + 1, sizeof *f->items);
	if (f->items == NULL) {
		return false;
	}
	for (size_t i = 0; i < survey->texts.n; i++) {
		struct survey_form_text *t = &f->items[n];

		t->value = survey->texts.items[i].value;
		n += read_key(survey->texts.items[i].key, &t->number, &t->choice);
	}
	qsort(f->items, n, sizeof *f->items, by_place);
	for (size_t q = 0; q < ARRAY_SIZE(f->first); q++) {
		while (at < n && (size_t)f->items[at].number < q) {
			at++;
		}
		f->first[q] = at;
	}
	return true;
}

void survey_task_close(struct survey_task *task)
{
	free(task->form.items);
	task->form.items = NULL;
}

const char *survey_skip(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t' || (end - s >= 2 && (unsigned char)s[0] == 0xC2 && (unsigned char)s[1] == 0xA0))) {
		s += (unsigned char)*s == 0xC2 ? 2 : 1;
	}
	return s;
}

int survey_line_label(const struct survey_task *task, const struct form_line *line, const char **ret_rest)
{
	const char *colon = memchr(line->s, ':', (size_t)(line->end - line->s));
	char folded[LABEL_MAX * 2];
	size_t len, word;
	int n = 0;

	if (colon == NULL || colon - line->s > LABEL_MAX) {
		return 0;
	}
	len = fold_into(line->s, (size_t)(colon - line->s), folded, sizeof folded);
	while (len > 0 && folded[len - 1] == '*') {
		folded[--len] = '\0';
	}
	word = len;
	while (word > 0 && ascii_is_digit(folded[word - 1])) {
		word--;
	}
	for (size_t i = word; i < len && n < 1000; i++) {
		n = n * 10 + (folded[i] - '0');
	}
	while (word > 0 && folded[word - 1] == ' ') {
		word--;
	}
	if (survey_task_question(task, n) == NULL || !survey_is_word(task->r, WORD_LABEL, folded, word)) {
		return 0;
	}
	colon++;
	while (colon < line->end && *colon == '*') {
		colon++;
	}
	*ret_rest = survey_skip(colon, line->end);
	return n;
}

/* Whether the line is the beginning of the text, or the text is the beginning of the line: then *ret_rest is behind it. */
static bool begins(const char *s, const char *end, const char *text, const char **ret_rest)
{
	size_t len = strlen(text);
	char a[LINE_MAX_BYTES], b[LINE_MAX_BYTES];
	size_t n, m;

	*ret_rest = end;
	if ((size_t)(end - s) >= len && memcmp(s, text, len) == 0
			&& (s + len == end || (!ascii_is_alnum(s[len]) && ((unsigned char)s[len] < 0x80 || s[len] == '\xE2' || s[len] == '\xC2')))) {
		*ret_rest = survey_skip(s + len, end);
		return true;
	}
	n = fold_into(s, (size_t)(end - s), a, sizeof a);
	m = fold_into(text, len, b, sizeof b);
	return n > 0 && n <= m && (n == m || utf8_count(a, n) >= 12) && memcmp(a, b, n) == 0;
}

/* "2. How many …": a line that begins as the question does. *ret_rest: what stands behind the question and its hint. */
int survey_line_question(const struct survey_task *task, const struct form_line *line, const char **ret_rest)
{
	const char *p = line->s;
	int n = 0;

	while (p < line->end && ascii_is_digit(*p) && n < 1000) {
		n = n * 10 + (*p++ - '0');
	}
	if (survey_task_question(task, n) == NULL || p == line->end || (*p != '.' && *p != ')')) {
		return 0;
	}
	p = survey_skip(p + 1, line->end);
	for (size_t i = task->form.first[n]; i < task->form.first[n + 1]; i++) {
		const struct survey_form_text *t = &task->form.items[i];

		if (t->choice == 0 && begins(p, line->end, t->value, ret_rest)) {
			const char *r = *ret_rest;
			const char *close;

			r += r < line->end && *r == '*' ? strspn(r, "*") : 0;
			r = survey_skip(r, line->end);
			close = r < line->end && *r == '(' ? memchr(r, ')', (size_t)(line->end - r)) : NULL;
			*ret_rest = r < line->end && *r == '(' ? (close != NULL ? survey_skip(close + 1, line->end) : line->end) : r;
			return n;
		}
	}
	return 0;
}

/* A mark in front of a choice: "[x]", "x", a check mark. */
static const char *skip_tick(const char *s, const char *end, bool *ret_tick)
{
	static const char *const ticks[] = { "[x]", "[X]", "(x)", "(X)", "[v]", "[+]", "[\xC3\x97]", "x ", "X ", "\xE2\x9C\x93", "\xE2\x9C\x94",
		"\xE2\x98\x91", "\xE2\x98\x92", "+ ", "->", "\xE2\x86\x92", "=>", "\xD1\x85 ", "\xD0\xA5 ", "[\xD1\x85]", "[\xD0\xA5]" };

	*ret_tick = false;
	for (size_t i = 0; i < ARRAY_SIZE(ticks); i++) {
		size_t len = strlen(ticks[i]);

		if ((size_t)(end - s) > len && memcmp(s, ticks[i], len) == 0) {
			*ret_tick = true;
			return survey_skip(s + len, end);
		}
	}
	return s;
}

/* "b) Bending": which choice of the question we stand at; 0: none. */
int survey_line_choice(const struct survey_task *task, int at, const struct form_line *line, const char **ret_rest,
		bool *ret_tick)
{
	const struct survey_question *q = survey_task_question(task, at);
	const char *p = skip_tick(line->s, line->end, ret_tick);
	int other = 0;
	int choice;

	if (q == NULL || q->n_choices == 0 || p == line->end) {
		return 0;
	}
	choice = survey_letter(task->r, task->language, utf8_next(&p, line->end), q->n_choices, &other);
	if (choice == 0 || p == line->end || *p != ')') {
		return 0;
	}
	p = survey_skip(p + 1, line->end);
	for (size_t i = task->form.first[at]; i < task->form.first[at + 1]; i++) {
		const struct survey_form_text *t = &task->form.items[i];

		if (t->choice == choice && begins(p, line->end, t->value, ret_rest)) {
			return choice;
		}
	}
	return 0;
}

/* A line in the quote that goes on with the question or its hint. */
bool survey_line_goes_on(const struct survey_task *task, int at, const struct form_line *line)
{
	char a[LINE_MAX_BYTES], b[LINE_MAX_BYTES];
	size_t n = fold_into(line->s, (size_t)(line->end - line->s), a, sizeof a);
	char *hint = strchr(a, '(');

	if (hint != NULL) {
		*hint = '\0';
		n = strlen(a);
	}
	while (n > 0 && (a[n - 1] == ' ' || a[n - 1] == '*')) {
		a[--n] = '\0';
	}
	if (n > 0 && utf8_count(a, n) < GOES_ON_MIN) {
		return false;
	}
	for (size_t i = task->form.first[at]; i < task->form.first[at + 1]; i++) {
		const struct survey_form_text *t = &task->form.items[i];

		if (t->choice == 0 && fold_into(t->value, strlen(t->value), b, sizeof b) > 0 && strstr(b, a) != NULL) {
			return true;
		}
	}
	return false;
}
