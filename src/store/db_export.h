/* Everything that a workspace knows, noun by noun, for moving out. Columns are a promise: only added to. */
#ifndef KVIESLYS_STORE_DB_EXPORT_H
#define KVIESLYS_STORE_DB_EXPORT_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum export_kind { EXPORT_TEXT, EXPORT_NUMBER, EXPORT_REAL, EXPORT_TIME, EXPORT_BOOL, EXPORT_JSON };

#define EXPORT_MAX_COLUMNS 32

struct export_column {
	const char *name;
	enum export_kind kind;
	const char *help;
};

struct export_noun {
	const char *name; /* of the file */
	const char *help;
	const char *sql;
	struct export_column columns[EXPORT_MAX_COLUMNS + 1]; /* ended by a NULL name */
};
extern const struct export_noun export_nouns[]; /* ended by a NULL name */

struct export_cell {
	bool absent;
	int64_t number; /* numbers, times, booleans */
	double real;
	const char *text; /* texts and JSON; valid during the call */
};
/* All rows of a noun, in an order that does not change. */
enum status db_export_each(struct store *store, const struct export_noun *noun,
		enum status (*each)(void *arg, const struct export_cell *cells, size_t n, struct error *err), void *arg, struct error *err);
/* Tables that are in no file, for the test that none is forgotten. */
extern const char *const export_left_out[];

#endif
