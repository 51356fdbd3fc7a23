/* Import: rows of people's tables into organisations, contacts, a list and the basis to write to them.
 *
 * All in one transaction: the database is as before or as after. Rows that cannot go in are told with line and reason and
 * written, with the headings they came under, to a file that can be corrected and imported. A file that was imported
 * already changes nothing. Cells that are empty change nothing; others win over what the database has. */
#ifndef KVIESLYS_DOMAIN_IMPORT_H
#define KVIESLYS_DOMAIN_IMPORT_H

#include "store/db_basis.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be told while it runs. reject: the row did not go in; else it did and something in it is odd. */
typedef void (*import_note_fn)(void *arg, size_t line, bool reject, const char *text);

/* The first contacts and rows of each fate, as examples. Texts are valid during the call. */
enum import_fate { IMPORT_NEW, IMPORT_CHANGED, IMPORT_SAME, IMPORT_REJECTED, IMPORT_FATES };
#define IMPORT_EXAMPLES 10u /* of each */
struct import_change {
	const char *field; /* "phone", "organisation.sector" */
	const char *old, *new_; /* old NULL: there was nothing */
};
struct import_example {
	enum import_fate fate;
	size_t line;
	const char *email;        /* NULL when rejected */
	const char *name, *given_name, *family_name, *organisation; /* as far as the row says */
	const char *reason;       /* why it was rejected */
	const struct import_change *changes; /* of a changed one */
	size_t n_changes;
};
typedef void (*import_example_fn)(void *arg, const struct import_example *example);

struct import_options {
	const char *file;
	const char *list;   /* made when it is new */
	enum basis_kind basis;
	const char *class_; /* of letters that the basis is for; NULL: any */
	const char *source; /* where the addresses are from: told to everybody in the first letter */
	const char *text_shown; /* what they agreed to, or NULL */
	const char *const *maps; /* "COLUMN=FIELD"; COLUMN a heading or a number from 1 on */
	size_t n_maps;
	const char *encoding; /* NULL: found out */
	const char *sheet;    /* NULL: the first table */
	char separator;       /* 0: found out */
	bool dry_run;         /* all but the writing */
	bool strict;          /* one bad row and nothing goes in */
	const char *rejects;  /* path of the file; NULL: beside the file, "NAME.rejects.csv" */
	const char *actor;
	import_note_fn note;
	import_example_fn example; /* may be NULL */
	void (*progress)(void *arg, int64_t rows); /* now and then; may be NULL */
	void *arg;
};

struct import_result {
	int64_t rows;                      /* read, without the heading */
	int64_t added, changed, same;      /* contacts */
	int64_t rejected;                  /* rows */
	int64_t notes;
	int64_t organisations;             /* new ones */
	int64_t suppressed;                /* new contacts that must not be written to */
	bool list_is_new;
	size_t remembered;     /* columns whose field was told at an earlier import of the source */
	char description[160]; /* what the file was taken for */
	char columns[1024];    /* "El. paštas = email, Pavad. = organisation (remembered), …; not used: …" */
	char rejects[1024];    /* path, "" when there were none */
};

/* ST_INVALID (no column of addresses, unknown field in a map, strict and rows are bad), ST_NOT_FOUND, ST_IO, ST_TEMP, ST_DB,
 * ST_NOMEM. *ret is filled as far as it came also when strict refuses. */
enum status import_run(struct store *store, const struct token_key *key, const struct import_options *options,
		struct import_result *ret, struct error *err);

/* Whether a heading is one of a column of addresses, in any language we know ("El. paštas"). */
bool import_is_address_heading(const char *heading);

#endif
