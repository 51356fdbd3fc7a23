/* Checking people in. */
#include "domain/checkin.h"

#include "domain/party.h"
#include "domain/seats.h"
#include "mail/address.h"
#include "store/db_attendee.h"
#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_organisation.h"
#include "store/db_registration.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fold.h"
#include "util/json.h"
#include "util/token.h"

#include <inttypes.h>
#include <string.h>

#define DAY 86400

static enum status check_day(struct store *store, int64_t event_id, struct error *err)
{
	struct seats_event event;
	enum status st = db_seats_event(store, event_id, &event, err);

	if (st == ST_OK && clock_now() < event.start_at - DAY) {
		return error_set(err, ST_INVALID, "the event is more than a day ahead: nobody can have come yet");
	}
	return st;
}

static enum status audit_one(struct store *store, const char *actor, const char *action, const struct attendee *a,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer w = { .out = &payload };

	json_object(&w, NULL);
	json_string(&w, "name", a->name);
	json_string(&w, "code", a->code);
	json_end(&w, '}');
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "check-in: out of memory");
	}
	return audit_add(store, actor, action, "registration", a->registration_id, NULL, payload.buf, err);
}

struct marking {
	struct store *store;
	const char *actor;
	bool undo;
	struct checkin_outcome out;
};

static enum status mark_one(struct marking *m, const struct attendee *a, struct error *err)
{
	int wanted = m->undo ? -1 : 1;
	enum status st;

	if (a->attended == wanted) {
		return ST_OK;
	}
	st = db_attendee_mark(m->store, a->id, wanted, clock_now(), err);
	if (st == ST_OK) {
		st = audit_one(m->store, m->actor, m->undo ? "check in undone" : "check in", a, err);
		m->out.people++;
	}
	return st;
}

/* Marks those that `pick` says; how many were meant decides the result. */
static enum status mark_picked(struct marking *m, const struct attendees *people, const bool *pick, bool one_only,
		struct error *err)
{
	size_t meant = 0;
	enum status st = ST_OK;

	for (size_t i = 0; i < people->n; i++) {
		meant += pick[i] ? 1 : 0;
	}
	if (meant == 0 || (one_only && meant > 1)) {
		m->out.result = meant == 0 ? CHECKIN_UNKNOWN : CHECKIN_AMBIGUOUS;
		return ST_OK;
	}
	for (size_t i = 0; i < people->n && st == ST_OK; i++) {
		if (pick[i]) {
			st = mark_one(m, &people->items[i], err);
		}
	}
	m->out.result = m->out.people > 0 ? CHECKIN_MARKED : CHECKIN_ALREADY;
	return st;
}

static enum status pick_by_address(struct store *store, int64_t event_id, const char *who,
		const struct attendees *people, bool *pick, bool *ret_known, struct error *err)
{
	char key[ADDRESS_SIZE];
	struct registration_row row = { .id = 0 };
	int64_t contact = 0;
	bool any = false;
	enum status st;

	*ret_known = false;
	if (!address_fold(who, strlen(who), key)) {
		return ST_OK;
	}
	for (size_t i = 0; i < people->n; i++) {
		char own[ADDRESS_SIZE];
		const char *email = people->items[i].email;

		pick[i] = email != NULL && address_fold(email, strlen(email), own) && strcmp(own, key) == 0;
		any = any || pick[i];
	}
	if (any) {
		return ST_OK;
	}
	st = db_contact_id(store, key, &contact, err);
	if (st == ST_OK && contact != 0) {
		*ret_known = true;
		st = db_registration_find(store, event_id, contact, &any, &row, err);
	}
	for (size_t i = 0; i < people->n; i++) {
		pick[i] = row.id != 0 && people->items[i].registration_id == row.id && !people->items[i].walk_in;
	}
	return st;
}

static enum status mark(struct marking *m, int64_t event_id, const char *who, struct error *err)
{
	CLEANUP_ATTENDEES struct attendees people = ATTENDEES_INIT;
	CLEANUP_ATTENDEES struct attendees by_code = ATTENDEES_INIT;
	CLEANUP_FREE bool *pick = NULL;
	bool any = false;
	bool known = false;
	enum status st = db_attendee_by_code(m->store, event_id, who, &any, &by_code, err);

	if (st == ST_OK && any) {
		const bool yes = true;

		return mark_picked(m, &by_code, &yes, true, err);
	}
	if (st == ST_OK) {
		st = db_attendee_of_event(m->store, event_id, &people, err);
	}
	if (st != ST_OK) {
		return st;
	}
	pick = calloc(people.n + 1, sizeof *pick);
	if (pick == NULL) {
		return error_set(err, ST_NOMEM, "check-in: out of memory");
	}
	if (strchr(who, '@') != NULL) {
		st = pick_by_address(m->store, event_id, who, &people, pick, &known, err);
		if (st == ST_OK) {
			st = mark_picked(m, &people, pick, false, err);
		}
		if (st == ST_OK && m->out.result == CHECKIN_UNKNOWN && known) {
			m->out.result = CHECKIN_NOT_REGISTERED;
		}
		return st;
	}
	for (size_t i = 0; i < people.n; i++) {
		pick[i] = people.items[i].name != NULL && fold_equal(people.items[i].name, who);
	}
	return mark_picked(m, &people, pick, true, err);
}

enum status checkin_mark(struct store *store, int64_t event_id, const char *who, bool undo, const char *actor,
		struct checkin_outcome *ret, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct marking m = { .store = store, .actor = actor, .undo = undo };
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = check_day(store, event_id, err);
	}
	if (st == ST_OK) {
		st = mark(&m, event_id, who, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret = m.out;
	}
	return st;
}

/* --- walk-ins --- */

static enum status add_organisation(struct store *store, const struct checkin_walk_in *person, int64_t *ret,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf key = STRBUF_INIT;
	const char *name = person->organisation != NULL ? person->organisation : "";

	if (person->organisation == NULL && person->country == NULL) {
		*ret = 0;
		return ST_OK;
	}
	fold_add(&key, name, strlen(name));
	if (!strbuf_ok(&key)) {
		return error_set(err, ST_NOMEM, "walk-in: out of memory");
	}
	return db_organisation_add(store,
			&(struct organisation){ .name = name, .name_key = key.buf, .country = person->country }, ret, err);
}

/* The contact of a walk-in. Somebody without an address gets a row of his own that nothing finds or writes to. */
static enum status contact_for(struct store *store, const struct checkin_walk_in *person, int64_t event_id,
		int64_t *ret, struct error *err)
{
	struct address address;
	char nobody[64];
	struct contact contact = { .name = person->name, .source = "walked in" };
	int64_t id = 0;
	enum status st = ST_OK;

	if (person->email != NULL) {
		st = address_parse(person->email, &address, err);
		if (st == ST_OK) {
			st = db_contact_id(store, address.key, &id, err);
		}
		contact.email = address.email;
		contact.email_key = address.key;
	} else {
		uint64_t random = 0;

		st = random_bytes(&random, sizeof random, err);
		(void)snprintf(nobody, sizeof nobody, "walk-in %" PRId64 " %016" PRIx64, event_id, random);
		contact.email = "";
		contact.email_key = nobody;
		contact.status = "erased";
	}
	if (st != ST_OK || id != 0) {
		*ret = id;
		return st;
	}
	st = add_organisation(store, person, &contact.organisation_id, err);
	return st != ST_OK ? st : db_contact_add(store, &contact, ret, err);
}

/* A registration that holds no seat: walk-ins are people of it. */
static enum status registration_for(struct store *store, int64_t event_id, int64_t contact_id, int64_t *ret,
		struct error *err)
{
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	struct registration_row row = { .id = 0 };
	int64_t now = clock_now();
	bool any = false;
	enum status st = db_registration_find(store, event_id, contact_id, &any, &row, err);

	if (st == ST_OK && !any) {
		st = db_contact_load(store, contact_id, &contact, err);
		row = (struct registration_row){
			.event_id = event_id,
			.contact_id = contact_id,
			.organisation_id = contact.organisation_id,
			.arrived_at = now,
			.answered_at = now,
			.since = now,
			.state = "registered",
			.source = "staff",
		};
		if (st == ST_OK) {
			st = db_registration_save(store, &row, now, err);
		}
	}
	*ret = row.id;
	return st;
}

/* The door's list may name the same person twice. */
static enum status is_in(struct store *store, const struct attendee *a, bool *ret, struct error *err)
{
	CLEANUP_ATTENDEES struct attendees people = ATTENDEES_INIT;
	enum status st = db_attendee_of(store, a->registration_id, &people, err);

	for (size_t i = 0; st == ST_OK && i < people.n; i++) {
		*ret = *ret || (people.items[i].walk_in && people.items[i].name != NULL && strcmp(people.items[i].name, a->name) == 0);
	}
	return st;
}

static enum status walk_in(struct store *store, int64_t event_id, const struct checkin_walk_in *person,
		const char *actor, struct error *err)
{
	CLEANUP_FREE char *name = strdup(person->name);
	CLEANUP_FREE char *email = person->email != NULL ? strdup(person->email) : NULL;
	struct attendee a = { .attended = 1, .walk_in = true, .checked_at = clock_now(), .name = name, .email = email };
	int64_t contact = 0;
	bool already = false;
	enum status st;

	if (name == NULL || (person->email != NULL && email == NULL)) {
		return error_set(err, ST_NOMEM, "walk-in: out of memory");
	}
	st = contact_for(store, person, event_id, &contact, err);
	if (st == ST_OK) {
		st = registration_for(store, event_id, contact, &a.registration_id, err);
	}
	if (st == ST_OK) {
		st = is_in(store, &a, &already, err);
	}
	if (st != ST_OK || already) {
		return st;
	}
	st = party_add(store, &a, err);
	return st == ST_OK ? audit_one(store, actor, "walk in", &a, err) : st;
}

enum status checkin_walk_in(struct store *store, int64_t event_id, const struct checkin_walk_in *person,
		const char *actor, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = check_day(store, event_id, err);
	}
	if (st == ST_OK) {
		st = walk_in(store, event_id, person, actor, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status checkin_close(struct store *store, int64_t event_id, const char *actor, int64_t *ret_absent,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t absent = 0;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = check_day(store, event_id, err);
	}
	if (st == ST_OK) {
		st = db_attendee_mark_rest_absent(store, event_id, clock_now(), &absent, err);
	}
	if (st == ST_OK) {
		st = audit_add(store, actor, "close the door", "event", event_id, NULL, NULL, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret_absent = absent;
	}
	return st;
}
