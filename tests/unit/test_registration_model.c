/* domain/registration against a model that is slow and obvious: a list of parties in the order of arrival for each quota, gone
 * through from its beginning after every change. Thousands of random answers; after each, every party's state and seats are
 * compared, and that who moved up was told exactly once. */
#include "domain/registration.h"
#include "store/db_contact.h"
#include "store/db_event.h"
#include "store/db_message.h"
#include "store/db_organisation.h"
#include "store/db_registration.h"
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


#define FIRMS 45
#define GROUPS 3 /* LT, PL, outside all quotas */
#define STEPS 300
#define SEEDS 4
#define START 1800000000

static char dir[] = "/tmp/kvieslys-model.XXXXXX";
static const int64_t room[GROUPS] = { 12, 9, 11 };
static const char *const countries[GROUPS] = { "LT", "PL", "LV" };

struct party {
	enum registration_state state;
	int64_t seats;
	int64_t arrived; /* order of service */
	int promoted;    /* how often it moved up */
};

struct world {
	struct store *store;
	int64_t event;
	int64_t contacts[FIRMS];
	struct party parties[FIRMS];
	uint32_t random;
};

static uint32_t random_below(struct world *w, uint32_t n)
{
	w->random = w->random * 1664525u + 1013904223u;
	return (w->random >> 8) % n;
}

/* --- the model --- */

static int64_t model_taken(const struct world *w, int group)
{
	int64_t n = 0;

	for (int i = group; i < FIRMS; i += GROUPS) {
		n += w->parties[i].state == REGISTRATION_REGISTERED ? w->parties[i].seats : 0;
	}
	return n;
}

/* The first in line, -1: nobody waits. */
static int model_first(const struct world *w, int group)
{
	int first = -1;

	for (int i = group; i < FIRMS; i += GROUPS) {
		if (w->parties[i].state == REGISTRATION_WAITING && (first < 0 || w->parties[i].arrived < w->parties[first].arrived)) {
			first = i;
		}
	}
	return first;
}

static void model_serve(struct world *w, int group, int writer)
{
	int first;

	while ((first = model_first(w, group)) >= 0 && w->parties[first].seats <= room[group] - model_taken(w, group)) {
		w->parties[first].state = REGISTRATION_REGISTERED;
		w->parties[first].promoted += first != writer;
	}
}

static void model_come(struct world *w, int firm, int64_t seats, int64_t at)
{
	struct party *p = &w->parties[firm];

	p->seats = seats;
	p->arrived = at;
	p->state = REGISTRATION_WAITING;
	model_serve(w, firm % GROUPS, firm);
}

static void model_leave(struct world *w, int firm)
{
	struct party *p = &w->parties[firm];

	p->state = p->state == REGISTRATION_NONE ? REGISTRATION_DECLINED : REGISTRATION_CANCELLED;
	p->seats = 0;
	model_serve(w, firm % GROUPS, -1);
}

static void model_shrink(struct world *w, int firm, int64_t seats)
{
	w->parties[firm].seats = seats;
	model_serve(w, firm % GROUPS, -1);
}

/* --- the program --- */

static void make_world(struct world *w, int number)
{
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	char key[] = "e", zone[] = "Europe/Vilnius", lt[] = "LT", pl[] = "PL", is_lt[] = "country = LT", is_pl[] = "country = PL";
	struct event_quota quotas[] = { { lt, is_lt, (int)room[0], 0 }, { pl, is_pl, (int)room[1], 0 } };
	struct event e = { .key = key, .zone = zone, .start_at = START + 8640000, .end_at = START + 8650000,
		.capacity = (int)(room[0] + room[1] + room[2]), .party_max = 4, .quotas = quotas, .n_quotas = 2 };
	struct error err = ERROR_INIT;

	*w = (struct world){ .random = (uint32_t)number * 7919u + 1u };
	strbuf_addf(&path, "%s/%d.db", dir, number);
	if (store_open(path.buf, STORE_CREATE, &w->store, &err) != ST_OK || store_begin(w->store, &tx, &err) != ST_OK
			|| texts_add(&e.texts, "lt", "title", "Seminaras", &err) != ST_OK
			|| db_event_save(w->store, &e, 1, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
	w->event = e.id;
	texts_release(&e.texts);
	for (int i = 0; i < FIRMS; i++) {
		char name[32];
		char email[48];
		struct organisation o = { .name = name, .name_key = name, .country = countries[i % GROUPS], .created_at = 1, .updated_at = 1 };
		struct contact c = { .email = email, .email_key = email, .language = "lt", .created_at = 1, .updated_at = 1 };

		(void)snprintf(name, sizeof name, "firm %d", i);
		(void)snprintf(email, sizeof email, "p%d@firm%d.example", i, i);
		assert_int_equal(db_organisation_add(w->store, &o, &c.organisation_id, NULL), ST_OK);
		assert_int_equal(db_contact_add(w->store, &c, &w->contacts[i], NULL), ST_OK);
	}
	assert_int_equal(store_commit(&tx, NULL), ST_OK);
}

static void answer(struct world *w, int firm, enum registration_intent intent, int64_t count, int64_t at)
{
	const struct registration_answer a = { .event_id = w->event, .contact_id = w->contacts[firm], .intent = intent,
		.count = count, .source = "reply", .who = "reply", .arrived_at = at };
	struct registration_outcome outcome;
	struct error err = ERROR_INIT;

	if (registration_answer(w->store, &a, &outcome, &err) != ST_OK) {
		fail_msg("%s", err.text);
	}
}

static void compare(struct world *w, int step)
{
	for (int i = 0; i < FIRMS; i++) {
		struct registration_row row = { .state = "none" };
		int64_t told = 0;
		bool any = false;

		assert_int_equal(db_registration_find(w->store, w->event, w->contacts[i], &any, &row, NULL), ST_OK);
		if (strcmp(row.state, registration_state_name(w->parties[i].state)) != 0 || row.seats != w->parties[i].seats) {
			fail_msg("step %d, firm %d: %s with %d seats, the model says %s with %d", step, i, row.state, (int)row.seats,
					registration_state_name(w->parties[i].state), (int)w->parties[i].seats);
		}
		assert_int_equal(any ? db_message_told(w->store, w->contacts[i], row.id, "promoted", &told, NULL) : ST_OK, ST_OK);
		assert_int_equal(told, w->parties[i].promoted);
	}
}

static void one_step(struct world *w, int step)
{
	int firm = (int)random_below(w, FIRMS);
	struct party *p = &w->parties[firm];
	int64_t at = START + step;

	if (p->state == REGISTRATION_REGISTERED && p->seats > 1 && random_below(w, 3) == 0) {
		int64_t seats = 1 + random_below(w, (uint32_t)p->seats - 1);

		model_shrink(w, firm, seats);
		answer(w, firm, REGISTRATION_YES, seats, at);
	} else if (p->state == REGISTRATION_REGISTERED || p->state == REGISTRATION_WAITING || random_below(w, 8) == 0) {
		if (p->state != REGISTRATION_DECLINED && p->state != REGISTRATION_CANCELLED) {
			model_leave(w, firm);
		}
		answer(w, firm, REGISTRATION_NO, 0, at);
	} else {
		int64_t seats = 1 + random_below(w, 4);

		model_come(w, firm, seats, at);
		answer(w, firm, REGISTRATION_YES, seats, at);
	}
}

static void as_the_model_says(void **state)
{
	(void)state;
	for (int seed = 0; seed < SEEDS; seed++) {
		struct world w;

		make_world(&w, seed);
		for (int step = 1; step <= STEPS; step++) {
			/* most stay, so that the seats fill and a line forms */
			one_step(&w, step);
			compare(&w, step);
			for (int g = 0; g < GROUPS; g++) {
				assert_true(model_taken(&w, g) <= room[g]);
			}
		}
		store_close(w.store);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(as_the_model_says) };
	CLEANUP_STRBUF struct strbuf command = STRBUF_INIT;
	int rc;

	if (mkdtemp(dir) == NULL) {
		return 1;
	}
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	strbuf_addf(&command, "rm -rf %s", dir);
	return system(command.buf) != 0 ? 1 : rc;
}
