/* Topics of letters from the database and the configuration. */
#ifndef KVIESLYS_DOMAIN_LETTER_LOAD_H
#define KVIESLYS_DOMAIN_LETTER_LOAD_H

#include "domain/config.h"
#include "domain/letter.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

/* What a letter is about; ids that are 0 are absent. */
struct letter_topic_ids {
	int64_t event_id, offer_id;
	int64_t survey_id; /* beside an event (thanks with a questionnaire), or alone */
};
bool letter_topic_ids_equal(const struct letter_topic_ids *a, const struct letter_topic_ids *b);

/* Makes the topic of an event, else of an offer, with a questionnaire (no id at all: *ret is NULL and ST_OK). The result
 * does not need the store any more. ST_NOT_FOUND (no such event, no [funding NAME] of the event's), ST_INVALID, ST_IO (an
 * image), ST_NOMEM, ST_DB. */
enum status letter_topic_load(const struct letter_book *book, struct store *store, const struct config *config,
		const struct letter_topic_ids *ids, struct letter_topic **ret, struct error *err);

#endif
