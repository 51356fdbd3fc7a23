/* Seats of somebody who is erased: ahead they are given up, behind they are evidence. */
#include "domain/erase_private.h"

#include "domain/registration.h"
#include "store/db_attendee.h"
#include "store/db_erase.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t erase_evidence_until(const struct config *config, const char *funding, int64_t end_at)
{
	const struct funding_config *f = funding != NULL && funding[0] != '\0' ? config_funding(config, funding) : NULL;
	time_t end = (time_t)end_at;
	struct tm day;

	if (f != NULL && f->keep_until != 0) {
		return f->keep_until;
	}
	if (config->retention.evidence_years == 0 || gmtime_r(&end, &day) == NULL) {
		return 0;
	}
	/* the last second of 31 December */
	day = (struct tm){ .tm_year = day.tm_year + (int)config->retention.evidence_years + 1, .tm_mday = 1 };
	return (int64_t)timegm(&day) - 1;
}

struct seat_list {
	struct erase_seat *items;
	size_t n;
};

static void seat_list_release(struct seat_list *list)
{
	free(list->items);
}

/* Seats are changed after they are all known: the walk must not see its own work. */
static enum status gather(void *arg, const struct erase_seat *seat, struct error *err)
{
	struct seat_list *list = arg;

	if (!ARRAY_ROOM(list->items, list->n)) {
		return error_set(err, ST_NOMEM, "erasing: out of memory");
	}
	list->items[list->n++] = *seat;
	return ST_OK;
}

static bool is_active(const struct erase_seat *s)
{
	return strcmp(s->state, "registered") == 0 || strcmp(s->state, "waiting") == 0 || strcmp(s->state, "undecided") == 0;
}

/* The party without the person: those named besides stay named. */
static enum status leave_party(struct erase_work *w, const struct erase_seat *s, struct registration_answer *answer,
		struct registration_outcome *ret, struct error *err)
{
	CLEANUP_ATTENDEES struct attendees party = ATTENDEES_INIT;
	struct registration_person *people;
	enum status st = db_attendee_of(w->store, s->registration_id, &party, err);

	if (st != ST_OK) {
		return st;
	}
	people = calloc(party.n + 1, sizeof *people);
	if (people == NULL) {
		return error_set(err, ST_NOMEM, "erasing: out of memory");
	}
	for (size_t i = 0; i < party.n; i++) {
		if (party.items[i].id != s->attendee_id && party.items[i].name != NULL && !party.items[i].walk_in) {
			people[answer->n_people++] = (struct registration_person){ party.items[i].name, party.items[i].email };
		}
	}
	answer->intent = REGISTRATION_YES;
	answer->count = s->seats - 1;
	answer->people = people;
	answer->any_size = true;
	st = registration_answer(w->store, answer, ret, err);
	free(people);
	return st;
}

/* The rules of registration may refuse it (a later answer, a clock that was set back): then the seat loses its name at least. */
static enum status told_of_seat(struct erase_work *w, const struct erase_seat *s, const struct registration_outcome *out,
		struct error *err)
{
	bool done = out->result == REGISTRATION_CHANGED || out->result == REGISTRATION_SAME;
	char what[160];

	(void)snprintf(what, sizeof what, "the %s at %s", done ? "seat" : "name", s->event);
	erase_tell(w, ERASE_REMOVED, 1, what, done ? "given up" : "the seat could not be given up: cancel it yourself");
	return done || s->attendee_id == 0 ? ST_OK : db_erase_clear_seat(w->store, s->attendee_id, err);
}

static enum status give_up(struct erase_work *w, const struct erase_seat *s, struct error *err)
{
	struct registration_answer answer = { .event_id = s->event_id, .contact_id = s->contact_id,
		.intent = REGISTRATION_NO, .source = "staff", .who = w->options->actor, .why = "the person was erased",
		.arrived_at = w->now, .quiet = true };
	struct registration_outcome out;
	char what[160];
	enum status st;

	if (!s->own) {
		st = db_erase_clear_seat(w->store, s->attendee_id, err);
		(void)snprintf(what, sizeof what, "the name at %s", s->event);
		erase_tell(w, ERASE_REMOVED, 1, what, "a colleague registered the person: the party keeps the seat");
		return st;
	}
	if (s->seats > 1 && (s->attendee_id == 0 || strcmp(s->state, "undecided") == 0 || s->event_off)) {
		(void)snprintf(what, sizeof what, "the party at %s", s->event);
		erase_tell(w, ERASE_KEPT, s->seats, what, "seats of others; nobody can be written to about them");
		return s->attendee_id != 0 ? db_erase_clear_seat(w->store, s->attendee_id, err) : ST_OK;
	}
	if (s->seats > 1) {
		st = leave_party(w, s, &answer, &out, err);
		(void)snprintf(what, sizeof what, "the party at %s", s->event);
		erase_tell(w, ERASE_KEPT, s->seats - 1, what, "seats of others; nobody can be written to about them");
	} else {
		st = registration_answer(w->store, &answer, &out, err);
	}
	return st == ST_OK ? told_of_seat(w, s, &out, err) : st;
}

static enum status keep_evidence(struct erase_work *w, const struct erase_seat *s, struct error *err)
{
	int64_t until = erase_evidence_until(w->config, s->funding, s->end_at);
	bool came = s->attended == 1 || (s->attended == -1 && strcmp(s->state, "registered") == 0);
	char what[160];
	char detail[160];
	char day[TIME_RFC3339_SIZE];

	if (s->attendee_id == 0) {
		return ST_OK;
	}
	if (!came || until <= w->now) {
		return db_erase_clear_seat(w->store, s->attendee_id, err);
	}
	(void)snprintf(what, sizeof what, "the name in the attendance list of %s", s->event);
	(void)snprintf(detail, sizeof detail, "evidence for %s until %.10s, shown only by report attendance --restricted",
			s->funding[0] != '\0' ? s->funding : "whoever pays", time_format_rfc3339(until, day));
	erase_tell(w, ERASE_KEPT, 1, what, detail);
	return db_erase_restrict_seat(w->store, s->attendee_id, s->named ? NULL : w->person->name, until, err);
}

enum status erase_seats(struct erase_work *w, struct error *err)
{
	CLEANUP(seat_list_release) struct seat_list list = { NULL, 0 };
	enum status st = db_erase_each_seat(w->store, &w->person->ref, gather, &list, err);

	for (size_t i = 0; st == ST_OK && i < list.n; i++) {
		const struct erase_seat *s = &list.items[i];

		if (s->start_at <= w->now || s->attended == 1) {
			st = keep_evidence(w, s, err);
		} else if (!s->own || is_active(s)) {
			st = give_up(w, s, err);
		} else if (s->attendee_id != 0) {
			st = db_erase_clear_seat(w->store, s->attendee_id, err);
		}
	}
	return st;
}
