/* The connection to an IMAP or POP3 server, as libetpan wants it: its own TLS does not verify certificates and its select()
 * ends the process at a high descriptor, so that it gets our wire instead. Every wait is bounded by the mailbox's
 * timeout, every answer by a budget of bytes. */
#ifndef KVIESLYS_INBOUND_MAILBOX_STREAM_H
#define KVIESLYS_INBOUND_MAILBOX_STREAM_H

#include "domain/config.h"
#include "util/error.h"
#include "util/wire.h"

#include <libetpan/mailstream.h>

struct mailbox_stream {
	struct wire wire;
	SSL_CTX *tls; /* NULL: tls = none */
	const struct mailbox_config *config;
	char who[300];      /* "mailbox main (imap.x.example:993)" */
	struct error error; /* why the last read or write failed */
	size_t budget;      /* bytes that may still be read */
	mailstream *stream; /* libetpan's; it frees its part of it, never this struct */
};

/* Connects; with implicit TLS also the handshake. `port`: the default of the protocol. */
enum status mailbox_stream_open(struct mailbox_stream *s, const struct mailbox_config *config, int port,
		int tls_port, const volatile int *stop, struct error *err);
/* After the server said yes to STARTTLS or STLS. Refuses bytes that came with that answer: they were not protected. */
enum status mailbox_stream_start_tls(struct mailbox_stream *s, struct error *err);
/* How much the next answers may bring. */
void mailbox_stream_allow(struct mailbox_stream *s, size_t bytes);
/* Why libetpan says that the stream failed. */
enum status mailbox_stream_error(struct mailbox_stream *s, struct error *err);
/* Waits for bytes from the server; *ret_data tells whether there are any. Ends early when *stop is set. */
enum status mailbox_stream_poll(struct mailbox_stream *s, int64_t seconds, bool *ret_data, struct error *err);
/* Accepts one that was never opened (all zero). Call it after libetpan's session is freed. */
void mailbox_stream_close(struct mailbox_stream *s);

#endif
