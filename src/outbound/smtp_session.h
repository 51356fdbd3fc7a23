/* An SMTP session of our own: connecting, greeting, EHLO, STARTTLS, login, QUIT. Letters are engine_pipelined.c's. */
#ifndef KVIESLYS_OUTBOUND_SMTP_SESSION_H
#define KVIESLYS_OUTBOUND_SMTP_SESSION_H

#include "outbound/smtp_reply.h"
#include "util/wire.h"

/* What the sessions of one relay share. */
struct smtp_relay {
	struct transport transport; /* must stay the first member */
	char *who;    /* "smtp.x.example:587" */
	char *hello;  /* the name for EHLO */
	char *secret; /* password; NULL: no login, or by token */
	int port;
	SSL_CTX *tls; /* NULL: plain */
};

struct smtp_session {
	struct smtp_relay *relay;
	struct wire wire;
	struct smtp_features features;
};

/* Connects and logs in. ST_TEMP: away; ST_AUTH: certificate or login refused; ST_CONFIG: what the configuration asks for is
 * not offered; ST_PERM: it refuses us. The text has the server's own words. Close in any case. */
enum status smtp_session_open(struct smtp_session *session, struct smtp_relay *relay, struct error *err);
/* The next reply. ST_TEMP: none came in time, the connection ended, or what came is no SMTP. */
enum status smtp_session_reply(struct smtp_session *session, struct smtp_reply *ret, struct error *err);
enum status smtp_session_write(struct smtp_session *session, const char *data, size_t len, size_t *ret_written,
		struct error *err);
/* QUIT without waiting long for its answer. */
void smtp_session_quit(struct smtp_session *session);
void smtp_session_close(struct smtp_session *session);

/* The two engines: ops of a relay opened by transport_smtp.c. */
enum status engine_pipelined_run(struct transport *transport, const struct feed *feed, struct error *err);
enum status engine_libesmtp_run(struct transport *transport, const struct feed *feed, struct error *err);
/* Once before threads start: tables that libESMTP fills without a lock, and the TLS settings it can live with. */
enum status engine_libesmtp_prepare(struct smtp_relay *relay, struct error *err);

#endif
