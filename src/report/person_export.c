/* Prints a person's export. What is there is the store's affair (db_person.c); here is only its form. */
#include "report/person_export.h"

#include "mail/transfer.h"
#include "store/db_audit.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <string.h>

struct walk {
	FILE *out;
	enum output_format format;
	struct json_writer json;
	const char *section;
	bool single;
	int64_t rows_here, rows;
};

static enum status flush(struct walk *w, struct error *err)
{
	struct strbuf *text = w->json.out;

	if (!strbuf_ok(text)) {
		return error_set(err, ST_NOMEM, "export: out of memory");
	}
	if (fwrite(text->buf, 1, text->len, w->out) != text->len) {
		return error_set(err, ST_IO, "the export could not be written");
	}
	strbuf_reset(text);
	return ST_OK;
}

static enum status json_cell(struct json_writer *w, const struct person_cell *c, struct error *err)
{
	CLEANUP_STRBUF struct strbuf coded = STRBUF_INIT;
	CLEANUP_JSON struct json *good = NULL;
	char at[TIME_RFC3339_SIZE];

	if (c->absent) {
		json_null(w, c->name);
		return ST_OK;
	}
	switch (c->kind) {
	case CELL_TEXT:
		json_string_n(w, c->name, c->text, c->len);
		break;
	case CELL_NUMBER:
		if (c->real > (double)c->number || c->real < (double)c->number) {
			json_double(w, c->name, c->real);
		} else {
			json_int(w, c->name, c->number);
		}
		break;
	case CELL_TIME:
		json_string(w, c->name, time_format_rfc3339(c->number, at));
		break;
	case CELL_BOOL:
		json_bool(w, c->name, c->number != 0);
		break;
	case CELL_JSON:
		good = json_read(c->text, c->len);
		if (good != NULL) {
			json_raw(w, c->name, c->text);
		} else {
			json_string_n(w, c->name, c->text, c->len);
		}
		break;
	case CELL_BYTES:
		transfer_add_base64_run(&coded, c->text, c->len);
		if (!strbuf_ok(&coded)) {
			return error_set(err, ST_NOMEM, "export: out of memory");
		}
		json_string_n(w, c->name, coded.buf, coded.len);
		break;
	}
	return ST_OK;
}

static enum status json_row(struct walk *w, const struct person_cell *cells, size_t n, struct error *err)
{
	enum status st = ST_OK;

	json_object(&w->json, w->single ? w->section : NULL);
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = json_cell(&w->json, &cells[i], err);
	}
	json_end(&w->json, '}');
	return st == ST_OK ? flush(w, err) : st;
}

/* Lines of a long text stand under each other. */
static void text_lines(struct strbuf *out, const char *name, const char *text, size_t len)
{
	strbuf_addf(out, "  %-18s ", name);
	for (size_t i = 0; text != NULL && i < len; i++) {
		if (text[i] == '\n' && i + 1 < len) {
			strbuf_addf(out, "\n  %-18s ", "");
		} else if ((unsigned char)text[i] >= ' ' && text[i] != 0x7f) {
			strbuf_addc(out, text[i]);
		}
	}
	strbuf_addc(out, '\n');
}

static void text_cell(struct strbuf *out, const struct person_cell *c)
{
	char at[TIME_RFC3339_SIZE];

	if (c->absent || (c->text != NULL && c->len == 0)) {
		return;
	}
	switch (c->kind) {
	case CELL_TEXT:
	case CELL_JSON:
		text_lines(out, c->name, c->text, c->len);
		break;
	case CELL_NUMBER:
		if (c->real > (double)c->number || c->real < (double)c->number) {
			strbuf_addf(out, "  %-18s %.2f\n", c->name, c->real);
		} else {
			strbuf_addf(out, "  %-18s %" PRId64 "\n", c->name, c->number);
		}
		break;
	case CELL_TIME:
		strbuf_addf(out, "  %-18s %s\n", c->name, time_format_rfc3339(c->number, at));
		break;
	case CELL_BOOL:
		strbuf_addf(out, "  %-18s %s\n", c->name, c->number != 0 ? "yes" : "no");
		break;
	case CELL_BYTES:
		strbuf_addf(out, "  %-18s %zu bytes, in the JSON export\n", c->name, c->len);
		break;
	}
}

static enum status print_row(void *arg, const struct person_cell *cells, size_t n, struct error *err)
{
	struct walk *w = arg;
	struct strbuf *out = w->json.out;

	w->rows++;
	w->rows_here++;
	if (w->format == FORMAT_JSON) {
		return json_row(w, cells, n, err);
	}
	if (w->rows_here == 1) {
		strbuf_addf(out, "\n%s\n", w->section);
	} else {
		strbuf_addc(out, '\n');
	}
	for (size_t i = 0; i < n; i++) {
		text_cell(out, &cells[i]);
	}
	return flush(w, err);
}

static enum status print_section(struct store *store, struct walk *w, size_t index, const struct person *person,
		struct error *err)
{
	enum status st;

	w->rows_here = 0;
	if (w->format == FORMAT_JSON && !w->single) {
		json_array(&w->json, w->section);
	}
	st = db_person_each(store, index, &person->ref, print_row, w, err);
	if (w->format == FORMAT_JSON && !w->single) {
		json_end(&w->json, ']');
	} else if (w->format == FORMAT_JSON && w->rows_here == 0) {
		json_null(&w->json, w->section);
	}
	return st;
}

enum status person_export(struct store *store, const struct person *person, int64_t now, const char *actor,
		enum output_format format, FILE *out, int64_t *ret_rows, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct walk w = { .out = out, .format = format, .json = { .out = &text } };
	char at[TIME_RFC3339_SIZE];
	bool named = false;
	enum status st;

	if (format != FORMAT_TEXT && format != FORMAT_JSON) {
		return error_set(err, ST_INVALID, "a person's data are exported as text or json");
	}
	*ret_rows = 0;
	st = person_is_named(store, person, &named, err);
	if (st != ST_OK || !named) {
		return st;
	}
	if (format == FORMAT_JSON) {
		json_object(&w.json, NULL);
		json_string(&w.json, "address", person->address.email);
		json_string(&w.json, "exported_at", time_format_rfc3339(now, at));
	} else {
		strbuf_addf(&text, "What is kept about %s as of %s\n", person->address.email, time_format_rfc3339(now, at));
	}
	for (size_t i = 0; st == ST_OK && (w.section = db_person_section(i, &w.single)) != NULL; i++) {
		st = print_section(store, &w, i, person, err);
	}
	if (format == FORMAT_JSON) {
		json_end(&w.json, '}');
		strbuf_addc(&text, '\n');
	}
	st = st == ST_OK ? flush(&w, err) : st;
	*ret_rows = w.rows;
	return st == ST_OK && w.rows > 0 ? audit_add(store, actor, "export", "contact", person->contact.id,
			"all that is kept about a person was handed out", person->contact.id == 0 ? person->address.key : NULL, err) : st;
}
