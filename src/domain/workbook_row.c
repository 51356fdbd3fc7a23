/* One row of a workbook as it is put together. */
#include "domain/workbook_private.h"

#include "util/cleanup.h"

#include <string.h>

const char row_too_long[] = "the row is longer than 65536 bytes";

enum status row_builder_init(struct row_builder *row, struct error *err)
{
	*row = (struct row_builder){ .text = STRBUF_INIT, .fault = STRBUF_INIT, .note = STRBUF_INIT };
	row->at = calloc(SHEET_MAX_COLUMNS, sizeof *row->at);
	row->cells = calloc(SHEET_MAX_COLUMNS, sizeof *row->cells);
	return row->at != NULL && row->cells != NULL ? ST_OK : error_set(err, ST_NOMEM, "out of memory");
}

void row_builder_release(struct row_builder *row)
{
	strbuf_release(&row->text);
	strbuf_release(&row->fault);
	strbuf_release(&row->note);
	free(row->at);
	free(row->cells);
	*row = (struct row_builder){ .text = STRBUF_INIT, .fault = STRBUF_INIT, .note = STRBUF_INIT };
}

void row_builder_begin(struct row_builder *row, size_t line)
{
	memset(row->at, 0, row->n * sizeof *row->at);
	row->n = 0;
	row->line = line;
	strbuf_reset(&row->text);
	strbuf_reset(&row->fault);
	strbuf_reset(&row->note);
	strbuf_addc(&row->text, '\0');
}

const char *cell_name(size_t column, size_t line, char buf[CELL_NAME_SIZE])
{
	char letters[16];
	size_t n = sizeof letters;

	letters[--n] = '\0';
	for (size_t c = column + 1; c > 0 && n > 0; c = (c - 1) / 26) {
		letters[--n] = (char)('A' + (c - 1) % 26);
	}
	(void)snprintf(buf, CELL_NAME_SIZE, "%s%zu", letters + n, line);
	return buf;
}

void row_builder_fault(struct row_builder *row, const char *sheet, size_t column, const char *text)
{
	char cell[CELL_NAME_SIZE];

	if (row->fault.len == 0) {
		strbuf_addf(&row->fault, "%.80s!%s: %s", sheet, cell_name(column, row->line, cell), text);
	}
}

void row_builder_note(struct row_builder *row, const char *sheet, size_t column, const char *text)
{
	char cell[CELL_NAME_SIZE];

	if (row->note.len < 1000) {
		strbuf_addf(&row->note, "%s%.80s!%s: %s", row->note.len > 0 ? "; " : "", sheet, cell_name(column, row->line, cell), text);
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

void row_builder_put(struct row_builder *row, const char *sheet, size_t column, const char *text, size_t len)
{
	while (len > 0 && is_blank(text[len - 1])) {
		len--;
	}
	while (len > 0 && is_blank(*text)) {
		text++;
		len--;
	}
	if (len == 0) {
		return;
	}
	if (column >= SHEET_MAX_COLUMNS) {
		row_builder_fault(row, sheet, column, "more than 1024 columns");
		return;
	}
	if (row->text.len + len > SHEET_MAX_RECORD) {
		row_builder_fault(row, sheet, column, row_too_long);
		return;
	}
	row->at[column] = row->text.len;
	row->n = column >= row->n ? column + 1 : row->n;
	strbuf_add(&row->text, text, len);
	strbuf_addc(&row->text, '\0');
}

bool row_builder_any(const struct row_builder *row)
{
	return row->n > 0 || row->fault.len > 0;
}

enum status row_builder_finish(struct row_builder *row, struct sheet_row *ret, struct error *err)
{
	if (!strbuf_ok(&row->text) || !strbuf_ok(&row->fault) || !strbuf_ok(&row->note)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < row->n; i++) {
		row->cells[i] = row->text.buf + row->at[i];
	}
	*ret = (struct sheet_row){ .line = row->line, .n = row->n, .cells = row->cells,
		.fault = row->fault.len > 0 ? row->fault.buf : NULL, .note = row->note.len > 0 ? row->note.buf : NULL };
	return ST_OK;
}
