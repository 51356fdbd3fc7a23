/* SQL of interest. */
#include "store/db_interest.h"

#include "store/store_private.h"

#include <string.h>

/* Passed on is still interested: a second yes is no news. */
#define SQL_FIND "SELECT CASE state WHEN 'passed-on' THEN 'interested' ELSE state END, at, state = 'passed-on'" \
	" FROM interest WHERE offer_id = ?1 AND contact_id = ?2"
#define SQL_SET \
	"INSERT INTO interest (offer_id, contact_id, reply_id, state, at) VALUES (?1, ?2, ?3, ?4, ?5)" \
	" ON CONFLICT (offer_id, contact_id) DO UPDATE SET reply_id = excluded.reply_id, state = excluded.state," \
	" at = excluded.at"

static enum status is_news(struct store *store, int64_t offer_id, int64_t contact_id, const char *state, int64_t at,
		bool *ret, bool *ret_passed_on, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, offer_id);
		(void)sqlite3_bind_int64(stmt, 2, contact_id);
		st = db_step(store, stmt, &row, "interest lookup", err);
	}
	if (st == ST_OK) {
		*ret = !row || (sqlite3_column_int64(stmt, 1) <= at
				&& strcmp((const char *)sqlite3_column_text(stmt, 0), state) != 0);
		*ret_passed_on = row && sqlite3_column_int(stmt, 2) != 0;
	}
	return st;
}

enum status db_interest_set(struct store *store, int64_t offer_id, int64_t contact_id, int64_t reply_id,
		const char *state, int64_t at, bool *ret_changed, bool *ret_passed_on,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = is_news(store, offer_id, contact_id, state, at, ret_changed, ret_passed_on, err);

	if (st != ST_OK || !*ret_changed) {
		return st;
	}
	st = db_prepare(store, SQL_SET, &stmt, err);
	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, offer_id);
	(void)sqlite3_bind_int64(stmt, 2, contact_id);
	db_bind_id(stmt, 3, reply_id);
	db_bind_text(stmt, 4, state);
	(void)sqlite3_bind_int64(stmt, 5, at);
	return db_run(store, stmt, "noting interest", err);
}

#define SQL_PASSED_ON \
	"UPDATE interest SET state = 'passed-on' WHERE offer_id = ?1 AND contact_id = ?2 AND state = 'interested'"

enum status db_interest_set_passed_on(struct store *store, int64_t offer_id, int64_t contact_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_PASSED_ON, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, offer_id);
	(void)sqlite3_bind_int64(stmt, 2, contact_id);
	return db_run(store, stmt, "passing interest on", err);
}

#define SQL_PARTY \
	"SELECT f.key, f.adviser, c.name, c.email, c.phone, o.name, o.country FROM offer f, contact c" \
	" LEFT JOIN organisation o ON o.id = c.organisation_id WHERE f.id = ?1 AND c.id = ?2"

void interest_party_release(struct interest_party *party)
{
	free(party->offer);
	free(party->adviser);
	free(party->name);
	free(party->email);
	free(party->phone);
	free(party->organisation);
	free(party->country);
	*party = (struct interest_party){ NULL, NULL, NULL, NULL, NULL, NULL, NULL };
}

enum status db_interest_party(struct store *store, int64_t offer_id, int64_t contact_id, struct interest_party *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	char **const fields[] = { &ret->offer, &ret->adviser, &ret->name, &ret->email, &ret->phone, &ret->organisation,
		&ret->country };
	bool row = false;
	enum status st = db_prepare(store, SQL_PARTY, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, offer_id);
	(void)sqlite3_bind_int64(stmt, 2, contact_id);
	st = db_step(store, stmt, &row, "interested party", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "the offer or the contact of this interest is gone");
	}
	for (size_t i = 0; i < ARRAY_SIZE(fields) && st == ST_OK; i++) {
		st = db_column_dup(stmt, (int)i, fields[i], err);
	}
	return st;
}
