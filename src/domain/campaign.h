/* Campaigns: from an organiser's file into the database. */
#ifndef KVIESLYS_DOMAIN_CAMPAIGN_H
#define KVIESLYS_DOMAIN_CAMPAIGN_H

#include "domain/config.h"
#include "language/pack.h"
#include "store/db_campaign.h"

struct campaign_added {
	int64_t id;
	bool is_new;
};

/* Adds the campaign, or changes the one of the same id. Once letters of it are in the ledger only start, expires, relays
 * and what its steps say may differ, and new steps stand behind the others: else ST_CONFLICT. ST_INVALID with every
 * fault as file:line (unknown event, list, segment or language, a letter that is missing in a language, an event in the
 * past); ST_NOT_FOUND, ST_IO, ST_DB, ST_NOMEM. */
enum status campaign_add(struct store *store, const struct config *config, const struct languages *languages,
		const char *path, const char *actor, struct campaign_added *ret, struct error *err);

#endif
