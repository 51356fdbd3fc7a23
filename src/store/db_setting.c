/* The setting table. */
#include "store/db_setting.h"

#include "store/store_private.h"

#include <inttypes.h>
#include <string.h>

/* ?1 key */
#define SQL_GET "SELECT value FROM setting WHERE key = ?1"
/* ?1 key, ?2 value */
#define SQL_SET \
	"INSERT INTO setting(key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"

enum status db_setting_get(struct store *store, const char *key, char **ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_GET, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	st = db_step(store, stmt, &row, "setting lookup", err);
	if (st == ST_OK && !row) {
		return ST_NOT_FOUND;
	}
	return st != ST_OK ? st : db_column_dup(stmt, 0, ret, err);
}

enum status db_setting_set(struct store *store, const char *key, const char *value, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SET, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, key);
	db_bind_text(stmt, 2, value);
	return db_run(store, stmt, "setting", err);
}

enum status db_setting_get_int(struct store *store, const char *key, int64_t dflt, int64_t *ret,
		struct error *err)
{
	CLEANUP_FREE char *text = NULL;
	enum status st = db_setting_get(store, key, &text, err);

	if (st == ST_OK || st == ST_NOT_FOUND) {
		*ret = text != NULL ? strtoll(text, NULL, 10) : dflt;
		return ST_OK;
	}
	return st;
}

enum status db_setting_set_int(struct store *store, const char *key, int64_t value, struct error *err)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRId64, value);
	return db_setting_set(store, key, text, err);
}
