/* The queries of a person's export. Everywhere ?1 is the contact, ?2 the key of the address, ?3 its keyed hash, ?4 the folded
 * name, ?5 the organisation; what is not known is NULL and matches nothing. A column called "x@time", "x@json", "x@bytes" or
 * "x@bool" is x of that kind. */
#include "store/db_person.h"

#include "store/store_private.h"

#include <string.h>

#define COLUMNS_MAX 32
#define NAME_MAX_LEN 32

/* Mails that the person wrote, and those about letters to the person. */
#define HIS_REPLY \
	"(r.contact_id = ?1 OR mentions(r.sender, ?2)" \
	" OR r.answers_id IN (SELECT id FROM message WHERE contact_id = ?1 OR lower(address) = ?2))"
#define COLLEAGUE(column) column " IN (SELECT id FROM contact WHERE organisation_id = ?5)"
/* Other people's rows: the address anywhere, the name within the organisation. */
#define NAMED_IN(text, contact) \
	"(mentions(" text ", ?2) OR (" COLLEAGUE(contact) " AND mentions(fold(" text "), ?4)))"
#define HIS_SEAT \
	"(lower(a.email) = ?2 OR (fold(a.name) = ?4 AND (g.contact_id = ?1 OR g.organisation_id = ?5)))"

#define SQL_CONTACT \
	"SELECT id, email, name, given_name, family_name, title, position, gender, salutation, language, phone," \
	" role AS 'office_mailbox@bool', status, source, hard_bounces, soft_bounces, away_until AS 'away_until@time'," \
	" informed_at AS 'informed_at@time', created_at AS 'created_at@time', updated_at AS 'updated_at@time'" \
	" FROM contact WHERE id = ?1"
/* Contacts that were merged: the same person's, to be asked for as well. */
#define SQL_ADDRESSES \
	"SELECT o.email, o.name, o.merged_into = ?1 AS 'part_of_this@bool' FROM contact o WHERE o.id <> ?1 AND (o.merged_into = ?1" \
	" OR o.id = (SELECT merged_into FROM contact WHERE id = ?1) OR o.merged_into = (SELECT merged_into FROM contact WHERE id = ?1))" \
	" ORDER BY o.id"
#define SQL_ORGANISATION \
	"SELECT id, name, code, domain, country, region, town, sector, kind, size, clusters FROM organisation WHERE id = ?5"
#define SQL_LISTS \
	"SELECT l.name AS list, m.since AS 'since@time' FROM list_member m JOIN list l ON l.id = m.list_id" \
	" WHERE m.contact_id = ?1 ORDER BY m.since, l.name"
#define SQL_BASIS \
	"SELECT b.kind, b.class, l.name AS list, b.source, b.at AS 'at@time', b.text_shown, m.reply_id AS request_reply_id," \
	" b.asked_id AS asked_message_id, b.proof_reply_id FROM basis b LEFT JOIN list l ON l.id = b.list_id" \
	" LEFT JOIN message m ON m.id = b.asked_id WHERE b.contact_id = ?1 ORDER BY b.id"
#define SQL_SUPPRESSIONS \
	"SELECT l.name AS list, s.reason, s.source, s.at AS 'at@time' FROM suppression s LEFT JOIN list l ON l.id = s.list_id" \
	" WHERE s.hash = ?3 ORDER BY s.id"
#define SQL_MESSAGES \
	"SELECT m.id, k.key AS campaign, coalesce(m.letter, s.letter) AS letter, e.key AS event, o.key AS offer, m.state," \
	" coalesce(m.at, m.due_at) AS 'at@time', m.attempts, m.relay, m.status, m.answer, m.address, m.params AS 'params@json'" \
	" FROM message m LEFT JOIN campaign k ON k.id = m.campaign_id" \
	" LEFT JOIN step s ON s.campaign_id = m.campaign_id AND s.number = m.step" \
	" LEFT JOIN event e ON e.id = coalesce(m.event_id, k.event_id)" \
	" LEFT JOIN offer o ON o.id = coalesce(m.offer_id, k.offer_id)" \
	" WHERE m.contact_id = ?1 OR lower(m.address) = ?2 ORDER BY m.id"
#define SQL_ATTEMPTS \
	"SELECT a.message_id AS message, a.number, a.relay, a.at AS 'at@time', a.outcome, a.status, a.answer" \
	" FROM attempt a JOIN message m ON m.id = a.message_id WHERE m.contact_id = ?1 OR lower(m.address) = ?2" \
	" ORDER BY a.message_id, a.number"
#define SQL_LETTERS_NAMING \
	"SELECT m.id, c.email AS recipient, coalesce(m.letter, 'campaign') AS letter, m.state," \
	" coalesce(m.at, m.due_at) AS 'at@time', m.params AS 'params@json'" \
	" FROM message m JOIN contact c ON c.id = m.contact_id" \
	" WHERE m.params IS NOT NULL AND m.contact_id IS NOT ?1 AND ifnull(lower(m.address), '') <> ?2 AND " \
	NAMED_IN("m.params", "m.contact_id") " ORDER BY m.id"
#define SQL_REPLIES \
	"SELECT r.id, r.mailbox, r.arrived_at AS 'arrived_at@time', r.message_id, r.sender AS 'from', r.subject," \
	" k.key AS campaign, e.key AS event, o.key AS offer, r.matched_by, r.kind, r.intent, r.outcome, r.reason, r.confidence," \
	" r.count, r.attendees AS 'attendees@json', r.language, r.text, r.evidence AS 'evidence@json'," \
	" r.bounce AS 'bounce@json', r.decided_at AS 'decided_at@time', r.sha256, w.headers_only AS 'headers_only@bool'," \
	" w.raw AS 'raw@bytes' FROM reply r LEFT JOIN reply_raw w ON w.reply_id = r.id" \
	" LEFT JOIN campaign k ON k.id = r.campaign_id LEFT JOIN event e ON e.id = r.event_id" \
	" LEFT JOIN offer o ON o.id = r.offer_id WHERE " HIS_REPLY " ORDER BY r.arrived_at, r.id"
#define SQL_REVIEWS \
	"SELECT v.reply_id AS reply, v.reason, v.proposal, v.opened_at AS 'opened_at@time', v.closed_at AS 'closed_at@time'," \
	" v.who, v.decision FROM review v JOIN reply r ON r.id = v.reply_id WHERE " HIS_REPLY " ORDER BY v.id"
#define SQL_REPLIES_NAMING \
	"SELECT r.id, r.arrived_at AS 'arrived_at@time', r.sender AS 'from', r.subject, r.kind, r.intent," \
	" r.attendees AS 'attendees@json', r.text FROM reply r WHERE NOT ifnull(" HIS_REPLY ", 0) AND (" \
	NAMED_IN("r.text", "r.contact_id") " OR " NAMED_IN("r.attendees", "r.contact_id") \
	" OR mentions(r.bounce, ?2) OR mentions(r.subject, ?2)) ORDER BY r.id"
#define SQL_REGISTRATIONS \
	"SELECT g.id, e.key AS event, e.start_at AS 'start@time', q.name AS quota, g.state, g.seats," \
	" g.arrived_at AS 'arrived_at@time', g.promoted_at AS 'promoted_at@time', g.source, g.since AS 'since@time', g.reply_id" \
	" FROM registration g JOIN event e ON e.id = g.event_id LEFT JOIN quota q ON q.id = g.quota_id" \
	" WHERE g.contact_id = ?1 ORDER BY g.id"
#define SQL_ATTENDEES \
	"SELECT e.key AS event, g.id AS registration, a.name, a.email, a.code," \
	" a.attended AS 'attended@bool', a.walk_in AS 'walk_in@bool', a.checked_at AS 'checked_at@time'," \
	" a.restricted_until AS 'restricted_until@time'" \
	" FROM attendee a JOIN registration g ON g.id = a.registration_id JOIN event e ON e.id = g.event_id" \
	" WHERE " HIS_SEAT " OR (g.contact_id = ?1 AND (SELECT count(*) FROM attendee x WHERE x.registration_id = g.id) = 1)" \
	" ORDER BY a.id"
#define SQL_INTERESTS \
	"SELECT o.key AS offer, i.state, i.at AS 'at@time', i.reply_id FROM interest i JOIN offer o ON o.id = i.offer_id" \
	" WHERE i.contact_id = ?1 ORDER BY i.id"
#define SQL_ADVISER \
	"SELECT key AS offer FROM offer WHERE mentions(adviser, ?2) ORDER BY key"
#define SQL_SURVEYS \
	"SELECT s.key AS survey, a.number AS question, a.choice, a.amount, a.text, a.at AS 'at@time'" \
	" FROM survey_answer a JOIN survey s ON s.id = a.survey_id WHERE a.contact_id = ?1 ORDER BY a.id"
/* What the organiser wrote himself: a speaker's name in a programme, an address in a condition. */
#define SQL_TEXTS \
	"SELECT 'event' AS what, e.key AS id, t.language, t.key AS field, t.value AS text FROM event_text t" \
	" JOIN event e ON e.id = t.event_id WHERE mentions(t.value, ?2) OR mentions(fold(t.value), ?4)" \
	" UNION ALL SELECT 'offer', o.key, t.language, t.key, t.value FROM offer_text t JOIN offer o ON o.id = t.offer_id" \
	" WHERE mentions(t.value, ?2) OR mentions(fold(t.value), ?4)" \
	" UNION ALL SELECT 'segment', name, NULL, 'condition', condition FROM segment WHERE mentions(condition, ?2)" \
	" UNION ALL SELECT 'campaign', key, NULL, 'file', source FROM campaign WHERE mentions(source, ?2)"
#define SQL_CHANGES \
	"SELECT h.at AS 'at@time', h.field, h.old, h.new, a.actor, a.action FROM change h LEFT JOIN audit a ON a.id = h.audit_id" \
	" WHERE h.noun = 'contact' AND h.noun_id = ?1 AND h.field <> 'last_basis' ORDER BY h.id"
#define SQL_AUTO_ANSWERS \
	"SELECT e.key AS event, t.state, t.day * 86400 AS 'day@time' FROM auto_answer t LEFT JOIN event e ON e.id = t.event_id" \
	" WHERE t.address = ?2 ORDER BY t.day"
#define SQL_AUDIT \
	"SELECT a.id, a.at AS 'at@time', a.actor, a.action, a.noun, a.why, p.payload" \
	" FROM audit a LEFT JOIN audit_payload p ON p.audit_id = a.id WHERE (a.noun = 'contact' AND a.noun_id = ?1)" \
	" OR (a.noun = 'registration' AND a.noun_id IN (SELECT id FROM registration WHERE contact_id = ?1))" \
	" OR mentions(p.payload, ?2) ORDER BY a.id"

static const struct section {
	const char *name;
	const char *sql;
	bool single;
} sections[] = {
	{ "contact", SQL_CONTACT, true },
	{ "other_addresses", SQL_ADDRESSES, false },
	{ "organisation", SQL_ORGANISATION, true },
	{ "lists", SQL_LISTS, false },
	{ "basis", SQL_BASIS, false },
	{ "suppressions", SQL_SUPPRESSIONS, false },
	{ "messages", SQL_MESSAGES, false },
	{ "attempts", SQL_ATTEMPTS, false },
	{ "letters_naming", SQL_LETTERS_NAMING, false },
	{ "replies", SQL_REPLIES, false },
	{ "reviews", SQL_REVIEWS, false },
	{ "replies_naming", SQL_REPLIES_NAMING, false },
	{ "registrations", SQL_REGISTRATIONS, false },
	{ "attendees", SQL_ATTENDEES, false },
	{ "interests", SQL_INTERESTS, false },
	{ "adviser_of", SQL_ADVISER, false },
	{ "survey_answers", SQL_SURVEYS, false },
	{ "texts_naming", SQL_TEXTS, false },
	{ "changes", SQL_CHANGES, false },
	{ "automatic_answers", SQL_AUTO_ANSWERS, false },
	{ "audit", SQL_AUDIT, false },
};

const char *db_person_section(size_t index, bool *ret_single)
{
	if (index >= ARRAY_SIZE(sections)) {
		return NULL;
	}
	*ret_single = sections[index].single;
	return sections[index].name;
}

const char *db_person_tables(void)
{
	return "contact,organisation,list_member,basis,suppression,message,attempt,reply,reply_raw,review,registration,attendee,"
	       "interest,offer,survey_answer,event_text,offer_text,segment,campaign,change,auto_answer,audit,audit_payload";
}

static enum person_cell_kind kind_of(const char *suffix)
{
	return strcmp(suffix, "@time") == 0    ? CELL_TIME
			: strcmp(suffix, "@json") == 0  ? CELL_JSON
			: strcmp(suffix, "@bytes") == 0 ? CELL_BYTES
							 : CELL_BOOL;
}

static void read_cell(sqlite3_stmt *stmt, int column, const char *name, const char *suffix, struct person_cell *cell)
{
	int type = sqlite3_column_type(stmt, column);

	*cell = (struct person_cell){ .name = name, .absent = type == SQLITE_NULL };
	if (type == SQLITE_INTEGER || type == SQLITE_FLOAT) {
		cell->kind = suffix != NULL ? kind_of(suffix) : CELL_NUMBER;
		cell->number = sqlite3_column_int64(stmt, column);
		cell->real = sqlite3_column_double(stmt, column);
	} else if (type != SQLITE_NULL) {
		cell->kind = suffix != NULL ? kind_of(suffix) : CELL_TEXT;
		cell->text = sqlite3_column_blob(stmt, column);
		if (type == SQLITE_TEXT) {
			cell->text = (const char *)sqlite3_column_text(stmt, column);
		}
		cell->len = (size_t)sqlite3_column_bytes(stmt, column);
		cell->absent = cell->text == NULL && cell->len > 0;
		cell->text = cell->text != NULL ? cell->text : "";
	}
}

static enum status give_row(sqlite3_stmt *stmt, person_row_fn each, void *arg, struct error *err)
{
	char names[COLUMNS_MAX][NAME_MAX_LEN];
	struct person_cell cells[COLUMNS_MAX];
	int n = sqlite3_column_count(stmt);

	for (int i = 0; i < n && i < COLUMNS_MAX; i++) {
		const char *name = sqlite3_column_name(stmt, i);
		const char *suffix = name != NULL ? strchr(name, '@') : NULL;
		size_t len = name == NULL ? 0 : suffix != NULL ? (size_t)(suffix - name) : strlen(name);

		if (name == NULL) {
			return error_set(err, ST_NOMEM, "export: out of memory");
		}
		(void)snprintf(names[i], sizeof names[i], "%.*s", (int)len, name);
		read_cell(stmt, i, names[i], suffix, &cells[i]);
	}
	return each(arg, cells, n < COLUMNS_MAX ? (size_t)n : COLUMNS_MAX, err);
}

enum status db_person_each(struct store *store, size_t section, const struct person_ref *person, person_row_fn each,
		void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, sections[section].sql, &stmt, err);
	int n;

	if (st != ST_OK) {
		return st;
	}
	n = sqlite3_bind_parameter_count(stmt);
	/* numbers up to the highest that the text has: a lower one that it lacks is bound in vain */
	if (n >= 1) {
		db_bind_id(stmt, 1, person->contact_id);
	}
	if (n >= 2) {
		db_bind_text(stmt, 2, person->email_key);
	}
	if (n >= 3) {
		db_bind_text(stmt, 3, person->hash);
	}
	if (n >= 4) {
		db_bind_text(stmt, 4, person->name_key);
	}
	if (n >= 5) {
		db_bind_id(stmt, 5, person->organisation_id);
	}
	while (st == ST_OK) {
		st = db_step(store, stmt, &row, "reading what names a person", err);
		if (st != ST_OK || !row) {
			break;
		}
		st = give_row(stmt, each, arg, err);
	}
	return st;
}

#define SQL_ATTENDEE_NAME "SELECT name FROM attendee WHERE lower(email) = ?1 AND name IS NOT NULL ORDER BY id DESC LIMIT 1"

enum status db_person_attendee_name(struct store *store, const char *email_key, char **ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_ATTENDEE_NAME, &stmt, err);

	if (st == ST_OK) {
		db_bind_text(stmt, 1, email_key);
		st = db_step(store, stmt, &row, "looking for a name", err);
	}
	if (st == ST_OK && row) {
		st = db_column_dup(stmt, 0, ret, err);
	}
	return st;
}
