/* The people of parties: named, or a seat without a name yet. Each has a code for the door. */
#ifndef KVIESLYS_STORE_DB_ATTENDEE_H
#define KVIESLYS_STORE_DB_ATTENDEE_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct attendee {
	int64_t id;
	int64_t registration_id;
	int64_t checked_at; /* 0: not yet */
	int attended;       /* -1 unknown, 1 came, 0 did not */
	bool walk_in;
	char *name, *email, *code; /* NULL: none */
};

/* Owns its items' texts. */
struct attendees {
	struct attendee *items;
	size_t n;
};
#define ATTENDEES_INIT { NULL, 0 }
#define CLEANUP_ATTENDEES CLEANUP(attendees_release)
void attendees_release(struct attendees *attendees);

/* Of a registration, in the order they were added; walk-ins too. */
enum status db_attendee_of(struct store *store, int64_t registration_id, struct attendees *ret, struct error *err);
/* Of the other registrations of an organisation at an event that are registered or waiting. */
enum status db_attendee_of_colleagues(struct store *store, int64_t event_id, int64_t organisation_id,
		int64_t but_contact_id, struct attendees *ret, struct error *err);
/* Of all registered parties of an event and walk-ins: the door's list. */
enum status db_attendee_of_event(struct store *store, int64_t event_id, struct attendees *ret, struct error *err);
/* By the code of the door, at that event. *ret_any. */
enum status db_attendee_by_code(struct store *store, int64_t event_id, const char *code, bool *ret_any,
		struct attendees *ret, struct error *err);

/* Adds a person; a.code must be set. *ret_taken: the code is somebody's already, nothing was added. */
enum status db_attendee_add(struct store *store, const struct attendee *a, bool *ret_taken, struct error *err);
/* Writes name and e-mail. */
enum status db_attendee_rename(struct store *store, int64_t id, const char *name, const char *email,
		struct error *err);
enum status db_attendee_remove(struct store *store, int64_t id, struct error *err);
/* attended: 1 came, 0 did not, -1 not known (again). */
enum status db_attendee_mark(struct store *store, int64_t id, int attended, int64_t at, struct error *err);
/* Everybody registered whose presence is not known did not come. */
enum status db_attendee_mark_rest_absent(struct store *store, int64_t event_id, int64_t at, int64_t *ret_n,
		struct error *err);

#endif
