/* Answers to a questionnaire: what is sure counts, what is doubtful is stored beside it and waits for a person, what was
 * written besides is kept. A later answer replaces none: the newest counts. */
#include "domain/apply_private.h"
#include "domain/survey.h"

#include "store/db_audit.h"
#include "store/db_survey.h"
#include "store/db_survey_answer.h"
#include "util/cleanup.h"

#include <stdio.h>

/* One row for each choice that was made; the words stand in the first. */
static enum status note_answer(struct store *store, const struct survey_batch *batch, const struct survey_given *g, bool sure,
		struct error *err)
{
	struct survey_value value = { .number = g->number, .has_amount = g->has_amount, .amount = g->amount, .text = g->words,
		.doubt = !sure && g->doubt[0] != '\0' ? g->doubt : NULL };
	enum status st = ST_OK;

	if (g->choices == 0) {
		return db_survey_answer_add(store, batch, &value, err);
	}
	for (int c = 1; st == ST_OK && c <= SURVEY_MAX_CHOICES; c++) {
		if ((g->choices >> (c - 1) & 1) != 0) {
			value.choice = c;
			st = db_survey_answer_add(store, batch, &value, err);
			value.text = NULL;
		}
	}
	return st;
}

enum status survey_note(struct store *store, struct survey_batch *batch, const struct survey_reading *reading, bool sure,
		struct error *err)
{
	enum status st = db_survey_answer_begin(store, batch, err);

	for (size_t i = 0; st == ST_OK && i < reading->n; i++) {
		st = note_answer(store, batch, &reading->given[i], sure, err);
	}
	if (st == ST_OK && reading->remarks != NULL && reading->remarks[0] != '\0') {
		st = db_survey_answer_add(store, batch, &(struct survey_value){ .text = reading->remarks }, err);
	}
	return st == ST_OK ? audit_add(store, batch->who, "answer", "survey", batch->survey_id, NULL, NULL, err) : st;
}

/* After the last day everything is in doubt. */
static enum status close_late(const struct apply_input *in, struct survey_reading *given, bool *ret_late, struct error *err)
{
	CLEANUP_SURVEY struct survey survey = SURVEY_INIT;
	enum status st = db_survey_load(in->store, in->verdict->survey_id, &survey, err);

	*ret_late = st == ST_OK && survey.closes_at != 0 && in->arrived_at > survey.closes_at && !in->resolve;
	for (size_t i = 0; *ret_late && i < given->n; i++) {
		(void)snprintf(given->given[i].doubt, sizeof given->given[i].doubt, "it came after the last day for answers");
	}
	return st;
}

/* No answer was found in it. What it says is kept; whether somebody has to look is what the words say. */
static void judge_words(const struct apply_input *in, struct apply_result *ret)
{
	const struct intent_answer *a = &in->verdict->answer;

	if (in->resolve) {
		apply_say(ret, OUTCOME_APPLIED, "kept as a remark");
	} else if (a->intent == INTENT_NO && a->sure) {
		apply_say(ret, OUTCOME_IGNORED, "does not want to answer the questions");
	} else if (a->intent == INTENT_OTHER && a->sure) {
		apply_say(ret, OUTCOME_IGNORED, "%s", a->reason);
	} else {
		apply_say(ret, OUTCOME_REVIEW, "no answer to the questions was found in it: %s", a->reason);
	}
}

enum status apply_survey(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	const struct verdict *v = in->verdict;
	struct survey_batch batch = { .survey_id = v->survey_id, .contact_id = in->match->contact_id, .reply_id = in->reply_id,
		.at = in->arrived_at, .who = in->who };
	struct survey_reading given = v->given; /* a copy of the numbers; the words are the verdict's */
	bool late = false;
	enum status st = close_late(in, &given, &late, err);

	if (st != ST_OK) {
		return st;
	}
	if (v->given.n == 0) {
		judge_words(in, ret);
	} else if (late) {
		apply_say(ret, OUTCOME_REVIEW, "%s, but it came after the last day for answers", v->answer.reason);
	} else {
		apply_say(ret, v->given.n_doubtful > 0 && !in->resolve ? OUTCOME_REVIEW : OUTCOME_APPLIED, "%s", v->answer.reason);
	}
	return survey_note(in->store, &batch, &given, in->resolve, err);
}
