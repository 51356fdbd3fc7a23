/* Serving the waiting list: after every answer, and when a release date has passed or capacity has grown. */
#include "domain/registration_private.h"

#include "domain/registration_letter.h"
#include "store/db_audit.h"
#include "util/cleanup.h"

static enum status promote(struct store *store, const struct seats_waiting *party, int64_t now, bool tell,
		struct error *err)
{
	enum status st = db_seats_promote(store, party->registration_id, now, err);

	if (st == ST_OK && tell) {
		st = audit_add(store, "registration", "promote", "registration", party->registration_id,
				"seats became free; first in line", NULL, err);
		if (st == ST_OK) {
			st = registration_letter_promoted(store, party->registration_id, err);
		}
	}
	return st;
}

enum status registration_serve_line(struct store *store, struct seats *seats, int64_t now, int64_t own, bool *ret_own,
		int64_t *ret_promoted, struct error *err)
{
	for (;;) {
		struct seats_waiting next = { 0 };
		size_t group = 0;
		bool any = false;
		enum status st = seats_next(store, seats, &any, &next, &group, err);

		if (st != ST_OK || !any) {
			return st;
		}
		st = promote(store, &next, now, next.registration_id != own, err);
		if (st != ST_OK) {
			return st;
		}
		seats->groups[group].taken += next.seats;
		if (next.registration_id == own) {
			*ret_own = true;
		} else {
			(*ret_promoted)++;
		}
	}
}

enum status registration_serve(struct store *store, int64_t event_id, int64_t now, int64_t *ret_promoted,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	CLEANUP_SEATS struct seats seats = { .n = 0 };
	int64_t promoted = 0;
	bool own = false;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = seats_load(store, event_id, now, &seats, err);
	}
	if (st == ST_OK && !seats.event.called_off && now < seats.event.start_at) {
		st = registration_serve_line(store, &seats, now, 0, &own, &promoted, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*ret_promoted = promoted;
	}
	return st;
}

/* Events served in one call; more are served by the next one. */
#define EVENTS_AT_ONCE 256

enum status registration_serve_due(struct store *store, int64_t now, int64_t *ret_promoted, struct error *err)
{
	int64_t events[EVENTS_AT_ONCE];
	int64_t total = 0;
	size_t n = 0;
	enum status st = db_seats_events_waiting(store, now, events, EVENTS_AT_ONCE, &n, err);

	for (size_t i = 0; i < n && st == ST_OK; i++) {
		int64_t promoted = 0;

		st = registration_serve(store, events[i], now, &promoted, err);
		total += promoted;
	}
	if (st == ST_OK) {
		*ret_promoted = total;
	}
	return st;
}
