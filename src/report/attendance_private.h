/* Shared by the printers of the attendance report. */
#ifndef KVIESLYS_REPORT_ATTENDANCE_PRIVATE_H
#define KVIESLYS_REPORT_ATTENDANCE_PRIVATE_H

#include "report/attendance.h"

/* A word of the report in the reader's language: [report] of the pack; `dflt` where it has none. */
const char *attendance_word(const struct language *language, const char *key, const char *dflt);

/* The binary formats: whole documents, written to `out`. XLSX: the counts and the people, a sheet each. PDF: the sign-in
 * sheet, one for each country, with empty lines for people who walk in. HTML: the report as a page that prints well. */
enum status attendance_print_xlsx(const struct attendance *report, const struct language *language, FILE *out,
		struct error *err);
enum status attendance_print_pdf(const struct attendance *report, const struct language *language, FILE *out,
		struct error *err);
enum status attendance_print_html(const struct attendance *report, const struct language *language, FILE *out,
		struct error *err);

#endif
