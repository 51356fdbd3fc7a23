/* What conditions know: fields of people and firms, and facts of the history. The texts are pieces of SQL of ours alone. */
#include "store/db_condition.h"

#include "store/db_message_private.h"
#include "store/store_private.h"
#include "util/conf.h"

#include <string.h>

static const char *const genders[] = { "m", "f", NULL };
static const char *const states[] = { "active", "bounced", "moved", "restricted", NULL };
static const char *const bases[] = { "consent", "legitimate-interest", "soft-opt-in", "contract", NULL };
static const char *const intents[] = { "yes", "no", "maybe", "question", "unsubscribe", "other", "none", NULL };
static const char *const reasons[] = { "unsubscribed", "objection", "hard-bounce", "complaint", "staff", "import", "erased", NULL };

#define NOT_WITHDRAWN \
	"NOT EXISTS(SELECT 1 FROM basis w WHERE w.kind = 'withdrawn' AND w.contact_id = b.contact_id AND w.id > b.id" \
	" AND (w.class IS NULL OR w.class = b.class))"

#define PLAIN NULL, NULL, NULL

const struct condition_field condition_fields[] = {
	{ "email", CONDITION_EXACT, "address of the contact, lower case", "c.email_key", PLAIN },
	{ "domain", CONDITION_EXACT, "what stands behind the @", "substr(c.email_key, instr(c.email_key, '@') + 1)", PLAIN },
	{ "name", CONDITION_TEXT, "name of the contact", "c.name", PLAIN },
	{ "given_name", CONDITION_TEXT, "given name", "c.given_name", PLAIN },
	{ "family_name", CONDITION_TEXT, "family name", "c.family_name", PLAIN },
	{ "title", CONDITION_TEXT, "academic or other title", "c.title", PLAIN },
	{ "position", CONDITION_TEXT, "position in the firm", "c.position", PLAIN },
	{ "gender", CONDITION_EXACT, "m or f, where it was said", "c.gender", NULL, NULL, genders },
	{ "salutation", CONDITION_TEXT, "own salutation", "c.salutation", PLAIN },
	{ "language", CONDITION_LANGUAGE, "lt, Lithuanian, litewski …", "c.language", PLAIN },
	{ "phone", CONDITION_EXACT, "telephone, +370…", "c.phone", PLAIN },
	{ "role", CONDITION_YES_NO, "an office mailbox (info@)", "c.role", PLAIN },
	{ "status", CONDITION_EXACT, "active, bounced, moved, restricted", "c.status", NULL, NULL, states },
	{ "source", CONDITION_TEXT, "where the address came from", "c.source", PLAIN },
	{ "hard_bounces", CONDITION_NUMBER, "letters refused for good", "c.hard_bounces", PLAIN },
	{ "soft_bounces", CONDITION_NUMBER, "letters that failed for now", "c.soft_bounces", PLAIN },
	{ "away", CONDITION_DATE, "until when an automatic answer said it is away", "c.away_until", PLAIN },
	{ "created", CONDITION_DATE, "when the contact was added", "c.created_at", PLAIN },
	{ "updated", CONDITION_DATE, "when it last changed", "c.updated_at", PLAIN },
	{ "informed", CONDITION_DATE, "when it was told where its address is from", "c.informed_at", PLAIN },
	{ "organisation", CONDITION_TEXT, "name of the firm", "o.name", PLAIN },
	{ "code", CONDITION_EXACT, "registration code", "o.code", PLAIN },
	{ "country", CONDITION_COUNTRY, "LT, Lietuva, Litwa …", "o.country", PLAIN },
	{ "region", CONDITION_TEXT, "region", "o.region", PLAIN },
	{ "town", CONDITION_TEXT, "town", "o.town", PLAIN },
	{ "sector", CONDITION_SECTOR, "metal, wood …", "o.sector", PLAIN },
	{ "kind", CONDITION_KIND, "enterprise, research, university, public, other", "o.kind", PLAIN },
	{ "size", CONDITION_TEXT, "size of the firm", "o.size", PLAIN },
	{ "clusters", CONDITION_TEXT, "clusters it belongs to", "o.clusters", PLAIN },
	{ "firm_domain", CONDITION_EXACT, "mail domain of the firm's own", "o.domain", PLAIN },
	{ "list", CONDITION_MEMBER, "member of that list",
		"list_member lm JOIN list l ON l.id = lm.list_id WHERE l.name = ?", "lm.contact_id", NULL, NULL },
	{ "basis", CONDITION_MEMBER, "why we may write, in force: consent, legitimate-interest, soft-opt-in, contract",
		"basis b WHERE b.kind = ? AND b.kind <> 'withdrawn' AND (b.kind = 'contract' OR " NOT_WITHDRAWN ")", "b.contact_id",
		"basis b WHERE b.kind = ? AND b.kind <> 'withdrawn' AND (b.contact_id NOT IN (SELECT contact_id FROM basis WHERE kind = 'withdrawn')"
		" OR b.kind = 'contract' OR " NOT_WITHDRAWN ")", bases },
	{ NULL, CONDITION_TEXT, NULL, NULL, PLAIN },
};

#define OF_REGISTRATION(state) \
	"registration r JOIN event e ON e.id = r.event_id WHERE r.state = '" state "'", "r.contact_id", " AND r.contact_id = c.id"

/* Who came: the contact with the attendee's own address, else the one that registered him. */
#define ATTENDEE "ifnull((SELECT ifnull(x.merged_into, x.id) FROM contact x WHERE x.email_key = lower(a.email)), r.contact_id)"
#define OF_ATTENDEE(attended) \
	"attendee a JOIN registration r ON r.id = a.registration_id JOIN event e ON e.id = r.event_id WHERE a.attended = " attended, \
	ATTENDEE, \
	" AND a.id IN (SELECT y.id FROM registration z JOIN attendee y ON y.registration_id = z.id WHERE z.contact_id = c.id" \
	" UNION ALL SELECT y.id FROM attendee y WHERE lower(y.email) = +c.email_key AND y.email IS NOT NULL" \
	" UNION ALL SELECT y.id FROM contact z CROSS JOIN attendee y ON lower(y.email) = +z.email_key AND y.email IS NOT NULL" \
	" WHERE z.merged_into = c.id) AND " ATTENDEE " = c.id"

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
		OF_CAMPAIGN("CROSS JOIN", "'sent','in-doubt'"), NULL },
	{ "invited", "event", "a letter about an event was sent", OF_EVENT("JOIN", "'sent','in-doubt'"), OF_LETTER, " AND e.key = ?", "m.at",
		OF_EVENT("CROSS JOIN", "'sent','in-doubt'"), NULL },
	{ "delivered", "event", "a letter about an event was sent and did not come back", OF_EVENT("JOIN", "'sent'") NOT_RETURNED, OF_LETTER,
		" AND e.key = ?", "m.at", OF_EVENT("CROSS JOIN", "'sent'") NOT_RETURNED, NULL },
	{ "answered", "intent", "wrote back: yes, no, maybe, question, unsubscribe, other",
		"reply p WHERE p.kind IN ('reply','calendar') AND p.contact_id IS NOT NULL", "p.contact_id", " AND p.contact_id = c.id",
		" AND p.intent = ?", "p.arrived_at", NULL, intents },
	{ "replied", "campaign", "wrote back to a letter of a campaign",
		"reply p JOIN campaign k ON k.id = p.campaign_id WHERE p.kind IN ('reply','calendar') AND p.contact_id IS NOT NULL",
		"p.contact_id", " AND p.contact_id = c.id", " AND k.key = ?", "p.arrived_at", NULL, NULL },
	{ "registered", "event", "has a seat", OF_REGISTRATION("registered"), " AND e.key = ?", "r.since", NULL, NULL },
	{ "waiting", "event", "is on the waiting list", OF_REGISTRATION("waiting"), " AND e.key = ?", "r.since", NULL, NULL },
	{ "undecided", "event", "said maybe", OF_REGISTRATION("undecided"), " AND e.key = ?", "r.since", NULL, NULL },
	{ "declined", "event", "said no", OF_REGISTRATION("declined"), " AND e.key = ?", "r.since", NULL, NULL },
	{ "cancelled", "event", "gave the seat back", OF_REGISTRATION("cancelled"), " AND e.key = ?", "r.since", NULL, NULL },
	{ "attended", "event", "came (the time is the event's)", OF_ATTENDEE("1"), " AND e.key = ?", "e.start_at", NULL, NULL },
	{ "no_show", "event", "had a seat and did not come", OF_ATTENDEE("0"), " AND e.key = ?", "e.start_at", NULL, NULL },
	{ "interested", "offer", "said yes to an offer",
		"interest i JOIN offer f ON f.id = i.offer_id WHERE i.state IN ('interested','passed-on')", "i.contact_id",
		" AND i.contact_id = c.id", " AND f.key = ?", "i.at", NULL, NULL },
	{ "joined", "list", "came onto a list", "list_member lm JOIN list l ON l.id = lm.list_id WHERE 1", "lm.contact_id",
		" AND lm.contact_id = c.id", " AND l.name = ?", "lm.since", NULL, NULL },
	{ "bounced", NULL, "a letter came back or was refused", "(" RETURNED " UNION ALL " OF_REFUSED("JOIN") ") b WHERE 1",
		"b.who", " AND b.who = c.id", NULL, "b.at", "(" RETURNED " UNION ALL " OF_REFUSED("CROSS JOIN") ") b WHERE 1", NULL },
	{ "suppressed", "reason", "must not be written to: unsubscribed, objection, hard-bounce …",
		"suppression s JOIN contact x ON x.email_key = s.email WHERE s.list_id IS NULL", "x.id", " AND x.id = c.id",
		" AND s.reason = ?", "s.at", NULL, reasons },
	{ NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};

/* --- names of the database that conditions speak of --- */

#define NAMED(column, table) "SELECT " column " FROM " table " WHERE (?1 IS NULL OR " column " = ?1) ORDER BY id DESC"

static const struct {
	const char *noun;
	const char *sql; /* ?1: the name, NULL: all */
} nouns[] = { { "list", NAMED("name", "(SELECT * FROM list WHERE removed_at IS NULL)") }, { "event", NAMED("key", "event") }, { "campaign", NAMED("key", "campaign") },
	{ "offer", NAMED("key", "offer") } };

#define NAMES_MAX 200 /* that are looked at for the nearest one */

const char *condition_noun(const struct condition *test)
{
	const char *what = test->value == NULL         ? NULL
			: test->kind == CONDITION_FACT  ? test->fact->word
			: test->kind == CONDITION_FIELD ? test->field->name
							 : NULL;

	for (size_t i = 0; what != NULL && i < ARRAY_SIZE(nouns); i++) {
		if (strcmp(nouns[i].noun, what) == 0) {
			return nouns[i].noun;
		}
	}
	return NULL;
}

/* The nearest of the names that a statement gives. */
static enum status find_nearest(struct store *store, sqlite3_stmt *stmt, const char *name, struct strbuf *near, struct error *err)
{
	CLEANUP_STRBUF struct strbuf texts = STRBUF_INIT;
	const char *names[NAMES_MAX + 1] = { NULL };
	size_t at[NAMES_MAX];
	const char *found;
	size_t n = 0;
	bool row = false;
	enum status st = db_step(store, stmt, &row, "looking for a name", err);

	for (; st == ST_OK && row && n < NAMES_MAX; st = db_step(store, stmt, &row, "looking for a name", err)) {
		at[n++] = texts.len;
		strbuf_add(&texts, sqlite3_column_text(stmt, 0), (size_t)sqlite3_column_bytes(stmt, 0) + 1);
	}
	for (size_t i = 0; i < n && strbuf_ok(&texts); i++) {
		names[i] = texts.buf + at[i];
	}
	found = nearest_word(name, names);
	strbuf_adds(near, found != NULL ? found : "");
	return st != ST_OK || (strbuf_ok(&texts) && strbuf_ok(near)) ? st : error_set(err, ST_NOMEM, "condition: out of memory");
}

enum status db_condition_name(struct store *store, const char *noun, const char *name, bool *ret_found, struct strbuf *near,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	size_t i = 0;
	enum status st;

	while (strcmp(nouns[i].noun, noun) != 0) { /* condition_noun() gave it */
		i++;
	}
	st = db_prepare(store, nouns[i].sql, &stmt, err);
	if (st == ST_OK) {
		db_bind_text(stmt, 1, name);
		st = db_step(store, stmt, ret_found, "looking for a name", err);
	}
	if (st != ST_OK || *ret_found) {
		return st;
	}
	(void)sqlite3_reset(stmt);
	db_bind_text(stmt, 1, NULL);
	return find_nearest(store, stmt, name, near, err);
}
