/* The address of a list. What mails to it do is in apply_list.c. */
#include "domain/subscription.h"

#include "domain/naming.h"
#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_list.h"
#include "util/cleanup.h"

#include <string.h>
#include <strings.h>

static enum status check_address(struct store *store, const struct config *config, const char *text, int64_t list_id,
		struct address *ret, struct error *err)
{
	const char *const own[] = { config->sender.address, config->sender.reply_to, config->sender.bounce_to,
		config->sender.staff };
	int64_t other = 0;
	enum status st = address_parse(text, ret, err);

	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(own); i++) {
		if (own[i] != NULL && strcasecmp(own[i], ret->email) == 0) {
			return error_set(err, ST_INVALID, "%s is in [sender] of kvieslys.conf: a list needs an address of its own, as "
					"news@… or seminars+news@…", text);
		}
	}
	st = st == ST_OK ? db_list_of_address(store, ret->key, &other, err) : st;
	return st == ST_OK && other != 0 && other != list_id ? error_set(err, ST_CONFLICT,
			"%s is the address of another list; 'kvieslys list' shows them", text) : st;
}

enum status subscription_set_address(struct store *store, const struct config *config, const char *list, const char *address,
		const char *actor, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct address parsed = { .email = "" };
	bool is_new = false;
	int64_t id = 0;
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? naming_check("list", list, err) : st;
	st = st == ST_OK ? db_list_get(store, list, &id, &is_new, err) : st;
	if (st == ST_OK && address != NULL) {
		st = check_address(store, config, address, id, &parsed, err);
	}
	st = st == ST_OK ? db_list_set_address(store, id, address != NULL ? parsed.email : NULL, err) : st;
	st = st == ST_OK ? audit_add(store, actor, "change", "list", id, address != NULL ? "address set" : "address removed", NULL,
			err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}
