/* The attendance report of an event: invited, delivered, answered, registered, waiting, declined, attended; in total and by
 * country, sector, kind and language; quotas; the people. Persons are counted for registered, waiting, attended, no_show,
 * walk_in; contacts for the others. Registered persons either attended or did not (no_show); walk-ins are separate. */
#ifndef KVIESLYS_REPORT_ATTENDANCE_H
#define KVIESLYS_REPORT_ATTENDANCE_H

#include "language/pack.h"
#include "store/store.h"
#include "util/error.h"
#include "util/id_set.h"
#include "util/printer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum attendance_count {
	COUNT_INVITED, COUNT_DELIVERED, COUNT_BOUNCED, COUNT_ANSWERED, COUNT_REGISTERED, COUNT_WAITING,
	COUNT_UNDECIDED, COUNT_DECLINED, COUNT_CANCELLED, COUNT_ATTENDED, COUNT_NO_SHOW, COUNT_WALK_IN,
	COUNT_N
};

extern const char *const attendance_count_names[COUNT_N];

struct attendance_group {
	char *name; /* "LT" */
	int64_t counts[COUNT_N];
};

enum attendance_dimension { BY_COUNTRY, BY_SECTOR, BY_KIND, BY_LANGUAGE, BY_N };

extern const char *const attendance_dimension_names[BY_N];

struct attendance_quota {
	char *name;
	int64_t seats, taken, waiting;
};

struct attendance_person {
	char *name, *organisation, *country, *email, *state, *source;
	int64_t since;
};

struct attendance {
	char *event, *title, *place, *zone, *funding;
	int64_t start_at, end_at, capacity;
	int64_t counts[COUNT_N];
	struct {
		struct attendance_group *groups; /* by name */
		size_t n;
	} by[BY_N];
	struct attendance_quota *quotas;
	size_t n_quotas;
	struct attendance_person *people; /* registered ones by name, then those who wait … by arrival */
	size_t n_people;
};

/* Gathers the report of the event with that key as of `now`; titles in `language` where there are some. People who were
 * erased are counted; their names, kept as evidence, are shown only to `restricted_to` (NULL: to nobody), which the audit log
 * tells. `only`: of these contacts alone; NULL: of all. Quotas
 * are told as they are. */
enum status attendance_gather(struct store *store, const char *event, const char *language, int64_t now,
		const char *restricted_to, const struct id_set *only, struct attendance *ret, struct error *err);
void attendance_release(struct attendance *report);

/* Prints it: text and CSV with headings of `language` (its section [report]; English where NULL or a word is missing),
 * JSON in one line; XLSX and HTML hold the same numbers, PDF is the sign-in sheet for the door. */
enum status attendance_print(const struct attendance *report, const struct language *language,
		enum output_format format, FILE *out, struct error *err);

#endif
