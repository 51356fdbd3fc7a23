/* domain/people*: how many come and who, in texts of which the reader knows that they accept. */
#include "domain/intent.h"

#include "util/cleanup.h"
#include "util/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WRITER "Jonas Petrauskas"

struct row {
	const char *language, *text;
	int count;
	const char *names; /* joined by "; " */
};

static const struct row rows[] = {
	/* enumerations with the writer in them */
	{ "lt", "Dalyvausime: aš, Kęstas ir Valdas.", 3, WRITER "; Kęstas; Valdas" },
	{ "lt", "Atvyksiu aš ir keturi suvirintojai.", 5, WRITER },
	{ "pl", "Przyjadę ja, żona i trzech pracowników.", 5, WRITER },
	{ "pl", "Będziemy, trzy osoby łącznie ze mną.", 3, WRITER },
	{ "en", "We will attend: one person, myself.", 1, WRITER },
	{ "en", "I will come with our driver, Tomas Grigas.", 2, WRITER "; Tomas Grigas" },
	{ "en", "Please register me and my two colleagues Rokas Grigas and Ieva Banytė.", 3, WRITER "; Rokas Grigas; Ieva Banytė" },
	{ "ru", "Мы с Эдиком приедем.", 2, WRITER "; Эдик" },
	{ "uk", "Приїдемо: шеф, два майстри і я.", 4, WRITER },
	/* numbers, and names in their cases */
	{ "lt", "Prašau užregistruoti.", 1, WRITER },
	{ "lt", "Atvyksiu kovo 18-ą.", 1, WRITER },
	{ "en", "Yes. Five including me.", 5, WRITER },
	{ "ru", "Придём обязательно, пятеро.", 5, WRITER },
	{ "pl", "Przyjadę z Natalią Bujak i Zenonem Kozikiem.", 3, WRITER "; Natalia Bujak; Zenon Kozik" },
	{ "lt", "Atvyksiu su Greta Paškevičiūte.", 2, WRITER "; Greta Paškevičiūtė" },
	/* the writer speaks and does not come */
	{ "lt", "Dalyvaus Vygandas Rimkus ir Neringa Rimkienė, aš lieku namie.", 2, "Vygandas Rimkus; Neringa Rimkienė" },
	{ "en", "Our Karolis Banys will attend, I stay at home.", 1, "Karolis Banys" },
	/* says who "I" is */
	{ "lt", "Prašau įrašyti mane, Jolantą Meškauskienę, į dalyvių sąrašą.", 1, WRITER },
	/* named, and not coming */
	{ "lt", "Vietoj Dariaus Bagdono dalyvaus Asta Rukšėnaitė.", 1, "Asta Rukšėnaitė" },
	{ "pl", "Zgłaszam: Hanna Borkowska, Filip Rosa. Piąty kolega, Bartek, wypadł z powodu stażu.", 2, "Hanna Borkowska; Filip Rosa" },
	{ "en", "Dear Rasa, Paulius Banys will attend.\nLinas", 1, "Paulius Banys" },
};

static int check(struct intent_reader *reader, const struct row *row)
{
	CLEANUP_INTENT_ANSWER struct intent_answer a = INTENT_ANSWER_INIT;
	struct intent_input in = { .text = row->text, .subject = "", .language = row->language, .from_name = WRITER,
		.from_address = "jonas@firma.example", .contact_name = WRITER, .contact_address = "jonas@firma.example" };
	struct error err = ERROR_INIT;
	char names[512] = "";

	assert_int_equal(intent_read(reader, &in, &a, &err), ST_OK);
	for (size_t i = 0; i < a.n_attendees; i++) {
		size_t n = strlen(names);

		(void)snprintf(names + n, sizeof names - n, "%s%s", i > 0 ? "; " : "", a.attendees[i].name);
	}
	if (a.intent == INTENT_YES && a.count == row->count && strcmp(names, row->names) == 0) {
		return 0;
	}
	fprintf(stderr, "'%s': %s, %d people: %s\n", row->text, intent_name(a.intent), a.count, names);
	return 1;
}

static void test_people(void **state)
{
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_INTENT_READER struct intent_reader *reader = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	int bad = 0;

	(void)state;
	assert_int_equal(languages_load((const char *const[]){ "templates", NULL }, &languages, &problems, &err), ST_OK);
	assert_int_equal(intent_reader_new(languages, NULL, &reader, &problems, &err), ST_OK);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		bad += check(reader, &rows[i]);
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_people) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
