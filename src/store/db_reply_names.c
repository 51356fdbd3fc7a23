/* One query for four names. */
#include "store/db_reply_names.h"

#include "store/store_private.h"
#include "util/cleanup.h"

void reply_names_release(struct reply_names *names)
{
	strbuf_release(&names->contact);
	strbuf_release(&names->campaign);
	strbuf_release(&names->event);
	strbuf_release(&names->offer);
}

#define SQL_NAMES \
	"SELECT (SELECT email FROM contact WHERE id = ?1), (SELECT key FROM campaign WHERE id = ?2)," \
	" (SELECT key FROM event WHERE id = ?3), (SELECT key FROM offer WHERE id = ?4)"

enum status db_reply_names(struct store *store, int64_t contact_id, int64_t campaign_id, int64_t event_id,
		int64_t offer_id, struct reply_names *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	struct strbuf *const to[] = { &ret->contact, &ret->campaign, &ret->event, &ret->offer };
	const int64_t ids[] = { contact_id, campaign_id, event_id, offer_id };
	bool row = false;
	enum status st = db_prepare(store, SQL_NAMES, &stmt, err);

	for (int i = 0; st == ST_OK && i < 4; i++) {
		(void)sqlite3_bind_int64(stmt, i + 1, ids[i]);
	}
	if (st == ST_OK) {
		st = db_step(store, stmt, &row, "names of a reply", err);
	}
	for (int i = 0; st == ST_OK && row && i < 4; i++) {
		const char *text = (const char *)sqlite3_column_text(stmt, i);

		strbuf_adds(to[i], text != NULL ? text : "");
		st = strbuf_ok(to[i]) ? ST_OK : error_set(err, ST_NOMEM, "names of a reply: out of memory");
	}
	return st;
}
