/* The audit log: the chain, what tampering does to it, what erasure does not. */
#include "store/db_audit.h"

#include "store/store_private.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
	struct store *store;
	char path[64];
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error err = ERROR_INIT;

	if (f == NULL) {
		return 1;
	}
	(void)snprintf(f->path, sizeof f->path, "/tmp/kvieslys-audit-%ld.db", (long)getpid());
	(void)unlink(f->path);
	assert_int_equal(store_open(f->path, STORE_CREATE, &f->store, &err), ST_OK);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(audit_add(f->store, "staff", "change", "contact", i % 3 + 1, "told by phone",
				i % 2 ? "{\"email\":\"Jonas@metalas.example\"}" : NULL, &err), ST_OK);
	}
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char side[80];

	store_close(f->store);
	(void)unlink(f->path);
	(void)snprintf(side, sizeof side, "%s-wal", f->path);
	(void)unlink(side);
	(void)snprintf(side, sizeof side, "%s-shm", f->path);
	(void)unlink(side);
	free(f);
	return 0;
}

static int64_t first_bad(struct fixture *f, const char *tamper)
{
	struct error err = ERROR_INIT;
	int64_t rows = 0;
	int64_t bad = -1;

	if (tamper != NULL) {
		assert_int_equal(sqlite3_exec(store_db(f->store), tamper, NULL, NULL, NULL), SQLITE_OK);
	}
	assert_int_equal(db_audit_verify(f->store, &rows, &bad, &err), ST_OK);
	return bad;
}

static void test_whole(void **state)
{
	assert_int_equal(first_bad(*state, NULL), 0);
}

static void test_changed_row(void **state)
{
	assert_int_equal(first_bad(*state, "UPDATE audit SET why = 'told by mail' WHERE id = 4"), 4);
}

static void test_changed_payload(void **state)
{
	assert_int_equal(first_bad(*state, "UPDATE audit_payload SET payload = '{}' WHERE audit_id = 6"), 6);
}

static void test_removed_row(void **state)
{
	assert_int_equal(first_bad(*state,
			"DELETE FROM audit_payload WHERE audit_id = 4; DELETE FROM audit WHERE id = 4"), 5);
}

static enum status count_payloads(void *arg, const struct audit_row *row, struct error *err)
{
	(void)err;
	*(int *)arg += row->payload != NULL;
	return ST_OK;
}

static void test_erased_payload(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	int n = 0;

	assert_int_equal(first_bad(f, "DELETE FROM audit_payload WHERE audit_id IN (SELECT id FROM audit WHERE noun_id = 1)"), 0);
	assert_int_equal(db_audit_each(f->store, "contact", 1, count_payloads, &n, &err), ST_OK);
	assert_int_equal(n, 0);
	assert_int_equal(first_bad(f, "DELETE FROM audit_payload"), 0);
	assert_int_equal(db_audit_each(f->store, NULL, 0, count_payloads, &n, &err), ST_OK);
	assert_int_equal(n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changed_row, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_changed_payload, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_removed_row, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_erased_payload, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
