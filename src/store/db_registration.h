/* Registrations and the people of their parties, row by row. The rules are domain/registration.c. */
#ifndef KVIESLYS_STORE_DB_REGISTRATION_H
#define KVIESLYS_STORE_DB_REGISTRATION_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A row without its texts. Ids and times that are absent are 0. */
struct registration_row {
	int64_t id; /* 0: not there yet */
	int64_t event_id, organisation_id, contact_id, quota_id;
	int64_t seats;
	int64_t arrived_at;  /* order of service */
	int64_t promoted_at; /* 0: never waited, or still does */
	int64_t answered_at; /* arrival of the last answer applied */
	int64_t since;       /* the state holds */
	int64_t reply_id;
	int64_t calendar_sequence, calendar_stamp;
	char state[12];  /* registered, waiting, undecided, declined, cancelled */
	char source[12]; /* reply, calendar, web, staff */
};

/* The registration of a contact at an event. *ret_any: whether there is one. */
enum status db_registration_find(struct store *store, int64_t event_id, int64_t contact_id, bool *ret_any,
		struct registration_row *ret, struct error *err);
/* ST_NOT_FOUND. */
enum status db_registration_load(struct store *store, int64_t id, struct registration_row *ret, struct error *err);
/* Adds the row (id 0) or writes all of its columns. */
enum status db_registration_save(struct store *store, struct registration_row *row, int64_t now, struct error *err);

/* Seats of the organisation's other registrations at the event that are registered or waiting. */
enum status db_registration_colleagues(struct store *store, int64_t event_id, int64_t organisation_id,
		int64_t but_contact_id, int64_t *ret_seats, struct error *err);

/* Registrations of an event for `registration list`, those of one state or all (NULL): by state, then arrival. Texts are
 * valid during the call and may be NULL. */
struct registration_line {
	int64_t id, seats, arrived_at, since;
	const char *email, *contact, *organisation, *country, *quota, *state, *source;
	const char *people; /* JSON array of names, null for a seat without one */
};
enum status db_registration_each(struct store *store, int64_t event_id, const char *state,
		enum status (*each)(void *arg, const struct registration_line *line, struct error *err), void *arg,
		struct error *err);

/* Contacts of registrations in any of the states (NULL-ended), oldest first: who is told that an event moves. */
enum status db_registration_contacts(struct store *store, int64_t event_id, const char *const *states,
		enum status (*each)(void *arg, int64_t registration_id, int64_t contact_id, const char *state,
			struct error *err),
		void *arg, struct error *err);

/* Loop guard: one automatic answer of this kind to this address, event and day. *ret_free: it was not given yet, and
 * is noted now. */
enum status db_auto_answer_take(struct store *store, const char *address, int64_t event_id, const char *what,
		int64_t day, bool *ret_free, struct error *err);

#endif
