/* Business hours ([sending] hours, days) in the recipient's own zone, for letters of campaigns. Belongs to one thread. */
#ifndef KVIESLYS_OUTBOUND_HOURS_H
#define KVIESLYS_OUTBOUND_HOURS_H

#include "domain/config.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct hours;

/* *ret is NULL when the configuration wants none; the other functions accept that. ST_CONFIG: days that are none. */
enum status hours_open(const struct config *config, struct hours **ret, struct error *err);
/* The same for letters about an event's day, which always keep business hours: 08:00 to 18:00 where none are configured. */
enum status hours_open_daily(const struct config *config, struct hours **ret, struct error *err);
void hours_close(struct hours *hours);
void hours_cleanup(struct hours **hours);
/* 0: open now; else when it opens. `country` NULL, or of several zones: UTC. */
enum status hours_wait(struct hours *hours, const char *country, int64_t now, int64_t *ret_opens_at, struct error *err);
/* The open time nearest to `t` in the zone: `earlier`, on the same day or an open day before it (an hour before closing at the
 * latest), else at `t` or later. ST_INVALID: no such zone. */
enum status hours_fit(struct hours *hours, const char *zone, int64_t t, bool earlier, int64_t *ret, struct error *err);

#endif
