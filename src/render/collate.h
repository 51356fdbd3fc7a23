/* Order of words as readers of a language know it: Č behind C in Lithuanian, Ł behind L in Polish. For lists that people
 * read; what is looked for is folded instead (util/fold.h), so that it is found however it is written. */
#ifndef KVIESLYS_RENDER_COLLATE_H
#define KVIESLYS_RENDER_COLLATE_H

#include "util/error.h"

struct collator; /* belongs to one thread */

/* `language`: "lt"; NULL or unknown: the order that is common to all. ST_NOMEM, ST_INVALID (ICU without its data). */
enum status collator_new(const char *language, struct collator **ret, struct error *err);
void collator_free(struct collator *collator);
#define CLEANUP_COLLATOR __attribute__((cleanup(collator_cleanup)))
void collator_cleanup(struct collator **collator);

/* Below, equal to or above 0, as strcmp(). NULL stands behind everything. */
int collator_compare(struct collator *collator, const char *a, const char *b);
/* Names of people: by the last word, the surname, then as a whole. */
int collator_compare_names(struct collator *collator, const char *a, const char *b);

#endif
