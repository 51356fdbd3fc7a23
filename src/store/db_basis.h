/* Why we may write to a contact. Append-only: a withdrawal is one more row. */
#ifndef KVIESLYS_STORE_DB_BASIS_H
#define KVIESLYS_STORE_DB_BASIS_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

enum basis_kind {
	BASIS_CONSENT,
	BASIS_LEGITIMATE_INTEREST,
	BASIS_SOFT_OPT_IN,
	BASIS_CONTRACT,
	BASIS_WITHDRAWN,
	BASIS_KINDS /* how many there are */
};
const char *basis_kind_name(enum basis_kind kind);
bool basis_kind_of(const char *name, enum basis_kind *ret);

struct basis {
	int64_t id;
	int64_t contact_id;
	int64_t at;
	int64_t proof_reply_id; /* the mail by which it was given; 0: none */
	int64_t asked_id; /* the message of ours that it answers; 0: none */
	int64_t list_id;  /* for the letters of this list only; 0: any */
	enum basis_kind kind;
	const char *class_;     /* event, offer, newsletter; NULL: any */
	const char *source;
	const char *text_shown; /* what the person agreed to; NULL: not known */
};
enum status db_basis_add(struct store *store, const struct basis *basis, struct error *err);
/* Whether the contact has a row of that kind and class (NULL: any) from that source. */
enum status db_basis_has(struct store *store, int64_t contact_id, enum basis_kind kind, const char *class_,
		const char *source, bool *ret, struct error *err);
/* All rows of a contact, oldest first; texts are valid during the call. */
typedef enum status (*basis_fn)(void *arg, const struct basis *basis, struct error *err);

/* Beside the bits of the kinds: a consent among them was confirmed by mail (double opt-in). */
#define BASIS_CONFIRMED (1u << BASIS_KINDS)
/* The kinds that are in force for a class of letter, as bits (1u << kind): a withdrawal ends the consent, soft opt-in and
 * interest before it, of its class or of all. What holds for one list counts where the campaign names it (campaign_id 0:
 * everywhere) and ends when the list is left. */
enum status db_basis_in_force(struct store *store, int64_t contact_id, const char *class_, int64_t campaign_id,
		unsigned *ret_kinds, struct error *err);
/* Whether the contact joined a list of the campaign by a confirmed consent at `since` or later, and is still on it. */
enum status db_basis_joined_since(struct store *store, int64_t contact_id, int64_t campaign_id, int64_t since, bool *ret,
		struct error *err);

#endif
