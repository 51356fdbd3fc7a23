/* Yes, no and maybe to a cooperation offer: noted, and thanked for once. */
#include "domain/apply_private.h"

#include "store/db_audit.h"
#include "store/db_interest.h"
#include "store/db_message.h"
#include "store/db_registration.h"
#include "util/clock.h"
#include "util/json.h"

#include <stdio.h>
#include <string.h>

#define DAY 86400

static const char *state_of(enum intent intent)
{
	return intent == INTENT_YES ? "interested" : intent == INTENT_NO ? "declined" : "maybe";
}

/* To the contact (`address` NULL), or to the colleague who wrote. */
static enum status thank(const struct apply_input *in, const char *address, struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	bool free_today = false;
	char key[ADDRESS_SIZE];
	char what[40];
	int64_t id;
	enum status st = apply_contact_key(in, in->match->contact_id, key, err);

	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(what, sizeof what, "interest %lld", (long long)in->match->offer_id);
	st = db_auto_answer_take(in->store, address != NULL ? address : key, 0, what, clock_now() / DAY, &free_today, err);
	if (st != ST_OK || !free_today) {
		return st;
	}
	json_object(&w, NULL);
	if (in->verdict->reply.text != NULL && in->verdict->reply.text[0] != '\0') {
		json_string(&w, "said", in->verdict->reply.text);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	return db_message_add(in->store, &(struct service_letter){ .contact_id = in->match->contact_id,
			.letter = "interest", .offer_id = in->match->offer_id, .reply_id = in->reply_id, .address = address, .params = params.buf }, &id, err);
}

enum status apply_offer(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	const struct match *m = in->match;
	const char *state = state_of(in->verdict->answer.intent);
	bool changed = false;
	enum status st = db_interest_set(in->store, m->offer_id, m->contact_id, in->reply_id, state, in->arrived_at, &changed,
			err);

	if (st != ST_OK) {
		return st;
	}
	apply_say(ret, OUTCOME_APPLIED, "%s", changed ? in->verdict->answer.reason : "it says what is known already");
	if (!changed) {
		return ST_OK;
	}
	st = audit_add(in->store, in->who, state, "offer", m->offer_id, NULL, NULL, err);
	if (st == ST_OK && in->verdict->answer.intent == INTENT_YES && !in->quiet && in->config->replies.confirm) {
		st = thank(in, NULL, err);
		if (st == ST_OK && m->writer != WRITER_INVITED && m->writer_address[0] != '\0') {
			st = thank(in, m->writer_address, err);
		}
	}
	return st;
}
