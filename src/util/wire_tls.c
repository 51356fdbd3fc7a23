/* TLS of a connection: verified certificates, host names, server name indication. */
#include "util/wire.h"

#include "util/wire_private.h"
#include "util/clock.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdint.h>

enum status wire_tls_new(const char *ca_file, SSL_CTX **ret, struct error *err)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (ctx == NULL) {
		return error_set(err, ST_NOMEM, "TLS: out of memory");
	}
	(void)SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	(void)SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
			| SSL_MODE_RELEASE_BUFFERS);
	(void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	if (ca_file != NULL ? SSL_CTX_load_verify_locations(ctx, ca_file, NULL) != 1
			: SSL_CTX_set_default_verify_paths(ctx) != 1) {
		SSL_CTX_free(ctx);
		ERR_clear_error();
		return error_set(err, ST_CONFIG, "%s: holds no certificates that can be read",
				ca_file != NULL ? ca_file : "the system's store");
	}
	*ret = ctx;
	return ST_OK;
}

static bool is_ip_address(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

bool wire_tls_name(SSL *ssl, const char *host)
{
	/* SSL_set_tlsext_host_name() spelled out: that macro casts the const away, of which clang warns; OpenSSL copies the name */
	return is_ip_address(host)
			|| SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, (void *)(uintptr_t)host) == 1;
}

static bool expect_host(SSL *ssl, const char *host)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(ssl);

	if (is_ip_address(host)) {
		return X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1;
	}
	X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return X509_VERIFY_PARAM_set1_host(param, host, 0) == 1 && wire_tls_name(ssl, host);
}

static enum status handshake_failed(struct wire *wire, const char *host, struct error *err)
{
	long verified = SSL_get_verify_result(wire->ssl);
	unsigned long code = ERR_peek_last_error();
	const char *reason = code != 0 ? ERR_reason_error_string(code) : NULL;

	ERR_clear_error();
	if (verified != X509_V_OK) {
		return error_set(err, ST_AUTH, "%s: the certificate is not trusted for %s: %s; name its issuer with "
				"ca-file, or correct host", wire->who, host, X509_verify_cert_error_string(verified));
	}
	return error_set(err, ST_TEMP, "%s: no TLS: %s", wire->who,
			reason != NULL ? reason : "the server closed the connection");
}

enum status wire_start_tls(struct wire *wire, SSL_CTX *ctx, const char *host, int64_t timeout, struct error *err)
{
	const int64_t deadline = clock_monotonic_ms() + 1000 * timeout;

	wire->ssl = wire_set_blocking(wire->fd, false) ? SSL_new(ctx) : NULL;
	if (wire->ssl == NULL || SSL_set_fd(wire->ssl, wire->fd) != 1 || !expect_host(wire->ssl, host)) {
		ERR_clear_error();
		return error_set(err, ST_NOMEM, "%s: TLS cannot be set up", wire->who);
	}
	for (;;) {
		int rc;
		int want;
		enum status st;

		ERR_clear_error();
		rc = SSL_connect(wire->ssl);
		if (rc == 1) {
			return ST_OK;
		}
		want = SSL_get_error(wire->ssl, rc);
		if (want != SSL_ERROR_WANT_READ && want != SSL_ERROR_WANT_WRITE) {
			return handshake_failed(wire, host, err);
		}
		st = wire_wait(wire, want == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline, err);
		if (st != ST_OK) {
			return st;
		}
	}
}
