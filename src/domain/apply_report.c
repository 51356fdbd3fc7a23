/* Bounces and complaints. Anybody can forge a report, so only those are acted on that hold a key of ours: the token of the
 * envelope they came back to, or the Message-ID of the letter. */
#include "domain/apply_private.h"

#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_message.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool has_key(const struct match *match)
{
	return match->contact_id != 0
			&& (match->by == MATCH_TOKEN || match->by == MATCH_IN_REPLY_TO || match->by == MATCH_CALENDAR_UID);
}

static enum status suppress(const struct apply_input *in, const char *email_key, int64_t contact_id,
		enum suppression_reason reason, const char *why, struct error *err)
{
	char source[40];
	bool added = false;
	enum status st;

	(void)snprintf(source, sizeof source, "reply %" PRId64, in->reply_id);
	st = db_suppression_add(in->store, in->key, email_key, 0, reason, source, in->arrived_at, &added, err);
	return st == ST_OK && added ? audit_add(in->store, in->who, "suppress", "contact", contact_id, why, NULL, err) : st;
}

/* The worst of the recipients: a letter has one, a report may name an alias and what is behind it. */
static enum permanence worst(const struct report *report)
{
	enum permanence p = PERMANENCE_DELAYED;

	for (size_t i = 0; i < report->n_recipients; i++) {
		if (report->recipients[i].permanence < p) {
			p = report->recipients[i].permanence;
		}
	}
	return report->n_recipients > 0 ? p : PERMANENCE_SOFT;
}

static bool is_recipients_fault(const struct report *report)
{
	for (size_t i = 0; i < report->n_recipients; i++) {
		if (report->recipients[i].fault == FAULT_RECIPIENT || report->recipients[i].fault == FAULT_MAILBOX) {
			return true;
		}
	}
	return false;
}

static enum status bounced(const struct apply_input *in, bool hard, struct contact *contact, struct apply_result *ret,
		struct error *err)
{
	const struct replies_config *rules = &in->config->replies;
	int64_t n_hard = 0;
	int64_t n_soft = 0;
	bool dead;
	enum status st = db_contact_add_bounce(in->store, contact->id, hard, &n_hard, &n_soft, err);

	if (st != ST_OK) {
		return st;
	}
	dead = (hard && rules->suppress_hard) || (!hard && rules->soft_limit > 0 && n_soft >= rules->soft_limit);
	if (dead) {
		st = db_contact_set_status(in->store, contact->id, "bounced", err);
		if (st == ST_OK) {
			st = audit_add(in->store, in->who, "bounce", "contact", contact->id, "letters come back", NULL, err);
		}
		if (st == ST_OK) {
			st = suppress(in, contact->email_key, contact->id, SUPPRESSED_HARD_BOUNCE, hard ? "the address does not exist"
					: "letters failed too often", err);
		}
	}
	apply_say(ret, OUTCOME_APPLIED, "%s%s", hard ? "the letter came back for good" : "the letter came back for now",
			dead ? "; the address is not written to any more" : "");
	return st;
}

/* The letter went to another address than the contact's (a colleague who wrote, somebody who asks to join a list): what becomes
 * of it says nothing about the contact. *ret_key: that address, "" when it was the contact's own. */
static enum status other_address(const struct apply_input *in, char ret_key[ADDRESS_SIZE], struct error *err)
{
	CLEANUP_LEDGER_MESSAGE struct ledger_message row = LEDGER_MESSAGE_INIT;
	enum status st = db_message_load(in->store, in->match->message_id, &row, err);

	ret_key[0] = '\0';
	if (st == ST_OK && row.to_other_address && !address_fold(row.address, strlen(row.address), ret_key)) {
		ret_key[0] = '\0';
	}
	return st;
}

enum status apply_bounce(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	const struct report *report = in->verdict->report;
	enum permanence permanence = worst(report);
	char other[ADDRESS_SIZE];
	enum status st;

	if (report->kind == REPORT_DELAYED || permanence == PERMANENCE_DELAYED) {
		apply_say(ret, OUTCOME_IGNORED, "%s", in->verdict->answer.reason);
		return ST_OK;
	}
	if (!has_key(in->match)) {
		apply_say(ret, OUTCOME_IGNORED, "a delivery report that names no letter of ours");
		return ST_OK;
	}
	if (permanence != PERMANENCE_HARD && !is_recipients_fault(report)) {
		apply_say(ret, OUTCOME_APPLIED, "the letter came back, not by the recipient's fault (%s)",
				report->n_recipients > 0 ? reason_name(report->recipients[0].reason) : "undefined");
		return ST_OK;
	}
	st = other_address(in, other, err);
	if (st == ST_OK && other[0] != '\0') {
		bool dead = permanence == PERMANENCE_HARD && in->config->replies.suppress_hard;

		apply_say(ret, OUTCOME_APPLIED, "a letter to %.200s came back%s", other, dead ? "; it is not written to any more" : "");
		return dead ? suppress(in, other, 0, SUPPRESSED_HARD_BOUNCE, "the address does not exist", err) : ST_OK;
	}
	st = st == ST_OK ? db_contact_load(in->store, in->match->contact_id, &contact, err) : st;
	return st == ST_OK ? bounced(in, permanence == PERMANENCE_HARD, &contact, ret, err) : st;
}

enum status apply_complaint(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	char other[ADDRESS_SIZE];
	enum status st;

	if (in->verdict->outcome != OUTCOME_APPLIED) {
		apply_say(ret, OUTCOME_IGNORED, "%s", in->verdict->answer.reason);
		return ST_OK;
	}
	if (!has_key(in->match)) {
		apply_say(ret, OUTCOME_IGNORED, "a complaint that names no letter of ours");
		return ST_OK;
	}
	apply_say(ret, OUTCOME_APPLIED, "a complaint; the address is not written to any more");
	st = other_address(in, other, err);
	if (st == ST_OK && other[0] != '\0') {
		return suppress(in, other, 0, SUPPRESSED_COMPLAINT, "complained to the mail host", err);
	}
	st = st == ST_OK ? db_contact_load(in->store, in->match->contact_id, &contact, err) : st;
	return st == ST_OK ? suppress(in, contact.email_key, contact.id, SUPPRESSED_COMPLAINT, "complained to the mail host", err) : st;
}
