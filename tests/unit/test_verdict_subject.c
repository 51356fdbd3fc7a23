/* domain/verdict_subject: what of a subject are the sender's own words. */
#include "domain/verdict_private.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <string.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SENT "Kvietimas: Šiuolaikinės metalo technologijos"
#define TITLE "Šiuolaikinės metalo technologijos"

static void own_words(void **state)
{
	static const struct {
		const char *subject, *sent, *title;
		bool in_reply;
		const char *own;
	} cases[] = {
		{ "Re: " SENT, SENT, TITLE, true, "" },
		{ "Ats: Re: " SENT, SENT, TITLE, true, "" },
		{ "RE[2]: " SENT, SENT, TITLE, false, "" },
		{ "Odp: kvietimas: siuolaikines METALO technologijos", SENT, TITLE, true, "" },
		{ "TAIP Re: " SENT, SENT, TITLE, true, "TAIP" },
		{ "TAIP: " TITLE " [aaaaaaacaaaaaaaaaaaaa]", SENT, TITLE, false, "TAIP" },
		{ "Nedalyvausime - " SENT, SENT, TITLE, true, "Nedalyvausime" },
		{ "Re: " SENT " - dalyvausime dviese", SENT, TITLE, true, "dalyvausime dviese" },
		{ "Registracija į seminarą", SENT, TITLE, false, "Registracija į seminarą" },
		{ "Re: kažkas kita", SENT, TITLE, true, "" },
		{ "Re: kažkas kita", NULL, NULL, false, "" },
		{ "Fwd: kažkas", NULL, NULL, false, "" },
		{ "Dalyvausiu", NULL, NULL, false, "Dalyvausiu" },
		{ "Отв: приглашение", NULL, NULL, false, "" },
		{ "unsubscribe", NULL, NULL, false, "unsubscribe" },
		{ "", SENT, TITLE, true, "" },
		{ "Re:", SENT, TITLE, true, "" },
		{ ":::", SENT, TITLE, false, "" },
		{ "Taip", SENT, TITLE, true, "Taip" },
		{ "Kvietimas", NULL, NULL, true, "" },
		{ "STOP", NULL, NULL, false, "STOP" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

		verdict_own_subject(cases[i].subject, cases[i].sent, cases[i].title, cases[i].in_reply, &out);
		if (strcmp(out.buf, cases[i].own) != 0) {
			fail_msg("'%s': '%s' instead of '%s'", cases[i].subject, out.buf, cases[i].own);
		}
	}
}

static void unsubscribe_mails(void **state)
{
	(void)state;
	assert_true(verdict_is_unsubscribe("Unsubscribe", ""));
	assert_true(verdict_is_unsubscribe("unsubscribe", "unsubscribe"));
	assert_false(verdict_is_unsubscribe("unsubscribe", "we shall come, two people"));
	assert_false(verdict_is_unsubscribe("please unsubscribe", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_words),
		cmocka_unit_test(unsubscribe_mails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
