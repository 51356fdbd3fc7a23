/* Sockets: connecting, reading and writing with deadlines. TLS set-up is in wire_tls.c. */
#include "util/wire.h"

#include "util/wire_private.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#define SLICE_MS 500        /* how often a wait looks at the stop flag; below a second */
#define STOP_GRACE_MS 10000 /* an answer that is on its way is still awaited */

enum status wire_wait(const struct wire *wire, short events, int64_t deadline, struct error *err)
{
	int64_t stopped_at = 0;

	for (;;) {
		struct pollfd p = { .fd = wire->fd, .events = events };
		int64_t now = clock_monotonic_ms();
		int64_t left = deadline - now;
		int n;

		if (wire->stop != NULL && *wire->stop != 0) {
			stopped_at = stopped_at == 0 ? now : stopped_at;
			left = left < stopped_at + STOP_GRACE_MS - now ? left : stopped_at + STOP_GRACE_MS - now;
		}
		if (left <= 0) {
			return error_set(err, ST_TEMP, "%s: no answer in time", wire->who);
		}
		n = poll(&p, 1, (int)(left < SLICE_MS ? left : SLICE_MS));
		if (n > 0) {
			return ST_OK;
		}
		if (n < 0 && errno != EINTR) {
			return error_set(err, ST_TEMP, "%s: %s", wire->who, strerror(errno));
		}
	}
}

static void free_addresses(struct addrinfo **list)
{
	if (*list != NULL) {
		freeaddrinfo(*list);
	}
}

bool wire_set_blocking(int fd, bool blocking)
{
	const int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) == 0;
}

/* Without TLS reading blocks, a slice at most: an answer costs one call of the system's and not three. */
static void make_patient(int fd)
{
	const struct timeval slice = { .tv_usec = SLICE_MS * 1000 };

	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
	(void)wire_set_blocking(fd, true);
}

static enum status connect_one(struct wire *wire, const struct addrinfo *a, int64_t deadline, struct error *err)
{
	CLEANUP_FD int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	socklen_t len = sizeof(int);
	int one = 1;
	int so_error = 0;
	enum status st;

	if (fd < 0) {
		return error_set(err, ST_TEMP, "%s: %s", wire->who, strerror(errno));
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &one, sizeof one);
	wire->fd = fd;
	if (connect(fd, a->ai_addr, a->ai_addrlen) != 0 && errno != EINPROGRESS) {
		wire->fd = -1;
		return error_set(err, ST_TEMP, "%s: %s", wire->who, strerror(errno));
	}
	st = wire_wait(wire, POLLOUT, deadline, err);
	if (st == ST_OK && (getsockopt(fd, SOL_SOCKET, SO_ERROR, &so_error, &len) != 0 || so_error != 0)) {
		st = error_set(err, ST_TEMP, "%s: %s", wire->who, strerror(so_error != 0 ? so_error : errno));
	}
	if (st != ST_OK) {
		wire->fd = -1;
		return st;
	}
	make_patient(fd);
	fd = -1; /* kept */
	return ST_OK;
}

enum status wire_connect(struct wire *wire, const char *host, int port, const char *who, int64_t timeout,
		struct error *err)
{
	CLEANUP(free_addresses) struct addrinfo *list = NULL;
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV };
	const int64_t give_up = clock_monotonic_ms() + 2000 * timeout;
	struct error last = ERROR_INIT;
	char service[16];
	int rc;

	wire->fd = -1;
	wire->ssl = NULL;
	wire->who = who;
	wire->begin = wire->end = 0;
	(void)snprintf(service, sizeof service, "%d", port);
	rc = getaddrinfo(host, service, &hints, &list);
	if (rc != 0) {
		return error_set(err, ST_TEMP, "%s: the name cannot be looked up: %s", who, gai_strerror(rc));
	}
	for (const struct addrinfo *a = list; a != NULL; a = a->ai_next) {
		int64_t deadline = clock_monotonic_ms() + 1000 * timeout;

		if (wire->stop != NULL && *wire->stop != 0) {
			return error_set(err, ST_TEMP, "%s: stopped", who);
		}
		error_clear(&last);
		if (connect_one(wire, a, deadline < give_up ? deadline : give_up, &last) == ST_OK) {
			return ST_OK;
		}
	}
	return error_set(err, ST_TEMP, "%s", last.text);
}

static enum status closed(struct wire *wire, struct error *err)
{
	return error_set(err, ST_TEMP, "%s: the server closed the connection", wire->who);
}

/* After an SSL call that did not do all: waits for what it wants, or fails. */
static enum status tls_again(struct wire *wire, int rc, int64_t deadline, struct error *err)
{
	switch (SSL_get_error(wire->ssl, rc)) {
	case SSL_ERROR_WANT_READ:
		return wire_wait(wire, POLLIN, deadline, err);
	case SSL_ERROR_WANT_WRITE:
		return wire_wait(wire, POLLOUT, deadline, err);
	default:
		return closed(wire, err);
	}
}

enum status wire_write(struct wire *wire, const void *data, size_t len, int64_t timeout, size_t *ret_written,
		struct error *err)
{
	const int64_t deadline = clock_monotonic_ms() + 1000 * timeout;
	const char *p = data;
	size_t done = 0;
	enum status st = ST_OK;

	while (done < len && st == ST_OK) {
		ssize_t n;

		if (wire->ssl != NULL) {
			size_t took = 0;
			int rc;

			ERR_clear_error(); /* SSL_get_error() looks into the thread's queue */
			rc = SSL_write_ex(wire->ssl, p + done, len - done, &took);
			done += rc == 1 ? took : 0;
			st = rc == 1 ? ST_OK : tls_again(wire, rc, deadline, err);
			continue;
		}
		n = send(wire->fd, p + done, len - done, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n >= 0) {
			done += (size_t)n;
		} else if (errno == EAGAIN) {
			st = wire_wait(wire, POLLOUT, deadline, err);
		} else if (errno != EINTR) {
			st = closed(wire, err);
		}
	}
	if (ret_written != NULL) {
		*ret_written = done;
	}
	return st;
}

/* Is there time for a slice of waiting, and nobody who wants us to end? */
static bool may_block(const struct wire *wire, int64_t deadline)
{
	return (wire->stop == NULL || *wire->stop == 0) && deadline - clock_monotonic_ms() > SLICE_MS;
}

enum status wire_fill(struct wire *wire, int64_t deadline, struct error *err)
{
	if (wire->begin > 0) {
		memmove(wire->buf, wire->buf + wire->begin, wire->end - wire->begin);
		wire->end -= wire->begin;
		wire->begin = 0;
	}
	if (wire->end == sizeof wire->buf) {
		return error_set(err, ST_TEMP, "%s: an answer above %d bytes", wire->who, WIRE_BUFFER);
	}
	for (;;) {
		enum status st;
		ssize_t n;

		if (wire->ssl != NULL) {
			size_t got = 0;
			int rc;

			ERR_clear_error();
			rc = SSL_read_ex(wire->ssl, wire->buf + wire->end, sizeof wire->buf - wire->end, &got);
			if (rc == 1) {
				wire->end += got;
				return ST_OK;
			}
			st = tls_again(wire, rc, deadline, err);
		} else {
			bool blocks = may_block(wire, deadline);

			n = recv(wire->fd, wire->buf + wire->end, sizeof wire->buf - wire->end, blocks ? 0 : MSG_DONTWAIT);
			if (n > 0) {
				wire->end += (size_t)n;
				return ST_OK;
			}
			if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
				return closed(wire, err);
			}
			st = errno == EINTR || blocks ? ST_OK : wire_wait(wire, POLLIN, deadline, err);
		}
		if (st != ST_OK) {
			return st;
		}
	}
}

void wire_close(struct wire *wire)
{
	if (wire->ssl != NULL) {
		(void)SSL_shutdown(wire->ssl);
		SSL_free(wire->ssl);
		wire->ssl = NULL;
	}
	if (wire->fd > 0) {
		(void)close(wire->fd);
	}
	wire->fd = -1;
	wire->begin = wire->end = 0;
}
