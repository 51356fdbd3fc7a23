/* Parties. Names are compared without case and accents, so that "Ona Ž." keeps her code when she is written otherwise. */
#include "domain/party.h"

#include "util/cleanup.h"
#include "util/fold.h"
#include "util/token.h"

#include <string.h>

/* A random code is somebody's already once in a thousand million; a hundred times running is a broken generator. */
#define CODE_TRIES 100

static enum status make_code(char ret[PARTY_CODE_LENGTH + 1], struct error *err)
{
	static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	unsigned char bytes[PARTY_CODE_LENGTH];
	enum status st = random_bytes(bytes, sizeof bytes, err);

	if (st != ST_OK) {
		return st;
	}
	for (size_t i = 0; i < PARTY_CODE_LENGTH; i++) {
		ret[i] = letters[bytes[i] % (sizeof letters - 1)];
	}
	ret[PARTY_CODE_LENGTH] = '\0';
	return ST_OK;
}

enum status party_add(struct store *store, const struct attendee *person, struct error *err)
{
	for (int i = 0; i < CODE_TRIES; i++) {
		char code[PARTY_CODE_LENGTH + 1];
		struct attendee a = *person;
		bool taken = false;
		enum status st = make_code(code, err);

		a.code = code;
		if (st == ST_OK) {
			st = db_attendee_add(store, &a, &taken, err);
		}
		if (st != ST_OK || !taken) {
			return st;
		}
	}
	return error_set(err, ST_DB, "no free door code was found");
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_person(const struct attendee *a, const struct registration_person *person)
{
	return a->name != NULL && fold_equal(a->name, person->name);
}

bool party_all_known(const struct attendees *attendees, const struct registration_person *people, size_t n_people,
		int64_t *ret_registration)
{
	for (size_t p = 0; p < n_people; p++) {
		size_t i = 0;

		while (i < attendees->n && !is_person(&attendees->items[i], &people[p])) {
			i++;
		}
		if (i == attendees->n) {
			return false;
		}
		if (p == 0) {
			*ret_registration = attendees->items[i].registration_id;
		}
	}
	return n_people > 0;
}

/* Work on one party: which rows stay, which people have a row. */
struct merge {
	struct store *store;
	struct attendees old;
	bool *stays;  /* by row */
	bool *placed; /* by person */
	const struct registration_person *people;
	size_t n_people;
	int64_t registration_id;
	int64_t n; /* people of the party so far */
	bool changed;
};

/* People whose name is there already keep their row. */
static enum status keep_named(struct merge *m, struct error *err)
{
	for (size_t p = 0; p < m->n_people; p++) {
		for (size_t i = 0; i < m->old.n && !m->placed[p]; i++) {
			const struct attendee *a = &m->old.items[i];
			const char *email = m->people[p].email != NULL ? m->people[p].email : a->email;

			if (a->walk_in || m->stays[i] || !is_person(a, &m->people[p])) {
				continue;
			}
			m->stays[i] = m->placed[p] = true;
			m->n++;
			if (!same_text(a->name, m->people[p].name) || !same_text(a->email, email)) {
				enum status st = db_attendee_rename(m->store, a->id, m->people[p].name, email, err);

				if (st != ST_OK) {
					return st;
				}
				m->changed = true;
			}
		}
	}
	return ST_OK;
}

/* The others take seats without a name, then new ones. */
static enum status place_others(struct merge *m, struct error *err)
{
	size_t i = 0;

	for (size_t p = 0; p < m->n_people; p++) {
		struct attendee person = { .registration_id = m->registration_id, .attended = -1 };
		enum status st;

		if (m->placed[p]) {
			continue;
		}
		while (i < m->old.n && (m->stays[i] || m->old.items[i].walk_in || m->old.items[i].name != NULL)) {
			i++;
		}
		if (i < m->old.n) {
			m->stays[i] = true;
			st = db_attendee_rename(m->store, m->old.items[i].id, m->people[p].name, m->people[p].email, err);
		} else {
			person.name = strdup(m->people[p].name);
			person.email = m->people[p].email != NULL ? strdup(m->people[p].email) : NULL;
			st = person.name == NULL || (m->people[p].email != NULL && person.email == NULL)
					? error_set(err, ST_NOMEM, "attendee: out of memory")
					: party_add(m->store, &person, err);
			free(person.name);
			free(person.email);
		}
		if (st != ST_OK) {
			return st;
		}
		m->changed = true;
		m->n++;
	}
	return ST_OK;
}

/* What is missing or too much for the count: seats without a name come and go first. With people named only they stay. */
static enum status fit_count(struct merge *m, int64_t seats, struct error *err)
{
	enum status st = ST_OK;

	for (int named = m->n_people == 0 ? 1 : 0; named >= 0; named--) {
		for (size_t i = 0; i < m->old.n; i++) {
			if (!m->old.items[i].walk_in && !m->stays[i] && (m->old.items[i].name != NULL) == (named == 1)
					&& m->n < seats) {
				m->stays[i] = true;
				m->n++;
			}
		}
	}
	for (size_t i = 0; i < m->old.n && st == ST_OK; i++) {
		if (!m->old.items[i].walk_in && !m->stays[i]) {
			st = db_attendee_remove(m->store, m->old.items[i].id, err);
			m->changed = true;
		}
	}
	for (; m->n < seats && st == ST_OK; m->n++) {
		struct attendee nobody = { .registration_id = m->registration_id, .attended = -1 };

		st = party_add(m->store, &nobody, err);
		m->changed = true;
	}
	return st;
}

enum status party_set(struct store *store, int64_t registration_id, int64_t seats,
		const struct registration_person *people, size_t n_people, bool *ret_changed, struct error *err)
{
	CLEANUP_FREE bool *stays = NULL;
	CLEANUP_FREE bool *placed = NULL;
	CLEANUP_ATTENDEES struct attendees old = ATTENDEES_INIT;
	struct merge m = { .store = store, .people = people, .n_people = n_people, .registration_id = registration_id };
	enum status st = db_attendee_of(store, registration_id, &old, err);

	if (st != ST_OK) {
		return st;
	}
	stays = calloc(old.n + 1, sizeof *stays);
	placed = calloc(n_people + 1, sizeof *placed);
	if (stays == NULL || placed == NULL) {
		return error_set(err, ST_NOMEM, "party: out of memory");
	}
	m.old = old;
	m.stays = stays;
	m.placed = placed;
	st = keep_named(&m, err);
	if (st == ST_OK) {
		st = place_others(&m, err);
	}
	if (st == ST_OK) {
		st = fit_count(&m, seats, err);
	}
	if (st == ST_OK) {
		*ret_changed = m.changed;
	}
	return st;
}
