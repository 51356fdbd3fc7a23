/* For the files of moving in alone. */
#ifndef KVIESLYS_DOMAIN_MOVING_IN_PRIVATE_H
#define KVIESLYS_DOMAIN_MOVING_IN_PRIVATE_H

#include "domain/import_private.h"
#include "domain/moving_in.h"
#include "store/db_suppression.h"
#include "util/json.h"

/* What a column of an export holds, beside fields of contacts and organisations. */
enum moving_column {
	MOVING_FIELD, MOVING_STATUS, MOVING_SUBSCRIPTION, MOVING_LISTS, MOVING_ATTRIBUTES, MOVING_CREATED, MOVING_OPTIN,
	MOVING_OPTIN_IP, MOVING_CONFIRMED_AT, MOVING_LEFT_AT, MOVING_LEFT_WHY, MOVING_CLEANED_AT, MOVING_CONFIRMED, MOVING_BLOCKED,
	MOVING_DISABLED, MOVING_BOUNCES, MOVING_ID, MOVING_IGNORED,
	MOVING_COLUMNS
};

struct moving_program;
/* NULL: no such program. */
const struct moving_program *moving_program_of(const char *name);
const char *moving_program_title(const struct moving_program *program); /* "Mailchimp" */

/* The columns of one file. */
struct moving_layout {
	const struct moving_program *program;
	const char *file;
	int at[MOVING_COLUMNS];        /* -1: there is none */
	int field[IMPORT_FIELDS];      /* -1 */
};
/* ST_INVALID when it is none of the program's exports. */
enum status moving_layout_read(const struct moving_program *program, const char *file, const struct sheet_row *heading,
		struct moving_layout *ret, struct error *err);

enum moving_state { MOVING_SUBSCRIBER, MOVING_UNCONFIRMED, MOVING_GONE };

/* One row, in our words. Texts point into the row and into `attributes`. */
struct moving_person {
	enum moving_state state;
	enum suppression_reason reason; /* of MOVING_GONE */
	bool from_list;                 /* gone from the list alone */
	int64_t agreed_at, gone_at;     /* 0: not known */
	int64_t bounces;
	const char *lists, *why, *ip, *id, *confirmed; /* "" */
	const char *email;
	char *cells[IMPORT_FIELDS];
	struct json *attributes;
};
void moving_person_read(const struct moving_layout *layout, const struct sheet_row *row, struct moving_person *ret);
void moving_person_release(struct moving_person *person);

/* --- moving_in_files.c --- */

/* Calls `each` for the file, or for every CSV in it when it is a ZIP: those of people who are gone first. */
enum status moving_each_file(const char *path, enum status (*each)(void *arg, const char *path, const char *name, struct error *err),
		void *arg, struct error *err);

#endif
