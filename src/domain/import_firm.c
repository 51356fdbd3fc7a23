/* The organisation of a row: found by registration code, else by its own domain and folded name together (unless both have
 * codes of one country and they differ: then they are two firms); made when it is new; its fields taken over where the row
 * says something else. */
#include "domain/import_private.h"

#include "store/db_import.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"

#include <string.h>

static const enum import_field fields[] = { FIELD_CODE, FIELD_COUNTRY, FIELD_REGION, FIELD_TOWN, FIELD_SECTOR, FIELD_KIND,
	FIELD_SIZE, FIELD_CLUSTERS };

static struct fingerprint print_of(const struct importer *im, const struct clean_row *c)
{
	const char *texts[ARRAY_SIZE(fields) + 2] = { c->domain, c->name_key.buf };

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		texts[i + 2] = c->values[fields[i]];
	}
	return import_known_print(im->known, texts, ARRAY_SIZE(texts));
}

static bool same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL ? strcmp(a, b) == 0 : a == b;
}

/* An id that the map gave for a hash, looked at. *ret_right false: the hash was another key's. */
static enum status load_checked(struct importer *im, const struct clean_row *c, bool by_code, int64_t id,
		struct organisation *o, bool *ret_right, struct error *err)
{
	enum status st = db_organisation_load(im->store, id, o, err);

	*ret_right = st == ST_OK && o->merged_into == 0
			&& (by_code ? same_text(o->code, c->values[FIELD_CODE]) && same_text(o->country, c->values[FIELD_COUNTRY])
				: same_text(o->domain, c->domain) && strcmp(o->name_key, c->name_key.buf) == 0);
	return st;
}

/* *ret_id 0: there is none. Unless the row says what was said of it before (*ret_same), it is loaded into `o`. */
static enum status find_by(struct importer *im, const struct clean_row *c, bool by_code, const struct fingerprint *print,
		int64_t *ret_id, bool *ret_same, struct organisation *o, struct error *err)
{
	bool right = false;
	enum status st = ST_OK;

	*ret_same = false;
	if (!(by_code ? import_known_has_code(im->known, c->values[FIELD_COUNTRY], c->values[FIELD_CODE], ret_id)
			: import_known_has_name(im->known, c->domain, c->name_key.buf, ret_id))) {
		return ST_OK;
	}
	*ret_same = *ret_id != 0 && import_known_same(im->known, *ret_id, print);
	if (*ret_id != 0 && !*ret_same) {
		st = load_checked(im, c, by_code, *ret_id, o, &right, err);
	}
	if (*ret_same || right || st != ST_OK) {
		return st;
	}
	organisation_release(o);
	st = by_code ? db_organisation_by_code(im->store, c->values[FIELD_COUNTRY], c->values[FIELD_CODE], ret_id, err)
			: db_organisation_by_domain(im->store, c->domain, c->name_key.buf, ret_id, err);
	*ret_same = st == ST_OK && *ret_id != 0 && import_known_same(im->known, *ret_id, print);
	return st == ST_OK && *ret_id != 0 && !*ret_same ? db_organisation_load(im->store, *ret_id, o, err) : st;
}

/* The same name under the same domain, but each with a code of its own. */
static bool other_code(const struct organisation *o, const struct clean_row *c)
{
	const char *country = c->values[FIELD_COUNTRY];

	return o->code != NULL && c->values[FIELD_CODE] != NULL && strcmp(o->code, c->values[FIELD_CODE]) != 0
			&& (country == NULL || o->country == NULL || strcmp(country, o->country) == 0);
}

static enum status find(struct importer *im, const struct clean_row *c, const struct fingerprint *print, int64_t *ret_id,
		bool *ret_same, struct organisation *o, struct error *err)
{
	enum status st = ST_OK;

	*ret_id = 0;
	*ret_same = false;
	if (c->values[FIELD_CODE] != NULL) {
		st = find_by(im, c, true, print, ret_id, ret_same, o, err);
	}
	if (st == ST_OK && *ret_id == 0 && c->domain != NULL && c->name_key.len > 0) {
		st = find_by(im, c, false, print, ret_id, ret_same, o, err);
		if (st == ST_OK && *ret_id != 0 && !*ret_same && other_code(o, c)) {
			organisation_release(o);
			*ret_id = 0;
		}
	}
	return st;
}

/* Country and code together name a firm: they are not taken over when they are another one's (this one was found by a code
 * that it has from a merge, or by its name). */
static enum status may_take_code(struct importer *im, const struct clean_row *c, const struct organisation *o, bool *ret,
		struct error *err)
{
	const char *code = c->values[FIELD_CODE] != NULL ? c->values[FIELD_CODE] : o->code;
	const char *country = c->values[FIELD_COUNTRY] != NULL ? c->values[FIELD_COUNTRY] : o->country;
	bool taken = false;
	enum status st = ST_OK;

	if (code != NULL && country != NULL && (!same_text(code, o->code) || !same_text(country, o->country))) {
		st = db_organisation_code_taken(im->store, country, code, o->id, &taken, err);
	}
	*ret = !taken;
	return st;
}

static enum status update(struct importer *im, const struct clean_row *c, struct organisation *o, bool *ret_changed,
		struct error *err)
{
	const char **have[] = { &o->code, &o->country, &o->region, &o->town, &o->sector, &o->kind, &o->size, &o->clusters };
	bool changed = false;
	bool free_code = true;
	enum status st = may_take_code(im, c, o, &free_code, err);

	for (size_t i = free_code ? 0 : 2; st == ST_OK && i < ARRAY_SIZE(fields); i++) { /* code and country stand first */
		st = import_merge(im, "organisation", o->id, import_field_name(fields[i]), have[i], c->values[fields[i]], &changed, err);
	}
	if (st == ST_OK && changed) {
		o->updated_at = im->now;
		st = db_organisation_update(im->store, o, err);
		import_known_add_organisation(im->known, o, o->id);
	}
	*ret_changed = changed;
	return st;
}

static enum status add(struct importer *im, const struct clean_row *c, int64_t *ret, struct error *err)
{
	const struct organisation o = { .name = c->values[FIELD_ORGANISATION] != NULL ? c->values[FIELD_ORGANISATION] : "",
		.name_key = c->name_key.buf, .code = c->values[FIELD_CODE], .domain = c->domain,
		.country = c->values[FIELD_COUNTRY], .region = c->values[FIELD_REGION], .town = c->values[FIELD_TOWN],
		.sector = c->values[FIELD_SECTOR], .kind = c->values[FIELD_KIND], .size = c->values[FIELD_SIZE],
		.clusters = c->values[FIELD_CLUSTERS], .created_at = im->now, .updated_at = im->now };
	enum status st = db_organisation_add(im->store, &o, ret, err);

	if (st == ST_OK) {
		im->result->organisations++;
		import_known_add_organisation(im->known, &o, *ret);
	}
	return st;
}

/* People of free-mail domains: the same person's firm of the same name is the same firm. */
static enum status find_present(struct importer *im, const struct clean_row *c, int64_t present, int64_t *ret_id,
		struct organisation *o, struct error *err)
{
	enum status st = db_organisation_load(im->store, present, o, err);

	if (st == ST_OK && (c->name_key.len == 0 || strcmp(o->name_key, c->name_key.buf) == 0) && !other_code(o, c)) {
		*ret_id = present;
	}
	return st;
}

enum status import_firm(struct importer *im, const struct clean_row *c, int64_t present, int64_t *ret, bool *ret_changed,
		struct error *err)
{
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	const struct fingerprint print = print_of(im, c);
	int64_t id = 0;
	bool same = false;
	enum status st = find(im, c, &print, &id, &same, &o, err);

	*ret = present;
	*ret_changed = false;
	if (st == ST_OK && id == 0 && present != 0) {
		st = find_present(im, c, present, &id, &o, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (id != 0) {
		*ret = id;
		st = same ? ST_OK : update(im, c, &o, ret_changed, err);
		return st == ST_OK && !same ? import_known_note(im->known, id, &print, err) : st;
	}
	if (c->values[FIELD_ORGANISATION] == NULL && c->values[FIELD_COUNTRY] == NULL && c->values[FIELD_SECTOR] == NULL) {
		return ST_OK;
	}
	st = add(im, c, ret, err);
	*ret_changed = st == ST_OK;
	return st == ST_OK ? import_known_note(im->known, *ret, &print, err) : st;
}
