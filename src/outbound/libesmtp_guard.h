/* What must stand between libESMTP 1.1.0 and a server. As it ships it hangs with TLS 1.3, reads plain bytes sent behind
 * STARTTLS as if they had come encrypted, names no host in TLS, stalls 40 ms per letter, chooses BDAT where that stalls too,
 * indexes a table with bytes above 127, and goes on unauthenticated when the login fails. Each guard is one function
 * here; tests/t/t3020-libesmtp-guards.sh fails without it. */
#ifndef KVIESLYS_OUTBOUND_LIBESMTP_GUARD_H
#define KVIESLYS_OUTBOUND_LIBESMTP_GUARD_H

#include "outbound/smtp_session.h"

/* Of one session, filled by what its callbacks see. */
struct guard {
	const struct smtp_relay *relay;
	int fd;              /* the session's own socket; -1: not known yet */
	bool after_starttls; /* STARTTLS was written and its answer is awaited */
	bool injected;       /* there were bytes behind that answer */
	bool no_starttls;    /* it was not offered */
	bool auth_asked, authenticated, auth_refused;
	bool connected;
	bool busy;                /* the connection lock is held */
	char certificate[160];    /* why the certificate is not trusted, "" when it is */
	struct smtp_reply last;   /* the last reply seen that was not 2xx or 3xx; code 0: none */
	unsigned char before[128]; /* descriptors that were open before connecting, a bit each */
};

/* TLS settings of a relay: verified, named, at most TLS 1.2. */
enum status guard_tls(struct smtp_relay *relay, struct error *err);
/* Around the connecting of a session: one session connects at a time, so that its socket can be told. */
void guard_before_connect(struct guard *g, const struct smtp_relay *relay);
void guard_connected(struct guard *g);
/* The lock may be given back: the session is connected and has filled libESMTP's tables. */
void guard_let_go(struct guard *g);
/* After the session. */
void guard_end(struct guard *g);
/* The monitor: `writing` as libESMTP says. Masks CHUNKING and bytes above 127 in what is read. */
void guard_monitor(const char *buf, int len, int writing, void *guard);
/* Holds back packets that are not full while the letter is written in pieces of 2 KB, each of which would be a packet. */
void guard_hold(const struct guard *g, bool hold);
/* True when the server has reset the connection, so that nothing more can reach it: libESMTP goes on writing. */
bool guard_is_dead(const struct guard *g);
/* Ends the connection below libESMTP. */
void guard_cut(struct guard *g);
/* What a session that ended says of the relay: ST_OK when nothing is wrong with it. `code`: smtp_errno(). */
enum status guard_verdict(const struct guard *g, bool served, const char *reason, struct error *err);

#endif
