/* util/: errors, strings, time, tokens, INI files. */
#include "util/clock.h"
#include "util/conf.h"
#include "util/printer.h"
#include "util/strbuf.h"
#include "util/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static void first_error_wins(void **state)
{
	struct error err = ERROR_INIT;

	(void)state;
	assert_int_equal(error_set(&err, ST_IO, "first %d", 1), ST_IO);
	assert_int_equal(error_set(&err, ST_DB, "second"), ST_DB);
	assert_int_equal(err.code, ST_IO);
	(void)error_prefix(&err, "file");
	assert_string_equal(err.text, "file: first 1");
}

static void times_round_trip(void **state)
{
	char buf[TIME_RFC3339_SIZE];
	int64_t t = 0;

	(void)state;
	assert_int_equal(time_parse_rfc3339("2027-03-18T10:00:00+02:00", &t, NULL), ST_OK);
	assert_string_equal(time_format_rfc3339(t, buf), "2027-03-18T08:00:00Z");
	assert_int_equal(time_parse_rfc3339("2027-02-30", &t, NULL), ST_INVALID);
	assert_int_equal(time_parse_rfc3339("tomorrow", &t, NULL), ST_INVALID);
}

static void tokens_name_their_row(void **state)
{
	struct token_key key = { "0123456789012345678901234567890" };
	char token[TOKEN_SIZE];
	char hash[65];
	int64_t id = 0;

	(void)state;
	for (int64_t i = 1; i < TOKEN_MAX_ID / 3; i = i * 3 + 1) {
		token_make(&key, i, i * 7919, token);
		assert_int_equal(strlen(token), TOKEN_LENGTH);
		assert_true(token_id(token, TOKEN_LENGTH, &id));
		assert_int_equal(id, i);
		assert_true(token_matches(&key, token, TOKEN_LENGTH, i, i * 7919));
		assert_false(token_matches(&key, token, TOKEN_LENGTH, i, i * 7919 + 1));
	}
	/* HMAC-SHA256, so that what a key has hashed once stays found; one and two blocks of data */
	token_hash(&key, "jonas@kodas.example", 19, hash);
	assert_string_equal(hash, "918c31b30b7a8c6f2744a2a4bf5b43bddf7bc84eb1e07be006d9e43ba09ffddc");
	token_hash(&key, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 100, hash);
	assert_string_equal(hash, "864390b03fc4a4e46c754d2740a4cc166dfc2d1e2e23666384e505d275ff3233");
	assert_false(token_id("short", 5, &id));
	assert_false(token_id("!!!!!!!!!!!!!!!!!!!!!", TOKEN_LENGTH, &id));
}

static void a_key_is_its_owners_alone(void **state)
{
	char dir[] = "/tmp/kvieslys-key.XXXXXX";
	char path[64];
	struct token_key made, read;
	struct error err = ERROR_INIT;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof path, "%s/key", dir);
	assert_int_equal(token_key_load(path, false, &made, NULL), ST_NOT_FOUND);
	assert_int_equal(token_key_load(path, true, &made, NULL), ST_OK);
	assert_int_equal(token_key_load(path, true, &read, NULL), ST_OK);
	assert_memory_equal(&made, &read, sizeof made);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_not_equal(token_key_load(path, false, &read, &err), ST_OK);
	assert_non_null(strstr(err.text, "600"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void ini_files(void **state)
{
	static const char text[] = "\xEF\xBB\xBF[relay main] # comment\nhost = a.b=c ; comment\nname = \"x # y\"\n"
			"long = one\n  two\nrate = 20/m\n\n[event]\nn = 12x\nwhat\n";
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_CONF struct conf *conf = NULL;
	static const char *const known[] = { "host", "name", "long", "rates", NULL };
	struct conf_section *sec;

	(void)state;
	assert_int_equal(conf_parse(text, sizeof text - 1, "x.conf", &conf, &problems, NULL), ST_OK);
	sec = conf_find(conf, "relay", "main");
	assert_non_null(sec);
	assert_string_equal(conf_get(sec, "host"), "a.b=c");
	assert_string_equal(conf_get(sec, "name"), "x # y");
	assert_string_equal(conf_get(sec, "long"), "one\ntwo");
	assert_int_equal(problems.n, 1);
	assert_string_equal(problems.texts[0],
			"x.conf:10: neither [section] nor 'key = value'; comments begin with #");
	(void)conf_get_int(conf, conf_find(conf, "event", NULL), "n", 0, 100, 5, &problems);
	conf_report_unknown(conf, sec, known, &problems);
	assert_int_equal(problems.n, 3);
	assert_string_equal(problems.texts[2], "x.conf:6: unknown key 'rate' in [relay]; did you mean 'rates'?");
}

static void csv_cells_are_no_formulas(void **state)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	(void)state;
	csv_add_text(&sb, "a \"b\", c");
	strbuf_addc(&sb, '|');
	csv_add_text(&sb, "=HYPERLINK(\"x\")");
	strbuf_addc(&sb, '|');
	csv_add_text(&sb, "-");
	assert_string_equal(sb.buf, "\"a \"\"b\"\", c\"|\"'=HYPERLINK(\"\"x\"\")\"|-");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_error_wins),
		cmocka_unit_test(times_round_trip),
		cmocka_unit_test(tokens_name_their_row),
		cmocka_unit_test(a_key_is_its_owners_alone),
		cmocka_unit_test(ini_files),
		cmocka_unit_test(csv_cells_are_no_formulas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
