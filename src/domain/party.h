/* The people of a party: who of those named is there already, who is new, who has left. */
#ifndef KVIESLYS_DOMAIN_PARTY_H
#define KVIESLYS_DOMAIN_PARTY_H

#include "domain/registration.h"
#include "store/db_attendee.h"
#include "store/store.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* Makes the party of a registration `seats` people. With people named: exactly these, then seats without names; a name that
 * was there before keeps its row and door code, a seat without name gets one. With nobody named: those there stay
 * as far as there are seats. *ret_changed: whether any row did. Walk-ins are left alone. */
enum status party_set(struct store *store, int64_t registration_id, int64_t seats,
		const struct registration_person *people, size_t n_people, bool *ret_changed, struct error *err);

/* Whether everybody named is among the attendees (and there is one named at all); *ret_registration is the one
 * of the first. */
bool party_all_known(const struct attendees *attendees, const struct registration_person *people, size_t n_people,
		int64_t *ret_registration);

/* Adds one person with a fresh door code. */
enum status party_add(struct store *store, const struct attendee *person, struct error *err);

/* Letters and digits of a door code: none that can be mistaken for another. */
#define PARTY_CODE_LENGTH 6

#endif
