/* Counted nouns by CLDR's plural rules (ICU). A pack's section [plural] has a line each:
 *
 *	people = one: {n} dalyvis | few: {n} dalyviai | many: {n} dalyvio | other: {n} dalyvių
 *
 * '{n}' is the number. All categories of the language must be there: a missing one would print a wrong form silently. */
#ifndef KVIESLYS_RENDER_PLURAL_H
#define KVIESLYS_RENDER_PLURAL_H

#include "language/pack.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

struct plurals; /* immutable, shared by threads */

/* Reads the pack's [plural]; faults (missing or unknown categories) go to `problems` under the name `file`.
 * ST_CONFIG: ICU has no rules for the locale. ST_NOMEM. */
enum status plurals_load(const struct language *language, const char *file, struct plurals **ret,
		struct problems *problems, struct error *err);
void plurals_free(struct plurals *plurals);

/* Appends the form of `key` for n; false when there is no such key. */
bool plural_format(const struct plurals *plurals, const char *key, size_t key_len, int64_t n, struct strbuf *out);
bool plural_has(const struct plurals *plurals, const char *key, size_t key_len);
/* "one", "few", "many", "other", "two", "zero". */
const char *plural_category(const struct plurals *plurals, int64_t n);
/* The keys, for nearest-name errors: NULL-ended, borrowed. */
const char *const *plural_keys(const struct plurals *plurals);

#endif
