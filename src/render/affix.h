/* A table of endings and whole words from a language pack: "-as = …" an ending, "kuba = …" a whole word. The whole word
 * wins, then the longest ending. Words are compared in lower case. */
#ifndef KVIESLYS_RENDER_AFFIX_H
#define KVIESLYS_RENDER_AFFIX_H

#include "language/pack.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

#define AFFIX_WORD_MAX 128 /* bytes of a word; longer ones match nothing */

struct affix {
	char *key;         /* lower case, without '-' */
	size_t len;
	bool ending;
	const char *value; /* borrowed from the pack */
	double weight;     /* the number in the value, else what the caller gave */
	int line;
};

struct affix_table {
	struct affix *rows; /* sorted */
	size_t n;
	size_t longest; /* bytes of the longest ending */
};

enum status affix_load(const struct language *language, const char *section, struct affix_table *ret, struct error *err);
void affix_release(struct affix_table *table);
/* `word` in lower case (affix_lower). NULL when nothing fits. */
const struct affix *affix_find(const struct affix_table *table, const char *word, size_t len);
/* Lower case of UTF-8 into `ret`; false when it does not fit or is not UTF-8. */
bool affix_lower(const char *word, size_t len, char ret[AFFIX_WORD_MAX], size_t *ret_len);

#endif
