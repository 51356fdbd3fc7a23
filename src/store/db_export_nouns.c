/* The files of an export and their columns. Names of columns that an import knows again are those of the import. */
#include "store/db_export.h"

#define T EXPORT_TEXT
#define N EXPORT_NUMBER
#define AT EXPORT_TIME

const struct export_noun export_nouns[] = {
	{ "organisations", "firms, universities, institutes",
		"SELECT id, name, code, domain, country, region, town, sector, kind, size, clusters, merged_into, created_at, updated_at"
		" FROM organisation ORDER BY id",
		{ { "id", N, "number" }, { "name", T, "as written" }, { "code", T, "registration code" }, { "domain", T, "own mail domain" },
			{ "country", T, "ISO 3166" }, { "region", T, "" }, { "town", T, "" }, { "sector", T, "" },
			{ "kind", T, "enterprise, research, university, public, other" }, { "size", T, "" }, { "clusters", T, "" },
			{ "merged_into", N, "the organisation that it is a part of" }, { "created", AT, "" }, { "updated", AT, "" }, { 0 } } },
	{ "contacts", "people and office mailboxes; 'kvieslys import' reads this file again",
		"SELECT c.id, c.email, c.name, c.given_name, c.family_name, c.title, c.position, c.gender, c.salutation, c.language, c.phone,"
		" c.organisation_id, o.name, o.code, o.country, o.region, o.town, o.sector, o.kind, o.size, o.clusters, c.role, c.status, c.source,"
		" c.hard_bounces, c.soft_bounces, c.away_until, c.informed_at, c.merged_into, c.created_at, c.updated_at"
		" FROM contact c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.status <> 'erased' ORDER BY c.id",
		{ { "contact_id", N, "number" }, { "email", T, "address" }, { "name", T, "whole name" }, { "given_name", T, "" },
			{ "family_name", T, "" }, { "title", T, "" }, { "position", T, "" }, { "gender", T, "m or f, where it was said" },
			{ "salutation", T, "own salutation" }, { "language", T, "ISO 639" }, { "phone", T, "" },
			{ "organisation_id", N, "in organisations" }, { "organisation", T, "its name" }, { "code", T, "its registration code" },
			{ "country", T, "" }, { "region", T, "" }, { "town", T, "" }, { "sector", T, "" }, { "kind", T, "" }, { "size", T, "" },
			{ "clusters", T, "" }, { "office", EXPORT_BOOL, "an office mailbox" }, { "status", T, "active, bounced, moved, restricted" },
			{ "obtained_from", T, "where the address came from" }, { "hard_bounces", N, "" }, { "soft_bounces", N, "" },
			{ "away_until", AT, "from an automatic answer" }, { "informed", AT, "when told where the address is from" },
			{ "merged_into", N, "contact whose other address this is" },
			{ "created", AT, "" }, { "updated", AT, "" }, { 0 } } },
	{ "lists", "lists",
		"SELECT id, name, address, created_at, removed_at FROM list ORDER BY id",
		{ { "id", N, "number" }, { "list", T, "name" }, { "address", T, "of a newsletter that people join by mail" },
			{ "created", AT, "" }, { "removed", AT, "kept for what speaks of it" }, { 0 } } },
	{ "memberships", "who is on which list",
		"SELECT l.name, m.contact_id, c.email, m.since FROM list_member m JOIN list l ON l.id = m.list_id JOIN contact c ON c.id = m.contact_id"
		" WHERE c.status <> 'erased' ORDER BY m.list_id, m.contact_id",
		{ { "list", T, "name" }, { "contact_id", N, "in contacts" }, { "email", T, "" }, { "since", AT, "" }, { 0 } } },
	{ "segments", "conditions that are kept",
		"SELECT name, condition, created_at, updated_at FROM segment ORDER BY id",
		{ { "segment", T, "name" }, { "condition", T, "" }, { "created", AT, "" }, { "updated", AT, "" }, { 0 } } },
	{ "basis", "why we may write, every row ever; 'withdrawn' ends those before it",
		"SELECT b.id, b.contact_id, c.email, b.kind, b.class, l.name, b.source, b.at, b.text_shown, b.proof_reply_id, b.asked_id"
		" FROM basis b JOIN contact c ON c.id = b.contact_id LEFT JOIN list l ON l.id = b.list_id WHERE c.status <> 'erased' ORDER BY b.id",
		{ { "id", N, "number" }, { "contact_id", N, "in contacts" }, { "email", T, "" },
			{ "kind", T, "consent, legitimate-interest, soft-opt-in, contract, withdrawn" }, { "class", T, "event, offer, newsletter; empty: any" },
			{ "list", T, "for its letters only; empty: any" }, { "source", T, "" }, { "at", AT, "" }, { "text_shown", T, "what the person agreed to" },
			{ "proof_reply_id", N, "in replies: the mail that gave it" }, { "asked_id", N, "in messages: the letter that asked for it" }, { 0 } } },
	{ "suppressions", "who must not be written to; 'kvieslys suppression import' reads this file again",
		"SELECT s.email, l.name, s.reason, s.at, s.hash, s.source FROM suppression s LEFT JOIN list l ON l.id = s.list_id ORDER BY s.id",
		{ { "address", T, "empty when the person was erased" }, { "list", T, "empty: everything" },
			{ "reason", T, "unsubscribed, objection, hard-bounce, complaint, staff, import, erased" }, { "date", AT, "" },
			{ "hash", T, "keyed hash of the address" }, { "source", T, "" }, { 0 } } },
	{ "events", "events",
		"SELECT id, key, start_at, end_at, zone, capacity, party_max, answer_by, funding, state, (SELECT json_group_array(json_object("
		"'language', t.language, 'key', t.key, 'value', t.value)) FROM event_text t WHERE t.event_id = event.id), created_at, updated_at"
		" FROM event ORDER BY id",
		{ { "id", N, "number" }, { "event", T, "the organiser's id" }, { "start", AT, "" }, { "end", AT, "" }, { "zone", T, "of the venue" },
			{ "capacity", N, "seats" }, { "party_max", N, "" }, { "answer_by", AT, "" }, { "funding", T, "" }, { "state", T, "open, called-off" },
			{ "texts", EXPORT_JSON, "language, key, value" }, { "created", AT, "" }, { "updated", AT, "" }, { 0 } } },
	{ "quotas", "seats kept for groups",
		"SELECT e.key, q.name, q.position, q.condition, q.seats, q.release_at FROM quota q JOIN event e ON e.id = q.event_id"
		" ORDER BY q.event_id, q.position",
		{ { "event", T, "" }, { "quota", T, "name" }, { "position", N, "" }, { "condition", T, "who it is for" }, { "seats", N, "" },
			{ "release", AT, "when free seats go to everybody" }, { 0 } } },
	{ "offers", "cooperation offers",
		"SELECT f.id, f.key, f.kind, f.country, f.organisation_id, f.sector, f.valid_until, f.adviser, f.targets, f.sdgs,"
		" f.programme, f.call, f.coordinator, f.interest_until, (SELECT json_group_array(json_object("
		"'language', t.language, 'key', t.key, 'value', t.value)) FROM offer_text t WHERE t.offer_id = f.id), f.created_at, f.updated_at"
		" FROM offer f ORDER BY f.id",
		{ { "id", N, "number" }, { "offer", T, "the organiser's id" }, { "kind", T, "" }, { "country", T, "" },
			{ "organisation_id", N, "in organisations" }, { "sector", T, "" }, { "valid_until", AT, "" }, { "adviser", T, "" },
			{ "targets", T, "countries: LT,PL" }, { "sdgs", T, "Sustainable Development Goals: 9,12" }, { "programme", T, "" }, { "call", T, "" },
			{ "coordinator", N, "1: one is sought" }, { "interest_until", AT, "empty: valid_until" },
			{ "texts", EXPORT_JSON, "language, key, value" }, { "created", AT, "" }, { "updated", AT, "" }, { 0 } } },
	{ "interests", "answers to offers",
		"SELECT f.key, i.contact_id, c.email, i.state, i.reply_id, i.at FROM interest i JOIN offer f ON f.id = i.offer_id"
		" JOIN contact c ON c.id = i.contact_id ORDER BY i.id",
		{ { "offer", T, "" }, { "contact_id", N, "" }, { "email", T, "empty when erased" }, { "state", T, "" }, { "reply_id", N, "" },
			{ "at", AT, "" }, { 0 } } },
	{ "campaigns", "campaigns",
		"SELECT k.id, k.key, k.class, e.key, f.key, k.letter, k.languages, k.fallback, k.audience, k.state, k.pause_reason, k.start_at,"
		" k.expires_at, k.issue, (SELECT json_group_array(json_object('number', s.number, 'name', s.name, 'letter', s.letter, 'anchor', s.anchor,"
		" 'after_seconds', s.after_seconds, 'audience', s.audience)) FROM step s WHERE s.campaign_id = k.id), k.source, k.created_at, k.updated_at"
		" FROM campaign k LEFT JOIN event e ON e.id = k.event_id LEFT JOIN offer f ON f.id = k.offer_id ORDER BY k.id",
		{ { "id", N, "number" }, { "campaign", T, "the organiser's id" }, { "class", T, "" }, { "event", T, "" }, { "offer", T, "" },
			{ "letter", T, "" }, { "languages", T, "" }, { "fallback", T, "" }, { "to", T, "audience" }, { "state", T, "" },
			{ "pause_reason", T, "" }, { "start", AT, "" }, { "expires", AT, "" }, { "issue", N, "of a newsletter" },
			{ "steps", EXPORT_JSON, "first letter and reminders" }, { "file", T, "as it was added" }, { "created", AT, "" }, { "updated", AT, "" },
			{ 0 } } },
	{ "messages", "every letter to everybody, with its last state",
		"SELECT m.id, k.key, m.step, coalesce(m.letter, s.letter), m.contact_id, ifnull(m.address, c.email), m.state, m.due_at, m.attempts,"
		" m.relay, m.status, m.answer, m.at, e.key, f.key, m.registration_id, m.reply_id, m.language FROM message m"
		" JOIN contact c ON c.id = m.contact_id LEFT JOIN campaign k ON k.id = m.campaign_id"
		" LEFT JOIN step s ON s.campaign_id = m.campaign_id AND s.number = m.step LEFT JOIN event e ON e.id = ifnull(m.event_id, k.event_id)"
		" LEFT JOIN offer f ON f.id = ifnull(m.offer_id, k.offer_id) ORDER BY m.id",
		{ { "id", N, "number" }, { "campaign", T, "empty: a service letter" }, { "step", N, "0: the first letter" }, { "letter", T, "" },
			{ "contact_id", N, "in contacts" }, { "email", T, "empty when erased" },
			{ "state", T, "queued, claimed, sent, deferred, failed, in-doubt, skipped" }, { "due", AT, "" }, { "attempts", N, "" },
			{ "relay", T, "" }, { "status", T, "the server's code" }, { "answer", T, "the server's own words, or the reason" }, { "at", AT, "" },
			{ "event", T, "" }, { "offer", T, "" }, { "registration_id", N, "" }, { "reply_id", N, "what it answers" }, { "language", T, "" },
			{ 0 } } },
	{ "attempts", "every try that a server answered",
		"SELECT message_id, number, relay, at, outcome, status, answer FROM attempt ORDER BY message_id, number",
		{ { "message_id", N, "in messages" }, { "number", N, "" }, { "relay", T, "" }, { "at", AT, "" },
			{ "outcome", T, "sent, deferred, failed, in-doubt" }, { "status", T, "" }, { "answer", T, "" }, { 0 } } },
	{ "replies", "every inbound mail and its verdict; the mails themselves: 'kvieslys reply show ID --raw'",
		"SELECT r.id, r.mailbox, r.sha256, r.arrived_at, r.message_id, r.sender, r.subject, r.answers_id, r.contact_id, k.key, e.key, f.key,"
		" r.matched_by, r.kind, r.intent, r.outcome, r.reason, r.confidence, r.also_question, r.also_unsubscribe, r.count, r.attendees,"
		" r.language, r.text, r.evidence, r.bounce, r.decided_at FROM reply r LEFT JOIN campaign k ON k.id = r.campaign_id"
		" LEFT JOIN event e ON e.id = r.event_id LEFT JOIN offer f ON f.id = r.offer_id ORDER BY r.id",
		{ { "id", N, "number" }, { "mailbox", T, "" }, { "sha256", T, "of the mail" }, { "arrived", AT, "" }, { "message_id", T, "its Message-ID" },
			{ "from", T, "" }, { "subject", T, "" }, { "answers_id", N, "in messages" }, { "contact_id", N, "" }, { "campaign", T, "" },
			{ "event", T, "" }, { "offer", T, "" }, { "matched_by", T, "" }, { "kind", T, "" }, { "intent", T, "" }, { "outcome", T, "" },
			{ "reason", T, "" }, { "confidence", EXPORT_REAL, "" }, { "also_question", EXPORT_BOOL, "" }, { "also_unsubscribe", EXPORT_BOOL, "" },
			{ "count", N, "" }, { "attendees", EXPORT_JSON, "" }, { "language", T, "" }, { "text", T, "the new words" },
			{ "evidence", EXPORT_JSON, "rules and words that decided" }, { "bounce", EXPORT_JSON, "" }, { "decided", AT, "" }, { 0 } } },
	{ "reviews", "replies that a person had to decide",
		"SELECT id, reply_id, reason, proposal, opened_at, closed_at, who, decision FROM review ORDER BY id",
		{ { "id", N, "number" }, { "reply_id", N, "in replies" }, { "reason", T, "" }, { "proposal", T, "" }, { "opened", AT, "" },
			{ "closed", AT, "" }, { "who", T, "" }, { "decision", T, "" }, { 0 } } },
	{ "registrations", "parties at events",
		"SELECT r.id, e.key, r.organisation_id, o.name, r.contact_id, c.email, q.name, r.state, r.seats, r.arrived_at, r.promoted_at, r.source,"
		" r.answered_at, r.reply_id, r.since FROM registration r JOIN event e ON e.id = r.event_id JOIN contact c ON c.id = r.contact_id"
		" LEFT JOIN organisation o ON o.id = r.organisation_id LEFT JOIN quota q ON q.id = r.quota_id ORDER BY r.id",
		{ { "id", N, "number" }, { "event", T, "" }, { "organisation_id", N, "" }, { "organisation", T, "" }, { "contact_id", N, "" },
			{ "email", T, "empty when erased" }, { "quota", T, "" }, { "state", T, "registered, waiting, undecided, declined, cancelled" },
			{ "seats", N, "" }, { "arrived", AT, "order of service" }, { "promoted", AT, "from the waiting list" },
			{ "source", T, "reply, calendar, web, staff" }, { "answered", AT, "" }, { "reply_id", N, "" }, { "since", AT, "" }, { 0 } } },
	{ "attendees", "people of the parties",
		"SELECT a.id, a.registration_id, e.key, CASE WHEN a.restricted_until IS NULL THEN a.name END, CASE WHEN a.restricted_until IS NULL"
		" THEN a.email END, a.code, a.attended, a.walk_in, a.checked_at FROM attendee a JOIN registration r ON r.id = a.registration_id"
		" JOIN event e ON e.id = r.event_id ORDER BY a.id",
		{ { "id", N, "number" }, { "registration_id", N, "in registrations" }, { "event", T, "" },
			{ "name", T, "empty: not named, or kept as evidence of an erased person" }, { "email", T, "" }, { "code", T, "for the door" },
			{ "attended", EXPORT_BOOL, "empty: not known" }, { "walk_in", EXPORT_BOOL, "" }, { "checked", AT, "" }, { 0 } } },
	{ "survey_answers", "answers to questionnaires",
		"SELECT a.id, s.key, a.contact_id, a.reply_id, a.batch, a.number, a.choice, a.amount, a.text, a.doubt, a.who, a.at FROM survey_answer a"
		" JOIN survey s ON s.id = a.survey_id ORDER BY a.id",
		{ { "id", N, "number" }, { "survey", T, "" }, { "contact_id", N, "" }, { "reply_id", N, "empty: entered by staff" },
			{ "batch", N, "given together" }, { "question", N, "0: what was written besides" }, { "choice", N, "" }, { "amount", EXPORT_REAL, "" },
			{ "text", T, "" }, { "doubt", T, "why it does not count" }, { "who", T, "" }, { "at", AT, "" }, { 0 } } },
	{ "history", "contacts and organisations, change by change",
		"SELECT id, at, noun, noun_id, field, old, new, audit_id FROM change ORDER BY id",
		{ { "id", N, "number" }, { "at", AT, "" }, { "noun", T, "contact or organisation" }, { "noun_id", N, "" }, { "field", T, "" },
			{ "old", T, "" }, { "new", T, "" }, { "audit_id", N, "who and why, in audit" }, { 0 } } },
	{ "audit", "who did what and why; hash-chained",
		"SELECT a.id, a.at, a.actor, a.action, a.noun, a.noun_id, a.why, p.payload, p.salt, a.payload_hash, a.previous, a.hash FROM audit a"
		" LEFT JOIN audit_payload p ON p.audit_id = a.id ORDER BY a.id",
		{ { "id", N, "number" }, { "at", AT, "" }, { "actor", T, "" }, { "action", T, "" }, { "noun", T, "" }, { "noun_id", N, "" },
			{ "why", T, "" }, { "payload", T, "what changed; empty when erased" }, { "salt", T, "of the payload's hash" },
			{ "payload_hash", T, "" }, { "previous", T, "hash of the row before" }, { "hash", T, "" }, { 0 } } },
	{ .name = NULL },
};

const char *const export_left_out[] = {
	"survey_text", "survey_question", /* files that the organiser has; answers name them */
	"reply_raw",                      /* mails, by reply show --raw */
	"apart", "import", "import_map", "mailbox", "mailbox_skipped", "sender", "auto_answer", "setting", /* of this installation */
	NULL,
};
