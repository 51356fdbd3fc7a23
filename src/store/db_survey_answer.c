/* The survey_answer table. */
#include "store/db_survey_answer.h"

#include "store/store_private.h"

#define SQL_FORGET "DELETE FROM survey_answer WHERE reply_id = ?1"
#define SQL_NEXT "SELECT ifnull(max(batch), 0) + 1 FROM survey_answer"
#define SQL_ADD \
	"INSERT INTO survey_answer(survey_id, contact_id, reply_id, batch, number, choice, amount, text, doubt, who, at)" \
	" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
#define SQL_ANSWERED "SELECT EXISTS (SELECT 1 FROM survey_answer WHERE survey_id = ?1 AND number > 0)"
/* ?1 survey, ?2 whether also what does not count */
#define SQL_EACH \
	"SELECT * FROM (SELECT a.contact_id, ifnull(a.reply_id, 0), a.batch, a.at, a.number, a.choice, a.amount," \
	"  a.number = 0 OR a.batch = (SELECT b.batch FROM survey_answer b WHERE b.survey_id = a.survey_id" \
	"   AND b.contact_id = a.contact_id AND b.number = a.number AND b.doubt IS NULL ORDER BY b.at DESC, b.batch DESC LIMIT 1)" \
	"   AND a.doubt IS NULL AS counts," \
	"  a.text, a.doubt, a.who, c.email, c.name, o.name, o.country, o.sector, c.language, a.id" \
	"  FROM survey_answer a JOIN contact c ON c.id = a.contact_id LEFT JOIN organisation o ON o.id = c.organisation_id" \
	"  WHERE a.survey_id = ?1)" \
	" WHERE ?2 OR counts ORDER BY 1, 5, 4, 3, 18"

enum status db_survey_answer_begin(struct store *store, struct survey_batch *batch, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *forget = NULL;
	CLEANUP(stmt_done) sqlite3_stmt *next = NULL;
	bool row = false;
	enum status st = ST_OK;

	if (batch->reply_id != 0) {
		st = db_prepare(store, SQL_FORGET, &forget, err);
		if (st == ST_OK) {
			(void)sqlite3_bind_int64(forget, 1, batch->reply_id);
			st = db_run(store, forget, "answers", err);
		}
	}
	st = st == ST_OK ? db_prepare(store, SQL_NEXT, &next, err) : st;
	st = st == ST_OK ? db_step(store, next, &row, "answers", err) : st;
	if (st == ST_OK) {
		batch->number = sqlite3_column_int64(next, 0);
	}
	return st;
}

enum status db_survey_answer_add(struct store *store, const struct survey_batch *batch, const struct survey_value *v,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, batch->survey_id);
	(void)sqlite3_bind_int64(stmt, 2, batch->contact_id);
	db_bind_id(stmt, 3, batch->reply_id);
	(void)sqlite3_bind_int64(stmt, 4, batch->number);
	(void)sqlite3_bind_int(stmt, 5, v->number);
	db_bind_id(stmt, 6, v->choice);
	if (v->has_amount) {
		(void)sqlite3_bind_double(stmt, 7, v->amount);
	}
	db_bind_text(stmt, 8, v->text);
	db_bind_text(stmt, 9, v->doubt);
	db_bind_text(stmt, 10, batch->who);
	(void)sqlite3_bind_int64(stmt, 11, batch->at);
	return db_run(store, stmt, "answer", err);
}

enum status db_survey_answered(struct store *store, int64_t survey_id, bool *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ANSWERED, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, survey_id);
		st = db_step(store, stmt, &row, "answers", err);
	}
	*ret = st == ST_OK && row && sqlite3_column_int(stmt, 0) != 0;
	return st;
}

enum status db_survey_answer_each(struct store *store, int64_t survey_id, bool history,
		enum status (*each)(void *arg, const struct survey_answer_row *row, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, survey_id);
	(void)sqlite3_bind_int(stmt, 2, history ? 1 : 0);
	while ((st = db_step(store, stmt, &row, "answers", err)) == ST_OK && row) {
		const struct survey_answer_row r = {
			.contact_id = sqlite3_column_int64(stmt, 0),
			.reply_id = sqlite3_column_int64(stmt, 1),
			.batch = sqlite3_column_int64(stmt, 2),
			.at = sqlite3_column_int64(stmt, 3),
			.number = sqlite3_column_int64(stmt, 4),
			.choice = sqlite3_column_int64(stmt, 5),
			.has_amount = sqlite3_column_type(stmt, 6) != SQLITE_NULL,
			.amount = sqlite3_column_double(stmt, 6),
			.counts = sqlite3_column_int(stmt, 7) != 0,
			.text = (const char *)sqlite3_column_text(stmt, 8),
			.doubt = (const char *)sqlite3_column_text(stmt, 9),
			.who = (const char *)sqlite3_column_text(stmt, 10),
			.email = (const char *)sqlite3_column_text(stmt, 11),
			.name = (const char *)sqlite3_column_text(stmt, 12),
			.organisation = (const char *)sqlite3_column_text(stmt, 13),
			.country = (const char *)sqlite3_column_text(stmt, 14),
			.sector = (const char *)sqlite3_column_text(stmt, 15),
			.language = (const char *)sqlite3_column_text(stmt, 16),
		};

		st = each(arg, &r, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}
