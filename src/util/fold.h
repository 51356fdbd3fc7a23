/* Text as it is compared: without case and accents. Latin letters lose their marks (š → s, ł → l, ß → ss), Cyrillic ones
 * only their case (and ё → е), as do Greek ones; composed and decomposed spellings give the same; typographic
 * quotes and dashes become plain ones, runs of blanks one blank, blanks at the ends nothing. */
#ifndef KVIESLYS_UTIL_FOLD_H
#define KVIESLYS_UTIL_FOLD_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads one character of UTF-8 and moves *s on. Bytes that are no UTF-8 give U+FFFD, one at a time. `*s < end`. */
uint32_t utf8_next(const char **s, const char *end);
void utf8_add(struct strbuf *out, uint32_t c);
bool utf8_valid(const char *s, size_t len);
/* How many characters. */
size_t utf8_count(const char *s, size_t len);

/* Appends the folded text. */
void fold_add(struct strbuf *out, const char *s, size_t len);
/* The same into a buffer, cut at a character when it does not fit. Returns the length. */
size_t fold_into(const char *s, size_t len, char *buf, size_t size);
/* The folded letters and digits of a string alone, for headings that people write in their own way:
 * "El. paštas" → "elpastas". Cut when it does not fit. Returns the length. */
size_t fold_key(const char *s, char *buf, size_t size);
/* Whether both are the same when folded. */
bool fold_equal(const char *a, const char *b);

/* Scripts of letters in a text, as bits. */
enum { SCRIPT_LATIN = 1, SCRIPT_CYRILLIC = 2, SCRIPT_GREEK = 4, SCRIPT_OTHER = 8 };
unsigned fold_scripts(const char *s, size_t len);

#endif
