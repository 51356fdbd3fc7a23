/* domain/registration: who is waited for, and how many one organisation may send. The numbers are small enough to follow by hand;
 * test_registration_model and test_registration_orders go over many orders of simpler events. */
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
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define START 1800000000
#define RELEASED 1000 /* long ago */
#define KEPT 0        /* for ever */

static char path[] = "/tmp/kvieslys-rules.XXXXXX";

struct hall {
	struct store *store;
	int64_t event;
	int64_t arrived;
	int firms;
};

/* A hall of four: two seats for LT, two for everybody. */
static void open_hall(struct hall *h, int64_t release_at)
{
	char key[] = "e", zone[] = "Europe/Vilnius", lt[] = "LT", is_lt[] = "country = LT";
	struct event_quota quota = { lt, is_lt, 2, release_at };
	struct event e = { .key = key, .zone = zone, .start_at = START + 8640000, .end_at = START + 8650000, .capacity = 4,
		.party_max = 3, .quotas = &quota, .n_quotas = 1 };
	struct error err = ERROR_INIT;

	*h = (struct hall){ .arrived = START };
	(void)unlink(path);
	if (store_open(path, STORE_CREATE, &h->store, &err) != ST_OK || texts_add(&e.texts, "lt", "title", "Seminaras", &err) != ST_OK
			|| db_event_save(h->store, &e, 1, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	h->event = e.id;
	texts_release(&e.texts);
}

/* A contact of the organisation, or of a new one (0), in that country. */
static int64_t contact_of(struct hall *h, int64_t *organisation, const char *country)
{
	char name[32];
	char email[48];
	struct organisation o = { .name = name, .name_key = name, .country = country, .created_at = 1, .updated_at = 1 };
	struct contact c = { .email = email, .email_key = email, .language = "lt", .created_at = 1, .updated_at = 1 };
	int64_t id = 0;

	(void)snprintf(name, sizeof name, "firm %d", ++h->firms);
	(void)snprintf(email, sizeof email, "p%d@firm.example", h->firms);
	if (*organisation == 0) {
		assert_int_equal(db_organisation_add(h->store, &o, organisation, NULL), ST_OK);
	}
	c.organisation_id = *organisation;
	assert_int_equal(db_contact_add(h->store, &c, &id, NULL), ST_OK);
	return id;
}

static struct registration_outcome answer(struct hall *h, int64_t contact, enum registration_intent intent, int64_t count)
{
	const struct registration_answer a = { .event_id = h->event, .contact_id = contact, .intent = intent, .count = count,
		.source = "reply", .who = "reply", .arrived_at = ++h->arrived };
	struct registration_outcome outcome;
	struct error err = ERROR_INIT;

	if (registration_answer(h->store, &a, &outcome, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	return outcome;
}

/* A new firm that comes with so many. */
static enum registration_state comes(struct hall *h, const char *country, int64_t count)
{
	int64_t firm = 0;

	return answer(h, contact_of(h, &firm, country), REGISTRATION_YES, count).state;
}

static void kept_seats_are_nobody_elses(void **state)
{
	struct hall h;

	(void)state;
	open_hall(&h, KEPT);
	assert_int_equal(comes(&h, "LV", 1), REGISTRATION_REGISTERED);
	assert_int_equal(comes(&h, "LV", 2), REGISTRATION_WAITING); /* one common seat is left */
	assert_int_equal(comes(&h, "LT", 1), REGISTRATION_REGISTERED); /* a seat that is kept for LT */
	assert_int_equal(comes(&h, "PL", 1), REGISTRATION_WAITING); /* the party of two is waited for */
	store_close(h.store);
}

/* Once a quota's seats are everybody's, its people stand in the one line with all others. */
static void who_came_first_is_waited_for(void **state)
{
	struct hall h;
	int64_t firm = 0;
	int64_t first;

	(void)state;
	open_hall(&h, RELEASED);
	first = contact_of(&h, &firm, "LV");
	assert_int_equal(answer(&h, first, REGISTRATION_YES, 2).state, REGISTRATION_REGISTERED);
	assert_int_equal(comes(&h, "LV", 1), REGISTRATION_REGISTERED);
	assert_int_equal(comes(&h, "PL", 2), REGISTRATION_WAITING); /* one seat is left */
	assert_int_equal(comes(&h, "LT", 1), REGISTRATION_WAITING); /* does not overtake */
	assert_int_equal(answer(&h, first, REGISTRATION_NO, 0).state, REGISTRATION_CANCELLED);
	assert_int_equal(comes(&h, "LV", 1), REGISTRATION_WAITING); /* three were free: the two, and the one behind them */
	store_close(h.store);
}

/* party-max is of the organisation, however many of its people answer. */
static void colleagues_count_together(void **state)
{
	struct hall h;
	struct registration_outcome out;
	int64_t firm = 0;
	int64_t a;
	int64_t b;

	(void)state;
	open_hall(&h, RELEASED);
	a = contact_of(&h, &firm, "LT");
	b = contact_of(&h, &firm, "LT");
	assert_int_equal(answer(&h, a, REGISTRATION_YES, 2).state, REGISTRATION_REGISTERED);
	out = answer(&h, b, REGISTRATION_YES, 2);
	assert_int_equal(out.result, REGISTRATION_TOO_MANY);
	assert_non_null(strstr(out.why, "4 people of the organisation together"));
	assert_int_equal(answer(&h, b, REGISTRATION_YES, 1).state, REGISTRATION_REGISTERED);
	store_close(h.store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_seats_are_nobody_elses),
		cmocka_unit_test(who_came_first_is_waited_for),
		cmocka_unit_test(colleagues_count_together),
	};
	int fd = mkstemp(path);
	int rc = fd >= 0 ? cmocka_run_group_tests(tests, NULL, NULL) : 1;

	(void)close(fd);
	(void)unlink(path);
	return rc;
}
