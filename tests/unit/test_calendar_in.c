/* Calendar answers in the structures that clients send. */
#include "mail/calendar_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BODY_A "BEGIN:VCALENDAR\r\nPRODID:-//Client//Sample//LT\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" \
	"UID:e12-7f3c@org.example\r\nSEQUENCE:2\r\nDTSTAMP:20260902T064500Z\r\nDTSTART:20261015T070000Z\r\n" \
	"ORGANIZER;CN=\"E-Cooperation\":mailto:seminars@org.example\r\n" \
	"ATTENDEE;PARTSTAT=ACCEPTED;CN=\"Petraitis, Jonas\";X-NUM-GUESTS=1:mailto:jonas@firma.example\r\n" \
	"COMMENT:Atvyksime dviese\\, ačiū\\n\r\nBEGIN:VALARM\r\nATTENDEE:mailto:x@y.example\r\nEND:VALARM\r\n" \
	"END:VEVENT\r\nEND:VCALENDAR\r\n"

/* Exchange: no ORGANIZER, the address folded, a Windows zone. */
#define BODY_B "BEGIN:VCALENDAR\nMETHOD:REPLY\nPRODID:Microsoft Exchange Server 2010\nVERSION:2.0\nBEGIN:VTIMEZONE\n" \
	"TZID:Central European Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T030000\nEND:STANDARD\nEND:VTIMEZONE\n" \
	"BEGIN:VEVENT\nATTENDEE;PARTSTAT=DECLINED;CN=Anna Kowalska:mailto:anna.kowalska@zaklad-drz\n ewny.example\n" \
	"UID:e12-90bb@org.example\nSUMMARY;LANGUAGE=pl-PL:Odrzucono: Seminarium\n" \
	"DTSTART;TZID=Central European Standard Time:20261015T090000\nDTSTAMP:20260902T070103Z\nSEQUENCE:0\n" \
	"END:VEVENT\nEND:VCALENDAR\n"

static struct calendar_in read_mail(const char *text)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	struct calendar_in calendar = CALENDAR_IN_INIT;

	assert_int_equal(mail_parse(text, strlen(text), &mail, NULL), ST_OK);
	assert_int_equal(calendar_in_read(mail, &calendar, NULL), ST_OK);
	return calendar;
}

static struct calendar_in parse(const char *text, const char *method)
{
	struct calendar_in calendar = CALENDAR_IN_INIT;

	assert_int_equal(calendar_in_parse(text, strlen(text), method, 0, &calendar, NULL), ST_OK);
	return calendar;
}

static void test_doubled(void **state)
{
	CLEANUP_CALENDAR_IN struct calendar_in calendar = read_mail(
			"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
			"--a\r\nContent-Type: text/plain\r\n\r\nPriimta\r\n--a\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n" BODY_A
			"--a--\r\n--m\r\nContent-Type: application/ics; name=invite.ics\r\n\r\n" BODY_A "--m--\r\n");
	const struct calendar_in_item *item = NULL;
	const struct calendar_in_attendee *a = calendar_in_answer(&calendar, &item);

	(void)state;
	assert_int_equal(calendar.n, 1);
	assert_non_null(a);
	assert_int_equal(a->partstat, CALENDAR_IN_ACCEPTED);
	assert_string_equal(a->email, "jonas@firma.example");
	assert_string_equal(a->name, "Petraitis, Jonas");
	assert_int_equal(a->guests, 1);
	assert_int_equal(item->n_attendees, 1);
	assert_string_equal(item->uid, "e12-7f3c@org.example");
	assert_int_equal(item->sequence, 2);
	assert_int_equal(item->stamp, 1788331500);
	assert_string_equal(item->comment, "Atvyksime dviese, ačiū");
	assert_string_equal(item->organizer, "seminars@org.example");
}

static void test_exchange(void **state)
{
	CLEANUP_CALENDAR_IN struct calendar_in calendar = parse(BODY_B, NULL);
	const struct calendar_in_item *item = NULL;
	const struct calendar_in_attendee *a = calendar_in_answer(&calendar, &item);

	(void)state;
	assert_non_null(a);
	assert_string_equal(a->email, "anna.kowalska@zaklad-drzewny.example");
	assert_int_equal(a->partstat, CALENDAR_IN_DECLINED);
	assert_null(item->organizer);
	assert_string_equal(item->start, "20261015T090000");
}

static void test_base64_attachment(void **state)
{
	/* only an attachment, base64, type octet-stream; the name tells */
	CLEANUP_CALENDAR_IN struct calendar_in calendar = read_mail("Content-Type: application/octet-stream; name=\"meeting.ics\"\n"
			"Content-Transfer-Encoding: base64\n\n"
			"QkVHSU46VkNBTEVOREFSCkJFR0lOOlZFVkVOVApVSUQ6dTEKQVRURU5ERUU7UEFSVFNUQVQ9VEVO\n"
			"VEFUSVZFOk1BSUxUTzphQGIuZXhhbXBsZQpFTkQ6VkVWRU5UCkVORDpWQ0FMRU5EQVIK\n");
	const struct calendar_in_item *item = NULL;
	const struct calendar_in_attendee *a = calendar_in_answer(&calendar, &item);

	(void)state;
	assert_non_null(a); /* no METHOD, no DTSTAMP, no SEQUENCE */
	assert_int_equal(a->partstat, CALENDAR_IN_TENTATIVE);
	assert_int_equal(item->sequence, -1);
	assert_int_equal(item->stamp, 0);
}

static void test_people(void **state)
{
	CLEANUP_CALENDAR_IN struct calendar_in calendar = parse("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u\n"
			"ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO=\"mailto:ona@firma.example\":mailto:jonas@firma.example\n"
			"ATTENDEE;SENT-BY=\"mailto:biuras@firma.example\";PARTSTAT=accepted:MAILTO:direktorius@firma.example\n"
			"ATTENDEE;EMAIL=apple@firma.example;PARTSTAT=ACCEPTED;X-RESPONSE-COMMENT=\"du^nkartu\":urn:uuid:12\n"
			"ATTENDEE;DELEGATED-FROM=\"mailto:jonas@firma.example\":mailto:Ona <ona@firma.example>\n"
			"END:VEVENT\nEND:VCALENDAR", "reply");
	const struct calendar_in_item *item = &calendar.items[0];

	(void)state;
	assert_int_equal(item->method, CALENDAR_IN_REPLY);
	assert_int_equal(item->attendees[0].partstat, CALENDAR_IN_DELEGATED);
	assert_string_equal(item->attendees[0].delegated_to, "ona@firma.example");
	assert_string_equal(item->attendees[1].sent_by, "biuras@firma.example");
	assert_int_equal(item->attendees[1].partstat, CALENDAR_IN_ACCEPTED);
	assert_string_equal(item->attendees[2].email, "apple@firma.example");
	assert_string_equal(item->comment, "du\nkartu");
	assert_string_equal(item->attendees[3].email, "ona@firma.example");
	assert_string_equal(item->attendees[3].delegated_from, "jonas@firma.example");
}

static void test_no_answers(void **state)
{
	CLEANUP_CALENDAR_IN struct calendar_in request = parse("BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:u\n"
			"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b\nEND:VEVENT\nEND:VCALENDAR", NULL);
	CLEANUP_CALENDAR_IN struct calendar_in counter = parse("BEGIN:VCALENDAR\nMETHOD:COUNTER\nBEGIN:VEVENT\nUID:u\n"
			"DTSTART:20261016T070000Z\nATTENDEE:mailto:a@b\nEND:VEVENT\nEND:VCALENDAR", NULL);
	CLEANUP_CALENDAR_IN struct calendar_in bounce = read_mail("Content-Type: multipart/report; boundary=m\n\n--m\n"
			"Content-Type: message/rfc822\n\nContent-Type: text/calendar\n\n" BODY_A "--m--\n");
	const struct calendar_in_item *item = NULL;

	(void)state;
	assert_null(calendar_in_answer(&request, &item));
	assert_int_equal(request.items[0].method, CALENDAR_IN_REQUEST);
	assert_non_null(calendar_in_answer(&counter, &item));
	assert_string_equal(item->start, "20261016T070000Z");
	assert_int_equal(bounce.n, 0);
}

/* A TNEF attribute with its header and checksum. */
static size_t put(unsigned char *to, uint32_t id, const void *data, size_t len)
{
	unsigned char head[9] = { 1, id & 255u, id >> 8 & 255u, id >> 16 & 255u, id >> 24, len & 255u, (len >> 8) & 255u, 0, 0 };

	memcpy(to, head, 9);
	memcpy(to + 9, data, len);
	memset(to + 9 + len, 0, 2);
	return len + 11;
}

static void test_tnef(void **state)
{
	unsigned char buf[1000] = { 0x78, 0x9f, 0x3e, 0x22, 1, 0 };
	static const char object[] = "\x04\0\0\0\x82\0vCal-Uid\x01\0\0\0e12-7f3c@org.example\0";
	CLEANUP_CALENDAR_IN struct calendar_in calendar = CALENDAR_IN_INIT;
	CLEANUP_CALENDAR_IN struct calendar_in attached = CALENDAR_IN_INIT;
	size_t n = 6;
	size_t m;

	(void)state;
	n += put(buf + n, 0x00078008u, "IPM.Schedule.Meeting.Resp.Neg", 30);
	n += put(buf + n, 0x00069003u, object, sizeof(object));
	assert_int_equal(calendar_in_parse_tnef((char *)buf, n, 3, &calendar, NULL), ST_OK);
	assert_int_equal(calendar.n, 1);
	assert_string_equal(calendar.items[0].uid, "e12-7f3c@org.example");
	assert_int_equal(calendar.items[0].attendees[0].partstat, CALENDAR_IN_DECLINED);
	assert_null(calendar.items[0].attendees[0].email);
	assert_int_equal(calendar.items[0].part, 3);
	m = 6 + put(buf + 6, 0x0006800fu, BODY_B, sizeof(BODY_B) - 1);
	assert_int_equal(calendar_in_parse_tnef((char *)buf, m, 0, &attached, NULL), ST_OK);
	assert_int_equal(attached.n, 1);
	for (size_t cut = 0; cut < n; cut++) { /* cut anywhere: no fault */
		CLEANUP_CALENDAR_IN struct calendar_in part = CALENDAR_IN_INIT;

		assert_int_equal(calendar_in_parse_tnef((char *)buf, cut, 0, &part, NULL), ST_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doubled),
		cmocka_unit_test(test_exchange),
		cmocka_unit_test(test_base64_attachment),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_no_answers),
		cmocka_unit_test(test_tnef),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
