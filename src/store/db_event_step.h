/* Steps of campaigns whose time is the event's: the day before it to those registered, after it to those who came or did not. Their
 * rows are made when they are due, so they move with the event; nobody gets the same letter about an event twice, whichever
 * campaign wrote first. */
#ifndef KVIESLYS_STORE_DB_EVENT_STEP_H
#define KVIESLYS_STORE_DB_EVENT_STEP_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How long after its time a letter of thanks still goes out: lists of who came are written days later. */
#define EVENT_STEP_GRACE (30 * (int64_t)86400)

struct event_step {
	int64_t campaign_id, number, event_id;
	bool from_end;         /* counted from the event's end, else from its start */
	int64_t after_seconds; /* negative: before */
	int64_t start, end;    /* of the event */
	char zone[64];         /* of the event */
};
/* Those of running campaigns whose event is not called off and was over at most 60 days before `now`. *ret is the caller's. */
enum status db_event_step_list(struct store *store, int64_t now, struct event_step **ret, size_t *ret_n, struct error *err);
/* Rows of the step for everybody whom it concerns and who has none yet, to be sent from `due_at` on. Who registered after
 * `time` (when the step's own time was) has just been told everything. *ret_n: how many. */
enum status db_event_step_fill(struct store *store, const struct event_step *step, int64_t time, int64_t due_at, int64_t *ret_n,
		struct error *err);
/* Rows that were made, have not been tried and are before their time, because the event has moved: they wait. */
enum status db_event_step_postpone(struct store *store, const struct event_step *step, int64_t time, struct error *err);
/* Whether what a row was made for still holds: the event stands and has not begun, the contact is registered, came … *ret_why is
 * NULL when it does; else a text that lives for ever. */
enum status db_event_step_stands(struct store *store, int64_t campaign_id, int64_t step, int64_t contact_id, int64_t now,
		const char **ret_why, struct error *err);

#endif
