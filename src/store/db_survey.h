/* Questionnaires: their questions with the texts of all languages. Answers are db_survey_answer's. */
#ifndef KVIESLYS_STORE_DB_SURVEY_H
#define KVIESLYS_STORE_DB_SURVEY_H

#include "store/db_text.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bounds of what an organiser may ask. */
#define SURVEY_MAX_QUESTIONS 40
#define SURVEY_MAX_CHOICES 26

enum survey_kind { SURVEY_CHOICE, SURVEY_CHOICES, SURVEY_NUMBER, SURVEY_TEXT, SURVEY_KINDS };
/* "choice" (one), "choices" (any of them), "number", "text". */
const char *survey_kind_name(enum survey_kind kind);

struct survey_question {
	int number; /* from 1 on, without gaps */
	enum survey_kind kind;
	int n_choices;
	bool has_minimum, has_maximum;
	int64_t minimum, maximum;
};

/* Owns all it points to. Texts per language: title, intro; of question 3: "3", its choices "3.1", "3.2" … */
struct survey {
	int64_t id; /* 0: not stored yet */
	char *key;
	int64_t closes_at;  /* 0: never */
	int64_t updated_at; /* when read */
	struct survey_question questions[SURVEY_MAX_QUESTIONS];
	size_t n_questions;
	struct texts texts;
};

#define SURVEY_INIT { .id = 0, .texts = TEXTS_INIT }
#define CLEANUP_SURVEY CLEANUP(survey_release)
void survey_release(struct survey *survey);

/* Text of a question (choice 0) or of one of its choices in a language; NULL when it has none. */
const char *survey_text(const struct survey *survey, const char *language, int number, int choice);
/* The same for a reader of any language (NULL: no wish): in the language when there is such a text, else in another. */
const char *survey_label(const struct survey *survey, const char *language, int number, int choice);

/* The id of a key; 0 when there is none (no error). */
enum status db_survey_id(struct store *store, const char *key, int64_t *ret_id, struct error *err);
/* ST_NOT_FOUND names the key, or says that there is none of that id. */
enum status db_survey_find(struct store *store, const char *key, struct survey *ret, struct error *err);
enum status db_survey_load(struct store *store, int64_t id, struct survey *ret, struct error *err);
/* Adds the questionnaire (id 0) or writes all of it. */
enum status db_survey_save(struct store *store, struct survey *survey, int64_t now, struct error *err);

struct survey_line {
	const char *key, *title;
	int64_t questions, closes_at;
	int64_t sent, answered, in_doubt; /* contacts */
};
/* All by key; texts are valid during the call. `language` of the title, else any. */
enum status db_survey_each(struct store *store, const char *language,
		enum status (*each)(void *arg, const struct survey_line *line, struct error *err), void *arg,
		struct error *err);

#endif
