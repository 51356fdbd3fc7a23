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
	const char *left; /* lists that he left; "" */
	const char *email;
	char *cells[IMPORT_FIELDS];
	struct json *attributes;
	struct strbuf texts; /* of lists, where the file has none as one text */
};
void moving_person_read(const struct moving_layout *layout, const struct sheet_row *row, struct moving_person *ret);
void moving_person_release(struct moving_person *person);

/* What a word for a subscriber's status says, of whatever program. */
void moving_read_status(struct moving_person *person, const char *status);
/* Members of an object with headings that are known become fields. */
void moving_take_attributes(struct moving_person *person, const struct json *object);
/* "2021-03-04 10:15:20" in its many forms; 0: none. */
int64_t moving_read_time(const char *text);
/* Everything "" and nothing known. */
void moving_person_init(struct moving_person *person);

/* --- moving_in_json.c: subscribers of listmonk as JSON --- */

/* The file begins with an object or array. */
bool moving_json_is(const char *path);
/* An object of the file: its number, its text, and as it was read (NULL: it is no JSON). */
typedef enum status (*moving_object_fn)(void *arg, size_t number, const char *text, size_t len, const struct json *object,
		struct error *err);
/* Calls `each` for every subscriber: of an array, of objects one after the other (a line each), or of an answer of listmonk's own
 * interface (data.results). ST_INVALID: the file ends within one, or something else stands there. */
enum status moving_json_each(const char *path, moving_object_fn each, void *arg, struct error *err);
/* Texts point into the object. ST_NOMEM; ST_INVALID: it is no subscriber. */
enum status moving_json_person(const struct json *object, struct moving_person *ret, struct error *err);

/* --- moving_in_files.c --- */

/* Calls `each` for the file, or for every CSV in it when it is a ZIP: those of people who are gone first. */
enum status moving_each_file(const char *path, enum status (*each)(void *arg, const char *path, const char *name, struct error *err),
		void *arg, struct error *err);

#endif
