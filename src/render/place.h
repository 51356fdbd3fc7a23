/* Names of places in a language, as CLDR has them. */
#ifndef KVIESLYS_RENDER_PLACE_H
#define KVIESLYS_RENDER_PLACE_H

#include "util/strbuf.h"

/* Appends the name of a country (ISO 3166 alpha-2) in a language: "Litwa" for LT in pl; the code itself where there is no
 * such country. */
void place_country(const char *language, const char *country, struct strbuf *out);

#endif
