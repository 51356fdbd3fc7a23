/* What is past its period. Lists: who did nothing for so long; erasing them is domain/tidy.h's. */
#ifndef KVIESLYS_STORE_DB_RETENTION_H
#define KVIESLYS_STORE_DB_RETENTION_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The memberships that are past their period, gathered in temp.stale of this connection: begin empties it, add puts in the
 * members of a list who became one before `before` and of whom nothing was heard since: no person's answer, registration, basis, change.
 * Letters that we send are nothing they did. Who has a seat at an event ahead of `now` stays. */
enum status db_retention_begin(struct store *store, struct error *err);
enum status db_retention_add_list(struct store *store, int64_t list_id, int64_t before, int64_t now, int64_t *ret_n,
		struct error *err);
/* Contacts all of whose memberships are gathered: at most `max` of them, from the first after
 * `after`. */
enum status db_retention_contacts(struct store *store, int64_t after, int64_t *ret, size_t max, size_t *ret_n, struct error *err);
/* Ends the gathered memberships. */
enum status db_retention_leave(struct store *store, int64_t *ret_n, struct error *err);

/* Mails and words of replies that were decided before `before`, and whose event was over by then. What is proof of a basis
 * stays: the mail that consented, and the one that asked to join. */
enum status db_retention_replies(struct store *store, int64_t before, int64_t *ret_n, struct error *err);
/* Rows of the loop guard from days before `day`. */
enum status db_retention_auto_answers(struct store *store, int64_t day, int64_t *ret_n, struct error *err);

#endif
