/* The trail of an event for a funder: what was sent, what the servers answered, what came back. */
#ifndef KVIESLYS_STORE_DB_EVIDENCE_H
#define KVIESLYS_STORE_DB_EVIDENCE_H

#include "store/store.h"
#include "util/id_set.h"

#include <stdint.h>

struct evidence_item {
	int64_t at;
	const char *what;    /* "invitation", "reminder", a service letter's name, "reply", "calendar", "registration" … */
	const char *contact; /* address */
	const char *organisation;
	const char *state;  /* of the message, outcome of the reply, state of the registration */
	const char *detail; /* the server's answer, the intent, who did it */
	const char *sha256; /* of a reply's raw bytes; NULL for the rest */
	int64_t message_id; /* ledger row, 0 for the rest */
	int64_t nonce;      /* of the ledger row */
};

/* Calls `each` for all of an event in order of time. Strings are valid during the call. */
enum status db_evidence(struct store *store, int64_t event_id,
		enum status (*each)(void *arg, const struct evidence_item *item), void *arg, struct error *err);

struct campaign_row {
	const char *step, *country, *language, *state; /* never NULL */
	int64_t n;
};

/* Counts of a campaign's messages by step, country, language and state, of all contacts (`only` NULL) or of
 * these. ST_NOT_FOUND names the campaign. */
enum status db_campaign_breakdown(struct store *store, const char *campaign, const struct id_set *only,
		enum status (*each)(void *arg, const struct campaign_row *row), void *arg, struct error *err);

#endif
