/* What a verdict leads to. The order: machines, wishes to be left alone, then what the mail belongs to, doubt, and the
 * answers themselves. */
#include "domain/apply.h"

#include "domain/apply_private.h"
#include "store/db_audit.h"
#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_message.h"
#include "store/db_registration.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400

void apply_say(struct apply_result *ret, enum verdict_outcome outcome, const char *fmt, ...)
{
	va_list ap;

	ret->outcome = outcome;
	va_start(ap, fmt);
	(void)vsnprintf(ret->reason, sizeof ret->reason, fmt, ap);
	va_end(ap);
}

/* --- machines --- */

/* The day an out-of-office answer names; the letter's contact, or the colleague whose answer it is. */
static enum status note_absence(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	const char *returns = in->verdict->automatic.returns;
	int64_t contact = in->match->writer_contact_id != 0 ? in->match->writer_contact_id : in->match->contact_id;
	int64_t until = 0;
	enum status st;

	if (returns[0] == '\0' || contact == 0 || time_parse_rfc3339(returns, &until, NULL) != ST_OK) {
		apply_say(ret, OUTCOME_APPLIED, "out of office");
		return ST_OK;
	}
	apply_say(ret, OUTCOME_APPLIED, "out of office until %s", returns);
	st = db_contact_set_away(in->store, contact, until, err);
	return st == ST_OK ? audit_add(in->store, in->who, "note absence", "contact", contact, "out of office", NULL, err) : st;
}

static enum status apply_auto(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	if (in->verdict->automatic.kind == AUTO_OUT_OF_OFFICE) {
		return note_absence(in, ret, err);
	}
	apply_say(ret, OUTCOME_IGNORED, "%s", in->verdict->answer.reason);
	return ST_OK;
}

/* --- unsubscribing --- */

enum status apply_unsubscribe(const struct apply_input *in, const char *email_key, int64_t contact_id,
		struct error *err)
{
	char source[40];
	bool added = false;
	enum status st;

	(void)snprintf(source, sizeof source, "reply %" PRId64, in->reply_id);
	st = db_suppression_add(in->store, in->key, email_key, 0, SUPPRESSED_UNSUBSCRIBED, source, in->arrived_at, &added,
			err);
	if (st != ST_OK || !added) {
		return st;
	}
	if (contact_id != 0) {
		const struct basis withdrawn = { .contact_id = contact_id, .at = in->arrived_at,
			.proof_reply_id = in->reply_id, .kind = BASIS_WITHDRAWN, .source = source };

		st = db_basis_add(in->store, &withdrawn, err);
	}
	return st == ST_OK ? audit_add(in->store, in->who, "suppress", "contact", contact_id, "asked for no more letters",
			NULL, err) : st;
}

enum status apply_contact_key(const struct apply_input *in, int64_t id, char ret[ADDRESS_SIZE], struct error *err)
{
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	enum status st = db_contact_load(in->store, id, &contact, err);

	if (st == ST_OK) {
		(void)snprintf(ret, ADDRESS_SIZE, "%s", contact.email_key != NULL ? contact.email_key : "");
	}
	return st;
}

/* One letter that says so, to people only: what the unsubscribe header makes is not answered. */
static enum status confirm_unsubscribe(const struct apply_input *in, int64_t contact_id, const char *email_key,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	bool free_today = false;
	int64_t id;
	enum status st;

	if (in->quiet || in->verdict->kind == VERDICT_UNSUBSCRIBE || !in->config->replies.confirm) {
		return ST_OK;
	}
	st = db_auto_answer_take(in->store, email_key, 0, "unsubscribed", clock_now() / DAY, &free_today, err);
	if (st != ST_OK || !free_today) {
		return st;
	}
	json_object(&w, NULL);
	json_string(&w, "said", in->verdict->reply.text);
	json_end(&w, '}');
	if (!strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	return db_message_add(in->store, &(struct service_letter){ .contact_id = contact_id, .letter = "unsubscribed",
			.reply_id = in->reply_id, .params = params.buf }, &id, err);
}

/* The invited address, and the one who wrote when that is another contact: he means himself, whichever he answers. */
static enum status unsubscribe(const struct apply_input *in, struct error *err)
{
	const struct match *m = in->match;
	bool keyed = m->by != MATCH_NONE && m->by != MATCH_ORGANISATION;
	char key[ADDRESS_SIZE] = "";
	enum status st = ST_OK;

	if (keyed && m->contact_id != 0) {
		st = apply_contact_key(in, m->contact_id, key, err);
		if (st == ST_OK && key[0] != '\0') {
			st = apply_unsubscribe(in, key, m->contact_id, err);
		}
	}
	if (st == ST_OK && m->writer_key[0] != '\0' && strcmp(m->writer_key, key) != 0) {
		st = apply_unsubscribe(in, m->writer_key, m->writer_contact_id, err);
	}
	if (st == ST_OK && (m->writer_contact_id != 0 || keyed)) {
		st = confirm_unsubscribe(in, m->writer_contact_id != 0 ? m->writer_contact_id : m->contact_id,
				m->writer_contact_id != 0 || key[0] == '\0' ? m->writer_key : key, err);
	}
	return st;
}

/* --- people --- */

static bool decides(enum intent intent)
{
	return intent == INTENT_YES || intent == INTENT_NO || intent == INTENT_MAYBE;
}

/* Reasons to let a person look at an answer, other than what the words say. True when there is one. */
static bool doubtful(const struct apply_input *in, struct apply_result *ret)
{
	const struct match *m = in->match;

	if (m->by == MATCH_NONE) {
		apply_say(ret, OUTCOME_REVIEW, "it sounds like an answer but belongs to nothing that was written");
	} else if (m->ambiguous) {
		apply_say(ret, OUTCOME_REVIEW, "%s", m->why);
	} else if (m->event_id == 0 && m->offer_id == 0) {
		apply_say(ret, OUTCOME_REVIEW, "it sounds like an answer but no invitation or offer was sent to this contact");
	} else {
		return false;
	}
	return true;
}

static enum status act(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	enum status st = in->match->event_id != 0 ? apply_event(in, ret, err) : apply_offer(in, ret, err);

	if (st == ST_OK && in->match->writer == WRITER_INVITED) {
		st = db_contact_clear_bounces(in->store, in->match->contact_id, err);
	}
	if (st == ST_OK && in->verdict->answer.also_unsubscribe && ret->outcome != OUTCOME_REVIEW) {
		st = unsubscribe(in, err);
	}
	if (in->verdict->answer.also_question && ret->outcome == OUTCOME_APPLIED) {
		ret->open_item = true;
	}
	return st;
}

/* Nobody registers or declines with a reply to a questionnaire: its answers are noted, its remarks kept. */
static enum status act_on_survey(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	enum status st;

	if (in->match->ambiguous && !in->resolve) {
		apply_say(ret, OUTCOME_REVIEW, "%s", in->match->why);
		return ST_OK;
	}
	st = apply_survey(in, ret, err);
	if (st == ST_OK && in->match->writer == WRITER_INVITED) {
		st = db_contact_clear_bounces(in->store, in->match->contact_id, err);
	}
	if (st == ST_OK && in->verdict->answer.also_unsubscribe) {
		st = unsubscribe(in, err);
	}
	ret->open_item = in->verdict->answer.also_question && ret->outcome == OUTCOME_APPLIED;
	return st;
}

static enum status apply_person(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	const struct intent_answer *a = &in->verdict->answer;
	bool none = in->match->by == MATCH_NONE;
	bool done = false;
	enum status st = in->verdict->kind != VERDICT_CALENDAR ? apply_list(in, &done, ret, err) : ST_OK;

	st = st == ST_OK && !done ? apply_consent(in, &done, ret, err) : st;
	if (st != ST_OK || done) {
		return st;
	}
	if (a->intent == INTENT_UNSUBSCRIBE && (a->sure || in->resolve)) {
		apply_say(ret, OUTCOME_APPLIED, "%s", a->reason);
		ret->open_item = a->also_question;
		return unsubscribe(in, err);
	}
	if (in->verdict->survey_id != 0 && in->match->contact_id != 0) {
		return act_on_survey(in, ret, err);
	}
	if (none && (a->intent == INTENT_OTHER || a->intent == INTENT_NONE)) {
		apply_say(ret, OUTCOME_IGNORED, "%s", in->match->why);
		return ST_OK;
	}
	if (in->verdict->outcome == OUTCOME_IGNORED && !in->resolve) {
		apply_say(ret, OUTCOME_IGNORED, "%s", a->reason);
		return ST_OK;
	}
	if (!decides(a->intent) || (in->verdict->outcome == OUTCOME_REVIEW && !in->resolve)) {
		apply_say(ret, OUTCOME_REVIEW, "%s", a->reason);
		return decides(a->intent) ? apply_not_understood(in, err) : ST_OK;
	}
	if (doubtful(in, ret)) {
		return ST_OK;
	}
	return act(in, ret, err);
}

enum status apply_verdict(const struct apply_input *input, struct apply_result *ret, struct error *err)
{
	*ret = (struct apply_result){ .outcome = OUTCOME_IGNORED };
	switch (input->verdict->kind) {
	case VERDICT_UNKNOWN:
		apply_say(ret, OUTCOME_IGNORED, "%s", input->verdict->answer.reason);
		return ST_OK;
	case VERDICT_AUTO:
		return apply_auto(input, ret, err);
	case VERDICT_BOUNCE:
		return apply_bounce(input, ret, err);
	case VERDICT_COMPLAINT:
		return apply_complaint(input, ret, err);
	case VERDICT_UNSUBSCRIBE:
	case VERDICT_CALENDAR:
	case VERDICT_REPLY:
		break;
	}
	return apply_person(input, ret, err);
}
