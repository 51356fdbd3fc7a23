/* Counts, columns and examples of an import. */
#include "cli/import_print.h"

#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const fates[IMPORT_FATES] = { "new", "changed", "same", "rejected" };

void import_print_init(struct import_print *p, enum output_format format)
{
	p->format = format;
	for (size_t i = 0; i < IMPORT_FATES; i++) {
		strbuf_init(&p->texts[i]);
		p->writers[i] = (struct json_writer){ .out = &p->texts[i] };
		json_array(&p->writers[i], NULL);
	}
	for (size_t i = 0; i < IMPORT_FATES && format != FORMAT_JSON; i++) {
		strbuf_reset(&p->texts[i]);
	}
}

void import_print_release(struct import_print *p)
{
	for (size_t i = 0; i < IMPORT_FATES; i++) {
		strbuf_release(&p->texts[i]);
	}
}

static void add_json(struct json_writer *w, const struct import_example *e)
{
	json_object(w, NULL);
	json_int(w, "line", (int64_t)e->line);
	if (e->fate == IMPORT_REJECTED) {
		json_string(w, "reason", e->reason);
	} else {
		json_string(w, "email", e->email);
	}
	if (e->fate == IMPORT_NEW) {
		json_string(w, "name", e->name);
		json_string(w, "given_name", e->given_name);
		json_string(w, "family_name", e->family_name);
		json_string(w, "organisation", e->organisation);
	}
	if (e->fate == IMPORT_CHANGED) {
		json_array(w, "changes");
		for (size_t i = 0; i < e->n_changes; i++) {
			json_object(w, NULL);
			json_string(w, "field", e->changes[i].field);
			json_string(w, "old", e->changes[i].old);
			json_string(w, "new", e->changes[i].new_);
			json_end(w, '}');
		}
		json_end(w, ']');
	}
	json_end(w, '}');
}

static void add_word(struct strbuf *out, const char *before, const char *text)
{
	if (text != NULL) {
		strbuf_addf(out, "%s%s", before, text);
	}
}

static void add_line(struct strbuf *out, const struct import_example *e)
{
	strbuf_addf(out, "  line %zu: %s", e->line, e->fate == IMPORT_REJECTED ? e->reason : e->email);
	if (e->fate == IMPORT_NEW) {
		add_word(out, ", ", e->name);
		add_word(out, ", ", e->given_name);
		add_word(out, e->given_name != NULL ? " " : ", ", e->family_name);
		add_word(out, ", ", e->organisation);
	}
	for (size_t i = 0; i < e->n_changes; i++) {
		const struct import_change *c = &e->changes[i];

		strbuf_addf(out, "%s%s %s → %s", i > 0 ? "; " : ": ", c->field, c->old != NULL ? c->old : "(nothing)", c->new_);
	}
	strbuf_addc(out, '\n');
}

void import_print_example(struct import_print *p, const struct import_example *e)
{
	if (p->format == FORMAT_JSON) {
		add_json(&p->writers[e->fate], e);
	} else {
		add_line(&p->texts[e->fate], e);
	}
}

static void print_json(struct import_print *p, const struct import_options *o, const struct import_result *r,
		struct strbuf *out)
{
	struct json_writer w = { .out = out };

	json_object(&w, NULL);
	json_string(&w, "file", o->file);
	json_string(&w, "description", r->description);
	json_string(&w, "columns", r->columns);
	json_int(&w, "remembered", (int64_t)r->remembered);
	json_bool(&w, "dry_run", o->dry_run);
	json_string(&w, "list", o->list);
	json_bool(&w, "list_is_new", r->list_is_new);
	json_int(&w, "rows", r->rows);
	json_int(&w, "new", r->added);
	json_int(&w, "changed", r->changed);
	json_int(&w, "same", r->same);
	json_int(&w, "rejected", r->rejected);
	json_int(&w, "notes", r->notes);
	json_int(&w, "organisations", r->organisations);
	json_int(&w, "suppressed", r->suppressed);
	json_string(&w, "rejects", r->rejects[0] != '\0' ? r->rejects : NULL);
	json_object(&w, "examples");
	for (size_t i = 0; i < IMPORT_FATES; i++) {
		json_end(&p->writers[i], ']');
		json_raw(&w, fates[i], p->texts[i].buf);
	}
	json_end(&w, '}');
	json_end(&w, '}');
	strbuf_addc(out, '\n');
}

static void print_text(struct import_print *p, const struct import_options *o, const struct import_result *r,
		struct strbuf *out)
{
	strbuf_addf(out, "%s: %s\ncolumns: %s\n", o->file, r->description, r->columns);
	if (r->remembered > 0) {
		strbuf_addf(out, "%zu column%s as told before for the source '%s'\n", r->remembered, r->remembered > 1 ? "s" : "", o->source);
	}
	strbuf_addf(out, "%s%" PRId64 " rows: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " the same, %" PRId64 " rejected; %" PRId64
			" new organisations\n", o->dry_run ? "would be " : "", r->rows, r->added, r->changed, r->same, r->rejected,
			r->organisations);
	if (r->suppressed > 0) {
		strbuf_addf(out, "%" PRId64 " of the new ones must not be written to\n", r->suppressed);
	}
	/* what is rejected was told already, and the same is of no interest */
	for (size_t i = IMPORT_NEW; o->dry_run && i <= IMPORT_CHANGED; i++) {
		if (p->texts[i].len > 0) {
			strbuf_addf(out, "%s, for example:\n%s", fates[i], p->texts[i].buf);
		}
	}
	if (r->rejects[0] != '\0') {
		strbuf_addf(out, "bad rows: %s; correct them there and import that file\n", r->rejects);
	}
}

enum status import_print(struct import_print *p, const struct import_options *o, const struct import_result *r,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	bool good = true;

	if (p->format == FORMAT_JSON) {
		print_json(p, o, r, &out);
	} else {
		print_text(p, o, r, &out);
	}
	for (size_t i = 0; i < IMPORT_FATES; i++) {
		good = good && strbuf_ok(&p->texts[i]);
	}
	if (!good || !strbuf_ok(&out)) {
		return error_set(err, ST_NOMEM, "import: out of memory");
	}
	return fwrite(out.buf, 1, out.len, stdout) == out.len ? ST_OK : error_set(err, ST_IO, "the result could not be printed");
}
