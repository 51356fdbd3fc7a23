/* One person with two contacts: the second becomes another address of the first. Letters, answers, registrations and lists go over, what
 * the second knew and the first did not is filled in, what was said against writing to either holds for the first. Mail from the second
 * address is the person's; nobody writes to it any more. All of it is noted and can be undone. */
#ifndef KVIESLYS_DOMAIN_MERGE_CONTACT_H
#define KVIESLYS_DOMAIN_MERGE_CONTACT_H

#include "store/db_merge_contact.h"
#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"
#include "util/token.h"

/* By addresses. ST_NOT_FOUND; ST_INVALID: the same one twice; ST_CONFLICT: one of them is a part of another contact, has parts of its own
 * (`from`), is restricted, or one alone is an office mailbox. */
enum status merge_contacts(struct store *store, const struct token_key *key, const char *into, const char *from, const char *actor,
		struct merge_contact_counts *ret, struct error *err);
/* Undoes the merge of the address. What changed since stays and is told in `notes`, a line each. ST_INVALID: it was not merged. */
enum status merge_contacts_undo(struct store *store, const char *from, const char *actor, struct merge_contact_counts *ret,
		struct strbuf *notes, struct error *err);

#endif
