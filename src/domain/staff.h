/* Contacts of people who work for the organiser: letters go to contacts. */
#ifndef KVIESLYS_DOMAIN_STAFF_H
#define KVIESLYS_DOMAIN_STAFF_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* The contact of the address, made when there is none; `source` then tells where the address is from. ST_INVALID: no
 * address. */
enum status staff_contact(struct store *store, const char *staff, const char *source, int64_t *ret, struct error *err);

#endif
