/* "1) b 2. 15 3: text": where the answer of which question begins. A number at the beginning of a line is believed more easily than
 * one inside of it, where it must go on counting; inside the answer to a question without choices only the same sign counts. */
#include "domain/survey_private.h"

#include "util/ascii.h"
#include "util/fold.h"

#include <string.h>

#define PREFIX_MAX 40

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *skip_blank(const char *p)
{
	while (is_blank(*p)) {
		p++;
	}
	return p;
}

/* A mark: which question, by which sign, where the answer begins. */
struct mark {
	int number;
	char sign; /* ) . : - =, or ' ' when the answer follows the number at once */
	const char *value;
};

/* The sign behind a number. En and em dashes count as '-'. */
static char sign_at(const char *p, size_t *ret_len)
{
	*ret_len = 1;
	if (strncmp(p, "\xE2\x80\x93", 3) == 0 || strncmp(p, "\xE2\x80\x94", 3) == 0) {
		*ret_len = 3;
		return '-';
	}
	if (p[0] == '.' && p[1] == ')') {
		*ret_len = 2;
		return ')';
	}
	return *p != '\0' && strchr(").:-=]", *p) != NULL ? *p : '\0';
}

/* "1b", "1 b", "1 b, c": the letter of a choice right behind the number. */
static bool letter_follows(const struct survey_task *t, const struct survey_question *q, const char *p)
{
	const char *end = p + strcspn(p, " ,;\n\r");
	const char *at = p;
	int other = 0;

	if (p == end || q->n_choices == 0 || ascii_is_digit(*p) || utf8_count(p, (size_t)(end - p)) != 1) {
		return false;
	}
	return survey_letter(t->r, t->language, utf8_next(&at, end), q->n_choices, &other) != 0;
}

static bool mark_at(const struct survey_task *t, const char *p, struct mark *ret)
{
	const char *at = p;
	const struct survey_question *q;
	size_t len;
	char sign;
	int n = 0;

	while (ascii_is_digit(*at) && at - p < 2) {
		n = n * 10 + (*at++ - '0');
	}
	q = survey_task_question(t, n);
	if (q == NULL || at == p || ascii_is_digit(*at)) {
		return false;
	}
	*ret = (struct mark){ .number = n, .sign = ' ', .value = at };
	if (letter_follows(t, q, skip_blank(at))) {
		ret->value = skip_blank(at);
		return true;
	}
	sign = sign_at(skip_blank(at), &len);
	if (sign == '\0' || (skip_blank(at) != at && sign != '-' && sign != '=' && sign != ':')) {
		return false;
	}
	ret->sign = sign;
	ret->value = skip_blank(at) + len;
	/* "2.5", "10:30", "1-2" are numbers themselves */
	return !ascii_is_digit(*ret->value) || sign == ')' || sign == ']' || sign == '=';
}

/* Skips "(", "Nr.", "Answer" and such before the number of a line. */
static const char *skip_prefix(const struct survey_task *t, const char *line)
{
	const char *p = skip_blank(line);
	const char *word = p;
	char folded[PREFIX_MAX];
	size_t len = 0;

	while (*word != '\0' && *word != '\n' && !ascii_is_digit(*word) && word - p < PREFIX_MAX) {
		word++;
	}
	if (*p == '(' || *p == '#' || *p == '*') {
		return skip_blank(p + 1);
	}
	if (!ascii_is_digit(*word) || word == p) {
		return p;
	}
	len = fold_into(p, (size_t)(word - p), folded, sizeof folded);
	return survey_is_word(t->r, WORD_PREFIX, folded, len) || survey_is_word(t->r, WORD_LABEL, folded, len) ? word : p;
}

static bool line_mark(const struct survey_task *t, const char *line, struct mark *ret)
{
	return mark_at(t, skip_prefix(t, line), ret);
}

int survey_mark_at(const struct survey_task *task, const char *line, const char **ret_value)
{
	struct mark mark;

	if (!line_mark(task, line, &mark)) {
		return 0;
	}
	*ret_value = mark.value;
	return mark.number;
}

struct marker {
	const struct survey_task *task;
	struct survey_piece *pieces;
	size_t n;
	struct mark last; /* number 0: none yet */
	bool back;        /* it counts backwards from an answer in words */
	uint64_t seen;    /* bit 1: question 1 */
};

static void put(struct marker *m, int number, const char *start, const char *end)
{
	while (start < end && (is_blank(*start) || *start == '\n')) {
		start++;
	}
	while (end > start && (is_blank(end[-1]) || end[-1] == '\n')) {
		end--;
	}
	if (end > start && m->n < SURVEY_MAX_PIECES) {
		m->pieces[m->n++] = (struct survey_piece){ number, number != 0 && m->back, start, (size_t)(end - start) };
	}
}

/* Ends the running piece. An answer of one line: what stands below is a remark. */
static void close_piece(struct marker *m, const char *start, const char *end)
{
	const struct survey_question *q = survey_task_question(m->task, m->last.number);
	const char *nl;

	if (q != NULL && q->kind != SURVEY_TEXT) {
		start = skip_blank(start);
		start += *start == '\n' && start < end;
		nl = memchr(start, '\n', (size_t)(end - start));
		if (nl != NULL) {
			put(m, m->last.number, start, nl);
			put(m, 0, nl, end);
			return;
		}
	}
	put(m, m->last.number, start, end);
}

/* The question's place in `seen`; its number is below 64 (SURVEY_MAX_QUESTIONS). */
static uint64_t seen_bit(const struct mark *mark)
{
	return UINT64_C(1) << (mark->number & 63);
}

/* Whether the mark at the beginning of a line begins an answer, or is a number within an answer in words. */
static bool line_counts(const struct marker *m, const struct mark *mark)
{
	const struct survey_question *q = survey_task_question(m->task, m->last.number);

	return q == NULL || q->kind != SURVEY_TEXT || mark->number > m->last.number || (m->seen & seen_bit(mark)) == 0;
}

static bool goes_back(const struct marker *m, const struct mark *mark)
{
	const struct survey_question *q = survey_task_question(m->task, m->last.number);

	return mark->number < m->last.number && (m->back || (q != NULL && q->kind == SURVEY_TEXT));
}

static bool inner_counts(const struct marker *m, const struct mark *mark)
{
	const struct survey_question *q = survey_task_question(m->task, m->last.number);

	if (q == NULL) {
		return mark->sign == ')' || (mark->sign == ':' && mark->number == 1);
	}
	if (q->kind == SURVEY_TEXT) {
		return mark->number == m->last.number + 1 && mark->sign == m->last.sign && mark->sign != ' ';
	}
	return mark->number > m->last.number && (mark->sign != '-' || m->last.sign == '-');
}

size_t survey_marks(const struct survey_task *task, const char *text, struct survey_piece *ret)
{
	struct marker m = { .task = task, .pieces = ret };
	const char *start = text;
	const char *p = text;

	while (*p != '\0') {
		bool line = p == text || p[-1] == '\n';
		const char *from = line ? skip_blank(p) : p;
		bool inner = !line && ascii_is_digit(*p) && (is_blank(p[-1]) || strchr(",;(", p[-1]) != NULL);
		struct mark mark;

		if ((line && line_mark(task, p, &mark) && line_counts(&m, &mark))
				|| (inner && mark_at(task, from, &mark) && inner_counts(&m, &mark))) {
			close_piece(&m, start, p);
			m.back = goes_back(&m, &mark);
			m.last = mark;
			m.seen |= seen_bit(&mark);
			start = p = mark.value;
		} else {
			p++;
		}
	}
	close_piece(&m, start, p);
	return m.n;
}
