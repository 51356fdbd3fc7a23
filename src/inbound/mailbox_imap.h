/* For mailbox_imap*.c alone. */
#ifndef KVIESLYS_INBOUND_MAILBOX_IMAP_H
#define KVIESLYS_INBOUND_MAILBOX_IMAP_H

#include "inbound/mailbox_private.h"
#include "inbound/mailbox_stream.h"

#include <libetpan/libetpan.h>

struct imap {
	struct mailbox base;
	struct mailbox_stream stream;
	mailimap *session;
	uint32_t uidvalidity; /* 0: no folder is open */
	bool idle;            /* the server can IDLE */
};

/* Sets err for libetpan's result. */
enum status imap_error(struct imap *imap, int rc, const char *what, struct error *err);
enum status imap_read(struct mailbox *mailbox, struct mailbox_progress *progress, const struct mailbox_sink *sink,
		struct error *err);

#endif
