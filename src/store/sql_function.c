/* Functions that SQL of this store may call: fold(TEXT), text as it is compared (util/fold.h). */
#include "store/store_private.h"

#include "util/fold.h"

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

enum status db_register_functions(struct store *store, struct error *err)
{
	if (sqlite3_create_function(store_db(store), "fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL,
			sql_fold, NULL, NULL) != SQLITE_OK) {
		return db_error(store, err, "opening");
	}
	return ST_OK;
}
