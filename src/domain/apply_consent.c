/* Answers to a campaign that asks for consent: double opt-in for contacts that were imported or added. A yes is a consent
 * only from the address itself, in answer to the letter, and in clear words; silence changes nothing. */
#include "domain/apply_private.h"

#include "store/db_audit.h"
#include "store/db_basis.h"
#include "store/db_message.h"
#include "store/db_registration.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY 86400

static enum status add_basis(const struct apply_input *in, enum basis_kind kind, struct error *err)
{
	const struct match *m = in->match;
	char source[80];
	struct basis basis = { .contact_id = m->contact_id, .at = in->arrived_at, .proof_reply_id = in->reply_id,
		.asked_id = m->message_id, .kind = kind, .source = source,
		.text_shown = kind == BASIS_CONSENT ? in->sent_text : NULL };
	enum status st;

	(void)snprintf(source, sizeof source, "asked by letter %" PRId64 ", answered by reply %" PRId64, m->message_id, in->reply_id);
	st = db_basis_add(in->store, &basis, err);
	return st == ST_OK ? audit_add(in->store, in->who, basis_kind_name(kind), "contact", m->contact_id, source, NULL, err)
			: st;
}

static enum status thank(const struct apply_input *in, struct error *err)
{
	const struct match *m = in->match;
	bool may = false;
	int64_t id;
	enum status st = ST_OK;

	if (!in->quiet && in->config->replies.confirm) {
		st = db_auto_answer_take(in->store, m->writer_key, 0, "consented", clock_now() / DAY, &may, err);
	}
	return st == ST_OK && may ? db_message_add(in->store, &(struct service_letter){ .contact_id = m->contact_id,
			.letter = "consented", .reply_id = in->reply_id }, &id, err) : st;
}

static enum status consents(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	unsigned in_force = 0;
	enum status st;

	if (in->match->writer != WRITER_INVITED && !in->resolve) {
		apply_say(ret, OUTCOME_REVIEW, "the consent came from another address than the one that was asked");
		return ST_OK;
	}
	st = db_basis_in_force(in->store, in->match->contact_id, "consent", 0, &in_force, err);
	if (st == ST_OK && (in_force & BASIS_CONFIRMED) != 0) {
		apply_say(ret, OUTCOME_APPLIED, "it says what is known already: the consent is on record");
		return ST_OK;
	}
	apply_say(ret, OUTCOME_APPLIED, "consents to our letters");
	st = st == ST_OK ? add_basis(in, BASIS_CONSENT, err) : st;
	return st == ST_OK ? thank(in, err) : st;
}

enum status apply_consent(const struct apply_input *in, bool *ret_done, struct apply_result *ret, struct error *err)
{
	const struct intent_answer *a = &in->verdict->answer;
	bool sure = a->sure || in->resolve;
	enum list_command command = in->resolve ? LIST_NOTHING : in->request.command;

	*ret_done = in->match->consent && in->match->contact_id != 0 && in->verdict->kind == VERDICT_REPLY
			&& !(sure && a->intent == INTENT_UNSUBSCRIBE);
	if (!*ret_done) {
		return ST_OK;
	}
	if (command == LIST_DECLINE || command == LIST_LEAVE || (sure && a->intent == INTENT_NO)) {
		apply_say(ret, OUTCOME_APPLIED, "does not consent; what consent was on record is withdrawn");
		return add_basis(in, BASIS_WITHDRAWN, err);
	}
	if (command == LIST_CONFIRM || command == LIST_JOIN || (sure && a->intent == INTENT_YES)) {
		ret->open_item = a->also_question;
		return consents(in, ret, err);
	}
	apply_say(ret, OUTCOME_REVIEW, "it answers the question whether we may write, but is no clear yes or no");
	return ST_OK;
}
