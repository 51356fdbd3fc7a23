/* Words that spreadsheets and conditions use for countries, languages, sectors and kinds of organisations, in the
 * languages of our users, to the one form that the database keeps. Compared without case and accents. */
#ifndef KVIESLYS_DOMAIN_WORDS_H
#define KVIESLYS_DOMAIN_WORDS_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Each gives a static string, or NULL when the word is not known. An ISO code of any case is known for every country
 * (two letters) that has a top-level domain, and for the languages of Europe. */
const char *words_country(const char *text);  /* "Lietuva", "Litwa", "lt" -> "LT" */
const char *words_language(const char *text); /* "lietuvių", "Polish", "PL" -> "lt", "pl" */
const char *words_kind(const char *text);     /* "universitetas", "uczelnia" -> "university" */
const char *words_sector(const char *text);   /* "metalo apdirbimas", "metalowa" -> "metal"; NULL: keep as written */
/* "Mr", "pani", "p." … -> "m" or "f". */
const char *words_gender(const char *text);

/* Country by top-level domain ("lt" -> "LT"), NULL for none and for generic ones. */
const char *words_country_of_domain(const char *domain);

#endif
