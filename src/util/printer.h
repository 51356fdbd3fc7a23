/* Rows of data for people and for programs: one printer, three formats.
 * text: columns with a heading line, CSV: RFC 4180 with a heading line, JSON: one object a line.
 * A row is begun, its fields are given in the order of the columns, and it is ended. */
#ifndef KVIESLYS_UTIL_PRINTER_H
#define KVIESLYS_UTIL_PRINTER_H

#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum output_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX, FORMAT_PDF, FORMAT_HTML };

struct printer_column {
	const char *key; /* JSON field and CSV heading */
	int width;       /* of the text column; 0: the last, as long as it is; -1: not shown in text */
};

/* Appends one CSV cell (RFC 4180), without the comma. Text that begins as a formula of a spreadsheet (= + - @) gets an
 * apostrophe in front: what people wrote is never run. */
void csv_add_text(struct strbuf *out, const char *value);

struct printer;

/* `columns` ends with a NULL key and must outlive the printer. Only text, json and csv. */
enum status printer_open(FILE *out, enum output_format format, const struct printer_column *columns,
		struct printer **ret, struct error *err);
void printer_string(struct printer *p, const char *value); /* NULL: null in JSON, empty elsewhere */
void printer_int(struct printer *p, int64_t value);
void printer_id(struct printer *p, int64_t value); /* 0 is none: null */
void printer_double(struct printer *p, double value);
void printer_bool(struct printer *p, bool value);
void printer_null(struct printer *p);
void printer_json(struct printer *p, const char *json); /* JSON text; NULL: null */
/* Ends the row. ST_IO when it could not be written. */
enum status printer_row(struct printer *p, struct error *err);
/* Accepts NULL. A CSV or text heading is printed also when there was no row. */
void printer_close(struct printer *p);
#define CLEANUP_PRINTER CLEANUP(printer_cleanup)
void printer_cleanup(struct printer **p);

#endif
