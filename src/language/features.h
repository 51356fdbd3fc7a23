/* A text as features for a linear classifier: which words, pairs of neighbouring words and pieces of words it holds, each
 * hashed into one of FEATURE_BUCKETS ("feature hashing", Weinberger et al. 2009). The same for every language: words are
 * folded, so that case and diacritics do not matter; pairs of the words' beginnings and pieces of two to four letters
 * bring the forms of one word together. */
#ifndef KVIESLYS_LANGUAGE_FEATURES_H
#define KVIESLYS_LANGUAGE_FEATURES_H

#include "language/tokens.h"

#include <stddef.h>
#include <stdint.h>

#define FEATURE_BITS 18u
#define FEATURE_BUCKETS (1u << FEATURE_BITS)
#define FEATURES_MAX_WORDS 400u /* of a text that are looked at: the first ones */
#define FEATURES_OF_WORD 256u   /* at most so many */

struct features {
	size_t n;                            /* how many bits are set */
	uint64_t bits[FEATURE_BUCKETS / 64]; /* by bucket: the text has it */
};

/* `context` is a word on its own that goes with the text ("offer"). Linear in the words. */
void features_read(const struct tokens *tokens, const char *context, struct features *ret);
/* The next bucket that is set, from `from` on; FEATURE_BUCKETS: none. */
uint32_t features_next(const struct features *features, uint32_t from);
/* The buckets of one word by itself, some perhaps twice. Returns how many. */
size_t features_of_word(const struct token *word, uint32_t ret[FEATURES_OF_WORD]);

#endif
