/* What all mailboxes share: choosing the driver, waiting, hashing, standard input. */
#include "inbound/mailbox.h"

#include "inbound/mailbox_private.h"
#include "util/clock.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <openssl/evp.h>

#define SLICE_MS 200 /* how often a wait looks at the stop flag */

enum status mailbox_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err)
{
	switch (config->type) {
	case MAILBOX_IMAP:
		return mailbox_imap_open(config, stop, ret, err);
	case MAILBOX_POP3:
		return mailbox_pop3_open(config, stop, ret, err);
	case MAILBOX_MAILDIR:
		return mailbox_maildir_open(config, stop, ret, err);
	case MAILBOX_MBOX:
		return mailbox_mbox_open(config, stop, ret, err);
	}
	return error_set(err, ST_CONFIG, "mailbox %s: unknown type", config->name);
}

enum status mailbox_read(struct mailbox *mailbox, struct mailbox_progress *progress, const struct mailbox_sink *sink,
		struct error *err)
{
	return mailbox->driver->read(mailbox, progress, sink, err);
}

bool mailbox_stopped(const struct mailbox *mailbox)
{
	return mailbox->stop != NULL && *mailbox->stop != 0;
}

enum status mailbox_wait(struct mailbox *mailbox, int64_t seconds, struct error *err)
{
	const int64_t end = clock_monotonic_ms() + 1000 * seconds;

	if (mailbox->driver->wait != NULL) {
		return mailbox->driver->wait(mailbox, seconds, err);
	}
	while (!mailbox_stopped(mailbox) && clock_monotonic_ms() < end) {
		int64_t left = end - clock_monotonic_ms();

		(void)poll(NULL, 0, left < SLICE_MS ? (int)(left > 0 ? left : 0) : SLICE_MS);
	}
	return ST_OK;
}

void mailbox_close(struct mailbox *mailbox)
{
	if (mailbox != NULL) {
		mailbox->driver->close(mailbox);
	}
}

void mailbox_cleanup(struct mailbox **mailbox)
{
	mailbox_close(*mailbox);
}

bool mailbox_hash_key(const void *bytes, size_t len, char ret[MAILBOX_HASH_KEY_SIZE])
{
	unsigned char hash[32];

	if (EVP_Digest(bytes, len, hash, NULL, EVP_sha256(), NULL) != 1) {
		return false;
	}
	memcpy(ret, "sha256:", 7);
	for (size_t i = 0; i < sizeof hash; i++) {
		ret[7 + 2 * i] = "0123456789abcdef"[hash[i] >> 4];
		ret[8 + 2 * i] = "0123456789abcdef"[hash[i] & 15];
	}
	ret[7 + 2 * sizeof hash] = '\0';
	return true;
}

enum status mailbox_slurp(int fd, size_t max, const char *name, struct strbuf *out, struct error *err)
{
	const size_t start = out->len;

	while (out->len - start < max) {
		size_t left = max - (out->len - start);
		size_t want = left < 65536 ? left : 65536;
		ssize_t n;

		if (!strbuf_grow(out, want)) {
			return error_set(err, ST_NOMEM, "%s: out of memory", name);
		}
		n = read(fd, out->buf + out->len, want);
		if (n == 0) {
			break;
		}
		if (n < 0) {
			if (errno == EINTR) {
				continue;
			}
			return error_set(err, ST_IO, "%s: %s", name, strerror(errno));
		}
		out->len += (size_t)n;
		out->buf[out->len] = '\0';
	}
	return ST_OK;
}

enum status mailbox_read_fd(int fd, int64_t max_size, const struct mailbox_sink *sink, struct error *err)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	const struct mailbox_progress progress = { 0, 0 };
	char key[MAILBOX_HASH_KEY_SIZE];
	struct mailbox_mail mail;
	enum status st = mailbox_slurp(fd, (size_t)max_size, "standard input", &bytes, err);

	if (st != ST_OK) {
		return st;
	}
	if (!mailbox_hash_key(bytes.buf, bytes.len, key)) {
		return error_set(err, ST_NOMEM, "standard input: out of memory");
	}
	mail = (struct mailbox_mail){ .key = key, .bytes = bytes.buf, .len = bytes.len };
	st = sink->take(sink->arg, &mail, err);
	return st == ST_OK ? sink->note(sink->arg, &progress, err) : st;
}
