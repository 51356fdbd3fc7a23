/* ODS: the rows of one table of content.xml, in one pass. */
#include "domain/workbook_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define MAX_REPEAT 100000000u
#define MAX_HIDDEN 4096u

struct ods {
	struct sheet sheet;
	struct package *package;
	struct part *part;
	char *path;
	const char *wanted; /* while opening */
	char *name;         /* of the table that is read */
	struct strbuf names;  /* of tables passed over, for messages */
	struct strbuf style;  /* that is read: its name */
	char **hidden;        /* styles of tables that are not shown */
	size_t n_hidden;
	struct row_builder row;
	/* depths of open tags, 0: not within one */
	unsigned depth, tables, table, row_at, cell_at, paragraph, skip;
	unsigned long line, row_repeat;
	size_t column;
	unsigned long cell_repeat;
	enum { VALUE_TEXT, VALUE_NUMBER, VALUE_DATE, VALUE_BOOLEAN, VALUE_ERROR } kind;
	struct strbuf value; /* attribute */
	struct strbuf text;  /* what is shown */
	bool has_paragraph, ended;
};

static void ods_close(struct sheet *sheet)
{
	struct ods *o = (struct ods *)sheet;

	part_close(o->part);
	package_close(o->package);
	row_builder_release(&o->row);
	for (size_t i = 0; i < o->n_hidden; i++) {
		free(o->hidden[i]);
	}
	free(o->hidden);
	strbuf_release(&o->names);
	strbuf_release(&o->style);
	strbuf_release(&o->value);
	strbuf_release(&o->text);
	free(o->name);
	free(o->path);
	free(o);
}

static void ods_cleanup(struct ods **o)
{
	if (*o != NULL) {
		ods_close(&(*o)->sheet);
	}
}

/* --- tables --- */

static bool is_hidden(const struct ods *o, const char *style)
{
	for (size_t i = 0; style != NULL && i < o->n_hidden; i++) {
		if (strcmp(o->hidden[i], style) == 0) {
			return true;
		}
	}
	return false;
}

static enum status note_hidden(struct ods *o, struct error *err)
{
	if (o->n_hidden == MAX_HIDDEN) {
		return ST_OK;
	}
	if (o->hidden == NULL) {
		o->hidden = calloc(MAX_HIDDEN, sizeof *o->hidden);
	}
	if (o->hidden != NULL) {
		o->hidden[o->n_hidden] = strdup(o->style.buf);
	}
	if (o->hidden == NULL || o->hidden[o->n_hidden] == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	o->n_hidden++;
	return ST_OK;
}

static enum status table_start(struct ods *o, const char **attributes, struct error *err)
{
	const char *name = part_attribute(attributes, "name");
	bool hidden = is_hidden(o, part_attribute(attributes, "style-name"));

	name = name != NULL ? name : "";
	if (o->name == NULL && (o->wanted != NULL ? fold_equal(name, o->wanted) : !hidden)) {
		o->name = strdup(name);
		if (o->name == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		o->table = o->depth;
		part_pause(o->part); /* opening ends here */
	} else if (o->names.len < 400) {
		strbuf_addf(&o->names, "%s'%s'%s", o->names.len > 0 ? ", " : "", name, hidden ? " (hidden)" : "");
	}
	return ST_OK;
}

/* --- rows and cells --- */

static unsigned long repeat_of(const char **attributes, const char *name)
{
	const char *text = part_attribute(attributes, name);
	unsigned long n = 0;

	for (; text != NULL && ascii_is_digit(*text) && n < MAX_REPEAT; text++) {
		n = n * 10 + (unsigned long)(*text - '0');
	}
	return n == 0 ? 1 : n < MAX_REPEAT ? n : MAX_REPEAT;
}

static enum status row_start(struct ods *o, const char **attributes, struct error *err)
{
	o->row_repeat = repeat_of(attributes, "number-rows-repeated");
	if (o->line > MAX_REPEAT) {
		return error_set(err, ST_INVALID, "more rows than any table has");
	}
	o->row_at = o->depth;
	o->column = 0;
	row_builder_begin(&o->row, o->line + 1);
	return ST_OK;
}

static void cell_start(struct ods *o, const char **attributes)
{
	static const struct {
		const char *type, *attribute;
		int kind;
	} types[] = { { "float", "value", VALUE_NUMBER }, { "currency", "value", VALUE_NUMBER }, { "percentage", "value", VALUE_NUMBER },
		{ "date", "date-value", VALUE_DATE }, { "boolean", "boolean-value", VALUE_BOOLEAN }, { "string", "string-value", VALUE_TEXT } };

	o->cell_at = o->depth;
	o->cell_repeat = repeat_of(attributes, "number-columns-repeated");
	o->kind = VALUE_TEXT;
	o->has_paragraph = false;
	strbuf_reset(&o->value);
	strbuf_reset(&o->text);
	for (size_t i = 0; attributes[i] != NULL; i += 2) {
		const char *colon = strchr(attributes[i], ':');

		if (colon == NULL || strcmp(colon, ":value-type") != 0) {
			continue;
		}
		for (size_t k = 0; k < ARRAY_SIZE(types); k++) {
			const char *value = strcmp(attributes[i + 1], types[k].type) == 0 ? part_attribute(attributes, types[k].attribute) : NULL;

			if (value != NULL && o->kind != VALUE_ERROR) {
				o->kind = (__typeof__(o->kind))types[k].kind;
				strbuf_reset(&o->value);
				strbuf_adds(&o->value, strlen(value) <= SHEET_MAX_RECORD ? value : "");
			}
		}
		if (strcmp(attributes[i + 1], "error") == 0) {
			o->kind = VALUE_ERROR;
		}
	}
}

/* A number as it is shown, where that is more than its value: 0012345, +370 612 34567. */
static bool shown_keeps_digits(const char *shown, const char *number)
{
	size_t n = 0;

	if (shown[0] != '0' && shown[0] != '+') {
		return false;
	}
	for (const char *s = shown; *s != '\0'; s++) {
		bool digit = ascii_is_digit(*s);

		if (!digit && strchr("+ -()/", *s) == NULL) {
			return false;
		}
		if (digit && (n > 0 || *s != '0')) {
			if (number[n] != *s) {
				return false;
			}
			n++;
		}
	}
	return n > 0 && number[n] == '\0';
}

static void number_text(struct ods *o, struct strbuf *out)
{
	static const struct number_format plain = { NUMBER_PLAIN, 0 };

	number_add(out, o->value.buf, plain, false);
	if (shown_keeps_digits(o->text.buf, out->buf)) {
		strbuf_reset(out);
		strbuf_adds(out, o->text.buf);
	}
}

static void date_text(struct ods *o, struct strbuf *out)
{
	const char *t = strchr(o->value.buf, 'T');
	size_t day = t != NULL ? (size_t)(t - o->value.buf) : o->value.len;

	strbuf_add(out, o->value.buf, day);
	if (t != NULL && strncmp(t, "T00:00:00", 9) != 0) {
		strbuf_addc(out, ' ');
		strbuf_add(out, t + 1, strlen(t + 1) > 8 ? 8 : strlen(t + 1));
		if (out->len >= 3 && out->len == day + 9 && strcmp(out->buf + out->len - 3, ":00") == 0) {
			strbuf_setlen(out, out->len - 3);
		}
	}
}

static void cell_end(struct ods *o)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	o->cell_at = 0;
	if (o->kind == VALUE_NUMBER) {
		number_text(o, &text);
	} else if (o->kind == VALUE_DATE) {
		date_text(o, &text);
	} else if (o->kind == VALUE_BOOLEAN) {
		strbuf_adds(&text, strcmp(o->value.buf, "true") == 0 ? "TRUE" : "FALSE");
	} else if (o->kind == VALUE_ERROR) {
		row_builder_note(&o->row, o->name, o->column, "the formula gives an error; taken for empty");
	} else {
		strbuf_add(&text, o->has_paragraph ? o->text.buf : o->value.buf, o->has_paragraph ? o->text.len : o->value.len);
	}
	for (unsigned long i = 0; i < o->cell_repeat && text.len > 0 && o->row.fault.len == 0; i++) {
		row_builder_put(&o->row, o->name, o->column + i, text.buf, text.len);
	}
	o->column += o->cell_repeat;
	o->text.failed = o->text.failed || text.failed;
}

static void row_end(struct ods *o)
{
	o->row_at = 0;
	if (row_builder_any(&o->row)) {
		if (o->row_repeat > 1) { /* somebody filled a column down to the end: it says no more than once */
			char text[64];

			(void)snprintf(text, sizeof text, "%lu rows are the same; taken once", o->row_repeat);
			row_builder_note(&o->row, o->name, 0, text);
		}
		part_pause(o->part);
	}
	o->line += o->row_repeat;
}

/* --- tags --- */

static void add_text(struct ods *o, const char *text, size_t len)
{
	if (o->text.len + len > SHEET_MAX_RECORD) {
		row_builder_fault(&o->row, o->name, o->column, row_too_long);
		return;
	}
	strbuf_add(&o->text, text, len);
}

static void in_cell_start(struct ods *o, const char *name, const char **attributes)
{
	if (o->paragraph == 0) {
		if (strcmp(name, "p") != 0) {
			o->skip = o->depth; /* comments, shapes, tables in cells */
			return;
		}
		if (o->has_paragraph) {
			add_text(o, "\n", 1);
		}
		o->has_paragraph = true;
		o->paragraph = o->depth;
	} else if (strcmp(name, "s") == 0) {
		for (unsigned long n = repeat_of(attributes, "c"); n > 0 && o->row.fault.len == 0; n--) {
			add_text(o, " ", 1);
		}
	} else if (strcmp(name, "tab") == 0) {
		add_text(o, "\t", 1);
	} else if (strcmp(name, "line-break") == 0) {
		add_text(o, "\n", 1);
	} else if (strcmp(name, "annotation") == 0 || strcmp(name, "ruby-text") == 0) {
		o->skip = o->depth;
	}
}

static enum status ods_start(void *arg, const char *name, const char **attributes, struct error *err)
{
	struct ods *o = arg;

	o->depth++;
	if (o->skip != 0 || o->ended) {
		return ST_OK;
	}
	if (o->cell_at != 0) {
		in_cell_start(o, name, attributes);
	} else if (o->row_at != 0) {
		if (o->depth == o->row_at + 1 && (strcmp(name, "table-cell") == 0 || strcmp(name, "covered-table-cell") == 0)) {
			cell_start(o, attributes);
		}
	} else if (o->table != 0) {
		if (strcmp(name, "table-row") == 0) {
			return row_start(o, attributes, err);
		}
	} else if (strcmp(name, "spreadsheet") == 0) {
		o->tables = o->depth + 1;
	} else if (strcmp(name, "table") == 0 && o->depth == o->tables) {
		return table_start(o, attributes, err);
	} else if (o->tables == 0 && strcmp(name, "style") == 0) {
		const char *style = part_attribute(attributes, "name");

		strbuf_reset(&o->style);
		strbuf_adds(&o->style, style != NULL ? style : "");
	} else if (o->tables == 0 && strcmp(name, "table-properties") == 0) {
		const char *display = part_attribute(attributes, "display");

		return display != NULL && strcmp(display, "false") == 0 ? note_hidden(o, err) : ST_OK;
	}
	return ST_OK;
}

static enum status ods_end(void *arg, const char *name, struct error *err)
{
	struct ods *o = arg;
	unsigned depth = o->depth--;

	(void)name;
	if (o->skip != 0) {
		o->skip = o->skip == depth ? 0 : o->skip;
	} else if (o->paragraph == depth && depth != 0) {
		o->paragraph = 0;
	} else if (o->cell_at == depth && depth != 0) {
		cell_end(o);
	} else if (o->row_at == depth && depth != 0) {
		row_end(o);
	} else if (o->table == depth && depth != 0) {
		o->table = 0;
		o->ended = true;
		part_pause(o->part); /* what follows are other tables */
	}
	return strbuf_ok(&o->text) && strbuf_ok(&o->value) && strbuf_ok(&o->style) && strbuf_ok(&o->names) ? ST_OK
			: error_set(err, ST_NOMEM, "out of memory");
}

static enum status ods_text(void *arg, const char *text, size_t len, struct error *err)
{
	struct ods *o = arg;

	(void)err;
	if (o->paragraph != 0 && o->skip == 0) {
		add_text(o, text, len);
	}
	return ST_OK;
}

/* --- the sheet --- */

static enum status ods_next(struct sheet *sheet, struct sheet_row *ret, bool *ret_more, struct error *err)
{
	struct ods *o = (struct ods *)sheet;
	struct error why = ERROR_INIT;
	char cell[CELL_NAME_SIZE];
	bool more = false;
	enum status st = o->ended ? ST_OK : part_run(o->part, &more, &why);

	more = more && !o->ended;
	if (st == ST_OK && more) {
		st = row_builder_finish(&o->row, ret, &why);
	}
	if (st != ST_OK) {
		return error_set(err, st, "%s: %.80s!%s: %s", o->path, o->name, cell_name(o->column, o->line + 1, cell), why.text);
	}
	*ret_more = more;
	return ST_OK;
}

/* Encrypted files have a readable list of their parts, and it says so. */
static bool is_protected(const struct package *package)
{
	char buf[8192];

	package_peek(package, "META-INF/manifest.xml", buf, sizeof buf);
	return strstr(buf, "encryption-data") != NULL;
}

static enum status start(struct ods *o, struct error *err)
{
	static const struct part_ops ops = { .start = ods_start, .end = ods_end, .text = ods_text };
	bool more = false;
	enum status st;

	if (is_protected(o->package)) {
		return error_set(err, ST_INVALID, "the workbook is protected by a password; save it without");
	}
	st = row_builder_init(&o->row, err);
	if (st == ST_OK) {
		st = part_open(o->package, "content.xml", PART_MAX_SHEET, &ops, o, &o->part, err);
	}
	if (st == ST_OK) {
		st = part_run(o->part, &more, err);
	}
	if (st == ST_OK && o->name == NULL) {
		return error_set(err, ST_INVALID, "%s%.80s%s%s%s", o->wanted != NULL ? "no sheet '" : "no sheet with rows that is not hidden",
				o->wanted != NULL ? o->wanted : "", o->wanted != NULL ? "'" : "", o->names.len > 0 ? "; there are " : "",
				o->names.buf);
	}
	if (st == ST_OK) {
		workbook_describe(&o->sheet, "ODS", o->name, o->names.buf);
	}
	return st;
}

enum status ods_open(const char *path, struct package *package, const struct sheet_options *options, struct sheet **ret,
		struct error *err)
{
	CLEANUP(ods_cleanup) struct ods *o = calloc(1, sizeof *o);
	struct ods *made;
	struct error why = ERROR_INIT;
	enum status st;

	if (o == NULL) {
		package_close(package);
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	o->sheet.next = ods_next;
	o->sheet.close = ods_close;
	o->package = package;
	o->wanted = options->sheet;
	o->names = o->style = o->value = o->text = (struct strbuf)STRBUF_INIT;
	o->row = (struct row_builder){ .text = STRBUF_INIT, .fault = STRBUF_INIT, .note = STRBUF_INIT };
	o->path = strdup(path);
	st = o->path != NULL ? start(o, &why) : error_set(&why, ST_NOMEM, "out of memory");
	if (st != ST_OK) {
		return error_set(err, st == ST_NOT_FOUND ? ST_INVALID : st, "%s: %s", path, why.text);
	}
	o->wanted = NULL; /* the caller's */
	made = TAKE_PTR(o);
	*ret = &made->sheet;
	return ST_OK;
}
