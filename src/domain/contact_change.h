/* Correcting what we know of a person (GDPR Art. 16): field by field, with history and audit. */
#ifndef KVIESLYS_DOMAIN_CONTACT_CHANGE_H
#define KVIESLYS_DOMAIN_CONTACT_CHANGE_H

#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stddef.h>

/* Fields, comma-separated, for help texts. */
extern const char *const contact_change_fields;

/* fields: "FIELD=VALUE", an empty value removes it. Values are checked and brought to the form that import gives them. All or
 * nothing. A new address takes the suppressions of the old one with it, but for that of a mailbox that does not exist. *ret_n: fields that
 * differ from before. ST_NOT_FOUND: no such contact; ST_INVALID; ST_CONFLICT: another contact has the address. */
enum status contact_change(struct store *store, const struct token_key *key, const char *address,
		const char *const *fields, size_t n, const char *why, const char *actor, size_t *ret_n, struct error *err);

#endif
