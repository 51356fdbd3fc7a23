/* Which quota registrations belong to, after the quotas of an event have changed. */
#ifndef KVIESLYS_DOMAIN_REGISTRATION_GROUP_H
#define KVIESLYS_DOMAIN_REGISTRATION_GROUP_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* Finds the quota of every registration of the event anew, in the caller's transaction or its own. */
enum status registration_regroup(struct store *store, int64_t event_id, int64_t now, struct error *err);

#endif
