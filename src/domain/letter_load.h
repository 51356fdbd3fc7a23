/* Topics of letters from the database and the configuration. */
#ifndef KVIESLYS_DOMAIN_LETTER_LOAD_H
#define KVIESLYS_DOMAIN_LETTER_LOAD_H

#include "domain/config.h"
#include "domain/letter.h"
#include "store/store.h"

#include <stdint.h>

/* Makes the topic of an event, else of an offer (ids that are 0 are absent; both 0: *ret is NULL and ST_OK). The result does
 * not need the store any more. ST_NOT_FOUND (no such event, no [funding NAME] of the event's), ST_INVALID, ST_IO (an
 * image), ST_NOMEM, ST_DB. */
enum status letter_topic_load(const struct letter_book *book, struct store *store, const struct config *config,
		int64_t event_id, int64_t offer_id, struct letter_topic **ret, struct error *err);

#endif
