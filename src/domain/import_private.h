/* For the files of import alone. */
#ifndef KVIESLYS_DOMAIN_IMPORT_PRIVATE_H
#define KVIESLYS_DOMAIN_IMPORT_PRIVATE_H

#include "domain/import.h"
#include "domain/sheet.h"
#include "mail/address.h"
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
	size_t n;
	bool heading; /* the first row is one, else it is data */
};
const char *import_field_name(enum import_field field);
/* Decides by --map, by what the source's map remembers, by known headings. Notes new maps in the database. */
enum status import_columns_read(struct store *store, const struct import_options *options, const struct sheet_row *first,
		struct import_columns *ret, struct error *err);
void import_columns_describe(const struct import_columns *columns, char *buf, size_t size);
void import_columns_release(struct import_columns *columns);

/* --- import_clean.c: cells into clean values --- */

#define IMPORT_MAX_ADDRESSES 8u

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
};
/* Every fault of a row is told, parted by "; ". */
void import_clean(const struct import_columns *columns, const struct sheet_row *row, struct clean_row *clean);

/* --- import_apply.c: clean rows into the database --- */

struct id_lines; /* which ids were touched in which line */
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
	struct id_lines *contacts;
};
enum status import_apply_begin(struct importer *importer, struct error *err);
/* Puts one row in. What speaks against it (the address stands in another row with other data) goes into clean->fault, and
 * then nothing was written. */
enum status import_apply(struct importer *importer, struct clean_row *clean, struct error *err);
/* Behind the last row: basis and list of all of them. */
enum status import_apply_settle(struct importer *importer, struct error *err);
void import_apply_end(struct importer *importer);

/* --- import_rejects.c: rows that did not go in --- */

struct rejects {
	FILE *file;
	const char *path;
	char temporary[1100];
};
/* The file is made with the first row. */
enum status rejects_add(struct rejects *rejects, const struct import_columns *columns, const struct sheet_row *row,
		const char *reason, struct error *err);
/* Closes it and gives it its name; ST_IO when it could not be written. */
enum status rejects_finish(struct rejects *rejects, struct error *err);
/* Drops an unfinished one. */
void rejects_release(struct rejects *rejects);
/* Headings of a rejects file's own two columns. */
#define REJECTS_LINE "rejected line"
#define REJECTS_REASON "reject reason"

#endif
