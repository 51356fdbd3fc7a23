/* Segments: conditions kept under a name. */
#ifndef KVIESLYS_STORE_DB_SEGMENT_H
#define KVIESLYS_STORE_DB_SEGMENT_H

#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the condition of a segment. ST_NOT_FOUND. */
enum status db_segment_condition(struct store *store, const char *name, struct strbuf *ret, struct error *err);
/* Adds or changes; *ret_id its id. */
enum status db_segment_put(struct store *store, const char *name, const char *condition, int64_t *ret_id,
		struct error *err);
/* All, by name; texts are valid during the call. */
enum status db_segment_each(struct store *store,
		enum status (*each)(void *arg, const char *name, const char *condition, struct error *err), void *arg,
		struct error *err);

#endif
