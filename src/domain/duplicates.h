/* Likely duplicates: organisations that may be one, contacts that may be one person. Only proposed, never merged: each pair
 * has a score from 0 to 1 and the reason. Pairs are looked for among those that share a key (code, sound of the name, domain,
 * nearly the same name in one town …), so a million rows take minutes at most; of a key that very many share only
 * neighbours are compared. */
#ifndef KVIESLYS_DOMAIN_DUPLICATES_H
#define KVIESLYS_DOMAIN_DUPLICATES_H

#include "store/store.h"
#include "util/error.h"

#include <stdint.h>

#define DUPLICATES_MIN 0.7 /* what is worth a look */

struct duplicate {
	int64_t a, b; /* a < b */
	double score;
	const char *reason; /* "the same name and domain" */
};
typedef enum status (*duplicate_fn)(void *arg, const struct duplicate *pair, struct error *err);

/* Calls `each` for every pair with at least that score that nobody has said to be apart, best first. Two organisations with
 * different registration codes of one country are never proposed, nor are office mailboxes. All of one state
 * of the database. */
enum status duplicates_organisations(struct store *store, double min, duplicate_fn each, void *arg, struct error *err);
enum status duplicates_contacts(struct store *store, double min, duplicate_fn each, void *arg, struct error *err);

/* Notes that two organisations or contacts (`noun`: "organisation" or "contact") are two: they are not proposed again. With an entry
 * in the audit log when it is new. ST_INVALID: one and the same. ST_DB, ST_TEMP, ST_NOMEM. */
enum status duplicates_apart(struct store *store, const char *noun, int64_t a, int64_t b, const char *actor, struct error *err);

#endif
