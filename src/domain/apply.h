/* Acting on a verdict: registrations, interest in offers, suppression, bounces, return dates, the review queue. Everything
 * happens in the transaction of the caller together with the reply's own row, so that nothing is done twice. Nothing here
 * sends: confirmations are rows of the ledger. */
#ifndef KVIESLYS_DOMAIN_APPLY_H
#define KVIESLYS_DOMAIN_APPLY_H

#include "domain/config.h"
#include "domain/list_words.h"
#include "domain/match.h"
#include "domain/verdict.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

struct apply_input {
	struct store *store;
	const struct config *config;
	const struct token_key *key;
	int64_t reply_id;
	int64_t arrived_at;
	const struct match *match;
	const struct verdict *verdict;
	const char *who; /* for the audit log: "reply", "calendar", or the login of who resolves */
	bool resolve;    /* a person decided: no doubt is left, whatever match and verdict say */
	bool quiet;      /* whoever wrote must not be answered (RFC 3834) */
	struct list_request request; /* to join or leave a list: only where the mail has to do with one */
	const char *sent_text;   /* of the letter that is answered, where it asks for consent; else NULL */
	const char *writer_name; /* of From, NULL: none */
};

struct apply_result {
	enum verdict_outcome outcome;
	char reason[400];  /* one sentence: why it is ignored, in review, or what was done */
	int64_t contact_id; /* whose mail it turned out to be; 0: as matched */
	bool open_item;    /* something is left for a person although it was applied (a question beside a yes) */
};

/* Decides what is done and does it. ST_DB, ST_TEMP, ST_IO, ST_NOMEM. */
enum status apply_verdict(const struct apply_input *input, struct apply_result *ret, struct error *err);

/* Suppresses an address everywhere, withdraws the bases of its contact, notes why. Idempotent. */
enum status apply_unsubscribe(const struct apply_input *input, const char *email_key, int64_t contact_id,
		struct error *err);

#endif
