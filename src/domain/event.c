/* Adding and changing events, and telling people of it. */
#include "domain/event.h"

#include "domain/registration.h"
#include "domain/registration_group.h"
#include "domain/seats.h"
#include "domain/segment.h"
#include "store/db_audit.h"
#include "store/db_campaign.h"
#include "store/db_contact.h"
#include "store/db_message.h"
#include "store/db_registration.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"

#include <string.h>

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_quotas(const struct event *a, const struct event *b)
{
	if (a->n_quotas != b->n_quotas) {
		return false;
	}
	for (size_t i = 0; i < a->n_quotas; i++) {
		const struct event_quota *x = &a->quotas[i];
		const struct event_quota *y = &b->quotas[i];

		if (!same(x->name, y->name) || !same(x->condition, y->condition) || x->seats != y->seats
				|| x->release_at != y->release_at) {
			return false;
		}
	}
	return true;
}

static bool same_event(const struct event *a, const struct event *b)
{
	return a->start_at == b->start_at && a->end_at == b->end_at && same(a->zone, b->zone)
	       && a->capacity == b->capacity && a->party_max == b->party_max && a->answer_by == b->answer_by
	       && same(a->funding, b->funding) && same_quotas(a, b) && texts_equal(&a->texts, &b->texts);
}

/* Time, or the place in a language that had one. */
static bool has_moved(const struct event *was, const struct event *is)
{
	if (was->start_at != is->start_at || was->end_at != is->end_at) {
		return true;
	}
	for (size_t i = 0; i < was->texts.n; i++) {
		const struct text *t = &was->texts.items[i];
		const char *place = texts_find(&is->texts, t->language, "place");

		if (strcmp(t->key, "place") == 0 && place != NULL && strcmp(place, t->value) != 0) {
			return true;
		}
	}
	return false;
}

/* --- letters to everybody who reckons with the event --- */

struct telling {
	struct store *store;
	const char *letter;
	const struct event *was, *is; /* event-moved */
	const char *reason;      /* event-called-off */
	int64_t event_id;
	int64_t n;
};

static enum status tell_one(void *arg, int64_t registration_id, int64_t contact_id, const char *state,
		struct error *err)
{
	struct telling *t = arg;
	CLEANUP_CONTACT struct contact contact = CONTACT_INIT;
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	int64_t cancelled = 0;
	int64_t id;
	enum status st = db_contact_load(t->store, contact_id, &contact, err);

	(void)state;
	if (st == ST_OK) {
		st = db_message_told(t->store, contact_id, registration_id, "cancelled", &cancelled, err);
	}
	if (st != ST_OK) {
		return st;
	}
	json_object(&w, NULL);
	if (cancelled > 0) {
		json_int(&w, "cancelled_before", cancelled);
	}
	if (t->was != NULL) {
		const char *place = texts_best(&t->was->texts, contact.language, "place");

		/* only what is another now: the letter says that this has changed */
		if (t->was->start_at != t->is->start_at || t->was->end_at != t->is->end_at) {
			json_int(&w, "old_start", t->was->start_at);
			json_int(&w, "old_end", t->was->end_at);
		}
		if (place != NULL && !same(place, texts_best(&t->is->texts, contact.language, "place"))) {
			json_string(&w, "old_place", place);
		}
	}
	if (t->reason != NULL && t->reason[0] != '\0') {
		json_string(&w, "reason", t->reason);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "letter: out of memory");
	}
	t->n++;
	return db_message_add(t->store,
			&(struct service_letter){
					.contact_id = contact_id,
					.letter = t->letter,
					.event_id = t->event_id,
					.registration_id = registration_id,
					.params = params.buf,
			},
			&id, err);
}

static enum status tell_all(struct telling *t, struct error *err)
{
	static const char *const states[] = { "registered", "waiting", "undecided", NULL };

	return db_registration_contacts(t->store, t->event_id, states, tell_one, t, err);
}

/* --- adding --- */

static enum status find_known(struct store *store, const char *key, struct event *ret, struct error *err)
{
	int64_t id = 0;
	struct error none = ERROR_INIT;
	enum status st = db_event_id(store, key, &id, &none);

	if (st == ST_NOT_FOUND) {
		return ST_OK;
	}
	return st != ST_OK ? error_set(err, st, "%s", none.text) : db_event_load(store, id, ret, err);
}

static enum status check_allowed(const char *path, const struct event *was, const struct event *is, int64_t now,
		struct error *err)
{
	if (was->called_off) {
		return error_set(err, ST_CONFLICT, "%s: the event '%s' was called off; add it with another id", path, is->key);
	}
	if (is->start_at <= now && (was->id == 0 || was->start_at != is->start_at)) {
		return error_set(err, ST_INVALID, "%s: the event '%s' is in the past; correct 'start'", path, is->key);
	}
	return ST_OK;
}

/* What follows from a change of an event that people may be registered for. */
static enum status follow_change(struct store *store, const struct event *was, const struct event *is,
		struct event_added *added, struct error *err)
{
	struct telling telling = { .store = store, .letter = "event-moved", .was = was, .is = is, .event_id = is->id };
	enum status st = ST_OK;

	if (is->start_at != was->start_at) {
		st = db_campaign_follow_event(store, is->id, is->start_at - was->start_at, err);
	}
	if (st == ST_OK && !same_quotas(was, is)) {
		st = registration_regroup(store, is->id, clock_now(), err);
	}
	if (st == ST_OK) {
		st = registration_serve(store, is->id, clock_now(), &added->promoted, err);
	}
	if (st == ST_OK && added->moved && is->end_at > clock_now()) {
		st = tell_all(&telling, err);
		added->told = telling.n;
	}
	return st;
}

/* A quota's condition may name lists and events, this one too: so they are looked for when it is stored. */
static enum status check_quotas(struct store *store, const char *path, const struct event *e, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < e->n_quotas && st == ST_OK; i++) {
		CLEANUP_SEGMENT struct segment *segment = NULL;
		struct error fault = ERROR_INIT;

		st = segment_compile(e->quotas[i].condition, &segment, &fault);
		st = st == ST_OK ? segment_check(store, segment, &fault) : st;
		if (st != ST_OK) {
			return error_set(err, st, "%s: [quota %s]: where: %s", path, e->quotas[i].name, fault.text);
		}
	}
	return st;
}

static enum status add_read(struct store *store, const char *path, const char *actor, struct event *e,
		struct event_added *added, struct error *err)
{
	CLEANUP_EVENT struct event was = EVENT_INIT;
	CLEANUP_SEATS struct seats seats = { .n = 0 };
	int64_t taken = 0;
	enum status st = find_known(store, e->key, &was, err);

	if (st == ST_OK) {
		st = check_allowed(path, &was, e, clock_now(), err);
	}
	if (st != ST_OK) {
		return st;
	}
	e->id = was.id;
	e->sequence = was.sequence;
	*added = (struct event_added){ .id = was.id, .is_new = was.id == 0 };
	if (was.id != 0 && same_event(&was, e)) {
		return ST_OK;
	}
	added->changed = true;
	added->moved = was.id != 0 && has_moved(&was, e);
	e->sequence += added->moved ? 1 : 0;
	st = db_event_save(store, e, clock_now(), err);
	st = st == ST_OK ? check_quotas(store, path, e, err) : st;
	if (st == ST_OK) {
		added->id = e->id;
		st = audit_add(store, actor, added->is_new ? "add" : added->moved ? "move" : "change", "event", e->id, path,
				NULL, err);
	}
	if (st == ST_OK && !added->is_new) {
		st = follow_change(store, &was, e, added, err);
	}
	if (st == ST_OK) {
		st = seats_load(store, e->id, clock_now(), &seats, err);
	}
	for (size_t i = 0; st == ST_OK && i < seats.n; i++) {
		taken += seats.groups[i].taken;
	}
	added->over = taken > e->capacity ? taken - e->capacity : 0;
	return st;
}

enum status event_add(struct store *store, const struct config *config, const char *path, const char *actor,
		struct event_added *ret, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	CLEANUP_EVENT struct event e = EVENT_INIT;
	struct event_added added = { .id = 0 };
	enum status st = event_read(path, config, &e, err);

	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK) {
		st = add_read(store, path, actor, &e, &added, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret = added;
	}
	return st;
}

enum status event_call_off(struct store *store, const char *key, const char *reason, const char *actor,
		int64_t *ret_told, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	CLEANUP_EVENT struct event e = EVENT_INIT;
	struct telling telling = { .store = store, .letter = "event-called-off", .reason = reason };
	int64_t id = 0;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = db_event_id(store, key, &id, err);
	}
	if (st == ST_OK) {
		st = db_event_load(store, id, &e, err);
	}
	if (st == ST_OK && e.called_off) {
		return error_set(err, ST_CONFLICT, "the event '%s' is called off already", key);
	}
	if (st == ST_OK && e.end_at <= clock_now()) {
		return error_set(err, ST_INVALID, "the event '%s' is over", key);
	}
	if (st == ST_OK) {
		e.called_off = true;
		e.sequence++;
		st = db_event_save(store, &e, clock_now(), err);
	}
	if (st == ST_OK) {
		st = audit_add(store, actor, "call off", "event", id, reason, NULL, err);
	}
	if (st == ST_OK) {
		telling.event_id = id;
		st = tell_all(&telling, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret_told = telling.n;
	}
	return st;
}

enum status event_gate_look(struct store *store, int64_t event_id, int64_t now, struct event_gate *ret, struct error *err)
{
	CLEANUP_SEATS struct seats seats = { .n = 0 };
	bool any_free = false;
	enum status st = seats_load(store, event_id, now, &seats, err);

	if (st != ST_OK) {
		return st;
	}
	for (size_t i = 0; i < seats.n; i++) {
		any_free = any_free || seats_free(&seats, i) > 0;
	}
	*ret = (struct event_gate){ .start = seats.event.start_at,
		.shut = seats.event.called_off ? "the event is called off" : !any_free ? "every seat of the event is taken" : NULL };
	return ST_OK;
}

const char *event_gate_why(const struct event_gate *gate, int64_t now)
{
	return gate->shut != NULL ? gate->shut : gate->start <= now ? "the event is past" : NULL;
}
