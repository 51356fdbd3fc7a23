/* The door: who of those registered came, and who walked in. Marks people, not firms: reports for funders count persons. */
#ifndef KVIESLYS_DOMAIN_CHECKIN_H
#define KVIESLYS_DOMAIN_CHECKIN_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

enum checkin_result {
	CHECKIN_MARKED,
	CHECKIN_ALREADY,   /* it was marked so before */
	CHECKIN_UNKNOWN,   /* no registered person, code or address */
	CHECKIN_AMBIGUOUS, /* several people of that name: take the code or the address */
	CHECKIN_NOT_REGISTERED /* a contact that waits, declined or cancelled: add a walk-in */
};

struct checkin_outcome {
	enum checkin_result result;
	int64_t people; /* marked by it */
};

/* Marks who came (or, with `undo`, that it is not known again). `who`: a door code; an address: of the person, else of
 * the contact, whose whole party is meant; or a name as it was registered, in any case and without accents.
 * ST_INVALID: the event is more than a day ahead. */
enum status checkin_mark(struct store *store, int64_t event_id, const char *who, bool undo, const char *actor,
		struct checkin_outcome *ret, struct error *err);

/* Somebody who was not registered. Only `name` is needed. An address that is unknown becomes a contact nobody
 * may write to but about this event; without one the person stands for itself. */
struct checkin_walk_in {
	const char *name, *email, *organisation, *country;
};
enum status checkin_walk_in(struct store *store, int64_t event_id, const struct checkin_walk_in *person,
		const char *actor, struct error *err);

/* The door is closed: everybody registered who was not marked did not come. */
enum status checkin_close(struct store *store, int64_t event_id, const char *actor, int64_t *ret_absent,
		struct error *err);

#endif
