/* Interest in cooperation offers: what a contact last said about an offer. */
#ifndef KVIESLYS_STORE_DB_INTEREST_H
#define KVIESLYS_STORE_DB_INTEREST_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* state: "interested", "maybe", "declined". A later answer replaces an earlier one; one that arrived before the noted one
 * changes nothing. *ret_changed: the state is another one now; *ret_passed_on: the adviser was told of it as it was before. */
enum status db_interest_set(struct store *store, int64_t offer_id, int64_t contact_id, int64_t reply_id,
		const char *state, int64_t at, bool *ret_changed, bool *ret_passed_on,
		struct error *err);

/* From "interested" to "passed-on": the adviser was told. */
enum status db_interest_set_passed_on(struct store *store, int64_t offer_id, int64_t contact_id, struct error *err);

/* What an adviser is told about who is interested. Owned; NULL: not known. */
struct interest_party {
	char *offer;   /* the organiser's reference */
	char *adviser; /* address; NULL: staff */
	char *name, *email, *phone, *organisation, *country;
};
#define CLEANUP_INTEREST_PARTY CLEANUP(interest_party_release)
void interest_party_release(struct interest_party *party);
/* ret is empty or is released by the caller whatever is returned. ST_NOT_FOUND. */
enum status db_interest_party(struct store *store, int64_t offer_id, int64_t contact_id, struct interest_party *ret,
		struct error *err);

#endif
