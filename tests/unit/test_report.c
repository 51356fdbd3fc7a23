/* mail/report: the common forms of delivery reports, written for this test. */
#include "mail/report.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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
			|| machine_words_load(languages, &words, &problems, &err) != ST_OK || problems.n > 0;
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

#define HEAD "From: MAILER-DAEMON@mx.example\nTo: g+tag@centras.example\n"
#define DSN(action, status, diagnostic) HEAD "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n" \
	"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt was not delivered.\n--b\n" \
	"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; Jonas@Firma.example\n" \
	"Action: " action "\nStatus: " status "\nDiagnostic-Code: smtp; " diagnostic "\n\n--b\nContent-Type: message/rfc822\n\n" \
	"Return-Path: <g+tok@centras.example>\nMessage-ID: <tok@centras.example>\nTo: jonas@firma.example\n\nbody\n--b--\n"

static const struct {
	const char *mail;
	enum report_kind kind;
	enum permanence permanence;
	enum fault fault;
	enum reason reason;
	const char *status, *address;
} cases[] = {
	{ DSN("failed", "5.1.1", "550 5.1.1 <jonas@firma.example>: user unknown"), REPORT_BOUNCE, PERMANENCE_HARD, FAULT_RECIPIENT,
			REASON_USERUNKNOWN, "5.1.1", "Jonas@firma.example" },
	{ DSN("failed", "5.2.2", "552 5.2.2 mailbox full"), REPORT_BOUNCE, PERMANENCE_SOFT, FAULT_MAILBOX, REASON_MAILBOXFULL,
			"5.2.2", "Jonas@firma.example" },
	{ DSN("delayed", "4.4.1", "connect to mx.example: connection timed out"), REPORT_DELAYED, PERMANENCE_DELAYED, FAULT_NETWORK,
			REASON_EXPIRED, "4.4.1", "Jonas@firma.example" },
	{ DSN("failed", "5.7.1", "550 5.7.1 message rejected as spam"), REPORT_BOUNCE, PERMANENCE_SOFT, FAULT_MESSAGE,
			REASON_SPAMDETECTED, "5.7.1", "Jonas@firma.example" },
	{ HEAD "Return-Path: <>\nSubject: failure notice\n\nHi. This is the mail program at mx.example.\n"
			"I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<jonas@firma.example>:\n"
			"192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no such user here\n\n"
			"--- Below this line is a copy of the message.\n\nReturn-Path: <g+tok@centras.example>\nSubject: x\n",
			REPORT_BOUNCE, PERMANENCE_HARD, FAULT_RECIPIENT, REASON_USERUNKNOWN, "5.1.1", "jonas@firma.example" },
	{ "From: Jonas <jonas@firma.example>\nSubject: Re: Kvietimas\n\nTaip, dalyvausime.\n", REPORT_NONE, PERMANENCE_SOFT,
			FAULT_NETWORK, REASON_UNDEFINED, "", NULL },
	{ "From: a@b.example\nSubject: Re: x\n\nYour letter could not be delivered to my colleague, so I forward it. We will come.\n",
			REPORT_NONE, PERMANENCE_SOFT, FAULT_NETWORK, REASON_UNDEFINED, "", NULL },
	{ "From: fbl@host.example\nSubject: FW: x\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=feedback-report; "
			"boundary=b\n\n--b\n\nabuse\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
			"User-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: jonas@firma.example\n\n--b\nContent-Type: message/rfc822\n\n"
			"Message-ID: <tok@centras.example>\nTo: jonas@firma.example\n\nbody\n--b--\n",
			REPORT_COMPLAINT, PERMANENCE_SOFT, FAULT_RECIPIENT, REASON_FEEDBACK, "", "jonas@firma.example" },
};

static void reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		CLEANUP_MAIL struct mail *mail = NULL;
		CLEANUP_REPORT struct report *report = NULL;

		assert_int_equal(mail_parse(cases[i].mail, strlen(cases[i].mail), &mail, NULL), ST_OK);
		assert_int_equal(report_read(mail, words, &report, NULL), ST_OK);
		if (report->kind != cases[i].kind) {
			fail_msg("case %zu: kind %d", i, (int)report->kind);
		}
		if (report->kind == REPORT_NONE) {
			continue;
		}
		assert_int_equal(report->n_recipients, 1);
		assert_string_equal(report->recipients[0].address, cases[i].address);
		if (report->kind == REPORT_COMPLAINT) {
			assert_int_equal(report->feedback, FEEDBACK_ABUSE);
			assert_string_equal(report->original_message_id, "<tok@centras.example>");
			continue;
		}
		if (report->recipients[0].permanence != cases[i].permanence || report->recipients[0].reason != cases[i].reason
				|| report->recipients[0].fault != cases[i].fault
				|| strcmp(report->recipients[0].status, cases[i].status) != 0) {
			fail_msg("case %zu: %s %s %s %s", i, permanence_name(report->recipients[0].permanence),
					fault_name(report->recipients[0].fault), reason_name(report->recipients[0].reason),
					report->recipients[0].status);
		}
	}
}

static void the_letter_is_known(void **state)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_REPORT struct report *report = NULL;

	(void)state;
	assert_int_equal(mail_parse(cases[0].mail, strlen(cases[0].mail), &mail, NULL), ST_OK);
	assert_int_equal(report_read(mail, words, &report, NULL), ST_OK);
	assert_string_equal(report->original_message_id, "<tok@centras.example>");
	assert_string_equal(report->original_sender, "g+tok@centras.example");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports),
		cmocka_unit_test(the_letter_is_known),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
