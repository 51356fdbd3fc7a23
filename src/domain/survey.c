/* A questionnaire's file, key by key; answers stored, and those that staff enter. */
#include "domain/survey.h"

#include "domain/organiser_file.h"
#include "store/db_audit.h"
#include "store/db_survey_answer.h"
#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = { "choice", "choices", "number", "text", NULL };

/* "12" is 12; anything but a plain number up to the limit is 0. */
static int number_of(const char *text, size_t len, int limit)
{
	int n = 0;

	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit(text[i]) || n > limit) {
			return 0;
		}
		n = n * 10 + (text[i] - '0');
	}
	return len > 0 && n <= limit ? n : 0;
}

static void read_range(struct organiser_file *file, struct conf_section *sec, struct survey_question *q)
{
	q->has_minimum = conf_get(sec, "min") != NULL;
	q->has_maximum = conf_get(sec, "max") != NULL;
	if (q->kind != SURVEY_NUMBER && (q->has_minimum || q->has_maximum)) {
		organiser_file_fault(file, sec, q->has_minimum ? "min" : "max", "only a question of kind 'number' has a range");
	}
	q->minimum = conf_get_int(file->conf, sec, "min", -1000000000000, 1000000000000, 0, &file->problems);
	q->maximum = conf_get_int(file->conf, sec, "max", -1000000000000, 1000000000000, 0, &file->problems);
	if (q->has_minimum && q->has_maximum && q->minimum > q->maximum) {
		organiser_file_fault(file, sec, "max", "%lld is below min", (long long)q->maximum);
	}
}

static void read_question(struct organiser_file *file, struct conf_section *sec, struct survey *s)
{
	static const char *const known[] = { "kind", "min", "max", NULL };
	int number = number_of(sec->name, strlen(sec->name), SURVEY_MAX_QUESTIONS);
	struct survey_question q = { .number = number };

	(void)organiser_file_need(file, sec, "kind");
	q.kind = (enum survey_kind)conf_get_choice(file->conf, sec, "kind", kinds, 0, &file->problems);
	read_range(file, sec, &q);
	conf_report_unknown(file->conf, sec, known, &file->problems);
	if (number == 0) {
		organiser_file_fault(file, sec, NULL, "[question %s]: number the questions from 1 to %d", sec->name,
				SURVEY_MAX_QUESTIONS);
	} else if ((size_t)number != s->n_questions + 1) {
		organiser_file_fault(file, sec, NULL, "[question %d] stands where question %zu is expected", number,
				s->n_questions + 1);
	} else {
		s->questions[s->n_questions++] = q;
	}
}

/* Whether a key of [text …] is one of ours: title, intro, a question's number, a choice's. */
static bool key_known(const struct survey *s, const char *key)
{
	size_t dot = strcspn(key, ".");
	int number = number_of(key, dot, SURVEY_MAX_QUESTIONS);
	const struct survey_question *q = number > 0 && (size_t)number <= s->n_questions ? &s->questions[number - 1] : NULL;

	if (strcmp(key, "title") == 0 || strcmp(key, "intro") == 0) {
		return true;
	}
	if (q == NULL || key[dot] == '\0') {
		return q != NULL;
	}
	return (q->kind == SURVEY_CHOICE || q->kind == SURVEY_CHOICES)
			&& number_of(key + dot + 1, strlen(key + dot + 1), SURVEY_MAX_CHOICES) != 0;
}

static void check_keys(struct organiser_file *file, const struct survey *s)
{
	for (size_t i = 0; i < s->texts.n; i++) {
		const struct text *t = &s->texts.items[i];

		if (!key_known(s, t->key)) {
			organiser_file_fault(file, conf_find(file->conf, "text", t->language), t->key,
					"belongs to no question; write title, intro, 1 = question, 1.1 = its first choice");
		}
	}
}

/* How many choices a question has: as many as any language gives it. */
static int count_choices(const struct survey *s, const struct survey_question *q)
{
	int n = 0;

	for (size_t i = 0; i < s->texts.n; i++) {
		const char *key = s->texts.items[i].key;
		size_t dot = strcspn(key, ".");
		int choice = key[dot] == '.' && number_of(key, dot, SURVEY_MAX_QUESTIONS) == q->number
				? number_of(key + dot + 1, strlen(key + dot + 1), SURVEY_MAX_CHOICES) : 0;

		n = choice > n ? choice : n;
	}
	return n;
}

static void check_texts(struct organiser_file *file, struct conf_section *sec, const struct survey *s)
{
	for (size_t i = 0; i < s->n_questions; i++) {
		const struct survey_question *q = &s->questions[i];
		char key[32];

		for (int c = 0; c <= q->n_choices; c++) {
			(void)snprintf(key, sizeof key, c > 0 ? "%d.%d" : "%d", q->number, c);
			(void)organiser_file_need(file, sec, key);
		}
	}
}

static void check_questions(struct organiser_file *file, struct conf_section *main, struct survey *s)
{
	if (s->n_questions == 0) {
		organiser_file_fault(file, main, NULL, "there is no question; write [question 1]");
	}
	for (size_t i = 0; i < s->n_questions; i++) {
		struct survey_question *q = &s->questions[i];
		char name[12];

		(void)snprintf(name, sizeof name, "%d", q->number);
		q->n_choices = q->kind == SURVEY_CHOICE || q->kind == SURVEY_CHOICES ? count_choices(s, q) : 0;
		if (q->n_choices == 1 || (q->n_choices == 0 && (q->kind == SURVEY_CHOICE || q->kind == SURVEY_CHOICES))) {
			organiser_file_fault(file, conf_find(file->conf, "question", name), "kind",
					"needs two choices at least; write %d.1 = …, %d.2 = … in [text …]", q->number, q->number);
		}
	}
	check_keys(file, s);
	for (size_t i = 0; i < file->conf->n_sections; i++) {
		if (strcmp(file->conf->sections[i].word, "text") == 0) {
			check_texts(file, &file->conf->sections[i], s);
		}
	}
}

static enum status read_all(struct organiser_file *file, struct conf_section *main, struct survey *s, struct error *err)
{
	static const char *const known[] = { "id", "closes", NULL };
	static const char *const needed[] = { "title", NULL };
	const char *id = organiser_file_id(file, main);
	enum status st;

	if (id != NULL && (s->key = strdup(id)) == NULL) {
		return error_set(err, ST_NOMEM, "questionnaire: out of memory");
	}
	s->closes_at = organiser_file_time(file, main, "closes", NULL, DAY_ENDS, false);
	conf_report_unknown(file->conf, main, known, &file->problems);
	for (size_t i = 0; i < file->conf->n_sections; i++) {
		if (strcmp(file->conf->sections[i].word, "question") == 0) {
			read_question(file, &file->conf->sections[i], s);
		}
	}
	st = organiser_file_texts(file, needed, &s->texts, err);
	if (st == ST_OK) {
		check_questions(file, main, s);
	}
	return st;
}

static bool same_question(const struct survey_question *a, const struct survey_question *b)
{
	return a->kind == b->kind && a->n_choices == b->n_choices;
}

/* Answers that are there must keep their meaning. New questions may come behind the old ones. */
static enum status check_answered(struct store *store, const struct survey *s, struct error *err)
{
	CLEANUP_SURVEY struct survey was = SURVEY_INIT;
	bool answered = false;
	enum status st = db_survey_answered(store, s->id, &answered, err);

	if (st != ST_OK || !answered) {
		return st;
	}
	st = db_survey_load(store, s->id, &was, err);
	for (size_t i = 0; st == ST_OK && i < was.n_questions; i++) {
		if (i >= s->n_questions || !same_question(&was.questions[i], &s->questions[i])) {
			st = error_set(err, ST_CONFLICT, "questionnaire '%s' has answers: question %zu cannot be taken away or become"
					" another (its wording may change); give the changed one another id", s->key, i + 1);
		}
	}
	return st;
}

static enum status save(struct store *store, struct survey *s, const char *actor, bool *ret_new, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? db_survey_id(store, s->key, &s->id, err) : st;
	*ret_new = s->id == 0;
	st = st == ST_OK && s->id != 0 ? check_answered(store, s, err) : st;
	st = st == ST_OK ? db_survey_save(store, s, clock_now(), err) : st;
	st = st == ST_OK ? audit_add(store, actor, *ret_new ? "add" : "change", "survey", s->id, NULL, NULL, err) : st;
	return st != ST_OK ? st : store_commit(&tx, err);
}

enum status survey_add(struct store *store, const char *path, const char *actor, bool *ret_new, struct error *err)
{
	static const char *const words[] = { "survey", "question", "text", NULL };
	CLEANUP_ORGANISER_FILE struct organiser_file file = ORGANISER_FILE_INIT;
	CLEANUP_SURVEY struct survey s = SURVEY_INIT;
	struct conf_section *main = NULL;
	enum status st = organiser_file_open(&file, path, words, &main, err);

	if (st == ST_OK && main != NULL) {
		st = read_all(&file, main, &s, err);
	}
	st = st == ST_OK ? organiser_file_check(&file, err) : st;
	return st == ST_OK ? save(store, &s, actor, ret_new, err) : st;
}

static enum status refuse_doubt(const struct survey_reading *r, struct error *err)
{
	if (r->n == 0) {
		return error_set(err, ST_INVALID, "no answer was found in it; write them with the numbers of the questions: 1) b 2) 15");
	}
	for (size_t i = 0; i < r->n; i++) {
		if (r->given[i].doubt[0] != '\0') {
			return error_set(err, ST_INVALID, "question %d: %s", r->given[i].number, r->given[i].doubt);
		}
	}
	return ST_OK;
}

enum status survey_enter(struct store *store, const struct languages *languages, const struct survey *survey, int64_t contact_id,
		const char *words, const char *actor, size_t *ret_n, struct error *err)
{
	CLEANUP_SURVEY_READING struct survey_reading reading = SURVEY_READING_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct survey_batch batch = { .survey_id = survey->id, .contact_id = contact_id, .at = clock_now(), .who = actor };
	struct survey_reader *reader = NULL;
	enum status st = survey_reader_new(languages, &reader, err);

	st = st == ST_OK ? survey_read_words(reader, survey, words, &reading, err) : st;
	survey_reader_free(reader);
	st = st == ST_OK ? refuse_doubt(&reading, err) : st;
	st = st == ST_OK ? store_begin(store, &tx, err) : st;
	st = st == ST_OK ? survey_note(store, &batch, &reading, true, err) : st;
	st = st == ST_OK ? store_commit(&tx, err) : st;
	*ret_n = st == ST_OK ? reading.n : *ret_n;
	return st;
}
