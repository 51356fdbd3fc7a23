/* Receiving: mails are stored raw and committed, then decided one by one in the order of their arrival. Whatever happens
 * between is made good at the next fetch: a mail that is stored but not decided is decided then. Nothing here sends. */
#ifndef KVIESLYS_INBOUND_RECEIVER_H
#define KVIESLYS_INBOUND_RECEIVER_H

#include "domain/config.h"
#include "domain/decide.h"
#include "language/pack.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/token.h"

#include <stdbool.h>
#include <stdint.h>

struct receiver_totals {
	int64_t stored;  /* new mails */
	int64_t applied, review, ignored;
};

/* Belongs to one thread, as its store does. */
struct receiver;
/* All is borrowed and must outlive it; *stop nonzero (may be NULL) ends the work soon and cleanly. */
enum status receiver_new(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, const volatile int *stop, struct receiver **ret, struct error *err);
void receiver_free(struct receiver *receiver);
#define CLEANUP_RECEIVER CLEANUP(receiver_cleanup)
void receiver_cleanup(struct receiver **receiver);

/* Reads all mailboxes once and decides what is undecided. A mailbox that cannot be read does not hinder the others: its error
 * is told at the end. *ret_totals also counts what was done before a failure. ST_CONFIG when no mailbox is configured;
 * else as mailbox_open(), mailbox_read(), decide_reply(). */
enum status receiver_fetch(struct receiver *receiver, struct receiver_totals *ret_totals, struct error *err);
/* Reads one mail from a descriptor (what a mail server pipes in) and decides it. */
enum status receiver_fetch_fd(struct receiver *receiver, int fd, struct receiver_totals *ret_totals,
		struct error *err);
/* Fetches and waits for more until it is stopped. A mailbox whose server is away is tried again later and later, at most
 * every five minutes. `each` (may be NULL) is told the totals of every round that brought something. */
enum status receiver_watch(struct receiver *receiver,
		void (*each)(void *arg, const struct receiver_totals *totals), void *arg, struct error *err);

#endif
