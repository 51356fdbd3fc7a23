/* The attendance report as a workbook, by libxlsxwriter. Cells are written as strings and numbers, never as formulas. */
#include "report/attendance_private.h"

#include "util/clock.h"
#include "util/fs.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

static void text_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *format)
{
	(void)worksheet_write_string(sheet, row, column, text != NULL ? text : "", format);
}

static void count_row(lxw_worksheet *sheet, lxw_row_t row, const char *dimension, const char *group,
		const int64_t counts[COUNT_N])
{
	text_cell(sheet, row, 0, dimension, NULL);
	text_cell(sheet, row, 1, group, NULL);
	for (int i = 0; i < COUNT_N; i++) {
		(void)worksheet_write_number(sheet, row, (lxw_col_t)(i + 2), (double)counts[i], NULL);
	}
}

/* A sheet named by a word of the pack, or by `dflt` when a workbook does not take that word (31 letters, none of
 * []:*?/\\). NULL: out of memory. */
static lxw_worksheet *add_sheet(lxw_workbook *book, const struct language *language, const char *key, const char *dflt)
{
	const char *name = attendance_word(language, key, dflt);

	return workbook_add_worksheet(book, workbook_validate_sheet_name(book, name) == LXW_NO_ERROR ? name : dflt);
}

static bool counts_sheet(lxw_workbook *book, const struct attendance *r, const struct language *language,
		lxw_format *bold)
{
	lxw_worksheet *sheet = add_sheet(book, language, "heading", "Attendance");
	lxw_row_t row = 0;
	char when[TIME_RFC3339_SIZE];

	if (sheet == NULL) {
		return false;
	}
	text_cell(sheet, row++, 0, r->title != NULL ? r->title : r->event, bold);
	text_cell(sheet, row++, 0, time_format_rfc3339(r->start_at, when), NULL);
	text_cell(sheet, row++, 0, r->place, NULL);
	row++;
	text_cell(sheet, row, 0, attendance_word(language, "by", "by"), bold);
	text_cell(sheet, row, 1, attendance_word(language, "group", "group"), bold);
	for (int i = 0; i < COUNT_N; i++) {
		text_cell(sheet, row, (lxw_col_t)(i + 2), attendance_word(language, attendance_count_names[i],
				attendance_count_names[i]), bold);
	}
	row++;
	count_row(sheet, row++, attendance_word(language, "total", "total"), "", r->counts);
	for (size_t d = 0; d < BY_N; d++) {
		const char *name = attendance_word(language, attendance_dimension_names[d], attendance_dimension_names[d]);

		for (size_t i = 0; i < r->by[d].n; i++) {
			count_row(sheet, row++, name, r->by[d].groups[i].name, r->by[d].groups[i].counts);
		}
	}
	(void)worksheet_set_column(sheet, 0, COUNT_N + 1, 14, NULL);
	worksheet_freeze_panes(sheet, 5, 2);
	return true;
}

static bool people_sheet(lxw_workbook *book, const struct attendance *r, const struct language *language,
		lxw_format *bold)
{
	static const char *const columns[] = { "name", "organisation", "country", "email", "state", "since", "source" };
	lxw_worksheet *sheet = add_sheet(book, language, "people", "People");
	char when[TIME_RFC3339_SIZE];

	if (sheet == NULL) {
		return false;
	}
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		text_cell(sheet, 0, (lxw_col_t)i, attendance_word(language, columns[i], columns[i]), bold);
	}
	for (size_t i = 0; i < r->n_people; i++) {
		const struct attendance_person *p = &r->people[i];
		const char *const cells[] = { p->name, p->organisation, p->country, p->email,
			attendance_word(language, p->state, p->state), time_format_rfc3339(p->since, when),
			p->source != NULL ? attendance_word(language, p->source, p->source) : "" };

		for (size_t c = 0; c < ARRAY_SIZE(cells); c++) {
			text_cell(sheet, (lxw_row_t)(i + 1), (lxw_col_t)c, cells[c], NULL);
		}
	}
	(void)worksheet_set_column(sheet, 0, 1, 30, NULL);
	(void)worksheet_set_column(sheet, 3, 3, 30, NULL);
	worksheet_freeze_panes(sheet, 1, 0);
	return true;
}

static enum status copy(int fd, FILE *out, struct error *err)
{
	char buf[65536];
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) > 0) {
		if (fwrite(buf, 1, (size_t)n, out) != (size_t)n) {
			return error_set(err, ST_IO, "the report cannot be written");
		}
	}
	return n == 0 ? ST_OK : error_set(err, ST_IO, "the workbook cannot be read back: %s", strerror(errno));
}

#define CLEANUP_BOOK CLEANUP(book_cleanup)
static void book_cleanup(lxw_workbook **book)
{
	if (*book != NULL) {
		lxw_workbook_free(*book);
	}
}

enum status attendance_print_xlsx(const struct attendance *report, const struct language *language, FILE *out,
		struct error *err)
{
	CLEANUP_FS_TEMP struct fs_temp file = FS_TEMP_INIT; /* the library writes to a name only */
	CLEANUP_BOOK lxw_workbook *book = NULL;
	enum status st = fs_temp_open(&file, err);
	lxw_format *bold;
	lxw_error failed;

	if (st != ST_OK) {
		return st;
	}
	book = workbook_new(file.path);
	bold = book != NULL ? workbook_add_format(book) : NULL;
	if (bold == NULL) {
		return error_set(err, ST_NOMEM, "workbook: out of memory");
	}
	format_set_bold(bold);
	if (!counts_sheet(book, report, language, bold) || !people_sheet(book, report, language, bold)) {
		return error_set(err, ST_NOMEM, "workbook: out of memory");
	}
	failed = workbook_close(TAKE_PTR(book));
	return failed == LXW_NO_ERROR ? copy(file.fd, out, err)
			: error_set(err, ST_IO, "the workbook cannot be written: %s", lxw_strerror(failed));
}
