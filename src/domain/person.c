/* Who is meant by an address. */
#include "domain/person.h"

#include "util/fold.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void person_release(struct person *person)
{
	contact_release(&person->contact);
	free(person->name);
	free(person->name_key);
	*person = (struct person)PERSON_INIT;
}

static enum status name_of_contact(const struct contact *c, char **ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;

	if (c->name != NULL) {
		strbuf_adds(&name, c->name);
	} else {
		strbuf_adds(&name, c->given_name != NULL ? c->given_name : "");
		strbuf_addc(&name, ' ');
		strbuf_adds(&name, c->family_name != NULL ? c->family_name : "");
	}
	strbuf_trim(&name);
	if (name.len == 0 && strbuf_ok(&name)) {
		return ST_OK;
	}
	*ret = strbuf_detach(&name, NULL);
	return *ret != NULL ? ST_OK : error_set(err, ST_NOMEM, "person: out of memory");
}

/* A single word is no name to look for: half the firm is called Jonas. */
static enum status make_key(struct person *p, struct error *err)
{
	CLEANUP_STRBUF struct strbuf key = STRBUF_INIT;

	if (p->name == NULL) {
		return ST_OK;
	}
	fold_add(&key, p->name, strlen(p->name));
	if (strbuf_ok(&key) && strchr(key.buf, ' ') == NULL) {
		return ST_OK;
	}
	p->name_key = strbuf_detach(&key, NULL);
	return p->name_key != NULL ? ST_OK : error_set(err, ST_NOMEM, "person: out of memory");
}

static enum status complete(struct store *store, const struct token_key *key, struct person *p, struct error *err)
{
	enum status st = ST_OK;

	token_hash(key, p->address.key, strlen(p->address.key), p->hash);
	if (p->contact.id != 0) {
		st = name_of_contact(&p->contact, &p->name, err);
	} else {
		st = db_person_attendee_name(store, p->address.key, &p->name, err);
	}
	return st == ST_OK ? make_key(p, err) : st;
}

/* The struct is moved to the caller: what points into it is set where it will live. */
static void give(struct person *p, struct person *ret)
{
	*ret = *p;
	*p = (struct person)PERSON_INIT;
	ret->ref = (struct person_ref){ .contact_id = ret->contact.id, .organisation_id = ret->contact.organisation_id,
		.email_key = ret->address.key, .hash = ret->hash, .name_key = ret->name_key };
}

enum status person_find(struct store *store, const struct token_key *key, const char *address, struct person *ret,
		struct error *err)
{
	CLEANUP_PERSON struct person p = PERSON_INIT;
	struct error none = ERROR_INIT;
	enum status st = address_parse(address, &p.address, err);

	if (st == ST_OK) {
		st = db_contact_find(store, p.address.key, &p.contact, &none);
		st = st == ST_NOT_FOUND ? ST_OK : st == ST_OK ? ST_OK : error_set(err, st, "%s", none.text);
	}
	if (st == ST_OK) {
		st = complete(store, key, &p, err);
	}
	if (st == ST_OK) {
		give(&p, ret);
	}
	return st;
}

enum status person_load(struct store *store, const struct token_key *key, int64_t contact_id, struct person *ret,
		struct error *err)
{
	CLEANUP_PERSON struct person p = PERSON_INIT;
	enum status st = db_contact_load(store, contact_id, &p.contact, err);

	if (st == ST_OK) {
		(void)snprintf(p.address.email, sizeof p.address.email, "%s", p.contact.email);
		(void)snprintf(p.address.key, sizeof p.address.key, "%s", p.contact.email_key);
		st = complete(store, key, &p, err);
	}
	if (st == ST_OK) {
		give(&p, ret);
	}
	return st;
}

static enum status count_row(void *arg, const struct person_cell *cells, size_t n, struct error *err)
{
	bool *named = arg;

	(void)cells;
	(void)n;
	(void)err;
	*named = true;
	return ST_OK;
}

enum status person_is_named(struct store *store, const struct person *person, bool *ret, struct error *err)
{
	bool single;
	enum status st = ST_OK;

	*ret = false;
	for (size_t i = 0; st == ST_OK && !*ret && db_person_section(i, &single) != NULL; i++) {
		st = db_person_each(store, i, &person->ref, count_row, ret, err);
	}
	return st;
}
