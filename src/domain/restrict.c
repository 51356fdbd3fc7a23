/* The state is the contact's status; what it was before, and since when, stands in the history. */
#include "domain/restrict.h"

#include "domain/find.h"
#include "store/db_audit.h"
#include "store/db_contact.h"
#include "store/db_history.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <string.h>

#define RESTRICTED "restricted"

static enum status load(struct store *store, const char *address, struct contact *ret, struct error *err)
{
	int64_t id = 0;
	enum status st = find_contact(store, address, &id, err);

	return st == ST_OK ? db_contact_load(store, id, ret, err) : st;
}

/* Audit row and history of a change of status. */
static enum status note(struct store *store, const struct contact *c, const char *action, const char *to, const char *why,
		const char *actor, struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer w = { .out = &payload };
	int64_t audit_id = 0;
	enum status st;

	json_object(&w, NULL);
	json_string(&w, "address", c->email_key);
	if (why != NULL) {
		json_string(&w, "why", why);
	}
	json_end(&w, '}');
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "restriction: out of memory");
	}
	st = audit_add_id(store, actor, action, "contact", c->id, NULL, payload.buf, &audit_id, err);
	return st == ST_OK ? db_history_add(store, "contact", c->id, "status", c->status, to, audit_id, err) : st;
}

enum status restrict_contact(struct store *store, const char *address, const char *why, const char *actor, struct error *err)
{
	CLEANUP_CONTACT struct contact c = CONTACT_INIT;
	CLEANUP_STRBUF struct strbuf before = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	char day[TIME_RFC3339_SIZE];
	int64_t since = 0;
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? load(store, address, &c, err) : st;
	if (st == ST_OK && strcmp(c.status, RESTRICTED) == 0) {
		st = db_history_before(store, "contact", c.id, "status", RESTRICTED, &before, &since, err);
		return st != ST_OK ? st : error_set(err, ST_CONFLICT, "%s is restricted since %.10s", address, time_format_rfc3339(since, day));
	}
	st = st == ST_OK ? note(store, &c, "restrict", RESTRICTED, why, actor, err) : st;
	st = st == ST_OK ? db_contact_restrict(store, c.id, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status restrict_release(struct store *store, const char *address, const char *why, const char *actor, int64_t *ret_since,
		struct error *err)
{
	CLEANUP_CONTACT struct contact c = CONTACT_INIT;
	CLEANUP_STRBUF struct strbuf before = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? load(store, address, &c, err) : st;
	if (st == ST_OK && strcmp(c.status, RESTRICTED) != 0) {
		return error_set(err, ST_CONFLICT, "%s is not restricted", address);
	}
	st = st == ST_OK ? db_history_before(store, "contact", c.id, "status", RESTRICTED, &before, ret_since, err) : st;
	if (st == ST_OK && before.len == 0) {
		strbuf_adds(&before, "active");
	}
	st = st == ST_OK ? note(store, &c, "release", before.buf, why, actor, err) : st;
	st = st == ST_OK ? db_contact_release(store, c.id, before.buf, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}
