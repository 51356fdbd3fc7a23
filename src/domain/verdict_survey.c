/* Replies to letters that hold a questionnaire. The answers are read first; only what is left is read as words to us. */
#include "domain/verdict_private.h"

#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

static bool wants_no_more(const struct intent_answer *a)
{
	return a->also_unsubscribe || (a->intent == INTENT_UNSUBSCRIBE && a->sure);
}

/* An answer in words that asks us to stop is no answer: a person looks. */
static enum status doubt_wishes(struct verdict *v, const struct survey *survey, const struct intent_reader *intents,
		const struct verdict_context *c, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < v->given.n; i++) {
		struct survey_given *g = &v->given.given[i];
		CLEANUP_INTENT_ANSWER struct intent_answer words = INTENT_ANSWER_INIT;
		const struct intent_input input = { .text = g->words, .subject = "", .signature = "", .language = c->language };

		if (survey->questions[g->number - 1].kind != SURVEY_TEXT || g->doubt[0] != '\0') {
			continue;
		}
		st = intent_read(intents, &input, &words, err);
		if (st == ST_OK && wants_no_more(&words)) {
			(void)snprintf(g->doubt, sizeof g->doubt, "it sounds like a wish for no more letters");
			v->given.n_doubtful++;
		}
	}
	return st;
}

/* What was written besides the answers: a question, an end of the letters. */
static enum status read_remarks(struct verdict *v, const struct intent_reader *intents, const struct verdict_context *c,
		struct error *err)
{
	CLEANUP_INTENT_ANSWER struct intent_answer words = INTENT_ANSWER_INIT;
	const struct intent_input input = { .text = v->given.remarks, .subject = "", .signature = v->reply.signature,
		.language = c->language };
	enum status st = v->given.remarks[0] != '\0' ? intent_read(intents, &input, &words, err) : ST_OK;

	if (st == ST_OK && v->given.remarks[0] != '\0') {
		v->answer.also_question = words.also_question || words.intent == INTENT_QUESTION;
		v->answer.also_unsubscribe = wants_no_more(&words);
	}
	return st;
}

static enum status explain(struct verdict *v, const struct survey *survey, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	size_t n_doubtful = 0;
	enum status st = ST_OK;

	strbuf_addf(&text, "answers %zu of %zu questions", v->given.n, survey->n_questions);
	for (size_t i = 0; st == ST_OK && i < v->given.n; i++) {
		const struct survey_given *g = &v->given.given[i];
		char rule[40];

		(void)snprintf(rule, sizeof rule, "question %d", g->number);
		st = verdict_prove(v, rule, g->words, err);
		if (g->doubt[0] != '\0') {
			strbuf_addf(&text, "%s question %d: %s", n_doubtful++ == 0 ? "; in doubt:" : ";", g->number, g->doubt);
		}
	}
	if (st == ST_OK && !strbuf_ok(&text)) {
		st = error_set(err, ST_NOMEM, "reply: out of memory");
	}
	return st == ST_OK ? verdict_say(v, text.buf, err) : st;
}

enum status verdict_read_survey(struct verdict *v, const struct survey_reader *surveys, const struct intent_reader *intents,
		const struct verdict_context *c, bool *ret_done, struct error *err)
{
	enum status st = survey_read(surveys, c->survey, c->language, &v->reply, &v->given, err);

	v->survey_id = c->survey->id;
	*ret_done = v->given.n > 0;
	if (st != ST_OK || !*ret_done) {
		return st;
	}
	st = doubt_wishes(v, c->survey, intents, c, err);
	st = st == ST_OK ? read_remarks(v, intents, c, err) : st;
	if (st != ST_OK) {
		return st;
	}
	v->answer.intent = INTENT_OTHER;
	v->answer.sure = v->given.n_doubtful == 0;
	v->answer.confidence = 1.0 - (double)v->given.n_doubtful / (double)v->given.n;
	v->outcome = v->answer.sure ? OUTCOME_APPLIED : OUTCOME_REVIEW;
	return explain(v, c->survey, err);
}
