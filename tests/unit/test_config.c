/* domain/config: values, defaults, funding statements, faults. */
#include "domain/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static enum status parse(const char *text, struct config **ret, struct error *err)
{
	return config_parse(text, strlen(text), "kvieslys.conf", "/ws", ret, err);
}

static void values_and_defaults(void **state)
{
	CLEANUP_CONFIG struct config *c = NULL;
	const struct relay_config *relay;

	(void)state;
	assert_int_equal(parse("[sender]\naddress = a@b.example\n[relay main]\nhost = h\nrate = 20/m, 1000/h\n"
			"[relay out]\ntransport = maildir\npath = o\n[funding x]\nemblem = eu.png\nstatement-lt = Finansuoja ES\n"
			"alt-lt = vėliava\nstatement-pl = Finansuje UE\n[sending]\nhours = 08:00-18:30\n", &c, NULL), ST_OK);
	assert_string_equal(c->sender.bounce_to, "a@b.example");
	relay = config_relay(c, "main");
	assert_non_null(relay);
	assert_int_equal(relay->engine, ENGINE_LIBESMTP);
	assert_int_equal(relay->rate.n, 2);
	assert_int_equal(relay->rate.windows[1].count, 1000);
	assert_int_equal(relay->rate.windows[1].seconds, 3600);
	assert_string_equal(config_relay(c, "out")->path, "/ws/o");
	assert_int_equal(c->sending.hours_to, 18 * 60 + 30);
	assert_string_equal(funding_text(config_funding(c, "x"), "lt")->alt, "vėliava");
	assert_string_equal(funding_text(config_funding(c, "x"), "pl")->statement, "Finansuje UE");
	assert_null(funding_text(config_funding(c, "x"), "en"));
	assert_string_equal(config_funding(c, "x")->emblem, "/ws/eu.png");
}

static void faults_name_the_remedy(void **state)
{
	static const char *const cases[][2] = {
		{ "[relay a]\nhost = h\ntls = implicit\n", "engine = pipelined" },
		{ "[relay a]\nhost = h\nuser = u\n", "password-command" },
		{ "[relay a]\nhost = h\nuser = u\npassword-file = f\ntls = none\n", "unencrypted" },
		{ "[relay a]\n", "has no host" },
		{ "[mailbox a]\nhost = h\nuser = u\n", "password-command" },
		{ "[funding a]\nstatment-lt = x\n", "unknown key 'statment-lt'" },
		{ "[sender]\ndkim-domain = x.example\n", "belong together" },
		{ "[relay]\ntransport = null\n", "needs a name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CLEANUP_CONFIG struct config *c = NULL;
		struct error err = ERROR_INIT;

		assert_int_equal(parse(cases[i][0], &c, &err), ST_CONFIG);
		if (strstr(err.text, cases[i][1]) == NULL) {
			fail_msg("%s: %s", cases[i][1], err.text);
		}
	}
}

static void the_sample_is_good(void **state)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	CLEANUP_CONFIG struct config *c = NULL;
	struct error err = ERROR_INIT;

	(void)state;
	config_write_sample(&sb);
	if (config_parse(sb.buf, sb.len, "sample", "/ws", &c, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	assert_int_equal(c->n_relays, 1);
	assert_int_equal(c->n_mailboxes, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_defaults),
		cmocka_unit_test(faults_name_the_remedy),
		cmocka_unit_test(the_sample_is_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
