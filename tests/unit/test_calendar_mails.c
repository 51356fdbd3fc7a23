/* Calendar answers as whole mails of the clients that are known: tests/mail/calendars.txt, "##### name<TAB>kind<TAB>intent
 * <TAB>outcome<TAB>address of the one who answers, or -", then the mail. */
#include "domain/verdict.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct languages *languages;
static struct verdict_reader *reader;

static int setup(void **state)
{
	const char *const dirs[] = { "templates", NULL };

	(void)state;
	return languages_load(dirs, &languages, &(struct problems)PROBLEMS_INIT, NULL) != ST_OK
			|| verdict_reader_new(languages, &reader, NULL, NULL) != ST_OK;
}

static int teardown(void **state)
{
	(void)state;
	verdict_reader_free(reader);
	languages_free(languages);
	return 0;
}

static bool check(const char *head, const char *body, size_t len)
{
	static const struct verdict_context context = { .language = "lt", .own_domain = "org.example", .now = 1801468800 };
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_VERDICT struct verdict v = VERDICT_INIT;
	char want[5][100];
	const char *address;
	bool same;

	assert_int_equal(sscanf(head, "##### %99s %99s %99s %99s %99s", want[0], want[1], want[2], want[3], want[4]), 5);
	assert_int_equal(mail_parse(body, len, &mail, NULL), ST_OK);
	assert_int_equal(verdict_open(reader, mail, &v, NULL), ST_OK);
	assert_int_equal(verdict_read(reader, mail, &context, &v, NULL), ST_OK);
	address = v.attendee != NULL && v.attendee->email != NULL ? v.attendee->email : "-";
	same = strcmp(verdict_kind_name(v.kind), want[1]) == 0 && strcmp(intent_name(v.answer.intent), want[2]) == 0
			&& strcmp(verdict_outcome_name(v.outcome), want[3]) == 0 && strcmp(address, want[4]) == 0;
	if (!same) {
		print_message("%s: %s %s %s %s, wanted %s %s %s %s (%s)\n", want[0], verdict_kind_name(v.kind),
				intent_name(v.answer.intent), verdict_outcome_name(v.outcome), address, want[1], want[2], want[3], want[4],
				v.answer.reason);
	}
	return same;
}

static void test_mails(void **state)
{
	CLEANUP_STRBUF struct strbuf all = STRBUF_INIT;
	size_t wrong = 0;

	(void)state;
	assert_int_equal(fs_read("tests/mail/calendars.txt", 1u << 20, &all, NULL), ST_OK);
	for (char *at = strstr(all.buf, "##### "), *next; at != NULL; at = next) {
		char *body = strchr(at, '\n') + 1;

		next = strstr(body, "\n##### ");
		next = next != NULL ? next + 1 : NULL;
		wrong += !check(at, body, next != NULL ? (size_t)(next - body) : strlen(body));
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_mails) };

	return cmocka_run_group_tests(tests, setup, teardown);
}
