/* The engine that libESMTP drives, inside the guards of libesmtp_guard.c. A session sends a bounded number of letters, since
 * libESMTP keeps 4 KB of each until it ends. Letters are fed from its events: the next one as soon as the fate of the
 * last is known. What it shows is not enough to tell "in doubt": the moment is taken from its asking for more of the letter
 * when there is no more, which is just before the final dot. */
#include "outbound/libesmtp_guard.h"
#include "outbound/smtp_body.h"

#include "util/cleanup.h"

#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <auth-client.h>
#include <libesmtp.h>

#define MOST_PER_SESSION 500

/* A letter in the session. Lives until the session is destroyed: libESMTP may ask for it again. */
struct item {
	struct esmtp *e;
	struct parcel *parcel; /* NULL: settled */
	smtp_message_t message;
	smtp_recipient_t recipient;
	bool given, ended; /* its bytes were handed over; its end was told */
	int cursor;
};

struct esmtp {
	struct guard guard;
	const struct smtp_relay *relay;
	const struct feed *feed;
	smtp_session_t session;
	struct item *items;
	size_t n, max;
	size_t answered;
};

static void settle(struct item *i, const struct outcome *o)
{
	if (i->parcel != NULL) {
		struct parcel *p = i->parcel;

		i->parcel = NULL;
		i->e->answered += o->code != 0;
		i->e->feed->done(i->e->feed->arg, p, o);
	}
}

static void to_reply(const smtp_status_t *s, struct smtp_reply *r)
{
	*r = (struct smtp_reply){ .code = s->code };
	if (s->enh_class > 0) {
		(void)snprintf(r->status, sizeof r->status, "%d.%d.%d", s->enh_class % 10, s->enh_subject % 1000,
				s->enh_detail % 1000);
	}
	if (s->text != NULL) {
		size_t n = strlen(s->text);

		while (n > 0 && (s->text[n - 1] == '\n' || s->text[n - 1] == '\r')) {
			n--;
		}
		smtp_reply_add_text(r, s->text, n);
	}
}

static void settle_by(struct item *i, enum smtp_stage stage, const smtp_status_t *s)
{
	struct smtp_reply r;
	struct outcome o;

	to_reply(s, &r);
	smtp_outcome(stage, &r, &o);
	settle(i, &o);
}

/* --- feeding --- */

static const char *give(void **ctx, int *len, void *arg)
{
	struct item *i = arg;

	(void)ctx;
	if (len == NULL) {
		i->given = false;
		return NULL;
	}
	if (i->parcel == NULL || i->given) {
		*len = 0;
		if (i->parcel != NULL && !i->ended && !guard_is_dead(&i->e->guard)) {
			i->ended = true;
			guard_hold(&i->e->guard, false); /* what follows ends with the dot */
			i->e->feed->mark(i->e->feed->arg, i->parcel);
		}
		return NULL;
	}
	i->given = true;
	guard_hold(&i->e->guard, true);
	*len = (int)i->parcel->len;
	return i->parcel->bytes;
}

/* True when the letter may go this way; else it is settled. */
static bool acceptable(const struct esmtp *e, struct parcel *p, struct smtp_body_facts *facts)
{
	struct error err = ERROR_INIT;
	struct outcome o;

	if (!smtp_envelope_check(p)) {
		smtp_outcome_text(DELIVERY_OUR_FAULT, "an address that SMTP cannot carry", &o);
	} else if (smtp_body_check(p->bytes, p->len, facts, &err) != ST_OK) {
		smtp_outcome_text(DELIVERY_OUR_FAULT, err.text, &o);
	} else {
		return true;
	}
	e->feed->done(e->feed->arg, p, &o);
	return false;
}

static void keep(void *item)
{
	(void)item; /* the items are freed together */
}

static bool add(struct esmtp *e, struct parcel *p, const struct smtp_body_facts *facts)
{
	struct item *i = &e->items[e->n++];
	char orcpt[330];

	*i = (struct item){ .e = e, .parcel = p };
	i->message = smtp_add_message(e->session);
	i->recipient = i->message != NULL ? smtp_add_recipient(i->message, p->to) : NULL;
	if (i->recipient == NULL) {
		return false;
	}
	smtp_message_set_application_data_release(i->message, i, keep);
	(void)smtp_set_reverse_path(i->message, p->from);
	(void)smtp_set_messagecb(i->message, give, i);
	(void)smtp_dsn_set_ret(i->message, Ret_HDRS);
	(void)smtp_dsn_set_envid(i->message, p->envid);
	(void)smtp_dsn_set_notify(i->recipient, Notify_FAILURE | Notify_DELAY);
	(void)snprintf(orcpt, sizeof orcpt, "%s", p->to);
	(void)smtp_dsn_set_orcpt(i->recipient, "rfc822", orcpt);
	if (facts->eight_bit) {
		(void)smtp_8bitmime_set_body(i->message, E8bitmime_8BITMIME);
	}
	return true;
}

/* Puts the next letter into the session; false when there is none. */
static bool feed_one(struct esmtp *e)
{
	struct smtp_body_facts facts = { .dots = false };
	struct parcel *p;

	if (e->n >= e->max) {
		return false;
	}
	while ((p = e->feed->next(e->feed->arg, true)) != NULL && !acceptable(e, p, &facts)) {
		continue;
	}
	return p != NULL && add(e, p, &facts);
}

/* --- events --- */

static struct item *item_of(smtp_message_t message)
{
	return message != NULL ? smtp_message_get_application_data(message) : NULL;
}

static void on_mail(struct esmtp *e, struct item *i)
{
	const smtp_status_t *s = smtp_reverse_path_status(i->message);

	guard_let_go(&e->guard); /* it has filled its tables: others may connect */
	if (s != NULL && s->code >= 400 && s->code != 421) {
		settle_by(i, SMTP_AT_MAIL, s);
		(void)feed_one(e);
	}
}

static void on_sent(struct esmtp *e, struct item *i)
{
	const smtp_status_t *rcpt = smtp_recipient_status(i->recipient);
	const smtp_status_t *s = smtp_message_transfer_status(i->message);

	/* a refused recipient decides, whatever DATA and the dot were answered */
	if (rcpt != NULL && rcpt->code >= 400) {
		settle_by(i, SMTP_AT_RCPT, rcpt);
	} else if (s != NULL && s->code >= 200 && s->code != 354) {
		settle_by(i, i->ended ? SMTP_AT_DOT : SMTP_AT_DATA, s);
	}
	(void)feed_one(e);
}

static void on_certificate(struct esmtp *e, int event, va_list ap)
{
	if (event == SMTP_EV_INVALID_PEER_CERTIFICATE) {
		long verified = va_arg(ap, long);

		(void)snprintf(e->guard.certificate, sizeof e->guard.certificate, "%s",
				X509_verify_cert_error_string(verified));
	} else if (event == SMTP_EV_WRONG_PEER_CERTIFICATE) {
		int *ok = va_arg(ap, int *);

		*ok = 1; /* it compares with another name than the configured one; OpenSSL has checked that already */
	} else if (event == SMTP_EV_NO_PEER_CERTIFICATE) {
		(void)snprintf(e->guard.certificate, sizeof e->guard.certificate, "it shows none");
	}
}

static void on_event(smtp_session_t session, int event, void *arg, ...)
{
	struct esmtp *e = arg;
	struct item *i;
	va_list ap;

	(void)session;
	va_start(ap, arg);
	switch (event) {
	case SMTP_EV_CONNECT:
		guard_connected(&e->guard);
		break;
	case SMTP_EV_MAILSTATUS:
		(void)va_arg(ap, char *);
		i = item_of(va_arg(ap, smtp_message_t));
		if (i != NULL) {
			on_mail(e, i);
		}
		break;
	case SMTP_EV_MESSAGESENT:
		i = item_of(va_arg(ap, smtp_message_t));
		if (i != NULL) {
			on_sent(e, i);
		}
		break;
	case SMTP_EV_EXTNA_STARTTLS:
		e->guard.no_starttls = true;
		break;
	case SMTP_EV_STARTTLS_OK:
		if (e->guard.injected) {
			guard_cut(&e->guard);
		}
		break;
	default:
		on_certificate(e, event, ap);
		break;
	}
	va_end(ap);
}

/* --- a session --- */

static int interact(auth_client_request_t request, char **result, int fields, void *arg)
{
	const struct smtp_relay *r = arg;

	for (int f = 0; f < fields; f++) {
		result[f] = (request[f].flags & AUTH_PASS) != 0 ? r->secret : r->transport.relay->user;
	}
	return 1;
}

static enum status set_up(struct esmtp *e, auth_context_t *auth, struct error *err)
{
	static const int timeouts[] = { Timeout_GREETING, Timeout_ENVELOPE, Timeout_DATA, Timeout_TRANSFER, Timeout_DATA2 };
	const struct relay_config *c = e->relay->transport.relay;
	char server[330];

	e->session = smtp_create_session();
	(void)snprintf(server, sizeof server, "%s:%d", c->host, e->relay->port);
	if (e->session == NULL || !smtp_set_server(e->session, server)
			|| !smtp_set_hostname(e->session, e->relay->hello)) {
		return error_set(err, ST_CONFIG, "%s: libesmtp cannot use this host; engine = pipelined can", e->relay->who);
	}
	for (size_t i = 0; i < ARRAY_SIZE(timeouts); i++) {
		(void)smtp_set_timeout(e->session, timeouts[i] | Timeout_OVERRIDE_RFC2822_MINIMUM, (long)c->timeout * 1000);
	}
	(void)smtp_set_eventcb(e->session, on_event, e);
	(void)smtp_set_monitorcb(e->session, guard_monitor, &e->guard, 0);
	if (e->relay->tls != NULL) {
		(void)smtp_starttls_enable(e->session, Starttls_REQUIRED);
		(void)smtp_starttls_set_ctx(e->session, e->relay->tls); /* its own cached one is freed too early */
	}
	if (c->user != NULL) {
		*auth = auth_create_context();
		(void)auth_set_mechanism_flags(*auth, AUTH_PLUGIN_PLAIN, 0);
		(void)auth_set_interact_cb(*auth, interact, (void *)(uintptr_t)e->relay);
		(void)smtp_auth_set_context(e->session, *auth);
	}
	return ST_OK;
}

/* What the events did not tell. All zero: never tried. 250 without text tears the session down, yet it is a yes. */
static void settle_rest(struct esmtp *e)
{
	for (size_t k = 0; k < e->n; k++) {
		struct item *i = &e->items[k];
		const smtp_status_t *rcpt;
		const smtp_status_t *s;
		struct outcome o;

		if (i->parcel == NULL) {
			continue;
		}
		rcpt = i->recipient != NULL ? smtp_recipient_status(i->recipient) : NULL;
		s = i->message != NULL ? smtp_message_transfer_status(i->message) : NULL;
		if (rcpt != NULL && rcpt->code >= 400 && rcpt->code != 421) {
			settle_by(i, SMTP_AT_RCPT, rcpt);
		} else if (i->ended && s != NULL && s->code >= 200 && s->code != 354) {
			settle_by(i, SMTP_AT_DOT, s);
		} else if (i->ended) {
			smtp_outcome_text(DELIVERY_IN_DOUBT, "the connection ended after the final dot, before the answer", &o);
			settle(i, &o);
		} else {
			smtp_outcome_text(DELIVERY_UNTRIED, "the server went away", &o);
			settle(i, &o);
		}
	}
}

static enum status run_session(struct esmtp *e, struct error *err)
{
	auth_context_t auth = NULL;
	char reason[160] = "the server went away";
	bool served;
	enum status st = set_up(e, &auth, err);

	if (st == ST_OK && feed_one(e)) {
		/* after the first letter is there, so that waiting for work holds no lock */
		guard_before_connect(&e->guard, e->relay);
		if (!smtp_start_session(e->session)) {
			(void)smtp_strerror(smtp_errno(), reason, sizeof reason);
		}
		guard_end(&e->guard);
		settle_rest(e);
		served = e->answered > 0;
		st = guard_verdict(&e->guard, served, reason, err);
	}
	settle_rest(e);
	if (e->session != NULL) {
		(void)smtp_destroy_session(e->session);
	}
	if (auth != NULL) {
		(void)auth_destroy_context(auth);
	}
	return st;
}

enum status engine_libesmtp_run(struct transport *transport, const struct feed *feed, struct error *err)
{
	CLEANUP_FREE struct item *items = NULL;
	const int64_t wanted = transport->relay->per_connection;
	struct esmtp e = { .relay = (const struct smtp_relay *)transport, .feed = feed };

	e.guard = (struct guard){ .relay = e.relay, .fd = -1 };
	e.max = wanted < MOST_PER_SESSION ? (size_t)wanted : MOST_PER_SESSION;
	items = calloc(e.max, sizeof *items);
	if (items == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	e.items = items;
	return run_session(&e, err);
}

enum status engine_libesmtp_prepare(struct smtp_relay *relay, struct error *err)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };

	if (sigaction(SIGPIPE, NULL, &sa) == 0 && sa.sa_handler == SIG_DFL) {
		(void)signal(SIGPIPE, SIG_IGN); /* it writes into closed sockets */
	}
	auth_client_init();
	return guard_tls(relay, err);
}
