/* Events: from an organiser's file into the database, moving, calling off, and whether people are still to be invited. */
#ifndef KVIESLYS_DOMAIN_EVENT_H
#define KVIESLYS_DOMAIN_EVENT_H

#include "domain/config.h"
#include "store/db_event.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads an event's file. ST_INVALID with every fault as file:line; ST_NOT_FOUND,
 * ST_IO, ST_NOMEM. `config`: for [funding …]. Whether the event is past is event_add's to judge. */
enum status event_read(const char *path, const struct config *config, struct event *ret, struct error *err);

struct event_added {
	int64_t id;
	bool is_new;
	bool changed;  /* anything differs from what was known */
	bool moved;    /* time or place changed after people were registered or invited: SEQUENCE went up */
	int64_t told;     /* parties that get an event-moved letter */
	int64_t promoted; /* parties that got seats because there are more now */
	int64_t over;     /* people registered above the capacity there is now */
};
/* Adds the event, or changes the one of the same id. One transaction with its audit row and letters: who is registered,
 * waiting or undecided is told when time or place change. Quotas and capacity may shrink below what is taken: nobody
 * loses a seat. ST_INVALID: faults, or an event in the past. ST_CONFLICT: it was called off. */
enum status event_add(struct store *store, const struct config *config, const char *path, const char *actor,
		struct event_added *ret, struct error *err);

/* Calls the event off: letters with a calendar CANCEL to all who are registered, waiting or undecided; no invitation
 * leaves any more. `reason`: for the letter, or NULL. ST_NOT_FOUND, ST_CONFLICT: it is called off already. */
enum status event_call_off(struct store *store, const char *key, const char *reason, const char *actor,
		int64_t *ret_told, struct error *err);

/* Whether invitations to the event may leave. To be looked at anew when seats or the event may have changed. */
struct event_gate {
	int64_t start;    /* from then on it is past */
	const char *shut; /* static: called off, or every seat taken; NULL: neither */
};
enum status event_gate_look(struct store *store, int64_t event_id, int64_t now, struct event_gate *ret, struct error *err);
/* Why none may leave now: a static sentence; NULL: they may. */
const char *event_gate_why(const struct event_gate *gate, int64_t now);

#endif
