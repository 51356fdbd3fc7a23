/* Tagged addresses and Message-IDs from a ledger row's id and nonce. */
#include "mail/identity.h"

#include <stdio.h>
#include <string.h>

static enum status put(char *ret, size_t size, struct error *err, const char *email, const char *tag)
{
	const char *at = strrchr(email, '@');
	int n;

	if (at == NULL || at == email || at[1] == '\0') {
		return error_set(err, ST_INVALID, "'%s' is no address", email);
	}
	n = snprintf(ret, size, "%.*s%s%s%s", (int)(at - email), email, tag != NULL ? "+" : "",
			tag != NULL ? tag : "", at);
	if (n < 0 || (size_t)n >= size) {
		return error_set(err, ST_INVALID, "'%s' is too long an address", email);
	}
	return ST_OK;
}

enum status identity_make(const struct identity_maker *maker, int64_t id, int64_t nonce, struct identity *ret,
		struct error *err)
{
	const char *bounce = maker->bounce_to != NULL ? maker->bounce_to : maker->reply_to;
	const char *tag = maker->tagging ? ret->token : NULL;
	const char *at = strrchr(maker->reply_to, '@');
	enum status st;

	token_make(maker->key, id, nonce, ret->token);
	st = put(ret->reply_to, sizeof ret->reply_to, err, maker->reply_to, tag);
	if (st == ST_OK) {
		st = put(ret->bounce_to, sizeof ret->bounce_to, err, bounce, tag);
	}
	if (st == ST_OK) {
		(void)snprintf(ret->message_id, sizeof ret->message_id, "%s%s", ret->token, at);
	}
	return st;
}
