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
	" coalesce(m.letter, s.letter, k.letter), s.audience, s.anchor, ifnull(k.class, 'service'), k.key, k.languages, k.fallback," \
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

/* Whose letter it is: a contact that was merged into another is an address of that one. */
#define SQL_PERSON(m) "ifnull((SELECT merged_into FROM contact WHERE id = " m ".contact_id), " m ".contact_id)"

/* The condition of the index message_done: a query that repeats it is answered by the index. */
#define SQL_DONE(m) \
	"(" m "state = 'sent' OR " m "state = 'failed' OR " m "state = 'in-doubt' OR " m "state = 'skipped')"

/* Who a step `s` of campaign `k` goes to among those to whom the first letter `p` was sent. */
/* An answer by a person, or one that a person caused. What a "maybe" leaves open is asked again. */
#define SQL_ANSWERED \
	"EXISTS (SELECT 1 FROM reply r WHERE r.contact_id = p.contact_id" \
	"  AND (r.campaign_id = k.id OR r.event_id = k.event_id OR r.offer_id = k.offer_id)" \
	"  AND r.kind IN ('reply','calendar','unsubscribe','complaint') AND ifnull(r.intent, '') <> 'maybe')"
#define SQL_PARTY(states) \
	"EXISTS (SELECT 1 FROM registration g WHERE g.event_id = k.event_id AND g.contact_id = p.contact_id" \
	"  AND g.state IN (" states "))"
#define SQL_COLLEAGUES \
	"EXISTS (SELECT 1 FROM contact c JOIN registration g ON g.organisation_id = c.organisation_id" \
	"  AND g.event_id = k.event_id WHERE c.id = p.contact_id AND g.state IN ('registered','waiting'))"
#define SQL_INTEREST \
	"EXISTS (SELECT 1 FROM interest i WHERE i.offer_id = k.offer_id AND i.contact_id = p.contact_id" \
	"  AND i.state <> 'maybe')"

#define SQL_STEP_AUDIENCE \
	"CASE s.audience WHEN 'all' THEN 1" \
	"    WHEN 'registered' THEN " SQL_PARTY("'registered'") \
	"    WHEN 'undecided' THEN " SQL_PARTY("'undecided'") \
	"    ELSE NOT (" SQL_ANSWERED " OR " SQL_PARTY("'registered','waiting','declined','cancelled'") \
	"      OR " SQL_COLLEAGUES " OR " SQL_INTEREST ") END"

/* Reads the row that `stmt` stands on, whose columns are MESSAGE_COLUMNS. */
enum status message_read_row(sqlite3_stmt *stmt, struct ledger_message *ret, struct error *err);

#endif
