/* The guards around libESMTP. */
#include "outbound/libesmtp_guard.h"

#include "util/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* libESMTP's own state is the process's: so is the lock around its connecting. */
static pthread_mutex_t connecting = PTHREAD_MUTEX_INITIALIZER;

/* The session of this thread: OpenSSL's callbacks carry nothing that leads to it. */
static _Thread_local struct guard *session_guard;

#define MAX_FD 1024

static bool is_socket(int fd)
{
	int type = 0;
	socklen_t len = sizeof type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 && type == SOCK_STREAM;
}

void guard_before_connect(struct guard *g, const struct smtp_relay *relay)
{
	*g = (struct guard){ .relay = relay, .fd = -1 };
	session_guard = g;
	(void)pthread_mutex_lock(&connecting);
	g->busy = true;
	for (int fd = 0; fd < MAX_FD; fd++) {
		if (is_socket(fd)) {
			g->before[fd / 8] |= (unsigned char)(1u << (fd % 8));
		}
	}
}

void guard_let_go(struct guard *g)
{
	if (g->busy) {
		g->busy = false;
		(void)pthread_mutex_unlock(&connecting);
	}
}

void guard_end(struct guard *g)
{
	guard_let_go(g);
	session_guard = NULL;
}

/* The port that a socket is connected to; 0: none. */
static int peer_port(int fd)
{
	struct sockaddr_storage a = { 0 };
	socklen_t len = sizeof a;

	if (getpeername(fd, (struct sockaddr *)&a, &len) != 0) {
		return 0;
	}
	if (a.ss_family == AF_INET) {
		return ntohs(((struct sockaddr_in *)&a)->sin_port);
	}
	return a.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&a)->sin6_port) : 0;
}

void guard_connected(struct guard *g)
{
	int one = 1;

	g->connected = true;
	for (int fd = 0; fd < MAX_FD && g->fd < 0; fd++) {
		if ((g->before[fd / 8] & (1u << (fd % 8))) == 0 && is_socket(fd) && peer_port(fd) == g->relay->port) {
			g->fd = fd;
		}
	}
	if (g->fd >= 0) {
		/* without it every letter waits 40 ms for an acknowledgement */
		(void)setsockopt(g->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	}
}

void guard_hold(const struct guard *g, bool hold)
{
	const int on = hold;

	if (g->fd >= 0) {
		(void)setsockopt(g->fd, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
	}
}

bool guard_is_dead(const struct guard *g)
{
	struct tcp_info info = { 0 };
	socklen_t len = sizeof info;

	return g->fd >= 0 && getsockopt(g->fd, IPPROTO_TCP, TCP_INFO, &info, &len) == 0 && info.tcpi_state == TCP_CLOSE;
}

void guard_cut(struct guard *g)
{
	if (g->fd >= 0) {
		(void)shutdown(g->fd, SHUT_RDWR);
	}
}

/* --- TLS --- */

static void watch_handshake(const SSL *ssl, int where, int rc)
{
	long verified = SSL_get_verify_result(ssl);
	const struct smtp_relay *relay = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));

	if ((where & SSL_CB_EXIT) != 0 && rc <= 0 && verified != X509_V_OK && session_guard != NULL) {
		(void)snprintf(session_guard->certificate, sizeof session_guard->certificate, "%s",
				X509_verify_cert_error_string(verified));
	}
	if ((where & SSL_CB_HANDSHAKE_START) != 0) {
		SSL *mine = (SSL *)(uintptr_t)ssl; /* the callback's type says const, OpenSSL's own example casts, too */

		(void)wire_tls_name(mine, relay->transport.relay->host);
	}
}

enum status guard_tls(struct smtp_relay *relay, struct error *err)
{
	SSL_CTX *ctx = relay->tls;
	const char *host = relay->transport.relay->host;
	X509_VERIFY_PARAM *param;
	unsigned char ip[16];
	int ok;

	if (ctx == NULL) {
		return ST_OK;
	}
	/* with TLS 1.3 it reads the session tickets, waits for more and hangs */
	(void)SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
	param = SSL_CTX_get0_param(ctx);
	if (inet_pton(AF_INET, host, ip) == 1 || inet_pton(AF_INET6, host, ip) == 1) {
		ok = X509_VERIFY_PARAM_set1_ip_asc(param, host);
	} else {
		X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
		ok = X509_VERIFY_PARAM_set1_host(param, host, 0);
	}
	(void)SSL_CTX_set_app_data(ctx, relay);
	SSL_CTX_set_info_callback(ctx, watch_handshake);
	return ok == 1 ? ST_OK : error_set(err, ST_NOMEM, "%s: TLS cannot be set up", relay->who);
}

/* --- the monitor --- */

static void watch_written(struct guard *g, const char *buf, size_t len)
{
	const bool wants_login = g->relay->transport.relay->user != NULL;

	g->after_starttls = len >= 8 && strncasecmp(buf, "STARTTLS", 8) == 0;
	g->auth_asked = g->auth_asked || (len >= 5 && strncasecmp(buf, "AUTH ", 5) == 0);
	if (wants_login && !g->authenticated && len >= 5 && strncasecmp(buf, "MAIL ", 5) == 0) {
		g->auth_refused = true; /* it goes on without a login: not with us */
		guard_cut(g);
	}
}

static void watch_read(struct guard *g, char *buf, size_t len)
{
	const char *nl = memchr(buf, '\n', len);
	struct smtp_reply r;
	size_t used = 0;
	char *word;

	if (g->after_starttls && len >= 3 && strncmp(buf, "220", 3) == 0 && nl != NULL && nl + 1 < buf + len) {
		g->injected = true;
		guard_cut(g);
	}
	g->after_starttls = false;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)buf[i] >= 0x80) {
			buf[i] = '?';
		}
	}
	while ((word = memmem(buf, len, "CHUNKING", 8)) != NULL) {
		memcpy(word, "XHUNKING", 8);
	}
	if (smtp_reply_parse(buf, len, &r, &used) == SMTP_PARSE_DONE) {
		g->authenticated = g->authenticated || r.code == 235;
		if (r.code >= 400) {
			g->last = r;
		}
	}
}

void guard_monitor(const char *buf, int len, int writing, void *guard)
{
	if (len > 0 && writing == 1) {
		watch_written(guard, buf, (size_t)len);
	} else if (len > 0 && writing == 0) {
		watch_read(guard, (char *)(uintptr_t)buf, (size_t)len); /* libESMTP's own read buffer, not yet parsed */
	}
}

enum status guard_verdict(const struct guard *g, bool served, const char *reason, struct error *err)
{
	const char *who = g->relay->who;

	if (g->injected) {
		return error_set(err, ST_AUTH, "%s: somebody on the way puts bytes into the beginning of TLS; nothing was sent",
				who);
	}
	if (g->no_starttls) {
		return error_set(err, ST_AUTH, "%s: offers no STARTTLS, so the connection would not be private; try "
				"port 465 with tls = implicit and engine = pipelined", who);
	}
	if (g->certificate[0] != '\0') {
		return error_set(err, ST_AUTH, "%s: the certificate is not trusted for %s: %s; name its issuer with ca-file, "
				"or correct host", who, g->relay->transport.relay->host, g->certificate);
	}
	if (g->auth_refused) {
		return error_set(err, g->last.code / 100 == 4 ? ST_TEMP : ST_AUTH, "%s: %s: %d %s %s", who,
				g->auth_asked ? "the login is refused" : "offers no login that this engine can use", g->last.code,
				g->last.status, g->last.text);
	}
	if (served) {
		return ST_OK;
	}
	if (g->connected && g->last.code >= 500 && g->last.code != 500 && g->last.code != 502) {
		return error_set(err, ST_PERM, "%s: will not have us: %d %s %s", who, g->last.code, g->last.status, g->last.text);
	}
	return error_set(err, ST_TEMP, "%s: %s%s", who, g->last.code != 0 ? g->last.text : reason,
			g->connected ? "" : " (no connection)");
}
