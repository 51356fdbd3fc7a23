/* Proof before sending: `campaign check`, `campaign preview` and `campaign test` look at letters through this. What is
 * printed here is what the sender prints, byte for byte but for Date and, until the campaign is started, token and
 * Message-ID. Belongs to one thread. */
#ifndef KVIESLYS_DOMAIN_PROOF_H
#define KVIESLYS_DOMAIN_PROOF_H

#include "domain/config.h"
#include "domain/finding.h"
#include "domain/letter.h"
#include "domain/letter_check.h"
#include "language/pack.h"
#include "store/db_message.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/strbuf.h"
#include "util/token.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct consent;
struct proof;

/* All is borrowed and must outlive it. ST_IO, ST_INVALID, ST_NOMEM. */
enum status proof_open(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, struct proof **ret, struct error *err);
void proof_free(struct proof *proof);
#define CLEANUP_PROOF CLEANUP(proof_cleanup)
void proof_cleanup(struct proof **proof);

/* The letter of one step to one contact, as it would go out at `now`. Borrowed until the next. ST_NOT_FOUND, ST_INVALID
 * (what the letter lacks), ST_NOMEM, ST_DB. */
enum status proof_preview(struct proof *proof, int64_t campaign_id, int64_t step, int64_t contact_id, int64_t now,
		struct letter_print *ret, struct error *err);
/* Any row of the ledger. */
enum status proof_print(struct proof *proof, const struct ledger_message *row, int64_t now, struct letter_print *ret,
		struct error *err);

/* The same as a test for `to`: marked in its subject, with a token and a calendar UID that belong to nobody, so that an answer
 * to it answers for nobody. */
enum status proof_test(struct proof *proof, int64_t campaign_id, int64_t step, int64_t contact_id, const char *to, int64_t now,
		struct letter_print *ret, struct error *err);
/* A letter of a campaign as a public page (domain/letter.h), in one language, for nobody. `params` may be NULL. */
enum status proof_public(struct proof *proof, const char *letter, const char *language, const char *params,
		const struct letter_page *page, int64_t now, struct letter_print *ret, struct error *err);
/* letter_press_index() */
enum status proof_index(struct proof *proof, const struct letter_issue *issues, size_t n, struct strbuf *out,
		struct error *err);

/* Everything that would stop or spoil the campaign's letters, for all contacts of its audience (gathered here into
 * temp.audience). ST_NOT_FOUND (no such campaign, list or segment), ST_NOMEM, ST_DB. */
enum status proof_check(struct proof *proof, int64_t campaign_id, int64_t now, struct findings *findings,
		struct letter_check_counts *ret_counts, struct error *err);

/* Whether the first letter can be printed for everybody of the audience who may be written to, and no translation is stale:
 * asked before the campaign starts, so that what is missing is known before the first letter leaves. ST_INVALID: the first
 * fault and how many there are. ST_NOT_FOUND, ST_NOMEM, ST_DB. */
enum status proof_ready(struct proof *proof, struct consent *consent, int64_t campaign_id, int64_t now, struct error *err);

/* Contacts of the campaign's audience that are worth a look (PROOF_AWKWARD of db_proof.h at most). */
#define PROOF_CONTACTS 6u
enum status proof_contacts(struct proof *proof, int64_t campaign_id, int64_t ret[PROOF_CONTACTS], size_t *ret_n,
		struct error *err);
/* The number of a step: "" or "0" the first letter, else its name or number. ST_NOT_FOUND names the steps there are. */
enum status proof_step(struct proof *proof, int64_t campaign_id, const char *step, int64_t *ret, struct error *err);

/* The HTML part as a page that stands alone: the images of the mail are put into it. */
enum status proof_page(const struct letter_print *print, struct strbuf *out, struct error *err);
/* A picture (PNG) of what the letter looks like, made by Chromium: `width` in pixels, light or dark. ST_NOT_FOUND when there is
 * no Chromium; ST_IO when it fails. */
enum status proof_picture(const struct letter_print *print, const char *path, int width, bool dark, struct error *err);

/* The templates of all languages: every fault of a letter, a pack's letters.conf or the layout. ST_NOMEM. */
enum status proof_check_templates(const struct config *config, const struct languages *languages, struct findings *findings,
		struct error *err);

#endif
