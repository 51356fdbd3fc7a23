/* May we write? Decided at the moment of writing from suppression, the state of the contact, the basis, the class of the
 * campaign and the dated rules of the recipient's country (templates/rules/lt.conf, pl.conf … and default.conf; a
 * workspace's own templates/rules win). Every no has its reason as one sentence. Not legal advice: the rules are data
 * that an organiser can read and change. */
#ifndef KVIESLYS_DOMAIN_CONSENT_H
#define KVIESLYS_DOMAIN_CONSENT_H

#include "store/db_message.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

struct consent;

/* Reads the rules. data_dir: the shipped data (its templates/rules); workspace_dir: NULL or a workspace whose
 * templates/rules win file by file. Store and key are borrowed and must outlive it. ST_CONFIG with every fault as
 * file:line; ST_NOT_FOUND when there are no rules at all. */
enum status consent_open(struct store *store, const struct token_key *key, const char *data_dir,
		const char *workspace_dir, struct consent **ret, struct error *err);
void consent_free(struct consent *consent);
#define CLEANUP_CONSENT CLEANUP(consent_cleanup)
void consent_cleanup(struct consent **consent);

/* Decides for a row of the ledger: a few µs (one keyed hash, two looks into indexes). *ret_why: NULL when we may, else
 * the reason, valid until the next call. Letters outside of campaigns (confirmations, answers) are part of what the
 * recipient asked for: only an address that is dead, complained or erased stops them. */
enum status consent_may_write(struct consent *consent, const struct ledger_message *message, int64_t now,
		bool *ret_may, const char **ret_why, struct error *err);

/* The same for a contact before there is a row: `contact show`, `campaign check`, segments' counts.
 * class_: event, offer, newsletter, survey. */
enum status consent_may_write_contact(struct consent *consent, int64_t contact_id, const char *class_, int64_t now,
		bool *ret_may, const char **ret_why, struct error *err);

#endif
