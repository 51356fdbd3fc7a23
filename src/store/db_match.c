/* SQL of matching. */
#include "store/db_match.h"

#include "store/db_message_private.h"
#include "store/store_private.h"

#include <string.h>

/* The newest message of each topic (a newsletter asks nothing and counts as over) that was put on the wire, or may have been (a reply can be quicker than the ledger), and
 * whether the topic is over at ?2. */
#define TOPICS(which) \
	"SELECT m.id, m.nonce, m.campaign_id, " SQL_PERSON("m") ", coalesce(m.event_id, c.event_id), coalesce(m.offer_id, c.offer_id)," \
	" CASE WHEN e.end_at < ?2 OR o.valid_until < ?2 OR c.class IN ('newsletter','consent') THEN 1 ELSE 0 END AS over" \
	" FROM (SELECT max(m.id) AS id FROM message m LEFT JOIN campaign c ON c.id = m.campaign_id" \
	"  WHERE m.state NOT IN ('queued','skipped') AND (m.event_id IS NOT NULL OR m.offer_id IS NOT NULL OR m.campaign_id IS NOT NULL)" \
	"  AND m.contact_id " which " GROUP BY coalesce(m.event_id, c.event_id), coalesce(m.offer_id, c.offer_id)) newest" \
	" JOIN message m ON m.id = newest.id LEFT JOIN campaign c ON c.id = m.campaign_id" \
	" LEFT JOIN event e ON e.id = coalesce(m.event_id, c.event_id) LEFT JOIN offer o ON o.id = coalesce(m.offer_id, c.offer_id)" \
	" ORDER BY over, m.id DESC LIMIT ?3"

static enum status topics(struct store *store, sqlite3_stmt *stmt, int64_t now, struct match_topic *ret, size_t max,
		size_t *ret_n, struct error *err)
{
	size_t n = 0;

	(void)sqlite3_bind_int64(stmt, 2, now);
	(void)sqlite3_bind_int64(stmt, 3, (int64_t)max);
	for (;;) {
		bool more = false;
		enum status st = db_step(store, stmt, &more, "looking for what was written", err);

		if (st != ST_OK) {
			return st;
		}
		if (!more || n == max) {
			*ret_n = n;
			return ST_OK;
		}
		ret[n++] = (struct match_topic){
			.key = {
				.id = sqlite3_column_int64(stmt, 0),
				.nonce = sqlite3_column_int64(stmt, 1),
				.campaign_id = sqlite3_column_int64(stmt, 2),
				.contact_id = sqlite3_column_int64(stmt, 3),
				.event_id = sqlite3_column_int64(stmt, 4),
				.offer_id = sqlite3_column_int64(stmt, 5),
			},
			.over = sqlite3_column_int(stmt, 6) != 0,
		};
	}
}

#define SQL_OF_CONTACT TOPICS("= ?1")

enum status db_match_of_contact(struct store *store, int64_t contact_id, int64_t now, struct match_topic *ret, size_t max,
		size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_OF_CONTACT, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	return topics(store, stmt, now, ret, max, ret_n, err);
}

#define SQL_OF_DOMAIN \
	TOPICS("IN (SELECT contact.id FROM organisation JOIN contact ON contact.organisation_id = organisation.id" \
			" WHERE organisation.domain = ?1)")

enum status db_match_of_domain(struct store *store, const char *domain, int64_t now, struct match_topic *ret, size_t max,
		size_t *ret_n, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_OF_DOMAIN, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	db_bind_text(stmt, 1, domain);
	return topics(store, stmt, now, ret, max, ret_n, err);
}

#define SQL_SAME \
	"SELECT 1 FROM contact a JOIN contact b ON a.organisation_id = b.organisation_id" \
	" JOIN organisation o ON o.id = a.organisation_id WHERE a.id = ?1 AND b.id = ?2 AND o.name <> ''"

enum status db_match_same_organisation(struct store *store, int64_t contact_id, int64_t other_id, bool *ret,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_SAME, &stmt, err);

	if (st != ST_OK) {
		return st;
	}
	(void)sqlite3_bind_int64(stmt, 1, contact_id);
	(void)sqlite3_bind_int64(stmt, 2, other_id);
	return db_step(store, stmt, ret, "comparing organisations", err);
}

#define SQL_DOMAIN_OF \
	"SELECT organisation.domain FROM contact JOIN organisation ON organisation.id = contact.organisation_id" \
	" WHERE contact.id = ?1 AND organisation.domain IS NOT NULL"

enum status db_match_domain_of(struct store *store, int64_t contact_id, char *buf, size_t size, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	const char *text;
	enum status st = db_prepare(store, SQL_DOMAIN_OF, &stmt, err);

	buf[0] = '\0';
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, contact_id);
		st = db_step(store, stmt, &row, "looking for a domain", err);
	}
	text = st == ST_OK && row ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
	if (text != NULL && strlen(text) < size) {
		memcpy(buf, text, strlen(text) + 1);
	}
	return st;
}
