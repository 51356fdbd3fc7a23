/* Trying relays for `check`. The envelope is offered and taken back (RSET) before any letter. */
#include "outbound/relay_check.h"

#include "outbound/smtp_login.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <string.h>
#include <unistd.h>

static void cleanup_transport(struct transport **transport)
{
	if (*transport != NULL) {
		transport_close(*transport);
	}
}

/* *ret: the answer to MAIL FROM:<us> and RCPT TO:<local tag @domain>; the first that refuses. */
static enum status offer(struct smtp_session *session, const char *from, const char *to, const char *tag,
		struct smtp_reply *ret, struct error *err)
{
	const char *at = strrchr(to, '@');
	CLEANUP_STRBUF struct strbuf mail = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf rcpt = STRBUF_INIT;
	struct smtp_reply reset;
	enum status st;

	strbuf_addf(&mail, "MAIL FROM:<%s>\r\n", from);
	strbuf_addf(&rcpt, "RCPT TO:<%.*s%s%s>\r\n", (int)(at - to), to, tag, at);
	if (!strbuf_ok(&mail) || !strbuf_ok(&rcpt)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = smtp_session_command(session, mail.buf, mail.len, ret, err);
	if (st == ST_OK && ret->code < 400) {
		st = smtp_session_command(session, rcpt.buf, rcpt.len, ret, err);
	}
	return st == ST_OK ? smtp_session_command(session, "RSET\r\n", 6, &reset, err) : st;
}

/* Greylisting and busy servers say 4xx: that is no fault of the configuration. */
static enum status ask(struct smtp_session *session, const struct config *config, const char *subject,
		struct findings *findings, struct error *err)
{
	const struct sender_config *s = &config->sender;
	const char *from = s->bounce_to != NULL ? s->bounce_to : s->address;
	const char *to = s->reply_to != NULL ? s->reply_to : s->address;
	struct smtp_reply plain;
	struct smtp_reply tagged;
	enum status st = offer(session, from, to, "", &plain, err);

	if (st != ST_OK) {
		return st;
	}
	if (plain.code >= 500) {
		findings_add(findings, FINDING_FAULT, subject, "see that the login may send as this address, or ask the host",
				"refuses a letter from <%s> to <%s>: %d %s", from, to, plain.code, plain.text);
		return ST_OK;
	}
	findings_add(findings, plain.code >= 400 ? FINDING_WARNING : FINDING_OK, subject, NULL, plain.code >= 400
			? "answers, but takes no letter now: %d %s" : "takes our letters", plain.code, plain.text);
	if (!s->tagging || plain.code >= 400) {
		return ST_OK;
	}
	st = offer(session, from, to, "+kvieslys-check", &tagged, err);
	if (st == ST_OK && tagged.code >= 500) {
		findings_add(findings, FINDING_FAULT, "tagging", "set [sender] tagging = none, or have plus-addressing switched on",
				"the host does not know addresses with a tag: %d %s", tagged.code, tagged.text);
	}
	return st;
}

static enum status check_smtp(const struct config *config, const struct relay_config *relay, const char *subject,
		struct findings *findings, struct error *err)
{
	CLEANUP(cleanup_transport) struct transport *transport = NULL;
	struct smtp_session session = { 0 };
	enum status st = transport_open(relay, NULL, &transport, err);

	if (st != ST_OK) {
		return st;
	}
	st = smtp_session_open(&session, (struct smtp_relay *)transport, err);
	if (st == ST_OK) {
		st = ask(&session, config, subject, findings, err);
	}
	if (st == ST_OK) {
		smtp_session_quit(&session);
	}
	smtp_session_close(&session);
	return st;
}

static void check_one(const struct config *config, const struct relay_config *relay, struct findings *findings)
{
	struct error err = ERROR_INIT;
	char subject[120];

	(void)snprintf(subject, sizeof subject, "relay %s", relay->name);
	if (relay->transport == TRANSPORT_NULL) {
		findings_add(findings, FINDING_WARNING, subject, "set transport = smtp when letters shall go out",
				"throws letters away (transport = null)");
	} else if (relay->transport == TRANSPORT_MAILDIR) {
		if (fs_mkdirs(relay->path, &err) != ST_OK || access(relay->path, W_OK | X_OK) != 0) {
			findings_add(findings, FINDING_FAULT, subject, "make the folder writable or name another",
					"%s: cannot be written", relay->path);
		} else {
			findings_add(findings, FINDING_OK, subject, NULL, "puts letters into the folder %s", relay->path);
		}
	} else if (check_smtp(config, relay, subject, findings, &err) != ST_OK) {
		findings_add(findings, FINDING_FAULT, subject, err.code == ST_TEMP
				? "see that host and port are right and the server is up" : NULL, "%s", err.text);
	} else if (relay->tls == TLS_NONE && relay->user != NULL) {
		findings_add(findings, FINDING_WARNING, subject, "set tls = starttls or implicit",
				"the password goes over the network in the clear");
	}
}

void relay_check(const struct config *config, struct findings *findings)
{
	if (config->n_relays == 0) {
		findings_add(findings, FINDING_WARNING, "relay", "add a [relay NAME] section to kvieslys.conf",
				"none is configured; letters do not leave");
	}
	for (size_t i = 0; i < config->n_relays; i++) {
		check_one(config, &config->relays[i], findings);
	}
}
