/* What letters say of an event or an offer: its row and all its texts, read together. */
#ifndef KVIESLYS_STORE_DB_TOPIC_H
#define KVIESLYS_STORE_DB_TOPIC_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_topic_text {
	char *language, *key, *value;
};

struct db_topic {
	char *key;
	char *zone, *funding;          /* of an event */
	char *kind, *country, *sector; /* of an offer, as those below; see db_offer.h */
	char *targets, *sdgs, *programme, *call;
	int64_t start, end, answer_by; /* answer_by 0: none */
	int64_t valid_until, interest_until; /* 0: none */
	int64_t capacity, party_max, sequence;
	bool called_off, coordinator;
	struct db_topic_text *texts;
	size_t n_texts;
};

#define DB_TOPIC_INIT { .key = NULL }
#define CLEANUP_DB_TOPIC CLEANUP(db_topic_release)
void db_topic_release(struct db_topic *topic);

/* ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_topic_event(struct store *store, int64_t event_id, struct db_topic *ret, struct error *err);
enum status db_topic_offer(struct store *store, int64_t offer_id, struct db_topic *ret, struct error *err);

#endif
