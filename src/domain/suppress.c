/* One suppression at a time. */
#include "domain/suppress.h"

#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_list.h"
#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>

void suppress_key_mark(const struct token_key *key, char ret[SUPPRESS_MARK_SIZE])
{
	static const char what[] = "suppression";
	char hash[65];

	token_hash(key, what, sizeof what - 1, hash);
	(void)snprintf(ret, SUPPRESS_MARK_SIZE, "%.8s", hash);
}

bool suppress_is_hash(const char *text, char ret[65])
{
	if (strlen(text) != 64) {
		return false;
	}
	for (size_t i = 0; i <= 64; i++) {
		ret[i] = ascii_lower(text[i]);
		if (i < 64 && ascii_hex(ret[i]) < 0) {
			return false;
		}
	}
	return true;
}

/* Whom an order is about. */
struct target {
	char key[ADDRESS_SIZE]; /* "" when only the hash is known */
	char hash[65];
	int64_t list_id;    /* 0: everything */
	int64_t contact_id; /* 0: no contact */
};

static enum status find_target(struct store *store, const struct token_key *key, const struct suppress_order *o,
		struct target *ret, struct error *err)
{
	struct address a;
	enum status st = ST_OK;

	*ret = (struct target){ .list_id = 0 };
	if (o->list != NULL) {
		st = db_list_find(store, o->list, &ret->list_id, err);
	}
	if (st != ST_OK || suppress_is_hash(o->address, ret->hash)) {
		return st;
	}
	st = address_parse(o->address, &a, err);
	if (st == ST_OK) {
		(void)snprintf(ret->key, sizeof ret->key, "%s", a.key);
		token_hash(key, a.key, strlen(a.key), ret->hash);
		st = db_contact_id(store, a.key, &ret->contact_id, err);
	}
	return st;
}

static enum status audit(struct store *store, const struct suppress_order *o, const struct target *t, const char *action,
		const char *why, struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer w = { .out = &payload };

	json_object(&w, NULL);
	json_string(&w, "address", t->key[0] != '\0' ? t->key : NULL);
	if (o->list != NULL) {
		json_string(&w, "list", o->list);
	}
	if (o->why != NULL) {
		json_string(&w, "why", o->why);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "suppression: out of memory");
	}
	return audit_add(store, o->actor, action, "contact", t->contact_id, why, payload.buf, err);
}

static enum status withdraw(struct store *store, const struct suppress_order *o, const struct target *t, struct error *err)
{
	const struct basis withdrawn = { .contact_id = t->contact_id, .at = clock_now(), .kind = BASIS_WITHDRAWN,
		.source = suppression_reason_name(o->reason) };

	if (t->contact_id == 0 || t->list_id != 0
			|| (o->reason != SUPPRESSED_OBJECTION && o->reason != SUPPRESSED_UNSUBSCRIBED)) {
		return ST_OK;
	}
	return db_basis_add(store, &withdrawn, err);
}

enum status suppress_add(struct store *store, const struct token_key *key, const struct suppress_order *order,
		bool *ret_added, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct target t;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = find_target(store, key, order, &t, err);
	}
	if (st == ST_OK) {
		st = db_suppression_add_hash(store, t.hash, t.key[0] != '\0' ? t.key : NULL, t.list_id, order->reason,
				order->why != NULL ? order->why : order->actor, clock_now(), ret_added, err);
	}
	if (st == ST_OK && *ret_added) {
		st = withdraw(store, order, &t, err);
		if (st == ST_OK) {
			st = audit(store, order, &t, order->reason == SUPPRESSED_OBJECTION ? "object" : "suppress",
					suppression_reason_name(order->reason), err);
		}
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status suppress_remove(struct store *store, const struct token_key *key, const struct suppress_order *order,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct target t;
	bool removed = false;
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = find_target(store, key, order, &t, err);
	}
	if (st == ST_OK) {
		st = db_suppression_remove_hash(store, t.hash, t.list_id, &removed, err);
	}
	if (st == ST_OK && !removed) {
		return error_set(err, ST_NOT_FOUND, "%s is not suppressed%s%s; 'kvieslys suppression list' shows who is",
				order->address, order->list != NULL ? " for list " : "", order->list != NULL ? order->list : "");
	}
	if (st == ST_OK) {
		st = audit(store, order, &t, "lift suppression", NULL, err);
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}
