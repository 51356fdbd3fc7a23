/* For the files of import alone. */
#ifndef KVIESLYS_DOMAIN_IMPORT_PRIVATE_H
#define KVIESLYS_DOMAIN_IMPORT_PRIVATE_H

#include "domain/import.h"
#include "domain/sheet.h"
#include "store/db_organisation.h"
#include "mail/address.h"
#include "util/fingerprint.h"
#include "util/strbuf.h"

#include <stdio.h>

enum import_field {
	FIELD_EMAIL, FIELD_NAME, FIELD_GIVEN_NAME, FIELD_FAMILY_NAME, FIELD_TITLE, FIELD_POSITION, FIELD_GENDER,
	FIELD_SALUTATION, FIELD_LANGUAGE, FIELD_PHONE, FIELD_ORGANISATION, FIELD_CODE, FIELD_COUNTRY, FIELD_REGION,
	FIELD_TOWN, FIELD_SECTOR, FIELD_KIND, FIELD_SIZE, FIELD_CLUSTERS,
	IMPORT_FIELDS, /* how many there are */
	FIELD_IGNORED = IMPORT_FIELDS
};

/* --- import_columns.c: which column is which field --- */

struct import_columns {
	char **headings;
	enum import_field *fields; /* of each column */
	bool *remembered;          /* by the source's maps */
	size_t n;
	bool heading; /* the first row is one, else it is data */
};
const char *import_field_name(enum import_field field);
/* The field that a heading names in one of our languages, else FIELD_IGNORED. */
enum import_field import_field_of_heading(const char *heading);
/* Decides by --map, by what the source's map remembers, by known headings. Notes new maps in the database. */
enum status import_columns_read(struct store *store, const struct import_options *options, const struct sheet_row *first,
		struct import_columns *ret, struct error *err);
void import_columns_describe(const struct import_columns *columns, char *buf, size_t size);
void import_columns_release(struct import_columns *columns);

/* --- import_clean.c: cells into clean values --- */

#define IMPORT_MAX_ADDRESSES 8u

/* Words of countries, languages … that were looked up: a table has few of them and many times over. */
#define IMPORT_WORDS 64u
struct word_memo {
	char text[40];
	const char *found;
};

struct clean_row {
	size_t line;
	const char *values[IMPORT_FIELDS]; /* NULL: empty. Point into the row's cells, static texts or the buffers below */
	struct address addresses[IMPORT_MAX_ADDRESSES];
	char names[IMPORT_MAX_ADDRESSES][ADDRESS_NAME_MAX + 1]; /* "Name <address>"; "" for none */
	size_t n_addresses;
	const char *domain;     /* of the organisation's own, NULL: none */
	struct strbuf name_key; /* of the organisation */
	struct strbuf fault;    /* why the row cannot go in, empty: it can */
	char phone[64];
	char code[64];
	struct strbuf notes;  /* lines */
	struct word_memo words[IMPORT_FIELDS][IMPORT_WORDS];
};
/* Every fault of a row is told, parted by "; ". */
void import_clean(const struct import_columns *columns, const struct sheet_row *row, struct clean_row *clean);

/* One more fault or note, parted from the one before by "; ". */
void import_tell(struct strbuf *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* --- import_suspect.c: what is odd in it --- */

/* Adds notes on addresses and names of a clean row. */
void import_suspect(struct clean_row *clean);

/* --- import_known.c: what the database has, in memory --- */

struct import_known;
/* Reads all keys when the file is big enough for that to pay. Inside the transaction: nobody else writes meanwhile. */
enum status import_known_open(struct store *store, int64_t rows, struct import_known **ret, struct error *err);
void import_known_free(struct import_known *known);
void import_known_cleanup(struct import_known **known);
/* False: the database has no such contact or organisation. True: it may; *ret_id is the one to look at first, 0: look the
 * key up. */
bool import_known_has_contact(const struct import_known *known, const char *email_key, int64_t *ret_id);
bool import_known_has_code(const struct import_known *known, const char *country, const char *code, int64_t *ret_id);
bool import_known_has_name(const struct import_known *known, const char *domain, const char *name_key, int64_t *ret_id);
/* To be called for all that is added, and for organisations that got another code or country. */
void import_known_add_contact(struct import_known *known, const char *email_key, int64_t id);
void import_known_add_organisation(struct import_known *known, const struct organisation *o, int64_t id);
/* The line in which a contact stood before (0: in none); `line` is noted unless there is one. ST_NOMEM. */
enum status import_known_line(struct import_known *known, int64_t id, size_t line, size_t *ret_before, struct error *err);
/* What a row says of an organisation, as a fingerprint; whether it was said last of the organisation; noting that it was. */
struct fingerprint import_known_print(const struct import_known *known, const char *const *texts, size_t n);
bool import_known_same(struct import_known *known, int64_t id, const struct fingerprint *print);
enum status import_known_note(struct import_known *known, int64_t id, const struct fingerprint *print, struct error *err);

/* --- import_firm.c: the organisation of a row --- */

struct importer;
/* Found or made, its fields changed; *ret is `present` (the organisation that the contact has, 0: none) when the row names
 * none. */
enum status import_firm(struct importer *importer, const struct clean_row *clean, int64_t present, int64_t *ret,
		bool *ret_changed, struct error *err);

/* --- import_apply.c: clean rows into the database --- */

#define IMPORT_CHANGES 24u
struct importer {
	struct store *store;
	const struct token_key *key;
	const struct import_options *options;
	struct import_result *result;
	int64_t list_id;
	int64_t audit_id; /* that the import will get */
	int64_t now;
	int64_t last_contact; /* that was there before */
	bool suppressions; /* there are any */
	bool hashed;       /* and some whose address was erased */
	struct import_examples {
		size_t shown[IMPORT_FATES];
		struct strbuf texts, name;
		struct {
			size_t field, old, new_; /* in the texts */
			bool has_old;
		} at[IMPORT_CHANGES]; /* of the contact at hand */
		size_t n;
	} examples;
	int64_t rows;         /* that the file may have: a guess by its size */
	struct import_known *known;
};
/* A value of a cell against what is there: notes the change in the history and takes the new one. */
enum status import_merge(struct importer *importer, const char *noun, int64_t id, const char *field, const char **have,
		const char *cell, bool *changed, struct error *err);
enum status import_apply_begin(struct importer *importer, struct error *err);
/* Puts one row in. What speaks against it (the address stands in another row with other data) goes into clean->fault, and
 * then nothing was written. */
enum status import_apply(struct importer *importer, struct clean_row *clean, struct error *err);
/* Behind the last row: basis and list of all of them. */
enum status import_apply_settle(struct importer *importer, struct error *err);
void import_apply_end(struct importer *importer);

/* --- import.c --- */

/* SHA-256 of a file in hexadecimal digits, and its size. ST_NOT_FOUND, ST_IO. */
enum status import_hash_file(const char *path, char ret[65], uint64_t *ret_size, struct error *err);

/* --- import_example.c: what is shown of it --- */

/* Before the changes of a contact, for each of them, and when its fate is known (i: its address in the row). */
void import_example_begin(struct importer *importer);
void import_example_change(struct importer *importer, const char *noun, const char *field, const char *old, const char *new_);
enum status import_example_move(struct importer *importer, int64_t from, const char *to, struct error *err);
void import_example_tell(struct importer *importer, enum import_fate fate, const struct clean_row *clean, size_t i);

/* --- import_rejects.c: rows that did not go in --- */

struct rejects {
	FILE *file;
	const char *path;
	char temporary[1100];
};
/* The file is made with the first row. */
enum status rejects_add(struct rejects *rejects, const struct import_columns *columns, const struct sheet_row *row,
		const char *reason, struct error *err);
/* The same for one object of a JSON file, its text as it stood: a line with two members more. */
enum status rejects_add_json(struct rejects *rejects, size_t line, const char *reason, const char *object, size_t len,
		struct error *err);
/* Closes it and gives it its name; ST_IO when it could not be written. */
enum status rejects_finish(struct rejects *rejects, struct error *err);
/* Drops an unfinished one. */
void rejects_release(struct rejects *rejects);
/* Headings of a rejects file's own two columns. */
#define REJECTS_LINE "rejected line"
#define REJECTS_REASON "reject reason"

#endif
