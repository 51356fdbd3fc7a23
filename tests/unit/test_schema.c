/* Databases of older versions: frozen schemas (tests/schema/v<N>.sql) are opened and brought up to date, in one transaction;
 * what a crash or a fault leaves is the old one; a newer one is refused. */
#include "store/store_private.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/kvieslys-schema.XXXXXX";
static char path[64];

/* The frozen schema of a version; false when there is none. */
static bool frozen(int version, struct strbuf *sql)
{
	const char *root = getenv("KVIESLYS_DATA");
	struct error err = ERROR_INIT;
	char file[4200];

	(void)snprintf(file, sizeof file, "%.4000s/tests/schema/v%d.sql", root != NULL ? root : ".", version);
	return fs_read(file, 1u << 20, sql, &err) == ST_OK;
}

#define ROWS \
	"INSERT INTO organisation(id, name, name_key, created_at, updated_at) VALUES (1, 'UAB Senoji', 'senoji', 5, 5);" \
	"INSERT INTO contact(id, organisation_id, email, email_key, created_at, updated_at) VALUES (7, 1, 'Ona@x.lt', 'ona@x.lt', 5, 5);"

/* A database as that version left it, with a contact. */
static void make_old(int version)
{
	CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;
	sqlite3 *db = NULL;

	(void)unlink(path);
	assert_true(frozen(version, &sql));
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL), SQLITE_OK);
	if (sqlite3_exec(db, sql.buf, NULL, NULL, NULL) != SQLITE_OK || sqlite3_exec(db, ROWS, NULL, NULL, NULL) != SQLITE_OK) {
		fail_msg("v%d.sql: %s", version, sqlite3_errmsg(db));
	}
	(void)sqlite3_close(db);
}

/* The first value of the first row as text. */
static void ask(const char *sql, char *buf, size_t size)
{
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	(void)snprintf(buf, size, "%s", sqlite3_column_text(stmt, 0) != NULL ? (const char *)sqlite3_column_text(stmt, 0) : "");
	(void)sqlite3_finalize(stmt);
	(void)sqlite3_close(db);
}

static void assert_answer(const char *sql, const char *wanted)
{
	char got[256];

	ask(sql, got, sizeof got);
	assert_string_equal(got, wanted);
}

#define SQL_VERSION "SELECT user_version FROM pragma_user_version"
#define SQL_NEW_COLUMN "SELECT count(*) FROM pragma_table_info('contact') WHERE name = 'shoe_size'"
#define SQL_NEW_TABLE "SELECT count(*) FROM sqlite_schema WHERE name = 'shoe'"

/* Versions to come: each changes the schema and the rows. */
static const char *const to_come[] = {
	"", /* 1 is there */
	"ALTER TABLE contact ADD COLUMN shoe_size INTEGER; UPDATE contact SET shoe_size = 40;",
	"CREATE TABLE shoe(contact_id INTEGER NOT NULL REFERENCES contact(id)) STRICT; INSERT INTO shoe SELECT id FROM contact;",
};
static const char *const broken[] = { "", "ALTER TABLE contact ADD COLUMN shoe_size INTEGER;", "CREATE TABLE shoe(;" };

static void assert_is_old(void)
{
	CLEANUP_STORE struct store *store = NULL;
	struct error err = ERROR_INIT;

	assert_answer(SQL_VERSION, "1");
	assert_answer(SQL_NEW_COLUMN, "0");
	assert_answer(SQL_NEW_TABLE, "0");
	assert_answer("SELECT email FROM contact WHERE id = 7", "Ona@x.lt");
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), ST_OK);
	assert_int_equal(store_verify(store, &err), ST_OK);
}

/* Before every other test: a process learns once at which commit it is to end. */
static void test_crash_leaves_the_old_one(void **state)
{
	int status = 0;
	pid_t child;

	(void)state;
	make_old(1);
	child = fork();
	if (child == 0) {
		struct store *store = NULL;
		struct error err = ERROR_INIT;

		(void)setenv("KVIESLYS_CRASH_AT", "-1", 1); /* just before the first commit */
		if (store_open(path, STORE_WRITE, &store, &err) == ST_OK) {
			(void)store_migrate(store, to_come, 3, &err);
		}
		_exit(3);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_is_old();
}

static void test_fault_leaves_the_old_one(void **state)
{
	CLEANUP_STORE struct store *store = NULL;
	struct error err = ERROR_INIT;

	(void)state;
	make_old(1);
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), ST_OK);
	assert_int_equal(store_migrate(store, broken, 3, &err), ST_DB);
	store_close(TAKE_PTR(store));
	assert_is_old();
}

static void test_up_to_date(void **state)
{
	CLEANUP_STORE struct store *store = NULL;
	struct error err = ERROR_INIT;

	(void)state;
	make_old(1);
	assert_int_equal(store_open(path, STORE_WRITE, &store, &err), ST_OK);
	assert_int_equal(store_migrate(store, to_come, 3, &err), ST_OK);
	assert_answer(SQL_VERSION, "3");
	assert_answer("SELECT email || shoe_size || (SELECT count(*) FROM shoe) FROM contact", "Ona@x.lt401");
	assert_int_equal(store_verify(store, &err), ST_OK);
	assert_int_equal(store_migrate(store, to_come, 3, &err), ST_OK); /* somebody else was faster: nothing to do */
	assert_answer("SELECT count(*) FROM shoe", "1");
}

static void test_newer_is_refused(void **state)
{
	static const enum store_mode modes[] = { STORE_READ, STORE_WRITE, STORE_CREATE };

	(void)state;
	test_up_to_date(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		struct store *store = NULL;
		struct error err = ERROR_INIT;
		char wanted[200];

		(void)snprintf(wanted, sizeof wanted, "%s: written by a newer Kvieslys (schema 3, this program knows %d); install the newer one", path,
				store_schema_version());
		assert_int_equal(store_open(path, modes[i], &store, &err), ST_CONFIG);
		assert_string_equal(err.text, wanted);
		assert_null(store);
	}
	assert_answer("SELECT count(*) FROM shoe", "1");
}

/* Tables with their columns, and indexes, one a line. */
#define SQL_SHAPE \
	"SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || ifnull(c.dflt_value, '-') || ' ' || c.pk" \
	" FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'" \
	" UNION ALL SELECT 'index ' || name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1"

static void add_shape(struct store *store, struct strbuf *out)
{
	CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;

	assert_int_equal(sqlite3_prepare_v2(store_db(store), SQL_SHAPE, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		strbuf_addf(out, "%s\n", (const char *)sqlite3_column_text(stmt, 0));
	}
}

/* Every version that was released, brought up to date, is what a new workspace gets. */
static void test_every_version(void **state)
{
	(void)state;
	for (int version = 1; version <= store_schema_version(); version++) {
		CLEANUP_STRBUF struct strbuf sql = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf old = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf fresh = STRBUF_INIT;
		CLEANUP_STORE struct store *upgraded = NULL;
		CLEANUP_STORE struct store *new_ = NULL;
		struct error err = ERROR_INIT;

		assert_true(frozen(version, &sql));
		make_old(version);
		assert_int_equal(store_open(path, STORE_WRITE, &upgraded, &err), ST_OK);
		assert_int_equal(store_verify(upgraded, &err), ST_OK);
		assert_int_equal(store_open(":memory:", STORE_CREATE, &new_, &err), ST_OK);
		add_shape(upgraded, &old);
		add_shape(new_, &fresh);
		if (strstr(sql.buf, "\n-- released: yes\n") != NULL) { /* before, its migration may still be edited */
			assert_string_equal(old.buf, fresh.buf);
		}
	}
}

static int set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return 1;
	}
	(void)snprintf(path, sizeof path, "%s/old.db", folder);
	return 0;
}

static int tear_down(void **state)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char file[80];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		(void)snprintf(file, sizeof file, "%s%s", path, endings[i]);
		(void)unlink(file);
	}
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crash_leaves_the_old_one),
		cmocka_unit_test(test_fault_leaves_the_old_one),
		cmocka_unit_test(test_up_to_date),
		cmocka_unit_test(test_newer_is_refused),
		cmocka_unit_test(test_every_version),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
