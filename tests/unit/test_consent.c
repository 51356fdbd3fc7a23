/* May we write: the matrix of country, recipient, class, basis and date over the shipped rules; suppression. */
#include "domain/consent.h"

#include "store/db_suppression.h"
#include "store/store_private.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct token_key key = { { 1, 2, 3 } };

static struct store *open_sample(void)
{
	static const char sql[] =
		"INSERT INTO organisation(id, name, name_key, country, created_at, updated_at) VALUES"
		" (1, 'A', 'a', 'LT', 0, 0), (2, 'B', 'b', 'PL', 0, 0), (3, 'C', 'c', 'DE', 0, 0), (4, 'D', 'd', NULL, 0, 0);"
		"INSERT INTO list(id, name, created_at) VALUES (1, 'news', 0), (2, 'firms', 0);"
		"INSERT INTO campaign(id, key, class, letter, languages, fallback, audience, source, created_at, updated_at) VALUES"
		" (1, 'n', 'newsletter', 'x', 'lt', '', 'list:news, list:other', '', 0, 0),"
		" (2, 'f', 'newsletter', 'x', 'lt', '', 'list:firms', '', 0, 0);";
	struct store *store = NULL;
	struct error err = ERROR_INIT;

	assert_int_equal(store_open(":memory:", STORE_CREATE, &store, &err), ST_OK);
	assert_int_equal(sqlite3_exec(store_db(store), sql, NULL, NULL, NULL), SQLITE_OK);
	return store;
}

static struct consent *open_rules(struct store *store)
{
	CLEANUP_FREE char *data = NULL;
	struct consent *consent = NULL;
	struct error err = ERROR_INIT;

	assert_int_equal(fs_data_dir(&data, &err), ST_OK);
	if (consent_open(store, &key, data, NULL, &consent, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	return consent;
}

static void put_contact(struct store *store, int organisation, bool office, const char *email, const char *basis)
{
	char *sql = sqlite3_mprintf("DELETE FROM basis; DELETE FROM contact; INSERT INTO contact(id, organisation_id, email,"
			" email_key, role, created_at, updated_at) VALUES (1, %d, %Q, %Q, %d, 0, 0);"
			"INSERT INTO basis(contact_id, kind, source, at) SELECT 1, %Q, 'x', 0 WHERE %Q <> '';",
			organisation, email, email, office, basis, basis);

	assert_int_equal(sqlite3_exec(store_db(store), sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_free(sql);
}

static void test_matrix(void **state)
{
	static const struct {
		int organisation;
		bool office;
		const char *class_;
		const char *basis;
		const char *day;
		bool may;
	} cases[] = {
		{ 1, true, "offer", "legitimate-interest", "2026-06-30", false },
		{ 1, true, "offer", "legitimate-interest", "2026-07-01", true },
		{ 1, true, "offer", "consent", "2026-06-30", true },
		{ 1, true, "offer", "", "2026-12-01", false },
		{ 1, false, "offer", "legitimate-interest", "2026-12-01", false },
		{ 1, false, "offer", "soft-opt-in", "2026-12-01", true },
		{ 1, false, "event", "legitimate-interest", "2026-12-01", true },
		{ 2, true, "offer", "legitimate-interest", "2026-12-01", false },
		{ 2, true, "offer", "soft-opt-in", "2026-12-01", false },
		{ 2, true, "offer", "consent", "2026-12-01", true },
		{ 2, false, "newsletter", "contract", "2026-12-01", false },
		{ 2, true, "event", "legitimate-interest", "2026-12-01", true },
		{ 2, true, "event", "", "2026-12-01", false },
		{ 2, true, "event", "withdrawn", "2026-12-01", false },
		{ 3, true, "offer", "consent", "2026-12-01", true },
		{ 3, true, "offer", "legitimate-interest", "2026-12-01", false },
		{ 4, true, "offer", "legitimate-interest", "2026-12-01", true }, /* by its domain: Lithuania */
	};
	CLEANUP_STORE struct store *store = open_sample();
	CLEANUP_CONSENT struct consent *consent = open_rules(store);

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct error err = ERROR_INIT;
		const char *why = NULL;
		bool may = false;
		int64_t now = 0;

		put_contact(store, cases[i].organisation, cases[i].office, "x@firma.lt", cases[i].basis);
		assert_int_equal(time_parse_rfc3339(cases[i].day, &now, &err), ST_OK);
		assert_int_equal(consent_may_write_contact(consent, 1, cases[i].class_, now, &may, &why, &err), ST_OK);
		if (may != cases[i].may) {
			fail_msg("case %zu: %s", i, why != NULL ? why : "may");
		}
		assert_true(may == (why == NULL));
	}
}

static void test_reason(void **state)
{
	CLEANUP_STORE struct store *store = open_sample();
	CLEANUP_CONSENT struct consent *consent = open_rules(store);
	struct error err = ERROR_INIT;
	const char *why = NULL;
	bool may = true;

	(void)state;
	put_contact(store, 2, true, "x@firma.pl", "legitimate-interest");
	assert_int_equal(consent_may_write_contact(consent, 1, "offer", 1800000000, &may, &why, &err), ST_OK);
	assert_string_equal(why, "Poland: an offer needs consent given beforehand, also by a firm (PKE article 398); "
			"on record: legitimate-interest (pl.conf, rule offers)");
}

static bool may_write(struct consent *consent, int64_t campaign_id, const char *class_)
{
	struct ledger_message m = { .id = 1, .campaign_id = campaign_id, .contact_id = 1, .class_ = class_,
		.email_key = "x@firma.pl", .contact_status = "active", .country = "PL" };
	struct error err = ERROR_INIT;
	const char *why = NULL;
	bool may = false;

	assert_int_equal(consent_may_write(consent, &m, 1800000000, &may, &why, &err), ST_OK);
	return may;
}

static void suppress(struct store *store, int64_t list_id, enum suppression_reason reason)
{
	struct error err = ERROR_INIT;
	bool added = false;

	assert_int_equal(db_suppression_add(store, &key, "x@firma.pl", list_id, reason, "test", 1, &added, &err), ST_OK);
	assert_true(added);
	assert_int_equal(db_suppression_add(store, &key, "x@firma.pl", list_id, reason, "test", 2, &added, &err), ST_OK);
	assert_false(added);
}

static void test_suppression(void **state)
{
	CLEANUP_STORE struct store *store = open_sample();
	CLEANUP_CONSENT struct consent *consent = open_rules(store);
	struct error err = ERROR_INIT;
	bool removed = false;

	(void)state;
	put_contact(store, 2, true, "x@firma.pl", "consent");
	assert_true(may_write(consent, 1, "newsletter"));
	suppress(store, 1, SUPPRESSED_UNSUBSCRIBED); /* one list */
	assert_false(may_write(consent, 1, "newsletter"));
	assert_true(may_write(consent, 2, "newsletter"));
	suppress(store, 0, SUPPRESSED_UNSUBSCRIBED); /* everything */
	assert_false(may_write(consent, 2, "newsletter"));
	assert_true(may_write(consent, 0, NULL)); /* a confirmation may go */
	assert_int_equal(db_suppression_remove(store, &key, "x@firma.pl", 0, &removed, &err), ST_OK);
	assert_true(removed);
	suppress(store, 0, SUPPRESSED_ERASED);
	assert_false(may_write(consent, 0, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_reason),
		cmocka_unit_test(test_suppression),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
