/* SQL of erasure: the person's own rows. Parameters as in db_person.c, and ?6 now. Rows of the ledger, replies and
 * registrations keep what reports count: states, times, intents. */
#include "store/db_erase.h"

#include "store/store_private.h"

#include <string.h>

/* Which letters and replies are the person's: by address as well, which reads whole tables, or by contact alone. */
#define TO_HIM "(contact_id = ?1 OR lower(address) = ?2)"
#define HIS_REPLIES \
	"(SELECT id FROM reply r WHERE r.contact_id = ?1 OR mentions(r.sender, ?2)" \
	" OR r.answers_id IN (SELECT id FROM message WHERE " TO_HIM "))"
#define OF_CONTACT "contact_id = ?1"
#define REPLIES_OF_CONTACT "(SELECT id FROM reply WHERE contact_id = ?1)"

#define SQL_CLAIMED "SELECT count(*) FROM message WHERE state = 'claimed' AND " TO_HIM

#define SQL_SKIP(him) \
	"UPDATE message SET state = 'skipped', at = ?6, answer = 'the recipient was erased'" \
	" WHERE state IN ('queued','deferred') AND " him
#define SQL_ATTEMPTS(him) \
	"UPDATE attempt SET answer = NULL WHERE answer IS NOT NULL AND message_id IN (SELECT id FROM message WHERE " him ")"
#define SQL_ATTEMPTS_NAMING "UPDATE attempt SET answer = NULL WHERE mentions(answer, ?2)"
#define SQL_LETTERS(him) \
	"UPDATE message SET params = NULL, answer = CASE WHEN state = 'skipped' THEN answer END," \
	" address = CASE WHEN address IS NOT NULL THEN '' END WHERE " him
#define SQL_ANSWERS_NAMING "UPDATE message SET answer = NULL WHERE mentions(answer, ?2)"
#define SQL_REVIEWS(replies) \
	"UPDATE review SET reason = 'the person was erased', proposal = NULL, decision = CASE WHEN closed_at IS NULL THEN 'erased'" \
	" ELSE substr(decision, 1, instr(decision || ' ', ' ') - 1) END, closed_at = ifnull(closed_at, ?6)" \
	" WHERE reply_id IN " replies
#define SQL_REVIEWS_NAMING \
	"UPDATE review SET reason = 'the person was erased', proposal = NULL WHERE mentions(reason, ?2) OR mentions(proposal, ?2)"
#define SQL_MAILS(replies) \
	"UPDATE reply_raw SET raw = x'', headers_only = 1 WHERE length(raw) > 0 AND reply_id IN " replies
/* Last of the replies: afterwards the sender is not known any more. A key that is a file's name may bear the address; the mail is
 * still known by its hash. */
#define SQL_REPLIES(replies) \
	"UPDATE reply SET key = CASE WHEN instr(lower(key), ?2) > 0 THEN 'erased ' || id ELSE key END," \
	" message_id = NULL, sender = NULL, subject = NULL, text = NULL, attendees = NULL, evidence = NULL," \
	" reason = 'erased', kind = ifnull(kind, 'unknown'), intent = ifnull(intent, 'none')," \
	" outcome = CASE ifnull(outcome, 'ignored') WHEN 'review' THEN 'resolved' ELSE ifnull(outcome, 'ignored') END," \
	" bounce = CASE WHEN json_valid(bounce) THEN json_object('permanence', json_extract(bounce, '$.permanence')," \
	"  'fault', json_extract(bounce, '$.fault'), 'status', json_extract(bounce, '$.status')," \
	"  'reason', json_extract(bounce, '$.reason')) END, decided_at = ifnull(decided_at, ?6) WHERE id IN " replies
#define SQL_LISTS "DELETE FROM list_member WHERE contact_id = ?1"
#define SQL_BASIS "DELETE FROM basis WHERE contact_id = ?1"
#define SQL_CHANGES "DELETE FROM change WHERE noun = 'contact' AND noun_id = ?1"
#define SQL_CHANGES_NAMING "DELETE FROM change WHERE mentions(old, ?2) OR mentions(new, ?2)"
#define SQL_AUTO "DELETE FROM auto_answer WHERE address = ?2"
#define SQL_SURVEYS "UPDATE survey_answer SET text = NULL, doubt = CASE WHEN doubt IS NOT NULL THEN 'erased' END" \
	" WHERE contact_id = ?1 AND (text IS NOT NULL OR doubt IS NOT NULL)"
#define SQL_ADVISER "UPDATE offer SET adviser = NULL WHERE mentions(adviser, ?2)"
#define SQL_SUPPRESSIONS "UPDATE suppression SET email = NULL, source = 'erased' WHERE hash = ?3"
#define SQL_PAYLOADS \
	"DELETE FROM audit_payload WHERE audit_id IN (SELECT id FROM audit WHERE noun = 'contact' AND noun_id = ?1" \
	" UNION ALL SELECT id FROM audit WHERE noun = 'registration' AND noun_id IN" \
	"  (SELECT id FROM registration WHERE contact_id = ?1))"
#define SQL_PAYLOADS_NAMING \
	"DELETE FROM audit_payload WHERE mentions(payload, ?2) OR mentions(fold(payload), ?4)"

struct step {
	const char *what; /* NULL: a part of the next one */
	const char *sql;
};

static const struct step all_steps[] = {
	{ "letters that will not be sent", SQL_SKIP(TO_HIM) },
	{ NULL, SQL_ATTEMPTS(TO_HIM) },
	{ NULL, SQL_ATTEMPTS_NAMING },
	{ NULL, SQL_ANSWERS_NAMING },
	{ "items of the review queue", SQL_REVIEWS(HIS_REPLIES) },
	{ NULL, SQL_REVIEWS_NAMING },
	{ "stored mails", SQL_MAILS(HIS_REPLIES) },
	{ "replies: words, names, subjects", SQL_REPLIES(HIS_REPLIES) },
	{ "letters: contents, addresses, servers' answers", SQL_LETTERS(TO_HIM) },
	{ "lists", SQL_LISTS },
	{ "basis", SQL_BASIS },
	{ NULL, SQL_CHANGES_NAMING },
	{ "history", SQL_CHANGES },
	{ NULL, SQL_AUTO },
	{ "free answers to questionnaires", SQL_SURVEYS },
	{ "adviser of offers", SQL_ADVISER },
	{ NULL, SQL_SUPPRESSIONS },
	{ NULL, SQL_PAYLOADS_NAMING },
	{ "details in the audit log", SQL_PAYLOADS },
};

/* Everything by an index: for many people at a time. */
static const struct step own_steps[] = {
	{ "letters that will not be sent", SQL_SKIP(OF_CONTACT) },
	{ NULL, SQL_ATTEMPTS(OF_CONTACT) },
	{ "items of the review queue", SQL_REVIEWS(REPLIES_OF_CONTACT) },
	{ "stored mails", SQL_MAILS(REPLIES_OF_CONTACT) },
	{ "replies: words, names, subjects", SQL_REPLIES(REPLIES_OF_CONTACT) },
	{ "letters: contents, addresses, servers' answers", SQL_LETTERS(OF_CONTACT) },
	{ "lists", SQL_LISTS },
	{ "basis", SQL_BASIS },
	{ "history", SQL_CHANGES },
	{ NULL, SQL_AUTO },
	{ "free answers to questionnaires", SQL_SURVEYS },
	{ NULL, SQL_SUPPRESSIONS },
	{ "details in the audit log", SQL_PAYLOADS },
};

static void bind(sqlite3_stmt *stmt, const struct person_ref *p, int64_t now)
{
	int n = sqlite3_bind_parameter_count(stmt);

	db_bind_id(stmt, 1, p->contact_id);
	if (n >= 2) {
		db_bind_text(stmt, 2, p->email_key);
	}
	if (n >= 3) {
		db_bind_text(stmt, 3, p->hash);
	}
	if (n >= 4) {
		db_bind_text(stmt, 4, p->name_key);
	}
	if (n >= 5) {
		db_bind_id(stmt, 5, p->organisation_id);
	}
	if (n >= 6) {
		(void)sqlite3_bind_int64(stmt, 6, now);
	}
}

enum status db_erase_count_claimed(struct store *store, const struct person_ref *person, int64_t *ret, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = false;
	enum status st = db_prepare(store, SQL_CLAIMED, &stmt, err);

	if (st == ST_OK) {
		bind(stmt, person, 0);
		st = db_step(store, stmt, &row, "erasing", err);
	}
	if (st == ST_OK) {
		*ret = sqlite3_column_int64(stmt, 0);
	}
	return st;
}

enum status db_erase_rows(struct store *store, const struct person_ref *person, bool own, int64_t now,
		void (*each)(void *arg, const char *what, int64_t n), void *arg, struct error *err)
{
	const struct step *steps = own ? own_steps : all_steps;
	size_t n = own ? ARRAY_SIZE(own_steps) : ARRAY_SIZE(all_steps);
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < n; i++) {
		CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;

		st = db_prepare(store, steps[i].sql, &stmt, err);
		if (st == ST_OK) {
			bind(stmt, person, now);
			st = db_run(store, stmt, "erasing", err);
		}
		if (st == ST_OK && steps[i].what != NULL) {
			each(arg, steps[i].what, sqlite3_changes64(store_db(store)));
		}
	}
	return st;
}

#define SQL_CONTACT \
	"UPDATE contact SET email = '', email_key = 'erased ' || id || ' ' || lower(hex(randomblob(8))), name = NULL," \
	" given_name = NULL, family_name = NULL, title = NULL, position = NULL, gender = NULL, salutation = NULL, phone = NULL," \
	" source = NULL, away_until = NULL, merged_into = NULL, status = 'erased', updated_at = ?2 WHERE id = ?1"

enum status db_erase_contact(struct store *store, int64_t contact_id, int64_t now, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	enum status st = db_prepare(store, SQL_CONTACT, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, contact_id);
		(void)sqlite3_bind_int64(stmt, 2, now);
		st = db_run(store, stmt, "erasing a contact", err);
	}
	return st;
}

#define SQL_ORGANISATION \
	"UPDATE organisation SET name = '', name_key = '', code = NULL, domain = NULL, town = NULL, clusters = NULL, updated_at = ?2" \
	" WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM contact WHERE organisation_id = ?1 AND status <> 'erased')"
#define SQL_ORGANISATION_CHANGES "DELETE FROM change WHERE noun = 'organisation' AND noun_id = ?1"

enum status db_erase_organisation(struct store *store, int64_t organisation_id, bool *ret_alone, int64_t now,
		struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	CLEANUP(stmt_done) sqlite3_stmt *history = NULL;
	enum status st = db_prepare(store, SQL_ORGANISATION, &stmt, err);

	if (st == ST_OK) {
		(void)sqlite3_bind_int64(stmt, 1, organisation_id);
		(void)sqlite3_bind_int64(stmt, 2, now);
		st = db_run(store, stmt, "erasing an organisation", err);
	}
	if (st != ST_OK) {
		return st;
	}
	*ret_alone = sqlite3_changes(store_db(store)) > 0;
	if (!*ret_alone) {
		return ST_OK;
	}
	st = db_prepare(store, SQL_ORGANISATION_CHANGES, &history, err);
	if (st == ST_OK) {
		(void)sqlite3_bind_int64(history, 1, organisation_id);
		st = db_run(store, history, "erasing an organisation", err);
	}
	return st;
}

#define SQL_EACH_LETTER \
	"SELECT id FROM message WHERE " TO_HIM " OR (params IS NOT NULL AND (mentions(params, ?2) OR" \
	" (contact_id IN (SELECT id FROM contact WHERE organisation_id = ?5) AND mentions(fold(params), ?4)))) ORDER BY id"
#define SQL_EACH_OWN_LETTER "SELECT id FROM message WHERE contact_id = ?1 ORDER BY id"

enum status db_erase_each_letter(struct store *store, const struct person_ref *person, bool own,
		enum status (*each)(void *arg, int64_t message_id, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = own ? db_prepare(store, SQL_EACH_OWN_LETTER, &stmt, err)
			: db_prepare(store, SQL_EACH_LETTER, &stmt, err);

	if (st == ST_OK) {
		bind(stmt, person, 0);
	}
	while (st == ST_OK) {
		st = db_step(store, stmt, &row, "erasing letters", err);
		if (st != ST_OK || !row) {
			break;
		}
		st = each(arg, sqlite3_column_int64(stmt, 0), err);
	}
	return st;
}

#define SQL_EACH_MAIL "SELECT id, mailbox, key FROM reply WHERE id IN " HIS_REPLIES " ORDER BY id"
#define SQL_EACH_OWN_MAIL "SELECT id, mailbox, key FROM reply WHERE contact_id = ?1 ORDER BY id"

enum status db_erase_each_mail(struct store *store, const struct person_ref *person, bool own,
		enum status (*each)(void *arg, const struct erase_mail *mail, struct error *err), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = own ? db_prepare(store, SQL_EACH_OWN_MAIL, &stmt, err) : db_prepare(store, SQL_EACH_MAIL, &stmt, err);

	if (st == ST_OK) {
		bind(stmt, person, 0);
	}
	while (st == ST_OK) {
		struct erase_mail mail;

		st = db_step(store, stmt, &row, "erasing mails", err);
		if (st != ST_OK || !row) {
			break;
		}
		mail = (struct erase_mail){ sqlite3_column_int64(stmt, 0), (const char *)sqlite3_column_text(stmt, 1),
			(const char *)sqlite3_column_text(stmt, 2) };
		st = each(arg, &mail, err);
	}
	return st;
}

#define SQL_EACH_TEXT \
	"SELECT 'event ' || e.key FROM event_text t JOIN event e ON e.id = t.event_id" \
	" WHERE mentions(t.value, ?2) OR mentions(fold(t.value), ?4)" \
	" UNION SELECT 'offer ' || o.key FROM offer_text t JOIN offer o ON o.id = t.offer_id" \
	" WHERE mentions(t.value, ?2) OR mentions(fold(t.value), ?4)" \
	" UNION SELECT 'segment ' || name FROM segment WHERE mentions(condition, ?2)" \
	" UNION SELECT 'campaign ' || key FROM campaign WHERE mentions(source, ?2)"

enum status db_erase_each_text(struct store *store, const struct person_ref *person,
		void (*each)(void *arg, const char *where), void *arg, struct error *err)
{
	CLEANUP(stmt_done) sqlite3_stmt *stmt = NULL;
	bool row = true;
	enum status st = db_prepare(store, SQL_EACH_TEXT, &stmt, err);

	if (st == ST_OK) {
		bind(stmt, person, 0);
	}
	while (st == ST_OK) {
		const char *where;

		st = db_step(store, stmt, &row, "reading the organiser's texts", err);
		if (st != ST_OK || !row) {
			break;
		}
		where = (const char *)sqlite3_column_text(stmt, 0);
		each(arg, where != NULL ? where : "");
	}
	return st;
}
