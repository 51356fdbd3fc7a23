/* outbound/: replies and what they mean, bodies, windows, marks. */
#include "outbound/limits.h"
#include "outbound/mark.h"
#include "outbound/pace.h"
#include "outbound/libesmtp_guard.h"
#include "outbound/smtp_body.h"
#include "outbound/smtp_reply.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum smtp_parse parse(const char *text, struct smtp_reply *r)
{
	size_t used = 0;
	enum smtp_parse got = smtp_reply_parse(text, strlen(text), r, &used);

	if (got == SMTP_PARSE_DONE) {
		assert_true(used <= strlen(text));
	}
	return got;
}

static void replies_are_read(void **state)
{
	struct smtp_reply r;

	(void)state;
	assert_int_equal(parse("250 2.1.0 Ok\r\n", &r), SMTP_PARSE_DONE);
	assert_int_equal(r.code, 250);
	assert_string_equal(r.status, "2.1.0");
	assert_string_equal(r.text, "Ok");
	assert_int_equal(parse("550-5.1.1 no such user\r\n550 see https://x\r\n", &r), SMTP_PARSE_DONE);
	assert_string_equal(r.status, "5.1.1");
	assert_string_equal(r.text, "no such user see https://x");
	assert_int_equal(parse("250\r\n", &r), SMTP_PARSE_DONE);
	assert_string_equal(r.text, "");
	assert_int_equal(parse("250 5.1.1 class of another code\n", &r), SMTP_PARSE_DONE);
	assert_string_equal(r.status, "");
	assert_int_equal(parse("550 \x80\x1b[0m l\xc4\x85\r\n", &r), SMTP_PARSE_DONE);
	assert_string_equal(r.text, "??[0m l\xc4\x85");
	assert_int_equal(parse("250-one\r\n", &r), SMTP_PARSE_MORE);
	assert_int_equal(parse("250-one\r\n550 two\r\n", &r), SMTP_PARSE_BAD);
	assert_int_equal(parse("hello\r\n", &r), SMTP_PARSE_BAD);
	assert_int_equal(parse("250x\r\n", &r), SMTP_PARSE_BAD);
	assert_int_equal(parse("999 no\r\n", &r), SMTP_PARSE_BAD);
}

static void replies_are_bounded(void **state)
{
	static char big[SMTP_REPLY_MAX + 8192];
	struct smtp_reply r;
	size_t used;

	(void)state;
	memset(big, 'x', sizeof big);
	assert_int_equal(smtp_reply_parse(big, sizeof big, &r, &used), SMTP_PARSE_BAD);
	for (size_t i = 0; i + 8 < sizeof big; i += 8) {
		memcpy(big + i, "250-abc\n", 8);
	}
	assert_int_equal(smtp_reply_parse(big, sizeof big, &r, &used), SMTP_PARSE_BAD);
}

static void features_are_read(void **state)
{
	static const char text[] = "250-mail.example at your service\r\n250-SIZE 10240000\r\n250-PIPELINING\r\n"
			"250-8bitmime\r\n250-AUTH=PLAIN LOGIN\r\n250-AUTH PLAIN LOGIN XOAUTH2\r\n250-DSN\r\n250 STARTTLS\r\n";
	struct smtp_features f;

	(void)state;
	smtp_features_parse(text, sizeof text - 1, &f);
	assert_true(f.pipelining && f.eight_bit && f.dsn && f.starttls && f.size && f.auth_plain && f.auth_login
			&& f.auth_xoauth2);
	assert_int_equal(f.max_size, 10240000);
	smtp_features_parse("250 PIPELINING\r\n", 16, &f); /* the server's name, no feature */
	assert_false(f.pipelining);
}

static void whose_fault_it_is(void **state)
{
	static const struct {
		enum smtp_stage stage;
		const char *reply;
		enum delivery want;
	} cases[] = {
		{ SMTP_AT_DOT, "250 2.0.0 queued", DELIVERY_SENT },
		{ SMTP_AT_RCPT, "550 5.1.1 no such user", DELIVERY_REFUSED },
		{ SMTP_AT_RCPT, "550 No such user here", DELIVERY_REFUSED },
		{ SMTP_AT_RCPT, "552 5.2.2 mailbox full", DELIVERY_REFUSED },
		{ SMTP_AT_RCPT, "550 5.4.1 Recipient address rejected: Access denied", DELIVERY_REFUSED },
		{ SMTP_AT_RCPT, "550 5.1.1 <a@b>: user unknown in relay recipient table", DELIVERY_REFUSED },
		{ SMTP_AT_RCPT, "501 5.1.3 bad address syntax", DELIVERY_REFUSED },
		{ SMTP_AT_RCPT, "450 4.2.0 greylisted", DELIVERY_LATER },
		{ SMTP_AT_RCPT, "554 5.7.1 Relay access denied", DELIVERY_OUR_FAULT },
		{ SMTP_AT_RCPT, "550 5.7.515 access denied, domain does not meet the required level", DELIVERY_OUR_FAULT },
		{ SMTP_AT_RCPT, "550 blocked using a blocklist", DELIVERY_OUR_FAULT },
		{ SMTP_AT_RCPT, "530 5.7.0 authentication required", DELIVERY_OUR_FAULT },
		{ SMTP_AT_MAIL, "550 sender unknown", DELIVERY_OUR_FAULT },
		{ SMTP_AT_DOT, "554 5.7.1 this looks like spam", DELIVERY_OUR_FAULT },
		{ SMTP_AT_DOT, "552 message too large", DELIVERY_OUR_FAULT },
		{ SMTP_AT_DOT, "550 5.7.26 not authenticated (SPF, DKIM)", DELIVERY_OUR_FAULT },
		{ SMTP_AT_DOT, "550 5.1.1 unknown user", DELIVERY_REFUSED },
		{ SMTP_AT_DOT, "421 4.3.0 going down", DELIVERY_UNTRIED },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char line[200];
		struct smtp_reply r;
		struct outcome o;

		(void)snprintf(line, sizeof line, "%s\r\n", cases[i].reply);
		assert_int_equal(parse(line, &r), SMTP_PARSE_DONE);
		smtp_outcome(cases[i].stage, &r, &o);
		if (o.delivery != cases[i].want) {
			fail_msg("%s: %d, not %d", cases[i].reply, (int)o.delivery, (int)cases[i].want);
		}
	}
}

static void bodies_cannot_smuggle(void **state)
{
	static const char *const bad[] = { "a\nb\r\n", "a\rb\r\n", "a\r\n.\nMAIL FROM:<x>\r\n", "a", "a\r\n\n", "\r\r\n" };
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct smtp_body_facts f;
	static char longer[1100];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(smtp_body_check(bad[i], strlen(bad[i]), &f, NULL), ST_INVALID);
	}
	memset(longer, 'x', sizeof longer);
	memcpy(longer + 999, "\r\n", 2);
	assert_int_equal(smtp_body_check(longer, 1001, &f, NULL), ST_INVALID);
	memcpy(longer + 998, "\r\n", 2);
	assert_int_equal(smtp_body_check(longer, 1000, &f, NULL), ST_OK);
	assert_int_equal(smtp_body_check(".a\r\n..\r\nb.\r\n", 12, &f, NULL), ST_OK);
	assert_true(f.dots);
	assert_false(f.eight_bit);
	memcpy(longer + 998, "\r\n", 2);
	for (size_t i = 0; i < 998; i++) { /* wherever it stands */
		longer[i] = '\r';
		assert_int_equal(smtp_body_check(longer, 1000, &f, NULL), ST_INVALID);
		longer[i] = '\0';
		assert_int_equal(smtp_body_check(longer, 1000, &f, NULL), ST_INVALID);
		longer[i] = '\x80';
		assert_int_equal(smtp_body_check(longer, 1000, &f, NULL), ST_OK);
		assert_true(f.eight_bit);
		longer[i] = 'x';
	}
	smtp_body_add(&sb, ".a\r\n..\r\nb.\r\n", 12, true);
	assert_string_equal(sb.buf, "..a\r\n...\r\nb.\r\n.\r\n");
}

/* libESMTP takes such bytes for places in a table, below its beginning: nothing that a test from outside would see. */
static void libesmtp_reads_ascii_alone(void **state)
{
	struct relay_config relay = { .timeout = 5 };
	const struct smtp_relay smtp = { .transport = { .relay = &relay } };
	struct guard g = { .relay = &smtp, .fd = -1 };
	char answer[] = "250-m\377\376\200il\r\n250-CHUNKING\r\n250 SIZE\r\n";

	(void)state;
	guard_monitor(answer, (int)strlen(answer), 0, &g);
	assert_string_equal(answer, "250-m???il\r\n250-XHUNKING\r\n250 SIZE\r\n");
}

/* A server that has closed the connection must not end the program. */
static void libesmtp_writes_without_dying(void **state)
{
	char name[] = "main";
	char host[] = "127.0.0.1";
	struct relay_config relay = { .name = name, .host = host, .port = 25, .engine = ENGINE_LIBESMTP, .timeout = 5,
		.connections = 1, .per_connection = 1 };
	struct error err = ERROR_INIT;
	struct transport *t = NULL;
	struct sigaction sa;

	(void)state;
	(void)signal(SIGPIPE, SIG_DFL);
	assert_int_equal(transport_open(&relay, NULL, &t, &err), ST_OK);
	transport_close(t);
	assert_int_equal(sigaction(SIGPIPE, NULL, &sa), 0);
	assert_true(sa.sa_handler == SIG_IGN);
}

static void envelopes_cannot_inject(void **state)
{
	struct parcel p = { .from = "a@x.example", .to = "b@y.example", .envid = "abc" };

	(void)state;
	assert_true(smtp_envelope_check(&p));
	p.to = "b@y.example>\r\nRCPT TO:<c@z.example";
	assert_false(smtp_envelope_check(&p));
	p.to = "\xc4\x85@y.example";
	assert_false(smtp_envelope_check(&p));
	p.to = "b@y.example";
	p.envid = "a b";
	assert_false(smtp_envelope_check(&p));
}

static void windows_slide(void **state)
{
	char path[] = "/tmp/kvieslys-pace-XXXXXX";
	struct rate rate;
	struct pace *a = NULL;
	struct pace *b = NULL;
	int64_t slot[4];
	int64_t now = pace_now();
	int64_t t;

	(void)state;
	assert_int_equal(close(mkstemp(path)), 0);
	assert_int_equal(unlink(path), 0);
	assert_true(rate_parse("3/m, 100/h", &rate));
	assert_int_equal(pace_open(path, &rate, true, &a, NULL), ST_OK);
	assert_int_equal(pace_open(path, &rate, false, &b, NULL), ST_OK); /* another sender */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(pace_take(i % 2 == 0 ? a : b, &slot[i]), 0);
	}
	assert_true(pace_take(b, &slot[3]) > 0);
	pace_done(a, slot[0], true);
	t = pace_take(a, &slot[3]);
	assert_true(t >= now + 59000); /* a minute from when the first was finished */
	pace_done(b, slot[1], true);
	pace_done(a, slot[2], true);
	pace_close(a);
	pace_close(b);
	assert_int_equal(pace_open(path, &rate, true, &a, NULL), ST_OK); /* a restart opens no window */
	assert_true(pace_wait(a) >= now + 59000);
	pace_close(a);
	assert_true(rate_parse("5/m", &rate)); /* limits changed: the past stays known */
	assert_int_equal(pace_open(path, &rate, true, &a, NULL), ST_OK);
	assert_int_equal(pace_take(a, &slot[0]), 0);
	assert_int_equal(pace_take(a, &slot[1]), 0);
	assert_true(pace_take(a, &slot[2]) > 0);
	pace_close(a);
	(void)unlink(path);
}

/* Two senders that have read different configurations share a ring that grows under one of them. */
static void windows_grow(void **state)
{
	char path[] = "/tmp/kvieslys-pace-XXXXXX";
	struct rate few;
	struct rate many;
	struct pace *a = NULL;
	struct pace *b = NULL;
	int64_t slot;
	int64_t first;

	(void)state;
	assert_int_equal(close(mkstemp(path)), 0);
	assert_int_equal(unlink(path), 0);
	assert_true(rate_parse("3/m", &few) && rate_parse("9000/m", &many));
	assert_int_equal(pace_open(path, &few, true, &a, NULL), ST_OK);
	assert_int_equal(pace_take(a, &first), 0);
	assert_int_equal(pace_open(path, &many, false, &b, NULL), ST_OK);
	pace_done(a, first, false); /* a slot of the smaller ring: it never reached the server */
	for (int i = 0; i < 9000; i++) {
		assert_int_equal(pace_take(b, &slot), 0);
		pace_done(b, slot, true);
	}
	assert_true(pace_take(a, &slot) > 0); /* its own limit is long passed */
	assert_true(pace_take(b, &slot) > 0);
	pace_close(a);
	pace_close(b);
	assert_int_equal(pace_open(path, &few, true, &a, NULL), ST_OK); /* and a smaller limit forgets nothing */
	assert_true(pace_wait(a) > 0);
	pace_close(a);
	(void)unlink(path);
}

static void marks_survive(void **state)
{
	char path[] = "/tmp/kvieslys-mark-XXXXXX";
	const struct outcome o = { DELIVERY_SENT, 250, "2.0.0", "queued" };
	struct mark_file *f = NULL;
	struct mark_file *g = NULL;

	(void)state;
	assert_int_equal(close(mkstemp(path)), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mark_create(path, &f, NULL), ST_OK);
	mark_at_dot(mark_seat(f, 0), 7, "main", 100);
	mark_at_dot(mark_seat(f, 1), 8, "main", 100);
	mark_answered(mark_seat(f, 1), &o, 101);
	mark_answered(mark_seat(f, 2), &o, 101); /* never at its dot: nothing to remember */
	assert_int_equal(mark_adopt(path, &g, NULL), ST_CONFLICT); /* alive */
	mark_close(f, false);
	assert_int_equal(mark_adopt(path, &g, NULL), ST_OK);
	assert_int_equal(mark_find(g, 7)->state, MARK_AT_DOT);
	assert_int_equal(mark_find(g, 8)->state, MARK_ANSWERED);
	assert_string_equal(mark_find(g, 8)->outcome.answer, "queued");
	assert_null(mark_find(g, 9));
	mark_close(g, true);
	assert_int_equal(mark_adopt(path, &g, NULL), ST_NOT_FOUND);
}

/* [domain …] connections: letters on the way at once; a domain that puts letters off is left alone, longer each time. */
static void domains_are_spared(void **state)
{
	static const char text[] = "[sender]\nname = C\naddress = a@c.example\npostal = x\n[relay main]\nhost = mx.example\n"
			"[domain two.example]\nconnections = 2\n[sending]\nramp-up = yes\n";
	CLEANUP_CONFIG struct config *config = NULL;
	struct error err = ERROR_INIT;
	struct limits *limits = NULL;
	struct limit *two = NULL;
	struct limit *again = NULL;
	int64_t slots[3];
	int64_t pause;

	(void)state;
	assert_int_equal(config_parse(text, sizeof text - 1, "kvieslys.conf", "/tmp", &config, &err), ST_OK);
	assert_int_equal(limits_open(config, "/tmp", true, &limits, &err), ST_OK);
	assert_int_equal(limits_find(limits, "x@Two.Example", &two, &err), ST_OK);
	assert_int_equal(limits_find(limits, "y@two.example", &again, &err), ST_OK);
	assert_true(two != NULL && two == again);
	assert_int_equal(limit_take(two, &slots[0]), 0);
	assert_int_equal(limit_take(two, &slots[1]), 0);
	assert_true(limit_take(two, &slots[2]) > 0);
	limit_done(two, slots[0], true);
	assert_int_equal(limit_take(two, &slots[2]), 0);
	limit_done(two, slots[1], true);
	limit_done(two, slots[2], true);

	limit_slow_down(two);
	pause = limit_wait(two) - pace_now();
	assert_true(pause > 50000 && pause <= 60000);
	limit_slow_down(two);
	assert_true(limit_wait(two) - pace_now() > pause + 50000);
	for (int i = 0; i < 10; i++) {
		limit_speed_up(two);
	}
	assert_int_equal(limit_promise(two) - limit_promise(two), 0); /* no pause between letters any more */
	limits_release(two);
	limits_release(again);
	limits_close(limits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replies_are_read),
		cmocka_unit_test(replies_are_bounded),
		cmocka_unit_test(features_are_read),
		cmocka_unit_test(whose_fault_it_is),
		cmocka_unit_test(bodies_cannot_smuggle),
		cmocka_unit_test(libesmtp_reads_ascii_alone),
		cmocka_unit_test(libesmtp_writes_without_dying),
		cmocka_unit_test(envelopes_cannot_inject),
		cmocka_unit_test(windows_slide),
		cmocka_unit_test(windows_grow),
		cmocka_unit_test(marks_survive),
		cmocka_unit_test(domains_are_spared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
