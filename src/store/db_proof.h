/* What checking and previewing a campaign needs: its letters, and contacts of its audience (temp.audience, filled by
 * db_audience_*). */
#ifndef KVIESLYS_STORE_DB_PROOF_H
#define KVIESLYS_STORE_DB_PROOF_H

#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stddef.h>
#include <stdint.h>

struct proof_campaign {
	int64_t id;
	char *languages;
	char *audience; /* "list:a, segment:b" */
	int64_t event_id, offer_id, survey_id; /* 0: none */
	char **letters; /* of step 0, 1, 2 …, in order */
	int64_t *steps; /* their numbers */
	char **names;   /* of the steps: "" for the first letter, "reminder" */
	size_t n_letters;
};

#define PROOF_CAMPAIGN_INIT { .languages = NULL }
#define CLEANUP_PROOF_CAMPAIGN CLEANUP(proof_campaign_release)
void proof_campaign_release(struct proof_campaign *campaign);

/* By the organiser's id. ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_proof_find(struct store *store, const char *key, int64_t *ret_id, struct error *err);
/* ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status db_proof_campaign(struct store *store, int64_t campaign_id, struct proof_campaign *ret, struct error *err);
/* All contacts of the audience, by id. *ret is the caller's. */
enum status db_proof_contacts(struct store *store, int64_t **ret, size_t *ret_n, struct error *err);
/* The awkward ones, at most PROOF_AWKWARD: the longest name, the longest organisation, without a name, without an organisation,
 * with another alphabet, without a language; each contact once. */
#define PROOF_AWKWARD 6u
enum status db_proof_awkward(struct store *store, int64_t ret[PROOF_AWKWARD], size_t *ret_n, struct error *err);

#endif
