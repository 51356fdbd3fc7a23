/* Tables as people keep them: CSV in many encodings, XLSX, ODS. One row after the other, so that a file of a million
 * rows costs no more memory than one of ten. */
#ifndef KVIESLYS_DOMAIN_SHEET_H
#define KVIESLYS_DOMAIN_SHEET_H

#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

#define SHEET_MAX_COLUMNS 1024u
#define SHEET_MAX_RECORD 65536u /* bytes of one row */

struct sheet;

struct sheet_options {
	const char *encoding; /* NULL: found out */
	char separator;       /* 0: found out */
	const char *sheet;    /* XLSX, ODS: name of the table, may be a hidden one; NULL: the first that is not hidden */
};

/* One row. Everything is valid until the next one is read. */
struct sheet_row {
	size_t line;  /* CSV: the line it begins in; else the row's number */
	size_t n;     /* cells */
	char **cells; /* UTF-8, without blanks at both ends; never NULL */
	const char *fault; /* what is wrong with its form, NULL: nothing; the cells are a guess then */
	const char *note;  /* something odd in it, NULL: nothing; the cells are good all the same */
};

/* Opens a file; its kind is told by its first bytes, not by its name. ST_NOT_FOUND, ST_IO, ST_INVALID (unknown encoding,
 * damaged or protected file), ST_NOMEM. */
enum status sheet_open(const char *path, const struct sheet_options *options, struct sheet **ret, struct error *err);
/* The next row that has anything in it; *ret_more false at the end. Rows that are broken come with their fault. */
enum status sheet_next(struct sheet *sheet, struct sheet_row *ret, bool *ret_more, struct error *err);
/* What was found: "CSV, windows-1257, separator ';'". Valid as long as the sheet. */
const char *sheet_description(const struct sheet *sheet);
/* Rows have that many columns: tells the reader of CSV which rows cannot be whole. */
void sheet_expect_columns(struct sheet *sheet, size_t n);
void sheet_close(struct sheet *sheet);
#define CLEANUP_SHEET CLEANUP(sheet_cleanup)
void sheet_cleanup(struct sheet **sheet);

#endif
