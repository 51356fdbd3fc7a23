/* For the ledger's files alone: the one join that loads a message with all that printing it needs. */
#ifndef KVIESLYS_STORE_DB_MESSAGE_PRIVATE_H
#define KVIESLYS_STORE_DB_MESSAGE_PRIVATE_H

#include "store/db_message.h"
#include "store/store_private.h"

/* In the order of the two tables in db_message.c. */
#define MESSAGE_COLUMNS \
	"m.id, m.nonce, m.campaign_id, m.step, m.contact_id, c.organisation_id," \
	" ifnull(m.event_id, k.event_id), ifnull(m.offer_id, k.offer_id), ifnull(s.survey_id, k.survey_id), m.registration_id, m.reply_id, m.list_id, m.due_at, k.expires_at," \
	" m.attempts, c.role, c.informed_at, c.away_until, k.calendar," \
	" coalesce(m.letter, s.letter, k.letter), s.audience, ifnull(k.class, 'service'), k.key, k.languages, k.fallback," \
	" r.message_id, k.relays," \
	" ifnull(m.address, c.email), ifnull(m.params, k.params), c.email, c.email_key, c.name, c.given_name, c.family_name," \
	" c.title, c.position, c.gender, c.salutation, ifnull(m.language, c.language), c.status, c.source," \
	" o.name, o.country, o.region, o.town, o.sector, o.kind"

#define MESSAGE_JOINED \
	" JOIN contact c ON c.id = m.contact_id" \
	" LEFT JOIN campaign k ON k.id = m.campaign_id" \
	" LEFT JOIN step s ON s.campaign_id = m.campaign_id AND s.number = m.step" \
	" LEFT JOIN organisation o ON o.id = c.organisation_id" \
	" LEFT JOIN reply r ON r.id = m.reply_id"
#define MESSAGE_JOIN "message m" MESSAGE_JOINED

/* Reads the row that `stmt` stands on, whose columns are MESSAGE_COLUMNS. */
enum status message_read_row(sqlite3_stmt *stmt, struct ledger_message *ret, struct error *err);

#endif
