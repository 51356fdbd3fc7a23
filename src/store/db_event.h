/* Events with their texts and quotas. */
#ifndef KVIESLYS_STORE_DB_EVENT_H
#define KVIESLYS_STORE_DB_EVENT_H

#include "store/db_text.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_quota {
	char *name;
	char *condition;
	int64_t seats;
	int64_t release_at; /* 0: never */
};

/* Owns all it points to. */
struct event {
	int64_t id; /* 0: not stored yet */
	char *key;
	char *zone;
	char *funding; /* name of a [funding NAME] section of kvieslys.conf; NULL: none */
	int64_t start_at, end_at;
	int64_t capacity, party_max;
	int64_t answer_by; /* 0: none */
	int64_t sequence;  /* iCalendar SEQUENCE */
	int64_t updated_at;
	bool called_off;
	struct event_quota *quotas;
	size_t n_quotas;
	struct texts texts;
};

#define EVENT_INIT { .id = 0 }
#define CLEANUP_EVENT CLEANUP(event_release)
void event_release(struct event *event);

/* The id of a key. ST_NOT_FOUND names it. */
enum status db_event_id(struct store *store, const char *key, int64_t *ret_id, struct error *err);
/* The whole event. ST_NOT_FOUND. */
enum status db_event_load(struct store *store, int64_t id, struct event *ret, struct error *err);
/* Adds the event (id 0) or writes all of it. Quotas are known by their names; registrations of a quota that is gone
 * belong to none. */
enum status db_event_save(struct store *store, struct event *event, int64_t now, struct error *err);

struct event_line {
	int64_t id, start_at, end_at, capacity, sequence;
	int64_t registered, waiting, undecided, declined, cancelled; /* the first two are people */
	const char *key, *zone, *state, *title;
};
/* All events, by start; texts are valid during the call. `language` of the title, else any. */
enum status db_event_each(struct store *store, const char *language,
		enum status (*each)(void *arg, const struct event_line *line, struct error *err), void *arg,
		struct error *err);

#endif
