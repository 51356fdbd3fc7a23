/* Calendar objects of inbound mail: which parts hold them, and their events. */
#include "mail/calendar_in.h"

#include "mail/calendar_in_private.h"
#include "mail/charset.h"
#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	enum calendar_in_method method;
} methods[] = {
	{ "REPLY", CALENDAR_IN_REPLY },
	{ "COUNTER", CALENDAR_IN_COUNTER },
	{ "REFRESH", CALENDAR_IN_REFRESH },
	{ "REQUEST", CALENDAR_IN_REQUEST },
	{ "CANCEL", CALENDAR_IN_CANCEL },
	{ "PUBLISH", CALENDAR_IN_PUBLISH },
};

static const struct {
	const char *name;
	enum calendar_in_partstat partstat;
} partstats[] = {
	{ "ACCEPTED", CALENDAR_IN_ACCEPTED },
	{ "DECLINED", CALENDAR_IN_DECLINED },
	{ "TENTATIVE", CALENDAR_IN_TENTATIVE },
	{ "DELEGATED", CALENDAR_IN_DELEGATED },
};

const char *calendar_in_partstat_name(enum calendar_in_partstat partstat)
{
	for (size_t i = 0; i < ARRAY_SIZE(partstats); i++) {
		if (partstats[i].partstat == partstat) {
			return partstats[i].name;
		}
	}
	return "NEEDS-ACTION";
}

const char *calendar_in_method_name(enum calendar_in_method method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (methods[i].method == method) {
			return methods[i].name;
		}
	}
	return "";
}

enum calendar_in_method calendar_in_method_of(const char *text, size_t len)
{
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t')) {
		len--;
	}
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++) {
		if (strlen(methods[i].name) == len && strncasecmp(methods[i].name, text, len) == 0) {
			return methods[i].method;
		}
	}
	return CALENDAR_IN_UNKNOWN;
}

void calendar_in_item_release(struct calendar_in_item *item)
{
	for (size_t i = 0; i < item->n_attendees; i++) {
		struct calendar_in_attendee *a = &item->attendees[i];

		free(a->email);
		free(a->name);
		free(a->sent_by);
		free(a->delegated_to);
		free(a->delegated_from);
	}
	free(item->attendees);
	free(item->uid);
	free(item->start);
	free(item->summary);
	free(item->comment);
	free(item->organizer);
}

void calendar_in_release(struct calendar_in *calendar)
{
	for (size_t i = 0; i < calendar->n; i++) {
		calendar_in_item_release(&calendar->items[i]);
	}
	free(calendar->items);
	*calendar = (struct calendar_in)CALENDAR_IN_INIT;
}

struct calendar_in_item *calendar_in_add(struct calendar_in *calendar, bool *ret_nomem)
{
	struct calendar_in_item *item;

	if (calendar->items == NULL) {
		calendar->items = calloc(CALENDAR_IN_MAX_ITEMS, sizeof(*calendar->items));
		if (calendar->items == NULL) {
			*ret_nomem = true;
			return NULL;
		}
	}
	if (calendar->n >= CALENDAR_IN_MAX_ITEMS) {
		return NULL;
	}
	item = &calendar->items[calendar->n++];
	*item = (struct calendar_in_item){ .sequence = -1 };
	return item;
}

struct calendar_in_attendee *calendar_in_add_attendee(struct calendar_in_item *item, bool *ret_nomem)
{
	if (item->n_attendees >= CALENDAR_IN_MAX_ATTENDEES) {
		return NULL;
	}
	if (!ARRAY_ROOM(item->attendees, item->n_attendees)) {
		*ret_nomem = true;
		return NULL;
	}
	item->attendees[item->n_attendees] = (struct calendar_in_attendee){ .partstat = CALENDAR_IN_NO_ANSWER };
	return &item->attendees[item->n_attendees++];
}

/* What reading an object needs. */
struct object {
	struct calendar_in *calendar;
	size_t first; /* its items begin here */
	struct calendar_in_item *item; /* the event we are inside of, or NULL */
	size_t inner;                  /* components inside the event (alarms) */
	enum calendar_in_method method;
	size_t part;
	bool nomem;
};

/* The gathered text as an own string, trimmed; NULL when it is empty. */
static char *take(struct object *o, struct strbuf *text)
{
	CLEANUP_STRBUF struct strbuf clean = STRBUF_INIT;
	char *s;

	strbuf_trim(text);
	if (text->len == 0) {
		o->nomem |= text->failed;
		return NULL;
	}
	charset_add_utf8(text->buf, text->len, &clean);
	s = strbuf_ok(&clean) && strbuf_ok(text) ? strbuf_detach(&clean, NULL) : NULL;
	o->nomem |= s == NULL;
	return s;
}

static void set_text(struct object *o, const struct calendar_line *line, char **ret)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	if (*ret == NULL) {
		calendar_text(line->value, line->value_len, &text);
		*ret = take(o, &text);
	}
}

static void add_comment(struct object *o, const char *text, size_t len)
{
	CLEANUP_STRBUF struct strbuf all = STRBUF_INIT;

	if (o->item->comment != NULL && strlen(o->item->comment) >= CALENDAR_IN_MAX_COMMENT) {
		return;
	}
	if (o->item->comment != NULL) {
		strbuf_adds(&all, o->item->comment);
		strbuf_addc(&all, '\n');
	}
	calendar_text(text, len, &all);
	free(o->item->comment);
	o->item->comment = take(o, &all);
}

static char *address_param(struct object *o, const struct calendar_line *line, const char *name)
{
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;

	if (!calendar_param(line, name, &value)) {
		return NULL;
	}
	calendar_address(value.buf, value.len, &address);
	return take(o, &address);
}

static int read_guests(const char *s)
{
	int n = 0;

	for (; ascii_is_digit(*s) && n < 1000; s++) {
		n = n * 10 + (*s - '0');
	}
	return n;
}

static void read_attendee(struct object *o, const struct calendar_line *line)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct calendar_in_attendee *a = calendar_in_add_attendee(o->item, &o->nomem);

	if (a == NULL) {
		return;
	}
	calendar_address(line->value, line->value_len, &text);
	a->email = take(o, &text);
	if (a->email == NULL) { /* Apple: urn:uuid:… with the address beside it */
		a->email = address_param(o, line, "EMAIL");
	}
	strbuf_reset(&text);
	if (calendar_param(line, "PARTSTAT", &text)) {
		for (size_t i = 0; i < ARRAY_SIZE(partstats); i++) {
			if (strcasecmp(partstats[i].name, text.buf) == 0) {
				a->partstat = partstats[i].partstat;
			}
		}
	}
	strbuf_reset(&text);
	if (calendar_param(line, "CN", &text)) {
		a->name = take(o, &text);
	}
	a->sent_by = address_param(o, line, "SENT-BY");
	a->delegated_to = address_param(o, line, "DELEGATED-TO");
	a->delegated_from = address_param(o, line, "DELEGATED-FROM");
	strbuf_reset(&text);
	if (calendar_param(line, "X-NUM-GUESTS", &text)) {
		a->guests = read_guests(text.buf);
	}
	strbuf_reset(&text);
	if (calendar_param(line, "X-RESPONSE-COMMENT", &text)) {
		add_comment(o, text.buf, text.len);
	}
}

static int64_t read_sequence(const struct calendar_line *line)
{
	int64_t n = 0;
	size_t i = 0;

	for (; i < line->value_len && ascii_is_digit(line->value[i]) && n < INT32_MAX; i++) {
		n = n * 10 + (line->value[i] - '0');
	}
	return i > 0 ? n : -1;
}

static void read_property(struct object *o, const struct calendar_line *line)
{
	struct calendar_in_item *item = o->item;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	if (calendar_is(line, "UID")) {
		set_text(o, line, &item->uid);
	} else if (calendar_is(line, "ATTENDEE")) {
		read_attendee(o, line);
	} else if (calendar_is(line, "SEQUENCE")) {
		item->sequence = read_sequence(line);
	} else if (calendar_is(line, "DTSTAMP")) {
		item->stamp = calendar_time(line->value, line->value_len);
	} else if (calendar_is(line, "DTSTART")) {
		set_text(o, line, &item->start);
	} else if (calendar_is(line, "SUMMARY")) {
		set_text(o, line, &item->summary);
	} else if (calendar_is(line, "COMMENT")) {
		add_comment(o, line->value, line->value_len);
	} else if (calendar_is(line, "ORGANIZER") && item->organizer == NULL) {
		calendar_address(line->value, line->value_len, &text);
		item->organizer = take(o, &text);
	}
}

static bool value_is(const struct calendar_line *line, const char *value)
{
	size_t len = line->value_len;

	while (len > 0 && (line->value[len - 1] == ' ' || line->value[len - 1] == '\r')) {
		len--;
	}
	return strlen(value) == len && strncasecmp(line->value, value, len) == 0;
}

static void read_line(struct object *o, const struct calendar_line *line)
{
	bool event = value_is(line, "VEVENT") || value_is(line, "VTODO");

	if (calendar_is(line, "BEGIN")) {
		if (o->item != NULL) {
			o->inner++;
		} else if (event) {
			o->inner = 0;
			o->item = calendar_in_add(o->calendar, &o->nomem);
			if (o->item != NULL) {
				o->item->part = o->part;
			}
		}
	} else if (calendar_is(line, "END")) {
		if (o->inner > 0) {
			o->inner--;
		} else if (event) {
			o->item = NULL;
		}
	} else if (calendar_is(line, "METHOD") && o->item == NULL) {
		o->method = calendar_in_method_of(line->value, line->value_len);
	} else if (o->item != NULL && o->inner == 0) {
		read_property(o, line);
	}
}

/* An answer without a METHOD anywhere: one attendee, who has decided. Our invitations never look like that. */
static bool is_bare_answer(const struct calendar_in_item *item)
{
	return item->n_attendees == 1 && item->attendees[0].partstat != CALENDAR_IN_NO_ANSWER;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_item(const struct calendar_in_item *a, const struct calendar_in_item *b)
{
	if (a->method != b->method || !same(a->uid, b->uid) || a->sequence != b->sequence || a->n_attendees != b->n_attendees
			|| !same(a->start, b->start)) {
		return false;
	}
	for (size_t i = 0; i < a->n_attendees; i++) {
		if (a->attendees[i].partstat != b->attendees[i].partstat || !same(a->attendees[i].email, b->attendees[i].email)) {
			return false;
		}
	}
	return true;
}

/* Thunderbird and Cyrus send the same object twice; an event that is there already goes. */
static void drop_doubles(struct calendar_in *calendar, size_t first)
{
	size_t to = first;

	for (size_t i = first; i < calendar->n; i++) {
		bool seen = false;

		for (size_t k = 0; k < to && !seen; k++) {
			seen = same_item(&calendar->items[k], &calendar->items[i]);
		}
		if (seen) {
			calendar_in_item_release(&calendar->items[i]);
		} else {
			calendar->items[to++] = calendar->items[i];
		}
	}
	calendar->n = to;
}

enum status calendar_in_parse(const char *text, size_t len, const char *method, size_t part,
		struct calendar_in *calendar, struct error *err)
{
	CLEANUP_STRBUF struct strbuf buf = STRBUF_INIT;
	struct object o = { .calendar = calendar, .first = calendar->n, .part = part };
	struct calendar_line line;
	size_t pos = 0;

	while (!o.nomem && calendar_next_line(text, len, &pos, &buf, &line)) {
		read_line(&o, &line);
	}
	if (o.nomem || !strbuf_ok(&buf)) {
		return error_set(err, ST_NOMEM, "reading a calendar: out of memory");
	}
	if (o.method == CALENDAR_IN_UNKNOWN && method != NULL) {
		o.method = calendar_in_method_of(method, strlen(method));
	}
	for (size_t i = o.first; i < calendar->n; i++) {
		struct calendar_in_item *item = &calendar->items[i];

		item->method = o.method == CALENDAR_IN_UNKNOWN && is_bare_answer(item) ? CALENDAR_IN_REPLY : o.method;
	}
	drop_doubles(calendar, o.first);
	return ST_OK;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = s != NULL ? strlen(s) : 0;
	size_t m = strlen(end);

	return n >= m && strcasecmp(s + n - m, end) == 0;
}

static bool holds_tnef(const struct mail_part *part)
{
	return strcmp(part->type, "application/ms-tnef") == 0 || strcmp(part->type, "application/vnd.ms-tnef") == 0
			|| ends_with(part->filename, "winmail.dat");
}

static bool holds_calendar(const struct mail_part *part)
{
	return strcmp(part->type, "text/calendar") == 0 || strcmp(part->type, "application/ics") == 0
			|| strcmp(part->type, "text/x-vcalendar") == 0 || strcmp(part->type, "application/calendar") == 0
			|| ends_with(part->filename, ".ics");
}

enum status calendar_in_read(struct mail *mail, struct calendar_in *ret, struct error *err)
{
	CLEANUP_CALENDAR_IN struct calendar_in calendar = CALENDAR_IN_INIT;
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < mail_n_parts(mail); i++) {
		const struct mail_part *part = mail_part(mail, i);
		const char *bytes;
		size_t len;

		if (part->message >= 0) {
			continue;
		}
		if (holds_tnef(part)) {
			bytes = mail_part_bytes(mail, i, &len);
			st = bytes != NULL ? calendar_in_parse_tnef(bytes, len, i, &calendar, err) : ST_NOMEM;
		} else if (holds_calendar(part)) {
			bytes = mail_part_text(mail, i, &len);
			st = bytes != NULL ? calendar_in_parse(bytes, len, mail_part_param(mail, i, "method"), i, &calendar, err)
					: ST_NOMEM;
		}
	}
	if (st != ST_OK) {
		return error_set(err, st, "reading a calendar: out of memory");
	}
	*ret = calendar;
	calendar = (struct calendar_in)CALENDAR_IN_INIT;
	return ST_OK;
}

const struct calendar_in_attendee *calendar_in_answer(const struct calendar_in *calendar,
		const struct calendar_in_item **ret_item)
{
	for (size_t i = 0; i < calendar->n; i++) {
		const struct calendar_in_item *item = &calendar->items[i];

		for (size_t k = 0; k < item->n_attendees; k++) {
			if ((item->method == CALENDAR_IN_REPLY && item->attendees[k].partstat != CALENDAR_IN_NO_ANSWER)
					|| item->method == CALENDAR_IN_COUNTER) {
				*ret_item = item;
				return &item->attendees[k];
			}
		}
	}
	return NULL;
}
