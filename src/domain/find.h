/* Whom staff mean when they write it on the command line. */
#ifndef KVIESLYS_DOMAIN_FIND_H
#define KVIESLYS_DOMAIN_FIND_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* The organisation that staff mean: its number, registration code, own domain or name. ST_NOT_FOUND; ST_CONFLICT names the
 * numbers when several fit. ST_DB, ST_NOMEM. */
enum status find_organisation(struct store *store, const char *text, int64_t *ret_id, struct error *err);

/* The contact with that address, however it is written. ST_NOT_FOUND; ST_INVALID: no address. ST_DB, ST_NOMEM. */
enum status find_contact(struct store *store, const char *text, int64_t *ret_id, struct error *err);

#endif
