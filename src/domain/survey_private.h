/* Between survey_read.c and its siblings: one question's answer is read in survey_value.c, words with numbers in front are taken
 * apart in survey_marks.c, the packs' words are in survey_words.c. */
#ifndef KVIESLYS_DOMAIN_SURVEY_PRIVATE_H
#define KVIESLYS_DOMAIN_SURVEY_PRIVATE_H

#include "domain/survey_read.h"

#include <stddef.h>

/* The form's texts in all languages, so that those of one question stand together. */
struct survey_form {
	struct survey_form_text {
		int number, choice; /* choice 0: the question itself */
		const char *value;
	} *items;
	size_t first[SURVEY_MAX_QUESTIONS + 2]; /* items of question n: first[n] … first[n + 1] */
};

struct survey_task {
	const struct survey_reader *r;
	const struct survey *survey;
	const char *language; /* of the form, NULL: not known */
	struct survey_form form;
};
/* False when out of memory. The survey is borrowed. */
bool survey_task_open(struct survey_task *task, const struct survey_reader *r, const struct survey *survey, const char *language);
void survey_task_close(struct survey_task *task);
/* NULL when there is no such question. */
const struct survey_question *survey_task_question(const struct survey_task *task, int number);

/* --- survey_words.c --- */
enum survey_word { WORD_ALL, WORD_NONE, WORD_SKIP, WORD_AND, WORD_BUT, WORD_ABOUT, WORD_PREFIX, WORD_SCALE, WORD_TICK, WORD_LABEL,
	SURVEY_WORDS };

/* Whether the folded text is one of the words. */
bool survey_is_word(const struct survey_reader *r, enum survey_word kind, const char *folded, size_t len);
/* Whether any word of the folded text is. */
bool survey_has_word(const struct survey_reader *r, enum survey_word kind, const char *folded);
/* Which of `n` choices a letter names, in any case: by the row of the form's language, else by that of another pack; 0: none.
 * Typed in another alphabet it may mean its own place or the letter that it looks like: then *ret_other is not 0.
 * `language` NULL: not known. */
int survey_letter(const struct survey_reader *r, const char *language, uint32_t c, int n, int *ret_other);

/* --- survey_value.c --- */
enum survey_found {
	FOUND_NOTHING, /* blank, a row of dots, "don't know" */
	FOUND_ANSWER   /* given->doubt tells whether it is sure */
};
/* What the words say as an answer to the question; does not set given->words. */
enum survey_found survey_value(const struct survey_task *task, const struct survey_question *q, const char *words,
		struct survey_given *given);

/* --- survey_lines.c: what a line is in our form --- */
struct form_line {
	const char *s, *end; /* without quote marks and blanks at both ends */
	bool cut;            /* it is not new */
	bool marked;         /* as a quote */
};
/* Blanks, and what HTML makes of them. */
const char *survey_skip(const char *s, const char *end);
/* "Answer 2:" in any pack's words, or "2. How many …" (a line that begins as the question does): the number, 0: neither.
 * *ret_rest: the words behind it. */
int survey_line_label(const struct survey_task *task, const struct form_line *line, const char **ret_rest);
int survey_line_question(const struct survey_task *task, const struct form_line *line, const char **ret_rest);
/* "b) Bending": which choice of question `at`; *ret_tick: a mark stands before it. */
int survey_line_choice(const struct survey_task *task, int at, const struct form_line *line, const char **ret_rest,
		bool *ret_tick);
/* A line that goes on with the text of question `at` or its hint. */
bool survey_line_goes_on(const struct survey_task *task, int at, const struct form_line *line);

/* --- survey_marks.c --- */
struct survey_piece {
	int number; /* 0: no answer */
	bool back;  /* below the answer in words to a later question: perhaps a list within it */
	const char *start;
	size_t len;
};
#define SURVEY_MAX_PIECES (SURVEY_MAX_QUESTIONS * 4)
/* Takes "1) b 2. 15 3: text" apart. Returns how many pieces, in the order of the text; what is behind the answer of a question
 * with choices or a number (a new line) is a piece of its own. */
size_t survey_marks(const struct survey_task *task, const char *text, struct survey_piece *ret);
/* The number that a line begins with as "2)", "2.", "Nr. 2:"; 0: none. *ret_value: where its answer begins. */
int survey_mark_at(const struct survey_task *task, const char *line, const char **ret_value);

#endif
