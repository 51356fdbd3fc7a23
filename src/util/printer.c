/* The printer. Text columns are padded by letters, not bytes. */
#include "util/printer.h"

#include "util/cleanup.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <string.h>

struct printer {
	FILE *out;
	enum output_format format;
	const struct printer_column *columns;
	size_t at; /* next column of the row */
	bool headed;
	struct strbuf line;
	struct json_writer json;
};

static void add_text(struct printer *p, const char *value, int width)
{
	int letters = 0;

	if (width < 0) {
		return;
	}
	if (p->line.len > 0) {
		strbuf_adds(&p->line, "  ");
	}
	for (const char *s = value; *s != '\0'; s++) {
		bool control = (unsigned char)*s < 0x20 || *s == 0x7F;

		strbuf_addc(&p->line, control ? ' ' : *s);
		letters += (*s & 0xC0) != 0x80;
	}
	for (; letters < width; letters++) {
		strbuf_addc(&p->line, ' ');
	}
}

static void add_cell(struct strbuf *out, const char *value, const char *front)
{
	if (front[0] == '\0' && strpbrk(value, ",\"\r\n") == NULL) {
		strbuf_adds(out, value);
		return;
	}
	strbuf_addf(out, "\"%s", front);
	for (const char *s = value; *s != '\0'; s++) {
		if (*s == '"') {
			strbuf_addc(out, '"');
		}
		strbuf_addc(out, *s);
	}
	strbuf_addc(out, '"');
}

void csv_add_text(struct strbuf *out, const char *value)
{
	bool formula = value[0] != '\0' && strchr("=+-@", value[0]) != NULL && value[1] != '\0';

	add_cell(out, value, formula ? "'" : "");
}

static enum status write_line(struct printer *p, struct error *err)
{
	if (p->format == FORMAT_TEXT) {
		strbuf_rtrim(&p->line);
	}
	strbuf_addc(&p->line, '\n');
	if (!strbuf_ok(&p->line)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (fwrite(p->line.buf, 1, p->line.len, p->out) != p->line.len) {
		return error_set(err, ST_IO, "the output cannot be written");
	}
	strbuf_reset(&p->line);
	return ST_OK;
}

static enum status write_heading(struct printer *p, struct error *err)
{
	p->headed = true;
	if (p->format == FORMAT_JSON) {
		return ST_OK;
	}
	for (p->at = 0; p->columns[p->at].key != NULL; p->at++) {
		if (p->format == FORMAT_CSV) {
			strbuf_adds(&p->line, p->at > 0 ? "," : "");
			csv_add_text(&p->line, p->columns[p->at].key);
		} else {
			add_text(p, p->columns[p->at].key, p->columns[p->at].width);
		}
	}
	p->at = 0;
	return write_line(p, err);
}

enum status printer_open(FILE *out, enum output_format format, const struct printer_column *columns,
		struct printer **ret, struct error *err)
{
	struct printer *p;

	if (format > FORMAT_CSV) {
		return error_set(err, ST_INVALID, "this command prints text, json or csv");
	}
	p = calloc(1, sizeof *p);
	if (p == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	p->out = out;
	p->format = format;
	p->columns = columns;
	strbuf_init(&p->line);
	p->json.out = &p->line;
	*ret = p;
	return ST_OK;
}

/* The key of the field now given, after the row was begun if it was not. */
static const char *begin_field(struct printer *p)
{
	if (!p->headed) {
		(void)write_heading(p, NULL);
	}
	if (p->format == FORMAT_JSON && p->at == 0) {
		p->json.comma = false;
		json_object(&p->json, NULL);
	}
	return p->columns[p->at].key;
}

/* `said`: words of people, and no number or JSON of ours. */
static void add_plain(struct printer *p, const char *value, bool said)
{
	if (p->format != FORMAT_CSV) {
		add_text(p, value, p->columns[p->at].width);
		return;
	}
	strbuf_adds(&p->line, p->at > 0 ? "," : "");
	if (said) {
		csv_add_text(&p->line, value);
	} else {
		add_cell(&p->line, value, "");
	}
}

void printer_string(struct printer *p, const char *value)
{
	const char *key = begin_field(p);

	if (p->format == FORMAT_JSON) {
		json_string(&p->json, key, value);
	} else {
		add_plain(p, value != NULL ? value : "", true);
	}
	p->at++;
}

void printer_json(struct printer *p, const char *json)
{
	const char *key = begin_field(p);

	if (p->format == FORMAT_JSON) {
		json_raw(&p->json, key, json);
	} else {
		add_plain(p, json != NULL ? json : "", false);
	}
	p->at++;
}

void printer_null(struct printer *p)
{
	printer_json(p, NULL);
}

void printer_int(struct printer *p, int64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRId64, value);
	printer_json(p, text);
}

void printer_id(struct printer *p, int64_t value)
{
	if (value != 0) {
		printer_int(p, value);
	} else {
		printer_null(p);
	}
}

void printer_double(struct printer *p, double value)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct json_writer w = { .out = &sb };

	json_double(&w, NULL, value);
	printer_json(p, sb.buf);
}

void printer_bool(struct printer *p, bool value)
{
	printer_json(p, value ? "true" : "false");
}

enum status printer_row(struct printer *p, struct error *err)
{
	if (p->format == FORMAT_JSON) {
		json_end(&p->json, '}');
	}
	p->at = 0;
	return write_line(p, err);
}

void printer_close(struct printer *p)
{
	if (p == NULL) {
		return;
	}
	if (!p->headed) {
		(void)write_heading(p, NULL);
	}
	(void)fflush(p->out);
	strbuf_release(&p->line);
	free(p);
}

void printer_cleanup(struct printer **p)
{
	printer_close(*p);
}
