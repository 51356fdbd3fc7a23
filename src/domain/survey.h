/* Questionnaires as organisers write them: an INI file with numbered questions and their texts per language.
 *
 *	[survey]
 *	id = needs-2027
 *	closes = 2027-05-01
 *	[question 1]
 *	kind = choices            # choice (one), choices (any of them), number, text
 *	[question 2]
 *	kind = number
 *	min = 0
 *	max = 5000
 *	[text en]
 *	title = What firms need
 *	intro = Five minutes of your time.
 *	1 = Which technologies do you use?
 *	1.1 = Laser cutting
 *	1.2 = Bending
 *	2 = How many people work in the firm? */
#ifndef KVIESLYS_DOMAIN_SURVEY_H
#define KVIESLYS_DOMAIN_SURVEY_H

#include "domain/survey_read.h"
#include "store/db_survey.h"
#include "store/db_survey_answer.h"

/* Adds the questionnaire, or changes the one of the same id. ST_INVALID with every fault as file:line (a gap in the numbers,
 * a question or choice that a language lacks, a range that is none); ST_CONFLICT when answers are there already and the
 * questions are others (their wording may change); ST_NOT_FOUND, ST_IO, ST_DB, ST_NOMEM. */
enum status survey_add(struct store *store, const char *path, const char *actor, bool *ret_new, struct error *err);

/* Stores what was read as one batch, with an entry in the audit log. `sure`: doubts do not count any more, a person has decided.
 * In the caller's transaction. ST_DB, ST_NOMEM. */
enum status survey_note(struct store *store, struct survey_batch *batch, const struct survey_reading *reading, bool sure,
		struct error *err);

/* Notes what staff were told by phone: `words` are read as an answer's text is ("1) b 2) 15"), in one transaction. ST_INVALID: nothing was
 * found in them, or an answer is in doubt: nothing is noted then. *ret_n: answers. ST_DB, ST_TEMP, ST_NOMEM. */
enum status survey_enter(struct store *store, const struct languages *languages, const struct survey *survey, int64_t contact_id,
		const char *words, const char *actor, size_t *ret_n, struct error *err);

#endif
