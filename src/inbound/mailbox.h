/* Places where answers arrive: IMAP, POP3, Maildir, mbox, standard input. A mailbox is only read: nothing is deleted, moved
 * or flagged. Each mail has a key that is the same whenever it is read again, so that it is taken once. */
#ifndef KVIESLYS_INBOUND_MAILBOX_H
#define KVIESLYS_INBOUND_MAILBOX_H

#include "domain/config.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAILBOX_BATCH 100 /* mails that are fetched and committed together */

/* How far a mailbox was read; what the numbers mean is the driver's affair (IMAP: UIDVALIDITY and the last UID). */
struct mailbox_progress {
	int64_t uidvalidity;
	int64_t last_uid;
};

struct mailbox_mail {
	const char *key;    /* "1700000000/17", a UIDL, a file name, "sha256:…" */
	const char *bytes;
	size_t len;         /* at most the configured max-size; what is behind that was not read */
	int64_t arrived_at; /* in the mailbox, not its Date header; 0: not known */
};

/* Who takes the mails. */
struct mailbox_sink {
	void *arg;
	int64_t since; /* mails that arrived before are passed over; 0: all */
	/* Asked before the bytes are fetched: is that one new? */
	enum status (*want)(void *arg, const char *key, bool *ret, struct error *err);
	enum status (*take)(void *arg, const struct mailbox_mail *mail, struct error *err);
	/* An older mail of a mailbox that has no dates of its own: it need not be asked for again. */
	enum status (*skip)(void *arg, const char *key, struct error *err);
	/* After every batch, and at the end when something changed: all mails up to here were offered. The sink commits. */
	enum status (*note)(void *arg, const struct mailbox_progress *progress, struct error *err);
};

struct mailbox;

/* Connects and logs in, or finds the folder. ST_TEMP (server away), ST_AUTH (password, certificate), ST_CONFIG,
 * ST_NOT_FOUND (no such folder or file), ST_NOMEM. `config` is borrowed; *stop nonzero ends waits early. */
enum status mailbox_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err);
/* Offers every mail that `progress` does not cover to the sink, oldest first, and moves `progress` on. */
enum status mailbox_read(struct mailbox *mailbox, struct mailbox_progress *progress, const struct mailbox_sink *sink,
		struct error *err);
/* Waits until something may have arrived (IDLE, else time), at most `seconds`. */
enum status mailbox_wait(struct mailbox *mailbox, int64_t seconds, struct error *err);
/* Accepts NULL. */
void mailbox_close(struct mailbox *mailbox);
#define CLEANUP_MAILBOX CLEANUP(mailbox_cleanup)
void mailbox_cleanup(struct mailbox **mailbox);

/* One mail from a file descriptor, at most max_size bytes: what a mail server pipes in. */
enum status mailbox_read_fd(int fd, int64_t max_size, const struct mailbox_sink *sink, struct error *err);

#endif
