/* winmail.dat (TNEF, MS-OXTNEF): a flat row of attributes. Wanted are the message class, which says how a meeting was
 * answered, the UID that Outlook keeps in its global object id ("vCal-Uid"), and calendar objects attached inside. */
#include "mail/calendar_in_private.h"
#include "mail/charset.h"
#include "util/cleanup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define SIGNATURE 0x223e9f78u
#define ATT_MESSAGE_CLASS 0x00078008u
#define ATT_DATE_SENT 0x00038005u
#define ATT_BODY 0x0002800cu
#define ATT_MAPI_PROPS 0x00069003u
#define ATT_ATTACH_DATA 0x0006800fu
#define MAX_ATTRIBUTES 2000
#define MAX_COMMENT 4096
#define MAX_UID 1000

static uint32_t get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint32_t get16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

/* What was found so far. */
struct tnef {
	enum calendar_in_partstat partstat;
	bool response;
	int64_t stamp;
	char *uid;
	char *comment;
	bool nomem;
};

static void tnef_release(struct tnef *t)
{
	free(t->uid);
	free(t->comment);
}

static char *clean_string(const char *s, size_t len, bool *ret_nomem)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	char *text;

	charset_to_utf8(NULL, 0, s, len, &out);
	strbuf_trim(&out);
	text = strbuf_ok(&out) ? strbuf_detach(&out, NULL) : NULL;
	*ret_nomem |= text == NULL;
	return text;
}

static void read_class(struct tnef *t, const char *s, size_t len)
{
	static const struct {
		const char *name;
		enum calendar_in_partstat partstat;
	} classes[] = {
		{ "IPM.Schedule.Meeting.Resp.Pos", CALENDAR_IN_ACCEPTED },
		{ "IPM.Schedule.Meeting.Resp.Neg", CALENDAR_IN_DECLINED },
		{ "IPM.Schedule.Meeting.Resp.Tent", CALENDAR_IN_TENTATIVE },
		{ "IPM.Microsoft Schedule.MtgRespP", CALENDAR_IN_ACCEPTED },
		{ "IPM.Microsoft Schedule.MtgRespN", CALENDAR_IN_DECLINED },
		{ "IPM.Microsoft Schedule.MtgRespA", CALENDAR_IN_TENTATIVE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		size_t n = strlen(classes[i].name);

		if (len >= n && strncasecmp(s, classes[i].name, n) == 0) {
			t->partstat = classes[i].partstat;
			t->response = true;
		}
	}
}

/* "vCal-Uid", 01 00 00 00, the UID, NUL. */
static void read_uid(struct tnef *t, const char *s, size_t len)
{
	const char *hit = memmem(s, len, "vCal-Uid", 8);
	size_t n = 0;

	if (hit == NULL || t->uid != NULL || len - (size_t)(hit - s) < 13) {
		return;
	}
	hit += 12;
	len -= (size_t)(hit - s);
	while (n < len && n < MAX_UID && hit[n] > ' ' && hit[n] < 127) {
		n++;
	}
	if (n > 0) {
		t->uid = clean_string(hit, n, &t->nomem);
	}
}

static void read_date(struct tnef *t, const unsigned char *p, size_t len)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	if (len < 12) {
		return;
	}
	strbuf_addf(&text, "%04u%02u%02uT%02u%02u%02uZ", get16(p) % 10000, get16(p + 2) % 100, get16(p + 4) % 100,
			get16(p + 6) % 100, get16(p + 8) % 100, get16(p + 10) % 100);
	t->stamp = calendar_time(text.buf, text.len);
}

static enum status read_attribute(struct tnef *t, uint32_t id, const char *data, size_t len, size_t part,
		struct calendar_in *calendar, struct error *err)
{
	switch (id) {
	case ATT_MESSAGE_CLASS:
		read_class(t, data, len);
		break;
	case ATT_DATE_SENT:
		read_date(t, (const unsigned char *)data, len);
		break;
	case ATT_MAPI_PROPS:
		read_uid(t, data, len);
		break;
	case ATT_BODY:
		if (t->comment == NULL && len > 1) {
			t->comment = clean_string(data, len < MAX_COMMENT ? len : MAX_COMMENT, &t->nomem);
		}
		break;
	case ATT_ATTACH_DATA:
		if (memmem(data, len < 4096 ? len : 4096, "BEGIN:VCALENDAR", 15) != NULL) {
			return calendar_in_parse(data, len < MAIL_MAX_TEXT ? len : MAIL_MAX_TEXT, NULL, part, calendar, err);
		}
		break;
	default:
		break;
	}
	return ST_OK;
}

/* The answer that the attributes make together. */
static bool add_response(struct tnef *t, size_t part, struct calendar_in *calendar)
{
	bool nomem = false;
	struct calendar_in_item *item = calendar_in_add(calendar, &nomem);
	struct calendar_in_attendee *attendee = item != NULL ? calendar_in_add_attendee(item, &nomem) : NULL;

	if (item != NULL) {
		item->method = CALENDAR_IN_REPLY;
		item->part = part;
		item->stamp = t->stamp;
		item->uid = t->uid;
		item->comment = t->comment;
		t->uid = NULL;
		t->comment = NULL;
	}
	if (attendee != NULL) {
		attendee->partstat = t->partstat;
	}
	return !nomem;
}

enum status calendar_in_parse_tnef(const char *bytes, size_t len, size_t part, struct calendar_in *calendar,
		struct error *err)
{
	CLEANUP(tnef_release) struct tnef t = { .partstat = CALENDAR_IN_NO_ANSWER };
	const unsigned char *p = (const unsigned char *)bytes;
	size_t first = calendar->n;
	size_t pos = 6;
	enum status st = ST_OK;

	if (len < 6 || get32(p) != SIGNATURE) {
		return ST_OK;
	}
	for (size_t n = 0; st == ST_OK && n < MAX_ATTRIBUTES && pos + 9 <= len; n++) {
		uint32_t id = get32(p + pos + 1);
		size_t size = get32(p + pos + 5);

		pos += 9;
		if (size > len - pos) {
			size = len - pos; /* cut short: what is there counts */
		}
		st = read_attribute(&t, id, bytes + pos, size, part, calendar, err);
		pos += size;
		pos += len - pos >= 2 ? 2 : len - pos; /* checksum */
	}
	if (st == ST_OK && t.response && calendar->n == first && !add_response(&t, part, calendar)) {
		t.nomem = true;
	}
	return t.nomem ? error_set(err, ST_NOMEM, "reading winmail.dat: out of memory") : st;
}
