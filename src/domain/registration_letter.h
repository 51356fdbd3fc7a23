/* Letters that tell of a registration: rows of the ledger in the transaction of the change. */
#ifndef KVIESLYS_DOMAIN_REGISTRATION_LETTER_H
#define KVIESLYS_DOMAIN_REGISTRATION_LETTER_H

#include "domain/registration.h"
#include "store/db_registration.h"

/* "confirmation", "waiting", "promoted", "declined", "cancelled"; params: count, attendees, seats, waiting_place, said, by.
 * One to the contact, one more to answer->writer where that is another. Answers to mails go through the loop guard:
 * one of the same content per address, event and day; when something changed back to what was told the same day it is
 * told the next day. `changed` false: what is known already is said again, at most once a day.
 * *ret_sent: whether the contact gets one. */
enum status registration_letter(struct store *store, const struct registration_answer *answer,
		const struct registration_row *row, const char *letter, int64_t place, bool changed, bool *ret_sent,
		struct error *err);

/* The letter of a party that moved up. */
enum status registration_letter_promoted(struct store *store, int64_t registration_id, struct error *err);

#endif
