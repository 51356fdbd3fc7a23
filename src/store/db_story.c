/* Queries for looking at contacts. */
#include "store/db_story.h"

#include "store/store_private.h"

/* ?1 list or NULL, ?2 a set of contacts */
#define SQL_LINES \
	"SELECT c.email, coalesce(c.name, nullif(trim(ifnull(c.given_name, '') || ' ' || ifnull(c.family_name, '')), ''))," \
	" o.name, o.country, c.language, c.status, (SELECT reason FROM suppression s WHERE s.email = c.email_key LIMIT 1)" \
	" FROM contact c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.status <> 'erased' AND (?1 IS NULL OR" \
	" c.id IN (SELECT contact_id FROM list_member m JOIN list l ON l.id = m.list_id WHERE l.name = ?1)) AND in_set(c.id, ?2) ORDER BY c.email_key"

/* ?1 contact, ?2 address in lower case */
#define SQL_STORY \
	"SELECT b.at, 'basis', ifnull(b.class, 'any') || ifnull(', list ' || l.name, ''), b.kind, b.source ||" \
	"  CASE WHEN b.asked_id IS NOT NULL THEN ' (letter ' || b.asked_id || ' asked' || ifnull(' after reply ' || m.reply_id, '')" \
	"   || ', reply ' || b.proof_reply_id || ' confirmed)' WHEN b.proof_reply_id IS NOT NULL THEN ' (reply '" \
	"   || b.proof_reply_id || ')' ELSE '' END" \
	"  FROM basis b LEFT JOIN list l ON l.id = b.list_id LEFT JOIN message m ON m.id = b.asked_id WHERE b.contact_id = ?1" \
	" UNION ALL SELECT m.since, 'list', l.name, 'member', NULL FROM list_member m JOIN list l ON l.id = m.list_id" \
	"  WHERE m.contact_id = ?1" \
	" UNION ALL SELECT ifnull(m.at, m.due_at), 'message', coalesce(k.key, e.key), m.state," \
	"  coalesce(m.letter, s.letter) || ifnull(': ' || m.answer, '')" \
	"  FROM message m LEFT JOIN campaign k ON k.id = m.campaign_id LEFT JOIN event e ON e.id = m.event_id" \
	"  LEFT JOIN step s ON s.campaign_id = m.campaign_id AND s.number = m.step WHERE m.contact_id = ?1" \
	" UNION ALL SELECT r.arrived_at, r.kind, e.key, r.outcome, ifnull(r.intent, '') || ifnull(': ' || r.reason, '')" \
	"  FROM reply r LEFT JOIN event e ON e.id = r.event_id WHERE r.contact_id = ?1" \
	" UNION ALL SELECT g.since, 'registration', e.key, g.state, g.seats || ' seats, by ' || g.source" \
	"  FROM registration g JOIN event e ON e.id = g.event_id WHERE g.contact_id = ?1" \
	" UNION ALL SELECT at, 'suppression', (SELECT name FROM list WHERE id = list_id), reason, source FROM suppression" \
	"  WHERE email = ?2" \
	" UNION ALL SELECT at, 'change', field, NULL, ifnull(old, '') || ' -> ' || ifnull(new, '') FROM change" \
	"  WHERE noun = 'contact' AND noun_id = ?1" \
	" ORDER BY 1"

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

enum status db_contact_lines(struct store *store, const char *list, const struct id_set *only,
		enum status (*each)(void *arg, const struct contact_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_LINES, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, list);
	db_bind_set(stmt, 2, only);
	while ((st = db_step(store, stmt, &row, "contacts", err)) == ST_OK && row) {
		const struct contact_line line = { text(stmt, 0), text(stmt, 1), text(stmt, 2), text(stmt, 3), text(stmt, 4),
			text(stmt, 5), text(stmt, 6) };

		st = each(arg, &line, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}

enum status db_contact_story(struct store *store, int64_t contact_id, const char *email_key,
		enum status (*each)(void *arg, const struct story_line *line, struct error *err), void *arg,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_STORY, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	db_bind_text(stmt, 2, email_key);
	while ((st = db_step(store, stmt, &row, "contact's story", err)) == ST_OK && row) {
		const struct story_line line = { sqlite3_column_int64(stmt, 0), text(stmt, 1), text(stmt, 2), text(stmt, 3),
			text(stmt, 4) };

		st = each(arg, &line, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return st;
}
