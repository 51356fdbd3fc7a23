/* Reading mail: structure, headers, charsets, and agreement with libetpan on well-formed mail. */
#include "mail/parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct mail *parse(const char *text)
{
	struct mail *mail = NULL;

	assert_int_equal(mail_parse(text, strlen(text), &mail, NULL), ST_OK);
	return mail;
}

static void check_text(const char *raw, size_t part, const char *want)
{
	CLEANUP_MAIL struct mail *mail = parse(raw);
	size_t len;
	const char *text = mail_part_text(mail, part, &len);

	assert_non_null(text);
	assert_string_equal(text, want);
	assert_int_equal(len, strlen(want));
}

static void check_header(const char *raw, const char *want)
{
	char text[2000];
	CLEANUP_MAIL struct mail *mail = NULL;

	(void)snprintf(text, sizeof(text), "Subject: %s\n\n", raw);
	mail = parse(text);
	assert_non_null(mail_header(mail, "subject"));
	assert_string_equal(mail_header(mail, "subject"), want);
}

static void test_empty(void **state)
{
	CLEANUP_MAIL struct mail *mail = parse("");

	(void)state;
	assert_int_equal(mail_n_parts(mail), 1);
	assert_string_equal(mail_part(mail, 0)->type, "text/plain");
	assert_null(mail_header(mail, "From"));
}

static void test_words(void **state)
{
	(void)state;
	check_header("=?utf-8?Q?Re=3A_Kvietimas?=", "Re: Kvietimas");
	check_header("=?utf-8?B?xIU=?= =?utf-8?B?xI0=?=", "ąč");
	check_header("=?utf-8?B?xI==?=\n =?utf-8?B?jQ==?= b", "č b");
	check_header("=?utf-8?q?=C4?= =?utf-8?q?=8D?=", "č");
	check_header("=?utf-8*lt?Q?=C5=A0?=", "Š");
	check_header("=?windows-1257?Q?=D0iauliai?=", "Šiauliai");
	check_header("=?iso-8859-13?Q?=D0iauliai?= a", "Šiauliai a");
	check_header("=?x-unknown?Q?=C5=A0?=", "Š");
	check_header("=?utf-8?X?abc?=", "=?utf-8?X?abc?=");
	check_header("a=b ?= =? c", "a=b ?= =? c");
	check_header("=?utf-8?Q?a b?=", "a b");
	check_header("=?utf-8?Q?no end", "no end");
	check_header("one\n two\r\n\tthree", "one two three");
	check_header("=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x");
	check_header("\xd0iauliai", "Šiauliai");
	check_header("=?koi8-u?B?8NLJ18XU?=", "Привет");
}

static void test_params(void **state)
{
	CLEANUP_MAIL struct mail *mail = parse("Content-Type: (c(c)) TEXT/Calendar; method=REPLY ; charset=\"utf-8\";\n"
			" name*1=\"b.ics\"; name*0*=utf-8'lt'%C4%85; x\n"
			"Content-Disposition: attachment; filename==?utf-8?Q?=C4=8D.ics?=\n\nx");

	(void)state;
	assert_string_equal(mail_part(mail, 0)->type, "text/calendar");
	assert_string_equal(mail_part_param(mail, 0, "METHOD"), "REPLY");
	assert_string_equal(mail_part_param(mail, 0, "charset"), "utf-8");
	assert_string_equal(mail_part_param(mail, 0, "name"), "ąb.ics");
	assert_string_equal(mail_part(mail, 0)->filename, "č.ics");
	assert_string_equal(mail_part(mail, 0)->disposition, "attachment");
	assert_null(mail_part_param(mail, 0, "boundary"));
}

static void test_charsets(void **state)
{
	(void)state;
	check_text("Content-Type: text/plain; charset=iso-8859-1\n\n\x93" "a\x94", 0, "“a”");
	check_text("Content-Type: text/plain; charset=iso-8859-2\n\n\x9c\xb9", 0, "śą");
	check_text("Content-Type: text/plain; charset=utf-8\n\nA\xe8i\xfb, b\xfbsim", 0, "Ačiū, būsim");
	check_text("Content-Type: text/plain; charset=utf-8\n\nč \xff b", 0, "č \xef\xbf\xbd b");
	check_text("Content-Type: text/plain; charset=cp-1257\n\n\xf0", 0, "š");
	check_text("Content-Type: text/plain\n\n\xcf\xf0\xe8\xe2\xe5\xf2", 0, "Привет");
	check_text("Content-Type: text/html\n\n<meta charset='windows-1251'>\xc4\xe0", 0, "<meta charset='windows-1251'>Да");
	check_text("Content-Transfer-Encoding: quoted-printable\n\na=C4=8D= \r\nb=\r\nc=zz", 0, "ačbc=zz");
	check_text("Content-Transfer-Encoding: base64\n\nVGFp\ncA==\n", 0, "Taip");
	check_text("Content-Transfer-Encoding: base64\n\nTaip, dalyvausiu. Jonas P.\n", 0, "Taip, dalyvausiu. Jonas P.\n");
	check_text("Content-Type: text/plain charset=iso-2022-jp\n\n\x1b$B$\"\x1b(B", 0, "あ");
}

static void test_structure(void **state)
{
	CLEANUP_MAIL struct mail *mail = parse("From: a@b\nContent-Type: multipart/mixed; boundary=m\n\npreamble\n--m\n"
			"Content-Type: multipart/alternative; boundary=\"m a\"\n\n--m a\n\nplain\n--m a\nContent-Type: text/html\n\n"
			"<b>\n--m a--\n--m\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner body\n--m--\nepilogue");
	size_t len;

	(void)state;
	assert_int_equal(mail_n_parts(mail), 6);
	assert_string_equal(mail_part(mail, 1)->type, "multipart/alternative");
	assert_string_equal(mail_part_text(mail, 2, &len), "plain");
	assert_string_equal(mail_part_text(mail, 3, &len), "<b>");
	assert_int_equal(mail_part(mail, 3)->parent, 1);
	assert_string_equal(mail_part_header(mail, 4, "Subject"), "inner");
	assert_string_equal(mail_part_bytes(mail, 4, &len), "Subject: inner\n\ninner body");
	assert_string_equal(mail_part_text(mail, 5, &len), "inner body");
	assert_int_equal(mail_part(mail, 5)->message, 4);
	assert_int_equal(mail_part(mail, 5)->depth, 2);
	assert_int_equal(mail_find_part(mail, "text/plain"), 2);
}

static void test_broken_structure(void **state)
{
	size_t len;
	CLEANUP_MAIL struct mail *cut = parse("Content-Type: multipart/mixed; boundary=zz\n\nonly text");
	CLEANUP_MAIL struct mail *unnamed = parse("Content-Type: multipart/mixed\n\n--q\nContent-Type: text/html\n\nx\n--q--");
	CLEANUP_MAIL struct mail *encoded = parse("Content-Type: multipart/report; boundary=q\n\n--q\nContent-Type: "
			"message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaQoKYm9keQ==\n--q--");
	CLEANUP_MAIL struct mail *headless = parse("Content-Type: multipart/mixed; boundary=\":f\"\n\n--:f\n--:f\nContent-Type: "
			"text/html\n--:f--");
	CLEANUP_MAIL struct mail *junk = parse("From x Mon\nSubject: a\njunk here\nTo: b\nbody starts\n");

	(void)state;
	assert_string_equal(mail_part_text(cut, 1, &len), "only text");
	assert_string_equal(mail_part(unnamed, 1)->type, "text/html");
	assert_int_equal(mail_n_parts(headless), 3);
	assert_string_equal(mail_part(headless, 2)->type, "text/html");
	assert_string_equal(mail_part_header(encoded, 1, "subject"), "i");
	assert_string_equal(mail_part_text(encoded, 2, &len), "body");
	assert_string_equal(mail_header(junk, "to"), "b");
	assert_string_equal(mail_part_text(junk, 0, &len), "body starts\n");
}

static void test_deep(void **state)
{
	size_t n = 5000;
	char *text = malloc(n * 64 + 1);
	struct mail *mail = NULL;
	size_t len = 0;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < n; i++) {
		len += (size_t)snprintf(text + len, 64, "Content-Type: multipart/mixed; boundary=b%zu\n\n--b%zu\n", i, i);
	}
	assert_int_equal(mail_parse(text, len, &mail, NULL), ST_OK);
	assert_true(mail_n_parts(mail) <= MAIL_MAX_DEPTH + 2);
	mail_free(mail);
	memset(text, '(', n * 64);
	memcpy(text, "Content-Type: ", 14);
	assert_int_equal(mail_parse(text, n * 64, &mail, NULL), ST_OK);
	assert_string_equal(mail_part(mail, 0)->type, "text/plain");
	mail_free(mail);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_params),
		cmocka_unit_test(test_charsets),
		cmocka_unit_test(test_structure),
		cmocka_unit_test(test_broken_structure),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
