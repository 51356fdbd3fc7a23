/* Joining and leaving lists. Anybody can write anybody's address into From, so joining takes two mails: the request makes a
 * letter to that address and nothing else, and only the answer to it, from the same address, makes a contact, a member and a
 * consent. Leaving takes one: a forged one costs a letter that tells how to come back. */
#include "domain/apply_private.h"

#include "domain/staff.h"
#include "store/db_audit.h"
#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_list.h"
#include "store/db_message.h"
#include "store/db_registration.h"
#include "store/db_reply.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400
#define CONFIRM_DAYS 30 /* how long the question whether to join is open */

struct list_names {
	struct strbuf name, address;
};

static void names_release(struct list_names *n)
{
	strbuf_release(&n->name);
	strbuf_release(&n->address);
}

#define CLEANUP_NAMES CLEANUP(names_release)
#define NAMES_INIT { STRBUF_INIT, STRBUF_INIT }

/* --- letters --- */

struct list_letter {
	const char *letter;
	int64_t list_id, contact_id;
	const char *address;  /* NULL: the contact's own */
	const char *language; /* NULL: the contact's */
};

static enum status queue(const struct apply_input *in, const struct list_letter *l, const struct list_names *names,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	int64_t id;

	/* no words of the mail: who writes in another's name would have us carry them */
	json_object(&w, NULL);
	json_string(&w, "list", names->name.buf);
	if (names->address.len > 0) {
		json_string(&w, "list-address", names->address.buf);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	return db_message_add(in->store, &(struct service_letter){ .contact_id = l->contact_id, .letter = l->letter,
			.list_id = l->list_id, .reply_id = in->reply_id, .address = l->address, .language = l->language,
			.params = params.buf }, &id, err);
}

/* One letter of a kind to an address and day, whatever comes in its name. */
static enum status may_answer(const struct apply_input *in, const char *key, const char *letter, bool *ret, struct error *err)
{
	*ret = false;
	if (in->quiet || !in->config->replies.confirm) {
		return ST_OK;
	}
	return db_auto_answer_take(in->store, key, 0, letter, clock_now() / DAY, ret, err);
}

/* --- asking to join --- */

/* Reasons for which a letter would not go out, or should not. */
static enum status hindered(const struct apply_input *in, int64_t list_id, bool *ret_done, struct apply_result *ret,
		struct error *err)
{
	const struct match *m = in->match;
	struct suppression s;
	int64_t other = 0;
	bool found = false, joined = false;
	enum status st = db_list_of_address(in->store, m->writer_key, &other, err);

	*ret_done = true;
	st = st == ST_OK ? db_suppression_find(in->store, in->key, m->writer_key, &s, &found, err) : st;
	st = st == ST_OK ? db_list_joined(in->store, list_id, m->writer_contact_id, &joined, err) : st;
	if (st != ST_OK) {
		return st;
	}
	if (other != 0 || m->writer_address[0] == '\0') {
		apply_say(ret, OUTCOME_IGNORED, "it asks to join a list for an address that is no person's");
	} else if (!in->config->replies.confirm) {
		apply_say(ret, OUTCOME_REVIEW, "it asks to join a list, but kvieslys.conf forbids automatic answers: answer it yourself");
	} else if (in->quiet) {
		apply_say(ret, OUTCOME_IGNORED, "a machine asks to join a list; it is not answered (RFC 3834)");
	} else if (found && (s.reason == SUPPRESSED_COMPLAINT || s.reason == SUPPRESSED_ERASED
			|| s.reason == SUPPRESSED_HARD_BOUNCE)) {
		apply_say(ret, OUTCOME_REVIEW, "it asks to join a list, but the address is suppressed (%s): answer it yourself",
				suppression_reason_name(s.reason));
	} else if (joined) {
		apply_say(ret, OUTCOME_IGNORED, "it asks to join a list that the address joined already");
	} else {
		*ret_done = false;
	}
	return ST_OK;
}

/* Who is no contact is none until he confirms: the letter's row stands under the list's own address. */
static enum status carrier(const struct apply_input *in, const struct list_names *names, struct list_letter *l,
		struct error *err)
{
	char source[160];

	l->contact_id = in->match->writer_contact_id;
	if (l->contact_id != 0) {
		return ST_OK;
	}
	(void)snprintf(source, sizeof source, "the address of list %s", names->name.buf);
	l->address = in->match->writer_address;
	return staff_contact(in->store, names->address.buf, source, &l->contact_id, err);
}

static enum status ask(const struct apply_input *in, int64_t list_id, struct apply_result *ret, struct error *err)
{
	CLEANUP_NAMES struct list_names names = NAMES_INIT;
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	struct list_letter l = { .letter = "subscription", .list_id = list_id, .language = in->request.language };
	bool done = false, may = false;
	enum status st = hindered(in, list_id, &done, ret, err);

	if (st != ST_OK || done) {
		return st;
	}
	st = may_answer(in, in->match->writer_key, "subscription", &may, err);
	if (st == ST_OK && !may) {
		apply_say(ret, OUTCOME_IGNORED, "it asks to join a list; a letter that asks to confirm went to the address today already");
		return ST_OK;
	}
	st = st == ST_OK ? db_list_names(in->store, list_id, &names.name, &names.address, err) : st;
	st = st == ST_OK ? carrier(in, &names, &l, err) : st;
	if (st == ST_OK && in->match->writer_contact_id != 0) {
		st = db_contact_load(in->store, in->match->writer_contact_id, &contact, err);
		l.language = contact.language != NULL ? NULL : l.language;
	}
	apply_say(ret, OUTCOME_APPLIED, "asks to join list %s; a letter that asks to confirm is queued", names.name.buf);
	return st == ST_OK ? queue(in, &l, &names, err) : st;
}

/* --- leaving --- */

/* Out of the list, and not in again by an import. */
static enum status take_out(const struct apply_input *in, int64_t list_id, const char *key, int64_t contact_id,
		struct error *err)
{
	char source[40];
	bool removed = false, added = false;
	enum status st;

	(void)snprintf(source, sizeof source, "reply %" PRId64, in->reply_id);
	st = db_suppression_add(in->store, in->key, key, list_id, SUPPRESSED_UNSUBSCRIBED, source, in->arrived_at, &added, err);
	if (st == ST_OK && contact_id != 0) {
		st = db_list_remove_member(in->store, list_id, contact_id, &removed, err);
	}
	if (st == ST_OK && contact_id != 0 && (removed || added)) {
		const struct basis withdrawn = { .contact_id = contact_id, .at = in->arrived_at, .proof_reply_id = in->reply_id,
			.kind = BASIS_WITHDRAWN, .list_id = list_id, .source = source };

		st = db_basis_add(in->store, &withdrawn, err);
	}
	return st == ST_OK && (removed || added) ? audit_add(in->store, in->who, "leave", "list", list_id, source, NULL, err) : st;
}

static enum status leave(const struct apply_input *in, int64_t list_id, struct apply_result *ret, struct error *err)
{
	CLEANUP_NAMES struct list_names names = NAMES_INIT;
	const struct match *m = in->match;
	struct list_letter l = { .letter = "goodbye", .list_id = list_id, .contact_id = m->writer_contact_id };
	bool member = false, may = false;
	enum status st = db_list_names(in->store, list_id, &names.name, &names.address, err);

	st = st == ST_OK ? db_list_is_member(in->store, list_id, m->writer_contact_id, &member, err) : st;
	if (st != ST_OK) {
		return st;
	}
	if (!member) {
		apply_say(ret, OUTCOME_IGNORED, "it leaves list %s, where the address is not", names.name.buf);
		return ST_OK;
	}
	apply_say(ret, OUTCOME_APPLIED, "leaves list %s", names.name.buf);
	st = take_out(in, list_id, m->writer_key, m->writer_contact_id, err);
	st = st == ST_OK ? may_answer(in, m->writer_key, "goodbye", &may, err) : st;
	return st == ST_OK && may ? queue(in, &l, &names, err) : st;
}

struct leaving {
	const struct apply_input *in;
	const char *key;
	struct strbuf names;
};

static enum status leave_one(void *arg, int64_t list_id, const char *name, struct error *err)
{
	struct leaving *l = arg;

	strbuf_addf(&l->names, "%s%s", l->names.len > 0 ? ", " : "", name);
	return take_out(l->in, list_id, l->key, l->in->match->contact_id, err);
}

/* The unsubscribe header of a newsletter: its lists that the reader joined by mail, and no others. */
static enum status leave_by_header(const struct apply_input *in, bool *ret_done, struct apply_result *ret, struct error *err)
{
	char key[ADDRESS_SIZE] = "";
	struct leaving l = { .in = in, .key = key, .names = STRBUF_INIT };
	enum status st = apply_contact_key(in, in->match->contact_id, key, err);

	if (st == ST_OK && key[0] != '\0') {
		st = db_list_each_joined(in->store, in->match->campaign_id, in->match->contact_id, leave_one, &l, err);
	}
	*ret_done = st != ST_OK || l.names.len > 0;
	if (*ret_done) {
		apply_say(ret, OUTCOME_APPLIED, "leaves list %s", l.names.buf);
	}
	strbuf_release(&l.names);
	return st;
}

/* --- confirming --- */

static enum status new_contact(const struct apply_input *in, const struct ledger_message *asked, const char *source,
		int64_t *ret, struct error *err)
{
	struct contact contact = CONTACT_INIT;
	struct address address;
	enum status st = address_parse(asked->address, &address, err);

	if (st != ST_OK) {
		return st;
	}
	contact.email = address.email;
	contact.email_key = address.key;
	contact.name = in->writer_name;
	contact.language = asked->language;
	contact.role = address_is_role(address.key);
	contact.informed_at = in->arrived_at; /* he gave us the address himself */
	contact.source = source;
	st = db_contact_add(in->store, &contact, ret, err);
	st = st == ST_OK ? db_contact_set_informed(in->store, *ret, in->arrived_at, err) : st;
	return st == ST_OK ? audit_add(in->store, in->who, "add", "contact", *ret, source, NULL, err) : st;
}

/* Member, consent with its proof, and the two mails under his name. */
static enum status join(const struct apply_input *in, const struct ledger_message *asked, const char *key, int64_t contact_id,
		const char *source, struct error *err)
{
	const struct basis consent = { .contact_id = contact_id, .at = in->arrived_at, .proof_reply_id = in->reply_id,
		.asked_id = asked->id, .list_id = asked->list_id, .kind = BASIS_CONSENT, .class_ = "newsletter", .source = source,
		.text_shown = in->sent_text };
	bool is_new = false, lifted = false;
	enum status st = db_list_add_member(in->store, asked->list_id, contact_id, in->arrived_at, &is_new, err);

	st = st == ST_OK ? db_suppression_remove(in->store, in->key, key, asked->list_id, &lifted, err) : st;
	st = st == ST_OK ? db_basis_add(in->store, &consent, err) : st;
	st = st == ST_OK && asked->reply_id != 0 ? db_reply_set_contact(in->store, asked->reply_id, contact_id, err) : st;
	return st == ST_OK ? audit_add(in->store, in->who, "join", "list", asked->list_id, source, NULL, err) : st;
}

static enum status confirm(const struct apply_input *in, const struct ledger_message *asked, const char *key,
		struct apply_result *ret, struct error *err)
{
	CLEANUP_NAMES struct list_names names = NAMES_INIT;
	struct list_letter l = { .letter = "welcome", .list_id = asked->list_id };
	char source[160];
	bool joined = false, may = false;
	enum status st = db_list_names(in->store, asked->list_id, &names.name, &names.address, err);

	(void)snprintf(source, sizeof source, "joined list %.80s by mail", names.name.buf);
	st = st == ST_OK ? db_contact_id(in->store, key, &l.contact_id, err) : st;
	st = st == ST_OK ? db_list_joined(in->store, asked->list_id, l.contact_id, &joined, err) : st;
	if (st == ST_OK && joined) {
		apply_say(ret, OUTCOME_APPLIED, "it says what is known already: the address is on list %s", names.name.buf);
		ret->contact_id = l.contact_id;
		return ST_OK;
	}
	if (st == ST_OK && l.contact_id == 0) {
		st = new_contact(in, asked, source, &l.contact_id, err);
	}
	st = st == ST_OK ? join(in, asked, key, l.contact_id, source, err) : st;
	st = st == ST_OK ? may_answer(in, key, "welcome", &may, err) : st;
	apply_say(ret, OUTCOME_APPLIED, "confirms that it joins list %s", names.name.buf);
	ret->contact_id = l.contact_id;
	return st == ST_OK && may ? queue(in, &l, &names, err) : st;
}

/* "No" leaves things as they are; who wants no mail at all gets none, contact or not. */
static enum status decline(const struct apply_input *in, const char *key, struct apply_result *ret, struct error *err)
{
	if (in->verdict->answer.intent == INTENT_UNSUBSCRIBE) {
		apply_say(ret, OUTCOME_APPLIED, "does not join the list and wants no letters");
		return apply_unsubscribe(in, key, in->match->writer_contact_id, err);
	}
	apply_say(ret, OUTCOME_APPLIED, "does not join the list");
	return ST_OK;
}

static enum status answer(const struct apply_input *in, const struct ledger_message *asked, struct apply_result *ret,
		struct error *err)
{
	const struct intent_answer *a = &in->verdict->answer;
	bool sure = a->sure || in->resolve;
	enum list_command command = in->resolve ? LIST_NOTHING : in->request.command;
	char key[ADDRESS_SIZE];

	if (asked->address == NULL || !address_fold(asked->address, strlen(asked->address), key)) {
		apply_say(ret, OUTCOME_REVIEW, "it answers a question to an address that is gone");
		return ST_OK;
	}
	if (command == LIST_LEAVE || command == LIST_DECLINE || (sure && (a->intent == INTENT_NO || a->intent == INTENT_UNSUBSCRIBE))) {
		return decline(in, key, ret, err);
	}
	if (!in->resolve && strcmp(in->match->writer_key, key) != 0) {
		apply_say(ret, OUTCOME_REVIEW, "the answer whether %.200s joins a list came from another address", asked->address);
	} else if (!in->resolve && in->arrived_at > asked->due_at + CONFIRM_DAYS * (int64_t)DAY) {
		apply_say(ret, OUTCOME_REVIEW, "the question whether to join the list was asked more than %d days ago", CONFIRM_DAYS);
	} else if (command == LIST_CONFIRM || command == LIST_JOIN || (sure && a->intent == INTENT_YES)) {
		return confirm(in, asked, key, ret, err);
	} else {
		apply_say(ret, OUTCOME_REVIEW, "it answers the question whether to join a list, but is no clear yes");
	}
	return ST_OK;
}

enum status apply_list(const struct apply_input *in, bool *ret_done, struct apply_result *ret, struct error *err)
{
	const struct match *m = in->match;
	CLEANUP_LEDGER_MESSAGE struct ledger_message asked = LEDGER_MESSAGE_INIT;
	enum status st;

	*ret_done = true;
	if (m->list_id != 0) {
		st = db_message_load(in->store, m->message_id, &asked, err);
		if (st != ST_OK || strcmp(asked.letter, "subscription") == 0) {
			return st == ST_OK ? answer(in, &asked, ret, err) : st;
		}
	}
	if (m->to_list_id != 0 && in->request.command == LIST_JOIN) {
		return ask(in, m->to_list_id, ret, err);
	}
	if (m->to_list_id != 0 && in->request.command == LIST_LEAVE) {
		return leave(in, m->to_list_id, ret, err);
	}
	if (in->verdict->kind == VERDICT_UNSUBSCRIBE && m->campaign_id != 0 && m->contact_id != 0
			&& (m->by == MATCH_TOKEN || m->by == MATCH_IN_REPLY_TO)) {
		return leave_by_header(in, ret_done, ret, err);
	}
	*ret_done = false;
	return ST_OK;
}
