/* Moving in from other programs: what listmonk, phpList and Mailchimp export, with lists, consents and who must not be written
 * to any more.
 *
 * Subscribers become contacts (as import.h says) with a basis of the day they agreed on and the proof the export has (address
 * of the machine, confirmation, the program's own id); lists, tags and groups become lists. Who unsubscribed, was blocked or
 * whose address is dead becomes a suppression with reason and date, and no contact. Who never confirmed is left out, and so is
 * whoever is suppressed here: nobody is subscribed again. Moving in the same file twice changes nothing. */
#ifndef KVIESLYS_DOMAIN_MOVING_IN_H
#define KVIESLYS_DOMAIN_MOVING_IN_H

#include "domain/import.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stddef.h>
#include <stdint.h>

struct moving_in {
	const char *from; /* listmonk, phplist, mailchimp */
	const char *const *files; /* CSV, a ZIP of them (Mailchimp), or JSON (listmonk) */
	size_t n_files;
	const char *list;   /* that all subscribers go on */
	const char *source; /* told to everybody in the first letter */
	enum basis_kind basis;
	const char *class_, *text_shown; /* as in import_options */
	const char *rejects; /* where rows go that cannot go in; NULL: FILE.rejects.csv or .jsonl. They can be corrected and moved in again */
	bool dry_run, strict;
	const char *actor;
	void (*note)(void *arg, const char *file, size_t line, bool reject, const char *text);
	void *arg;
};

struct moving_in_result {
	int64_t rows, added, changed, same, rejected;
	int64_t organisations;
	int64_t suppressed;  /* new suppressions */
	int64_t known;       /* were suppressed already */
	int64_t left_out;    /* subscribers there who are suppressed here */
	int64_t unconfirmed; /* never agreed, or are no subscribers at all */
	int64_t lists;       /* new ones */
	int64_t rejects_files; /* how many were written */
	char rejects[1024];    /* the first of them */
};

/* All files in one transaction. ST_INVALID: no such program, a file that is none of its exports, strict and rows are bad;
 * ST_NOT_FOUND, ST_IO, ST_TEMP, ST_DB, ST_NOMEM. */
enum status moving_in_run(struct store *store, const struct token_key *key, const struct moving_in *options,
		struct moving_in_result *ret, struct error *err);

#endif
