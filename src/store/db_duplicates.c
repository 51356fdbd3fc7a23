/* Reading contacts to find the same person twice. */
#include "store/db_duplicates.h"

#include "store/store_private.h"

#define SQL_PEOPLE \
	"SELECT id, ifnull(organisation_id, 0), email_key," \
	" ifnull(name, trim(ifnull(given_name, '') || ' ' || ifnull(family_name, ''))), phone" \
	" FROM contact WHERE role = 0 AND status <> 'erased' AND merged_into IS NULL"

enum status db_duplicate_people_each(struct store *store,
		enum status (*each)(void *arg, const struct duplicate_person *person, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool more = true;
	enum status st = db_prepare(store, SQL_PEOPLE, &stmt, err);

	while (st == ST_OK) {
		st = db_step(store, stmt, &more, "reading contacts", err);
		if (st != ST_OK || !more) {
			break;
		}
		const struct duplicate_person p = { sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 1),
			(const char *)sqlite3_column_text(stmt, 2), (const char *)sqlite3_column_text(stmt, 3),
			(const char *)sqlite3_column_text(stmt, 4) };

		st = each(arg, &p, err);
	}
	return st;
}
