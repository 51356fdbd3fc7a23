/* For mailbox*.c alone: what a kind of mailbox must be able to do. */
#ifndef KVIESLYS_INBOUND_MAILBOX_PRIVATE_H
#define KVIESLYS_INBOUND_MAILBOX_PRIVATE_H

#include "inbound/mailbox.h"
#include "util/strbuf.h"

struct mailbox_driver {
	enum status (*read)(struct mailbox *mailbox, struct mailbox_progress *progress, const struct mailbox_sink *sink,
			struct error *err);
	/* NULL: time alone */
	enum status (*wait)(struct mailbox *mailbox, int64_t seconds, struct error *err);
	void (*close)(struct mailbox *mailbox);
};

/* Each driver's own struct begins with this. */
struct mailbox {
	const struct mailbox_driver *driver;
	const struct mailbox_config *config;
	const volatile int *stop;
};

enum status mailbox_imap_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err);
enum status mailbox_pop3_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err);
enum status mailbox_maildir_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err);
enum status mailbox_mbox_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err);

/* "sha256:" and the hash of the bytes: the key where a mailbox gives none. */
#define MAILBOX_HASH_KEY_SIZE 72
bool mailbox_hash_key(const void *bytes, size_t len, char ret[MAILBOX_HASH_KEY_SIZE]);
/* Appends what can be read from the descriptor, at most `max` bytes; the rest is left. */
enum status mailbox_slurp(int fd, size_t max, const char *name, struct strbuf *out, struct error *err);
/* The time in the topmost Received field, or 0. */
int64_t mailbox_received_at(const char *bytes, size_t len);
bool mailbox_stopped(const struct mailbox *mailbox);

#endif
