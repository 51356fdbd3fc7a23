/* Names found in a text: where they stand and whether their bearers come. */
#ifndef KVIESLYS_DOMAIN_PEOPLE_NAMES_H
#define KVIESLYS_DOMAIN_PEOPLE_NAMES_H

#include "domain/intent_private.h"
#include "domain/people.h"

#define NAMES_MAX 64u

struct found_name {
	char text[PERSON_MAX_BYTES];
	const struct token *email; /* beside the name, or NULL */
	uint32_t first, end;       /* tokens */
	bool writer;               /* says only who "I" is */
};

/* Whether a person is named who is neither the writer, nor greeted, nor in the sign-off. */
bool names_mentioned(const struct reading *r);
/* The names of those who come, in order, each once; at most NAMES_MAX. */
size_t names_coming(const struct reading *r, struct found_name ret[NAMES_MAX]);

#endif
