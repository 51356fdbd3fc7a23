/* Merging contacts and undoing it. */
#include "domain/merge_contact.h"

#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_history.h"
#include "store/db_suppression.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <string.h>

#define MOVED "moved"

/* The contact with exactly that address, also when it is a part of another. */
static enum status load(struct store *store, const char *text, struct contact *ret, struct error *err)
{
	struct error none = ERROR_INIT;
	struct address a;
	enum status st = address_parse(text, &a, err);

	if (st != ST_OK) {
		return st;
	}
	st = db_contact_find(store, a.key, ret, &none);
	if (st == ST_NOT_FOUND) {
		return error_set(err, st, "no contact '%s'; 'kvieslys contact list' shows them", text);
	}
	return st == ST_OK ? ST_OK : error_set(err, st, "%s", none.text);
}

static enum status check_one(struct store *store, const struct contact *c, struct error *err)
{
	CLEANUP_CONTACT struct contact whole = CONTACT_INIT;
	enum status st = c->merged_into != 0 ? db_contact_load(store, c->merged_into, &whole, err) : ST_OK;

	if (st == ST_OK && c->merged_into != 0) {
		return error_set(err, ST_CONFLICT, "%s is a part of %s already", c->email, whole.email);
	}
	if (st == ST_OK && strcmp(c->status, "restricted") == 0) {
		return error_set(err, ST_CONFLICT, "the use of the data of %s is restricted: nothing changes until 'kvieslys contact release'", c->email);
	}
	return st;
}

static enum status check(struct store *store, const struct contact *into, const struct contact *from, struct error *err)
{
	int64_t part = 0;
	size_t n = 0;
	enum status st = check_one(store, into, err);

	if (st == ST_OK && into->id == from->id) {
		return error_set(err, ST_INVALID, "%s cannot be merged with itself", into->email);
	}
	st = st == ST_OK ? check_one(store, from, err) : st;
	if (st == ST_OK && into->role != from->role) {
		return error_set(err, ST_CONFLICT, "%s is an office mailbox and %s a person's; 'contact change … office_mailbox=' says otherwise",
				into->role ? into->email : from->email, into->role ? from->email : into->email);
	}
	st = st == ST_OK ? db_merge_contact_others(store, from->id, &part, 1, &n, err) : st;
	return st == ST_OK && n > 0 ? error_set(err, ST_CONFLICT, "another address is a part of %s already: merge the other way round", from->email) : st;
}

/* --- fields --- */

#define N_FIELDS 9
struct field {
	const char *name;
	const char **slot;
};

static void fields_of(struct contact *c, struct field ret[N_FIELDS])
{
	const struct field all[N_FIELDS] = { { "name", &c->name }, { "given_name", &c->given_name }, { "family_name", &c->family_name },
		{ "title", &c->title }, { "position", &c->position }, { "gender", &c->gender }, { "salutation", &c->salutation },
		{ "language", &c->language }, { "phone", &c->phone } };

	memcpy(ret, all, sizeof all);
}

static bool is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static enum status learn_firm(struct store *store, struct contact *into, const struct contact *from, int64_t audit_id, struct error *err)
{
	char id[24];

	if (into->organisation_id != 0 || from->organisation_id == 0) {
		return ST_OK;
	}
	into->organisation_id = from->organisation_id;
	(void)snprintf(id, sizeof id, "%" PRId64, from->organisation_id);
	return db_history_add(store, "contact", into->id, "organisation_id", NULL, id, audit_id, err);
}

/* A name is taken whole or not at all: "Ona" of one and "Petraitienė" of the other are no name. */
static enum status learn(struct store *store, struct contact *into, struct contact *from, int64_t audit_id, struct error *err)
{
	bool named = is_set(into->name) || is_set(into->given_name) || is_set(into->family_name);
	struct field to[N_FIELDS];
	struct field of[N_FIELDS];
	enum status st = learn_firm(store, into, from, audit_id, err);

	fields_of(into, to);
	fields_of(from, of);
	for (size_t i = named ? 3 : 0; i < N_FIELDS && st == ST_OK; i++) {
		if (!is_set(*to[i].slot) && is_set(*of[i].slot)) {
			*to[i].slot = *of[i].slot;
			st = db_history_add(store, "contact", into->id, to[i].name, NULL, *of[i].slot, audit_id, err);
		}
	}
	into->updated_at = 0;
	return st == ST_OK ? db_contact_update(store, into, err) : st;
}

/* --- merging --- */

static enum status follow_suppressions(struct store *store, const struct token_key *key, const struct contact *into,
		const struct contact *from, int64_t audit_id, struct error *err)
{
	int64_t last = 0;
	enum status st = db_merge_contact_last_suppression(store, &last, err);

	st = st == ST_OK ? db_suppression_follow(store, key, from->email_key, into->email_key, err) : st;
	return st == ST_OK ? db_merge_contact_note_suppressions(store, from->id, last, audit_id, err) : st;
}

static enum status set_merged(struct store *store, const struct contact *from, int64_t into, const char *status, int64_t audit_id,
		struct error *err)
{
	char old[24];
	char new_[24];
	enum status st = db_history_add(store, "contact", from->id, "status", from->status, status, audit_id, err);

	(void)snprintf(old, sizeof old, "%" PRId64, from->merged_into);
	(void)snprintf(new_, sizeof new_, "%" PRId64, into);
	st = st == ST_OK ? db_history_add(store, "contact", from->id, "merged_into", from->merged_into != 0 ? old : NULL, into != 0 ? new_ : NULL,
			audit_id, err) : st;
	return st == ST_OK ? db_merge_contact_set(store, from->id, into, status, err) : st;
}

enum status merge_contacts(struct store *store, const struct token_key *key, const char *into, const char *from, const char *actor,
		struct merge_contact_counts *ret, struct error *err)
{
	CLEANUP_CONTACT struct contact to = CONTACT_INIT;
	CLEANUP_CONTACT struct contact gone = CONTACT_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	char why[64];
	int64_t audit_id = 0;
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? load(store, into, &to, err) : st;
	st = st == ST_OK ? load(store, from, &gone, err) : st;
	st = st == ST_OK ? check(store, &to, &gone, err) : st;
	(void)snprintf(why, sizeof why, "into %" PRId64, to.id);
	st = st == ST_OK ? audit_add_id(store, actor, "merge", "contact", gone.id, why, gone.email_key, &audit_id, err) : st;
	st = st == ST_OK ? learn(store, &to, &gone, audit_id, err) : st;
	st = st == ST_OK ? db_merge_contact_move(store, gone.id, to.id, audit_id, ret, err) : st;
	st = st == ST_OK ? follow_suppressions(store, key, &to, &gone, audit_id, err) : st;
	st = st == ST_OK ? set_merged(store, &gone, to.id, MOVED, audit_id, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

/* --- undoing --- */

struct undo {
	struct store *store;
	struct contact *into;
	int64_t merge_id, undo_id; /* audit rows */
	struct strbuf *notes;
};

static enum status forget_text(struct undo *u, const struct field *f, const char *learnt, struct error *err)
{
	if (strcmp(is_set(*f->slot) ? *f->slot : "", learnt) != 0) {
		strbuf_addf(u->notes, "%s of %s has changed since and stays: %s\n", f->name, u->into->email, is_set(*f->slot) ? *f->slot : "-");
		return ST_OK;
	}
	*f->slot = NULL;
	return db_history_add(u->store, "contact", u->into->id, f->name, learnt, NULL, u->undo_id, err);
}

static enum status forget_firm(struct undo *u, const char *learnt, struct error *err)
{
	char id[24];

	(void)snprintf(id, sizeof id, "%" PRId64, u->into->organisation_id);
	if (strcmp(id, learnt) != 0) {
		strbuf_addf(u->notes, "%s has gone to another organisation since and stays there\n", u->into->email);
		return ST_OK;
	}
	u->into->organisation_id = 0;
	return db_history_add(u->store, "contact", u->into->id, "organisation_id", learnt, NULL, u->undo_id, err);
}

/* What `into` learnt by the merge. */
static enum status forget(void *arg, const char *name, const char *learnt, struct error *err)
{
	struct undo *u = arg;
	struct field fields[N_FIELDS];

	if (strcmp(name, "organisation_id") == 0) {
		return forget_firm(u, learnt, err);
	}
	fields_of(u->into, fields);
	for (size_t i = 0; i < N_FIELDS; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			return forget_text(u, &fields[i], learnt, err);
		}
	}
	return ST_OK;
}

static enum status undo_all(struct undo *u, const struct contact *from, const char *actor, struct merge_contact_counts *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf status = STRBUF_INIT;
	char why[64];
	int64_t at;
	enum status st;

	(void)snprintf(why, sizeof why, "out of %" PRId64 " again", u->into->id);
	st = audit_add_id(u->store, actor, "undo", "contact", from->id, why, from->email_key, &u->undo_id, err);
	st = st == ST_OK ? db_history_each_new(u->store, "contact", u->into->id, u->merge_id, forget, u, err) : st;
	u->into->updated_at = 0;
	st = st == ST_OK ? db_contact_update(u->store, u->into, err) : st;
	st = st == ST_OK ? db_merge_contact_move_back(u->store, from->id, u->into->id, u->merge_id, ret, err) : st;
	st = st == ST_OK ? db_history_before(u->store, "contact", from->id, "status", MOVED, &status, &at, err) : st;
	return st == ST_OK ? set_merged(u->store, from, 0, status.len > 0 ? status.buf : "active", u->undo_id, err) : st;
}

enum status merge_contacts_undo(struct store *store, const char *from, const char *actor, struct merge_contact_counts *ret,
		struct strbuf *notes, struct error *err)
{
	CLEANUP_CONTACT struct contact into = CONTACT_INIT;
	CLEANUP_CONTACT struct contact part = CONTACT_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct undo u = { .store = store, .into = &into, .notes = notes };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? load(store, from, &part, err) : st;
	if (st == ST_OK && part.merged_into == 0) {
		return error_set(err, ST_INVALID, "%s was not merged into another", from);
	}
	st = st == ST_OK ? db_contact_load(store, part.merged_into, &into, err) : st;
	st = st == ST_OK ? check_one(store, &into, err) : st;
	st = st == ST_OK ? db_merge_contact_last(store, part.id, &u.merge_id, err) : st;
	st = st == ST_OK ? undo_all(&u, &part, actor, ret, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}
