/* What is read of contacts to find the same person twice. */
#ifndef KVIESLYS_STORE_DB_DUPLICATES_H
#define KVIESLYS_STORE_DB_DUPLICATES_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

struct duplicate_person {
	int64_t id, organisation_id; /* 0: none */
	const char *email_key;
	const char *name;  /* given and family name where there is no whole one; "" for none */
	const char *phone; /* NULL: none */
};
/* All but office mailboxes and erased ones; texts are valid during the call. */
enum status db_duplicate_people_each(struct store *store,
		enum status (*each)(void *arg, const struct duplicate_person *person, struct error *err), void *arg, struct error *err);

#endif
