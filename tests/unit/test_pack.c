/* language/pack: shipped packs load without a fault; own phrases win. */
#include "language/pack.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void shipped_packs_load(void **state)
{
	static const char *const codes[] = { "lt", "pl", "en", "ru", "uk", "be" };
	CLEANUP_LANGUAGES struct languages *ls = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	char *data = NULL;
	char *dir;

	(void)state;
	assert_int_equal(fs_data_dir(&data, &err), ST_OK);
	dir = fs_join(data, "templates");
	assert_int_equal(languages_load((const char *const[]){ dir, NULL }, &ls, &problems, &err), ST_OK);
	(void)problems_to_error(&problems, ST_CONFIG, &err);
	assert_string_equal(err.text, "");
	for (size_t i = 0; i < 6; i++) {
		const struct language *l = languages_find(ls, codes[i]);

		assert_non_null(l);
		assert_non_null(language_word(l, "language.locale"));
		assert_non_null(language_word(l, "report.registered"));
	}
	assert_null(languages_find(ls, "rules"));
	free(dir);
	free(data);
}

static void write_file(const char *dir, const char *name, const char *text)
{
	char *path = fs_join(dir, name);
	char *slash = strrchr(path, '/');

	*slash = '\0';
	assert_int_equal(fs_mkdirs(path, NULL), ST_OK);
	*slash = '/';
	assert_int_equal(fs_write(path, text, strlen(text), 0644, NULL), ST_OK);
	free(path);
}

static void own_phrases_win(void **state)
{
	char own[] = "/tmp/kvieslys-pack.XXXXXX";
	CLEANUP_LANGUAGES struct languages *ls = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	const struct phrase *phrases;
	char command[128];
	char *a;
	char *b;

	(void)state;
	assert_non_null(mkdtemp(own));
	a = fs_join(own, "a");
	b = fs_join(own, "b");
	write_file(a, "xx/more.conf", "[intent.yes]\nŽINOMA = 3\n");
	write_file(b, "xx/language.conf", "[language]\nlocale = xx\n[intent.yes]\nŽINOMA = 1\ngerai = 0.5\n");
	assert_int_equal(languages_load((const char *const[]){ a, b, NULL }, &ls, &problems, NULL), ST_OK);
	assert_int_equal(problems.n, 0);
	assert_int_equal(language_phrases(languages_find(ls, "xx"), "intent.yes", &phrases), 2);
	assert_string_equal(phrases[0].folded, "zinoma");
	assert_true(phrases[0].weight > 2.9 && phrases[1].weight < 0.6);
	(void)snprintf(command, sizeof command, "rm -rf %s", own);
	assert_int_equal(system(command), 0);
	free(a);
	free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_packs_load),
		cmocka_unit_test(own_phrases_win),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
