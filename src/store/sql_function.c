/* Functions that SQL of this store may call: fold(TEXT), text as it is compared (util/fold.h); mentions(TEXT, NEEDLE), 1 when
 * the text names that address or name (util/mention.h); in_set(ID, SET), 1 when a set bound by db_bind_set() has the id. */
#include "store/store_private.h"

#include "util/fold.h"
#include "util/mention.h"

#include <stdint.h>

#define SHORT 256

static void sql_fold(sqlite3_context *context, int n, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	size_t len = (size_t)sqlite3_value_bytes(values[0]);
	char buf[SHORT];

	(void)n;
	if (text == NULL) {
		return; /* NULL */
	}
	if (3 * len + 1 <= sizeof buf) {
		size_t folded = fold_into(text, len, buf, sizeof buf);

		sqlite3_result_text(context, buf, (int)folded, SQLITE_TRANSIENT);
	} else {
		CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

		fold_add(&out, text, len);
		if (!strbuf_ok(&out)) {
			sqlite3_result_error_nomem(context);
		} else {
			sqlite3_result_text(context, out.buf, (int)out.len, SQLITE_TRANSIENT);
		}
	}
}

static void sql_mentions(sqlite3_context *context, int n, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	size_t len = (size_t)sqlite3_value_bytes(values[0]);
	const char *needle = (const char *)sqlite3_value_text(values[1]);

	(void)n;
	sqlite3_result_int(context, text != NULL && needle != NULL && mention_find(text, len, needle) != NULL);
}

static void sql_in_set(sqlite3_context *context, int n, sqlite3_value **values)
{
	const struct id_set *set = sqlite3_value_pointer(values[1], "id_set");

	(void)n;
	sqlite3_result_int(context, set == NULL || id_set_has(set, sqlite3_value_int64(values[0])));
}

void db_bind_set(sqlite3_stmt *stmt, int index, const struct id_set *set)
{
	(void)sqlite3_bind_pointer(stmt, index, (void *)(uintptr_t)set, "id_set", NULL); /* read only by in_set() */
}

enum status db_register_functions(struct store *store, struct error *err)
{
	if (sqlite3_create_function(store_db(store), "fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
			sql_fold, NULL, NULL) != SQLITE_OK
			|| sqlite3_create_function(store_db(store), "mentions", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC
					| SQLITE_INNOCUOUS, NULL, sql_mentions, NULL, NULL) != SQLITE_OK
			|| sqlite3_create_function(store_db(store), "in_set", 2, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, sql_in_set,
					NULL, NULL) != SQLITE_OK) {
		return db_error(store, err, "opening");
	}
	return ST_OK;
}
