/* libetpan's stream driver over util/wire. */
#include "inbound/mailbox_stream.h"

#include "util/cleanup.h"
#include "util/clock.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <libetpan/mailstream_low.h>

#define BUFFER 8192
#define GREETING (64u << 10) /* what a server may send before anything was asked */
#define SLICE_MS 200

static ssize_t low_read(mailstream_low *low, void *buf, size_t len)
{
	struct mailbox_stream *s = low->data;
	size_t n;

	if (s->error.code != ST_OK) {
		return -1; /* saying goodbye must not wait again */
	}
	if (s->budget == 0) {
		(void)error_set(&s->error, ST_TEMP, "%s: the server sends more than it was asked for", s->who);
		return -1;
	}
	if (s->wire.begin == s->wire.end
			&& wire_fill(&s->wire, clock_monotonic_ms() + 1000 * s->config->timeout, &s->error) != ST_OK) {
		return -1;
	}
	n = s->wire.end - s->wire.begin;
	n = n < len ? n : len;
	n = n < s->budget ? n : s->budget;
	memcpy(buf, s->wire.buf + s->wire.begin, n);
	s->wire.begin += n;
	s->budget -= n;
	return (ssize_t)n;
}

static ssize_t low_write(mailstream_low *low, const void *buf, size_t len)
{
	struct mailbox_stream *s = low->data;

	if (s->error.code != ST_OK) {
		return -1;
	}
	if (wire_write(&s->wire, buf, len, s->config->timeout, NULL, &s->error) != ST_OK) {
		return -1;
	}
	return (ssize_t)len;
}

/* The wire is closed by mailbox_stream_close(), not by libetpan. */
static int low_close(mailstream_low *low)
{
	(void)low;
	return 0;
}

static int low_fd(mailstream_low *low)
{
	(void)low;
	return -1; /* nothing of libetpan's may select() on it */
}

static void low_free(mailstream_low *low)
{
	free(low);
}

static void low_cancel(mailstream_low *low)
{
	(void)low;
}

static struct mailstream_cancel *low_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static mailstream_low_driver driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
	.mailstream_get_cancel = low_get_cancel,
};

static enum status make_stream(struct mailbox_stream *s, struct error *err)
{
	mailstream_low *low = mailstream_low_new(s, &driver);

	s->stream = low != NULL ? mailstream_new(low, BUFFER) : NULL;
	if (s->stream == NULL) {
		if (low != NULL) {
			mailstream_low_free(low);
		}
		return error_set(err, ST_NOMEM, "%s: out of memory", s->who);
	}
	return ST_OK;
}

enum status mailbox_stream_open(struct mailbox_stream *s, const struct mailbox_config *config, int port,
		int tls_port, const volatile int *stop, struct error *err)
{
	bool implicit = config->tls == TLS_IMPLICIT;
	int to = config->port > 0 ? (int)config->port : implicit ? tls_port : port;
	enum status st = ST_OK;

	s->config = config;
	s->budget = GREETING;
	s->wire.fd = -1;
	s->wire.stop = stop;
	if (config->host == NULL) {
		return error_set(err, ST_CONFIG, "mailbox %s: host is missing", config->name);
	}
	(void)snprintf(s->who, sizeof s->who, "mailbox %s (%s:%d)", config->name, config->host, to);
	if (config->tls != TLS_NONE) {
		st = wire_tls_new(config->ca_file, &s->tls, err);
	}
	if (st == ST_OK) {
		st = wire_connect(&s->wire, config->host, to, s->who, config->timeout, err);
	}
	if (st == ST_OK && implicit) {
		st = wire_start_tls(&s->wire, s->tls, config->host, config->timeout, err);
	}
	return st == ST_OK ? make_stream(s, err) : st;
}

enum status mailbox_stream_start_tls(struct mailbox_stream *s, struct error *err)
{
	enum status st;

	if (s->wire.begin != s->wire.end || s->stream->read_buffer_len != 0) {
		st = error_set(&s->error, ST_AUTH, "%s: something was sent in the clear behind the answer to STARTTLS; "
				"nothing was told to this server", s->who);
	} else {
		st = wire_start_tls(&s->wire, s->tls, s->config->host, s->config->timeout, &s->error);
	}
	return st == ST_OK ? ST_OK : error_set(err, st, "%s", s->error.text);
}

void mailbox_stream_allow(struct mailbox_stream *s, size_t bytes)
{
	s->budget = bytes + GREETING;
}

enum status mailbox_stream_error(struct mailbox_stream *s, struct error *err)
{
	if (s->error.code != ST_OK) {
		return error_set(err, s->error.code, "%s", s->error.text);
	}
	return error_set(err, ST_TEMP, "%s: the connection broke", s->who);
}

enum status mailbox_stream_poll(struct mailbox_stream *s, int64_t seconds, bool *ret_data, struct error *err)
{
	const int64_t end = clock_monotonic_ms() + 1000 * seconds;

	*ret_data = true;
	for (;;) {
		struct pollfd p = { .fd = s->wire.fd, .events = POLLIN };
		int64_t left = end - clock_monotonic_ms();

		if (s->wire.begin != s->wire.end || s->stream->read_buffer_len > 0
				|| (s->wire.ssl != NULL && SSL_pending(s->wire.ssl) > 0)) {
			return ST_OK;
		}
		if (left <= 0 || (s->wire.stop != NULL && *s->wire.stop != 0)) {
			*ret_data = false;
			return ST_OK;
		}
		if (poll(&p, 1, (int)(left < SLICE_MS ? left : SLICE_MS)) > 0) {
			return (p.revents & (POLLERR | POLLNVAL)) == 0 ? ST_OK
					: error_set(err, ST_TEMP, "%s: the connection broke", s->who);
		}
	}
}

void mailbox_stream_close(struct mailbox_stream *s)
{
	if (s->config == NULL) {
		return;
	}
	wire_close(&s->wire);
	SSL_CTX_free(s->tls);
	s->tls = NULL;
	s->config = NULL;
}
