/* Names of people as they stand in mails: who writes, and names brought back to the nominative by the packs' tables
 * ([names.given] and [names.acc-m] … [names.dat-f]). Nothing is invented: a form that the tables do not explain stays as
 * it was written. */
#ifndef KVIESLYS_DOMAIN_PEOPLE_H
#define KVIESLYS_DOMAIN_PEOPLE_H

#include "language/pack.h"
#include "language/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>

#define PERSON_MAX_WORDS 4u
#define PERSON_MAX_BYTES 200u

struct person_words {
	char words[PERSON_MAX_WORDS][64];
	size_t n;
};

/* The name of a person in a display name ("KOTWICA RAFAŁ", "Kasparė, Lina", "Dr Anna Nowak | Firm", "Rookhuis via Info"): in
 * natural order, without titles. False for firms, offices, single words and addresses. */
bool person_of_display(const struct vocabulary *vocabulary, const char *display, char *buf, size_t size);
/* Whether both are the same person: the same words in any order, without case and marks; a shorter name may
 * be part of a longer one. */
bool person_same(const char *a, const char *b);
/* Brings a name to the nominative and natural order. `object`: the sentence needs an object case where a form is
 * ambiguous. `plain`: the text is written without marks. */
void person_nominative(const struct language *language, struct person_words *name, bool object, bool plain);
/* Whether the word has an ending of [names.patronymic]; whether it is a given name in any case; `nominative` only in that one. */
bool person_is_patronymic(const struct language *language, const char *word);
bool person_is_given(const struct language *language, const char *word, bool plain, bool nominative);

#endif
