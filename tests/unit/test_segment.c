/* The language of conditions: what it means on a small database, and where its errors stand. */
#include "domain/segment.h"

#include "store/db_contact.h"
#include "store/db_message.h"
#include "store/store_private.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct store *open_sample(void)
{
	static const char sql[] =
		"INSERT INTO organisation(id, name, name_key, country, town, sector, kind, created_at, updated_at) VALUES"
		" (1, 'UAB „Žalgirio metalas“', 'zalgirio metalas', 'LT', 'Alytus', 'metal', 'enterprise', 0, 0),"
		" (2, 'Stalżyn sp. z o.o.', 'stalzyn', 'PL', 'Ełk', 'Metal', 'enterprise', 0, 0),"
		" (3, 'Instytut Drewna', 'instytut drewna', 'PL', NULL, 'wood', 'research', 0, 0);"
		"INSERT INTO contact(id, organisation_id, email, email_key, name, language, role, status, created_at, updated_at)"
		" VALUES (1, 1, 'Info@zm.example', 'info@zm.example', NULL, 'lt', 1, 'active', 1700000000, 0),"
		" (2, 2, 'jan@st.example', 'jan@st.example', 'Jan Łapiński', 'pl', 0, 'active', 1800000000, 0),"
		" (3, 3, 'ewa@id.example', 'ewa@id.example', 'Ewa', 'pl', 0, 'active', 1800000000, 0),"
		" (4, 2, 'x', 'erased-4', NULL, NULL, 0, 'erased', 0, 0),"
		" (5, NULL, 'solo@gmail.com', 'solo@gmail.com', 'Solo', NULL, 0, 'bounced', 0, 0);"
		"INSERT INTO list(id, name, created_at) VALUES (1, 'metal-lt', 0), (2, 'pl', 0);"
		"INSERT INTO list_member VALUES (1, 1, 0), (2, 2, 0), (2, 3, 0);"
		"INSERT INTO basis(contact_id, kind, source, at) VALUES (3, 'consent', 'fair', 0);"
		"INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at) VALUES"
		" (1, 'alytus-2025', 1748000000, 1748010000, 'Europe/Vilnius', 40, 4, 0, 0),"
		" (2, 'alytus-2026', 1780000000, 1780010000, 'Europe/Vilnius', 40, 4, 0, 0);"
		"INSERT INTO registration(id, event_id, contact_id, state, seats, arrived_at, answered_at, source, since, updated_at) VALUES"
		" (1, 1, 2, 'registered', 1, 0, 0, 'reply', 1747000000, 0), (2, 2, 3, 'registered', 1, 0, 0, 'reply', 1779000000, 0);"
		"INSERT INTO attendee(registration_id, name, attended) VALUES (1, 'Jan', 1), (2, 'Ewa', 1);";
	struct store *store = NULL;
	struct error err = ERROR_INIT;

	assert_int_equal(store_open(":memory:", STORE_CREATE, &store, &err), ST_OK);
	assert_int_equal(sqlite3_exec(store_db(store), sql, NULL, NULL, NULL), SQLITE_OK);
	return store;
}

static enum status add_digit(void *arg, int64_t id, struct error *err)
{
	char *text = arg;
	size_t n = strlen(text);

	(void)err;
	text[n] = (char)('0' + id);
	text[n + 1] = '\0';
	return ST_OK;
}

static void test_meaning(void **state)
{
	static const struct {
		const char *condition;
		const char *who;
	} cases[] = {
		{ "", "1235" },
		{ "country = LT", "1" },
		{ "country = lietuva", "1" },
		{ "country = Litwa or country = \"Rzeczpospolita Polska\"", "123" },
		{ "country != LT", "235" },
		{ "not country = LT", "235" },
		{ "country = PL and sector = metal", "2" },
		{ "sector = metalo apdirbimas", "" },
		{ "sector = \"metalo apdirbimas\"", "12" },
		{ "country = PL and sector = metal and not attended since 2026", "2" },
		{ "country = PL and not attended since 2026", "2" },
		{ "attended", "23" },
		{ "attended alytus-2025", "2" },
		{ "attended before 2026-01", "2" },
		{ "registered since 2026 before 2027", "3" },
		{ "town ~ elk", "2" },
		{ "organisation ~ \"zalgirio\"", "1" },
		{ "name = 'x'", "" },
		{ "name = \"JAN LAPINSKI\"", "2" },
		{ "country in (LT, PL) and language = polski", "23" },
		{ "list = pl", "23" },
		{ "list != pl", "15" },
		{ "list in (pl, metal-lt)", "123" },
		{ "basis = consent", "3" },
		{ "role = yes", "1" },
		{ "role = no and has town", "2" },
		{ "not has organisation", "5" },
		{ "status = bounced", "5" },
		{ "created >= 2027", "23" },
		{ "created < 2024 or kind = uniwersytet", "15" },
		{ "domain = gmail.com", "5" },
		{ "country=PL and (sector=wood or town~E) and not(language=lt)", "23" },
		{ "hard_bounces > 0", "" },
		{ "NOT (country = LT OR country = PL)", "5" },
	};
	CLEANUP_STORE struct store *store = open_sample();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_SEGMENT struct segment *segment = NULL;
		struct error err = ERROR_INIT;
		char who[16] = "";
		int64_t n = -1;
		enum status st = segment_compile(cases[i].condition, &segment, &err);

		if (strcmp(cases[i].condition, "sector = metalo apdirbimas") == 0) {
			assert_int_equal(st, ST_INVALID); /* two words want quotation marks */
			continue;
		}
		if (st != ST_OK) {
			fail_msg("%s: %s", cases[i].condition, err.text);
		}
		assert_int_equal(segment_each(store, segment, add_digit, who, &err), ST_OK);
		if (strcmp(who, cases[i].who) != 0) {
			fail_msg("%s: %s, expected %s", cases[i].condition, who, cases[i].who);
		}
		assert_int_equal(segment_count(store, segment, &n, &err), ST_OK);
		assert_int_equal(n, strlen(who));
	}
}

static void test_errors(void **state)
{
	static const struct {
		const char *condition;
		const char *text;
	} cases[] = {
		{ "contry = LT", "no field 'contry'; did you mean 'country'? (character 1)" },
		{ "country = Atlantis", "'Atlantis' is no country that is known (character 11)" },
		{ "town = Ełk and", "the condition ends too early (character 15)" },
		{ "(town = Alytus", "')' belongs here (character 15)" },
		{ "town = \"Alytus", "a quotation mark is not closed (character 8)" },
		{ "town < Alytus", "'town' is neither a number nor a date: use =, != or ~ (character 6)" },
		{ "created = yesterday", "'yesterday' is no date: write 2026, 2026-03, 2026-03-18 or 30d (character 11)" },
		{ "town = Alytus town = Ełk", "'and' or 'or' belongs here (character 15)" },
		{ "country in LT", "'(' belongs here: country in (a, b) (character 12)" },
		{ "town = Ełk; DROP TABLE contact", "'and' or 'or' belongs here (character 13)" },
		{ "attended since", "a date belongs here: 2026, 2026-03, 2026-03-18 or 30d (character 15)" },
		{ "has list", "'list' needs a value: list = … (character 5)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct segment *segment = NULL;
		struct error err = ERROR_INIT;

		assert_int_equal(segment_compile(cases[i].condition, &segment, &err), ST_INVALID);
		assert_string_equal(err.text, cases[i].text);
		assert_null(segment);
	}
}

static void test_audience(void **state)
{
	CLEANUP_STORE struct store *store = open_sample();
	struct error err = ERROR_INIT;
	int64_t n = 0;

	(void)state;
	assert_int_equal(segment_save(store, "polish", "country = PL", "staff", &err), ST_OK);
	assert_int_equal(segment_gather(store, "list:metal-lt, segment:polish", &n, &err), ST_OK);
	assert_int_equal(n, 3);
	assert_int_equal(segment_gather(store, "list:pl, condition: country = LT or town in (a, b)", &n, &err), ST_OK);
	assert_int_equal(n, 3);
	assert_int_equal(segment_gather(store, "segment:none", &n, &err), ST_NOT_FOUND);
	err = (struct error)ERROR_INIT;
	assert_int_equal(segment_check_audience(store, "metal", &err), ST_INVALID);
	err = (struct error)ERROR_INIT;
	assert_int_equal(segment_check_audience(store, "  ", &err), ST_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_audience),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
