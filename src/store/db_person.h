/* All that names one person: every table that may, section by section. What a new table says of people gets its section
 * here, and its statement in db_erase.c; tests/unit/test_person.c fails until it has. */
#ifndef KVIESLYS_STORE_DB_PERSON_H
#define KVIESLYS_STORE_DB_PERSON_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* By what a person is recognised. A name alone counts only within the person's own organisation: other firms have people of
 * the same name. */
struct person_ref {
	int64_t contact_id;      /* 0: no contact, but the address may stand elsewhere */
	int64_t organisation_id; /* 0: none */
	const char *email_key;
	const char *hash;     /* of the key, as suppression has it */
	const char *name_key; /* folded, two words at least; NULL: not known */
};

enum person_cell_kind { CELL_TEXT, CELL_NUMBER, CELL_TIME, CELL_JSON, CELL_BYTES, CELL_BOOL };

struct person_cell {
	const char *name;
	enum person_cell_kind kind;
	bool absent;
	int64_t number; /* numbers, times, booleans */
	double real;    /* numbers */
	const char *text; /* text, JSON, bytes; valid during the call */
	size_t len;
};

/* One row of a section. */
typedef enum status (*person_row_fn)(void *arg, const struct person_cell *cells, size_t n, struct error *err);

/* Sections in the order of the export; NULL past the end. *ret_single: it has one row at most. */
const char *db_person_section(size_t index, bool *ret_single);
/* The rows of a section, oldest first. */
enum status db_person_each(struct store *store, size_t section, const struct person_ref *person, person_row_fn each,
		void *arg, struct error *err);
/* The tables that the sections read, for the test that none is forgotten: comma-separated. */
const char *db_person_tables(void);

/* The name under which a person without a contact's row is known: of an attendee with that address. NULL: none. */
enum status db_person_attendee_name(struct store *store, const char *email_key, char **ret, struct error *err);

#endif
