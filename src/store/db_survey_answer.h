/* Answers to questionnaires. Nothing is overwritten: answers that were given together are a batch, and for each question the
 * newest batch without doubt counts. */
#ifndef KVIESLYS_STORE_DB_SURVEY_ANSWER_H
#define KVIESLYS_STORE_DB_SURVEY_ANSWER_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Who gave answers, and when. */
struct survey_batch {
	int64_t survey_id, contact_id;
	int64_t reply_id; /* 0: entered by staff */
	int64_t number;   /* of the batch; set by db_survey_answer_begin() */
	int64_t at;
	const char *who;
};
/* Takes away what the same reply brought before (a reply may be decided anew) and numbers the batch. */
enum status db_survey_answer_begin(struct store *store, struct survey_batch *batch, struct error *err);

/* One value of a question; a question with several choices has a row for each. */
struct survey_value {
	int number; /* 0: what was written besides */
	int choice; /* 0: none */
	bool has_amount;
	double amount;
	const char *text;
	const char *doubt; /* NULL: it counts */
};
enum status db_survey_answer_add(struct store *store, const struct survey_batch *batch, const struct survey_value *value,
		struct error *err);
/* Whether anybody has answered a question of it, doubtful or not. */
enum status db_survey_answered(struct store *store, int64_t survey_id, bool *ret, struct error *err);

struct survey_answer_row {
	int64_t contact_id, reply_id, batch, at;
	int64_t number, choice;
	bool has_amount;
	double amount;
	bool counts; /* no newer batch answers this question, and there is no doubt */
	const char *text, *doubt, *who;
	const char *email, *name, *organisation, *country, *sector, *language;
};
/* All rows of a questionnaire, by contact, question and time; texts are valid during the call. `history`: also those that do
 * not count. What was written besides (number 0) always counts. */
enum status db_survey_answer_each(struct store *store, int64_t survey_id, bool history,
		enum status (*each)(void *arg, const struct survey_answer_row *row, struct error *err), void *arg,
		struct error *err);

#endif
