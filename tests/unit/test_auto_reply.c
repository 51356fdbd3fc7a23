/* mail/auto_reply: machines and people, and the day of return. */
#include "mail/auto_reply.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1804000000LL /* 2027-03-02 */

static struct languages *languages;
static struct machine_words *words;

static int setup(void **state)
{
	const char *const dirs[] = { "templates", NULL };
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	int rc;

	(void)state;
	rc = languages_load(dirs, &languages, &problems, &err) != ST_OK
			|| machine_words_load(languages, &words, &problems, &err) != ST_OK;
	for (size_t i = 0; i < problems.n; i++) {
		print_message("%s\n", problems.texts[i]);
	}
	problems_release(&problems);
	return rc;
}

static int teardown(void **state)
{
	(void)state;
	machine_words_free(words);
	languages_free(languages);
	return 0;
}

static struct auto_reply read_mail(const char *text)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	struct auto_reply ret;

	assert_int_equal(mail_parse(text, strlen(text), &mail, NULL), ST_OK);
	assert_int_equal(auto_reply_read(mail, words, "centras.example", NULL, NOW, &ret, NULL), ST_OK);
	return ret;
}

static void machines(void **state)
{
	static const struct {
		const char *mail;
		enum auto_kind kind;
		const char *returns;
	} cases[] = {
		{ "Auto-Submitted: auto-replied\nSubject: x\n\nhello\n", AUTO_OUT_OF_OFFICE, "" },
		{ "Auto-Submitted: auto-generated\nSubject: x\n\nYour ticket number is 5\n", AUTO_TICKET, "" },
		{ "Subject: Automatinis atsakymas: Kvietimas\n\nEsu atostogose, grįšiu kovo 15 d.\n", AUTO_OUT_OF_OFFICE, "2027-03-15" },
		{ "Subject: Automatinis atsakymas: Kvietimas\n\nNedirbsiu iki 2027 m. balandžio 5 d.\n", AUTO_OUT_OF_OFFICE, "2027-04-05" },
		{ "Subject: Odpowiedź automatyczna: x\n\nJestem na urlopie do 15.03.2027.\n", AUTO_OUT_OF_OFFICE, "2027-03-15" },
		{ "Subject: =?UTF-8?B?0JDQstGC0L7QvtGC0LLQtdGC?=: x\n\nВернусь 30 апреля.\n", AUTO_OUT_OF_OFFICE, "2027-04-30" },
		{ "Subject: Out of Office\n\nI will return on Monday, March 22, 2027 at 9:00.\n", AUTO_OUT_OF_OFFICE, "2027-03-22" },
		{ "Subject: Out of Office\n\nI am away until 2027-03-20\n", AUTO_OUT_OF_OFFICE, "2027-03-20" },
		{ "Subject: Out of Office\n\nback on 3 January\n", AUTO_OUT_OF_OFFICE, "2028-01-03" },
		{ "Subject: AUTO: Name is out of the office (returning 03/05/2027)\n\nx\n", AUTO_OUT_OF_OFFICE, "2027-05-03" },
		{ "Subject: Re: Kvietimas\n\nThis is an automatic reply. I am out of the office.\n", AUTO_OUT_OF_OFFICE, "" },
		{ "Return-Path: <>\nSubject: Thank you\n\nwe got it\n", AUTO_GENERATED, "" },
		{ "X-Autoreply: yes\nSubject: Re: x\n\nx\n", AUTO_OUT_OF_OFFICE, "" },
		{ "Precedence: auto_reply\nSubject: Re: x\n\nx\n", AUTO_OUT_OF_OFFICE, "" },
		{ "From: x <noreply@shop.example>\nSubject: Sale\n\nx\n", AUTO_GENERATED, "" },
		{ "List-Unsubscribe: <https://x.example>\nSubject: News\n\nx\n", AUTO_LIST, "" },
		{ "Message-ID: <aaaaaaacaaaaaaaaaaaaa@centras.example>\nSubject: x\n\nx\n", AUTO_OWN, "" },
		{ "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nread\n--b--\n",
				AUTO_READ_RECEIPT, "" },
		{ "Subject: x\n\nYour message is held: sender not pre-approved\n", AUTO_CHALLENGE, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct auto_reply got = read_mail(cases[i].mail);

		if (got.kind != cases[i].kind || strcmp(got.returns, cases[i].returns) != 0) {
			fail_msg("%s is '%s' by %s (%s), returns '%s'", cases[i].mail, auto_kind_name(got.kind), got.rule, got.words,
					got.returns);
		}
	}
}

static void people(void **state)
{
	static const char *const cases[] = {
		"Subject: Re: Kvietimas\n\nTaip, dalyvausime.\n",
		"Subject: Re: Kvietimas\n\nEsu atostogose, tad negalėsiu dalyvauti. Grįšiu tik balandį.\n",
		"Subject: Re: Invitation\n\nI am on holiday then, sorry.\n",
		"Subject: Re: Automatic reply: Invitation\n\nThanks, we will come.\n",
		"Auto-Submitted: no\nSubject: Re\n\nYes\n",
		"Auto-Submitted: auto-forwarded\nSubject: Re\n\nYes\n",
		"X-Auto-Response-Suppress: All\nSubject: Re\n\nYes\n",
		"Precedence: bulk\nSubject: Re\n\nYes, we will come\n",
		"List-Unsubscribe: <mailto:x@y.example>\nIn-Reply-To: <a@b>\nSubject: Re\n\nYes\n",
		"From: noreply@form.example\nReply-To: jonas@firma.example\nSubject: x\n\nTaip\n",
		"Message-ID: <other@centras.example>\nSubject: x\n\nx\n",
		"Subject: Автомобили и семинар\n\nБудем вдвоём.\n",
		"Subject: Autobusas\n\nAtvyksime trise.\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct auto_reply got = read_mail(cases[i]);

		if (got.kind != AUTO_NONE) {
			fail_msg("%s is '%s' by %s (%s)", cases[i], auto_kind_name(got.kind), got.rule, got.words);
		}
	}
}

/* tests/mail/machines.txt: "##### name<TAB>kind<TAB>day of return or -" and the mail, in a dozen languages. */
static void samples(void **state)
{
	CLEANUP_STRBUF struct strbuf all = STRBUF_INIT;
	size_t wrong = 0;

	(void)state;
	assert_int_equal(fs_read("tests/mail/machines.txt", 1u << 20, &all, NULL), ST_OK);
	for (char *at = strstr(all.buf, "##### "), *next; at != NULL; at = next) {
		CLEANUP_MAIL struct mail *mail = NULL;
		struct auto_reply got;
		char *body = strchr(at, '\n') + 1;
		char name[100];
		char kind[40];
		char returns[40];

		next = strstr(at + 6, "\n##### ");
		next = next != NULL ? next + 1 : NULL;
		assert_int_equal(sscanf(at, "##### %99s %39s %39s", name, kind, returns), 3);
		assert_int_equal(mail_parse(body, next != NULL ? (size_t)(next - body) : strlen(body), &mail, NULL), ST_OK);
		assert_int_equal(auto_reply_read(mail, words, "centras.example", NULL, 1801468800LL, &got, NULL), ST_OK);
		if (strcmp(auto_kind_name(got.kind), kind) != 0 || strcmp(got.returns[0] != '\0' ? got.returns : "-", returns) != 0) {
			print_message("%s: %s %s, wanted %s %s (%s: %s)\n", name, auto_kind_name(got.kind), got.returns, kind, returns,
					got.rule, got.words);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(machines),
		cmocka_unit_test(people),
		cmocka_unit_test(samples),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
