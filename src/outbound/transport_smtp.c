/* SMTP relays: what both engines share, and which engine a relay gets. */
#include "outbound/smtp_session.h"

#include "util/cleanup.h"
#include "util/strbuf.h"

#include <string.h>

static void close_smtp(struct transport *transport)
{
	struct smtp_relay *r = (struct smtp_relay *)transport;

	if (r->secret != NULL) {
		explicit_bzero(r->secret, strlen(r->secret));
	}
	free(r->secret);
	free(r->who);
	free(r->hello);
	SSL_CTX_free(r->tls);
	free(r);
}

static void cleanup_relay(struct smtp_relay **r)
{
	if (*r != NULL) {
		close_smtp(&(*r)->transport);
	}
}

static int port_of(const struct relay_config *c)
{
	if (c->port != 0) {
		return (int)c->port;
	}
	return c->tls == TLS_IMPLICIT ? 465 : c->tls == TLS_STARTTLS ? 587 : 25;
}

/* The name for EHLO: configured, else the machine's when it is a whole one, else the address literal of nobody. */
static char *hello_of(const struct relay_config *c)
{
	char host[256];

	if (c->hello != NULL) {
		return strdup(c->hello);
	}
	if (gethostname(host, sizeof host - 1) != 0) {
		return strdup("localhost");
	}
	host[sizeof host - 1] = '\0';
	return strdup(host[0] != '\0' ? host : "localhost");
}

static enum status fill(struct smtp_relay *r, const struct relay_config *c, struct error *err)
{
	CLEANUP_STRBUF struct strbuf who = STRBUF_INIT;
	enum status st = ST_OK;

	r->port = port_of(c);
	strbuf_addf(&who, "[relay %s] %s:%d", c->name, c->host, r->port);
	r->who = strbuf_detach(&who, NULL);
	r->hello = hello_of(c);
	if (r->who == NULL || r->hello == NULL) {
		return error_set(err, ST_NOMEM, "[relay %s]: out of memory", c->name);
	}
	if (strpbrk(r->hello, " \t\r\n") != NULL || strpbrk(c->host, " \t\r\n") != NULL) {
		return error_set(err, ST_CONFIG, "[relay %s]: host and hello must be one word", c->name);
	}
	if (c->user != NULL && c->auth == AUTH_PASSWORD) {
		st = config_secret(c->password_command, c->password_file, r->who, &r->secret, err);
	}
	if (st == ST_OK && c->tls != TLS_NONE) {
		st = wire_tls_new(c->ca_file, &r->tls, err);
	}
	return st;
}

enum status transport_smtp_open(const struct relay_config *relay, struct transport **ret, struct error *err)
{
	static const struct transport_ops pipelined = { engine_pipelined_run, close_smtp };
	static const struct transport_ops libesmtp = { engine_libesmtp_run, close_smtp };
	CLEANUP(cleanup_relay) struct smtp_relay *r = calloc(1, sizeof *r);
	enum status st;

	if (r == NULL) {
		return error_set(err, ST_NOMEM, "[relay %s]: out of memory", relay->name);
	}
	r->transport.ops = relay->engine == ENGINE_PIPELINED ? &pipelined : &libesmtp;
	r->transport.relay = relay;
	st = fill(r, relay, err);
	if (st == ST_OK && relay->engine == ENGINE_LIBESMTP) {
		st = engine_libesmtp_prepare(r, err);
	}
	if (st == ST_OK) {
		*ret = &r->transport;
		r = NULL;
	}
	return st;
}
