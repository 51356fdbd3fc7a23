/* Finding people: where an address or a name stands for itself, and that no table which may name people is forgotten. */
#include "store/db_person.h"
#include "store/store_private.h"
#include "util/mention.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Tables that say nothing of a person: settings, texts of the organiser, numbers. */
static const char *const nobody[] = {
	"list", "apart", "import", "import_map", "event", "quota", "survey", "survey_text",
	"survey_question", "step", "sender", "mailbox", "mailbox_skipped", "setting", NULL,
};

static void stands_for_itself(void **state)
{
	static const struct {
		const char *text;
		int found;
	} cases[] = {
		{ "ona@x.lt", 1 }, { "Ona <ONA@X.LT>", 1 }, { "write to ona@x.lt.", 1 }, { "(ona@x.lt)", 1 },
		{ "{\"said\":\"yes\\nona@x.lt\"}", 1 }, { "\"ona@x.lt\"", 1 }, { "mailto:ona@x.lt?subject=x", 1 },
		{ "ramona@x.lt", 0 }, { "r.ona@x.lt", 0 }, { "ona@x.lt.example", 0 }, { "ona@x.lte", 0 }, { "fona@x.lt", 0 },
		{ "\xc5\xbeona@x.lt", 0 }, { "ona+tag@x.lt", 0 }, { "", 0 }, { "ona@x.l", 0 }, { "ona@x.lt-b.example", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		if (mention_in(cases[i].text, "ona@x.lt") != cases[i].found) {
			fail_msg("'%s'", cases[i].text);
		}
	}
	assert_false(mention_in("anything", ""));
	assert_false(mention_in(NULL, "x"));
	assert_false(mention_in("x", NULL));
}

static void is_replaced(void **state)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;

	(void)state;
	assert_int_equal(mention_replace(&sb, "ona@x.lt, romona@x.lt; Ona@x.lt", "ona@x.lt", "-"), 2);
	assert_string_equal(sb.buf, "-, romona@x.lt; -");
}

static bool is_nobodys(const char *table)
{
	for (size_t i = 0; nobody[i] != NULL; i++) {
		if (strcmp(nobody[i], table) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_read(const char *table)
{
	size_t len = strlen(table);

	for (const char *p = db_person_tables(); p != NULL && *p != '\0';) {
		size_t n = strcspn(p, ",");

		if (n == len && strncmp(p, table, n) == 0) {
			return true;
		}
		p += n + (p[n] == ',' ? 1 : 0);
	}
	return false;
}

static void no_table_is_forgotten(void **state)
{
	CLEANUP_STORE struct store *store = NULL;
	sqlite3_stmt *stmt = NULL;
	struct error err = ERROR_INIT;

	(void)state;
	assert_int_equal(store_open(":memory:", STORE_CREATE, &store, &err), ST_OK);
	assert_int_equal(sqlite3_prepare_v2(store_db(store), "SELECT name FROM sqlite_schema WHERE type = 'table'"
			" AND name NOT LIKE 'sqlite_%'", -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(stmt, 0);

		if (!is_nobodys(table) && !is_read(table)) {
			fail_msg("table %s: does it name people? Then db_person.c and db_erase.c must know it, else it belongs to `nobody`",
					table);
		}
	}
	(void)sqlite3_finalize(stmt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stands_for_itself),
		cmocka_unit_test(is_replaced),
		cmocka_unit_test(no_table_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
