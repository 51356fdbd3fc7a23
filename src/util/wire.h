/* One TCP connection to a server, plain or TLS, every wait bounded. Bytes in and out; no protocol. */
#ifndef KVIESLYS_UTIL_WIRE_H
#define KVIESLYS_UTIL_WIRE_H

#include "util/error.h"

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_BUFFER 16384

struct wire {
	int fd;
	SSL *ssl; /* NULL: plain */
	const char *who;          /* "smtp.x.example:587", for messages; borrowed */
	const volatile int *stop; /* nonzero: waits are cut to a short grace; may be NULL */
	size_t begin, end;        /* unread bytes in buf */
	char buf[WIRE_BUFFER];
};

/* The TLS settings of a server, made once: TLS 1.2 and later, certificates verified against `ca_file` or the system's. */
enum status wire_tls_new(const char *ca_file, SSL_CTX **ret, struct error *err);
/* Tells the server which host is meant (SNI), unless that is an IP address. False: out of memory, or the name is too long. */
bool wire_tls_name(SSL *ssl, const char *host);

/* Connects to the first address of `host` that answers, IPv6 and IPv4, `timeout` seconds for each and for all together at
 * most twice that. ST_TEMP names the reason. */
enum status wire_connect(struct wire *wire, const char *host, int port, const char *who, int64_t timeout,
		struct error *err);
/* Handshake; the certificate must be `host`'s (name or IP address), which is also told to the server (SNI).
 * ST_AUTH: not trusted, the text says why and what to do. ST_TEMP: the server went away. */
enum status wire_start_tls(struct wire *wire, SSL_CTX *ctx, const char *host, int64_t timeout, struct error *err);
/* Writes all. *ret_written (may be NULL) tells how many bytes the system took, also on failure. ST_TEMP. */
enum status wire_write(struct wire *wire, const void *data, size_t len, int64_t timeout, size_t *ret_written,
		struct error *err);
/* Waits for more bytes behind those in buf, until `deadline` of clock_monotonic_ms(). ST_TEMP: timeout, closed, full. */
enum status wire_fill(struct wire *wire, int64_t deadline, struct error *err);
/* Accepts a wire that never was connected. */
void wire_close(struct wire *wire);

#endif
