/* Seats of one event at one moment: who may have which, and who is next. The rules are told in domain/registration.h.
 * A snapshot is good only inside the transaction it was read in. */
#ifndef KVIESLYS_DOMAIN_SEATS_H
#define KVIESLYS_DOMAIN_SEATS_H

#include "store/db_seats.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEATS_MAX_QUOTAS 64

struct seats_group {
	int64_t quota_id; /* 0: those outside all quotas */
	int64_t seats;    /* kept for it; 0 outside */
	int64_t release_at;
	int64_t taken;
	bool released;
	char *condition; /* NULL outside */
};

struct seats {
	struct seats_event event;
	struct seats_group groups[SEATS_MAX_QUOTAS + 1]; /* [0]: outside; then as the organiser ordered them */
	size_t n;
	bool any_released;
	bool any_release; /* a quota is or will be released */
};

#define CLEANUP_SEATS CLEANUP(seats_release)
void seats_release(struct seats *seats);

/* ST_NOT_FOUND: no such event. ST_INVALID: more quotas than SEATS_MAX_QUOTAS. */
enum status seats_load(struct store *store, int64_t event_id, int64_t now, struct seats *ret, struct error *err);
/* The group of a contact: the first quota whose condition fits, else 0. */
enum status seats_group_of(struct store *store, const struct seats *seats, int64_t contact_id, size_t *ret_group,
		struct error *err);
/* Index of the group of a quota id; a quota that is gone counts as outside. */
size_t seats_group_at(const struct seats *seats, int64_t quota_id);

/* Seats a party of this group could have now, never below zero. */
int64_t seats_free(const struct seats *seats, size_t group);
/* The part of them that are its quota's own; 0 for groups that live on the common seats. */
int64_t seats_free_own(const struct seats *seats, size_t group);
/* Whether the group may have common seats. */
bool seats_shares_common(const struct seats *seats, size_t group);
/* The most a party of this group could ever have, were nobody else there. */
int64_t seats_most(const struct seats *seats, size_t group);

/* The next waiting party that gets its seats now; *ret_any is false when nobody can be served. */
enum status seats_next(struct store *store, const struct seats *seats, bool *ret_any, struct seats_waiting *ret,
		size_t *ret_group, struct error *err);
/* Whether somebody waits who would be served with more seats of the kind this group would take `want` of:
 * who asks for more must not overtake them. */
enum status seats_line_before(struct store *store, const struct seats *seats, size_t group, int64_t want,
		bool *ret_any, struct error *err);

#endif
