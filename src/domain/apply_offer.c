/* Yes, no and maybe to a cooperation offer: noted, passed on to the adviser, and thanked for once. */
#include "domain/apply_private.h"
#include "domain/staff.h"

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

static void field(struct json_writer *w, const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0') {
		json_string(w, name, value);
	}
}

static enum status adviser_params(const struct apply_input *in, const struct interest_party *party,
		struct strbuf *params, struct error *err)
{
	struct json_writer w = { .out = params };

	json_object(&w, NULL);
	field(&w, "offer-id", party->offer);
	field(&w, "who-name", party->name);
	field(&w, "who-organisation", party->organisation);
	field(&w, "who-country", party->country);
	field(&w, "who-email", party->email);
	field(&w, "who-phone", party->phone);
	if (in->match->writer != WRITER_INVITED) {
		field(&w, "by", in->match->writer_address);
	}
	field(&w, "said", in->verdict->reply.text);
	json_end(&w, '}');
	return strbuf_ok(params) ? ST_OK : error_set(err, ST_NOMEM, "reply: out of memory");
}

/* To the owner's adviser, else to staff, if there is either: `letter` tells of interest, or that there is none any more. The letter
 * is no letter about the offer: an adviser who answers "yes" to it is not interested himself. */
static enum status tell_adviser(const struct apply_input *in, const char *letter, bool *ret_told, struct error *err)
{
	CLEANUP_INTEREST_PARTY struct interest_party party = { .offer = NULL };
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	const struct match *m = in->match;
	const char *to;
	int64_t contact_id = 0;
	int64_t id;
	enum status st = db_interest_party(in->store, m->offer_id, m->contact_id, &party, err);

	if (st != ST_OK) {
		return st;
	}
	*ret_told = false;
	to = party.adviser != NULL && party.adviser[0] != '\0' ? party.adviser : in->config->sender.staff;
	if (to == NULL || to[0] == '\0') {
		return ST_OK;
	}
	st = staff_contact(in->store, to, "adviser of an offer", &contact_id, err);
	if (st == ST_OK) {
		st = adviser_params(in, &party, &params, err);
	}
	if (st == ST_OK) {
		st = db_message_add(in->store, &(struct service_letter){ .contact_id = contact_id, .letter = letter,
				.params = params.buf }, &id, err);
	}
	*ret_told = st == ST_OK;
	return st;
}

/* Nobody to pass it on to: it stays "interested" for `offer show` and the report. */
static enum status pass_on(const struct apply_input *in, struct error *err)
{
	bool told = false;
	enum status st = tell_adviser(in, "interest-adviser", &told, err);

	return st == ST_OK && told ? db_interest_set_passed_on(in->store, in->match->offer_id, in->match->contact_id, err) : st;
}

enum status apply_offer(const struct apply_input *in, struct apply_result *ret, struct error *err)
{
	const struct match *m = in->match;
	const char *state = state_of(in->verdict->answer.intent);
	bool changed = false, passed_on = false, told;
	enum status st = db_interest_set(in->store, m->offer_id, m->contact_id, in->reply_id, state, in->arrived_at, &changed,
			&passed_on, err);

	if (st != ST_OK) {
		return st;
	}
	apply_say(ret, OUTCOME_APPLIED, "%s", changed ? in->verdict->answer.reason : "it says what is known already");
	if (!changed) {
		return ST_OK;
	}
	st = audit_add(in->store, in->who, state, "offer", m->offer_id, NULL, NULL, err);
	if (st == ST_OK && in->verdict->answer.intent == INTENT_YES) {
		st = pass_on(in, err);
	} else if (st == ST_OK && in->verdict->answer.intent == INTENT_NO && passed_on) {
		st = tell_adviser(in, "interest-withdrawn", &told, err);
	}
	if (st == ST_OK && in->verdict->answer.intent == INTENT_YES && !in->quiet && in->config->replies.confirm) {
		st = thank(in, NULL, err);
		if (st == ST_OK && m->writer != WRITER_INVITED && m->writer_address[0] != '\0') {
			st = thank(in, m->writer_address, err);
		}
	}
	return st;
}
