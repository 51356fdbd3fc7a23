/* mail/compose, mail/header, mail/transfer: what Python's reader in t2010 cannot tell: exact bytes, refusals, the tree. */
#include "mail/calendar_out.h"
#include "mail/compose.h"
#include "mail/header.h"
#include "mail/transfer.h"
#include "mail/transfer_memo.h"
#include "util/cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct compose_letter plain_letter(void)
{
	return (struct compose_letter){
		.from = { "Centras", "a@centras.example" },
		.to = { NULL, "jonas@firma.example" },
		.subject = "Labas",
		.message_id = "id@centras.example",
		.date = 1805360400,
		.date_offset = 120,
		.text = "Labas\n",
	};
}

static void plain_letter_is_exact(void **state)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct compose_letter letter = plain_letter();

	(void)state;
	assert_int_equal(compose_letter(&letter, &out, NULL), ST_OK);
	assert_string_equal(out.buf, "From: Centras <a@centras.example>\r\n"
			"To: jonas@firma.example\r\n"
			"Subject: Labas\r\n"
			"Date: Thu, 18 Mar 2027 11:00:00 +0200\r\n"
			"Message-ID: <id@centras.example>\r\n"
			"MIME-Version: 1.0\r\n"
			"Content-Type: text/plain; charset=UTF-8\r\n"
			"Content-Transfer-Encoding: 7bit\r\n"
			"\r\n"
			"Labas\r\n");
}

static void answers_name_their_thread(void **state)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct compose_letter letter = plain_letter();

	(void)state;
	letter.message_id = "<id@centras.example>";
	letter.in_reply_to = "<a b@c>";
	letter.references = " <r1@x.example>\r\n\t<bad id> <r2@x.example> junk";
	letter.automatic = COMPOSE_AUTO_REPLIED;
	letter.unsubscribe_mail = "x+t?k@firma.example";
	assert_int_equal(compose_letter(&letter, &out, NULL), ST_OK);
	assert_non_null(strstr(out.buf, "\r\nMessage-ID: <id@centras.example>\r\n"));
	assert_null(strstr(out.buf, "In-Reply-To"));
	assert_non_null(strstr(out.buf, "\r\nReferences: <r1@x.example>\r\n <r2@x.example>\r\n"));
	assert_non_null(strstr(out.buf, "\r\nAuto-Submitted: auto-replied\r\n"));
	assert_non_null(strstr(out.buf, "\r\nList-Unsubscribe: <mailto:x+t%3Fk@firma.example?subject=unsubscribe>\r\n"));
}

static void bad_values_are_refused(void **state)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	static const char evil[] = "x@y.example>\r\nBcc: <z@y.example";
	static const struct compose_header extra[] = { { "Bcc", "z@y.example" } };
	static const struct compose_file file = { .filename = "x", .type = "message/rfc822", .data = "x", .len = 1 };
	struct error err = ERROR_INIT;
	struct compose_letter letters[20];
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
		letters[i] = plain_letter();
	}
	letters[n++].from.email = evil;
	letters[n++].to.email = evil;
	letters[n++].to.email = "a@b.example, c@d.example";
	letters[n++].to.email = NULL;
	letters[n++].reply_to.email = evil;
	letters[n++].message_id = evil;
	letters[n++].message_id = "no-at";
	letters[n++].list_id = evil;
	letters[n++].unsubscribe_url = "https://x.example/\r\nBcc: z";
	letters[n++].unsubscribe_url = "javascript:alert(1)";
	letters[n++].unsubscribe_mail = evil;
	letters[n++].list_help = evil;
	letters[n++].list_owner = evil;
	letters[n++].feedback_id = "a b";
	letters[n++].complaints_to = evil;
	letters[n++].language = "lt\r\nX: y";
	letters[n++].text = "\xC4\x85\xC4";
	letters[n].one_click = true;
	letters[n++].unsubscribe_url = "http://x.example/";
	letters[n].extra = extra;
	letters[n++].n_extra = 1;
	letters[n].files = &file;
	letters[n++].n_files = 1;
	assert_int_equal(n, ARRAY_SIZE(letters));
	strbuf_adds(&out, "kept");
	for (size_t i = 0; i < n; i++) {
		error_clear(&err);
		if (compose_letter(&letters[i], &out, &err) != ST_INVALID) {
			fail_msg("letter %zu was composed: %s", i, out.buf);
		}
		assert_string_equal(out.buf, "kept");
		assert_true(err.text[0] != '\0');
	}
}

static void the_whole_tree(void **state)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf again = STRBUF_INIT;
	const struct compose_file files[] = {
		{ .filename = "logo.png", .type = "image/png", .data = "png", .len = 3, .content_id = "logo" },
		{ .filename = "Programa ąč.pdf", .type = "application/pdf", .encoded = "cGRm\r\n", .encoded_len = 6 },
	};
	static const char *const order[] = { "multipart/mixed;", "multipart/alternative;", "text/plain;",
		"multipart/related;", "text/html;", "image/png;", "Content-ID: <logo>\r\n", "text/calendar;", "method=REQUEST",
		"application/ics;", "application/pdf;", "cGRm\r\n" };
	struct compose_letter letter = plain_letter();
	const char *at;

	(void)state;
	letter.html = "<p>ąčęėįšųū</p>";
	letter.calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
	letter.calendar_method = "REQUEST";
	letter.calendar_filename = "kvietimas.ics";
	letter.files = files;
	letter.n_files = ARRAY_SIZE(files);
	assert_int_equal(compose_letter(&letter, &out, NULL), ST_OK);
	at = out.buf;
	for (size_t i = 0; i < ARRAY_SIZE(order); i++) {
		at = strstr(at, order[i]);
		assert_non_null(at);
	}
	assert_int_equal(compose_letter(&letter, &again, NULL), ST_OK);
	assert_string_equal(out.buf, again.buf);
	letter.html = NULL;
	assert_int_equal(compose_letter(&letter, &again, NULL), ST_INVALID); /* an inline file without HTML */
}

/* Texts put together at random from a few lines, some left out, some new: with the memo the same bytes come as without. */
static void remembered_lines_change_nothing(void **state)
{
	static const char *const lines[] = { "Laba diena,", "Kvieči\xC5\xB3 seminaras\t", "", ".", "From here = there ", "a\r", "\xC5",
		"<td style=\"color:#333333;font-family:Arial,Helvetica,sans-serif;font-size:16px\">ąčęėįšųūž</td>" };
	struct transfer_memo memo;
	unsigned seed = 7;

	(void)state;
	transfer_memo_init(&memo);
	for (int round = 0; round < 3000; round++) {
		CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf with = STRBUF_INIT;
		bool other = round % 100 > 80; /* for a while all are of another kind */

		for (unsigned i = 0; i < 30; i++) {
			seed = seed * 1103515245u + 12345u;
			if (seed >> 16 & 7) {
				strbuf_adds(&text, lines[(seed >> 20 & 7) < 2 ? seed >> 24 & 7 : (i + other) % 8]);
				strbuf_adds(&text, (seed >> 28) == 0 ? "\r\n" : (seed >> 28) == 1 && i == 29 ? "" : "\n");
			}
		}
		strbuf_adds(&with, "before");
		transfer_memo_add_qp(&memo, &with, text.buf, text.len);
		transfer_add_qp(&plain, text.buf, text.len);
		assert_string_equal(with.buf + 6, plain.buf);
		assert_int_equal(with.len, plain.len + 6);
	}
	assert_true(memo.n_lines > 0);
	transfer_memo_release(&memo);
}

static void transfer_encodings(void **state)
{
	static const struct {
		const char *in, *out;
	} qp[] = {
		{ "", "" },
		{ "a\n", "a\r\n" },
		{ "a\r\nb\rc", "a\r\nb\r\nc\r\n" },
		{ "a = b", "a =3D b\r\n" },
		{ "tail \nx\t", "tail=20\r\nx=09\r\n" },
		{ "\n.\n..x\nFrom me\nFrom\n", "\r\n=2E\r\n=2E.x\r\n=46rom me\r\nFrom\r\n" },
		{ "ą\xFF", "=C4=85=FF\r\n" },
	};
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(qp); i++) {
		strbuf_reset(&out);
		transfer_add_qp(&out, qp[i].in, strlen(qp[i].in));
		assert_string_equal(out.buf, qp[i].out);
	}
	strbuf_reset(&out);
	transfer_add_base64_text(&out, "a\nb", 3);
	assert_string_equal(out.buf, "YQ0KYg0K\r\n");
	assert_int_equal(transfer_choose("plain\n", 6), TRANSFER_7BIT);
	assert_int_equal(transfer_choose("a=_b", 4), TRANSFER_QP);
	assert_int_equal(transfer_choose(".", 1), TRANSFER_QP);
	assert_int_equal(transfer_choose("Žąsys gano", strlen("Žąsys gano")), TRANSFER_BASE64);
	assert_int_equal(transfer_choose("Kviečiame dalyvauti seminare", strlen("Kviečiame dalyvauti seminare")), TRANSFER_QP);
	assert_int_equal(transfer_choose("Приглашаем", strlen("Приглашаем")), TRANSFER_BASE64);
	assert_int_equal(transfer_utf8_valid("ąж€👍", strlen("ąж€👍")), strlen("ąж€👍"));
	assert_int_equal(transfer_utf8_valid("a\xC0\x80", 3), 1);
	assert_int_equal(transfer_utf8_valid("\xED\xA0\x80", 3), 0);
	assert_int_equal(transfer_utf8_valid("\xF4\x90\x80\x80", 4), 0);
	assert_int_equal(transfer_utf8_valid("ab\xC4", 3), 2);
}

static void header_forms(void **state)
{
	static const struct {
		const char *name, *want;
	} phrases[] = {
		{ "Jonas", "To: Jonas <a@b.lt>\r\n" },
		{ "J. \"O\" P\\", "To: \"J. \\\"O\\\" P\\\\\" <a@b.lt>\r\n" },
		{ "x\r\nBcc: y", "To: =?UTF-8?Q?x__Bcc=3A_y?= <a@b.lt>\r\n" },
		{ "=?UTF-8?Q?x?=", "To: =?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?= <a@b.lt>\r\n" },
		{ "ą\xFF", "To: =?UTF-8?B?xIXvv70=?= <a@b.lt>\r\n" },
	};
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct header h;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(phrases); i++) {
		strbuf_reset(&out);
		header_begin(&h, &out, "To");
		header_mailbox(&h, phrases[i].name, "a@b.lt");
		header_end(&h);
		assert_string_equal(out.buf, phrases[i].want);
	}
	strbuf_reset(&out);
	header_begin(&h, &out, "X");
	header_param(&h, "filename", "a b.pdf");
	header_param(&h, "name", "a.pdf");
	header_param(&h, "other", "a\"\r\nb");
	header_end(&h);
	assert_string_equal(out.buf, "X:; filename=\"a b.pdf\"; name=a.pdf; other*=UTF-8''a%22%20%20b\r\n");
}

static void calendar_objects(void **state)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct calendar_event event = {
		.method = CALENDAR_CANCEL, .uid = "u@centras.example", .sequence = 2, .stamp = 1805360400,
		.start = 1805360400, .end = 1805382000, .summary = "A, b; c\\\nEND:VEVENT", .language = "lt",
		.organizer = { "Centras", "a@centras.example" },
		.attendee = { "Jonas \"J\"\r\nX:y", "jonas@firma.example" }, .partstat = CALENDAR_ACCEPTED,
	};

	(void)state;
	assert_int_equal(calendar_write(&event, &out, NULL), ST_OK);
	assert_string_equal(out.buf, "BEGIN:VCALENDAR\r\nPRODID:-//Kvieslys//Kvieslys//EN\r\nVERSION:2.0\r\n"
			"CALSCALE:GREGORIAN\r\nMETHOD:CANCEL\r\nBEGIN:VEVENT\r\nUID:u@centras.example\r\n"
			"DTSTAMP:20270318T090000Z\r\nSEQUENCE:2\r\nDTSTART:20270318T090000Z\r\nDTEND:20270318T150000Z\r\n"
			"SUMMARY;LANGUAGE=lt:A\\, b\\; c\\\\\\nEND:VEVENT\r\n"
			"ORGANIZER;CN=\"Centras\":mailto:a@centras.example\r\n"
			"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALS\r\n"
			" E;CN=\"Jonas 'J'  X:y\";LANGUAGE=lt:mailto:jonas@firma.example\r\n"
			"STATUS:CANCELLED\r\nTRANSP:OPAQUE\r\nX-MICROSOFT-DISALLOW-COUNTER:TRUE\r\nEND:VEVENT\r\n"
			"END:VCALENDAR\r\n");
	strbuf_reset(&out);
	event.uid = "u\r\nX: y@z";
	assert_int_equal(calendar_write(&event, &out, NULL), ST_INVALID);
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_letter_is_exact),
		cmocka_unit_test(answers_name_their_thread),
		cmocka_unit_test(bad_values_are_refused),
		cmocka_unit_test(the_whole_tree),
		cmocka_unit_test(transfer_encodings),
		cmocka_unit_test(remembered_lines_change_nothing),
		cmocka_unit_test(header_forms),
		cmocka_unit_test(calendar_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
