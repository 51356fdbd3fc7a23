/* When letters about an event's day are due: the day before, the day after, in the business hours of the venue. */
#ifndef KVIESLYS_OUTBOUND_EVENT_STEPS_H
#define KVIESLYS_OUTBOUND_EVENT_STEPS_H

#include "domain/config.h"
#include "store/db_event_step.h"
#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

struct hours;

/* The time of a step: before the event moved to an earlier open hour, after it to a later one. */
enum status event_step_time(struct hours *hours, const struct event_step *step, int64_t *ret, struct error *err);

/* Makes the rows of all steps that are due by `now`; rows that an event moved away from wait for it. In the caller's
 * transaction. *ret_n: how many rows were made. ST_DB, ST_CONFIG (days that are none), ST_NOMEM. */
enum status event_steps_make(struct store *store, const struct config *config, int64_t now, int64_t *ret_n, struct error *err);

#endif
