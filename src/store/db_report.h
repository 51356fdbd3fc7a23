/* What reports count: read-only queries over a whole event. */
#ifndef KVIESLYS_STORE_DB_REPORT_H
#define KVIESLYS_STORE_DB_REPORT_H

#include "store/store.h"
#include "util/id_set.h"

#include <stdbool.h>
#include <stdint.h>

/* Strings are the caller's: report_event_release(). */
struct report_event {
	int64_t id;
	char *key;
	char *title; /* in the language asked for, else any */
	char *place;
	char *funding;
	char *zone;
	int64_t start_at, end_at;
	int64_t capacity;
};

void report_event_release(struct report_event *event);

/* What one contact adds to the counts. Strings are valid during the call only, never NULL ("-" for unknown). */
struct report_fact {
	const char *country, *sector, *kind, *language;
	int64_t invited, delivered, bounced, answered;                 /* 0 or 1 */
	int64_t registered, waiting;                                   /* persons */
	int64_t undecided, declined, cancelled;                        /* 0 or 1 */
	int64_t attended, no_show, walk_in;                            /* persons */
};

struct report_person {
	const char *name, *organisation, *country, *email, *state, *source, *code; /* NULL when unknown */
	int64_t since;
};

struct report_quota {
	const char *name;
	int64_t seats, taken, waiting;
};

/* ST_NOT_FOUND when no event has that key. */
enum status db_report_event(struct store *store, const char *key, const char *language,
		struct report_event *ret, struct error *err);
/* `only`: of these contacts, NULL: of all. */
/* Calls `each` for every contact that was invited, answered or registered. An answer other than ST_OK ends the walk. */
enum status db_report_facts(struct store *store, int64_t event_id, int64_t now, const struct id_set *only,
		enum status (*each)(void *arg, const struct report_fact *fact), void *arg, struct error *err);
/* By state, organisation and name. restricted: also the names of erased people that are kept as evidence alone. */
enum status db_report_people(struct store *store, int64_t event_id, int64_t now, bool restricted, const struct id_set *only,
		enum status (*each)(void *arg, const struct report_person *person), void *arg, struct error *err);
enum status db_report_quotas(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, const struct report_quota *quota), void *arg, struct error *err);

#endif
