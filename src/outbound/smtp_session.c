/* The beginning and the end of an SMTP session. What a server says goes into the error text, so that the organiser
 * reads its own words. */
#include "outbound/smtp_session.h"

#include "outbound/smtp_login.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <string.h>

enum status smtp_session_write(struct smtp_session *session, const char *data, size_t len, size_t *ret_written,
		struct error *err)
{
	return wire_write(&session->wire, data, len, session->relay->transport.relay->timeout, ret_written, err);
}

/* Waits until a whole reply is in the buffer; *ret_used: its length there. One deadline for all of it: a server that sends
 * a byte now and then gets no more time than one that sends none. */
static enum status await_reply(struct smtp_session *s, struct smtp_reply *ret, size_t *ret_used, struct error *err)
{
	const int64_t deadline = clock_monotonic_ms() + 1000 * s->relay->transport.relay->timeout;
	struct wire *w = &s->wire;

	for (;;) {
		enum smtp_parse got = SMTP_PARSE_MORE;
		enum status st;

		if (w->end > w->begin) {
			got = smtp_reply_parse(w->buf + w->begin, w->end - w->begin, ret, ret_used);
		}
		if (got == SMTP_PARSE_DONE) {
			return ST_OK;
		}
		if (got == SMTP_PARSE_BAD) {
			return error_set(err, ST_TEMP, "%s: answers something that is not SMTP", w->who);
		}
		st = wire_fill(w, deadline, err);
		if (st != ST_OK) {
			return st;
		}
	}
}

enum status smtp_session_reply(struct smtp_session *session, struct smtp_reply *ret, struct error *err)
{
	size_t used = 0;
	enum status st = await_reply(session, ret, &used, err);

	if (st == ST_OK) {
		session->wire.begin += used;
	}
	return st;
}

enum status smtp_session_refused(const struct smtp_session *session, const struct smtp_reply *r, const char *what,
		enum status permanent, struct error *err)
{
	return error_set(err, r->code / 100 == 4 ? ST_TEMP : permanent, "%s: %s: %d%s%s %s", session->wire.who, what,
			r->code, r->status[0] != '\0' ? " " : "", r->status, r->text);
}

/* One line and its answer. */
enum status smtp_session_command(struct smtp_session *session, const char *line, size_t len, struct smtp_reply *ret,
		struct error *err)
{
	enum status st = smtp_session_write(session, line, len, NULL, err);

	return st == ST_OK ? smtp_session_reply(session, ret, err) : st;
}

static enum status greeting(struct smtp_session *s, struct error *err)
{
	struct smtp_reply r;
	enum status st = smtp_session_reply(s, &r, err);

	if (st == ST_OK && r.code != 220) {
		st = smtp_session_refused(s, &r, "will not have us", ST_PERM, err);
	}
	return st;
}

static enum status say_hello(struct smtp_session *s, struct error *err)
{
	char line[300];
	int n = snprintf(line, sizeof line, "EHLO %s\r\n", s->relay->hello);
	struct smtp_reply r;
	size_t used = 0;
	enum status st;

	if (n < 0 || (size_t)n >= sizeof line) {
		return error_set(err, ST_CONFIG, "%s: the hello name is too long", s->wire.who);
	}
	st = smtp_session_write(s, line, (size_t)n, NULL, err);
	if (st == ST_OK) {
		st = await_reply(s, &r, &used, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (r.code == 250) {
		smtp_features_parse(s->wire.buf + s->wire.begin, used, &s->features);
		s->wire.begin += used;
		return ST_OK;
	}
	s->wire.begin += used;
	if (r.code / 100 != 5) {
		return smtp_session_refused(s, &r, "EHLO", ST_PERM, err);
	}
	s->features = (struct smtp_features){ .max_size = 0 }; /* an old server: HELO, no extensions */
	(void)snprintf(line, sizeof line, "HELO %s\r\n", s->relay->hello);
	st = smtp_session_command(s, line, strlen(line), &r, err);
	return st == ST_OK && r.code != 250 ? smtp_session_refused(s, &r, "HELO", ST_PERM, err) : st;
}

static enum status start_tls(struct smtp_session *s, struct error *err)
{
	const struct relay_config *c = s->relay->transport.relay;
	struct smtp_reply r;
	enum status st;

	if (!s->features.starttls) {
		return error_set(err, ST_AUTH, "%s: offers no STARTTLS, so the connection would not be private; "
				"try port 465 with tls = implicit, or tls = none where the way is private", s->wire.who);
	}
	st = smtp_session_command(s, "STARTTLS\r\n", 10, &r, err);
	if (st != ST_OK) {
		return st;
	}
	if (r.code != 220) {
		return smtp_session_refused(s, &r, "STARTTLS", ST_AUTH, err);
	}
	if (s->wire.begin != s->wire.end) {
		/* plain bytes behind the answer would be read as if they had come encrypted (CVE-2011-0411) */
		return error_set(err, ST_AUTH, "%s: somebody on the way puts bytes into the beginning of TLS; nothing was sent",
				s->wire.who);
	}
	st = wire_start_tls(&s->wire, s->relay->tls, c->host, c->timeout, err);
	return st == ST_OK ? say_hello(s, err) : st;
}

enum status smtp_session_open(struct smtp_session *session, struct smtp_relay *relay, struct error *err)
{
	const struct relay_config *c = relay->transport.relay;
	enum status st;

	memset(session, 0, offsetof(struct smtp_session, wire.buf));
	session->features = (struct smtp_features){ .max_size = 0 };
	session->relay = relay;
	session->wire.stop = relay->transport.stop;
	st = wire_connect(&session->wire, c->host, relay->port, relay->who, c->timeout, err);
	if (st == ST_OK && c->tls == TLS_IMPLICIT) {
		st = wire_start_tls(&session->wire, relay->tls, c->host, c->timeout, err);
	}
	if (st == ST_OK) {
		st = greeting(session, err);
	}
	if (st == ST_OK) {
		st = say_hello(session, err);
	}
	if (st == ST_OK && c->tls == TLS_STARTTLS) {
		st = start_tls(session, err);
	}
	if (st == ST_OK && c->user != NULL) {
		st = smtp_login(session, err);
	}
	return st;
}

void smtp_session_quit(struct smtp_session *session)
{
	struct smtp_reply r;
	struct error err = ERROR_INIT;
	size_t used = 0;
	const int64_t deadline = clock_monotonic_ms() + 2000;

	if (smtp_session_write(session, "QUIT\r\n", 6, NULL, &err) != ST_OK) {
		return;
	}
	while (smtp_reply_parse(session->wire.buf + session->wire.begin, session->wire.end - session->wire.begin, &r,
			&used) == SMTP_PARSE_MORE) {
		if (wire_fill(&session->wire, deadline, &err) != ST_OK) {
			return;
		}
	}
}

void smtp_session_close(struct smtp_session *session)
{
	wire_close(&session->wire);
}
