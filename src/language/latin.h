/* Words of a Cyrillic language as people without a Cyrillic keyboard write them: "pridem vdvoem". A pack's [latin] section
 * maps letters, Cyrillic and Latin ones, to one spelling that all ways of writing share ("щ = sh", "shch = sh", "ya = ia"); the
 * longest key wins, what has no key stays. Both the pack's words and the text are brought to that spelling. */
#ifndef KVIESLYS_LANGUAGE_LATIN_H
#define KVIESLYS_LANGUAGE_LATIN_H

#include "language/pack.h"
#include "language/tokens.h"

#include <stdbool.h>

struct latin;

/* Whether the pack has the section. */
bool latin_has(const struct language *language);
/* The table made ready; `language` must outlive it. NULL when out of memory. */
struct latin *latin_new(const struct language *language);
void latin_free(struct latin *latin);
/* Appends a folded word in that spelling. */
void latin_add(const struct latin *latin, const char *word, size_t len, struct strbuf *out);
/* The same words with their folds so spelled. `tokens` must live as long as *ret, which must be TOKENS_INIT. ST_NOMEM only. */
enum status latin_tokens(const struct latin *latin, const struct tokens *tokens, struct tokens *ret, struct error *err);

#endif
