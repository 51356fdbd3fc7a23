/* Writing one VEVENT for one guest. A line is built in a buffer of its own and folded when it is done, so that no caller
 * can forget it. */
#include "mail/calendar_out.h"

#include "mail/transfer.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#define LINE 75 /* octets, RFC 5545 §3.1 */

struct writer {
	struct strbuf *out;
	struct strbuf line;
};

static void writer_release(struct writer *w)
{
	strbuf_release(&w->line);
}

/* Folds the line at 75 octets between letters and ends it. */
static void end_line(struct writer *w)
{
	const char *s = w->line.buf;
	size_t left = w->line.len;
	size_t room = LINE;

	while (left > room) {
		size_t n = room;

		while (n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80) {
			n--;
		}
		strbuf_add(w->out, s, n);
		strbuf_add(w->out, "\r\n ", 3);
		s += n;
		left -= n;
		room = LINE - 1;
	}
	strbuf_add(w->out, s, left);
	strbuf_add(w->out, "\r\n", 2);
	w->out->failed |= w->line.failed;
	strbuf_reset(&w->line);
}

static void line(struct writer *w, const char *text)
{
	strbuf_adds(&w->line, text);
	end_line(w);
}

/* Copies UTF-8, wrong bytes as U+FFFD. Returns the bytes taken. */
static size_t add_letter(struct strbuf *out, const char *s)
{
	size_t n = transfer_utf8_letter(s, strnlen(s, 4));

	if (n == 0) {
		strbuf_add(out, "\xEF\xBF\xBD", 3);
		return 1;
	}
	strbuf_add(out, s, n);
	return n;
}

/* A TEXT value (§3.3.11): line ends become \n, other control characters a blank. */
static void text_property(struct writer *w, const char *name, const char *language, const char *value)
{
	if (value == NULL || value[0] == '\0') {
		return;
	}
	strbuf_adds(&w->line, name);
	if (language != NULL) {
		strbuf_join(&w->line, ";LANGUAGE=", language, NULL);
	}
	strbuf_addc(&w->line, ':');
	while (*value != '\0') {
		if (*value == '\r' || *value == '\n') {
			value += value[0] == '\r' && value[1] == '\n' ? 2 : 1;
			strbuf_adds(&w->line, "\\n");
		} else if (strchr("\\;,", *value) != NULL) {
			strbuf_addc(&w->line, '\\');
			strbuf_addc(&w->line, *value++);
		} else if ((unsigned char)*value < 0x20 || *value == 0x7f) {
			strbuf_addc(&w->line, ' ');
			value++;
		} else {
			value += add_letter(&w->line, value);
		}
	}
	end_line(w);
}

/* ;CN="…" (§3.2): a quoted parameter value cannot hold quotation marks or control characters, and some readers take a
 * backslash in it for an escape. */
static void add_name(struct writer *w, const char *name)
{
	if (name == NULL || name[0] == '\0') {
		return;
	}
	strbuf_adds(&w->line, ";CN=\"");
	while (*name != '\0') {
		if (*name == '"' || *name == '\\') {
			strbuf_addc(&w->line, *name == '"' ? '\'' : '/');
			name++;
		} else if ((unsigned char)*name < 0x20 || *name == 0x7f) {
			strbuf_addc(&w->line, ' ');
			name++;
		} else {
			name += add_letter(&w->line, name);
		}
	}
	strbuf_addc(&w->line, '"');
}

static void add_mailto(struct writer *w, const char *email)
{
	strbuf_adds(&w->line, ":mailto:");
	for (; *email != '\0'; email++) {
		if (strchr("\"%#?/\\^`{|}<> ", *email) != NULL) {
			strbuf_addf(&w->line, "%%%02X", (unsigned char)*email);
		} else {
			strbuf_addc(&w->line, *email);
		}
	}
	end_line(w);
}

static enum status time_property(struct writer *w, const char *name, int64_t t, struct error *err)
{
	time_t clock = (time_t)t;
	struct tm tm;

	if (t < 0 || gmtime_r(&clock, &tm) == NULL || tm.tm_year > 9999 - 1900) {
		return error_set(err, ST_INVALID, "calendar: %s: out of range", name);
	}
	strbuf_addf(&w->line, "%s:%04d%02d%02dT%02d%02d%02dZ", name, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			tm.tm_hour, tm.tm_min, tm.tm_sec);
	end_line(w);
	return ST_OK;
}

const char *calendar_method_name(enum calendar_method method)
{
	return method == CALENDAR_CANCEL ? "CANCEL" : "REQUEST";
}

static bool is_word(const char *s)
{
	if (s == NULL || s[0] == '\0' || strlen(s) > 500) {
		return false;
	}
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s <= ' ' || (unsigned char)*s >= 0x7f || strchr("\"\\;,", *s) != NULL) {
			return false;
		}
	}
	return true;
}

/* As address_parse() gives it. */
static bool is_address(const char *s)
{
	if (s == NULL || strchr(s, '@') == NULL || strlen(s) > 320) {
		return false;
	}
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < ' ' || (unsigned char)*s >= 0x7f) {
			return false;
		}
	}
	return true;
}

static bool is_language(const char *s)
{
	return s == NULL || (is_word(s) && strchr(s, ':') == NULL);
}

static enum status check(const struct calendar_event *event, struct error *err)
{
	const char *bad = NULL;

	if (!is_word(event->uid)) {
		bad = "uid";
	} else if (event->summary == NULL || event->summary[0] == '\0') {
		bad = "summary";
	} else if (!is_address(event->organizer.email)) {
		bad = "organizer";
	} else if (!is_address(event->attendee.email)) {
		bad = "attendee";
	} else if (event->url != NULL && !is_word(event->url)) {
		bad = "url";
	} else if (!is_language(event->language)) {
		bad = "language";
	} else if (event->end < event->start) {
		bad = "end";
	} else if (event->sequence < 0) {
		bad = "sequence";
	}
	return bad == NULL ? ST_OK : error_set(err, ST_INVALID, "calendar: %s: missing or not a value that it can have",
			bad);
}

static void add_people(struct writer *w, const struct calendar_event *event)
{
	static const char *const partstats[] = { "NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED" };

	strbuf_adds(&w->line, "ORGANIZER");
	add_name(w, event->organizer.name);
	add_mailto(w, event->organizer.email);
	strbuf_addf(&w->line, "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=%s;RSVP=%s",
			partstats[event->partstat], event->rsvp ? "TRUE" : "FALSE");
	add_name(w, event->attendee.name);
	if (event->language != NULL) {
		strbuf_join(&w->line, ";LANGUAGE=", event->language, NULL);
	}
	add_mailto(w, event->attendee.email);
}

static enum status add_times(struct writer *w, const struct calendar_event *event, struct error *err)
{
	enum status st = time_property(w, "DTSTAMP", event->stamp, err);

	strbuf_addf(&w->line, "SEQUENCE:%" PRId64, event->sequence);
	end_line(w);
	if (st == ST_OK) {
		st = time_property(w, "DTSTART", event->start, err);
	}
	if (st == ST_OK && event->end > event->start) {
		st = time_property(w, "DTEND", event->end, err);
	}
	return st;
}

enum status calendar_write(const struct calendar_event *event, struct strbuf *out, struct error *err)
{
	CLEANUP(writer_release) struct writer w = { .out = out, .line = STRBUF_INIT };
	bool cancel = event->method == CALENDAR_CANCEL;
	size_t start = out->len;
	enum status st = check(event, err);

	if (st != ST_OK) {
		return st;
	}
	line(&w, "BEGIN:VCALENDAR");
	line(&w, "PRODID:-//Kvieslys//Kvieslys//EN");
	line(&w, "VERSION:2.0");
	line(&w, "CALSCALE:GREGORIAN");
	line(&w, cancel ? "METHOD:CANCEL" : "METHOD:REQUEST");
	line(&w, "BEGIN:VEVENT");
	strbuf_join(&w.line, "UID:", event->uid, NULL);
	end_line(&w);
	st = add_times(&w, event, err);
	text_property(&w, "SUMMARY", event->language, event->summary);
	text_property(&w, "LOCATION", event->language, event->location);
	text_property(&w, "DESCRIPTION", event->language, event->description);
	if (event->url != NULL) {
		strbuf_join(&w.line, "URL:", event->url, NULL);
		end_line(&w);
	}
	add_people(&w, event);
	line(&w, cancel ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
	line(&w, "TRANSP:OPAQUE");
	line(&w, "X-MICROSOFT-DISALLOW-COUNTER:TRUE"); /* a guest cannot move a seminar */
	line(&w, "END:VEVENT");
	line(&w, "END:VCALENDAR");
	if (st == ST_OK && !strbuf_ok(out)) {
		st = error_set(err, ST_NOMEM, "calendar: out of memory");
	}
	if (st != ST_OK) {
		strbuf_setlen(out, start);
	}
	return st;
}
