/* Answers to a questionnaire summed up: for all, per country and per sector. */
#ifndef KVIESLYS_REPORT_SURVEY_SUMS_H
#define KVIESLYS_REPORT_SURVEY_SUMS_H

#include "store/db_survey.h"
#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* A line: of a question with choices one for each choice, else one for the question. */
struct survey_sum {
	const struct survey *survey;
	const struct survey_question *question;
	int choice;        /* 0: none */
	const char *by;    /* "all", "country", "sector" */
	const char *group; /* "" with all; "?" where it is not known */
	int64_t respondents; /* contacts of the group who answered the question */
	int64_t answers;     /* of them: who made the choice, gave a number or wrote */
	double minimum, mean, median, maximum; /* of numbers, when there are answers */
};
/* By question, group and choice; groups by name. Only what counts: the newest answer of each contact, without doubts.
 * ST_NOT_FOUND, ST_DB, ST_NOMEM. */
enum status survey_sums(struct store *store, const char *key,
		enum status (*each)(void *arg, const struct survey_sum *sum, struct error *err), void *arg, struct error *err);

#endif
