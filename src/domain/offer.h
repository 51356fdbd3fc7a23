/* Cooperation offers and requests, with the fields of the Enterprise Europe Network; anonymous: the owner is known to us and
 * stands in no letter. */
#ifndef KVIESLYS_DOMAIN_OFFER_H
#define KVIESLYS_DOMAIN_OFFER_H

#include "store/db_offer.h"

/* Adds the offer, or changes the one of the same id. ST_INVALID with every fault as file:line: unknown kind, past its date,
 * a text that names the owner, an address or a web page; ST_NOT_FOUND, ST_IO, ST_DB, ST_NOMEM. */
enum status offer_add(struct store *store, const char *path, const char *actor, bool *ret_new, struct error *err);

#endif
