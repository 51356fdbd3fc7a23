/* The survey and survey_question tables. */
#include "store/db_survey.h"

#include "store/store_private.h"

#include <stdio.h>
#include <string.h>

#define SQL_ID "SELECT id FROM survey WHERE key = ?1"
#define SQL_LOAD "SELECT key, closes_at, updated_at FROM survey WHERE id = ?1"
#define SQL_QUESTIONS \
	"SELECT number, kind, n_choices, minimum, maximum FROM survey_question WHERE survey_id = ?1 ORDER BY number"
#define SQL_ADD "INSERT INTO survey(key, closes_at, created_at, updated_at) VALUES (?1, ?2, ?3, ?3) RETURNING id"
#define SQL_UPDATE "UPDATE survey SET key = ?1, closes_at = ?2, updated_at = ?3 WHERE id = ?4"
#define SQL_CLEAR "DELETE FROM survey_question WHERE survey_id = ?1"
#define SQL_ADD_QUESTION \
	"INSERT INTO survey_question(survey_id, number, kind, n_choices, minimum, maximum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
/* ?1 language of the title */
#define SQL_EACH \
	"SELECT s.key, (SELECT value FROM survey_text t WHERE t.survey_id = s.id AND t.key = 'title'" \
	"  ORDER BY t.language <> ?1, t.language <> 'en', t.language LIMIT 1)," \
	" (SELECT count(*) FROM survey_question q WHERE q.survey_id = s.id), ifnull(s.closes_at, 0)," \
	" (SELECT count(DISTINCT m.contact_id) FROM campaign k JOIN message m ON m.campaign_id = k.id" \
	"  LEFT JOIN step p ON p.campaign_id = k.id AND p.number = m.step" \
	"  WHERE m.state = 'sent' AND ifnull(p.survey_id, k.survey_id) = s.id)," \
	" (SELECT count(DISTINCT a.contact_id) FROM survey_answer a WHERE a.survey_id = s.id AND a.number > 0 AND a.doubt IS NULL)," \
	" (SELECT count(DISTINCT a.contact_id) FROM survey_answer a WHERE a.survey_id = s.id AND a.doubt IS NOT NULL" \
	"  AND NOT EXISTS (SELECT 1 FROM survey_answer b WHERE b.survey_id = s.id AND b.contact_id = a.contact_id" \
	"   AND b.number = a.number AND b.doubt IS NULL AND b.batch > a.batch))" \
	" FROM survey s ORDER BY s.key"

const char *survey_kind_name(enum survey_kind kind)
{
	static const char *const names[SURVEY_KINDS] = { "choice", "choices", "number", "text" };

	return names[kind];
}

void survey_release(struct survey *s)
{
	free(s->key);
	texts_release(&s->texts);
	*s = (struct survey)SURVEY_INIT;
}

#define TEXT_KEY_SIZE 32

static const char *text_key(int number, int choice, char key[TEXT_KEY_SIZE])
{
	(void)snprintf(key, TEXT_KEY_SIZE, choice != 0 ? "%d.%d" : "%d", number, choice);
	return key;
}

const char *survey_text(const struct survey *s, const char *language, int number, int choice)
{
	char key[TEXT_KEY_SIZE];

	return texts_find(&s->texts, language, text_key(number, choice, key));
}

const char *survey_label(const struct survey *s, const char *language, int number, int choice)
{
	char key[TEXT_KEY_SIZE];

	return texts_best(&s->texts, language, text_key(number, choice, key));
}

enum status db_survey_id(struct store *store, const char *key, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ID, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, key);
		st = db_step(store, stmt, &row, "questionnaire lookup", err);
	}
	*ret_id = st == ST_OK && row ? sqlite3_column_int64(stmt, 0) : 0;
	return st;
}

static enum survey_kind kind_of(const char *name)
{
	int k = 0;

	while (k < SURVEY_KINDS - 1 && (name == NULL || strcmp(survey_kind_name((enum survey_kind)k), name) != 0)) {
		k++;
	}
	return (enum survey_kind)k;
}

static enum status load_questions(struct store *store, struct survey *s, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_QUESTIONS, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, s->id);
	while ((st = db_step(store, stmt, &row, "questions", err)) == ST_OK && row && s->n_questions < SURVEY_MAX_QUESTIONS) {
		s->questions[s->n_questions++] = (struct survey_question){
			.number = sqlite3_column_int(stmt, 0),
			.kind = kind_of((const char *)sqlite3_column_text(stmt, 1)),
			.n_choices = sqlite3_column_int(stmt, 2),
			.has_minimum = sqlite3_column_type(stmt, 3) != SQLITE_NULL,
			.has_maximum = sqlite3_column_type(stmt, 4) != SQLITE_NULL,
			.minimum = sqlite3_column_int64(stmt, 3),
			.maximum = sqlite3_column_int64(stmt, 4),
		};
	}
	return st;
}

enum status db_survey_load(struct store *store, int64_t id, struct survey *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_SURVEY struct survey s = SURVEY_INIT;
	bool row = false;
	enum status st = db_prepare(store, SQL_LOAD, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, id);
		st = db_step(store, stmt, &row, "questionnaire", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no such questionnaire");
	}
	st = st == ST_OK ? db_column_dup(stmt, 0, &s.key, err) : st;
	if (st != ST_OK) {
		return st;
	}
	s.id = id;
	s.closes_at = sqlite3_column_int64(stmt, 1);
	s.updated_at = sqlite3_column_int64(stmt, 2);
	st = load_questions(store, &s, err);
	st = st == ST_OK ? db_text_load(store, TEXT_SURVEY, id, &s.texts, err) : st;
	if (st == ST_OK) {
		*ret = s;
		s = (struct survey)SURVEY_INIT;
	}
	return st;
}

enum status db_survey_find(struct store *store, const char *key, struct survey *ret, struct error *err)
{
	int64_t id = 0;
	enum status st = db_survey_id(store, key, &id, err);

	if (st == ST_OK && id == 0) {
		return error_set(err, ST_NOT_FOUND, "no questionnaire '%s'; 'kvieslys survey list' shows them", key);
	}
	return st == ST_OK ? db_survey_load(store, id, ret, err) : st;
}

static enum status save_question(struct store *store, int64_t id, const struct survey_question *q, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD_QUESTION, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	(void)sqlite3_bind_int(stmt, 2, q->number);
	db_bind_text(stmt, 3, survey_kind_name(q->kind));
	(void)sqlite3_bind_int(stmt, 4, q->n_choices);
	if (q->has_minimum) {
		(void)sqlite3_bind_int64(stmt, 5, q->minimum);
	}
	if (q->has_maximum) {
		(void)sqlite3_bind_int64(stmt, 6, q->maximum);
	}
	return db_run(store, stmt, "question", err);
}

static enum status save_row(struct store *store, struct survey *s, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, s->id == 0 ? SQL_ADD : SQL_UPDATE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, s->key);
	db_bind_id(stmt, 2, s->closes_at);
	(void)sqlite3_bind_int64(stmt, 3, now);
	if (s->id != 0) {
		(void)sqlite3_bind_int64(stmt, 4, s->id);
	}
	st = db_step(store, stmt, &row, "questionnaire", err);
	if (st == ST_OK && row) {
		s->id = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

static enum status clear_questions(struct store *store, int64_t id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_CLEAR, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, id);
	return db_run(store, stmt, "questions", err);
}

enum status db_survey_save(struct store *store, struct survey *s, int64_t now, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? save_row(store, s, now, err) : st;
	st = st == ST_OK ? clear_questions(store, s->id, err) : st;
	for (size_t i = 0; st == ST_OK && i < s->n_questions; i++) {
		st = save_question(store, s->id, &s->questions[i], err);
	}
	st = st == ST_OK ? db_text_save(store, TEXT_SURVEY, s->id, &s->texts, err) : st;
	return st != ST_OK ? st : store_commit(&tx, err);
}

enum status db_survey_each(struct store *store, const char *language,
		enum status (*each)(void *arg, const struct survey_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, language != NULL ? language : "en");
	while ((st = db_step(store, stmt, &row, "questionnaires", err)) == ST_OK && row) {
		const struct survey_line line = {
			.key = (const char *)sqlite3_column_text(stmt, 0),
			.title = (const char *)sqlite3_column_text(stmt, 1),
			.questions = sqlite3_column_int64(stmt, 2),
			.closes_at = sqlite3_column_int64(stmt, 3),
			.sent = sqlite3_column_int64(stmt, 4),
			.answered = sqlite3_column_int64(stmt, 5),
			.in_doubt = sqlite3_column_int64(stmt, 6),
		};

		st = each(arg, &line, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}
