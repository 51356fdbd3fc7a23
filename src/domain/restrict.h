/* Restricting the use of a person's data (GDPR Art. 18): while its accuracy or lawfulness is contested, or somebody needs it kept.
 * All that is known stays; no campaign writes, imports and corrections change nothing, retention removes nothing. What the person's
 * own acts call for (a confirmation, an answer) goes on; so do erasure and export. */
#ifndef KVIESLYS_DOMAIN_RESTRICT_H
#define KVIESLYS_DOMAIN_RESTRICT_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

/* why: what staff say, for the audit log's payload; may be NULL. ST_NOT_FOUND; ST_INVALID: no address; ST_CONFLICT: it is restricted
 * already (with the day). */
enum status restrict_contact(struct store *store, const char *address, const char *why, const char *actor, struct error *err);
/* The contact is again what it was before. *ret_since: since when it was restricted. ST_CONFLICT: it is not restricted. */
enum status restrict_release(struct store *store, const char *address, const char *why, const char *actor, int64_t *ret_since,
		struct error *err);

#endif
