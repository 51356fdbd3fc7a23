/* Joining and leaving lists by mail, with double opt-in: a request makes a letter that asks to confirm, the answer to it makes
 * the member and the consent, with both mails as its proof. Nobody is a contact before he confirms. */
#ifndef KVIESLYS_DOMAIN_SUBSCRIPTION_H
#define KVIESLYS_DOMAIN_SUBSCRIPTION_H

#include "domain/config.h"
#include "store/store.h"
#include "util/error.h"

/* The address by which people join a list (made when new); NULL: none any more. ST_INVALID: no address, or one that has
 * another use (the sender's own, another list's). */
enum status subscription_set_address(struct store *store, const struct config *config, const char *list, const char *address,
		const char *actor, struct error *err);

#endif
