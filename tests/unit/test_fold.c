/* util/fold: text as it is compared. */
#include "util/cleanup.h"
#include "util/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void folds(void **state)
{
	static const struct {
		const char *text, *folded;
	} cases[] = {
		{ "Žąsų ŠEŠKINĖ", "zasu seskine" },
		{ "s\xCC\x8C", "s" }, /* s and a combining caron: as š */
		{ "Łódź, Białystok", "lodz, bialystok" },
		{ "Straße", "strasse" },
		{ "Ёлка Їжак", "елка їжак" },
		{ "  „a” \t—\xC2\xA0 b  ", "\"a\" - b" },
		{ "a\xFFz", "a\xEF\xBF\xBDz" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
		char buf[64];

		fold_add(&out, cases[i].text, strlen(cases[i].text));
		assert_true(strbuf_ok(&out));
		assert_string_equal(out.len > 0 ? out.buf : "", cases[i].folded);
		assert_int_equal(fold_into(cases[i].text, strlen(cases[i].text), buf, sizeof buf), strlen(cases[i].folded));
		assert_string_equal(buf, cases[i].folded);
	}
}

/* In a buffer of every size: what fits is a beginning of the whole, and no letter is cut in two. */
static void cut_at_a_letter(void **state)
{
	static const char text[] = "Ä \xD0\x96\xD0\xB0\xD0\xB1\xD0\xB0 straße";
	char whole[64];
	size_t len = fold_into(text, strlen(text), whole, sizeof whole);

	(void)state;
	for (size_t size = 1; size <= len + 1; size++) {
		char buf[64];
		size_t n;

		memset(buf, '!', sizeof buf);
		n = fold_into(text, strlen(text), buf, size);
		assert_true(n < size);
		assert_int_equal(strlen(buf), n);
		assert_memory_equal(buf, whole, n);
		assert_true(utf8_valid(buf, n));
		assert_true(buf[size] == '!');
	}
}

static void keys_of_headings(void **state)
{
	char key[16];

	(void)state;
	assert_int_equal(fold_key("El. paštas", key, sizeof key), 8);
	assert_string_equal(key, "elpastas");
	assert_int_equal(fold_key("OPT-IN_IP", key, sizeof key), 7);
	assert_string_equal(key, "optinip");
	assert_int_equal(fold_key("Имя", key, sizeof key), 6);
	assert_string_equal(key, "имя");
	assert_int_equal(fold_key(" -- ", key, sizeof key), 0);
	assert_string_equal(key, "");
	assert_true(fold_key("a heading that is too long", key, sizeof key) < sizeof key);
	assert_int_equal(strncmp(key, "aheadingt", 9), 0);
}

static void equality(void **state)
{
	(void)state;
	assert_true(fold_equal("UAB „Žalvaris“", "uab \"zalvaris\""));
	assert_true(fold_equal("", " "));
	assert_false(fold_equal("Kaunas", "Kauno"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(folds),
		cmocka_unit_test(cut_at_a_letter),
		cmocka_unit_test(keys_of_headings),
		cmocka_unit_test(equality),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
