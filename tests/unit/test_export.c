/* Moving out: no table is forgotten, every column has its name and meaning. */
#include "store/db_export.h"
#include "store/store_private.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static bool is_left_out(const char *table)
{
	for (size_t i = 0; export_left_out[i] != NULL; i++) {
		if (strcmp(export_left_out[i], table) == 0) {
			return true;
		}
	}
	return false;
}

static bool is_read(const char *table)
{
	char from[80];
	char join[80];

	(void)snprintf(from, sizeof from, "FROM %s ", table);
	(void)snprintf(join, sizeof join, "JOIN %s ", table);
	for (const struct export_noun *n = export_nouns; n->name != NULL; n++) {
		if (strstr(n->sql, from) != NULL || strstr(n->sql, join) != NULL) {
			return true;
		}
	}
	return false;
}

static void test_no_table_is_forgotten(void **state)
{
	CLEANUP_STORE struct store *store = NULL;
	CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
	struct error err = ERROR_INIT;

	(void)state;
	assert_int_equal(store_open(":memory:", STORE_CREATE, &store, &err), ST_OK);
	assert_int_equal(sqlite3_prepare_v2(store_db(store), "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", -1,
			&stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(stmt, 0);

		if (is_left_out(table) == is_read(table)) {
			fail_msg("table '%s': write it into an export (store/db_export_nouns.c) or say why not", table);
		}
	}
}

static void test_columns(void **state)
{
	CLEANUP_STORE struct store *store = NULL;
	struct error err = ERROR_INIT;

	(void)state;
	assert_int_equal(store_open(":memory:", STORE_CREATE, &store, &err), ST_OK);
	for (const struct export_noun *noun = export_nouns; noun->name != NULL; noun++) {
		CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
		int n = 0;

		if (sqlite3_prepare_v2(store_db(store), noun->sql, -1, &stmt, NULL) != SQLITE_OK) {
			fail_msg("%s: %s", noun->name, sqlite3_errmsg(store_db(store)));
		}
		while (n < EXPORT_MAX_COLUMNS && noun->columns[n].name != NULL) {
			n++;
		}
		if (sqlite3_column_count(stmt) != n) {
			fail_msg("%s: %d columns are named, %d are read", noun->name, n, sqlite3_column_count(stmt));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_table_is_forgotten),
		cmocka_unit_test(test_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
