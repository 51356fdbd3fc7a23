/* Between the files of letters. */
#ifndef KVIESLYS_DOMAIN_LETTER_PRIVATE_H
#define KVIESLYS_DOMAIN_LETTER_PRIVATE_H

#include "domain/letter.h"
#include "mail/compose.h"
#include "mail/transfer_memo.h"
#include "render/date.h"
#include "render/plural.h"
#include "render/salutation.h"
#include "render/template.h"
#include "util/json.h"
#include "util/strbuf.h"

/* A file that goes into letters, encoded once. */
struct letter_file {
	char *cid; /* NULL: an attachment */
	char *name;
	const char *type; /* static */
	struct strbuf data, encoded;
};

/* A counted noun that a letter uses: {{COUNT|people}} is the variable COUNT__people. */
struct letter_plural {
	char *variable; /* "COUNT__people" */
	char *base;     /* "COUNT" */
	char *key;      /* "people" */
};

/* A variable and where it is first named. */
struct letter_use {
	char *name;
	char *file;
	int line;
};

struct letter_compiled {
	char *name; /* "invitation" */
	char *path;
	char *subject, *summary, *html, *text; /* names of the templates in the set; summary NULL: none */
	bool own_page; /* html is a whole page, written by hand */
	int version;   /* of the translation, 1 when not said */
	char *fault;   /* the first fault, NULL: none */
	struct letter_plural *plurals;
	size_t n_plurals;
	struct letter_use *uses;
	size_t n_uses;
	struct letter_file *files; /* images and attachments */
	size_t n_files;
	bool uses_local_time;
};

enum answer_word { ANSWER_YES, ANSWER_NO, ANSWER_MAYBE, ANSWERS };
enum answer_about { ABOUT_EVENT, ABOUT_OFFER, ABOUT_LIST, ABOUTS };

struct letter_language {
	const struct language *language;
	const char *code;
	char *conf; /* letters.conf, as named in messages */
	struct plurals *plurals;
	struct date_words *dates;
	struct salutations *salutations;
	struct letter_compiled *letters; /* sorted by name */
	size_t n_letters;
	struct letter_compiled footer;
	bool has_footer;
	struct strbuf answer_bodies[ANSWERS][ABOUTS]; /* "&body=…" of the prepared answers, encoded */
	struct strbuf answer_subjects[ANSWERS]; /* "?subject=TAIP%20%5B" where there is no title: the token follows */
	struct strbuf stop_subject; /* "?subject=STOP%20%5B": the token follows */
};

struct letter_book {
	const struct languages *packs;
	const struct letter_sender *sender;
	struct letter_language *languages;
	size_t n_languages;
	const struct salutations **salutations; /* of all, NULL-ended */
	struct template_set *set;
	struct conf *style;
	struct letter_file logo;
	bool has_logo;
	char *list_id;
	struct strbuf leave_subject; /* "?subject=unsubscribe%20%5B", as the header List-Unsubscribe makes it: the token follows */
	struct strbuf mailto, mailto_end; /* "mailto:seminarai+" and "@centras.example": the token stands between */
};

/* --- letter_book.c --- */
struct letter_language *letter_book_language(const struct letter_book *book, const char *code, size_t len);
const struct letter_compiled *letter_book_find(const struct letter_language *language, const char *name);

/* --- letter_compile.c --- */
/* Compiles one letter (or the footer); faults go to `problems` and the first of them to compiled->fault. */
enum status letter_compile(struct letter_book *book, struct letter_language *language, const char *name, const char *path,
		struct letter_compiled *ret, struct problems *problems, struct error *err);
void letter_compiled_release(struct letter_compiled *c);
enum status letter_compile_layout(struct letter_book *book, struct error *err);

/* --- letter_file.c --- */
/* Reads and encodes; the type goes by the name's ending. */
enum status letter_file_read(const char *path, const char *cid, struct letter_file *ret, struct error *err);
void letter_file_release(struct letter_file *file);

/* --- letter_topic.c --- */
struct topic_pair {
	const char *name; /* static or in the topic's memory */
	char *value;
};

struct topic_rows {
	const char *section;
	char *text; /* the lines, cut at their ends */
	struct {
		const char *time, *item;
	} *rows;
	size_t n;
};

/* A question as it stands in the form. */
struct topic_question {
	char number[12];
	const char *question; /* in the topic's memory, as all of these */
	const char *hint, *choices, *label;
};

struct topic_language {
	const struct letter_language *language;
	bool usable; /* has a title in this language */
	struct topic_pair *pairs;
	size_t n_pairs;
	struct topic_rows rows[2]; /* PROGRAMME, SPEAKERS */
	struct topic_question *questions;
	size_t n_questions;
	struct strbuf *form; /* the memory of the questions: one buffer for each text */
	size_t n_form;
	struct template_values *values;  /* all of the above and the sender, shared by every letter */
	struct strbuf subjects[ANSWERS]; /* "?subject=TAIP%3A%20Title%20%5B": the token follows */
};

struct letter_topic {
	bool is_event, is_offer, is_survey, funded;
	char *key;
	char *zone;
	int64_t start, end;
	int sequence;
	char capacity[24], party_max[24];
	struct topic_language *languages; /* one for each of the book's, same order */
	size_t n_languages;
	struct letter_file emblem;
	bool has_emblem;
};

const struct topic_language *letter_topic_language(const struct letter_topic *topic, const struct letter_language *language);
const char *topic_value(const struct topic_language *t, const char *name);
/* Copies value as the topic's variable `name` (a literal). Empty values are left out. */
enum status letter_topic_add(struct topic_language *t, const char *name, const char *value, struct error *err);

/* --- letter_survey.c: the form of a questionnaire --- */
/* Adds the questionnaire's texts and questions in the language; *ret_has: it has texts in it. */
enum status letter_survey_fill(struct topic_language *t, const struct survey *survey, bool *ret_has, struct error *err);
void letter_survey_set(const struct topic_language *t, struct template_values *values);
void letter_survey_release(struct topic_language *t);

/* --- letter_mailto.c --- */
void mailto_encode(struct strbuf *out, const char *s, size_t len);
void mailto_encode_address(struct strbuf *out, const char *s, size_t len);
enum status letter_answers_load(struct letter_language *language, struct problems *problems, struct error *err);
/* "seminarai.centras.example" of seminarai@centras.example: a list in the sense of RFC 2919. */
void letter_list_id(const char *address, struct strbuf *out);
enum status letter_mailto_load(struct letter_book *book, struct error *err);
void letter_answer_subjects(struct topic_language *t, const char *title);

/* --- letter_choose.c --- */
struct letter_choice {
	const struct letter_language *languages[2];
	size_t n;
};
enum status letter_choose(const struct letter_book *book, const struct letter_message *message, struct letter_choice *ret,
		struct error *err);

/* --- letter_values.c --- */
struct letter_scratch {
	struct strbuf **slots;
	size_t n, used;
};

#define COUNTRY_ZONES 16

struct letter_press {
	const struct letter_book *book;
	struct template_values *values;
	struct letter_scratch scratch;
	struct zones *zones;
	struct json *params; /* of the message being printed */
	struct {
		char country[4];
		char zone[64];
	} countries[COUNTRY_ZONES];
	size_t n_countries;
	struct {
		char zone[64];
		int64_t quarter; /* of an hour */
		int minutes;
	} offset; /* of the last Date header */
	struct strbuf subject, summary, html, text, raw, calendar, bytes;
	struct transfer_memo text_memo, html_memo;
};

/* An emptied buffer that lives until the next message; NULL when out of memory. */
struct strbuf *letter_scratch_take(struct letter_scratch *scratch);
/* The sender's own values; borrows from the book. */
void letter_set_sender(const struct letter_book *book, const struct letter_language *language, struct template_values *values);
/* Sets every variable of the message in one language. */
enum status letter_values_set(struct letter_press *press, const struct letter_message *message,
		const struct letter_compiled *letter, const struct letter_language *language, struct error *err);
/* Sets a text from outside: control and direction characters and wrong bytes dropped, line ends kept when `lines`. */
void letter_set_text(struct letter_press *press, const char *name, const char *value, bool lines);

/* --- letter_page.c --- */
/* What the archive's page has and mails have not. */
void letter_page_set(struct letter_press *press, const struct letter_page *page, const struct letter_language *language);
/* ISSUE_DATE, MAILTO_JOIN of the params. */
enum status letter_issue_set(struct letter_press *press, const struct letter_language *language, struct error *err);

/* --- letter_params.c --- */
enum status letter_params_set(struct letter_press *press, const struct letter_message *message,
		const struct letter_language *language, struct error *err);
/* Appends text cleaned as letter_set_text() does. */
void letter_clean(struct strbuf *out, const char *value, bool lines);

/* --- letter_mime.c --- */
/* The one address that the mail goes to. */
const char *letter_recipient(const struct letter_message *message);
enum status letter_mime(struct letter_press *press, const struct letter_message *message,
		const struct letter_choice *choice, struct error *err);

#endif
