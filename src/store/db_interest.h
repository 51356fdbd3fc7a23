/* Interest in cooperation offers: what a contact last said about an offer. */
#ifndef KVIESLYS_STORE_DB_INTEREST_H
#define KVIESLYS_STORE_DB_INTEREST_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

/* state: "interested", "maybe", "declined". A later answer replaces an earlier one; one that arrived before the noted one
 * changes nothing. *ret_changed: the state is another one now. */
enum status db_interest_set(struct store *store, int64_t offer_id, int64_t contact_id, int64_t reply_id,
		const char *state, int64_t at, bool *ret_changed, struct error *err);

#endif
