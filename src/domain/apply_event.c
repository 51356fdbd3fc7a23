/* Yes, no and maybe to an invitation: seats are domain/registration.h's; here is who may do it and who is told. */
#include "domain/apply_private.h"

#include "domain/registration.h"
#include "store/db_message.h"
#include "store/db_registration.h"
#include "util/cleanup.h"
#include "util/json.h"

#include <stdlib.h>
#include <string.h>

static enum registration_intent intent_of(enum intent intent)
{
	return intent == INTENT_YES ? REGISTRATION_YES : intent == INTENT_NO ? REGISTRATION_NO : REGISTRATION_MAYBE;
}

/* Somebody from elsewhere may register the firm, but not take its seats away. */
static enum status foreign_cancels(const struct apply_input *in, bool *ret, struct error *err)
{
	struct registration_row row;
	bool any = false;
	enum status st = ST_OK;

	*ret = false;
	if (in->resolve || in->match->writer == WRITER_INVITED || in->match->writer == WRITER_ORGANISATION
			|| in->verdict->answer.intent == INTENT_YES) {
		return ST_OK;
	}
	st = db_registration_find(in->store, in->match->event_id, in->match->contact_id, &any, &row, err);
	*ret = st == ST_OK && any && (strcmp(row.state, "registered") == 0 || strcmp(row.state, "waiting") == 0);
	return st;
}

static void say_result(const struct registration_outcome *outcome, const struct intent_answer *answer,
		struct apply_result *ret)
{
	switch (outcome->result) {
	case REGISTRATION_CHANGED:
		apply_say(ret, OUTCOME_APPLIED, "%s", answer->reason);
		break;
	case REGISTRATION_SAME:
		apply_say(ret, OUTCOME_APPLIED, "%s", outcome->why[0] != '\0' ? outcome->why : answer->reason);
		break;
	case REGISTRATION_STALE:
		apply_say(ret, OUTCOME_IGNORED, "%s", outcome->why);
		break;
	case REGISTRATION_TOO_MANY:
	case REGISTRATION_NO_ROOM:
	case REGISTRATION_OVER:
	case REGISTRATION_CALLED_OFF:
		apply_say(ret, OUTCOME_REVIEW, "%s", outcome->why);
		break;
	}
}

enum status apply_event(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	const struct verdict *v = in->verdict;
	const struct match *m = in->match;
	CLEANUP_FREE struct registration_person *people = calloc(v->answer.n_attendees + 1, sizeof *people);
	bool calendar = v->kind == VERDICT_CALENDAR;
	struct registration_outcome outcome;
	bool cancels = false;
	enum status st;

	if (people == NULL) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	st = foreign_cancels(in, &cancels, err);
	if (st != ST_OK) {
		return st;
	}
	if (cancels) {
		apply_say(ret, OUTCOME_REVIEW, "an address that is not the firm's would cancel its registration");
		return ST_OK;
	}
	for (size_t i = 0; i < v->answer.n_attendees; i++) {
		people[i] = (struct registration_person){ v->answer.attendees[i].name, v->answer.attendees[i].email };
	}
	const struct registration_answer answer = {
		.event_id = m->event_id,
		.contact_id = m->contact_id,
		.intent = intent_of(v->answer.intent),
		.count = v->answer.count,
		.people = people,
		.n_people = v->answer.n_attendees,
		.source = calendar ? "calendar" : in->resolve ? "staff" : "reply",
		.who = in->who,
		.why = NULL,
		.said = v->reply.text != NULL && v->reply.text[0] != '\0' ? v->reply.text : NULL,
		.writer = m->writer != WRITER_INVITED && m->writer_address[0] != '\0' ? m->writer_address : NULL,
		.reply_id = in->reply_id,
		.arrived_at = in->arrived_at,
		.calendar = calendar && !in->resolve,
		.calendar_sequence = calendar && v->item->sequence > 0 ? v->item->sequence : 0,
		.calendar_stamp = calendar ? v->item->stamp : 0,
		.quiet = in->quiet || !in->config->replies.confirm,
	};
	st = registration_answer(in->store, &answer, &outcome, err);
	if (st == ST_OK) {
		say_result(&outcome, &v->answer, ret);
	}
	return st;
}

/* Only to the invited address, in answer to what it answered: whoever else writes, and machines that were not recognised as
 * such, must not get a second letter for a second answer. */
enum status apply_not_understood(const struct apply_input *in, struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	const struct match *m = in->match;
	bool had = false;
	int64_t id;
	enum status st;

	if (m->event_id == 0 || m->writer != WRITER_INVITED || m->ambiguous || (m->by != MATCH_TOKEN && m->by != MATCH_IN_REPLY_TO)
			|| in->quiet || in->resolve || !in->config->replies.confirm || !in->config->replies.acknowledge) {
		return ST_OK;
	}
	st = db_message_has_letter(in->store, m->contact_id, m->event_id, "not-understood", &had, err);
	if (st != ST_OK || had) {
		return st;
	}
	json_object(&w, NULL);
	if (in->verdict->reply.text != NULL && in->verdict->reply.text[0] != '\0') {
		json_string(&w, "said", in->verdict->reply.text);
	}
	json_end(&w, '}');
	return strbuf_ok(&params) ? db_message_add(in->store, &(struct service_letter){ .contact_id = m->contact_id,
			.letter = "not-understood", .event_id = m->event_id, .reply_id = in->reply_id, .params = params.buf }, &id, err)
			: error_set(err, ST_NOMEM, "reply: out of memory");
}
