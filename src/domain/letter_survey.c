/* A questionnaire in a letter: each question with its choices and a label that the answer is written behind. The reader of
 * replies (domain/survey_read.h) knows the same words: they come from the pack's [survey] and [answer]. */
#include "domain/letter_private.h"

#include "store/db_survey.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "questionnaire: out of memory");
}

/* A word of the pack's [survey], "" when it has none. */
static const char *word(const struct topic_language *t, const char *name)
{
	const char *w = language_word(t->language->language, name);

	return w != NULL ? w : "";
}

/* The n-th (from 1 on) of the letters that the pack gives to choices: "a b c …"; digits when there are not so many. */
static void add_choice_letter(const struct topic_language *t, int n, struct strbuf *out)
{
	const char *p = word(t, "survey.letters");

	for (int i = 1; *p != '\0'; i++) {
		size_t len = strcspn(p, " ");

		if (i == n) {
			strbuf_add(out, p, len);
			return;
		}
		p += len + strspn(p + len, " ");
	}
	strbuf_addf(out, "%d", n);
}

/* "{min}" and "{max}" in a hint. */
static void add_hint(const struct topic_language *t, const struct survey_question *q, struct strbuf *out)
{
	static const char *const names[SURVEY_KINDS] = { "survey.hint-choice", "survey.hint-choices", "survey.hint-number",
		"survey.hint-text" };
	const char *p = word(t, q->has_minimum && q->has_maximum ? "survey.hint-range" : names[q->kind]);

	while (*p != '\0') {
		if (strncmp(p, "{min}", 5) == 0 || strncmp(p, "{max}", 5) == 0) {
			strbuf_addf(out, "%" PRId64, p[2] == 'i' ? q->minimum : q->maximum);
			p += 5;
		} else {
			strbuf_addc(out, *p++);
		}
	}
}

static void fill_question(struct topic_language *t, const struct survey *s, const struct survey_question *q,
		struct topic_question *ret)
{
	const char *code = t->language->code;
	const char *label = language_word(t->language->language, "answer.label-answer");
	struct strbuf *text = &t->form[t->n_form++];
	struct strbuf *hint = &t->form[t->n_form++];
	struct strbuf *choices = &t->form[t->n_form++];
	struct strbuf *answer = &t->form[t->n_form++];

	letter_clean(text, survey_text(s, code, q->number, 0), false);
	add_hint(t, q, hint);
	for (int c = 1; c <= q->n_choices; c++) {
		const char *choice = survey_text(s, code, q->number, c);

		strbuf_adds(choices, c > 1 ? "\n" : "");
		add_choice_letter(t, c, choices);
		strbuf_adds(choices, ") ");
		letter_clean(choices, choice != NULL ? choice : "", false);
	}
	strbuf_addf(answer, "%s %d:", label != NULL ? label : "#", q->number);
	(void)snprintf(ret->number, sizeof ret->number, "%d", q->number);
	ret->question = text->buf;
	ret->hint = hint->buf;
	ret->choices = choices->buf;
	ret->label = answer->buf;
}

/* Whether every question has its text in the language. */
static bool has_texts(const struct topic_language *t, const struct survey *s)
{
	bool all = texts_find(&s->texts, t->language->code, "title") != NULL;

	for (size_t i = 0; i < s->n_questions; i++) {
		all = all && survey_text(s, t->language->code, s->questions[i].number, 0) != NULL;
	}
	return all;
}

static enum status add_texts(struct topic_language *t, const struct survey *s, struct error *err)
{
	CLEANUP_STRBUF struct strbuf title = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf intro = STRBUF_INIT;
	const char *text = texts_find(&s->texts, t->language->code, "intro");
	enum status st;

	letter_clean(&title, texts_find(&s->texts, t->language->code, "title"), false);
	letter_clean(&intro, text != NULL ? text : "", true);
	if (!strbuf_ok(&title) || !strbuf_ok(&intro)) {
		return no_memory(err);
	}
	st = letter_topic_add(t, "SURVEY_TITLE", title.buf, err);
	st = st == ST_OK ? letter_topic_add(t, "SURVEY_INTRO", intro.buf, err) : st;
	return st == ST_OK && topic_value(t, "TITLE") == NULL ? letter_topic_add(t, "TITLE", title.buf, err) : st;
}

enum status letter_survey_fill(struct topic_language *t, const struct survey *s, bool *ret_has, struct error *err)
{
	enum status st;

	*ret_has = has_texts(t, s);
	if (!*ret_has) {
		return ST_OK;
	}
	st = add_texts(t, s, err);
	if (st != ST_OK) {
		return st;
	}
	t->questions = calloc(s->n_questions + 1, sizeof *t->questions);
	t->form = calloc(s->n_questions * 4 + 1, sizeof *t->form);
	if (t->questions == NULL || t->form == NULL) {
		return no_memory(err);
	}
	for (size_t i = 0; i < s->n_questions * 4; i++) {
		strbuf_init(&t->form[i]);
	}
	for (size_t i = 0; i < s->n_questions; i++) {
		fill_question(t, s, &s->questions[i], &t->questions[t->n_questions++]);
	}
	for (size_t i = 0; i < t->n_form; i++) {
		if (!strbuf_ok(&t->form[i])) {
			return no_memory(err);
		}
	}
	return ST_OK;
}

static void set(struct template_values *values, const char *name, const char *value)
{
	template_set_row_value(values, name, value, strlen(value));
}

void letter_survey_set(const struct topic_language *t, struct template_values *values)
{
	for (size_t i = 0; i < t->n_questions; i++) {
		const struct topic_question *q = &t->questions[i];

		template_add_row(values, "QUESTIONS");
		set(values, "NUMBER", q->number);
		set(values, "QUESTION", q->question);
		set(values, "HINT", q->hint);
		set(values, "CHOICES", q->choices);
		set(values, "ANSWER_LABEL", q->label);
	}
}

void letter_survey_release(struct topic_language *t)
{
	for (size_t i = 0; t->form != NULL && i < t->n_form; i++) {
		strbuf_release(&t->form[i]);
	}
	free(t->form);
	free(t->questions);
}
