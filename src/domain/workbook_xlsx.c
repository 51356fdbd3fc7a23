/* XLSX: the rows of one sheet. */
#include "domain/workbook_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define MAX_ROW 100000000u

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_INLINE, CELL_BOOLEAN, CELL_ERROR, CELL_DATE };

struct xlsx {
	struct sheet sheet;
	struct package *package;
	struct part *part;
	char *path;
	const char *name; /* of the sheet, in the book */
	struct xlsx_book book;
	struct row_builder row;
	size_t line;   /* of the row that is read or was read last */
	size_t column; /* of the cell that is read; of the next one between cells */
	enum cell_type type;
	unsigned long style;
	struct strbuf value;
	bool in_row, in_cell, in_text;
	unsigned phonetic;
};

static void xlsx_close(struct sheet *sheet)
{
	struct xlsx *x = (struct xlsx *)sheet;

	part_close(x->part);
	package_close(x->package);
	xlsx_book_release(&x->book);
	row_builder_release(&x->row);
	strbuf_release(&x->value);
	free(x->path);
	free(x);
}

static void xlsx_cleanup(struct xlsx **x)
{
	if (*x != NULL) {
		xlsx_close(&(*x)->sheet);
	}
}

/* --- tags --- */

/* "BC12": the column, from 0 on; false when it is none. */
static bool read_reference(const char *text, size_t *ret)
{
	size_t column = 0;

	for (; *text >= 'A' && *text <= 'Z' && column < 100000; text++) {
		column = column * 26 + (size_t)(*text - 'A' + 1);
	}
	if (column == 0 || !ascii_is_digit(*text)) {
		return false;
	}
	*ret = column - 1;
	return true;
}

static bool read_count(const char *text, unsigned long max, unsigned long *ret)
{
	unsigned long n = 0;

	for (; ascii_is_digit(*text) && n <= max; text++) {
		n = n * 10 + (unsigned long)(*text - '0');
	}
	*ret = n;
	return *text == '\0' && n <= max;
}

static enum status row_start(struct xlsx *x, const char **attributes, struct error *err)
{
	const char *r = part_attribute(attributes, "r");
	unsigned long line = x->line + 1;

	if (r != NULL && (!read_count(r, MAX_ROW, &line) || line == 0)) {
		return error_set(err, ST_INVALID, "behind row %zu stands a row with the number '%.20s'", x->line, r);
	}
	x->line = line;
	x->column = 0;
	x->in_row = true;
	row_builder_begin(&x->row, x->line);
	return ST_OK;
}

static enum cell_type type_of(const char *t)
{
	static const struct {
		const char *name;
		enum cell_type type;
	} types[] = { { "s", CELL_SHARED }, { "str", CELL_TEXT }, { "inlineStr", CELL_INLINE }, { "b", CELL_BOOLEAN }, { "e", CELL_ERROR },
		{ "d", CELL_DATE } };

	for (size_t i = 0; t != NULL && i < ARRAY_SIZE(types); i++) {
		if (strcmp(t, types[i].name) == 0) {
			return types[i].type;
		}
	}
	return CELL_NUMBER;
}

static enum status cell_start(struct xlsx *x, const char **attributes, struct error *err)
{
	const char *r = part_attribute(attributes, "r");
	const char *s = part_attribute(attributes, "s");

	if (r != NULL && !read_reference(r, &x->column)) {
		return error_set(err, ST_INVALID, "row %zu has a cell with the name '%.20s'", x->line, r);
	}
	x->type = type_of(part_attribute(attributes, "t"));
	if (s == NULL || !read_count(s, 65535, &x->style)) {
		x->style = 0;
	}
	x->in_cell = true;
	strbuf_reset(&x->value);
	return ST_OK;
}

static enum status sheet_start(void *arg, const char *name, const char **attributes, struct error *err)
{
	struct xlsx *x = arg;

	if (strcmp(name, "row") == 0 && !x->in_row) {
		return row_start(x, attributes, err);
	}
	if (strcmp(name, "c") == 0 && x->in_row && !x->in_cell) {
		return cell_start(x, attributes, err);
	}
	if (x->in_cell && strcmp(name, "rPh") == 0) {
		x->phonetic++;
	} else if (x->in_cell && x->phonetic == 0) {
		x->in_text = strcmp(name, x->type == CELL_INLINE ? "t" : "v") == 0;
	}
	return ST_OK;
}

static enum status sheet_text(void *arg, const char *text, size_t len, struct error *err)
{
	struct xlsx *x = arg;

	(void)err;
	if (x->in_text && x->value.len + len > SHEET_MAX_RECORD) {
		row_builder_fault(&x->row, x->name, x->column, row_too_long);
	} else if (x->in_text) {
		strbuf_add(&x->value, text, len);
	}
	return ST_OK;
}

static void put_shared(struct xlsx *x)
{
	unsigned long index;

	if (!read_count(x->value.buf, x->book.n_strings, &index) || index >= x->book.n_strings) {
		row_builder_fault(&x->row, x->name, x->column, "the text of this cell is missing in the file");
		return;
	}
	row_builder_put(&x->row, x->name, x->column, x->book.strings.buf + x->book.string_at[index],
			strlen(x->book.strings.buf + x->book.string_at[index]));
}

/* "2027-03-18T00:00:00" of ISO dates, as the others are told. */
static void put_date(struct xlsx *x)
{
	char *t = strchr(x->value.buf, 'T');

	if (t != NULL) {
		*t = ' ';
		if (strncmp(t, " 00:00:00", 9) == 0) {
			strbuf_setlen(&x->value, (size_t)(t - x->value.buf));
		}
	}
	row_builder_put(&x->row, x->name, x->column, x->value.buf, x->value.len);
}

static void put_number(struct xlsx *x)
{
	static const struct number_format plain = { NUMBER_PLAIN, 0 };
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	number_add(&text, x->value.buf, x->style < x->book.n_formats ? x->book.formats[x->style] : plain, x->book.since_1904);
	x->value.failed = x->value.failed || text.failed;
	row_builder_put(&x->row, x->name, x->column, text.buf, text.len);
}

static void put_text(struct xlsx *x)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	xlsx_text_add(&text, x->value.buf, x->value.len);
	x->value.failed = x->value.failed || text.failed;
	row_builder_put(&x->row, x->name, x->column, text.buf, text.len);
}

static void cell_end(struct xlsx *x)
{
	x->in_cell = false;
	x->in_text = false;
	x->phonetic = 0;
	if (x->value.len > 0) {
		switch (x->type) {
		case CELL_SHARED:
			put_shared(x);
			break;
		case CELL_BOOLEAN:
			row_builder_put(&x->row, x->name, x->column, x->value.buf[0] == '1' ? "TRUE" : "FALSE", x->value.buf[0] == '1' ? 4 : 5);
			break;
		case CELL_ERROR:
			row_builder_note(&x->row, x->name, x->column, "the formula gives an error; taken for empty");
			break;
		case CELL_DATE:
			put_date(x);
			break;
		case CELL_NUMBER:
			put_number(x);
			break;
		case CELL_TEXT:
		case CELL_INLINE:
			put_text(x);
			break;
		}
	}
	x->column++;
}

static enum status sheet_end(void *arg, const char *name, struct error *err)
{
	struct xlsx *x = arg;

	if (x->in_cell && strcmp(name, "c") == 0) {
		cell_end(x);
	} else if (x->in_cell && strcmp(name, "rPh") == 0) {
		x->phonetic -= x->phonetic > 0;
	} else if (x->in_cell && (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)) {
		x->in_text = false;
	} else if (x->in_row && strcmp(name, "row") == 0) {
		x->in_row = false;
		if (row_builder_any(&x->row)) {
			part_pause(x->part);
		}
	}
	return strbuf_ok(&x->value) ? ST_OK : error_set(err, ST_NOMEM, "out of memory");
}

/* --- the sheet --- */

static enum status xlsx_next(struct sheet *sheet, struct sheet_row *ret, bool *ret_more, struct error *err)
{
	struct xlsx *x = (struct xlsx *)sheet;
	struct error why = ERROR_INIT;
	char cell[CELL_NAME_SIZE];
	bool more = false;
	enum status st = part_run(x->part, &more, &why);

	if (st == ST_OK && more) {
		st = row_builder_finish(&x->row, ret, &why);
	}
	if (st != ST_OK) {
		return error_set(err, st, "%s: %.80s!%s: %s", x->path, x->name, cell_name(x->column, x->line > 0 ? x->line : 1, cell), why.text);
	}
	*ret_more = more;
	return ST_OK;
}

static const struct xlsx_sheet *choose(const struct xlsx_book *book, const char *wanted)
{
	for (size_t i = 0; i < book->n_sheets; i++) {
		const struct xlsx_sheet *s = &book->sheets[i];

		if (s->part != NULL && (wanted != NULL ? strcmp(s->name, wanted) == 0 : !s->hidden)) {
			return s;
		}
	}
	for (size_t i = 0; wanted != NULL && i < book->n_sheets; i++) {
		if (book->sheets[i].part != NULL && fold_equal(book->sheets[i].name, wanted)) {
			return &book->sheets[i];
		}
	}
	return NULL;
}

/* Names of sheets but for one. */
static void other_sheets(const struct xlsx_book *book, const struct xlsx_sheet *but, struct strbuf *out)
{
	for (size_t i = 0; i < book->n_sheets && out->len < 400; i++) {
		if (&book->sheets[i] != but && book->sheets[i].part != NULL) {
			strbuf_addf(out, "%s'%s'%s", out->len > 0 ? ", " : "", book->sheets[i].name, book->sheets[i].hidden ? " (hidden)" : "");
		}
	}
}

static enum status start(struct xlsx *x, const char *wanted, struct error *err)
{
	static const struct part_ops ops = { .start = sheet_start, .end = sheet_end, .text = sheet_text };
	CLEANUP_STRBUF struct strbuf others = STRBUF_INIT;
	const struct xlsx_sheet *s;
	enum status st = xlsx_book_read(x->package, &x->book, err);

	if (st != ST_OK) {
		return st;
	}
	s = choose(&x->book, wanted);
	other_sheets(&x->book, s, &others);
	if (s == NULL) {
		return error_set(err, ST_INVALID, "%s%.80s%s%s%s", wanted != NULL ? "no sheet '" : "no sheet with rows that is not hidden",
				wanted != NULL ? wanted : "", wanted != NULL ? "'" : "", others.len > 0 ? "; there are " : "", others.buf);
	}
	x->name = s->name;
	workbook_describe(&x->sheet, "XLSX", x->name, others.buf);
	st = row_builder_init(&x->row, err);
	return st == ST_OK ? part_open(x->package, s->part, PART_MAX_SHEET, &ops, x, &x->part, err) : st;
}

enum status xlsx_open(const char *path, struct package *package, const struct sheet_options *options, struct sheet **ret,
		struct error *err)
{
	CLEANUP(xlsx_cleanup) struct xlsx *x = calloc(1, sizeof *x);
	struct xlsx *made;
	struct error why = ERROR_INIT;
	enum status st;

	if (x == NULL) {
		package_close(package);
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	x->sheet.next = xlsx_next;
	x->sheet.close = xlsx_close;
	x->package = package;
	x->book.strings = (struct strbuf)STRBUF_INIT;
	x->value = (struct strbuf)STRBUF_INIT;
	x->row = (struct row_builder){ .text = STRBUF_INIT, .fault = STRBUF_INIT, .note = STRBUF_INIT };
	x->path = strdup(path);
	st = x->path != NULL ? start(x, options->sheet, &why) : error_set(&why, ST_NOMEM, "out of memory");
	if (st != ST_OK) {
		return error_set(err, st == ST_NOT_FOUND ? ST_INVALID : st, "%s: %s", path, why.text);
	}
	made = TAKE_PTR(x);
	*ret = &made->sheet;
	return ST_OK;
}
