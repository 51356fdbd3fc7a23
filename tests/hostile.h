/* Mails that would cost a careless reader much: a table of heads and units that are repeated until a size is reached. In a
 * unit "{}" is the number of the repetition and "{+}" the next. Used by the test and by the measurement. */
#ifndef KVIESLYS_TESTS_HOSTILE_H
#define KVIESLYS_TESTS_HOSTILE_H

#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>

/* The letter that the senders of these mails were sent. */
#define HOSTILE_SENT "Kviečiame Jūsų įmonę į seminarą Alytuje 2027 m. kovo 18 d. Prašome atsakyti iki kovo 11 d.: TAIP arba NE.\n" \
	"Vardas ir pavardė:\nTelefonas:\nKiek žmonių dalyvaus:\n\nWe invite your firm to the seminar in Alytus on 18 March 2027.\n"

#define HOSTILE_TEXT "From: a@b.example\nSubject: Re: x\nIn-Reply-To: <t1@centras.example>\n\n"
#define HOSTILE_HTML "From: a@b.example\nSubject: Re: x\nContent-Type: text/html; charset=utf-8\n\n"
#define HOSTILE_REPORT "From: MAILER-DAEMON@b.example\nTo: x@centras.example\nSubject: Undelivered Mail Returned to Sender\n" \
	"Return-Path: <>\n"
#define HOSTILE_DSN HOSTILE_REPORT "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nThis is " \
	"the mail system. Delivery failed.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; b.example\n\n"
#define HOSTILE_ICS "From: a@b.example\nSubject: Accepted: x\nContent-Type: text/calendar; method=REPLY; charset=utf-8\n\n" \
	"BEGIN:VCALENDAR\nMETHOD:REPLY\n"
#define HOSTILE_64 "From: a@b.example\nContent-Transfer-Encoding: base64\n"

struct hostile {
	const char *name, *head, *unit, *tail;
};

static const struct hostile hostile[] = {
	/* structure */
	{ "multiparts in multiparts", "From: a@b.example\nContent-Type: multipart/mixed; boundary=b0\n\n",
		"--b{}\nContent-Type: multipart/mixed; boundary=b{+}\n\n", "" },
	{ "messages in messages", "From: a@b.example\nContent-Type: message/rfc822\n\n",
		"From: a@b.example\nContent-Type: message/rfc822\n\n", "" },
	{ "many parts", "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", "--b--\n" },
	{ "many HTML parts", "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n",
		"--b\nContent-Type: text/html\n\n<p>x</p>\n", "--b--\n" },
	{ "many reports inside", "From: a@b.example\nContent-Type: multipart/report; boundary=b\n\n",
		"--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; r{}@x.example\nAction: failed\n\n", "--b--\n" },
	{ "boundaries of nothing", "From: a@b.example\nContent-Type: multipart/mixed; boundary=\"\"\n\n", "--\n", "" },
	{ "a boundary almost met", "From: a@b.example\nContent-Type: multipart/mixed; boundary=bbbbbbbbbbbbbbbbbbbbbbbbb\n\n",
		"--bbbbbbbbbbbbbbbbbbbbbbbb\n", "" },
	/* headers */
	{ "one long header", "From: a@b.example\nSubject: ", "word ", "\n\nTaip\n" },
	{ "a folded header", "From: a@b.example\nSubject: x", "\n x", "\n\nTaip\n" },
	{ "many headers", "From: a@b.example\n", "X-{}: y\n", "\nTaip\n" },
	{ "many Received", "From: a@b.example\n", "Received: from a by b; Mon, 1 Feb 2027 10:00:00 +0200\n", "\nTaip\n" },
	{ "encoded words", "From: a@b.example\nSubject: ", "=?utf-8?q?a?= ", "\n\nTaip\n" },
	{ "encoded words that are none", "From: a@b.example\nSubject: ", "=?utf-8?q?", "\n\nTaip\n" },
	{ "comments in comments", "From: ", "(", "a@b.example\n\nTaip\n" },
	{ "many senders", "From: ", "a{}@b.example, ", "\n\nTaip\n" },
	{ "quotes without end", "From: ", "\"a\\\"", "\n\nTaip\n" },
	{ "parameters in pieces", "From: a@b.example\nContent-Type: text/plain", "; name*{}*=utf-8''%41%C4%85", "\n\nTaip\n" },
	{ "many parameters", "From: a@b.example\nContent-Type: multipart/mixed", "; boundary*{}=\"b\"", "\n\n--b\n\nTaip\n" },
	{ "many references", "From: a@b.example\nReferences:", " <t{}@centras.example>", "\n\nTaip\n" },
	/* encodings */
	{ "base64", HOSTILE_64 "\n", "VGFpcCwgZGFseXZhdXNpbWUuIFRhaXAsIGRhbHl2YXVzaW1lLiBUYWlwLCBkYWx5dmF1c2ltZS4K\n", "" },
	{ "base64 of a message", HOSTILE_64 "Content-Type: message/rfc822\n\n",
		"Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMgpDb250ZW50LVRyYW5zZmVyLUVuY29kaW5nOiBiYXNlNjQKCg==\n", "" },
	{ "base64 of noise", HOSTILE_64 "\n", "=\x80!= A", "" },
	{ "quoted-printable breaks", "From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\n", "=\n", "" },
	{ "quoted-printable blanks", "From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\n", "=                ", "" },
	{ "uuencode", "From: a@b.example\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 x\n",
		"M1G)O;3H@82Q8-C8V-C8V-C8V-C8V-C8V-C8V-C8V-C8V-C8V-C8V-C8V-C8V\n", "" },
	{ "UTF-16 that is none", "From: a@b.example\nContent-Type: text/plain; charset=utf-16\n\n", "Taip\xff\xfe ", "" },
	{ "UTF-7", "From: a@b.example\nContent-Type: text/plain; charset=utf-7\n\n", "+AQUBBQ-+", "" },
	{ "ISO-2022 escapes", "From: a@b.example\nContent-Type: text/plain; charset=iso-2022-jp\n\n", "\x1b$B\x1b(B", "" },
	{ "broken UTF-8", HOSTILE_TEXT, "\xc4\xff\x85", "" },
	{ "bytes of a page", HOSTILE_TEXT, "\xe0\xe8\xe6 ", "" },
	/* text */
	{ "one line of words", HOSTILE_TEXT, "dalyvausime ", "" },
	{ "one line of one word", HOSTILE_TEXT, "a", "" },
	{ "newlines", HOSTILE_TEXT, "\n", "" },
	{ "dashes", HOSTILE_TEXT, "-", "" },
	{ "lines of dashes", HOSTILE_TEXT, "---\n", "" },
	{ "years", HOSTILE_TEXT, "2026 ", "" },
	{ "beginnings of attributions", HOSTILE_TEXT, "On ", "" },
	{ "lines that begin attributions", HOSTILE_TEXT, "On a\n", "" },
	{ "attributions", HOSTILE_TEXT, "On Mon, 1 Feb 2027 at 10:00 A B <a@b.example> wrote:\n", "" },
	{ "attributions without end", HOSTILE_TEXT, "On Mon, 1 Feb 2027 at 10:00 A B <a@b.example> wrote\n", "" },
	{ "lines that end in a colon", HOSTILE_TEXT, "a:\n", "" },
	{ "header blocks", HOSTILE_TEXT, "From: a@b.example\nSent: x\n", "" },
	{ "one header name", HOSTILE_TEXT, "From: a\n", "" },
	{ "lines that might be headers", HOSTILE_TEXT, "Abc: <a@b.example> 2027\n", "" },
	{ "quote marks in a line", HOSTILE_TEXT, ">", "" },
	{ "deep quotes", HOSTILE_TEXT, ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>> x\n", "" },
	{ "quotes and words in turn", HOSTILE_TEXT, "> a\nTaip\n", "" },
	{ "signatures", HOSTILE_TEXT, "Pagarbiai\nJonas Jonaitis\n", "" },
	{ "marks of signatures", HOSTILE_TEXT, "-- \nJonas\n", "" },
	{ "mobile footers", HOSTILE_TEXT, "Sent from my iPhone\nx\n", "" },
	{ "disclaimers", HOSTILE_TEXT, "This e-mail is confidential.\n", "" },
	{ "almost disclaimers", HOSTILE_TEXT, "This e-mail message a. This e-mail message b. This e-mail message c.\n", "" },
	{ "flowed lines", "From: a@b.example\nContent-Type: text/plain; format=flowed; delsp=yes\n\n", "> a \n", "" },
	{ "NULs", HOSTILE_TEXT, "\x01\x02", "" },
	/* what we sent */
	{ "our letter again and again", HOSTILE_TEXT, HOSTILE_SENT, "" },
	{ "our letter with a word changed", HOSTILE_TEXT, "Kviečiame Jūsų įmonę į {} seminarą Alytuje 2027 m. kovo {} d. Prašome atsakyti ", "" },
	{ "three words of our letter", HOSTILE_TEXT, "kovo 18 d. ", "" },
	{ "lines of three words of our letter", HOSTILE_TEXT, "atsakyti iki kovo\n", "" },
	{ "labels of our letter", HOSTILE_TEXT, "Telefonas: {}\n", "" },
	/* words of answers */
	{ "yes", HOSTILE_TEXT, "taip, ", "" },
	{ "yes and no", HOSTILE_TEXT, "Taip, bet ne. ", "" },
	{ "clauses", HOSTILE_TEXT, "if not or but yes because no, ", "" },
	{ "names", HOSTILE_TEXT, "Jonas Jonaitis\n", "" },
	{ "yes to names", HOSTILE_TEXT, "taip Jonas, ", "" },
	{ "no to names", HOSTILE_TEXT, "ne Jonas, ", "" },
	{ "names in one sentence", HOSTILE_TEXT, "Jonas Jonaitis, ", "" },
	{ "names and buts", HOSTILE_TEXT, "Jonas Jonaitis bet ", "" },
	{ "names and addresses", HOSTILE_TEXT, "{}. Jonas Jonaitis, direktorius, j{}@b.example, +370 600 {}\n", "" },
	{ "numbers", HOSTILE_TEXT, "{} žmonės, ", "" },
	{ "words that nobody knows", HOSTILE_TEXT, "dalyvausmiem{} registrruoju{} ", "" },
	{ "questions", HOSTILE_TEXT, "Ar bus pietūs? ", "" },
	{ "unsubscribe", "From: a@b.example\nSubject: unsubscribe\n\n", "unsubscribe STOP ", "" },
	/* HTML */
	{ "divs in divs", HOSTILE_HTML, "<div>", "x" },
	{ "quotes in quotes", HOSTILE_HTML, "<blockquote>x", "" },
	{ "tables in tables", HOSTILE_HTML, "<table><tr><td>x", "" },
	{ "cells outside tables", HOSTILE_HTML, "<table>x<td>", "" },
	{ "bold in italics", HOSTILE_HTML, "<b><i><a>x</b></i>", "" },
	{ "tags without end", HOSTILE_HTML, "<a ", "" },
	{ "less-than", HOSTILE_HTML, "<", "" },
	{ "attributes", HOSTILE_HTML "<p ", "a{}=b ", ">x" },
	{ "entities", HOSTILE_HTML, "&amp;&#x41;&#", "" },
	{ "comments", HOSTILE_HTML, "<!-- x", "" },
	{ "styles without end", HOSTILE_HTML, "<style>x", "" },
	{ "paragraphs", HOSTILE_HTML, "<p>Taip</p>", "" },
	{ "text without tags", HOSTILE_HTML, "Taip dalyvausime ", "" },
	{ "marks of clients", HOSTILE_HTML, "<div class=gmail_quote>x</div>", "" },
	/* reports */
	{ "report of many recipients", HOSTILE_DSN, "Final-Recipient: rfc822; r{}@x.example\nAction: failed\nStatus: 5.1.1\n\n", "--b--\n" },
	{ "report of one recipient again and again", HOSTILE_DSN,
		"Final-Recipient: rfc822; r@x.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 x\n\n", "--b--\n" },
	{ "report of one long field", HOSTILE_DSN "Final-Recipient: rfc822; r@x.example\nDiagnostic-Code: smtp;", " 550 user", "\n\n--b--\n" },
	{ "report of broken groups", HOSTILE_DSN, "Action: failed\n\n", "--b--\n" },
	{ "notice of many addresses", HOSTILE_REPORT "\n", "<r{}@x.example>: unknown\n", "" },
	{ "notice of one line", HOSTILE_REPORT "\nDelivery failed: ", "r{}@x.example ", "" },
	{ "notice of almost phrases", HOSTILE_REPORT "\n", "message * could not be message * could not be ", "" },
	{ "notice of dialogues", HOSTILE_REPORT "\n", ">>> RCPT To:<r{}@x.example>\n<<< 550 5.1.1 <r{}@x.example> no such user\n", "" },
	{ "notice of at signs", HOSTILE_REPORT "\n", "@a.b", "" },
	{ "notice of headings", HOSTILE_REPORT "\nx\n", "--- original message was\n", "" },
	{ "notification in brackets", HOSTILE_REPORT "Content-Type: application/json\n\n{\"notificationType\":", "[", "" },
	{ "notification of many", HOSTILE_REPORT "\n{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[",
		"{\"emailAddress\":\"r{}@x.example\"},", "{}]}}" },
	{ "complaint of many readers", "From: a@b.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\n"
		"x\n\n--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n", "Original-Rcpt-To: r{}@x.example\n", "\n--b--\n" },
	/* calendars */
	{ "many events", HOSTILE_ICS, "BEGIN:VEVENT\nUID:{}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\nEND:VEVENT\n", "END:VCALENDAR\n" },
	{ "many attendees", HOSTILE_ICS "BEGIN:VEVENT\nUID:1\n", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:a{}@b.example\n", "END:VEVENT\nEND:VCALENDAR\n" },
	{ "a folded comment", HOSTILE_ICS "BEGIN:VEVENT\nUID:1\nCOMMENT:x", "\n x", "\nEND:VEVENT\nEND:VCALENDAR\n" },
	{ "many comments", HOSTILE_ICS "BEGIN:VEVENT\nUID:1\n", "COMMENT:x\\n\n", "END:VEVENT\nEND:VCALENDAR\n" },
	{ "calendars in calendars", HOSTILE_ICS, "BEGIN:VEVENT\n", "" },
	{ "parameters of an attendee", HOSTILE_ICS "BEGIN:VEVENT\nUID:1\nATTENDEE", ";X-{}=\"a\"", ":mailto:a@b.example\nEND:VEVENT\n" },
	{ "winmail.dat of noise", "From: a@b.example\nContent-Type: application/ms-tnef; name=winmail.dat\n\n\x78\x9f\x3e\x22\x01\x01",
		"\x01\x06\x90\x08\x01\x02\x03", "" },
};
#define HOSTILE_COUNT (sizeof hostile / sizeof hostile[0])

static inline void hostile_add(struct strbuf *out, const char *unit, size_t i)
{
	for (const char *p = unit; *p != '\0'; p++) {
		if (strncmp(p, "{}", 2) == 0) {
			strbuf_addf(out, "%zu", i);
			p++;
		} else if (strncmp(p, "{+}", 3) == 0) {
			strbuf_addf(out, "%zu", i + 1);
			p += 2;
		} else {
			strbuf_addc(out, *p);
		}
	}
}

/* Appends mail number `n` with at least `size` bytes. The one of NULs gets them. */
static inline void hostile_make(const struct hostile *h, size_t size, struct strbuf *out)
{
	bool nuls = strcmp(h->name, "NULs") == 0;

	strbuf_adds(out, h->head);
	for (size_t i = 0; out->len < size && strbuf_ok(out); i++) {
		if (nuls) {
			strbuf_add(out, "\0a", 2);
		} else {
			hostile_add(out, h->unit, i);
		}
	}
	strbuf_adds(out, h->tail);
}

#endif
