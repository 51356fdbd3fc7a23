/* Deciding a stored reply: read, match, judge, apply, note, in one transaction. After a crash the reply is either undecided
 * and is decided again, or decided with all that follows from it. */
#ifndef KVIESLYS_DOMAIN_DECIDE_H
#define KVIESLYS_DOMAIN_DECIDE_H

#include "domain/apply.h"
#include "domain/config.h"
#include "domain/match.h"
#include "domain/verdict.h"
#include "language/pack.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

/* Belongs to one thread. */
struct decider;
/* All is borrowed and must outlive it. ST_NOMEM, ST_DB. */
enum status decider_new(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, struct decider **ret, struct error *err);
void decider_free(struct decider *decider);
#define CLEANUP_DECIDER CLEANUP(decider_cleanup)
void decider_cleanup(struct decider **decider);

/* Decides the reply and writes what becomes of it; *ret (may be NULL) tells. A mail that cannot be applied for a reason of
 * its own goes to review with that reason, unless the caller has a transaction open: then the error is returned, and the
 * caller rolls back and tries that reply alone. ST_NOT_FOUND, ST_NOMEM, ST_DB, ST_TEMP, ST_IO. */
enum status decide_reply(struct decider *decider, int64_t reply_id, struct apply_result *ret, struct error *err);

/* What a reply would be now, without writing anything: for `reply reprocess` and `reply explain`. The verdict and match are the
 * caller's (verdict_release). */
enum status decide_preview(struct decider *decider, const void *bytes, size_t len, int64_t arrived_at,
		struct match *ret_match, struct verdict *ret_verdict, struct error *err);

/* A stored reply read anew, after rules or words changed. */
struct redecision {
	bool changed; /* kind, intent or count are others now */
	char before[80], after[80]; /* "reply yes 2, applied" */
};
/* Tells what is different; with `apply` also acts: what was in review or ignored is decided anew; what was applied or
 * resolved stays and an item in the queue tells the difference. Delivery reports that were applied are left alone. */
enum status decide_again(struct decider *decider, int64_t reply_id, bool apply, struct redecision *ret,
		struct error *err);

/* A person's decision. */
struct resolution {
	enum intent intent; /* INTENT_OTHER: nothing is to be done */
	int64_t count;      /* people; 0: as the mail says */
	const struct attendee *attendees; /* NULL: as the mail says */
	size_t n_attendees;
	int64_t event_id;   /* the event that is meant; 0: as matched */
	int64_t contact_id; /* who is meant; 0: as matched */
	const char *who;    /* the login */
};
/* Applies a person's decision and closes the reply's items in the queue. ST_INVALID when it cannot be done (no event known, the
 * event is over …): the text says why, and nothing was changed. */
enum status decide_resolve(struct decider *decider, int64_t reply_id, const struct resolution *resolution,
		struct apply_result *ret, struct error *err);

#endif
