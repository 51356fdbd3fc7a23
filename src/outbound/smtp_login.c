/* SASL without a library: three mechanisms of one or two lines. Every buffer that held a secret is wiped. */
#include "outbound/smtp_login.h"

#include "util/cleanup.h"
#include "util/strbuf.h"

#include <openssl/evp.h>
#include <string.h>

#define CLEANUP_SECRET CLEANUP(secret_release)

static void secret_release(struct strbuf *sb)
{
	if (sb->alloc > 0) {
		explicit_bzero(sb->buf, sb->alloc);
	}
	strbuf_release(sb);
}

static void free_secret(char **secret)
{
	if (*secret != NULL) {
		explicit_bzero(*secret, strlen(*secret));
		free(*secret);
	}
}

/* `prefix` and the base64 of `len` bytes, as one line. */
static void add_base64_line(struct strbuf *out, const char *prefix, const char *data, size_t len)
{
	strbuf_adds(out, prefix);
	if (strbuf_grow(out, 4 * ((len + 2) / 3) + 1)) {
		out->len += (size_t)EVP_EncodeBlock((unsigned char *)out->buf + out->len, (const unsigned char *)data,
				(int)len);
	}
	strbuf_adds(out, "\r\n");
}

/* Sends a line with base64 of `len` bytes behind `prefix`. */
static enum status send_secret(struct smtp_session *s, const char *prefix, const char *data, size_t len,
		struct smtp_reply *ret, struct error *err)
{
	CLEANUP_SECRET struct strbuf line = STRBUF_INIT;

	if (!strbuf_grow(&line, strlen(prefix) + 2 * len + 16)) { /* at once: growing would leave copies behind */
		return error_set(err, ST_NOMEM, "out of memory");
	}
	add_base64_line(&line, prefix, data, len);
	return smtp_session_command(s, line.buf, line.len, ret, err);
}

static enum status login_plain(struct smtp_session *s, const char *user, const char *secret, struct smtp_reply *ret,
		struct error *err)
{
	CLEANUP_SECRET struct strbuf plain = STRBUF_INIT;

	if (!strbuf_grow(&plain, strlen(user) + strlen(secret) + 8)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	strbuf_addc(&plain, '\0');
	strbuf_adds(&plain, user);
	strbuf_addc(&plain, '\0');
	strbuf_adds(&plain, secret);
	return send_secret(s, "AUTH PLAIN ", plain.buf, plain.len, ret, err);
}

static enum status login_login(struct smtp_session *s, const char *user, const char *secret, struct smtp_reply *ret,
		struct error *err)
{
	enum status st = smtp_session_command(s, "AUTH LOGIN\r\n", 12, ret, err);

	if (st == ST_OK && ret->code == 334) {
		st = send_secret(s, "", user, strlen(user), ret, err);
	}
	if (st == ST_OK && ret->code == 334) {
		st = send_secret(s, "", secret, strlen(secret), ret, err);
	}
	return st;
}

static enum status login_xoauth2(struct smtp_session *s, const char *user, struct smtp_reply *ret, struct error *err)
{
	CLEANUP_SECRET struct strbuf text = STRBUF_INIT;
	CLEANUP(free_secret) char *token = NULL;
	const struct relay_config *c = s->relay->transport.relay;
	char whose[128];
	enum status st;

	/* tokens live about an hour: a new one for each session */
	(void)snprintf(whose, sizeof whose, "[relay %s]", c->name);
	st = config_secret(c->token_command, NULL, whose, &token, err);
	if (st != ST_OK) {
		return st;
	}
	if (!strbuf_grow(&text, strlen(user) + strlen(token) + 32)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	strbuf_addf(&text, "user=%s\001auth=Bearer %s\001\001", user, token);
	st = send_secret(s, "AUTH XOAUTH2 ", text.buf, text.len, ret, err);
	if (st == ST_OK && ret->code == 334) {
		/* the server explains its refusal in the challenge and wants an empty answer before it says so */
		st = smtp_session_command(s, "\r\n", 2, ret, err);
	}
	return st;
}

enum status smtp_login(struct smtp_session *session, struct error *err)
{
	const struct relay_config *c = session->relay->transport.relay;
	const struct smtp_features *f = &session->features;
	struct smtp_reply r = { .code = 0 };
	enum status st;

	if (c->auth == AUTH_XOAUTH2 && f->auth_xoauth2) {
		st = login_xoauth2(session, c->user, &r, err);
	} else if (c->auth == AUTH_PASSWORD && f->auth_plain) {
		st = login_plain(session, c->user, session->relay->secret, &r, err);
	} else if (c->auth == AUTH_PASSWORD && f->auth_login) {
		st = login_login(session, c->user, session->relay->secret, &r, err);
	} else {
		return error_set(err, ST_AUTH, "%s: offers no login that auth = %s can use%s", session->wire.who,
				c->auth == AUTH_XOAUTH2 ? "xoauth2" : "password",
				f->auth_any ? "; try the other kind" : "; correct port or tls, or remove user");
	}
	if (st == ST_OK && r.code != 235) {
		st = smtp_session_refused(session, &r, "the login is refused", ST_AUTH, err);
	}
	return st;
}
