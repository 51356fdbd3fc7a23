/* The language of conditions: what it means on a small database, and where its errors stand. */
#include "domain/segment.h"

#include "store/db_contact.h"
#include "store/db_message.h"
#include "domain/segment_private.h"
#include "store/db_condition_private.h"
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
		"INSERT INTO attendee(registration_id, name, attended) VALUES (1, 'Jan', 1), (2, 'Ewa', 1);"
		"INSERT INTO attendee(registration_id, name, email, attended) VALUES (1, 'Ewa', 'Ewa@id.example', 1);"
		"INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, source, created_at, updated_at)"
		" VALUES (1, 'k', 'event', 2, 'invitation', 'lt', '', 'list:pl', '', 0, 0);"
		"INSERT INTO message(id, campaign_id, contact_id, nonce, state, due_at, at) VALUES"
		" (1, 1, 1, 1, 'sent', 0, 1775000000), (2, 1, 2, 2, 'sent', 0, 1775000000), (3, 1, 3, 3, 'failed', 0, 1775000000);"
		"INSERT INTO reply(id, mailbox, key, sha256, arrived_at, answers_id, contact_id, campaign_id, event_id, kind, intent, bounce)"
		" VALUES (1, 'm', '1', 'x', 1776000000, 1, 1, 1, 2, 'reply', 'yes', NULL),"
		" (2, 'm', '2', 'x', 1776000000, 1, NULL, 1, 2, 'bounce', 'none', '{\"permanence\":\"hard\"}'),"
		" (3, 'm', '3', 'x', 1776000000, 2, 2, 1, 2, 'bounce', 'none', '{\"permanence\":\"delayed\"}');"
		"INSERT INTO suppression(hash, email, reason, source, at) VALUES ('h', 'solo@gmail.com', 'staff', 'x', 0);";
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
		{ "attended alytus-2025", "23" },
		{ "attended before 2026-01", "23" },
		{ "registered since 2026 before 2027", "3" },
		{ "not (attended or list = metal-lt)", "5" },
		{ "attended or not list = pl", "1235" },
		{ "not list = pl and not attended", "15" },
		{ "country = LT or language = pl or bounced", "123" },
		{ "joined pl and not joined pl since 2026", "23" },
		{ "bounced", "3" },
		{ "invited alytus-2026", "12" },
		{ "delivered alytus-2026", "2" },
		{ "written k since 2026 before 2027", "12" },
		{ "replied k", "1" },
		{ "answered yes", "1" },
		{ "suppressed staff", "5" },
		{ "interested", "" },
		{ "has away", "" },
		{ "firm_domain = st.example", "" },
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
		{ "answered perhaps", "answered: 'perhaps' is none of yes, no, maybe, question, unsubscribe, other, none (character 10)" },
		{ "not suppressed staf", "suppressed: 'staf' is none of unsubscribed, objection, hard-bounce, complaint, staff, import, erased (character 16)" },
		{ "status in (active, gone)", "status: 'gone' is none of active, bounced, moved, restricted (character 20)" },
		{ "basis = withdrawn", "basis: 'withdrawn' is none of consent, legitimate-interest, soft-opt-in, contract (character 9)" },
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

/* Names that nothing has are told with their place: they would be nobody without a word. */
static void test_names(void **state)
{
	static const struct {
		const char *condition;
		const char *text; /* NULL: all is there */
	} cases[] = {
		{ "list = pl and (attended alytus-2025 or not written k) and list in (metal-lt, pl)", NULL },
		{ "attended or answered YES or suppressed Staff", NULL },
		{ "list ~ x or list = pl", "" },
		{ "not (country = LT or list = metal-tl)", "no list 'metal-tl'; did you mean 'metal-lt'? (character 29)" },
		{ "town = Ełk and invited alytus-2052", "no event 'alytus-2052'; did you mean 'alytus-2026'? (character 24)" },
		{ "written zzz", "no campaign 'zzz' (character 9)" },
		{ "interested BOLT-1 since 2026", "no offer 'BOLT-1' (character 12)" },
		{ "list in (pl, lp)", "no list 'lp' (character 14)" },
		{ "joined Pl", "no list 'Pl'; did you mean 'pl'? (character 8)" },
	};
	CLEANUP_STORE struct store *store = open_sample();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_SEGMENT struct segment *segment = NULL;
		struct error err = ERROR_INIT;
		enum status st = segment_compile(cases[i].condition, &segment, &err);

		st = st == ST_OK ? segment_check(store, segment, &err) : st;
		assert_int_equal(st, cases[i].text == NULL ? ST_OK : ST_INVALID);
		if (cases[i].text != NULL && cases[i].text[0] != '\0') {
			assert_string_equal(err.text, cases[i].text);
		}
	}
}

static void test_audience(void **state)
{
	CLEANUP_STORE struct store *store = open_sample();
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
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
	assert_int_equal(segment_check_audience(store, "list:metal-lt, segment:polish", "c.conf", 3, &problems, &err), ST_OK);
	assert_int_equal(problems.n, 0);
	assert_int_equal(segment_check_audience(store, "metal, list:none, condition: contry = LT", "c.conf", 3, &problems, &err), ST_OK);
	assert_int_equal(problems.n, 3); /* all at once */
	assert_memory_equal(problems.texts[2], "c.conf:3: to: no field 'contry'", 31);
	assert_int_equal(segment_check_audience(store, "  ", "c.conf", 3, &problems, &err), ST_OK);
	assert_int_equal(problems.n, 4);
}

/* Fails when a table that grows with the history is read from end to end. */
static void no_long_walk(struct store *store, const char *condition, const char *sql)
{
	static const char *const big[] = { "contact", "message", "reply", "registration", "attendee", "basis", "list_member", "c", "m", "p",
		"r", "a", "b", "lm", "s", "i", "x", "y" };
	CLEANUP(stmt_finalize) sqlite3_stmt *plan = NULL;
	char text[8192];

	(void)snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", sql);
	assert_int_equal(sqlite3_prepare_v2(store_db(store), text, -1, &plan, NULL), SQLITE_OK);
	while (sqlite3_step(plan) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(plan, 3);

		for (size_t i = 0; i < ARRAY_SIZE(big) && strncmp(detail, "SCAN ", 5) == 0; i++) {
			if (strncmp(detail + 5, big[i], strlen(big[i])) == 0 && (detail[5 + strlen(big[i])] == ' ' || detail[5 + strlen(big[i])] == '\0')) {
				fail_msg("%s: %s\n%s", condition, detail, sql);
			}
		}
	}
}

/* Asked for one contact, every fact is found by an index. */
static void test_plans(void **state)
{
	CLEANUP_STORE struct store *store = open_sample();
	struct error err = ERROR_INIT;
	const char *at = NULL;

	(void)state;
	for (const struct condition_fact *f = condition_facts; f->name != NULL; f++) {
		CLEANUP(stmt_finalize) sqlite3_stmt *stmt = NULL;
		struct condition *c = NULL;
		char text[128];

		(void)snprintf(text, sizeof text, "%s %s%s", f->name, f->words != NULL ? f->words[0] : f->word != NULL ? "x" : "", f->time_sql != NULL ? " since 2026" : "");
		assert_int_equal(segment_parse(text, &c, &at, &err), ST_OK);
		assert_int_equal(condition_prepare_has(store, c, &stmt, &err), ST_OK);
		no_long_walk(store, text, sqlite3_sql(stmt));
		condition_free(c);
	}
}

/* The same answer for one contact as for all, also for conditions put together at random. */
static void test_one_and_all(void **state)
{
	static const char *const pieces[] = { "country = PL", "country != LT", "sector = metal", "language = pl", "has name", "role = no",
		"list = pl", "list != metal-lt", "basis = consent", "attended", "registered since 2026", "bounced", "invited", "suppressed",
		"answered", "created > 2024", "no_show", "town ~ al" };
	CLEANUP_STORE struct store *store = open_sample();
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 400; round++) {
		CLEANUP_SEGMENT struct segment *segment = NULL;
		struct error err = ERROR_INIT;
		char text[512] = "";
		char who[16] = "";
		char each[16] = "";

		for (int i = 0; i < 4; i++) {
			seed = seed * 1103515245u + 12345u;
			(void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s(%s", i == 0 ? "" : (seed >> 20) % 2 == 0 ? " and " : " or ",
					(seed >> 21) % 3 == 0 ? "not " : "", pieces[(seed >> 12) % ARRAY_SIZE(pieces)]);
			(void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s", (seed >> 23) % 2 == 0 || i == 3 ? ")" : " or role = yes)");
		}
		assert_int_equal(segment_compile(text, &segment, &err), ST_OK);
		assert_int_equal(segment_each(store, segment, add_digit, who, &err), ST_OK);
		for (int64_t id = 1; id <= 5; id++) {
			bool fits = false;

			assert_int_equal(segment_has(store, segment, id, &fits, &err), ST_OK);
			if (fits) {
				(void)add_digit(each, id, &err);
			}
		}
		if (strcmp(who, each) != 0) {
			fail_msg("%s: all %s, one by one %s", text, who, each);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_audience),
		cmocka_unit_test(test_plans),
		cmocka_unit_test(test_one_and_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
