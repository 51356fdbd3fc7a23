/* Checks and previews of a campaign, from the database to the printed letter. */
#include "domain/proof.h"
#include "domain/workspace.h"
#include "store/store_private.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1800000000

struct fixture {
	char dir[64];
	char *data, *templates;
	struct store *store;
	struct config *config;
	struct languages *languages;
	struct token_key key;
	struct proof *proof;
};

static void must(enum status st, const struct error *err)
{
	if (st != ST_OK) {
		fail_msg("%s: %s", status_name(st), err->text);
	}
}

static const char conf[] = "[sender]\nname = Verslo centras\naddress = seminarai@centras.example\npostal = Pramonės g. 1\n"
	"tagging = plus\n[funding interreg]\nproject = LT-PL 12\nstatement-lt = Bendrai finansuoja Europos Sąjunga\n";

#define ROWS \
	"INSERT INTO organisation(id, name, name_key, country, created_at, updated_at)" \
	" VALUES (1, 'UAB Metalas', 'metalas', 'LT', 1, 1);" \
	"INSERT INTO contact(id, organisation_id, email, email_key, name, given_name, family_name, language, source, created_at," \
	" updated_at) VALUES" \
	" (1, 1, 'jonas@x.example', 'jonas@x.example', 'Jonas Kazlauskas', 'Jonas', 'Kazlauskas', 'lt', 'mugė', 1, 1)," \
	" (2, 1, 'anna@x.example', 'anna@x.example', 'Anna Kowalska', 'Anna', 'Kowalska', 'pl', 'mugė', 1, 1)," \
	" (3, NULL, 'info@x.example', 'info@x.example', NULL, NULL, NULL, NULL, 'mugė', 1, 1)," \
	" (4, 1, 'ivan@x.example', 'ivan@x.example', 'Иван Петров', 'Иван', 'Петров', 'ru', 'mugė', 1, 1);" \
	"INSERT INTO list(id, name, created_at) VALUES (1, 'all', 1);" \
	"INSERT INTO list_member SELECT 1, id, 1 FROM contact;" \
	"INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, funding, created_at, updated_at)" \
	" VALUES (1, 'e', 1805356800, 1805378400, 'Europe/Vilnius', 40, 4, 'interreg', 1, 1);" \
	"INSERT INTO event_text VALUES (1, 'lt', 'title', 'Metalas'), (1, 'lt', 'place', 'Alytus'), (1, 'lt', 'place-in', 'Alytuje')," \
	" (1, 'pl', 'title', 'Metal'), (1, 'pl', 'place', 'Olita');" \
	"INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, state, source, created_at," \
	" updated_at) VALUES (1, 'k', 'event', 1, 'invitation', 'lt, pl', 'ru:lt', 'list:all', 'draft', '', 1, 1);" \
	"INSERT INTO step(campaign_id,number,name,letter,after_seconds,audience) VALUES(1, 0, '', 'invitation', 0, 'all'), (1, 1, 'reminder', 'reminder', 604800, 'silent')"

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_FREE char *db = NULL;
	struct error err = ERROR_INIT;

	assert_non_null(f);
	(void)snprintf(f->dir, sizeof f->dir, "/tmp/kvieslys-proof-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	db = fs_join(f->dir, "k.db");
	must(store_open(db, STORE_CREATE, &f->store, &err), &err);
	must(db_exec(f->store, ROWS, "rows", &err), &err);
	must(config_parse(conf, strlen(conf), "kvieslys.conf", f->dir, &f->config, &err), &err);
	must(fs_data_dir(&f->data, &err), &err);
	f->templates = fs_join(f->data, "templates");
	must(languages_load((const char *const[]){ f->templates, NULL }, &f->languages, &problems, &err), &err);
	must(proof_open(f->store, f->config, &f->key, f->languages, &f->proof, &err), &err);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];

	proof_free(f->proof);
	languages_free(f->languages);
	config_free(f->config);
	store_close(f->store);
	free(f->data);
	free(f->templates);
	(void)snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static size_t told(const struct findings *f, enum finding_level level, const char *part)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++) {
		n += f->items[i].level == level && strstr(f->items[i].text, part) != NULL ? 1 : 0;
	}
	return n;
}

static void previews(void **state)
{
	struct fixture *f = *state;
	struct letter_print print;
	struct error err = ERROR_INIT;

	must(proof_preview(f->proof, 1, 0, 1, NOW, &print, &err), &err);
	assert_string_equal(print.language, "lt");
	assert_non_null(strstr(print.text, "Gerbiamas pone Kazlauskai,"));
	assert_non_null(strstr(print.text, "Bendrai finansuoja Europos Sąjunga Projektas: LT-PL 12."));
	assert_non_null(strstr(print.text, "„mugė“"));
	assert_true(print.art14);
	must(proof_preview(f->proof, 1, 0, 4, NOW, &print, &err), &err);
	assert_string_equal(print.language, "lt"); /* by the fallback chain */
	must(proof_preview(f->proof, 1, 1, 1, NOW, &print, &err), &err);
	assert_non_null(strstr(print.subject, "Primename"));
	/* The Polish texts lack what the letter names. */
	assert_int_equal(proof_preview(f->proof, 1, 0, 2, NOW, &print, &err), ST_INVALID);
	assert_non_null(strstr(err.text, "pl/invitation.md:"));
	assert_non_null(strstr(err.text, "PLACE_IN is not known for anna@x.example"));
}

static void checks(void **state)
{
	struct fixture *f = *state;
	CLEANUP_FINDINGS struct findings found = FINDINGS_INIT;
	struct letter_check_counts counts;
	struct error err = ERROR_INIT;

	must(proof_check(f->proof, 1, NOW, &found, &counts, &err), &err);
	assert_int_equal(told(&found, FINDING_FAULT, "[text pl] lacks 'place-in'"), 1);
	assert_int_equal(told(&found, FINDING_FAULT, "the funder's statement is missing in 'pl'"), 1);
	assert_int_equal(told(&found, FINDING_FAULT, "is not known for anna@x.example"), 2); /* both letters */
	assert_int_equal(told(&found, FINDING_WARNING, "no emblem"), 1);
	assert_int_equal(told(&found, FINDING_OK, "Gerbiamas pone Kazlauskai"), 1);
	assert_int_equal(counts.contacts, 4);
	assert_int_equal(counts.faults, 2);
	assert_int_equal(proof_check(f->proof, 9, NOW, &found, &counts, &err), ST_NOT_FOUND);
}

static void awkward_contacts(void **state)
{
	struct fixture *f = *state;
	int64_t ids[PROOF_CONTACTS];
	size_t n = 0;
	struct error err = ERROR_INIT;

	must(proof_contacts(f->proof, 1, ids, &n, &err), &err);
	assert_int_equal(n, 3); /* the longest name and organisation, nobody's mailbox, Cyrillic */
	assert_int_equal(ids[0], 1);
	assert_int_equal(ids[1], 3);
	assert_int_equal(ids[2], 4);
}

static void steps(void **state)
{
	struct fixture *f = *state;
	CLEANUP_FINDINGS struct findings found = FINDINGS_INIT;
	struct error err = ERROR_INIT;
	int64_t step = -1;

	must(proof_step(f->proof, 1, "reminder", &step, &err), &err);
	assert_int_equal(step, 1);
	must(proof_step(f->proof, 1, "0", &step, &err), &err);
	assert_int_equal(step, 0);
	assert_int_equal(proof_step(f->proof, 1, "x", &step, &err), ST_NOT_FOUND);
	assert_non_null(strstr(err.text, "there are: 0, reminder"));
	must(proof_check_templates(f->config, f->languages, &found, &err), &err);
	assert_int_equal(found.n, 1);
	assert_int_equal(found.items[0].level, FINDING_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(previews, set_up, tear_down),
		cmocka_unit_test_setup_teardown(checks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(awkward_contacts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(steps, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
