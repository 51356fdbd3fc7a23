/* What a person decides about a reply of the queue. */
#include "domain/decide.h"

#include "domain/decide_private.h"
#include "store/db_audit.h"
#include "store/db_message.h"
#include "store/db_reply.h"
#include "store/db_review.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static void free_people(struct attendee *people, size_t n)
{
	for (size_t i = 0; people != NULL && i < n; i++) {
		free(people[i].name);
		free(people[i].email);
	}
	free(people);
}

/* A copy of the people that the person named; NULL when out of memory. */
static struct attendee *copy_people(const struct resolution *r)
{
	struct attendee *people = calloc(r->n_attendees + 1, sizeof *people);

	for (size_t i = 0; people != NULL && i < r->n_attendees; i++) {
		const char *email = r->attendees[i].email;

		people[i].name = strdup(r->attendees[i].name);
		people[i].email = email != NULL ? strdup(email) : NULL;
		if (people[i].name == NULL || (email != NULL && people[i].email == NULL)) {
			free_people(people, i + 1);
			return NULL;
		}
	}
	return people;
}

/* The mail's people, or those that the person named. The verdict's own list is replaced. */
static enum status take_people(struct intent_answer *a, const struct resolution *r, struct error *err)
{
	struct attendee *people;

	if (r->count > 0) {
		a->count = (int)r->count;
	}
	if (r->attendees == NULL) {
		return ST_OK;
	}
	people = copy_people(r);
	if (people == NULL) {
		return error_set(err, ST_NOMEM, "reply: out of memory");
	}
	free_people(a->attendees, a->n_attendees);
	a->attendees = people;
	a->n_attendees = r->n_attendees;
	if (r->count == 0) {
		a->count = (int)r->n_attendees; /* who names people names all of them */
	}
	return ST_OK;
}

static enum status meant(struct decider *d, const struct resolution *r, struct match *match, struct error *err)
{
	struct message_key key;
	enum status st;

	match->ambiguous = false;
	if (r->contact_id != 0) {
		match->contact_id = r->contact_id;
		match->writer = match->writer_contact_id == r->contact_id ? WRITER_INVITED : match->writer;
		match->by = match->by == MATCH_NONE ? MATCH_ADDRESS : match->by;
	}
	if (r->event_id != 0) {
		match->event_id = r->event_id;
		match->offer_id = 0;
		match->by = match->by == MATCH_NONE ? MATCH_ADDRESS : match->by;
	}
	if (match->contact_id == 0) {
		match->contact_id = match->writer_contact_id;
	}
	if (match->contact_id == 0 && r->intent != INTENT_OTHER && r->intent != INTENT_UNSUBSCRIBE) {
		return error_set(err, ST_INVALID, "nobody of the contacts is meant by this reply; name one with --contact");
	}
	if (match->event_id == 0 && match->offer_id == 0 && match->contact_id != 0) {
		st = db_message_last_to(d->store, match->contact_id, 0, &key, NULL);
		if (st == ST_OK) {
			match->event_id = key.event_id;
			match->offer_id = key.offer_id;
		} else if (st != ST_NOT_FOUND) {
			return error_set(err, st, "reading the ledger failed");
		}
	}
	return ST_OK;
}

static enum status resolve(struct decider *d, const struct apply_input *input, struct verdict *verdict,
		const struct resolution *r, struct apply_result *ret, struct error *err)
{
	enum status st = ST_OK;

	if (r->intent == INTENT_OTHER || r->intent == INTENT_QUESTION || r->intent == INTENT_NONE) {
		(void)snprintf(ret->reason, sizeof ret->reason, "nothing is to be done");
	} else {
		verdict->kind = verdict->kind == VERDICT_CALENDAR ? VERDICT_CALENDAR : VERDICT_REPLY;
		verdict->answer.intent = r->intent;
		verdict->answer.sure = true;
		verdict->answer.also_question = false;
		verdict->answer.also_unsubscribe = false;
		st = apply_verdict(input, ret, err);
		if (st == ST_OK && ret->outcome != OUTCOME_APPLIED) {
			return error_set(err, ST_INVALID, "it cannot be done: %s", ret->reason);
		}
	}
	ret->outcome = OUTCOME_RESOLVED;
	return st == ST_OK ? db_reply_set_outcome(d->store, input->reply_id, "resolved", intent_name(r->intent), ret->reason,
			clock_now(), err) : st;
}

enum status decide_resolve(struct decider *d, int64_t reply_id, const struct resolution *r, struct apply_result *ret,
		struct error *err)
{
	CLEANUP_VERDICT struct verdict verdict = VERDICT_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct match match;
	int64_t arrived_at = 0;
	enum status st = store_begin(d->store, &tx, err);

	*ret = (struct apply_result){ .outcome = OUTCOME_RESOLVED };
	if (st == ST_OK) {
		st = db_reply_arrived(d->store, reply_id, &arrived_at, err);
	}
	if (st == ST_OK) {
		st = decide_load(d, reply_id, &raw, &mail, err);
	}
	if (st == ST_OK) {
		st = decide_read(d, mail, arrived_at, &match, &verdict, err);
	}
	if (st == ST_OK) {
		st = meant(d, r, &match, err);
	}
	if (st == ST_OK) {
		st = take_people(&verdict.answer, r, err);
	}
	if (st == ST_OK) {
		struct apply_input input = {
			.store = d->store, .config = d->config, .key = d->key, .reply_id = reply_id,
			.arrived_at = arrived_at, .match = &match, .verdict = &verdict, .who = r->who, .resolve = true,
			.quiet = decide_is_quiet(d->config, mail, &match, &verdict),
		};

		st = decide_about_list(d, mail, &name, &input, err);
		st = st != ST_OK ? st : resolve(d, &input, &verdict, r, ret, err);
	}
	if (st == ST_OK) {
		st = db_review_close(d->store, reply_id, r->who, intent_name(r->intent), clock_now(), NULL, err);
	}
	if (st == ST_OK) {
		st = audit_add(d->store, r->who, "resolve", "reply", reply_id, intent_name(r->intent), NULL, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}
