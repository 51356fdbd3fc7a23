/* The first letter's draft to everybody of the audience, asked one by one. */
#include "domain/blocked.h"

#include "domain/segment.h"
#include "store/db_message.h"
#include "store/db_proof.h"
#include "util/cleanup.h"

#include <stdlib.h>

enum status blocked_walk(struct store *store, struct consent *consent, int64_t campaign_id, int64_t now,
		enum status (*each)(void *arg, const char *email, const char *why, struct error *err), void *arg,
		struct blocked_counts *ret, struct error *err)
{
	CLEANUP_PROOF_CAMPAIGN struct proof_campaign c = PROOF_CAMPAIGN_INIT;
	CLEANUP_FREE int64_t *contacts = NULL;
	size_t n = 0;
	enum status st = db_proof_campaign(store, campaign_id, &c, err);

	*ret = (struct blocked_counts){ 0, 0 };
	if (st == ST_OK) {
		st = segment_gather(store, c.audience, &ret->contacts, err);
	}
	if (st == ST_OK) {
		st = db_proof_contacts(store, &contacts, &n, err);
	}
	for (size_t i = 0; i < n && st == ST_OK; i++) {
		CLEANUP_LEDGER_MESSAGE struct ledger_message row = LEDGER_MESSAGE_INIT;
		const char *why = NULL;
		bool may = true;

		st = db_message_draft(store, campaign_id, 0, contacts[i], &row, err);
		if (st == ST_OK) {
			st = consent_may_write(consent, &row, now, &may, &why, err);
		}
		if (st == ST_OK && !may) {
			ret->blocked++;
			st = each != NULL ? each(arg, row.email, why, err) : ST_OK;
		}
	}
	return st;
}
