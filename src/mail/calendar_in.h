/* Calendar answers (iMIP, RFC 5546/6047) as clients really send them: the object twice, as an attachment only, without
 * METHOD or ORGANIZER, with a folded address, base64, or wrapped into winmail.dat. Nothing is judged here: whose
 * invitation a UID is and what an answer changes is domain/'s affair. Attached messages are not looked into (a
 * bounce may hold our own invitation). */
#ifndef KVIESLYS_MAIL_CALENDAR_IN_H
#define KVIESLYS_MAIL_CALENDAR_IN_H

#include "mail/parse.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CALENDAR_IN_MAX_ITEMS 20
#define CALENDAR_IN_MAX_ATTENDEES 100
#define CALENDAR_IN_MAX_COMMENT 8000 /* bytes; no further COMMENT is added to one that is longer */

enum calendar_in_method {
	CALENDAR_IN_UNKNOWN, /* none given, or none of these */
	CALENDAR_IN_REPLY,
	CALENDAR_IN_COUNTER,
	CALENDAR_IN_REFRESH,
	CALENDAR_IN_REQUEST, /* somebody invites us, or our own mail came back */
	CALENDAR_IN_CANCEL,
	CALENDAR_IN_PUBLISH
};

enum calendar_in_partstat {
	CALENDAR_IN_NO_ANSWER, /* NEEDS-ACTION, none, or none of these */
	CALENDAR_IN_ACCEPTED,
	CALENDAR_IN_DECLINED,
	CALENDAR_IN_TENTATIVE,
	CALENDAR_IN_DELEGATED
};

struct calendar_in_attendee {
	char *email; /* without "mailto:", NULL when the object gives none (winmail.dat): then the sender's */
	char *name;  /* CN, NULL: none */
	enum calendar_in_partstat partstat;
	char *sent_by; /* the address of the secretary who answered, or NULL */
	char *delegated_to;
	char *delegated_from;
	int guests; /* X-NUM-GUESTS: people beside the attendee; 0 when not said */
};

/* One event of an object. All strings are valid UTF-8. */
struct calendar_in_item {
	enum calendar_in_method method;
	char *uid;         /* NULL: none */
	int64_t sequence;  /* -1: none */
	int64_t stamp;     /* DTSTAMP; 0: none or unreadable */
	char *start;       /* DTSTART as written ("20261015T070000Z"), NULL: none: what a COUNTER proposes */
	char *summary;     /* NULL: none */
	char *comment;     /* COMMENT lines and what Google puts beside the attendee; NULL: none. To be read as a reply */
	char *organizer;   /* address, NULL: none */
	struct calendar_in_attendee *attendees;
	size_t n_attendees;
	size_t part; /* of the mail */
};

struct calendar_in {
	struct calendar_in_item *items;
	size_t n;
};

#define CALENDAR_IN_INIT { NULL, 0 }
#define CLEANUP_CALENDAR_IN CLEANUP(calendar_in_release)
void calendar_in_release(struct calendar_in *calendar);

/* All events of the mail's calendar parts, each once. No calendar: ST_OK and n = 0. ST_NOMEM only. */
enum status calendar_in_read(struct mail *mail, struct calendar_in *ret, struct error *err);
/* Adds the events of one object (text/calendar) to `calendar`; `method` is the part's parameter or NULL. */
enum status calendar_in_parse(const char *text, size_t len, const char *method, size_t part,
		struct calendar_in *calendar, struct error *err);
/* Adds what a winmail.dat (TNEF) holds: a meeting response, or an attached calendar object. */
enum status calendar_in_parse_tnef(const char *bytes, size_t len, size_t part, struct calendar_in *calendar,
		struct error *err);
/* The first attendee who answers in a REPLY or COUNTER, or NULL; its item in *ret_item. */
const struct calendar_in_attendee *calendar_in_answer(const struct calendar_in *calendar,
		const struct calendar_in_item **ret_item);
const char *calendar_in_partstat_name(enum calendar_in_partstat partstat);
const char *calendar_in_method_name(enum calendar_in_method method);

#endif
