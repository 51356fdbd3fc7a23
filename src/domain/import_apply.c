/* Clean rows into the database. Empty cells change nothing, others win; every change of a field is kept as history. */
#include "domain/import_private.h"

#include "domain/naming.h"
#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_history.h"
#include "store/db_import.h"
#include "store/db_list.h"
#include "store/db_organisation.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

enum status import_apply_begin(struct importer *im, struct error *err)
{
	int64_t hashed = 0;
	int64_t suppressed = 0;
	enum status st = naming_check("list", im->options->list, err);

	st = st == ST_OK ? db_list_get(im->store, im->options->list, &im->list_id, &im->result->list_is_new, err) : st;

	im->examples = (struct import_examples){ .texts = STRBUF_INIT, .name = STRBUF_INIT };

	if (st == ST_OK) {
		st = db_import_next_audit_id(im->store, &im->audit_id, err);
	}
	if (st == ST_OK) {
		st = db_suppression_count(im->store, &hashed, &suppressed, err);
	}
	if (st == ST_OK) {
		st = db_import_begin(im->store, err);
	}
	if (st == ST_OK) {
		st = db_import_last_contact(im->store, &im->last_contact, err);
	}
	im->suppressions = suppressed > 0;
	im->hashed = hashed > 0;
	im->now = clock_now();
	return st == ST_OK ? import_known_open(im->store, im->rows, &im->known, err) : st;
}

void import_apply_end(struct importer *im)
{
	import_known_free(im->known);
	im->known = NULL;
	strbuf_release(&im->examples.texts);
	strbuf_release(&im->examples.name);
}

enum status import_merge(struct importer *im, const char *noun, int64_t id, const char *field, const char **have,
		const char *cell, bool *changed, struct error *err)
{
	enum status st;

	if (cell == NULL || (*have != NULL && strcmp(*have, cell) == 0)) {
		return ST_OK;
	}
	import_example_change(im, noun, field, *have, cell);
	st = db_history_add(im->store, noun, id, field, *have, cell, im->audit_id, err);
	*have = cell;
	*changed = true;
	return st;
}

/* What the row says of the person, where it says something. With several addresses in a cell the name belongs to the one
 * that is no office mailbox. */
static const char *name_for(const struct clean_row *c, size_t i, enum import_field field)
{
	if (field == FIELD_NAME && c->names[i][0] != '\0') {
		return c->names[i];
	}
	return c->n_addresses > 1 && address_is_role(c->addresses[i].key) ? NULL : c->values[field];
}

static enum status add_contact(struct importer *im, const struct clean_row *c, size_t i, int64_t *ret, struct error *err)
{
	const struct address *a = &c->addresses[i];
	struct contact contact = { .email = a->email, .email_key = a->key, .role = address_is_role(a->key),
		.name = name_for(c, i, FIELD_NAME), .given_name = name_for(c, i, FIELD_GIVEN_NAME),
		.family_name = name_for(c, i, FIELD_FAMILY_NAME), .title = name_for(c, i, FIELD_TITLE),
		.position = name_for(c, i, FIELD_POSITION), .gender = name_for(c, i, FIELD_GENDER),
		.salutation = name_for(c, i, FIELD_SALUTATION), .language = c->values[FIELD_LANGUAGE],
		.phone = c->values[FIELD_PHONE], .source = im->options->source, .created_at = im->now, .updated_at = im->now };
	struct suppression s;
	bool changed;
	bool suppressed = false;
	enum status st = import_firm(im, c, 0, &contact.organisation_id, &changed, err);

	if (st == ST_OK) {
		st = db_contact_add(im->store, &contact, ret, err);
	}
	if (st == ST_OK && im->suppressions) {
		st = db_suppression_find(im->store, im->key, a->key, &s, &suppressed, err);
	}
	if (st == ST_OK && suppressed) {
		im->result->suppressed++;
		st = im->hashed ? db_suppression_note(im->store, im->key, a->key, err) : ST_OK;
	}
	im->result->added += st == ST_OK;
	if (st == ST_OK) {
		import_example_tell(im, IMPORT_NEW, c, i);
	}
	return st;
}

/* A contact that goes to another organisation. */
static enum status note_move(struct importer *im, const struct clean_row *c, const struct contact *k, int64_t to,
		struct error *err)
{
	char old[24];
	char new_[24];
	enum status st = import_example_move(im, k->organisation_id, c->values[FIELD_ORGANISATION], err);

	(void)snprintf(old, sizeof old, "%lld", (long long)k->organisation_id);
	(void)snprintf(new_, sizeof new_, "%lld", (long long)to);
	return st != ST_OK ? st : db_history_add(im->store, "contact", k->id, "organisation_id",
			k->organisation_id != 0 ? old : NULL, new_, im->audit_id, err);
}

static enum status change_contact(struct importer *im, const struct clean_row *c, size_t i, struct contact *k,
		struct error *err)
{
	const int64_t id = k->id;
	bool changed = false;
	bool firm_changed = false;
	int64_t organisation = 0;
	enum status st;

	import_example_begin(im);
	st = import_firm(im, c, k->organisation_id, &organisation, &firm_changed, err);
	const struct {
		const char **have;
		enum import_field field;
	} fields[] = { { &k->name, FIELD_NAME }, { &k->given_name, FIELD_GIVEN_NAME }, { &k->family_name, FIELD_FAMILY_NAME },
		{ &k->title, FIELD_TITLE }, { &k->position, FIELD_POSITION }, { &k->gender, FIELD_GENDER },
		{ &k->salutation, FIELD_SALUTATION } };

	for (size_t f = 0; st == ST_OK && f < ARRAY_SIZE(fields); f++) {
		st = import_merge(im, "contact", id, import_field_name(fields[f].field), fields[f].have, name_for(c, i, fields[f].field),
				&changed, err);
	}
	if (st == ST_OK) {
		st = import_merge(im, "contact", id, "language", &k->language, c->values[FIELD_LANGUAGE], &changed, err);
	}
	if (st == ST_OK) {
		st = import_merge(im, "contact", id, "phone", &k->phone, c->values[FIELD_PHONE], &changed, err);
	}
	if (st == ST_OK && organisation != k->organisation_id) {
		st = note_move(im, c, k, organisation, err);
		k->organisation_id = organisation;
		changed = true;
	}
	if (st == ST_OK && changed) {
		k->updated_at = im->now;
		st = db_contact_update(im->store, k, err);
	}
	im->result->changed += st == ST_OK && (changed || firm_changed);
	im->result->same += st == ST_OK && !changed && !firm_changed;
	if (st == ST_OK) {
		import_example_tell(im, changed || firm_changed ? IMPORT_CHANGED : IMPORT_SAME, c, i);
	}
	return st;
}

/* The contact that has the address, loaded; have->id stays 0 when there is none. */
static enum status find_contact(struct importer *im, const char *key, struct contact *have, struct error *err)
{
	struct error none = ERROR_INIT;
	int64_t id = 0;
	enum status st = ST_OK;

	if (!import_known_has_contact(im->known, key, &id)) {
		return ST_OK;
	}
	if (id != 0) {
		st = db_contact_load(im->store, id, have, err);
		if (st != ST_OK || strcmp(have->email_key, key) == 0) {
			return st;
		}
		contact_release(have); /* another one with the same hash */
	}
	st = db_contact_find(im->store, key, have, &none);
	return st == ST_OK || st == ST_NOT_FOUND ? ST_OK : error_set(err, st, "%s", none.text);
}

static void speak_against(struct clean_row *c, size_t i, const char *what)
{
	strbuf_addf(&c->fault, "%s%s %s", c->fault.len > 0 ? "; " : "", c->addresses[i].email, what);
}

/* Nothing was written yet: whose data may not be used speaks against the row. */
static enum status check_rights(struct importer *im, struct clean_row *c, const struct contact have[], struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < c->n_addresses; i++) {
		struct suppression s;
		bool found = false;

		if (have[i].id != 0 && strcmp(have[i].status, "restricted") == 0) {
			speak_against(c, i, "is restricted: nothing is known anew of it until 'kvieslys contact release'");
		}
		if (have[i].id == 0 && im->hashed) {
			st = db_suppression_find(im->store, im->key, c->addresses[i].key, &s, &found, err);
		}
		if (st == ST_OK && found && s.list_id == 0 && s.erased) {
			speak_against(c, i, "was erased and must not be brought in again; when the person comes back: 'kvieslys suppression remove'");
		}
	}
	return st;
}

/* An address that an earlier line of the file had already, too. */
static enum status check_lines(struct importer *im, struct clean_row *c, const struct contact have[], struct error *err)
{
	enum status st = check_rights(im, c, have, err);

	for (size_t i = 0; st == ST_OK && i < c->n_addresses; i++) {
		size_t before = 0;

		if (have[i].id != 0 && have[i].merged_into == 0) { /* two addresses of a person may stand in two lines */
			st = import_known_line(im->known, have[i].id, c->line, &before, err);
		}
		if (before != 0 && before != c->line) {
			char what[64];

			(void)snprintf(what, sizeof what, "stands in line %zu already", before);
			speak_against(c, i, what);
		}
	}
	return st;
}

static enum status put_contact(struct importer *im, const struct clean_row *c, size_t i, struct contact *have,
		struct error *err)
{
	int64_t id = have->id;
	size_t before;
	enum status st;

	if (have->merged_into != 0) { /* another address of somebody: lists and basis are the person's, the fields are those of the first */
		im->result->same++;
		import_example_tell(im, IMPORT_SAME, c, i);
		return db_import_touch(im->store, have->merged_into, err);
	}
	if (id != 0) {
		st = change_contact(im, c, i, have, err);
		return st == ST_OK ? db_import_touch(im->store, id, err) : st;
	}
	st = add_contact(im, c, i, &id, err);
	if (st == ST_OK) {
		import_known_add_contact(im->known, c->addresses[i].key, id);
		st = import_known_line(im->known, id, c->line, &before, err);
	}
	return st;
}

enum status import_apply(struct importer *im, struct clean_row *c, struct error *err)
{
	struct contact have[IMPORT_MAX_ADDRESSES];
	enum status st = ST_OK;

	for (size_t i = 0; i < c->n_addresses; i++) {
		have[i] = (struct contact)CONTACT_INIT;
	}
	for (size_t i = 0; st == ST_OK && i < c->n_addresses; i++) {
		st = find_contact(im, c->addresses[i].key, &have[i], err);
	}
	if (st == ST_OK) {
		st = check_lines(im, c, have, err);
	}
	for (size_t i = 0; st == ST_OK && c->fault.len == 0 && i < c->n_addresses; i++) {
		st = put_contact(im, c, i, &have[i], err);
	}
	for (size_t i = 0; i < c->n_addresses; i++) {
		contact_release(&have[i]);
	}
	return st;
}

enum status import_apply_settle(struct importer *im, struct error *err)
{
	const struct import_options *o = im->options;
	const struct basis basis = { .at = im->now, .kind = o->basis, .class_ = o->class_, .source = o->source,
		.text_shown = o->text_shown };

	return db_import_settle(im->store, im->last_contact, &basis, im->list_id, err);
}
