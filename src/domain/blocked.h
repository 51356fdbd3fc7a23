/* Who of a campaign's audience may not be written to, and why: asked before the first letter leaves, of the same rules that are asked
 * when each is written (consent.h). */
#ifndef KVIESLYS_DOMAIN_BLOCKED_H
#define KVIESLYS_DOMAIN_BLOCKED_H

#include "domain/consent.h"
#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

struct blocked_counts {
	int64_t contacts; /* of the audience */
	int64_t blocked;
};

/* Gathers the audience (temp.audience) and calls `each` (may be NULL) for those whom the first letter would not reach at `now`. Texts are
 * valid during the call. ST_NOT_FOUND: no such campaign, list or segment. */
enum status blocked_walk(struct store *store, struct consent *consent, int64_t campaign_id, int64_t now,
		enum status (*each)(void *arg, const char *email, const char *why, struct error *err), void *arg,
		struct blocked_counts *ret, struct error *err);

#endif
