/* What sharing seats needs to know of an event: its bounds, its quotas, the seats taken and who waits first. How seats are
 * shared is in domain/seats.c. */
#ifndef KVIESLYS_STORE_DB_SEATS_H
#define KVIESLYS_STORE_DB_SEATS_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct seats_event {
	int64_t id;
	int64_t start_at, end_at;
	int64_t capacity, party_max;
	bool called_off;
};
/* ST_NOT_FOUND. */
enum status db_seats_event(struct store *store, int64_t event_id, struct seats_event *ret, struct error *err);

/* A quota with its condition, in the organiser's order. `condition` is valid during the call. */
struct seats_quota {
	int64_t id;
	int64_t seats;
	int64_t release_at; /* 0: never */
	const char *condition;
};
enum status db_seats_quotas(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, const struct seats_quota *quota, struct error *err), void *arg,
		struct error *err);

/* Seats of registered parties by quota (0: outside all). */
enum status db_seats_taken(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, int64_t quota_id, int64_t seats, struct error *err), void *arg,
		struct error *err);

/* A party that waits. */
struct seats_waiting {
	int64_t registration_id;
	int64_t contact_id;
	int64_t seats;
	int64_t arrived_at;
};
/* The first in line of a quota (0: of those outside all). *ret_any tells whether there is one. */
enum status db_seats_first_waiting(struct store *store, int64_t event_id, int64_t quota_id, bool *ret_any,
		struct seats_waiting *ret, struct error *err);
/* The place in the line of its quota, from 1. */
enum status db_seats_place(struct store *store, int64_t registration_id, int64_t *ret_place, struct error *err);
/* A waiting party gets its seats. */
enum status db_seats_promote(struct store *store, int64_t registration_id, int64_t now, struct error *err);

/* Events that have not begun, are not called off and have somebody waiting. At most `max`. */
enum status db_seats_events_waiting(struct store *store, int64_t now, int64_t *ret, size_t max, size_t *ret_n,
		struct error *err);

#endif
