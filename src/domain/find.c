/* Words of staff into rows. */
#include "domain/find.h"

#include "domain/firm_name.h"
#include "mail/address.h"
#include "store/db_contact.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <string.h>

enum status find_organisation(struct store *store, const char *text, int64_t *ret_id, struct error *err)
{
	CLEANUP_STRBUF struct strbuf key = STRBUF_INIT;
	int64_t ids[4] = { 0 };
	char list[96] = "";
	size_t n = 0;
	enum status st;

	firm_name_key(text, &key);
	if (!strbuf_ok(&key)) {
		return error_set(err, ST_NOMEM, "organisation: out of memory");
	}
	st = db_organisation_search(store, text, key.buf, ids, ARRAY_SIZE(ids), &n, err);
	if (st != ST_OK) {
		return st;
	}
	if (n == 0) {
		return error_set(err, ST_NOT_FOUND, "no organisation '%s'; give its number, registration code, domain or name", text);
	}
	for (size_t i = 0; i < n && i < 3; i++) {
		(void)snprintf(list + strlen(list), sizeof list - strlen(list), "%s%" PRId64, i > 0 ? ", " : "", ids[i]);
	}
	if (n > 1) {
		return error_set(err, ST_CONFLICT, "several organisations are '%s': %s%s; give the number", text, list, n > 3 ? " …" : "");
	}
	*ret_id = ids[0];
	return ST_OK;
}

enum status find_contact(struct store *store, const char *text, int64_t *ret_id, struct error *err)
{
	struct address address;
	int64_t id = 0;
	enum status st = address_parse(text, &address, err);

	st = st == ST_OK ? db_contact_id(store, address.key, &id, err) : st;
	if (st == ST_OK && id == 0) {
		return error_set(err, ST_NOT_FOUND, "no contact has the address '%s'; 'kvieslys contact list' shows them", text);
	}
	*ret_id = st == ST_OK ? id : *ret_id;
	return st;
}
