/* Where names of people stand in a text, whoever they are: the first step of people_names.h. */
#ifndef KVIESLYS_DOMAIN_PEOPLE_SCAN_H
#define KVIESLYS_DOMAIN_PEOPLE_SCAN_H

#include "domain/intent_private.h"
#include "domain/people.h"

struct scan {
	const struct reading *r;
	const struct language *language;
	bool plain;       /* the text is written without marks, or hastily */
	bool small;       /* without capitals */
	bool nouns;       /* every noun has a capital in this language */
	uint32_t closing; /* token from which the sign-off begins */
};

struct scan scan_of(const struct reading *r);
/* The name that begins at word i: how many words, 0 when none does. A given name alone is one of one word. */
uint32_t scan_name(const struct scan *s, uint32_t i);
/* Whether the word is a given name in some case. */
bool scan_given(const struct scan *s, uint32_t i);
/* Whether the name at i is written with an initial ("G. Rekašiūtė"), or turned about ("Ekdahl, Rolf"). */
bool scan_initial(const struct scan *s, uint32_t i);
bool scan_turned(const struct scan *s, uint32_t i);
/* The word as a name is written. */
void scan_word(const struct scan *s, uint32_t i, char word[64]);
/* Whether a phrase of one of the sections (bits) begins in the words from..to-1 and is not covered. */
bool scan_hit(const struct reading *r, uint32_t from, uint32_t to, unsigned sections);

#define BIT(s) (1u << (s))
#define COMING (BIT(SEC_YES) | BIT(SEC_REGISTER) | BIT(SEC_INSTEAD) | BIT(SEC_GROUP) | BIT(SEC_PLUS) | BIT(SEC_WISH) | BIT(SEC_SELF))
#define NOT_COMING (BIT(SEC_NO) | BIT(SEC_CANCEL) | BIT(SEC_OTHER) | BIT(SEC_UNSUBSCRIBE))

#endif
