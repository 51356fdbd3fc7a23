/* One table of fields: where each is, and how a value becomes a good one. */
#include "domain/contact_change.h"

#include "domain/phone.h"
#include "domain/words.h"
#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_history.h"
#include "store/db_organisation.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>

#define VALUE_MAX 300u /* bytes */

const char *const contact_change_fields =
		"email, name, given_name, family_name, title, position, gender, salutation, language, phone, office_mailbox";

struct work {
	struct contact now;    /* as it will be: points into was, the arguments and the buffers below */
	struct contact was;
	const char *country;
	struct address address;
	char phone[PHONE_SIZE];
	struct json_writer json;
	size_t n;
};

enum rule { RULE_TEXT, RULE_GENDER, RULE_LANGUAGE, RULE_PHONE };

static const struct field {
	const char *name;
	size_t offset;
	enum rule rule;
} table[] = {
	{ "name", offsetof(struct contact, name), RULE_TEXT },
	{ "given_name", offsetof(struct contact, given_name), RULE_TEXT },
	{ "family_name", offsetof(struct contact, family_name), RULE_TEXT },
	{ "title", offsetof(struct contact, title), RULE_TEXT },
	{ "position", offsetof(struct contact, position), RULE_TEXT },
	{ "gender", offsetof(struct contact, gender), RULE_GENDER },
	{ "salutation", offsetof(struct contact, salutation), RULE_TEXT },
	{ "language", offsetof(struct contact, language), RULE_LANGUAGE },
	{ "phone", offsetof(struct contact, phone), RULE_PHONE },
};

static const char **slot(struct contact *c, const struct field *f)
{
	return (const char **)(void *)((char *)c + f->offset);
}

static enum status good_value(struct work *w, const struct field *f, const char *value, const char **ret,
		struct error *err)
{
	*ret = NULL;
	if (value[0] == '\0') {
		return ST_OK;
	}
	switch (f->rule) {
	case RULE_TEXT:
		*ret = value;
		break;
	case RULE_GENDER:
		*ret = strcmp(value, "m") == 0 || strcmp(value, "f") == 0 ? value : words_gender(value);
		break;
	case RULE_LANGUAGE:
		*ret = words_language(value);
		break;
	case RULE_PHONE:
		*ret = phone_normalize(value, w->country, w->phone) ? w->phone : NULL;
		break;
	}
	return *ret != NULL ? ST_OK : error_set(err, ST_INVALID, "%s: '%s' is no %s", f->name, value, f->name);
}

static bool is_clean(const char *value)
{
	if (strlen(value) > VALUE_MAX || !utf8_valid(value, strlen(value))) {
		return false;
	}
	for (const char *p = value; *p != '\0'; p++) {
		if ((unsigned char)*p < ' ' || *p == 0x7f) {
			return false;
		}
	}
	return true;
}

static enum status set_email(struct work *w, const char *value, struct error *err)
{
	enum status st = address_parse(value, &w->address, err);

	if (st == ST_OK) {
		w->now.email = w->address.email;
		w->now.email_key = w->address.key;
		w->now.role = address_is_role(w->address.key);
		w->now.status = strcmp(w->was.status, "bounced") == 0 && strcmp(w->address.key, w->was.email_key) != 0 ? "active"
				: w->was.status;
	}
	return st;
}

static enum status set_office(struct work *w, const char *value, struct error *err)
{
	bool yes = strcmp(value, "yes") == 0;

	if (!yes && strcmp(value, "no") != 0) {
		return error_set(err, ST_INVALID, "office_mailbox: write yes or no, not '%s'", value);
	}
	w->now.role = yes;
	return ST_OK;
}

static enum status set_field(struct work *w, const char *assignment, struct error *err)
{
	const char *value = strchr(assignment, '=');
	size_t len = value != NULL ? (size_t)(value - assignment) : 0;
	enum status st;

	if (value == NULL) {
		return error_set(err, ST_INVALID, "'%s' is no FIELD=VALUE", assignment);
	}
	value++;
	if (!is_clean(value)) {
		return error_set(err, ST_INVALID, "%.*s: the value has control characters, is no UTF-8 or is longer than %u bytes",
				(int)len, assignment, VALUE_MAX);
	}
	if (len == 5 && strncmp(assignment, "email", len) == 0) {
		return set_email(w, value, err);
	}
	if (len == 14 && strncmp(assignment, "office_mailbox", len) == 0) {
		return set_office(w, value, err);
	}
	for (size_t i = 0; i < ARRAY_SIZE(table); i++) {
		if (strlen(table[i].name) == len && strncmp(assignment, table[i].name, len) == 0) {
			const char *good = NULL;

			st = good_value(w, &table[i], value, &good, err);
			*slot(&w->now, &table[i]) = good;
			return st;
		}
	}
	return error_set(err, ST_INVALID, "there is no field '%.*s'; fields are %s", (int)len, assignment,
			contact_change_fields);
}

static bool differ(const char *a, const char *b)
{
	return strcmp(a != NULL ? a : "", b != NULL ? b : "") != 0;
}

/* Calls `each` for every field that differs. */
static enum status each_change(struct work *w, struct store *store, int64_t audit_id,
		enum status (*each)(struct work *w, struct store *store, int64_t audit_id, const char *name, const char *old,
			const char *new_, struct error *err),
		struct error *err)
{
	enum status st = ST_OK;

	if (differ(w->was.email, w->now.email)) {
		st = each(w, store, audit_id, "email", w->was.email, w->now.email, err);
	}
	if (st == ST_OK && w->was.role != w->now.role) {
		st = each(w, store, audit_id, "office_mailbox", w->was.role ? "yes" : "no", w->now.role ? "yes" : "no", err);
	}
	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(table); i++) {
		const char *old = *slot(&w->was, &table[i]);
		const char *new_ = *slot(&w->now, &table[i]);

		if (differ(old, new_)) {
			st = each(w, store, audit_id, table[i].name, old, new_, err);
		}
	}
	return st;
}

static enum status describe(struct work *w, struct store *store, int64_t audit_id, const char *name, const char *old,
		const char *new_, struct error *err)
{
	(void)store;
	(void)audit_id;
	(void)err;
	json_array(&w->json, name);
	json_string(&w->json, NULL, old);
	json_string(&w->json, NULL, new_);
	json_end(&w->json, ']');
	w->n++;
	return ST_OK;
}

static enum status remember(struct work *w, struct store *store, int64_t audit_id, const char *name, const char *old,
		const char *new_, struct error *err)
{
	return db_history_add(store, "contact", w->was.id, name, old, new_, audit_id, err);
}

static enum status write_all(struct work *w, struct store *store, const struct token_key *key, const char *why,
		const char *actor, struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	int64_t audit_id = 0;
	enum status st;

	w->json = (struct json_writer){ .out = &payload };
	json_object(&w->json, NULL);
	st = each_change(w, store, 0, describe, err);
	if (why != NULL) {
		json_string(&w->json, "why", why);
	}
	json_end(&w->json, '}');
	if (st != ST_OK || w->n == 0) {
		return st;
	}
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "contact: out of memory");
	}
	w->now.updated_at = 0;
	st = db_contact_update(store, &w->now, err);
	if (st == ST_OK) {
		st = audit_add_id(store, actor, "change", "contact", w->was.id, "corrected", payload.buf, &audit_id, err);
	}
	if (st == ST_OK) {
		st = each_change(w, store, audit_id, remember, err);
	}
	return st == ST_OK && strcmp(w->was.email_key, w->now.email_key) != 0
			? db_suppression_follow(store, key, w->was.email_key, w->now.email_key, err) : st;
}

enum status contact_change(struct store *store, const struct token_key *key, const char *address,
		const char *const *fields, size_t n, const char *why, const char *actor, size_t *ret_n, struct error *err)
{
	CLEANUP_CONTACT struct contact was = CONTACT_INIT;
	CLEANUP_ORGANISATION struct organisation firm = ORGANISATION_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct work w = { .n = 0 };
	struct address a;
	enum status st = address_parse(address, &a, err);

	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK) {
		st = db_contact_find(store, a.key, &was, err);
	}
	if (st == ST_OK && was.merged_into != 0) {
		return error_set(err, ST_CONFLICT, "%s was merged into another contact: change that one, or 'kvieslys contact undo' first", address);
	}
	if (st == ST_OK && strcmp(was.status, "restricted") == 0) {
		return error_set(err, ST_CONFLICT, "the use of the data of %s is restricted: nothing changes until 'kvieslys contact release'", address);
	}
	if (st == ST_OK && was.organisation_id != 0) {
		st = db_organisation_load(store, was.organisation_id, &firm, err);
	}
	if (st != ST_OK) {
		return st == ST_NOT_FOUND ? error_set(err, st, "no contact '%s'; 'kvieslys contact list' shows them", address) : st;
	}
	w.was = was;
	w.now = was;
	w.now.texts = NULL;
	w.country = firm.country;
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = set_field(&w, fields[i], err);
	}
	if (st == ST_OK) {
		st = write_all(&w, store, key, why, actor, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	*ret_n = w.n;
	return st;
}
