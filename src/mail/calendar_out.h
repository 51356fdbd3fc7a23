/* iCalendar objects that we send (RFC 5545, 5546, 6047): an invitation or its withdrawal for exactly one guest.
 * Lines are folded at 75 octets, never inside a UTF-8 letter; times are written in UTC; text is escaped, line ends of
 * values cannot make a property. */
#ifndef KVIESLYS_MAIL_CALENDAR_OUT_H
#define KVIESLYS_MAIL_CALENDAR_OUT_H

#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

enum calendar_method { CALENDAR_REQUEST, CALENDAR_CANCEL };

enum calendar_partstat {
	CALENDAR_NEEDS_ACTION,
	CALENDAR_ACCEPTED, /* a confirmation: lands in the calendar, a later decline is a cancellation */
	CALENDAR_TENTATIVE,
	CALENDAR_DECLINED
};

struct calendar_guest {
	const char *name;  /* NULL: none */
	const char *email; /* as address_parse() gives it */
};

struct calendar_event {
	enum calendar_method method;
	const char *uid;      /* one per recipient, the same in every update: "TOKEN@own.example" */
	int64_t sequence;     /* +1 when time or place change and on cancelling, never on resending */
	int64_t stamp;        /* when this object was made */
	int64_t start, end;
	const char *summary;
	const char *location;    /* NULL: none */
	const char *description; /* NULL: none */
	const char *url;         /* NULL: none */
	const char *language;    /* NULL: none */
	struct calendar_guest organizer; /* a mailbox that is read */
	struct calendar_guest attendee;
	enum calendar_partstat partstat;
	bool rsvp; /* an answer is wanted */
};

/* Appends the object with CRLF line ends. On failure `out` is as it was. ST_INVALID (names the field), ST_NOMEM. */
enum status calendar_write(const struct calendar_event *event, struct strbuf *out, struct error *err);
/* "REQUEST" or "CANCEL": compose_letter.calendar_method. */
const char *calendar_method_name(enum calendar_method method);

#endif
