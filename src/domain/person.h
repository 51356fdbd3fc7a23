/* A person by address: what the rights of the GDPR begin with. There need not be a contact: the address may stand in somebody
 * else's party, in a mail that belonged to nothing, or in the suppressions alone. */
#ifndef KVIESLYS_DOMAIN_PERSON_H
#define KVIESLYS_DOMAIN_PERSON_H

#include "mail/address.h"
#include "store/db_contact.h"
#include "store/db_person.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/token.h"

struct person {
	struct address address;
	char hash[65];
	struct contact contact; /* id 0: there is none */
	char *name;             /* as people write it; NULL: not known */
	char *name_key;         /* folded, two words at least; NULL */
	struct person_ref ref;  /* of the above, for store/ */
};

#define PERSON_INIT { .contact = CONTACT_INIT }
#define CLEANUP_PERSON CLEANUP(person_release)
void person_release(struct person *person);

/* ST_INVALID: no address. Somebody nothing is known of is found too, with nothing but the address. */
enum status person_find(struct store *store, const struct token_key *key, const char *address, struct person *ret,
		struct error *err);
/* The same for a contact's id. ST_NOT_FOUND. */
enum status person_load(struct store *store, const struct token_key *key, int64_t contact_id, struct person *ret,
		struct error *err);
/* Whether any row names the person. */
enum status person_is_named(struct store *store, const struct person *person, bool *ret, struct error *err);

#endif
