/* mail/report over whole mails: tests/fuzz/corpus/report/NAME.eml, one of each form of report, and tests/mail/bounces.txt, as
 * many servers and providers word them; all written for this test. */
#include "mail/report.h"
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

static struct languages *languages;
static struct machine_words *words;

static int setup(void **state)
{
	const char *const dirs[] = { "templates", NULL };
	struct problems problems = PROBLEMS_INIT;
	int rc;

	(void)state;
	rc = languages_load(dirs, &languages, &problems, NULL) != ST_OK
			|| machine_words_load(languages, &words, &problems, NULL) != ST_OK || problems.n > 0;
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

/* "kind: address permanence fault reason status reply; …" */
static void describe(const struct report *report, struct strbuf *out)
{
	static const char *const kinds[] = { "none", "bounce", "delayed", "complaint", "positive" };

	strbuf_adds(out, kinds[report->kind]);
	if (report->feedback != FEEDBACK_NONE) {
		strbuf_addf(out, " %s", feedback_name(report->feedback));
	}
	for (size_t i = 0; report->kind != REPORT_NONE && i < report->n_recipients; i++) {
		const struct report_recipient *r = &report->recipients[i];

		strbuf_addf(out, "; %s %s %s %s %s %d", r->address, permanence_name(r->permanence), fault_name(r->fault),
				reason_name(r->reason), r->status[0] != '\0' ? r->status : "-", r->reply);
	}
}

static const struct {
	const char *name, *said;
} mails[] = {
	{ "two-recipients", "bounce; ona@firma.example hard recipient userunknown 5.1.1 550; "
			"petras@imone.example soft mailbox mailboxfull 4.2.2 452" },
	{ "delivered", "positive" },
	{ "one-failed-one-relayed", "bounce; jonas@firma.example soft message spamdetected 5.7.1 554" },
	{ "unicode-address", "bounce; žydrūnas@firma.example hard recipient userunknown 5.1.1 550" },
	{ "delayed", "delayed; ona@firma.example delayed network expired 4.4.1 0" },
	{ "refused-at-mail-from", "bounce; ona@firma.example soft sender rejected 5.1.8 553" },
	{ "exim", "bounce; ona@firma.example hard recipient userunknown - 550" },
	{ "qmail", "bounce; ona@firma.example hard recipient userunknown - 550; "
			"info@imone.example soft mailbox mailboxfull 5.2.2 0" },
	{ "transcript", "bounce; ona@firma.example soft sender norelaying - 554" },
	{ "old-exchange", "bounce; ona@firma.example hard recipient userunknown - 0" },
	{ "html-only", "bounce; ona@firma.example hard recipient userunknown 5.1.10 550" },
	{ "russian", "bounce; ona@firma.example soft mailbox mailboxfull - 0" },
	{ "polish", "bounce; ona@firma.example hard recipient userunknown - 550" },
	{ "sns", "bounce; ona@firma.example hard recipient userunknown 5.1.1 550" },
	{ "complaint", "complaint abuse; ona@pastas.example soft mailbox feedback - 0" },
	{ "complaint-verp", "complaint opt-out; ona@pastas.example soft mailbox feedback - 0" },
	{ "auth-failure", "complaint auth-failure; ona@pastas.example soft mailbox feedback - 0" },
	{ "thrown-away", "bounce; ona@firma.example soft mailbox mailboxfull - 0" },
	{ "read-receipt", "none" },
	{ "forwarded", "bounce; ona@firma.example hard recipient userunknown 5.1.1 550" },
	{ "person", "none" },
	{ "person-forwards-and-answers", "none" },
};

static void forms_of_reports(void **state)
{
	bool good = true;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mails); i++) {
		CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf said = STRBUF_INIT;
		CLEANUP_MAIL struct mail *mail = NULL;
		CLEANUP_REPORT struct report *report = NULL;

		strbuf_addf(&path, "tests/fuzz/corpus/report/%s.eml", mails[i].name);
		assert_int_equal(fs_read(path.buf, 1u << 20, &bytes, NULL), ST_OK);
		assert_int_equal(mail_parse(bytes.buf, bytes.len, &mail, NULL), ST_OK);
		assert_int_equal(report_read(mail, words, &report, NULL), ST_OK);
		describe(report, &said);
		if (strcmp(said.buf, mails[i].said) != 0) {
			print_message("%s: %s\n", mails[i].name, said.buf);
			good = false;
		}
	}
	assert_true(good);
}

/* What is given back of the letter names it, whatever the report says. */
static void letter_given_back(void **state)
{
	static const char *const names[] = { "two-recipients", "exim", "qmail", "complaint", "transcript" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
		CLEANUP_MAIL struct mail *mail = NULL;
		CLEANUP_REPORT struct report *report = NULL;

		strbuf_addf(&path, "tests/fuzz/corpus/report/%s.eml", names[i]);
		assert_int_equal(fs_read(path.buf, 1u << 20, &bytes, NULL), ST_OK);
		assert_int_equal(mail_parse(bytes.buf, bytes.len, &mail, NULL), ST_OK);
		assert_int_equal(report_read(mail, words, &report, NULL), ST_OK);
		assert_string_equal(report->original_message_id, "<abc@centras.example>");
		assert_string_equal(report->original_sender, "grazinimai+abc@centras.example");
	}
}

/* A server's answer alone, as the sender meets it. */
static void answers(void **state)
{
	static const struct {
		const char *answer;
		enum reason reason;
		enum permanence permanence;
		const char *status;
	} said[] = {
		{ "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown", REASON_USERUNKNOWN, PERMANENCE_HARD, "5.1.1" },
		{ "552-5.2.2 The email account that you tried to reach is\n552 5.2.2 over quota", REASON_MAILBOXFULL, PERMANENCE_SOFT,
				"5.2.2" },
		{ "550 5.7.1 Service unavailable, client host [192.0.2.1] blocked using list.example", REASON_BLOCKED, PERMANENCE_SOFT,
				"5.7.1" },
		{ "450 4.7.25 Client host rejected: cannot find your hostname", REASON_REQUIREPTR, PERMANENCE_SOFT, "4.7.25" },
		{ "553 5.1.10 recipient address has null mx", REASON_NOTACCEPT, PERMANENCE_HARD, "5.1.10" },
		{ "451 4.1.10 recipient address has null mx", REASON_NOTACCEPT, PERMANENCE_SOFT, "4.1.10" },
		{ "552 5.3.4 message size exceeds fixed limit", REASON_MESGTOOBIG, PERMANENCE_SOFT, "5.3.4" },
		{ "host 10.5.1.1 said nothing", REASON_UNDEFINED, PERMANENCE_SOFT, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(said); i++) {
		struct report_recipient r = { .address = NULL };

		report_classify(words, said[i].answer, strlen(said[i].answer), &r);
		assert_string_equal(reason_name(r.reason), reason_name(said[i].reason));
		assert_int_equal(r.permanence, said[i].permanence);
		assert_string_equal(r.status, said[i].status);
	}
}

/* Whether `one` is among "a|b|c". */
static bool among(const char *one, const char *list)
{
	size_t n = strlen(one);

	for (const char *p = list; (p = strstr(p, one)) != NULL; p++) {
		if ((p == list || p[-1] == '|') && (p[n] == '|' || p[n] == '\0')) {
			return true;
		}
	}
	return false;
}

/* One of bounces.txt: "name<TAB>kind<TAB>addresses<TAB>reasons" and the mail. */
static void check_sample(char *text)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_REPORT struct report *report = NULL;
	CLEANUP_STRBUF struct strbuf addresses = STRBUF_INIT;
	char *body = strchr(text, '\n');
	char *fields[4] = { text };

	assert_non_null(body);
	*body++ = '\0';
	for (size_t i = 1; i < 4; i++) {
		fields[i] = strchr(fields[i - 1], '\t');
		assert_non_null(fields[i]);
		*fields[i]++ = '\0';
	}
	print_message("%s\n", fields[0]);
	assert_int_equal(mail_parse(body, strlen(body), &mail, NULL), ST_OK);
	assert_int_equal(report_read(mail, words, &report, NULL), ST_OK);
	if (strcmp(fields[1], "none") == 0) {
		assert_int_equal(report->kind, REPORT_NONE);
		return;
	}
	assert_true(report->kind == REPORT_BOUNCE || report->kind == REPORT_DELAYED);
	for (size_t i = 0; i < report->n_recipients; i++) {
		strbuf_addf(&addresses, "%s%s", i > 0 ? "," : "", report->recipients[i].address);
	}
	assert_string_equal(addresses.buf, fields[2]);
	assert_string_equal(permanence_name(report->recipients[0].permanence), fields[1]);
	if (!among(reason_name(report->recipients[0].reason), fields[3])) {
		assert_string_equal(reason_name(report->recipients[0].reason), fields[3]);
	}
}

static void test_samples(void **state)
{
	CLEANUP_STRBUF struct strbuf all = STRBUF_INIT;
	char *at;

	(void)state;
	assert_int_equal(fs_read("tests/mail/bounces.txt", 1u << 20, &all, NULL), ST_OK);
	at = strstr(all.buf, "##### ");
	while (at != NULL) {
		char *next = strstr(at + 6, "\n##### ");

		if (next != NULL) {
			*++next = '\0';
		}
		check_sample(at + 6);
		if (next != NULL) {
			*next = '#';
		}
		at = next;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(forms_of_reports),
		cmocka_unit_test(letter_given_back),
		cmocka_unit_test(answers),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
