/* Sets of row ids as bits: a million ids are 125 KB, and two sets are joined in microseconds. For ids that are given out one
 * after another; ID_SET_MAX bounds the memory. A zeroed struct is an empty set. */
#ifndef KVIESLYS_UTIL_ID_SET_H
#define KVIESLYS_UTIL_ID_SET_H

#include "util/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ID_SET_MAX (INT64_C(1) << 28)

struct id_set {
	uint64_t *words;
	size_t n_words;
};

#define CLEANUP_ID_SET CLEANUP(id_set_release)
void id_set_release(struct id_set *set);

/* False when out of memory or when the id is below 0 or not below ID_SET_MAX. */
bool id_set_add(struct id_set *set, int64_t id);
bool id_set_has(const struct id_set *set, int64_t id);
int64_t id_set_count(const struct id_set *set);
/* The smallest id that is `from` or more, -1: there is none. */
int64_t id_set_next(const struct id_set *set, int64_t from);

/* What both have; what the second has is taken away; what either has (false: out of memory). */
void id_set_keep(struct id_set *set, const struct id_set *other);
void id_set_take(struct id_set *set, const struct id_set *other);
bool id_set_join(struct id_set *set, const struct id_set *other);

#endif
