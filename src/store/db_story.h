/* Contacts in rows, and the story of one: what was sent, answered, decided, in order of time. */
#ifndef KVIESLYS_STORE_DB_STORY_H
#define KVIESLYS_STORE_DB_STORY_H

#include "store/store.h"
#include "util/id_set.h"
#include "util/error.h"

#include <stdint.h>

struct contact_line {
	const char *email, *name, *organisation, *country, *language, *status, *suppressed; /* NULL when absent */
};
/* All members of the list (NULL: everybody), by address. Texts are valid during the call. */
enum status db_contact_lines(struct store *store, const char *list, const struct id_set *only,
		enum status (*each)(void *arg, const struct contact_line *line, struct error *err), void *arg,
		struct error *err);

struct story_line {
	int64_t at;
	const char *what;   /* message, reply, registration, basis, list, change, suppression */
	const char *about;  /* campaign, event, list … */
	const char *state;
	const char *detail; /* the server's answer, the words, old and new value … */
};
/* Everything that happened to a contact, oldest first. Texts are valid during the call. */
enum status db_contact_story(struct store *store, int64_t contact_id, const char *email_key,
		enum status (*each)(void *arg, const struct story_line *line, struct error *err), void *arg,
		struct error *err);

#endif
