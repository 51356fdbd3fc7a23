/* util/json: what is read back, and what is refused. */
#include "util/cleanup.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool reads(const char *text)
{
	CLEANUP_JSON struct json *json = json_read(text, strlen(text));

	return json != NULL;
}

static void values(void **state)
{
	static const char text[] = " {\"a\": [1, -2.5e1, true, null, {}], \"b\": \"\\u0160\\ud83d\\uDE00\\n\"} ";
	CLEANUP_JSON struct json *json = json_read(text, sizeof text - 1);
	const struct json *a = json_get(json, "a");

	(void)state;
	assert_non_null(json);
	assert_int_equal(json->n, 2);
	assert_non_null(a);
	assert_int_equal(a->n, 5);
	assert_true(a->children[0].number > 0.9 && a->children[0].number < 1.1);
	assert_true(a->children[1].number > -25.1 && a->children[1].number < -24.9);
	assert_string_equal(a->children[1].string, "-2.5e1");
	assert_true(a->children[2].boolean);
	assert_int_equal(a->children[4].n, 0);
	assert_string_equal(json_get_string(json, "b"), "\xC5\xA0\xF0\x9F\x98\x80\n");
	assert_null(json_get(json, "c"));
}

static void refused(void **state)
{
	static const char *const bad[] = { "", "{", "[1,]", "{\"a\" 1}", "{a: 1}", "[1] 2", "\"\\u00g0\"", "\"open", "tru", "1e", "1e+", "[1 2]" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		if (reads(bad[i])) {
			fail_msg("%s was read", bad[i]);
		}
	}
}

/* The stack does not grow with the text. */
static void depth(void **state)
{
	(void)state;
	for (size_t n = 1; n <= 100000; n = n < 40 ? n + 1 : n * 10) {
		CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

		for (size_t i = 0; i < 2 * n; i++) {
			strbuf_addc(&text, i < n ? '[' : ']');
		}
		assert_true(strbuf_ok(&text));
		assert_int_equal(reads(text.buf), n <= 32);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(values), cmocka_unit_test(refused), cmocka_unit_test(depth) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
