/* Queries of the evidence and campaign reports. */
#include "store/db_evidence.h"

#include "store/store_private.h"

/* ?1 event */
#define SQL_EVIDENCE \
	"SELECT a.at AS at, ifnull(m.letter, s.letter) AS what, ifnull(m.address, c.email) AS contact," \
	" o.name AS organisation, a.outcome AS state, a.answer AS detail, NULL AS sha256, m.id AS message, m.nonce AS nonce" \
	" FROM message m JOIN attempt a ON a.message_id = m.id JOIN contact c ON c.id = m.contact_id" \
	" LEFT JOIN organisation o ON o.id = c.organisation_id LEFT JOIN campaign k ON k.id = m.campaign_id" \
	" LEFT JOIN step s ON s.campaign_id = m.campaign_id AND s.number = m.step" \
	" WHERE ifnull(k.event_id, m.event_id) = ?1" \
	" UNION ALL SELECT r.arrived_at, r.kind, ifnull(r.sender, c.email), o.name, r.outcome, r.intent, r.sha256, 0, 0" \
	" FROM reply r LEFT JOIN contact c ON c.id = r.contact_id LEFT JOIN organisation o ON o.id = c.organisation_id" \
	" WHERE r.event_id = ?1" \
	" UNION ALL SELECT a.at, 'registration', c.email, o.name, a.action," \
	" ifnull(a.actor || ': ' || coalesce(json_extract(p.payload, '$.why'), a.why), a.actor), NULL, 0, 0" \
	" FROM registration g JOIN audit a ON a.noun = 'registration' AND a.noun_id = g.id JOIN contact c ON c.id = g.contact_id" \
	" LEFT JOIN audit_payload p ON p.audit_id = a.id" \
	" LEFT JOIN organisation o ON o.id = coalesce(g.organisation_id, c.organisation_id) WHERE g.event_id = ?1" \
	" ORDER BY at, message"

/* ?1 key, ?2 a set of contacts */
#define SQL_BREAKDOWN \
	"SELECT s.name, ifnull(o.country, '-'), ifnull(c.language, '-'), m.state, count(*)" \
	" FROM campaign k JOIN message m ON m.campaign_id = k.id JOIN step s ON s.campaign_id = k.id AND s.number = m.step" \
	" JOIN contact c ON c.id = m.contact_id LEFT JOIN organisation o ON o.id = c.organisation_id" \
	" WHERE k.key = ?1 AND in_set(m.contact_id, ?2) GROUP BY m.step, 2, 3, 4 ORDER BY m.step, 2, 3, 4"

#define SQL_CAMPAIGN "SELECT 1 FROM campaign WHERE key = ?1"

static const char *text(sqlite3_stmt *stmt, int column)
{
	return (const char *)sqlite3_column_text(stmt, column);
}

enum status db_evidence(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, const struct evidence_item *item), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_EVIDENCE, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, event_id);
	while ((st = db_step(store, stmt, &row, "evidence", err)) == ST_OK && row) {
		struct evidence_item item = {
			.at = sqlite3_column_int64(stmt, 0),
			.what = text(stmt, 1),
			.contact = text(stmt, 2),
			.organisation = text(stmt, 3),
			.state = text(stmt, 4),
			.detail = text(stmt, 5),
			.sha256 = text(stmt, 6),
			.message_id = sqlite3_column_int64(stmt, 7),
			.nonce = sqlite3_column_int64(stmt, 8),
		};

		st = each(arg, &item);
		if (st != ST_OK) {
			return error_set(err, st, "the report cannot be made: %s", status_name(st));
		}
	}
	return st;
}

static enum status campaign_exists(struct store *store, const char *key, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = db_prepare(store, SQL_CAMPAIGN, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, key);
		st = db_step(store, stmt, &row, "campaign lookup", err);
	}
	if (st == ST_OK && !row) {
		return error_set(err, ST_NOT_FOUND, "no campaign '%s'; 'kvieslys campaign list' shows them", key);
	}
	return st;
}

enum status db_campaign_breakdown(struct store *store, const char *campaign, const struct id_set *only,
		enum status (*each)(void *arg, const struct campaign_row *row), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row;
	enum status st = campaign_exists(store, campaign, err);

	if (st == ST_OK) {
		st = db_prepare(store, SQL_BREAKDOWN, &stmt, err);
	}
	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, campaign);
	db_bind_set(stmt, 2, only);
	while ((st = db_step(store, stmt, &row, "campaign report", err)) == ST_OK && row) {
		struct campaign_row r = { text(stmt, 0), text(stmt, 1), text(stmt, 2), text(stmt, 3),
			sqlite3_column_int64(stmt, 4) };

		st = each(arg, &r);
		if (st != ST_OK) {
			return error_set(err, st, "the report cannot be made: %s", status_name(st));
		}
	}
	return st;
}
