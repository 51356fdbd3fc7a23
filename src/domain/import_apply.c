/* Clean rows into the database. Empty cells change nothing, others win; every change of a field is kept as history. */
#include "domain/import_private.h"

#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_history.h"
#include "store/db_import.h"
#include "store/db_list.h"
#include "store/db_organisation.h"
#include "store/db_suppression.h"
#include "util/clock.h"

#include <stdlib.h>
#include <string.h>

/* Ids seen and the line each was seen in: open addressing, grown at two thirds. */
struct id_lines {
	struct {
		int64_t id;
		size_t line;
	} *slots;
	size_t size, n;
};

static size_t slot_of(const struct id_lines *m, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 20) % m->size;

	while (m->slots[at].id != 0 && m->slots[at].id != id) {
		at = (at + 1) % m->size;
	}
	return at;
}

/* The line an id was noted with before, 0 for none; notes `line` then. False when out of memory. */
static bool note_line(struct id_lines *m, int64_t id, size_t line, size_t *ret_before)
{
	size_t at;

	if (m->n * 3 >= m->size * 2) {
		struct id_lines more = { .size = m->size == 0 ? 256 : m->size * 2, .n = m->n };

		more.slots = calloc(more.size, sizeof *more.slots);
		if (more.slots == NULL) {
			return false;
		}
		for (size_t i = 0; i < m->size; i++) {
			if (m->slots[i].id != 0) {
				more.slots[slot_of(&more, m->slots[i].id)] = m->slots[i];
			}
		}
		free(m->slots);
		*m = more;
	}
	at = slot_of(m, id);
	*ret_before = m->slots[at].line;
	if (m->slots[at].id == 0) {
		m->slots[at].id = id;
		m->slots[at].line = line;
		m->n++;
	}
	return true;
}

enum status import_apply_begin(struct importer *im, struct error *err)
{
	int64_t hashed = 0;
	int64_t suppressed = 0;
	enum status st = db_list_get(im->store, im->options->list, &im->list_id, &im->result->list_is_new, err);

	if (st == ST_OK) {
		st = db_import_next_audit_id(im->store, &im->audit_id, err);
	}
	if (st == ST_OK) {
		st = db_suppression_count(im->store, &hashed, &suppressed, err);
	}
	if (st == ST_OK) {
		st = db_import_begin(im->store, &im->last_contact, err);
	}
	im->suppressions = suppressed > 0;
	im->hashed = hashed > 0;
	im->now = clock_now();
	im->contacts = calloc(1, sizeof *im->contacts);
	if (st == ST_OK && im->contacts == NULL) {
		st = error_set(err, ST_NOMEM, "import: out of memory");
	}
	return st;
}

void import_apply_end(struct importer *im)
{
	if (im->contacts != NULL) {
		free(im->contacts->slots);
	}
	free(im->contacts);
	im->contacts = NULL;
}

/* A value of a cell against what is there: notes the change and takes the new one. */
static enum status merge(struct importer *im, const char *noun, int64_t id, const char *field, const char **have,
		const char *cell, bool *changed, struct error *err)
{
	enum status st;

	if (cell == NULL || (*have != NULL && strcmp(*have, cell) == 0)) {
		return ST_OK;
	}
	st = db_history_add(im->store, noun, id, field, *have, cell, im->audit_id, err);
	*have = cell;
	*changed = true;
	return st;
}

/* By registration code, else by the firm's own domain and the folded name together; never by a domain alone. */
static enum status find_organisation(struct importer *im, const struct clean_row *c, int64_t *ret, struct error *err)
{
	enum status st = ST_OK;

	*ret = 0;
	if (c->values[FIELD_CODE] != NULL) {
		st = db_organisation_by_code(im->store, c->values[FIELD_COUNTRY], c->values[FIELD_CODE], ret, err);
		if (st != ST_OK || *ret != 0) {
			return st;
		}
	}
	return c->domain != NULL && c->name_key.len > 0 ? db_organisation_by_domain(im->store, c->domain, c->name_key.buf, ret, err) : ST_OK;
}

static enum status update_organisation(struct importer *im, const struct clean_row *c, int64_t id, bool *ret_changed,
		struct error *err)
{
	struct organisation o = { 0 };
	bool changed = false;
	enum status st = db_organisation_load(im->store, id, &o, err);
	const struct {
		const char **have;
		enum import_field field;
	} fields[] = { { &o.code, FIELD_CODE }, { &o.country, FIELD_COUNTRY }, { &o.region, FIELD_REGION }, { &o.town, FIELD_TOWN },
		{ &o.sector, FIELD_SECTOR }, { &o.kind, FIELD_KIND }, { &o.size, FIELD_SIZE }, { &o.clusters, FIELD_CLUSTERS } };

	for (size_t i = 0; st == ST_OK && i < sizeof fields / sizeof fields[0]; i++) {
		st = merge(im, "organisation", id, import_field_name(fields[i].field), fields[i].have,
				c->values[fields[i].field], &changed, err);
	}
	if (st == ST_OK && changed) {
		o.updated_at = im->now;
		st = db_organisation_update(im->store, &o, err);
	}
	organisation_release(&o);
	*ret_changed = changed;
	return st;
}

/* The organisation of a row, found or made; *ret 0 when the row names none. */
static enum status put_organisation(struct importer *im, const struct clean_row *c, int64_t present, int64_t *ret,
		bool *ret_changed, struct error *err)
{
	int64_t id = 0;
	enum status st = find_organisation(im, c, &id, err);

	*ret = present;
	*ret_changed = false;
	if (st != ST_OK) {
		return st;
	}
	if (id == 0 && present != 0) {
		/* people of free-mail domains: the same person's firm of the same name is the same firm */
		struct organisation o = { 0 };

		st = db_organisation_load(im->store, present, &o, err);
		if (st == ST_OK && (c->name_key.len == 0 || strcmp(o.name_key, c->name_key.buf) == 0)) {
			id = present;
		}
		organisation_release(&o);
	}
	if (st == ST_OK && id != 0) {
		*ret = id;
		return update_organisation(im, c, id, ret_changed, err);
	}
	if (st != ST_OK || (c->values[FIELD_ORGANISATION] == NULL && c->values[FIELD_COUNTRY] == NULL && c->values[FIELD_SECTOR] == NULL)) {
		return st;
	}
	const struct organisation o = { .name = c->values[FIELD_ORGANISATION] != NULL ? c->values[FIELD_ORGANISATION] : "",
		.name_key = c->name_key.buf, .code = c->values[FIELD_CODE], .domain = c->domain,
		.country = c->values[FIELD_COUNTRY], .region = c->values[FIELD_REGION], .town = c->values[FIELD_TOWN],
		.sector = c->values[FIELD_SECTOR], .kind = c->values[FIELD_KIND], .size = c->values[FIELD_SIZE],
		.clusters = c->values[FIELD_CLUSTERS], .created_at = im->now, .updated_at = im->now };

	st = db_organisation_add(im->store, &o, ret, err);
	im->result->organisations += st == ST_OK;
	*ret_changed = st == ST_OK;
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
	enum status st = put_organisation(im, c, 0, &contact.organisation_id, &changed, err);

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
	return st;
}

static enum status change_contact(struct importer *im, const struct clean_row *c, size_t i, int64_t id, struct error *err)
{
	CLEANUP_CONTACT struct contact k = CONTACT_INIT;
	bool changed = false;
	bool firm_changed = false;
	int64_t organisation = 0;
	enum status st = db_contact_load(im->store, id, &k, err);
	const struct {
		const char **have;
		enum import_field field;
	} fields[] = { { &k.name, FIELD_NAME }, { &k.given_name, FIELD_GIVEN_NAME }, { &k.family_name, FIELD_FAMILY_NAME },
		{ &k.title, FIELD_TITLE }, { &k.position, FIELD_POSITION }, { &k.gender, FIELD_GENDER },
		{ &k.salutation, FIELD_SALUTATION } };

	if (st == ST_OK) {
		st = put_organisation(im, c, k.organisation_id, &organisation, &firm_changed, err);
	}
	for (size_t f = 0; st == ST_OK && f < sizeof fields / sizeof fields[0]; f++) {
		st = merge(im, "contact", id, import_field_name(fields[f].field), fields[f].have, name_for(c, i, fields[f].field),
				&changed, err);
	}
	if (st == ST_OK) {
		st = merge(im, "contact", id, "language", &k.language, c->values[FIELD_LANGUAGE], &changed, err);
	}
	if (st == ST_OK) {
		st = merge(im, "contact", id, "phone", &k.phone, c->values[FIELD_PHONE], &changed, err);
	}
	if (st == ST_OK && organisation != k.organisation_id) {
		k.organisation_id = organisation;
		changed = true;
	}
	if (st == ST_OK && changed) {
		k.updated_at = im->now;
		st = db_contact_update(im->store, &k, err);
	}
	im->result->changed += st == ST_OK && (changed || firm_changed);
	im->result->same += st == ST_OK && !changed && !firm_changed;
	return st;
}

/* Nothing was written yet: an address that an earlier line of the file had already speaks against the row. */
static enum status check_lines(struct importer *im, struct clean_row *c, const int64_t ids[], struct error *err)
{
	for (size_t i = 0; i < c->n_addresses; i++) {
		size_t before = 0;

		if (ids[i] != 0 && !note_line(im->contacts, ids[i], c->line, &before)) {
			return error_set(err, ST_NOMEM, "import: out of memory");
		}
		if (before != 0 && before != c->line) {
			strbuf_addf(&c->fault, "%s%s stands in line %zu already", c->fault.len > 0 ? "; " : "", c->addresses[i].email, before);
		}
	}
	return ST_OK;
}

enum status import_apply(struct importer *im, struct clean_row *c, struct error *err)
{
	int64_t ids[IMPORT_MAX_ADDRESSES] = { 0 };
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < c->n_addresses; i++) {
		st = db_contact_id(im->store, c->addresses[i].key, &ids[i], err);
	}
	if (st == ST_OK) {
		st = check_lines(im, c, ids, err);
	}
	for (size_t i = 0; st == ST_OK && c->fault.len == 0 && i < c->n_addresses; i++) {
		size_t before;

		if (ids[i] == 0) {
			st = add_contact(im, c, i, &ids[i], err);
			if (st == ST_OK && !note_line(im->contacts, ids[i], c->line, &before)) {
				st = error_set(err, ST_NOMEM, "import: out of memory");
			}
		} else {
			st = change_contact(im, c, i, ids[i], err);
			if (st == ST_OK) {
				st = db_import_touch(im->store, ids[i], err);
			}
		}
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
