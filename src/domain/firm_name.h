/* Names of firms as they are compared: folded, without quotation marks and without the legal form.
 * UAB „Žalgiris“, Žalgiris, UAB and "zalgiris uab" all give "zalgiris". */
#ifndef KVIESLYS_DOMAIN_FIRM_NAME_H
#define KVIESLYS_DOMAIN_FIRM_NAME_H

#include "util/strbuf.h"

#include <stdbool.h>

/* Appends the key. A name that is nothing but a legal form keeps it. Empty for an empty name. */
void firm_name_key(const char *name, struct strbuf *out);
/* Appends a rougher key for likely duplicates: Cyrillic in Latin letters, spelling variants of the region's languages made
 * one (sz, š, sh → s; w → v; doubled letters once), words in alphabetical order. Never a reason to merge by itself. */
void firm_name_sound(const char *name, struct strbuf *out);
/* Likeness of two keys from 0 to 1 by the pairs of letters they share. */
double firm_name_likeness(const char *a, const char *b);

#endif
