/* IMAP by libetpan's low-level calls: the folder is opened read-only, mails are found by UID and fetched without setting
 * \Seen. What libetpan's lists hold is turned into arrays in mailbox_imap_fetch.c. */
#include "inbound/mailbox_private.h"

#include "inbound/mailbox_imap.h"
#include "util/cleanup.h"

#include <string.h>

#include <openssl/crypto.h>

#define IDLE_MAX 1500 /* seconds: servers may end an IDLE of half an hour (RFC 2177) */

static void wipe(char **secret)
{
	if (*secret != NULL) {
		OPENSSL_cleanse(*secret, strlen(*secret));
		free(*secret);
	}
}

/* What the server said with its last answer. */
static const char *said(const struct imap *imap)
{
	const char *text = imap->session->imap_response;

	return text != NULL && text[0] != '\0' ? text : "no reason given";
}

enum status imap_error(struct imap *imap, int rc, const char *what, struct error *err)
{
	switch (rc) {
	case MAILIMAP_ERROR_STREAM:
		return mailbox_stream_error(&imap->stream, err);
	case MAILIMAP_ERROR_MEMORY:
		return error_set(err, ST_NOMEM, "%s: out of memory", imap->stream.who);
	case MAILIMAP_ERROR_PARSE:
	case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION:
		/* the budget or a time-out can look like bad grammar */
		if (imap->stream.error.code != ST_OK) {
			return mailbox_stream_error(&imap->stream, err);
		}
		return error_set(err, ST_TEMP, "%s: %s: the server does not speak IMAP as it should", imap->stream.who,
				what);
	default:
		return error_set(err, ST_TEMP, "%s: %s: %s", imap->stream.who, what, said(imap));
	}
}

static bool is_good(int rc)
{
	return rc == MAILIMAP_NO_ERROR || rc == MAILIMAP_NO_ERROR_AUTHENTICATED
			|| rc == MAILIMAP_NO_ERROR_NON_AUTHENTICATED;
}

static enum status log_in(struct imap *imap, struct error *err)
{
	const struct mailbox_config *config = imap->base.config;
	CLEANUP(wipe) char *secret = NULL;
	char whose[160];
	enum status st;
	int rc;

	(void)snprintf(whose, sizeof whose, "mailbox %s", config->name);
	if (config->user == NULL) {
		return error_set(err, ST_CONFIG, "mailbox %s: user is missing", config->name);
	}
	if (config->auth == AUTH_XOAUTH2) {
		st = config_secret(config->token_command, NULL, whose, &secret, err);
		rc = st == ST_OK ? mailimap_oauth2_authenticate(imap->session, config->user, secret) : MAILIMAP_NO_ERROR;
	} else {
		st = config_secret(config->password_command, config->password_file, whose, &secret, err);
		rc = st == ST_OK ? mailimap_login(imap->session, config->user, secret) : MAILIMAP_NO_ERROR;
	}
	if (st != ST_OK || is_good(rc)) {
		return st;
	}
	if (rc == MAILIMAP_ERROR_LOGIN) {
		return error_set(err, ST_AUTH, "%s: the server does not let '%s' in: %s; correct user or password",
				imap->stream.who, config->user, said(imap));
	}
	return imap_error(imap, rc, "logging in", err);
}

static enum status start_tls(struct imap *imap, struct error *err)
{
	int rc = mailimap_starttls(imap->session);

	if (rc == MAILIMAP_ERROR_STREAM || rc == MAILIMAP_ERROR_MEMORY) {
		return imap_error(imap, rc, "STARTTLS", err);
	}
	if (rc != MAILIMAP_NO_ERROR && imap->stream.stream->read_buffer_len == 0) {
		return error_set(err, ST_AUTH, "%s: the server offers no STARTTLS; nothing was sent in the clear. "
				"Set tls = implicit with its port, or tls = none for a server on this machine", imap->stream.who);
	}
	return mailbox_stream_start_tls(&imap->stream, err); /* refuses what is left in the buffer */
}

static enum status start(struct imap *imap, struct error *err)
{
	const struct mailbox_config *config = imap->base.config;
	const char *folder = config->folder != NULL ? config->folder : "INBOX";
	struct mailimap_capability_data *capabilities = NULL;
	enum status st = mailbox_stream_open(&imap->stream, config, 143, 993, imap->base.stop, err);
	int rc;

	if (st != ST_OK) {
		return st;
	}
	rc = mailimap_connect(imap->session, imap->stream.stream);
	if (!is_good(rc)) {
		return imap_error(imap, rc, "greeting", err);
	}
	if (config->tls == TLS_STARTTLS) {
		st = start_tls(imap, err);
	}
	if (st == ST_OK) {
		st = log_in(imap, err);
	}
	if (st != ST_OK) {
		return st;
	}
	/* what a server says before TLS and login counts for nothing: asked again */
	if (mailimap_capability(imap->session, &capabilities) == MAILIMAP_NO_ERROR) {
		imap->idle = mailimap_has_idle(imap->session) != 0;
		mailimap_capability_data_free(capabilities);
	}
	rc = mailimap_examine(imap->session, folder);
	if (rc == MAILIMAP_ERROR_EXAMINE) {
		return error_set(err, ST_NOT_FOUND, "%s: folder '%s': %s", imap->stream.who, folder, said(imap));
	}
	if (!is_good(rc)) {
		return imap_error(imap, rc, "opening the folder", err);
	}
	imap->uidvalidity = imap->session->imap_selection_info->sel_uidvalidity;
	return ST_OK;
}

static enum status imap_wait(struct mailbox *mailbox, int64_t seconds, struct error *err)
{
	struct imap *imap = (struct imap *)mailbox;
	bool data = false;
	enum status st;
	int rc;

	mailbox_stream_allow(&imap->stream, 1u << 20);
	if (!imap->idle) {
		return mailbox_stream_poll(&imap->stream, seconds, &data, err);
	}
	rc = mailimap_idle(imap->session);
	if (!is_good(rc)) {
		return imap_error(imap, rc, "IDLE", err);
	}
	st = mailbox_stream_poll(&imap->stream, seconds < IDLE_MAX ? seconds : IDLE_MAX, &data, err);
	if (st != ST_OK) {
		return st;
	}
	rc = mailimap_idle_done(imap->session);
	return is_good(rc) ? ST_OK : imap_error(imap, rc, "IDLE", err);
}

static void imap_close(struct mailbox *mailbox)
{
	struct imap *imap = (struct imap *)mailbox;

	mailbox_stream_allow(&imap->stream, 0);
	mailimap_free(imap->session); /* says LOGOUT where it can, and frees the stream */
	mailbox_stream_close(&imap->stream);
	free(imap);
}

static void imap_cleanup(struct imap **imap)
{
	if (*imap != NULL) {
		imap_close(&(*imap)->base);
	}
}

enum status mailbox_imap_open(const struct mailbox_config *config, const volatile int *stop, struct mailbox **ret,
		struct error *err)
{
	static const struct mailbox_driver driver = { imap_read, imap_wait, imap_close };
	struct imap *imap = calloc(1, sizeof *imap);
	mailimap *session = imap != NULL ? mailimap_new(0, NULL) : NULL;
	CLEANUP(imap_cleanup) struct imap *owner = NULL;
	enum status st;

	if (session == NULL) {
		free(imap);
		return error_set(err, ST_NOMEM, "mailbox %s: out of memory", config->name);
	}
	owner = imap;
	imap->session = session;
	imap->base = (struct mailbox){ &driver, config, stop };
	mailimap_set_timeout(session, (time_t)config->timeout);
	st = start(imap, err);
	if (st == ST_OK) {
		*ret = &imap->base;
		owner = NULL;
	}
	return st;
}
