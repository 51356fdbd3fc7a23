/* The sender: drains the ledger. One thread holds the database, claims rows, commits what became of them in groups; each
 * connection is a thread that prints letters and talks to a relay. Several senders may work on one workspace.
 *
 * What is certain: a claim is committed before the wire sees the row; a row is marked before its
 * final dot; after kill -9 the next sender takes over at once and at most one row per connection is in doubt. */
#ifndef KVIESLYS_OUTBOUND_SENDER_H
#define KVIESLYS_OUTBOUND_SENDER_H

#include "domain/config.h"
#include "mail/identity.h"
#include "store/db_message.h"
#include "store/store.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* A letter ready for the wire. Kept and used again by the thread that prints. */
struct printed {
	struct strbuf bytes;
	struct identity identity;
	bool informs; /* has the notice of where the address is from */
};

/* What the sender asks of the rules and of the press: desk.h has the real one, tests their own. */
struct sender_desk {
	/* In the ledger's thread. May this row be sent now? *ret_why as consent_may_write(). */
	enum status (*may_write)(void *arg, const struct ledger_message *row, int64_t now, bool *ret_may,
			const char **ret_why, struct error *err);
	/* In the ledger's thread: what printing needs from the database; lives until the sender ends. NULL is fine. */
	enum status (*topic)(void *arg, const struct ledger_message *row, const void **ret, struct error *err);
	/* In the ledger's thread: others have changed the database. */
	void (*changed)(void *arg);
	/* In a connection's thread: a press, which one thread at a time has, and printing. ST_INVALID, ST_NOT_FOUND: a fault of
	 * ours. */
	enum status (*press_new)(void *arg, void **ret, struct error *err);
	void (*press_free)(void *press);
	enum status (*print)(void *arg, void *press, const struct ledger_message *row, const void *topic,
			struct printed *ret, struct error *err);
	void *arg;
};

struct send_report {
	int64_t reminders; /* rows made for due steps */
	int64_t sent, deferred, failed, in_doubt, skipped;
	int64_t taken_over_queued, taken_over_in_doubt, taken_over_settled; /* of senders that died */
	int64_t next_due; /* 0: nothing waits */
};

struct send_options {
	const struct config *config;
	struct store *store; /* of the calling thread */
	const char *dir;     /* the workspace: run/ is made in it */
	const struct sender_desk *desk;
	bool watch;               /* go on until stopped */
	const volatile int *stop; /* nonzero: end cleanly; may be NULL */
	/* Asked some times a second; true: end cleanly with ST_OK although letters wait. May be NULL. */
	bool (*leave)(void *arg);
	void *leave_arg;
	/* Called about twice a second with what was done so far; may be NULL. */
	void (*progress)(void *arg, const struct send_report *report, double per_second, int64_t waiting);
	void *progress_arg;
};

/* Sends until nothing is due (or, with `watch`, until it is stopped). ST_OK; ST_TEMP: the relay is away, or it was stopped
 * before the end; ST_PERM, ST_AUTH, ST_CONFIG, ST_INVALID: a fault of ours stopped a campaign or a relay; ST_IO, ST_DB,
 * ST_NOMEM. The report is filled in any case. */
enum status sender_run(const struct send_options *options, struct send_report *ret, struct error *err);

#endif
