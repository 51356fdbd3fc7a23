/* Our own SMTP engine. Where the server offers PIPELINING (RFC 2920) MAIL, RCPT and DATA go out in one write, and the next
 * letter's three behind the final dot of the last one: one round trip per letter. Elsewhere it waits after each.
 *
 * What may be in doubt is exact: a letter is marked just before the write that has its final dot, and it is in doubt only
 * when the system took that dot and no answer came. */
#include "outbound/smtp_session.h"

#include "outbound/smtp_body.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <string.h>

struct lane {
	struct smtp_session session;
	const struct feed *feed;
	struct strbuf out;
	int64_t n_taken; /* parcels since connecting */
	bool cut;        /* the connection ends without QUIT */
};

static void lane_release(struct lane *l)
{
	smtp_session_close(&l->session);
	strbuf_release(&l->out);
}

static void finish(struct lane *l, struct parcel *p, const struct outcome *o)
{
	if (p != NULL) {
		l->feed->done(l->feed->arg, p, o);
	}
}

static void finish_text(struct lane *l, struct parcel *p, enum delivery delivery, const char *text)
{
	struct outcome o;

	smtp_outcome_text(delivery, text, &o);
	finish(l, p, &o);
}

/* --- what is written --- */

static void add_xtext(struct strbuf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '+' || *s == '=') {
			strbuf_addf(out, "+%02X", (unsigned)(unsigned char)*s);
		} else {
			strbuf_addc(out, *s);
		}
	}
}

static void add_mail(struct lane *l, const struct parcel *p, bool eight_bit)
{
	const struct smtp_features *f = &l->session.features;

	strbuf_adds(&l->out, "MAIL FROM:<");
	strbuf_adds(&l->out, p->from);
	strbuf_addc(&l->out, '>');
	if (f->size) {
		strbuf_addf(&l->out, " SIZE=%zu", p->len);
	}
	if (eight_bit && f->eight_bit) {
		strbuf_adds(&l->out, " BODY=8BITMIME");
	}
	if (f->dsn) {
		strbuf_adds(&l->out, " RET=HDRS ENVID=");
		strbuf_adds(&l->out, p->envid);
	}
	strbuf_adds(&l->out, "\r\n");
}

static void add_rcpt(struct lane *l, const struct parcel *p)
{
	strbuf_adds(&l->out, "RCPT TO:<");
	strbuf_adds(&l->out, p->to);
	strbuf_addc(&l->out, '>');
	if (l->session.features.dsn) {
		strbuf_adds(&l->out, " NOTIFY=FAILURE,DELAY ORCPT=rfc822;");
		add_xtext(&l->out, p->to);
	}
	strbuf_adds(&l->out, "\r\n");
}

static enum status flush(struct lane *l, size_t *ret_written, struct error *err)
{
	enum status st;

	if (ret_written != NULL) {
		*ret_written = 0;
	}
	if (!strbuf_ok(&l->out)) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = smtp_session_write(&l->session, l->out.buf, l->out.len, ret_written, err);
	strbuf_reset(&l->out);
	return st;
}

/* --- the feed --- */

/* True when the letter can go over this connection. Else it is finished here. */
static bool fits(struct lane *l, struct parcel *p, struct smtp_body_facts *facts)
{
	const struct smtp_features *f = &l->session.features;
	struct error err = ERROR_INIT;
	char text[160];

	if (!smtp_envelope_check(p)) {
		finish_text(l, p, DELIVERY_OUR_FAULT, "an address that SMTP cannot carry");
	} else if (smtp_body_check(p->bytes, p->len, facts, &err) != ST_OK) {
		finish_text(l, p, DELIVERY_OUR_FAULT, err.text);
	} else if (f->max_size > 0 && (long long)p->len > f->max_size) {
		(void)snprintf(text, sizeof text, "the letter has %zu bytes, the relay takes at most %lld; use smaller "
				"pictures or attachments", p->len, f->max_size);
		finish_text(l, p, DELIVERY_OUR_FAULT, text);
	} else if (facts->eight_bit && !f->eight_bit) {
		finish_text(l, p, DELIVERY_OUR_FAULT, "the letter has 8-bit text and the relay takes 7-bit only");
	} else {
		return true;
	}
	return false;
}

static struct parcel *take(struct lane *l, bool wait, struct smtp_body_facts *facts)
{
	const int64_t max = l->session.relay->transport.relay->per_connection;
	struct parcel *p = NULL;

	if (l->n_taken >= max) {
		return NULL;
	}
	while ((p = l->feed->next(l->feed->arg, wait)) != NULL && !fits(l, p, facts)) {
		continue;
	}
	l->n_taken += p != NULL;
	return p;
}

/* --- one letter --- */

/* How far the envelope of a letter got. */
struct envelope {
	bool accepted;      /* 354: the letter is awaited */
	bool data_open;     /* 354 although the recipient was refused: an empty letter must end it */
	bool reset;         /* the transaction is still open: RSET before the next */
	struct outcome why; /* when not accepted */
};

static enum status one_reply(struct lane *l, enum smtp_stage stage, struct envelope *e, struct smtp_reply *r,
		struct error *err)
{
	enum status st = smtp_session_reply(&l->session, r, err);
	bool first = e->why.code == 0;
	const int want = stage == SMTP_AT_DATA ? 3 : 2;

	if (st == ST_OK && r->code / 100 != want && first) { /* later refusals only follow from the first one */
		smtp_outcome(stage, r, &e->why);
		if (e->why.delivery == DELIVERY_SENT) { /* 2xx to DATA */
			smtp_outcome_text(DELIVERY_UNTRIED, "the relay answered DATA wrongly", &e->why);
			e->why.code = r->code;
		}
	}
	if (st == ST_OK && r->code == 421) {
		return error_set(err, ST_TEMP, "%s: %d %s %s", l->session.wire.who, r->code, r->status, r->text);
	}
	return st;
}

/* Sends the envelope (when it is not out yet) and reads its answers. */
static enum status open_envelope(struct lane *l, const struct parcel *p, bool is_out, bool eight_bit,
		struct envelope *e, struct error *err)
{
	const bool pipelined = l->session.features.pipelining;
	struct smtp_reply r;
	enum status st = ST_OK;

	for (int stage = SMTP_AT_MAIL; stage <= SMTP_AT_DATA && st == ST_OK; stage++) {
		if (!is_out && !(pipelined && stage > SMTP_AT_MAIL)) {
			if (stage == SMTP_AT_MAIL) {
				add_mail(l, p, eight_bit);
			}
			if (stage == SMTP_AT_RCPT || pipelined) {
				add_rcpt(l, p);
			}
			if (stage == SMTP_AT_DATA || pipelined) {
				strbuf_adds(&l->out, "DATA\r\n");
			}
			st = flush(l, NULL, err);
		}
		if (st == ST_OK) {
			st = one_reply(l, (enum smtp_stage)stage, e, &r, err);
		}
		if (st == ST_OK && e->why.code != 0 && !pipelined) {
			break;
		}
	}
	e->accepted = st == ST_OK && e->why.code == 0;
	e->data_open = st == ST_OK && e->why.code != 0 && pipelined && r.code == 354;
	e->reset = !e->accepted && !e->data_open;
	return st;
}

/* Ends a letter whose recipient was refused although DATA was accepted: with nothing, which no server delivers. */
static enum status send_nothing(struct lane *l, struct error *err)
{
	struct smtp_reply r;
	enum status st;

	strbuf_adds(&l->out, ".\r\n");
	st = flush(l, NULL, err);
	return st == ST_OK ? smtp_session_reply(&l->session, &r, err) : st;
}

static enum status reset(struct lane *l, struct error *err)
{
	struct smtp_reply r;
	enum status st;

	strbuf_adds(&l->out, "RSET\r\n");
	st = flush(l, NULL, err);
	return st == ST_OK ? smtp_session_reply(&l->session, &r, err) : st;
}

/* The letter itself, its final dot, and behind it the envelope of the next one. */
static enum status send_body(struct lane *l, struct parcel *p, bool dots, const struct parcel *next,
		bool next_eight_bit, struct outcome *o, struct error *err)
{
	struct smtp_reply r;
	size_t dot_at;
	size_t written = 0;
	enum status st;

	smtp_body_add(&l->out, p->bytes, p->len, dots);
	dot_at = l->out.len;
	if (next != NULL) {
		add_mail(l, next, next_eight_bit);
		add_rcpt(l, next);
		strbuf_adds(&l->out, "DATA\r\n");
	}
	if (!strbuf_ok(&l->out)) {
		smtp_outcome_text(DELIVERY_UNTRIED, "out of memory", o);
		return error_set(err, ST_NOMEM, "out of memory");
	}
	l->feed->mark(l->feed->arg, p);
	st = flush(l, &written, err);
	if (st != ST_OK && written < dot_at) {
		/* the server cannot have the dot; what it said before it went is the better reason */
		struct error ignored = ERROR_INIT;

		if (smtp_session_reply(&l->session, &r, &ignored) == ST_OK && r.code / 100 != 2 && r.code / 100 != 3) {
			smtp_outcome(SMTP_AT_DOT, &r, o);
		} else {
			smtp_outcome_text(DELIVERY_UNTRIED, "the connection ended before the letter was out", o);
		}
		return st;
	}
	st = smtp_session_reply(&l->session, &r, err);
	if (st != ST_OK) {
		smtp_outcome_text(DELIVERY_IN_DOUBT, err != NULL ? err->text : "no answer after the final dot", o);
		return st;
	}
	smtp_outcome(SMTP_AT_DOT, &r, o);
	if (r.code == 421) {
		return error_set(err, ST_TEMP, "%s: %d %s %s", l->session.wire.who, r.code, r.status, r.text);
	}
	return ST_OK;
}

/* Sends letters until there are no more. `p` is the first; its envelope is not out yet. */
static enum status converse(struct lane *l, struct parcel *p, struct smtp_body_facts facts, struct error *err)
{
	bool is_out = false;
	enum status st = ST_OK;

	while (p != NULL && st == ST_OK) {
		struct smtp_body_facts next_facts = { .dots = false };
		struct envelope e = { .accepted = false };
		struct parcel *next = NULL;
		struct outcome o;

		if (l->session.features.pipelining) {
			next = take(l, false, &next_facts); /* printed while the answers are on their way */
		}
		st = open_envelope(l, p, is_out, facts.eight_bit, &e, err);
		is_out = false;
		if (e.accepted) {
			st = send_body(l, p, facts.dots, next, next_facts.eight_bit, &o, err);
			is_out = next != NULL;
		} else if (e.why.code != 0) {
			o = e.why;
			st = st != ST_OK ? st : e.data_open ? send_nothing(l, err) : reset(l, err);
		} else {
			smtp_outcome_text(DELIVERY_UNTRIED, err != NULL ? err->text : "the server went away", &o);
		}
		finish(l, p, &o);
		if (o.delivery == DELIVERY_OUR_FAULT && next != NULL) {
			/* what follows would meet the same; an envelope that is out can only be dropped with the connection */
			finish_text(l, next, DELIVERY_UNTRIED, "not sent: the letter before it met a fault of ours");
			next = NULL;
			if (is_out) {
				l->cut = true;
				return st;
			}
		}
		p = next;
		facts = next_facts;
		if (p == NULL && st == ST_OK) {
			p = take(l, true, &facts);
		}
	}
	finish_text(l, p, DELIVERY_UNTRIED, err != NULL ? err->text : "the server went away");
	return st;
}

enum status engine_pipelined_run(struct transport *transport, const struct feed *feed, struct error *err)
{
	CLEANUP_FREE struct lane *l = calloc(1, sizeof *l);
	struct smtp_body_facts facts = { .dots = false };
	struct parcel *p;
	enum status st;

	if (l == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	l->feed = feed;
	strbuf_init(&l->out);
	p = feed->next(feed->arg, true);
	if (p == NULL) {
		return ST_OK;
	}
	st = smtp_session_open(&l->session, (struct smtp_relay *)transport, err);
	if (st != ST_OK) {
		finish_text(l, p, DELIVERY_UNTRIED, err != NULL ? err->text : "no connection");
		lane_release(l);
		return st;
	}
	l->n_taken = 1;
	if (!fits(l, p, &facts)) {
		p = take(l, true, &facts);
	}
	st = converse(l, p, facts, err);
	if (st == ST_OK && !l->cut) {
		smtp_session_quit(&l->session);
	}
	lane_release(l);
	return st;
}
