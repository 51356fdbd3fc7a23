/* domain/registration: forty answers of each country in a hundred random orders. Never more than twenty registered per country,
 * the order of arrival is kept, everybody is told once, and after cancellations those who waited longest move up. */
#include "domain/registration.h"
#include "store/db_contact.h"
#include "store/db_event.h"
#include "store/db_organisation.h"
#include "store/store.h"
#include "util/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define FIRMS 80
#define ORDERS 100
#define START 1800000000

static char dir[] = "/tmp/kvieslys-orders.XXXXXX";

static uint32_t random_next(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static struct store *new_store(int number)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
	struct store *store = NULL;
	struct error err = ERROR_INIT;

	strbuf_addf(&path, "%s/%d.db", dir, number);
	if (store_open(path.buf, STORE_CREATE, &store, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	return store;
}

static void add_firms(struct store *store, int64_t contacts[FIRMS])
{
	CLEANUP_TX struct store_tx tx = { 0 };

	assert_int_equal(store_begin(store, &tx, NULL), ST_OK);
	for (int i = 0; i < FIRMS; i++) {
		char name[32];
		char email[48];
		struct organisation o = { .name = name, .name_key = name, .country = i % 2 == 0 ? "LT" : "PL", .created_at = 1, .updated_at = 1 };
		struct contact c = { .email = email, .email_key = email, .language = "lt", .created_at = 1, .updated_at = 1 };

		(void)snprintf(name, sizeof name, "firm %d", i);
		(void)snprintf(email, sizeof email, "p%d@firm%d.example", i, i);
		assert_int_equal(db_organisation_add(store, &o, &c.organisation_id, NULL), ST_OK);
		assert_int_equal(db_contact_add(store, &c, &contacts[i], NULL), ST_OK);
	}
	assert_int_equal(store_commit(&tx, NULL), ST_OK);
}

static int64_t add_event(struct store *store)
{
	char key[] = "e";
	char zone[] = "Europe/Vilnius";
	char lt[] = "LT";
	char pl[] = "PL";
	char is_lt[] = "country = LT";
	char is_pl[] = "country = PL";
	struct event_quota quotas[] = { { lt, is_lt, 20, 0 }, { pl, is_pl, 20, 0 } };
	struct event e = { .key = key, .zone = zone, .start_at = START + 8640000, .end_at = START + 8650000, .capacity = 40,
		.party_max = 4, .quotas = quotas, .n_quotas = 2 };
	struct error err = ERROR_INIT;

	if (texts_add(&e.texts, "lt", "title", "Seminaras", &err) != ST_OK || db_event_save(store, &e, 1, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	texts_release(&e.texts);
	return e.id;
}

static enum registration_state answer(struct store *store, int64_t event, int64_t contact, bool yes, int64_t at)
{
	const struct registration_answer a = { .event_id = event, .contact_id = contact,
		.intent = yes ? REGISTRATION_YES : REGISTRATION_NO, .count = 1, .source = "reply", .who = "reply", .arrived_at = at };
	struct registration_outcome outcome;
	struct error err = ERROR_INIT;

	if (registration_answer(store, &a, &outcome, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	return outcome.state;
}

static void one_order(int number, uint32_t seed)
{
	CLEANUP_STORE struct store *store = new_store(number);
	int64_t contacts[FIRMS];
	int64_t event;
	int order[FIRMS];
	int registered[2] = { 0, 0 };

	add_firms(store, contacts);
	event = add_event(store);
	for (int i = 0; i < FIRMS; i++) {
		order[i] = i;
	}
	for (int i = FIRMS - 1; i > 0; i--) {
		int k = (int)(random_next(&seed) % (uint32_t)(i + 1));
		int swap = order[i];

		order[i] = order[k];
		order[k] = swap;
	}
	for (int i = 0; i < FIRMS; i++) {
		int country = order[i] % 2;
		enum registration_state st = answer(store, event, contacts[order[i]], true, START + i);

		/* the first twenty of a country sit, all later ones wait */
		assert_int_equal(st, registered[country] < 20 ? REGISTRATION_REGISTERED : REGISTRATION_WAITING);
		registered[country] += st == REGISTRATION_REGISTERED;
	}
	assert_int_equal(registered[0], 20);
	assert_int_equal(registered[1], 20);
	/* the first to come cancels: the first to wait of the same country moves up */
	assert_int_equal(answer(store, event, contacts[order[0]], false, START + 1000), REGISTRATION_CANCELLED);
	for (int i = 0, seen = 0; i < FIRMS; i++) {
		struct registration_outcome outcome;
		const struct registration_answer again = { .event_id = event, .contact_id = contacts[order[i]],
			.intent = REGISTRATION_YES, .count = 1, .source = "reply", .who = "reply", .arrived_at = START + 2000 + i };

		if (order[i] % 2 != order[0] % 2 || ++seen < 21) {
			continue;
		}
		assert_int_equal(registration_answer(store, &again, &outcome, NULL), ST_OK);
		assert_int_equal(outcome.before, seen == 21 ? REGISTRATION_REGISTERED : REGISTRATION_WAITING);
	}
}

static void a_hundred_orders(void **state)
{
	(void)state;
	for (int i = 0; i < ORDERS; i++) {
		one_order(i, (uint32_t)i * 7919u + 1u);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_hundred_orders) };
	CLEANUP_STRBUF struct strbuf command = STRBUF_INIT;
	int rc;

	if (mkdtemp(dir) == NULL) {
		return 1;
	}
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	strbuf_addf(&command, "rm -rf %s", dir);
	return system(command.buf) != 0 ? 1 : rc;
}
