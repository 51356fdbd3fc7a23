/* Campaigns and their contacts as a proof sees them. */
#include "store/db_proof.h"

#include "store/store_private.h"

#include "util/array.h"

/* ?1 campaign */
#define SQL_CAMPAIGN "SELECT languages, ifnull(event_id, 0), ifnull(offer_id, 0), letter, '', audience, ifnull(survey_id, 0) FROM campaign WHERE id = ?1"
/* ?1 key */
#define SQL_FIND "SELECT id FROM campaign WHERE key = ?1"
/* ?1 campaign */
#define SQL_STEPS "SELECT number, letter, name FROM step WHERE campaign_id = ?1 AND number > 0 ORDER BY number"
#define SQL_CONTACTS "SELECT contact_id FROM temp.audience ORDER BY contact_id"

#define OF_AUDIENCE \
	" FROM temp.audience a JOIN contact c ON c.id = a.contact_id LEFT JOIN organisation o ON o.id = c.organisation_id "

static const char *const awkward[PROOF_AWKWARD] = {
	"SELECT c.id" OF_AUDIENCE "WHERE c.name IS NOT NULL ORDER BY length(c.name) DESC, c.id LIMIT 1",
	"SELECT c.id" OF_AUDIENCE "WHERE o.name IS NOT NULL ORDER BY length(o.name) DESC, c.id LIMIT 1",
	"SELECT c.id" OF_AUDIENCE "WHERE c.name IS NULL ORDER BY c.id LIMIT 1",
	"SELECT c.id" OF_AUDIENCE "WHERE o.id IS NULL ORDER BY c.id LIMIT 1",
	"SELECT c.id" OF_AUDIENCE "WHERE c.name GLOB '*[Ѐ-ӿ]*' ORDER BY c.id LIMIT 1",
	"SELECT c.id" OF_AUDIENCE "WHERE c.language IS NULL ORDER BY c.id LIMIT 1",
};

void proof_campaign_release(struct proof_campaign *c)
{
	for (size_t i = 0; i < c->n_letters; i++) {
		free(c->letters[i]);
		free(c->names[i]);
	}
	free(c->letters);
	free(c->names);
	free(c->steps);
	free(c->languages);
	free(c->audience);
	*c = (struct proof_campaign)PROOF_CAMPAIGN_INIT;
}

/* Room for one more letter. */
static bool grow(struct proof_campaign *c)
{
	return ARRAY_ROOM(c->letters, c->n_letters) && ARRAY_ROOM(c->names, c->n_letters) && ARRAY_ROOM(c->steps, c->n_letters);
}

/* Letter and name stand in `column` and the one behind it. */
static enum status add_letter(struct proof_campaign *c, int64_t step, sqlite3_stmt *stmt, int column, struct error *err)
{
	size_t i = c->n_letters;
	enum status st;

	if (!grow(c)) {
		return error_set(err, ST_NOMEM, "campaign: out of memory");
	}
	c->steps[i] = step;
	c->letters[i] = NULL;
	c->names[i] = NULL;
	c->n_letters++;
	st = db_column_dup(stmt, column, &c->letters[i], err);
	return st == ST_OK ? db_column_dup(stmt, column + 1, &c->names[i], err) : st;
}

static enum status read_steps(struct store *store, int64_t id, struct proof_campaign *c, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_STEPS, &stmt, err);
	bool row = true;

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, id);
	while (st == ST_OK && row) {
		st = db_step(store, stmt, &row, "steps", err);
		if (st == ST_OK && row) {
			st = add_letter(c, sqlite3_column_int64(stmt, 0), stmt, 1, err);
		}
	}
	return st;
}

static enum status read_campaign(struct store *store, int64_t id, struct proof_campaign *c, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_CAMPAIGN, &stmt, err);
	bool row;

	if (st != ST_OK) {
		return st;
	}
	db_bind_id(stmt, 1, id);
	st = db_step(store, stmt, &row, "campaign lookup", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no such campaign");
	}
	st = st == ST_OK ? db_column_dup(stmt, 0, &c->languages, err) : st;
	if (st == ST_OK) {
		c->event_id = sqlite3_column_int64(stmt, 1);
		c->offer_id = sqlite3_column_int64(stmt, 2);
		c->survey_id = sqlite3_column_int64(stmt, 6);
		st = add_letter(c, 0, stmt, 3, err);
		c->id = id;
	}
	return st == ST_OK ? db_column_dup(stmt, 5, &c->audience, err) : st;
}

enum status db_proof_find(struct store *store, const char *key, int64_t *ret_id, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_FIND, &stmt, err);
	bool row;

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	st = db_step(store, stmt, &row, "campaign lookup", err);
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "there is no campaign '%s'; 'kvieslys campaign list' names them all", key);
	}
	*ret_id = st == ST_OK ? sqlite3_column_int64(stmt, 0) : 0;
	return st;
}

enum status db_proof_campaign(struct store *store, int64_t campaign_id, struct proof_campaign *ret, struct error *err)
{
	CLEANUP_PROOF_CAMPAIGN struct proof_campaign c = PROOF_CAMPAIGN_INIT;
	enum status st = read_campaign(store, campaign_id, &c, err);

	st = st == ST_OK ? read_steps(store, campaign_id, &c, err) : st;
	if (st == ST_OK) {
		*ret = c;
		c = (struct proof_campaign)PROOF_CAMPAIGN_INIT;
	}
	return st;
}

enum status db_proof_contacts(struct store *store, int64_t **ret, size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP_FREE int64_t *ids = NULL;
	enum status st = db_prepare(store, SQL_CONTACTS, &stmt, err);
	bool row = true;
	size_t n = 0;

	while (st == ST_OK) {
		st = db_step(store, stmt, &row, "audience", err);
		if (st != ST_OK || !row) {
			break;
		}
		if (!ARRAY_ROOM(ids, n)) {
			return error_set(err, ST_NOMEM, "audience: out of memory");
		}
		ids[n++] = sqlite3_column_int64(stmt, 0);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(ids);
		*ret_n = n;
	}
	return st;
}

enum status db_proof_awkward(struct store *store, int64_t ret[PROOF_AWKWARD], size_t *ret_n, struct error *err)
{
	enum status st = ST_OK;

	*ret_n = 0;
	for (size_t i = 0; i < PROOF_AWKWARD && st == ST_OK; i++) {
		CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
		bool row = false, known = false;
		int64_t id;

		st = db_prepare(store, awkward[i], &stmt, err);
		st = st == ST_OK ? db_step(store, stmt, &row, "audience", err) : st;
		if (st != ST_OK || !row) {
			continue;
		}
		id = sqlite3_column_int64(stmt, 0);
		for (size_t k = 0; k < *ret_n; k++) {
			known = known || ret[k] == id;
		}
		if (!known) {
			ret[(*ret_n)++] = id;
		}
	}
	return st;
}
