/* For match*.c alone: the keys that a mail holds. */
#ifndef KVIESLYS_DOMAIN_MATCH_PRIVATE_H
#define KVIESLYS_DOMAIN_MATCH_PRIVATE_H

#include "domain/match.h"
#include "store/db_message.h"
#include "util/cleanup.h"

struct match_found {
	bool any;
	bool several; /* of different invitations */
	struct message_key key;
};

struct match_keys {
	struct match_found found[MATCH_CALENDAR_UID + 1]; /* by enum match_key */
};

enum status match_keys_find(struct store *store, const struct token_key *key, struct mail *mail,
		const struct match_hints *hints, struct match_keys *ret, struct error *err);

/* The list whose address the mail came to; 0: none. */
enum status match_list_find(struct store *store, struct mail *mail, int64_t *ret, struct error *err);

#endif
