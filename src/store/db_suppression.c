/* SQL of suppression. The address itself stands beside its hash only to be seen by people and by segments. */
#include "store/db_suppression.h"

#include "store/store_private.h"

#include <string.h>

static const char *const reasons[] = {
	[SUPPRESSED_UNSUBSCRIBED] = "unsubscribed",
	[SUPPRESSED_OBJECTION] = "objection",
	[SUPPRESSED_HARD_BOUNCE] = "hard-bounce",
	[SUPPRESSED_COMPLAINT] = "complaint",
	[SUPPRESSED_STAFF] = "staff",
	[SUPPRESSED_IMPORT] = "import",
	[SUPPRESSED_ERASED] = "erased",
};

const char *suppression_reason_name(enum suppression_reason reason)
{
	return reasons[reason];
}

bool suppression_reason_of(const char *name, enum suppression_reason *ret)
{
	for (int i = 0; i < SUPPRESSION_REASONS; i++) {
		if (strcmp(reasons[i], name) == 0) {
			*ret = (enum suppression_reason)i;
			return true;
		}
	}
	return false;
}

/* A statement with the address's hash as ?1. `hash` must live until the statement is done. */
static enum status prepare_hashed(struct store *store, const char *sql, const struct token_key *key,
		const char *email_key, char hash[65], sqlite3_stmt **ret, struct error *err)
{
	enum status st = db_prepare(store, sql, ret, err);

	if (st == ST_OK) {
		token_hash(key, email_key, strlen(email_key), hash);
		db_bind_text(*ret, 1, hash);
	}
	return st;
}

#define SQL_ADD \
	"INSERT INTO suppression(hash, email, list_id, reason, source, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)" \
	" ON CONFLICT DO NOTHING"

enum status db_suppression_add(struct store *store, const struct token_key *key, const char *email_key, int64_t list_id,
		enum suppression_reason reason, const char *source, int64_t at, bool *ret_added, struct error *err)
{
	char hash[65];

	token_hash(key, email_key, strlen(email_key), hash);
	return db_suppression_add_hash(store, hash, email_key, list_id, reason, source, at, ret_added, err);
}

enum status db_suppression_add_hash(struct store *store, const char *hash, const char *email_key, int64_t list_id,
		enum suppression_reason reason, const char *source, int64_t at, bool *ret_added, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_ADD, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, hash);
	db_bind_text(stmt, 2, reason == SUPPRESSED_ERASED ? NULL : email_key);
	db_bind_id(stmt, 3, list_id);
	db_bind_text(stmt, 4, reasons[reason]);
	db_bind_text(stmt, 5, source);
	(void)sqlite3_bind_int64(stmt, 6, at);
	st = db_run(store, stmt, "suppressing an address", err);
	if (st == ST_OK) {
		*ret_added = sqlite3_changes(store_db(store)) > 0;
	}
	return st;
}

static enum status read_found(struct store *store, sqlite3_stmt *stmt, struct suppression *ret, bool *ret_found,
		struct error *err)
{
	bool row = false;
	enum status st = db_step(store, stmt, &row, "suppression lookup", err);
	const char *reason;
	const char *source;

	if (st != ST_OK) {
		return st;
	}
	*ret_found = row;
	if (row) {
		*ret = (struct suppression){ .id = sqlite3_column_int64(stmt, 0), .list_id = sqlite3_column_int64(stmt, 1),
			.at = sqlite3_column_int64(stmt, 2), .reason = SUPPRESSED_STAFF };
		reason = (const char *)sqlite3_column_text(stmt, 3);
		if (reason != NULL) {
			(void)suppression_reason_of(reason, &ret->reason);
		}
		source = (const char *)sqlite3_column_text(stmt, 4);
		ret->erased = ret->reason == SUPPRESSED_ERASED || (source != NULL && strcmp(source, "erased") == 0);
	}
	return ST_OK;
}

#define SQL_FIND \
	"SELECT id, list_id, at, reason, source FROM suppression WHERE hash = ?1 ORDER BY list_id IS NOT NULL, id LIMIT 1"

enum status db_suppression_find(struct store *store, const struct token_key *key, const char *email_key,
		struct suppression *ret, bool *ret_found, struct error *err)
{
	char hash[65];
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = prepare_hashed(store, SQL_FIND, key, email_key, hash, &stmt, err);

	return st == ST_OK ? read_found(store, stmt, ret, ret_found, err) : st;
}

#define SQL_FIND_LIST "SELECT id, list_id, at, reason, source FROM suppression WHERE hash = ?1 AND ifnull(list_id, 0) = ?2"

enum status db_suppression_find_list(struct store *store, const struct token_key *key, const char *email_key,
		int64_t list_id, struct suppression *ret, bool *ret_found, struct error *err)
{
	char hash[65];
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = prepare_hashed(store, SQL_FIND_LIST, key, email_key, hash, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 2, list_id);
	return read_found(store, stmt, ret, ret_found, err);
}

/* ?1 hash. Asked first: nearly nobody is suppressed, and the whole question costs ten times as much. */
#define SQL_ANY "SELECT 1 FROM suppression WHERE hash = ?1"

/* ?1 hash, ?2 campaign, ?3 address */
#define SQL_FIND_CAMPAIGN \
	"SELECT s.id, s.list_id, s.at, s.reason, s.source FROM suppression s WHERE s.hash = ?1 AND (s.list_id IS NULL OR EXISTS(" \
	" SELECT 1 FROM campaign k JOIN list l ON l.id = s.list_id WHERE k.id = ?2 AND " SQL_CAMPAIGN_NAMES_LIST("k", "l") \
	/* who left one list of a campaign and is on another of it gets his copy by that */ \
	"  AND NOT EXISTS (SELECT 1 FROM contact c JOIN list_member m ON m.contact_id = c.id JOIN list o ON o.id = m.list_id" \
	"   WHERE c.email_key = ?3 AND o.id <> s.list_id AND " SQL_CAMPAIGN_NAMES_LIST("k", "o") \
	"   AND NOT EXISTS (SELECT 1 FROM suppression x WHERE x.hash = ?1 AND x.list_id = o.id))))" \
	" ORDER BY s.list_id IS NOT NULL, s.id LIMIT 1"

enum status db_suppression_find_campaign(struct store *store, const struct token_key *key, const char *email_key,
		int64_t campaign_id, struct suppression *ret, bool *ret_found, struct error *err)
{
	char hash[65];
	CLEANUP(stmt_done) sqlite3_stmt *any = NULL;
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = prepare_hashed(store, SQL_ANY, key, email_key, hash, &any, err);

	st = st == ST_OK ? db_step(store, any, &row, "suppression lookup", err) : st;
	if (st != ST_OK || !row) {
		*ret_found = false;
		return st;
	}
	st = db_prepare(store, SQL_FIND_CAMPAIGN, &stmt, err);
	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, hash);
	(void)sqlite3_bind_int64(stmt, 2, campaign_id);
	db_bind_text(stmt, 3, email_key);
	return read_found(store, stmt, ret, ret_found, err);
}

#define SQL_REMOVE "DELETE FROM suppression WHERE hash = ?1 AND ifnull(list_id, 0) = ?2"

enum status db_suppression_remove(struct store *store, const struct token_key *key, const char *email_key,
		int64_t list_id, bool *ret_removed, struct error *err)
{
	char hash[65];

	token_hash(key, email_key, strlen(email_key), hash);
	return db_suppression_remove_hash(store, hash, list_id, ret_removed, err);
}

enum status db_suppression_remove_hash(struct store *store, const char *hash, int64_t list_id, bool *ret_removed,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_REMOVE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, hash);
	(void)sqlite3_bind_int64(stmt, 2, list_id);
	st = db_run(store, stmt, "lifting a suppression", err);
	if (st == ST_OK) {
		*ret_removed = sqlite3_changes(store_db(store)) > 0;
	}
	return st;
}

#define SQL_FOLLOW \
	"INSERT INTO suppression(hash, email, list_id, reason, source, at)" \
	" SELECT ?2, ?3, list_id, reason, source, at FROM suppression WHERE hash = ?1 AND reason <> 'hard-bounce'" \
	" ON CONFLICT DO NOTHING"

enum status db_suppression_follow(struct store *store, const struct token_key *key, const char *old_key, const char *new_key,
		struct error *err)
{
	char hash[65];
	char new_hash[65];
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = prepare_hashed(store, SQL_FOLLOW, key, old_key, hash, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	token_hash(key, new_key, strlen(new_key), new_hash);
	db_bind_text(stmt, 2, new_hash);
	db_bind_text(stmt, 3, new_key);
	return db_run(store, stmt, "suppression", err);
}

#define SQL_NOTE "UPDATE suppression SET email = ?2 WHERE hash = ?1 AND email IS NULL"

enum status db_suppression_note(struct store *store, const struct token_key *key, const char *email_key,
		struct error *err)
{
	char hash[65];
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = prepare_hashed(store, SQL_NOTE, key, email_key, hash, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 2, email_key);
	return db_run(store, stmt, "suppression", err);
}

#define SQL_COUNT "SELECT count(*) - count(email), count(*) FROM suppression"

enum status db_suppression_count(struct store *store, int64_t *ret_hashed, int64_t *ret_all, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_COUNT, &stmt, err);

	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "suppression", err);
	}
	if (st == ST_OK) {
		*ret_hashed = sqlite3_column_int64(stmt, 0);
		*ret_all = sqlite3_column_int64(stmt, 1);
	}
	return st;
}

#define SQL_EACH \
	"SELECT s.id, s.at, s.email, s.hash, l.name, s.reason, s.source" \
	" FROM suppression s LEFT JOIN list l ON l.id = s.list_id WHERE (?1 IS NULL OR ifnull(l.name, '') = ?1)" \
	" AND (?2 IS NULL OR s.reason = ?2) ORDER BY s.id"

enum status db_suppression_each(struct store *store, const char *list, const char *reason, suppression_row_fn each, void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_EACH, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, list);
		db_bind_text(stmt, 2, reason);
	}
	while (st == ST_OK) {
		struct suppression_row row;

		st = db_step(store, stmt, &more, "reading suppressions", err);
		if (st != ST_OK || !more) {
			break;
		}
		row = (struct suppression_row){
			.id = sqlite3_column_int64(stmt, 0),
			.at = sqlite3_column_int64(stmt, 1),
			.email = (const char *)sqlite3_column_text(stmt, 2),
			.hash = (const char *)sqlite3_column_text(stmt, 3),
			.list = (const char *)sqlite3_column_text(stmt, 4),
			.reason = (const char *)sqlite3_column_text(stmt, 5),
			.source = (const char *)sqlite3_column_text(stmt, 6),
		};
		st = each(arg, &row, err);
	}
	return st;
}
