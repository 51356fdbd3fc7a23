/* Reading the rows of an export. What there is stands in db_export_nouns.c. */
#include "store/db_export.h"

#include "store/store_private.h"

static struct export_cell read_cell(sqlite3_stmt *stmt, int i, enum export_kind kind)
{
	struct export_cell cell = { .absent = sqlite3_column_type(stmt, i) == SQLITE_NULL, .text = "" };

	switch (kind) {
	case EXPORT_NUMBER:
	case EXPORT_TIME:
	case EXPORT_BOOL:
		cell.number = sqlite3_column_int64(stmt, i);
		break;
	case EXPORT_REAL:
		cell.real = sqlite3_column_double(stmt, i);
		break;
	case EXPORT_TEXT:
	case EXPORT_JSON:
		cell.text = (const char *)sqlite3_column_text(stmt, i);
		break;
	}
	return cell;
}

enum status db_export_each(struct store *store, const struct export_noun *noun,
		enum status (*each)(void *arg, const struct export_cell *cells, size_t n, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, noun->sql, &stmt, err);

	while (st == ST_OK && (st = db_step(store, stmt, &more, noun->name, err)) == ST_OK && more) {
		struct export_cell cells[EXPORT_MAX_COLUMNS];
		size_t n = 0;

		for (; noun->columns[n].name != NULL; n++) {
			cells[n] = read_cell(stmt, (int)n, noun->columns[n].kind);
			if (cells[n].text == NULL && !cells[n].absent) {
				return error_set(err, ST_NOMEM, "export: out of memory");
			}
		}
		st = each(arg, cells, n, err);
	}
	return st;
}
