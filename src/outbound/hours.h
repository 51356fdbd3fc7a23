/* Business hours ([sending] hours, days) in the recipient's own zone, for letters of campaigns. Belongs to one thread. */
#ifndef KVIESLYS_OUTBOUND_HOURS_H
#define KVIESLYS_OUTBOUND_HOURS_H

#include "domain/config.h"
#include "util/error.h"

#include <stdint.h>

struct hours;

/* *ret is NULL when the configuration wants none; the other functions accept that. ST_CONFIG: days that are none. */
enum status hours_open(const struct config *config, struct hours **ret, struct error *err);
void hours_close(struct hours *hours);
/* 0: open now; else when it opens. `country` NULL, or of several zones: UTC. */
enum status hours_wait(struct hours *hours, const char *country, int64_t now, int64_t *ret_opens_at, struct error *err);

#endif
