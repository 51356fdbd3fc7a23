/* Small helpers on folded words (util/fold.h does the folding). */
#ifndef KVIESLYS_UTIL_TEXT_H
#define KVIESLYS_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Words longer than this, in characters, are not compared. */
#define TEXT_MAX_WORD 48u

/* How many letters must be changed, added, dropped or swapped with the next one to make `a` into `b`; max + 1 when it is
 * more than `max`. Work is bounded by TEXT_MAX_WORD squared. */
unsigned text_distance(const char *a, size_t a_len, const char *b, size_t b_len, unsigned max);

/* Writes a word in small letters but for its first: "GARROUSSE" → "Garrousse". Parts joined by '-' or an apostrophe each begin with
 * a capital. Marks stay, unlike in folding. Cut at a character when `size` is too small; returns the length. */
size_t text_title(const char *s, size_t len, char *buf, size_t size);

/* A hash of bytes, for tables in memory (FNV-1a). */
uint32_t text_hash(const char *s, size_t len);

#endif
