/* The rejects file: CSV in UTF-8 with a byte order mark, so that every spreadsheet opens it right, with the columns it came
 * from behind two of its own. Written beside and renamed when whole. */
#include "domain/import_private.h"

#include "util/cleanup.h"
#include "util/json.h"

#include <errno.h>
#include <string.h>

static void put_cell(FILE *file, const char *text, bool first)
{
	if (!first) {
		(void)fputc(',', file);
	}
	if (strpbrk(text, ",\"\n\r") == NULL && text[0] != ' ') {
		(void)fputs(text, file);
		return;
	}
	(void)fputc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '"') {
			(void)fputc('"', file);
		}
		(void)fputc(*text, file);
	}
	(void)fputc('"', file);
}

static enum status begin(struct rejects *r, struct error *err)
{
	(void)snprintf(r->temporary, sizeof r->temporary, "%s.%ld.tmp", r->path, (long)getpid());
	r->file = fopen(r->temporary, "we");
	if (r->file == NULL) {
		return error_set(err, ST_IO, "%s: %s; name another place with --rejects", r->temporary, strerror(errno));
	}
	return ST_OK;
}

static enum status start(struct rejects *r, const struct import_columns *columns, struct error *err)
{
	enum status st = begin(r, err);

	if (st != ST_OK) {
		return st;
	}
	(void)fputs("\xEF\xBB\xBF", r->file);
	put_cell(r->file, REJECTS_LINE, true);
	put_cell(r->file, REJECTS_REASON, false);
	for (size_t i = 0; i < columns->n; i++) {
		if (columns->fields[i] != FIELD_IGNORED || (strcmp(columns->headings[i], REJECTS_LINE) != 0
				&& strcmp(columns->headings[i], REJECTS_REASON) != 0)) {
			put_cell(r->file, columns->headings[i], false);
		}
	}
	(void)fputc('\n', r->file);
	return ST_OK;
}

enum status rejects_add(struct rejects *r, const struct import_columns *columns, const struct sheet_row *row,
		const char *reason, struct error *err)
{
	char line[24];
	enum status st = r->file == NULL ? start(r, columns, err) : ST_OK;

	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(line, sizeof line, "%zu", row->line);
	put_cell(r->file, line, true);
	put_cell(r->file, reason, false);
	for (size_t i = 0; i < row->n; i++) {
		if (i >= columns->n || columns->fields[i] != FIELD_IGNORED || (strcmp(columns->headings[i], REJECTS_LINE) != 0
				&& strcmp(columns->headings[i], REJECTS_REASON) != 0)) {
			put_cell(r->file, row->cells[i], false);
		}
	}
	return fputc('\n', r->file) == EOF ? error_set(err, ST_IO, "%s: %s", r->temporary, strerror(errno)) : ST_OK;
}

enum status rejects_add_json(struct rejects *r, size_t line, const char *reason, const char *object, size_t len, struct error *err)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct json_writer w = { .out = &out };
	size_t rest = 1;
	enum status st = r->file == NULL ? begin(r, err) : ST_OK;

	if (st != ST_OK) {
		return st;
	}
	json_object(&w, NULL);
	json_int(&w, REJECTS_LINE, (int64_t)line);
	json_string(&w, REJECTS_REASON, reason);
	while (rest < len && strchr(" \t\r\n", object[rest]) != NULL) {
		rest++;
	}
	strbuf_adds(&out, rest < len && object[rest] != '}' ? "," : "");
	for (; rest < len; rest++) { /* one line; a line end within a string is no JSON anyway */
		strbuf_addc(&out, object[rest] == '\n' || object[rest] == '\r' ? ' ' : object[rest]);
	}
	strbuf_addc(&out, '\n');
	if (!strbuf_ok(&out)) {
		return error_set(err, ST_NOMEM, "rejects: out of memory");
	}
	return fwrite(out.buf, 1, out.len, r->file) == out.len ? ST_OK : error_set(err, ST_IO, "%s: %s", r->temporary, strerror(errno));
}

enum status rejects_finish(struct rejects *r, struct error *err)
{
	bool bad;

	if (r->file == NULL) {
		return ST_OK;
	}
	bad = fflush(r->file) != 0 || ferror(r->file) != 0;
	bad = fclose(r->file) != 0 || bad;
	r->file = NULL;
	if (bad || rename(r->temporary, r->path) != 0) {
		(void)unlink(r->temporary);
		return error_set(err, ST_IO, "%s: %s", r->path, strerror(errno));
	}
	return ST_OK;
}

void rejects_release(struct rejects *r)
{
	if (r->file != NULL) {
		(void)fclose(r->file);
		(void)unlink(r->temporary);
		r->file = NULL;
	}
}
