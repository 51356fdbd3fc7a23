/* The words by which people join a list by mail and leave it: [list] of every pack's list.conf. */
#ifndef KVIESLYS_DOMAIN_LIST_WORDS_H
#define KVIESLYS_DOMAIN_LIST_WORDS_H

#include "language/pack.h"

#include <stdbool.h>

enum list_command { LIST_NOTHING, LIST_JOIN, LIST_LEAVE, LIST_CONFIRM, LIST_DECLINE };

struct list_request {
	enum list_command command;
	const char *language; /* of the words; borrowed from the packs, NULL: none */
};

/* The request of a mail: its subject, or the first line of its own words, is one of the phrases as a whole; case, accents and
 * punctuation at the ends do not matter. Subject and text that ask for different things ask for nothing. Both may be NULL. */
struct list_request list_words_read(const struct languages *languages, const char *subject, const char *text);

#endif
