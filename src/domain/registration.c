/* From an answer to seats. registration_answer() reads what is there, decides, writes the row and its people, and then
 * serves the waiting list: a newcomer joins the end of the line and is served from it, so that there is one rule for who
 * gets a seat and not two. */
#include "domain/registration.h"

#include "domain/party.h"
#include "domain/registration_letter.h"
#include "domain/registration_private.h"
#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_registration.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

static const char *const state_names[] = {
	[REGISTRATION_NONE] = "none",           [REGISTRATION_REGISTERED] = "registered",
	[REGISTRATION_WAITING] = "waiting",     [REGISTRATION_UNDECIDED] = "undecided",
	[REGISTRATION_DECLINED] = "declined",   [REGISTRATION_CANCELLED] = "cancelled",
};

const char *registration_state_name(enum registration_state state)
{
	return state_names[state];
}

bool registration_needs_review(enum registration_result result)
{
	return result == REGISTRATION_TOO_MANY || result == REGISTRATION_NO_ROOM || result == REGISTRATION_OVER
	       || result == REGISTRATION_CALLED_OFF;
}

static enum registration_state state_of(const char *name)
{
	for (size_t i = 1; i < ARRAY_SIZE(state_names); i++) {
		if (strcmp(state_names[i], name) == 0) {
			return (enum registration_state)i;
		}
	}
	return REGISTRATION_NONE;
}

/* One answer on its way. */
struct work {
	struct store *store;
	const struct registration_answer *answer;
	struct seats seats;
	size_t group;
	struct contact contact;
	struct registration_row row; /* id 0: the contact has none yet */
	enum registration_state state; /* as it was */
	int64_t want; /* seats asked for */
	int64_t now;
	bool people_changed;
	struct registration_outcome out;
};

static void work_release(struct work *w)
{
	seats_release(&w->seats);
	contact_release(&w->contact);
}

/* Ends the work without a change. */
static enum status settle(struct work *w, enum registration_result result, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
static enum status settle(struct work *w, enum registration_result result, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(w->out.why, sizeof w->out.why, fmt, ap);
	va_end(ap);
	w->out.result = result;
	return ST_OK;
}

static bool is_active(enum registration_state state)
{
	return state == REGISTRATION_REGISTERED || state == REGISTRATION_WAITING;
}

/* --- reading what is there --- */

static enum status check_answer(const struct registration_answer *a, struct error *err)
{
	if (a->count < 0 || a->count > REGISTRATION_MAX_PARTY || a->n_people > REGISTRATION_MAX_PARTY) {
		return error_set(err, ST_INVALID, "a party of %" PRId64 " people cannot be: at most %d", a->count,
				REGISTRATION_MAX_PARTY);
	}
	for (size_t i = 0; i < a->n_people; i++) {
		if (a->people[i].name == NULL || a->people[i].name[0] == '\0' || strlen(a->people[i].name) > 500) {
			return error_set(err, ST_INVALID, "a person of the party has no usable name");
		}
	}
	return ST_OK;
}

static enum status read_all(struct work *w, struct error *err)
{
	const struct registration_answer *a = w->answer;
	bool any = false;
	enum status st = seats_load(w->store, a->event_id, w->now, &w->seats, err);

	if (st == ST_OK) {
		st = db_contact_load(w->store, a->contact_id, &w->contact, err);
	}
	if (st == ST_OK) {
		st = db_registration_find(w->store, a->event_id, a->contact_id, &any, &w->row, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (any) {
		w->state = state_of(w->row.state);
		w->group = seats_group_at(&w->seats, w->row.quota_id);
	} else {
		w->row = (struct registration_row){ .event_id = a->event_id, .contact_id = a->contact_id };
	}
	w->out = (struct registration_outcome){
		.registration_id = w->row.id,
		.before = w->state,
		.state = w->state,
		.seats_before = w->row.seats,
		.seats = w->row.seats,
	};
	return ST_OK;
}

/* An answer that came before the one applied last; two calendar answers are ordered by their own stamps. */
static bool is_stale(const struct work *w)
{
	const struct registration_answer *a = w->answer;

	if (w->row.id == 0) {
		return false;
	}
	if (a->calendar && a->calendar_stamp != 0 && w->row.calendar_stamp != 0) {
		if (a->calendar_sequence != w->row.calendar_sequence) {
			return a->calendar_sequence < w->row.calendar_sequence;
		}
		if (a->calendar_stamp != w->row.calendar_stamp) {
			return a->calendar_stamp < w->row.calendar_stamp;
		}
	}
	return a->arrived_at < w->row.answered_at;
}

/* --- writing --- */

static enum status audit(struct work *w, const char *action, const char *why, struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer j = { .out = &payload };
	const struct registration_answer *a = w->answer;

	json_object(&j, NULL);
	json_string(&j, "contact", w->contact.email);
	json_string(&j, "before", state_names[w->out.before]);
	json_string(&j, "after", w->row.state);
	json_int(&j, "seats_before", w->out.seats_before);
	json_int(&j, "seats", w->row.seats);
	json_string(&j, "source", a->source);
	if (a->n_people > 0) {
		json_array(&j, "people");
		for (size_t i = 0; i < a->n_people; i++) {
			json_string(&j, NULL, a->people[i].name);
		}
		json_end(&j, ']');
	}
	if (a->said != NULL) {
		json_string(&j, "said", a->said);
	}
	if (a->writer != NULL) {
		json_string(&j, "writer", a->writer);
	}
	if (a->reply_id != 0) {
		json_int(&j, "reply", a->reply_id);
	}
	if (a->why != NULL) {
		json_string(&j, "why", a->why); /* staff's words may name people: they are erased with the payload */
	}
	json_end(&j, '}');
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "registration: out of memory");
	}
	return audit_add(w->store, a->who, action, "registration", w->row.id, why, payload.buf, err);
}

/* Writes the row with the state and the seats it has now, and its people. */
static enum status save(struct work *w, enum registration_state state, int64_t seats, struct error *err)
{
	const struct registration_answer *a = w->answer;
	enum status st;

	if (state != w->state || w->row.id == 0) {
		w->row.since = a->arrived_at;
		w->row.promoted_at = 0;
	}
	if (w->row.id == 0 || (is_active(state) && !is_active(w->state))) {
		w->row.arrived_at = a->arrived_at;
	}
	w->row.answered_at = a->arrived_at > w->row.answered_at ? a->arrived_at : w->row.answered_at;
	w->row.organisation_id = w->contact.organisation_id;
	w->row.quota_id = w->seats.groups[w->group].quota_id;
	w->row.seats = seats;
	w->row.reply_id = a->reply_id;
	if (a->calendar && a->calendar_stamp != 0) {
		w->row.calendar_sequence = a->calendar_sequence;
		w->row.calendar_stamp = a->calendar_stamp;
	}
	(void)snprintf(w->row.state, sizeof w->row.state, "%s", state_names[state]);
	(void)snprintf(w->row.source, sizeof w->row.source, "%s", a->source);
	st = db_registration_save(w->store, &w->row, w->now, err);
	if (st == ST_OK) {
		st = party_set(w->store, w->row.id, seats, a->intent == REGISTRATION_YES ? a->people : NULL,
				a->intent == REGISTRATION_YES ? a->n_people : 0, &w->people_changed, err);
	}
	return st;
}

/* --- telling --- */

/* After the row is written: serves the line, and tells what has become of this registration. */
static enum status finish(struct work *w, const char *action, const char *why, struct error *err)
{
	const char *letter = NULL;
	bool served = false;
	bool sent = false;
	enum registration_state state;
	enum status st = registration_serve_line(w->store, &w->seats, w->now, w->row.id, &served, &w->out.promoted, err);

	if (st == ST_OK && served) {
		st = db_registration_load(w->store, w->row.id, &w->row, err);
	}
	if (st == ST_OK && served && w->state != REGISTRATION_WAITING) {
		/* it never waited: the seat was there when it came */
		w->row.promoted_at = 0;
		w->row.since = w->answer->arrived_at;
		st = db_registration_save(w->store, &w->row, w->now, err);
	}
	state = state_of(w->row.state);
	if (st == ST_OK && state == REGISTRATION_WAITING) {
		st = db_seats_place(w->store, w->row.id, &w->out.place, err);
	}
	if (st == ST_OK) {
		st = audit(w, action, why, err);
	}
	if (st != ST_OK) {
		return st;
	}
	switch (state) {
	case REGISTRATION_REGISTERED:
		letter = served && w->state == REGISTRATION_WAITING ? "promoted" : "confirmation";
		break;
	case REGISTRATION_WAITING:
		letter = "waiting";
		break;
	case REGISTRATION_DECLINED:
		letter = "declined";
		break;
	case REGISTRATION_CANCELLED:
		letter = "cancelled";
		break;
	case REGISTRATION_UNDECIDED:
		letter = "maybe";
		break;
	case REGISTRATION_NONE:
		break;
	}
	if (letter != NULL) {
		st = registration_letter(w->store, w->answer, &w->row, letter, w->out.place, true, &sent, err);
	}
	w->out.result = REGISTRATION_CHANGED;
	w->out.registration_id = w->row.id;
	w->out.state = state;
	w->out.seats = w->row.seats;
	w->out.letter = sent ? letter : NULL;
	return st;
}

/* The answer says what is known: it is answered with the same letter again, at most once a day. */
static enum status nothing_new(struct work *w, struct registration_row *row, struct error *err)
{
	enum registration_state state = state_of(row->state);
	const char *letter = state == REGISTRATION_REGISTERED ? "confirmation"
			     : state == REGISTRATION_WAITING  ? "waiting"
			     : state == REGISTRATION_DECLINED ? "declined"
			     : state == REGISTRATION_CANCELLED ? "cancelled"
			     : state == REGISTRATION_UNDECIDED ? "maybe"
							       : NULL;
	bool sent = false;
	enum status st = ST_OK;

	if (row == &w->row && row->answered_at < w->answer->arrived_at) {
		row->answered_at = w->answer->arrived_at;
		st = db_registration_save(w->store, row, w->now, err);
	}
	if (st == ST_OK && state == REGISTRATION_WAITING) {
		st = db_seats_place(w->store, row->id, &w->out.place, err);
	}
	if (st == ST_OK && letter != NULL && !w->answer->calendar) {
		st = registration_letter(w->store, w->answer, row, letter, w->out.place, false, &sent, err);
	}
	w->out.registration_id = row->id;
	w->out.state = state;
	w->out.seats = row->seats;
	w->out.letter = sent ? letter : NULL;
	return st != ST_OK ? st : settle(w, REGISTRATION_SAME, "this is known already: %s", row->state);
}

/* --- yes --- */

/* People asked for: names and count as far as they were said, else what there is. */
static int64_t seats_wanted(const struct work *w)
{
	const struct registration_answer *a = w->answer;
	int64_t named = (int64_t)a->n_people;

	if (a->count == 0 && named == 0) {
		return is_active(w->state) ? w->row.seats : 1;
	}
	return a->count > named ? a->count : named;
}

/* Whether all the people named are registered by colleagues; *ret_id is the colleague's registration. */
static enum status known_by_colleagues(struct work *w, int64_t *ret_id, struct error *err)
{
	CLEANUP_ATTENDEES struct attendees colleagues = ATTENDEES_INIT;
	const struct registration_answer *a = w->answer;
	enum status st;

	*ret_id = 0;
	if (is_active(w->state) || w->contact.organisation_id == 0 || w->want != (int64_t)a->n_people) {
		return ST_OK;
	}
	st = db_attendee_of_colleagues(w->store, a->event_id, w->contact.organisation_id, a->contact_id, &colleagues,
			err);
	if (st == ST_OK && !party_all_known(&colleagues, a->people, a->n_people, ret_id)) {
		*ret_id = 0;
	}
	return st;
}

static enum status too_many(struct work *w, bool *ret_too_many, struct error *err)
{
	int64_t colleagues = 0;
	int64_t most = seats_most(&w->seats, w->group);
	enum status st = ST_OK;

	*ret_too_many = true;
	if (w->contact.organisation_id != 0) {
		st = db_registration_colleagues(w->store, w->answer->event_id, w->contact.organisation_id,
				w->answer->contact_id, &colleagues, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (!w->answer->any_size && w->want + colleagues > w->seats.event.party_max) {
		return settle(w, REGISTRATION_TOO_MANY,
				"%" PRId64 " people%s are more than the %" PRId64 " that one organisation may send (party-max)",
				w->want + colleagues, colleagues > 0 ? " of the organisation together" : "",
				w->seats.event.party_max);
	}
	if (most > 0 && w->want > most) {
		return settle(w, REGISTRATION_TOO_MANY,
				"a party of %" PRId64 " is more than the %" PRId64 " seats there are for it", w->want, most);
	}
	*ret_too_many = false;
	return ST_OK;
}

/* A registered party that changes its people or their number. */
static enum status change_registered(struct work *w, struct error *err)
{
	int64_t more = w->want - w->row.seats;
	enum status st;

	if (more > 0) {
		bool line = false;

		st = seats_line_before(w->store, &w->seats, w->group, more, &line, err);
		if (st != ST_OK) {
			return st;
		}
		if (line || more > seats_free(&w->seats, w->group)) {
			return settle(w, REGISTRATION_NO_ROOM,
					"registered with %" PRId64 ", now asks for %" PRId64 ": there is no room for %" PRId64 " more%s",
					w->row.seats, w->want, more, line ? " before those who wait" : "");
		}
	}
	w->seats.groups[w->group].taken += more;
	st = save(w, REGISTRATION_REGISTERED, w->want, err);
	if (st != ST_OK) {
		return st;
	}
	return more == 0 && !w->people_changed ? nothing_new(w, &w->row, err)
					       : finish(w, "change", "the party changed", err);
}

static enum status answer_yes(struct work *w, struct error *err)
{
	struct registration_row colleague;
	int64_t colleague_id = 0;
	bool refuse = false;
	int64_t seats_before = w->row.seats;
	enum status st = ST_OK;

	w->want = seats_wanted(w);
	if (!is_active(w->state)) {
		st = seats_group_of(w->store, &w->seats, w->answer->contact_id, &w->group, err);
	}
	if (st == ST_OK) {
		st = known_by_colleagues(w, &colleague_id, err);
	}
	if (st == ST_OK && colleague_id != 0) {
		st = db_registration_load(w->store, colleague_id, &colleague, err);
		return st != ST_OK ? st : nothing_new(w, &colleague, err);
	}
	if (st == ST_OK && (!is_active(w->state) || w->want > w->row.seats)) {
		st = too_many(w, &refuse, err);
	}
	if (st != ST_OK || refuse) {
		return st;
	}
	if (w->state == REGISTRATION_REGISTERED) {
		return change_registered(w, err);
	}
	st = save(w, REGISTRATION_WAITING, w->want, err);
	if (st != ST_OK) {
		return st;
	}
	if (w->state != REGISTRATION_WAITING) {
		return finish(w, "register", "the answer was yes", err);
	}
	return w->want == seats_before && !w->people_changed ? nothing_new(w, &w->row, err)
							     : finish(w, "change", "the waiting party changed", err);
}

/* --- no, maybe --- */

static enum status give_up_seats(struct work *w, enum registration_state to, const char *action, const char *why,
		struct error *err)
{
	enum status st;

	if (w->state == REGISTRATION_REGISTERED) {
		w->seats.groups[w->group].taken -= w->row.seats;
	}
	if (!is_active(w->state)) {
		st = seats_group_of(w->store, &w->seats, w->answer->contact_id, &w->group, err);
		if (st != ST_OK) {
			return st;
		}
	}
	st = save(w, to, 0, err);
	return st != ST_OK ? st : finish(w, action, why, err);
}

static enum status answer_no(struct work *w, struct error *err)
{
	if (w->state == REGISTRATION_DECLINED || w->state == REGISTRATION_CANCELLED) {
		return nothing_new(w, &w->row, err);
	}
	if (is_active(w->state)) {
		return give_up_seats(w, REGISTRATION_CANCELLED, "cancel", "the registration was cancelled", err);
	}
	return give_up_seats(w, REGISTRATION_DECLINED, "decline", "the answer was no", err);
}

static enum status answer_maybe(struct work *w, struct error *err)
{
	if (w->state == REGISTRATION_UNDECIDED) {
		return nothing_new(w, &w->row, err);
	}
	return give_up_seats(w, REGISTRATION_UNDECIDED, "undecide", "the answer was maybe", err);
}

/* --- the whole --- */

static enum status decide(struct work *w, struct error *err)
{
	const struct seats_event *event = &w->seats.event;

	if (w->contact.status != NULL && strcmp(w->contact.status, "erased") == 0) {
		return error_set(err, ST_NOT_FOUND, "the contact has been erased");
	}
	if (is_stale(w)) {
		return settle(w, REGISTRATION_STALE, "a later answer was applied before: %s", w->row.state);
	}
	if (w->answer->arrived_at >= event->start_at || w->now >= event->end_at) {
		return settle(w, REGISTRATION_OVER, "the event has begun already");
	}
	if (event->called_off && w->answer->intent != REGISTRATION_NO) {
		return settle(w, REGISTRATION_CALLED_OFF, "the event is called off");
	}
	switch (w->answer->intent) {
	case REGISTRATION_YES:
		return answer_yes(w, err);
	case REGISTRATION_NO:
		return answer_no(w, err);
	case REGISTRATION_MAYBE:
		return answer_maybe(w, err);
	}
	return error_set(err, ST_INVALID, "an answer without a meaning");
}

enum status registration_answer(struct store *store, const struct registration_answer *answer,
		struct registration_outcome *ret, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	CLEANUP(work_release) struct work w = { .store = store, .answer = answer, .now = clock_now() };
	enum status st = check_answer(answer, err);

	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK) {
		st = read_all(&w, err);
	}
	if (st == ST_OK) {
		st = decide(&w, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret = w.out;
	}
	return st;
}
