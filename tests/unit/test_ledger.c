/* store/db_message and its siblings: filling, claiming, settling, takeover, counting. */
#include "store/db_claim.h"
#include "store/db_ledger_status.h"
#include "store/db_message_private.h"
#include "store/db_sender.h"
#include "store/store_private.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1800000000

struct fixture {
	struct store *store;
	char dir[64];
	char path[80];
};

static void must(enum status st, const struct error *err)
{
	if (st != ST_OK) {
		fail_msg("%s: %s", status_name(st), err->text);
	}
}

static void run(struct fixture *f, const char *sql)
{
	struct error err = ERROR_INIT;

	must(db_exec(f->store, sql, "test", &err), &err);
}

static int64_t number(struct fixture *f, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t n;

	assert_int_equal(sqlite3_prepare_v2(store_db(f->store), sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	n = sqlite3_column_int64(stmt, 0);
	(void)sqlite3_finalize(stmt);
	return n;
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct error err = ERROR_INIT;

	assert_non_null(f);
	(void)snprintf(f->dir, sizeof f->dir, "/tmp/kvieslys-ledger-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	(void)snprintf(f->path, sizeof f->path, "%s/k.db", f->dir);
	must(store_open(f->path, STORE_CREATE, &f->store, &err), &err);
	run(f, "INSERT INTO organisation(id, name, name_key, country, created_at, updated_at)"
	       " VALUES (1, 'UAB Metalas', 'metalas', 'LT', 1, 1);"
	       "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)"
	       " INSERT INTO contact(id, organisation_id, email, email_key, name, created_at, updated_at)"
	       " SELECT i, 1, 'C' || i || '@x.example', 'c' || i || '@x.example', 'Jonas ' || i, 1, 1 FROM n;"
	       "INSERT INTO list(id, name, created_at) VALUES (1, 'all', 1), (2, 'few', 1);"
	       "INSERT INTO list_member SELECT 1, id, 1 FROM contact;"
	       "INSERT INTO list_member SELECT 2, id, 1 FROM contact WHERE id <= 5;"
	       "INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at)"
	       " VALUES (1, 'e', 1900000000, 1900003600, 'Europe/Vilnius', 40, 4, 1, 1);"
	       "INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, state, source,"
	       " created_at, updated_at) VALUES (1, 'k', 'event', 1, 'invitation', 'lt', '', '', 'running', '', 1, 1),"
	       " (2, 'p', 'event', 1, 'invitation', 'lt', '', '', 'paused', '', 1, 1);"
	       "INSERT INTO step(campaign_id,number,name,letter,after_seconds,audience) VALUES(1, 0, '', 'invitation', 0, 'all'), (1, 1, 'reminder', 'reminder', 604800, 'silent')");
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];

	store_close(f->store);
	(void)snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static int64_t fill(struct fixture *f, int64_t campaign)
{
	struct error err = ERROR_INIT;
	int64_t n = 0;

	must(db_audience_begin(f->store, &err), &err);
	must(db_audience_add_list(f->store, "few", &err), &err);
	must(db_audience_add_list(f->store, "all", &err), &err);
	must(db_message_fill(f->store, campaign, NOW, &n, &err), &err);
	return n;
}

static int64_t new_sender(struct fixture *f)
{
	struct error err = ERROR_INIT;
	int64_t id = 0;

	must(db_sender_add(f->store, "host", 1, "boot", NOW, "mark", &id, &err), &err);
	return id;
}

static size_t claim(struct fixture *f, int64_t sender, size_t max, struct ledger_message *ret)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct error err = ERROR_INIT;
	size_t n = 0;

	must(store_begin(f->store, &tx, &err), &err);
	must(db_claim(f->store, sender, NOW, max, ret, &n, &err), &err);
	must(store_commit(&tx, &err), &err);
	return n;
}

static void settle(struct fixture *f, int64_t sender, int64_t id, enum message_state to, bool want_held)
{
	struct settlement s = { id, to, -1, NOW, to == MESSAGE_DEFERRED ? NOW + 1800 : 0, "main", "2.0.0", "ok" };
	struct error err = ERROR_INIT;
	bool held = false;

	must(db_settle(f->store, sender, &s, &held, &err), &err);
	assert_int_equal(held, want_held);
}

static void filling_is_once_and_whole(void **state)
{
	struct fixture *f = *state;
	struct ledger_counts c;
	struct error err = ERROR_INIT;

	run(f, "UPDATE contact SET status = 'erased' WHERE id = 50");
	assert_int_equal(fill(f, 1), 49);
	assert_int_equal(fill(f, 1), 0);
	must(db_ledger_counts(f->store, 1, &c, &err), &err);
	assert_int_equal(c.n[MESSAGE_QUEUED], 49);
	assert_int_equal(number(f, "SELECT count(DISTINCT nonce) FROM message"), 49);
	assert_int_equal(db_audience_add_list(f->store, "none", &err), ST_NOT_FOUND);
}

static void a_claimed_row_has_all_it_needs(void **state)
{
	struct fixture *f = *state;
	struct ledger_message m[3];
	struct error err = ERROR_INIT;
	int64_t id = 0;

	(void)fill(f, 1);
	must(db_message_add(f->store, &(struct service_letter){ .contact_id = 7, .letter = "confirmation", .event_id = 1,
			.address = "other@y.example", .params = "{\"A\":\"b\"}", .due_at = NOW }, &id, &err), &err);
	assert_int_equal(claim(f, new_sender(f), 3, m), 3);
	assert_int_equal(m[0].id, id); /* service letters first */
	assert_string_equal(m[0].class_, "service");
	assert_string_equal(m[0].address, "other@y.example");
	assert_true(m[0].to_other_address);
	assert_string_equal(m[0].letter, "confirmation");
	assert_null(m[0].campaign);
	assert_int_equal(m[1].contact_id, 1);
	assert_string_equal(m[1].letter, "invitation");
	assert_string_equal(m[1].organisation, "UAB Metalas");
	assert_string_equal(m[1].address, "C1@x.example");
	assert_false(m[1].to_other_address);
	assert_null(m[1].language);
	assert_int_equal(m[1].event_id, 1);
	for (int i = 0; i < 3; i++) {
		ledger_message_release(&m[i]);
	}
	must(db_message_draft(f->store, 1, 1, 9, &m[0], &err), &err);
	assert_int_equal(m[0].id, 0);
	assert_string_equal(m[0].letter, "reminder");
	ledger_message_release(&m[0]);
}

static void two_senders_never_share_a_row(void **state)
{
	struct fixture *f = *state;
	int64_t a = new_sender(f);
	int64_t b = new_sender(f);
	struct ledger_message m[60];
	size_t n;

	(void)fill(f, 1);
	(void)fill(f, 2); /* paused: not claimed */
	n = claim(f, a, 30, m);
	n += claim(f, b, 30, m + n);
	assert_int_equal(n, 50);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			assert_true(m[i].id != m[j].id);
		}
	}
	settle(f, b, m[0].id, MESSAGE_SENT, false); /* a's row */
	settle(f, a, m[0].id, MESSAGE_SENT, true);
	settle(f, a, m[0].id, MESSAGE_SENT, false); /* once */
	settle(f, a, m[1].id, MESSAGE_DEFERRED, true);
	settle(f, a, m[2].id, MESSAGE_QUEUED, true);
	settle(f, a, m[3].id, MESSAGE_SKIPPED, true);
	assert_int_equal(number(f, "SELECT count(*) FROM attempt"), 2);
	assert_int_equal(number(f, "SELECT sum(attempts) FROM message"), 2);
	for (size_t i = 0; i < n; i++) {
		ledger_message_release(&m[i]);
	}
}

static void reminders_go_to_the_silent(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	int64_t n = 0;

	(void)fill(f, 1);
	run(f, "UPDATE message SET state = 'sent', at = 1800000000 WHERE contact_id <= 10;"
	       "INSERT INTO reply(mailbox, key, sha256, arrived_at, contact_id, campaign_id, kind, intent)"
	       " VALUES ('m', '1', '', 1, 1, 1, 'reply', 'no'), ('m', '2', '', 1, 2, 1, 'auto', 'none'),"
	       " ('m', '3', '', 1, 3, 1, 'reply', 'maybe')");
	must(db_message_fill_due_steps(f->store, NOW + 604799, &n, &err), &err);
	assert_int_equal(n, 0);
	must(db_message_fill_due_steps(f->store, NOW + 604800, &n, &err), &err);
	assert_int_equal(n, 9);
	must(db_message_fill_due_steps(f->store, NOW + 604800, &n, &err), &err);
	assert_int_equal(n, 0);
	assert_int_equal(number(f, "SELECT count(*) FROM message WHERE step = 1 AND contact_id = 1"), 0);
}

static void retry_and_expiry(void **state)
{
	struct fixture *f = *state;
	struct error err = ERROR_INIT;
	struct ledger_counts c;
	int64_t n = 0;

	(void)fill(f, 1);
	run(f, "UPDATE message SET state = 'failed', attempts = 1 WHERE contact_id <= 4;"
	       "UPDATE message SET state = 'in-doubt', attempts = 1 WHERE contact_id = 5");
	must(db_ledger_retry(f->store, 1, MESSAGE_FAILED, NOW, &n, &err), &err);
	assert_int_equal(n, 4);
	run(f, "UPDATE campaign SET expires_at = 1800000000 WHERE id = 1");
	must(db_claim_expire(f->store, NOW, &n, &err), &err);
	assert_int_equal(n, 49);
	must(db_ledger_counts(f->store, 1, &c, &err), &err);
	assert_int_equal(c.n[MESSAGE_FAILED], 4);
	assert_int_equal(c.n[MESSAGE_SKIPPED], 45);
	assert_int_equal(c.n[MESSAGE_IN_DOUBT], 1);
}

/* Nothing that is done per message may walk over the ledger. */
static void hot_statements_use_an_index(void **state)
{
	static const char *const sql[] = {
		"SELECT * FROM message WHERE campaign_id IS ?1 AND state IN ('queued','deferred') AND due_at <= ?2"
		" ORDER BY due_at, id LIMIT ?3",
		"SELECT count(*), count(*) FILTER (WHERE state = 'queued') FROM message"
		" WHERE campaign_id IS ?1 AND state IN ('queued','deferred')",
		"SELECT count(*) FROM message WHERE campaign_id IS ?1 AND state = ?2"
		" AND " SQL_DONE(""),
		"SELECT id FROM message WHERE state = 'claimed' AND sender_id = ?1",
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(sql); i++) {
		CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
		sqlite3_stmt *stmt = NULL;

		strbuf_addf(&sb, "EXPLAIN QUERY PLAN %s", sql[i]);
		assert_int_equal(sqlite3_prepare_v2(store_db(f->store), sb.buf, -1, &stmt, NULL), SQLITE_OK);
		while (sqlite3_step(stmt) == SQLITE_ROW) {
			const char *line = (const char *)sqlite3_column_text(stmt, 3);

			if (strncmp(line, "SCAN", 4) == 0 || strstr(line, "TEMP B-TREE") != NULL) {
				fail_msg("%s: %s", sql[i], line);
			}
		}
		(void)sqlite3_finalize(stmt);
	}
}

/* SQLite builds a table for a list of words, also for one in the condition of an index, at every row that is changed. */
static void changing_a_state_builds_no_table(void **state)
{
	static const char sql[] = "EXPLAIN UPDATE message SET state = ?2, sender_id = NULL WHERE id = ?1";
	struct fixture *f = *state;
	sqlite3_stmt *stmt = NULL;
	int n = 0;

	assert_int_equal(sqlite3_prepare_v2(store_db(f->store), sql, -1, &stmt, NULL), SQLITE_OK);
	for (; sqlite3_step(stmt) == SQLITE_ROW; n++) {
		assert_string_not_equal((const char *)sqlite3_column_text(stmt, 1), "OpenEphemeral");
	}
	(void)sqlite3_finalize(stmt);
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(filling_is_once_and_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_claimed_row_has_all_it_needs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(two_senders_never_share_a_row, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reminders_go_to_the_silent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(retry_and_expiry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hot_statements_use_an_index, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changing_a_state_builds_no_table, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
