/* For the readers of workbooks alone. */
#ifndef KVIESLYS_DOMAIN_WORKBOOK_PRIVATE_H
#define KVIESLYS_DOMAIN_WORKBOOK_PRIVATE_H

#include "domain/sheet_private.h"
#include "domain/workbook_part.h"
#include "util/strbuf.h"

#include <stdint.h>

/* --- workbook_row.c: cells put in any order into one row --- */

struct row_builder {
	struct strbuf text; /* all cells, each with a NUL behind; the first byte is the empty cell */
	size_t *at;         /* of each column in it */
	char **cells;
	size_t n;     /* columns up to the last that has text */
	size_t line;
	struct strbuf fault, note;
};
extern const char row_too_long[]; /* the fault of a row above SHEET_MAX_RECORD */
enum status row_builder_init(struct row_builder *row, struct error *err);
void row_builder_release(struct row_builder *row);
void row_builder_begin(struct row_builder *row, size_t line);
/* Column from 0 on. Blanks at both ends are dropped; a cell that does not fit is the row's fault, named by `sheet`. */
void row_builder_put(struct row_builder *row, const char *sheet, size_t column, const char *text, size_t len);
/* "sheet!B7: text" as the row's fault (the first counts) or as one more note. */
void row_builder_fault(struct row_builder *row, const char *sheet, size_t column, const char *text);
void row_builder_note(struct row_builder *row, const char *sheet, size_t column, const char *text);
/* Whether there is anything to tell. */
bool row_builder_any(const struct row_builder *row);
enum status row_builder_finish(struct row_builder *row, struct sheet_row *ret, struct error *err);
/* "B7" for column 1, line 7. */
#define CELL_NAME_SIZE 32
const char *cell_name(size_t column, size_t line, char buf[CELL_NAME_SIZE]);

/* --- workbook_value.c: what stands in cells as people would type it --- */

enum number_kind { NUMBER_PLAIN, NUMBER_DATE, NUMBER_TIME, NUMBER_DATE_TIME, NUMBER_DIGITS };
struct number_format {
	enum number_kind kind;
	unsigned digits; /* NUMBER_DIGITS: so many at least */
};
/* Of a format code of XLSX ("yyyy\-mm\-dd", "00000"), of a built-in format's number. */
struct number_format number_format_of(const char *code);
struct number_format number_format_builtin(unsigned long id);
/* Appends a number as it is written in XML: no exponent, no digit lost of whole numbers, 15 digits of others; dates as
 * 2027-03-18 or 2027-03-18 10:00. Text that is no number is appended as it is. */
void number_add(struct strbuf *out, const char *text, struct number_format format, bool since_1904);

/* --- readers --- */

/* "XLSX, sheet 'Firmos'; not read: 'Kita'" */
void workbook_describe(struct sheet *sheet, const char *kind, const char *name, const char *others);

/* Both take the package over, also when they fail. */
enum status xlsx_open(const char *path, struct package *package, const struct sheet_options *options, struct sheet **ret,
		struct error *err);
enum status ods_open(const char *path, struct package *package, const struct sheet_options *options, struct sheet **ret,
		struct error *err);

/* --- workbook_xlsx_parts.c: what the rows of XLSX refer to --- */

struct xlsx_sheet {
	char *name, *part; /* part NULL: no table of cells */
	bool hidden;
};
struct xlsx_book {
	struct xlsx_sheet *sheets;
	size_t n_sheets;
	bool since_1904;
	struct strbuf strings; /* shared ones, each with a NUL behind */
	uint32_t *string_at;
	size_t n_strings;
	struct number_format *formats; /* of cell styles */
	size_t n_formats;
};
enum status xlsx_book_read(struct package *package, struct xlsx_book *book, struct error *err);
void xlsx_book_release(struct xlsx_book *book);
/* Appends text of a <t>: "_x000D_" is a line end. */
void xlsx_text_add(struct strbuf *out, const char *text, size_t len);

#endif
