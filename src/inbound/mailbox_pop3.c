/* POP3 by libetpan's low-level calls: UIDL names the mails, RETR reads them, nothing is deleted. POP3 knows no dates: the
 * header is read first and its topmost Received tells when the mail came. */
#include "inbound/mailbox_private.h"

#include "inbound/mailbox_stream.h"
#include "util/cleanup.h"

#include <string.h>

#include <libetpan/libetpan.h>
#include <openssl/crypto.h>

#define OVERHEAD 65536

struct pop3 {
	struct mailbox base;
	struct mailbox_stream stream;
	mailpop3 *session;
};

static void wipe(char **secret)
{
	if (*secret != NULL) {
		OPENSSL_cleanse(*secret, strlen(*secret));
		free(*secret);
	}
}

static void free_answer(char **text)
{
	if (*text != NULL) {
		mailpop3_retr_free(*text);
	}
}

static const char *said(const struct pop3 *pop3)
{
	const char *text = pop3->session->pop3_response;

	return text != NULL && text[0] != '\0' ? text : "no reason given";
}

static enum status pop3_error(struct pop3 *pop3, int rc, const char *what, struct error *err)
{
	if (rc == MAILPOP3_ERROR_STREAM || pop3->stream.error.code != ST_OK) {
		return mailbox_stream_error(&pop3->stream, err);
	}
	if (rc == MAILPOP3_ERROR_MEMORY) {
		return error_set(err, ST_NOMEM, "%s: out of memory", pop3->stream.who);
	}
	return error_set(err, ST_TEMP, "%s: %s: %s", pop3->stream.who, what, said(pop3));
}

static enum status log_in(struct pop3 *pop3, struct error *err)
{
	const struct mailbox_config *config = pop3->base.config;
	CLEANUP(wipe) char *secret = NULL;
	char whose[160];
	enum status st;
	int rc;

	(void)snprintf(whose, sizeof whose, "mailbox %s", config->name);
	if (config->user == NULL) {
		return error_set(err, ST_CONFIG, "mailbox %s: user is missing", config->name);
	}
	if (config->auth == AUTH_XOAUTH2) {
		return error_set(err, ST_CONFIG, "mailbox %s: auth = xoauth2 works with IMAP only", config->name);
	}
	st = config_secret(config->password_command, config->password_file, whose, &secret, err);
	if (st != ST_OK) {
		return st;
	}
	rc = mailpop3_user(pop3->session, config->user);
	if (rc == MAILPOP3_NO_ERROR) {
		rc = mailpop3_pass(pop3->session, secret);
	}
	if (rc == MAILPOP3_ERROR_BAD_USER || rc == MAILPOP3_ERROR_BAD_PASSWORD) {
		return error_set(err, ST_AUTH, "%s: the server does not let '%s' in: %s; correct user or password",
				pop3->stream.who, config->user, said(pop3));
	}
	return rc == MAILPOP3_NO_ERROR ? ST_OK : pop3_error(pop3, rc, "logging in", err);
}

static enum status start(struct pop3 *pop3, struct error *err)
{
	const struct mailbox_config *config = pop3->base.config;
	enum status st = mailbox_stream_open(&pop3->stream, config, 110, 995, pop3->base.stop, err);
	int rc;

	if (st != ST_OK) {
		return st;
	}
	rc = mailpop3_connect(pop3->session, pop3->stream.stream);
	if (rc != MAILPOP3_NO_ERROR) {
		return pop3_error(pop3, rc, "greeting", err);
	}
	if (config->tls == TLS_STARTTLS) {
		rc = mailpop3_stls(pop3->session);
		if (rc != MAILPOP3_NO_ERROR && pop3->stream.stream->read_buffer_len == 0) {
			return pop3->stream.error.code != ST_OK ? mailbox_stream_error(&pop3->stream, err)
					: error_set(err, ST_AUTH, "%s: the server offers no STLS; nothing was sent in the clear. "
					"Set tls = implicit with its port, or tls = none for a server on this machine",
					pop3->stream.who);
		}
		st = mailbox_stream_start_tls(&pop3->stream, err);
	}
	return st == ST_OK ? log_in(pop3, err) : st;
}

static enum status take(struct pop3 *pop3, const struct mailpop3_msg_info *info, int64_t arrived_at,
		const struct mailbox_sink *sink, struct error *err)
{
	const int64_t max = pop3->base.config->max_size;
	CLEANUP(free_answer) char *text = NULL;
	struct mailbox_mail mail = { .key = info->msg_uidl, .arrived_at = arrived_at };
	size_t len = 0;
	int rc;

	if (info->msg_size > max) {
		/* POP3 cannot cut at a byte; lines are long enough on the whole */
		mailbox_stream_allow(&pop3->stream, (size_t)max + OVERHEAD);
		rc = mailpop3_top(pop3->session, info->msg_index, (unsigned)(max / 1000), &text, &len);
	} else {
		mailbox_stream_allow(&pop3->stream, (size_t)info->msg_size * 2 + OVERHEAD);
		rc = mailpop3_retr(pop3->session, info->msg_index, &text, &len);
	}
	if (rc == MAILPOP3_ERROR_NO_SUCH_MESSAGE && pop3->stream.error.code == ST_OK) {
		return ST_OK;
	}
	if (rc != MAILPOP3_NO_ERROR) {
		return pop3_error(pop3, rc, "reading a mail", err);
	}
	mail.bytes = text;
	mail.len = len < (size_t)max ? len : (size_t)max;
	if (mail.arrived_at == 0) {
		mail.arrived_at = mailbox_received_at(text, len);
	}
	return sink->take(sink->arg, &mail, err);
}

/* The header alone, for the time of arrival. */
static enum status arrival(struct pop3 *pop3, const struct mailpop3_msg_info *info, int64_t *ret, struct error *err)
{
	CLEANUP(free_answer) char *text = NULL;
	size_t len = 0;
	int rc;

	mailbox_stream_allow(&pop3->stream, 1u << 20);
	rc = mailpop3_top(pop3->session, info->msg_index, 0, &text, &len);
	if (pop3->stream.error.code != ST_OK) {
		return pop3_error(pop3, rc, "reading a header", err);
	}
	*ret = rc == MAILPOP3_NO_ERROR ? mailbox_received_at(text, len) : 0; /* TOP is optional in POP3 */
	return ST_OK;
}

static enum status one(struct pop3 *pop3, const struct mailpop3_msg_info *info, const struct mailbox_sink *sink,
		bool *ret_changed, struct error *err)
{
	int64_t arrived_at = 0;
	bool want = false;
	enum status st = sink->want(sink->arg, info->msg_uidl, &want, err);

	if (st != ST_OK || !want) {
		return st;
	}
	*ret_changed = true;
	if (sink->since > 0) {
		st = arrival(pop3, info, &arrived_at, err);
		if (st == ST_OK && arrived_at > 0 && arrived_at < sink->since) {
			return sink->skip(sink->arg, info->msg_uidl, err);
		}
	}
	return st == ST_OK ? take(pop3, info, arrived_at, sink, err) : st;
}

/* A POP3 session shows the mailbox as it was at its beginning: every reading is a session of its own. */
static enum status reconnect(struct pop3 *pop3, struct error *err)
{
	if (pop3->session != NULL) {
		mailbox_stream_allow(&pop3->stream, 0);
		mailpop3_free(pop3->session);
		mailbox_stream_close(&pop3->stream);
	}
	memset(&pop3->stream, 0, sizeof pop3->stream);
	pop3->session = mailpop3_new(0, NULL);
	if (pop3->session == NULL) {
		return error_set(err, ST_NOMEM, "mailbox %s: out of memory", pop3->base.config->name);
	}
	return start(pop3, err);
}

static enum status pop3_read(struct mailbox *mailbox, struct mailbox_progress *progress,
		const struct mailbox_sink *sink, struct error *err)
{
	struct pop3 *pop3 = (struct pop3 *)mailbox;
	carray *mails = NULL;
	size_t changed = 0;
	enum status st = ST_OK;
	int rc;

	if (pop3->session->pop3_msg_tab != NULL) {
		st = reconnect(pop3, err);
	}
	if (st != ST_OK) {
		return st;
	}
	mailbox_stream_allow(&pop3->stream, 64u << 20);
	rc = mailpop3_list(pop3->session, &mails);
	if (rc != MAILPOP3_NO_ERROR) {
		return pop3_error(pop3, rc, "listing", err);
	}
	for (unsigned i = 0; st == ST_OK && i < carray_count(mails) && !mailbox_stopped(mailbox); i++) {
		const struct mailpop3_msg_info *info = carray_get(mails, i);
		bool here = false;

		if (info == NULL) {
			continue;
		}
		if (info->msg_uidl == NULL) {
			return error_set(err, ST_CONFIG, "%s: the server gives no UIDL, so that mails cannot be told apart; use "
					"IMAP", pop3->stream.who);
		}
		st = one(pop3, info, sink, &here, err);
		changed += here;
		if (st == ST_OK && here && changed % MAILBOX_BATCH == 0) {
			st = sink->note(sink->arg, progress, err);
		}
	}
	return st == ST_OK && changed > 0 ? sink->note(sink->arg, progress, err) : st;
}

static void pop3_close(struct mailbox *mailbox)
{
	struct pop3 *pop3 = (struct pop3 *)mailbox;

	if (pop3->session != NULL) {
		mailbox_stream_allow(&pop3->stream, 0);
		mailpop3_free(pop3->session); /* says QUIT where it can, and frees the stream */
	}
	mailbox_stream_close(&pop3->stream);
	free(pop3);
}

enum status mailbox_pop3_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err)
{
	static const struct mailbox_driver driver = { pop3_read, NULL, pop3_close };
	struct pop3 *pop3 = calloc(1, sizeof *pop3);
	enum status st;

	if (pop3 == NULL) {
		return error_set(err, ST_NOMEM, "mailbox %s: out of memory", config->name);
	}
	pop3->base = (struct mailbox){ &driver, config, stop };
	st = reconnect(pop3, err);
	if (st != ST_OK) {
		pop3_close(&pop3->base);
		return st;
	}
	*ret = (struct mailbox *)pop3;
	return ST_OK;
}
