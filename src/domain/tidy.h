/* Keeping nothing longer than it is needed (GDPR Art. 5(1)(e)): what is past the periods of kvieslys.conf goes.
 *
 *	lists      members of whom nothing was heard for the list's period leave it; who is in no list then, and has no seat at an event
 *	           ahead, is erased as `contact erase` does, but not suppressed
 *	replies    stored mails and words of decided replies, after `replies-days`, when their event is over
 *	unmatched  bodies of mails that belong to nothing, after `keep-unmatched` days
 *	evidence   names of erased people in attendance lists, when their date has come */
#ifndef KVIESLYS_DOMAIN_TIDY_H
#define KVIESLYS_DOMAIN_TIDY_H

#include "domain/config.h"
#include "store/store.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

struct tidy_line {
	const char *what;
	int64_t n;
	const char *detail; /* the period, or what is odd; NULL */
};

struct tidy_options {
	bool dry_run;
	const char *actor;
	const volatile int *stop; /* nonzero: end soon; may be NULL */
	void (*each)(void *arg, const struct tidy_line *line); /* may be NULL */
	void *arg;
};

/* Safe to be stopped and run again. One audit row tells the counts when anything went. Then the database is rewritten where something
 * was erased (erase_purge()): ST_TEMP when another process holds it; all else is done. */
enum status tidy_run(struct store *store, const struct config *config, const struct token_key *key,
		const struct tidy_options *options, struct error *err);
/* The same, once a day at most: for `run`. A database that is held is left for the next day. */
enum status tidy_daily(struct store *store, const struct config *config, const struct token_key *key,
		const volatile int *stop, struct error *err);

#endif
