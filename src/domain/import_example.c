/* First examples of what an import does, for people who want to see before it is done. */
#include "domain/import_private.h"

#include "store/db_organisation.h"
#include "util/cleanup.h"

#include <string.h>

static bool wanted(const struct importer *im, enum import_fate fate)
{
	return im->options->example != NULL && im->examples.shown[fate] < IMPORT_EXAMPLES;
}

static size_t keep(struct strbuf *texts, const char *text)
{
	size_t at = texts->len;

	strbuf_adds(texts, text);
	strbuf_addc(texts, '\0');
	return at;
}

void import_example_change(struct importer *im, const char *noun, const char *field, const char *old, const char *new_)
{
	struct import_examples *e = &im->examples;

	if (!wanted(im, IMPORT_CHANGED) || e->n == IMPORT_CHANGES) {
		return;
	}
	strbuf_reset(&e->name);
	if (strcmp(noun, "contact") != 0) {
		strbuf_addf(&e->name, "%s.", noun);
	}
	strbuf_adds(&e->name, field);
	e->at[e->n].field = keep(&e->texts, e->name.buf);
	e->at[e->n].has_old = old != NULL;
	e->at[e->n].old = keep(&e->texts, old != NULL ? old : "");
	e->at[e->n++].new_ = keep(&e->texts, new_);
}

/* A contact that goes to another organisation: the names of both. */
enum status import_example_move(struct importer *im, int64_t from, const char *to, struct error *err)
{
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	enum status st = ST_OK;

	if (!wanted(im, IMPORT_CHANGED)) {
		return ST_OK;
	}
	if (from != 0) {
		st = db_organisation_load(im->store, from, &o, err);
	}
	if (st == ST_OK) {
		import_example_change(im, "contact", "organisation", o.name, to != NULL ? to : "");
	}
	return st;
}

void import_example_begin(struct importer *im)
{
	im->examples.n = 0;
	strbuf_reset(&im->examples.texts);
}

void import_example_tell(struct importer *im, enum import_fate fate, const struct clean_row *c, size_t i)
{
	struct import_examples *e = &im->examples;
	struct import_change changes[IMPORT_CHANGES];
	struct import_example example = { .fate = fate, .line = c->line, .changes = changes,
		.reason = fate == IMPORT_REJECTED ? c->fault.buf : NULL };

	if (!wanted(im, fate) || !strbuf_ok(&e->texts)) {
		return;
	}
	e->shown[fate]++;
	if (fate != IMPORT_REJECTED) {
		example.email = c->addresses[i].email;
		example.organisation = c->values[FIELD_ORGANISATION];
		example.name = c->names[i][0] != '\0' ? c->names[i] : c->values[FIELD_NAME];
		example.given_name = c->values[FIELD_GIVEN_NAME];
		example.family_name = c->values[FIELD_FAMILY_NAME];
	}
	for (; fate == IMPORT_CHANGED && example.n_changes < e->n; example.n_changes++) {
		size_t k = example.n_changes;

		changes[k] = (struct import_change){ .field = e->texts.buf + e->at[k].field,
			.old = e->at[k].has_old ? e->texts.buf + e->at[k].old : NULL, .new_ = e->texts.buf + e->at[k].new_ };
	}
	im->options->example(im->options->arg, &example);
}
