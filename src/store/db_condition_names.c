/* What conditions know: fields of people and firms, and facts of the history. The texts are pieces of SQL of ours alone. */
#include "store/db_condition.h"

#include "store/db_message_private.h"

#include <stddef.h>

#define NOT_WITHDRAWN \
	"NOT EXISTS(SELECT 1 FROM basis w WHERE w.kind = 'withdrawn' AND w.contact_id = b.contact_id AND w.id > b.id" \
	" AND (w.class IS NULL OR w.class = b.class))"

const struct condition_field condition_fields[] = {
	{ "email", CONDITION_EXACT, "address of the contact, lower case", "c.email_key", NULL, NULL },
	{ "domain", CONDITION_EXACT, "what stands behind the @", "substr(c.email_key, instr(c.email_key, '@') + 1)", NULL, NULL },
	{ "name", CONDITION_TEXT, "name of the contact", "c.name", NULL, NULL },
	{ "given_name", CONDITION_TEXT, "given name", "c.given_name", NULL, NULL },
	{ "family_name", CONDITION_TEXT, "family name", "c.family_name", NULL, NULL },
	{ "title", CONDITION_TEXT, "academic or other title", "c.title", NULL, NULL },
	{ "position", CONDITION_TEXT, "position in the firm", "c.position", NULL, NULL },
	{ "gender", CONDITION_EXACT, "m or f, where it was said", "c.gender", NULL, NULL },
	{ "salutation", CONDITION_TEXT, "own salutation", "c.salutation", NULL, NULL },
	{ "language", CONDITION_LANGUAGE, "lt, Lithuanian, litewski …", "c.language", NULL, NULL },
	{ "phone", CONDITION_EXACT, "telephone, +370…", "c.phone", NULL, NULL },
	{ "role", CONDITION_YES_NO, "an office mailbox (info@)", "c.role", NULL, NULL },
	{ "status", CONDITION_EXACT, "active, bounced, moved", "c.status", NULL, NULL },
	{ "source", CONDITION_TEXT, "where the address came from", "c.source", NULL, NULL },
	{ "hard_bounces", CONDITION_NUMBER, "letters refused for good", "c.hard_bounces", NULL, NULL },
	{ "soft_bounces", CONDITION_NUMBER, "letters that failed for now", "c.soft_bounces", NULL, NULL },
	{ "away", CONDITION_DATE, "until when an automatic answer said it is away", "c.away_until", NULL, NULL },
	{ "created", CONDITION_DATE, "when the contact was added", "c.created_at", NULL, NULL },
	{ "updated", CONDITION_DATE, "when it last changed", "c.updated_at", NULL, NULL },
	{ "informed", CONDITION_DATE, "when it was told where its address is from", "c.informed_at", NULL, NULL },
	{ "organisation", CONDITION_TEXT, "name of the firm", "o.name", NULL, NULL },
	{ "code", CONDITION_EXACT, "registration code", "o.code", NULL, NULL },
	{ "country", CONDITION_COUNTRY, "LT, Lietuva, Litwa …", "o.country", NULL, NULL },
	{ "region", CONDITION_TEXT, "region", "o.region", NULL, NULL },
	{ "town", CONDITION_TEXT, "town", "o.town", NULL, NULL },
	{ "sector", CONDITION_SECTOR, "metal, wood …", "o.sector", NULL, NULL },
	{ "kind", CONDITION_KIND, "enterprise, research, university, public, other", "o.kind", NULL, NULL },
	{ "size", CONDITION_TEXT, "size of the firm", "o.size", NULL, NULL },
	{ "clusters", CONDITION_TEXT, "clusters it belongs to", "o.clusters", NULL, NULL },
	{ "firm_domain", CONDITION_EXACT, "mail domain of the firm's own", "o.domain", NULL, NULL },
	{ "list", CONDITION_MEMBER, "member of that list",
		"list_member lm JOIN list l ON l.id = lm.list_id WHERE l.name = ?", "lm.contact_id", NULL },
	{ "basis", CONDITION_MEMBER, "why we may write, in force: consent, legitimate-interest, soft-opt-in, contract",
		"basis b WHERE b.kind = ? AND b.kind <> 'withdrawn' AND (b.kind = 'contract' OR " NOT_WITHDRAWN ")", "b.contact_id",
		"basis b WHERE b.kind = ? AND b.kind <> 'withdrawn' AND (b.contact_id NOT IN (SELECT contact_id FROM basis WHERE kind = 'withdrawn')"
		" OR b.kind = 'contract' OR " NOT_WITHDRAWN ")" },
	{ NULL, CONDITION_TEXT, NULL, NULL, NULL, NULL },
};

#define OF_REGISTRATION(state) \
	"registration r JOIN event e ON e.id = r.event_id WHERE r.state = '" state "'", "r.contact_id", " AND r.contact_id = c.id"

/* Who came: the contact with the attendee's own address, else the one that registered him. */
#define ATTENDEE "ifnull((SELECT x.id FROM contact x WHERE x.email_key = lower(a.email)), r.contact_id)"
#define OF_ATTENDEE(attended) \
	"attendee a JOIN registration r ON r.id = a.registration_id JOIN event e ON e.id = r.event_id WHERE a.attended = " attended, \
	ATTENDEE, \
	" AND a.id IN (SELECT y.id FROM registration z JOIN attendee y ON y.registration_id = z.id WHERE z.contact_id = c.id" \
	" UNION ALL SELECT y.id FROM attendee y WHERE lower(y.email) = +c.email_key AND y.email IS NOT NULL) AND " ATTENDEE " = c.id"

/* The index of done letters has all that is asked of them. For everybody it is walked campaign by campaign (CROSS JOIN: in the
 * order written), so that letters of other events and campaigns are not read. */
#define LETTERS(states) \
	" WHERE " SQL_DONE("m.") " AND m.state IN (" states ")"
#define OF_CAMPAIGN(join, states) "campaign k " join " message m ON m.campaign_id = k.id" LETTERS(states)
#define OF_EVENT(join, states) "event e " join " campaign k ON k.event_id = e.id " join " message m ON m.campaign_id = k.id" LETTERS(states)
#define OF_LETTER "m.contact_id", " AND m.contact_id = c.id"
#define NOT_RETURNED \
	" AND NOT EXISTS(SELECT 1 FROM reply p WHERE p.answers_id = m.id AND p.kind = 'bounce'" \
	" AND ifnull(json_extract(p.bounce, '$.permanence'), '') <> 'delayed')"

#define RETURNED \
	"SELECT contact_id AS who, arrived_at AS at FROM reply WHERE kind = 'bounce' AND contact_id IS NOT NULL" \
	" AND ifnull(json_extract(bounce, '$.permanence'), '') <> 'delayed'"
#define OF_REFUSED(join) "SELECT m.contact_id, m.at FROM " OF_CAMPAIGN(join, "'failed'")

const struct condition_fact condition_facts[] = {
	{ "written", "campaign", "a letter of a campaign was sent", OF_CAMPAIGN("JOIN", "'sent','in-doubt'"), OF_LETTER, " AND k.key = ?", "m.at",
		OF_CAMPAIGN("CROSS JOIN", "'sent','in-doubt'") },
	{ "invited", "event", "a letter about an event was sent", OF_EVENT("JOIN", "'sent','in-doubt'"), OF_LETTER, " AND e.key = ?", "m.at",
		OF_EVENT("CROSS JOIN", "'sent','in-doubt'") },
	{ "delivered", "event", "a letter about an event was sent and did not come back", OF_EVENT("JOIN", "'sent'") NOT_RETURNED, OF_LETTER,
		" AND e.key = ?", "m.at", OF_EVENT("CROSS JOIN", "'sent'") NOT_RETURNED },
	{ "answered", "intent", "wrote back: yes, no, maybe, question, unsubscribe, other",
		"reply p WHERE p.kind IN ('reply','calendar') AND p.contact_id IS NOT NULL", "p.contact_id", " AND p.contact_id = c.id",
		" AND p.intent = ?", "p.arrived_at", NULL },
	{ "replied", "campaign", "wrote back to a letter of a campaign",
		"reply p JOIN campaign k ON k.id = p.campaign_id WHERE p.kind IN ('reply','calendar') AND p.contact_id IS NOT NULL",
		"p.contact_id", " AND p.contact_id = c.id", " AND k.key = ?", "p.arrived_at", NULL },
	{ "registered", "event", "has a seat", OF_REGISTRATION("registered"), " AND e.key = ?", "r.since", NULL },
	{ "waiting", "event", "is on the waiting list", OF_REGISTRATION("waiting"), " AND e.key = ?", "r.since", NULL },
	{ "undecided", "event", "said maybe", OF_REGISTRATION("undecided"), " AND e.key = ?", "r.since", NULL },
	{ "declined", "event", "said no", OF_REGISTRATION("declined"), " AND e.key = ?", "r.since", NULL },
	{ "cancelled", "event", "gave the seat back", OF_REGISTRATION("cancelled"), " AND e.key = ?", "r.since", NULL },
	{ "attended", "event", "came (the time is the event's)", OF_ATTENDEE("1"), " AND e.key = ?", "e.start_at", NULL },
	{ "no_show", "event", "had a seat and did not come", OF_ATTENDEE("0"), " AND e.key = ?", "e.start_at", NULL },
	{ "interested", "offer", "said yes to an offer",
		"interest i JOIN offer f ON f.id = i.offer_id WHERE i.state IN ('interested','passed-on')", "i.contact_id",
		" AND i.contact_id = c.id", " AND f.key = ?", "i.at", NULL },
	{ "joined", "list", "came onto a list", "list_member lm JOIN list l ON l.id = lm.list_id WHERE 1", "lm.contact_id",
		" AND lm.contact_id = c.id", " AND l.name = ?", "lm.since", NULL },
	{ "bounced", NULL, "a letter came back or was refused", "(" RETURNED " UNION ALL " OF_REFUSED("JOIN") ") b WHERE 1",
		"b.who", " AND b.who = c.id", NULL, "b.at", "(" RETURNED " UNION ALL " OF_REFUSED("CROSS JOIN") ") b WHERE 1" },
	{ "suppressed", "reason", "must not be written to: unsubscribed, objection, hard-bounce …",
		"suppression s JOIN contact x ON x.email_key = s.email WHERE s.list_id IS NULL", "x.id", " AND x.id = c.id",
		" AND s.reason = ?", "s.at", NULL },
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};
