/* Outgoing letters: a plain structure to the bytes of one mail, strict CRLF, 7-bit on the wire. Headers are built from
 * checked values, never concatenated: no value can add a header, a recipient or a part.
 *  - Names, the subject and file names are any UTF-8: line ends and control characters in them become blanks, wrong
 *    bytes U+FFFD; they are encoded (RFC 2047, RFC 2231) where they must be. No encoded-word is above 75, no line above 78 octets
 *    where a line can be broken at all, none above 998.
 *  - Addresses, identifiers and URLs are taken only as they may stand: else ST_INVALID names the field.
 *  - The same letter gives the same bytes: the boundaries come from the Message-ID and can stand in no part.
 * Tree: mixed{ alternative{ text/plain, related{ text/html, inline files }, text/calendar }, calendar file, attachments },
 * each level only where it has more than one child.
 * Threads: no state; any number at once. */
#ifndef KVIESLYS_MAIL_COMPOSE_H
#define KVIESLYS_MAIL_COMPOSE_H

#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct transfer_memo;

struct compose_mailbox {
	const char *name;  /* NULL or "" when there is none */
	const char *email; /* as address_parse() gives it */
};

struct compose_file {
	const char *filename;   /* for people; may be NULL with a content_id */
	const char *type;       /* "image/png"; NULL: application/octet-stream */
	const void *data;
	size_t len;
	const char *content_id; /* "logo" for <img src="cid:logo">, letters, digits, '.', '-', '_'; NULL: an attachment */
	/* Base64 lines of compose_encode_base64(), made once for a file that goes into many letters; NULL: made here. */
	const char *encoded;
	size_t encoded_len;
};

/* A header field of the caller's own: "X-Something". */
struct compose_header {
	const char *name;  /* letters, digits, '-'; none that the letter's other fields make */
	const char *value; /* any text */
};

enum compose_auto {
	COMPOSE_AUTO_NO,        /* campaign letters: no Auto-Submitted header */
	COMPOSE_AUTO_GENERATED, /* reminders and notices nobody asked for just now */
	COMPOSE_AUTO_REPLIED    /* answers our program sends to a reply; asks for no out-of-office in return */
};

/* NULL means: no such header or part. All strings are borrowed until compose_letter() returns. */
struct compose_letter {
	struct compose_mailbox from; /* required */
	struct compose_mailbox to;   /* required, exactly one */
	struct compose_mailbox reply_to; /* email NULL: none */
	const char *subject;         /* required */
	const char *message_id;      /* required, with or without brackets: "TOKEN@own.example" */
	int64_t date;                /* seconds since 1970 */
	int date_offset;             /* minutes east of UTC in which Date is written, -720..840 */
	const char *language;        /* Content-Language: "lt" */

	const char *in_reply_to;     /* a Message-ID; one that cannot stand in a header is left out */
	const char *references;      /* Message-IDs with brackets, blanks between; what does not fit that is left out */
	enum compose_auto automatic;

	const char *list_id;         /* "seminarai.example.lt" */
	const char *list_name;       /* phrase before it */
	const char *unsubscribe_url; /* https://…; with one_click also List-Unsubscribe-Post */
	bool one_click;
	const char *unsubscribe_mail; /* address, may be tagged: <mailto:…?subject=unsubscribe> */
	const char *list_help;       /* mailto: or https: URL */
	const char *list_owner;      /* address */
	const char *feedback_id;     /* "campaign:language:kind:sender", no personal data */
	const char *complaints_to;   /* CFBL-Address */

	const struct compose_header *extra;
	size_t n_extra;

	const char *text;            /* required; UTF-8, LF or CRLF */
	const char *html;
	/* For many letters that resemble one another: what the caller keeps from one to the next. Changes no byte; NULL: none. */
	struct transfer_memo *text_memo, *html_memo;
	const char *calendar;        /* a whole iCalendar object, calendar_write() */
	const char *calendar_method; /* "REQUEST", "CANCEL": required with calendar */
	const char *calendar_filename; /* also as an application/ics attachment of this name */
	const struct compose_file *files;
	size_t n_files;
};

/* Appends the letter to `out`. On failure `out` is as it was. ST_INVALID (the text names the field), ST_NOMEM. */
enum status compose_letter(const struct compose_letter *letter, struct strbuf *out, struct error *err);

/* Appends base64 in lines of 76 with CRLF, for compose_file.encoded. */
enum status compose_encode_base64(const void *data, size_t len, struct strbuf *out, struct error *err);

#endif
