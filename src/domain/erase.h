/* Erasing a person (GDPR Art. 17): what marketing knows goes from the database, its journal and our own folders; what a law
 * wants kept stays restricted until its date.
 *
 *	goes     contact, lists, basis, history, words and stored mails of replies, contents of letters, mentions in the
 *	         letters and replies of others, payloads of the audit log (its chain still holds), letters in Maildir relays,
 *	         mails in Maildir mailboxes inside the workspace
 *	stays    the ledger's and the registrations' rows without a name: reports count them; the name of who came to an event,
 *	         as evidence (attendee.restricted_until), until the funder's date; suppression as a keyed hash
 *	told     what is not ours to delete: mailboxes, imported files, backups
 *
 * A seat at an event ahead is given up; others of the same party keep theirs. */
#ifndef KVIESLYS_DOMAIN_ERASE_H
#define KVIESLYS_DOMAIN_ERASE_H

#include "domain/config.h"
#include "domain/person.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

enum erase_fate { ERASE_REMOVED, ERASE_KEPT, ERASE_ELSEWHERE };

/* One line of the account. */
struct erase_line {
	enum erase_fate fate;
	int64_t n;          /* 0: there is nothing to count */
	const char *what;
	const char *detail; /* why it is kept, where to look; or NULL */
};
typedef void (*erase_line_fn)(void *arg, const struct erase_line *line);

struct erase_options {
	bool dry_run;  /* all but the doing */
	bool own_rows; /* quick, for many people: what others' rows say of the person stays */
	bool suppress; /* the person asked for it: never again, also when imported anew */
	const char *actor;
	const char *why; /* for the audit log; names nobody */
	erase_line_fn each; /* may be NULL */
	void *arg;
};

/* With the person go the contacts that were merged with it. ST_INVALID: an address of the organiser's own. One transaction; the database's unused bytes are then overwritten (erase_purge()). ST_TEMP: a sender has a letter to the
 * person in its hands just now, or somebody holds the database. ST_IO, ST_DB, ST_NOMEM. */
enum status erase_person(struct store *store, const struct config *config, const struct token_key *key,
		const struct person *person, const struct erase_options *options, struct error *err);

/* Rewrites the database and empties its journal, so that what was deleted is in no byte of them, when anything was erased since
 * the last time. ST_TEMP: another process reads or writes; everything is erased all the same, call it again. */
enum status erase_purge(struct store *store, struct error *err);
/* Notes that there is something to overwrite. */
enum status erase_purge_later(struct store *store, struct error *err);

/* Until when names stay in the attendance list of an event that ended at `end_at`; funding may be NULL or "". */
int64_t erase_evidence_until(const struct config *config, const char *funding, int64_t end_at);

#endif
