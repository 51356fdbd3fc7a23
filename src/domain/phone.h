/* Telephone numbers in one form: +37031550011. */
#ifndef KVIESLYS_DOMAIN_PHONE_H
#define KVIESLYS_DOMAIN_PHONE_H

#include <stdbool.h>

#define PHONE_SIZE 64

/* Writes the number in international form where that is certain (a + or 00, or the ways of writing of `country`: "LT",
 * "PL" and their neighbours), else the text as it is without doubled blanks. False when it can be no number (fewer than 5 or more than 15
 * digits, letters in front); ret is the text then. country may be NULL. */
bool phone_normalize(const char *text, const char *country, char ret[PHONE_SIZE]);

#endif
