/* The printed parts to one mail: headers by what the letter is, calendar part, files. */
#include "domain/letter_private.h"

#include "mail/address.h"
#include "mail/calendar_out.h"
#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

#define FILES_MAX 64

struct kind {
	const char *letter;
	int method; /* calendar_method, -1: no calendar part */
	enum calendar_partstat partstat;
};

static const struct kind *calendar_kind(const struct letter_message *m)
{
	static const struct kind kinds[] = {
		{ "confirmation", CALENDAR_REQUEST, CALENDAR_ACCEPTED },
		{ "promoted", CALENDAR_REQUEST, CALENDAR_ACCEPTED },
		{ "event-moved", CALENDAR_REQUEST, CALENDAR_NEEDS_ACTION },
		{ "cancelled", CALENDAR_CANCEL, CALENDAR_DECLINED },
		{ "event-called-off", CALENDAR_CANCEL, CALENDAR_NEEDS_ACTION },
	};
	static const struct kind invitation = { "", CALENDAR_REQUEST, CALENDAR_NEEDS_ACTION };

	if (m->topic == NULL || !m->topic->is_event || m->calendar_uid == NULL) {
		return NULL;
	}
	if (m->campaign != NULL) {
		return m->calendar ? &invitation : NULL;
	}
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kinds[i].letter, m->letter) == 0) {
			return &kinds[i];
		}
	}
	return NULL;
}

/* RFC 5546 §3.2: it grows whenever the event moves, and whenever this one recipient's entry is cancelled or comes back, or
 * a calendar keeps what it has. "cancelled_before" counts the recipient's earlier cancellations. */
const char *letter_recipient(const struct letter_message *m)
{
	return m->test_to != NULL ? m->test_to : m->address != NULL ? m->address : m->contact->email;
}

static int64_t sequence_of(const struct letter_press *press, const struct letter_message *m, bool cancel)
{
	const struct json *given = json_get(press->params, "cancelled_before");
	int64_t before = given != NULL && given->type == JSON_NUMBER ? (int64_t)given->number : 0;

	return m->topic->sequence + 2 * before + (cancel ? 1 : 0);
}

static enum status write_calendar(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language, const struct kind *kind, struct error *err)
{
	const struct letter_sender *s = press->book->sender;
	const struct topic_language *t = letter_topic_language(m->topic, language);
	const struct calendar_event event = {
		.method = (enum calendar_method)kind->method,
		.uid = m->calendar_uid,
		.sequence = sequence_of(press, m, kind->method == CALENDAR_CANCEL),
		.stamp = m->date,
		.start = m->topic->start,
		.end = m->topic->end,
		.summary = topic_value(t, "TITLE"),
		.location = topic_value(t, "PLACE"),
		.language = language->code,
		.organizer = { s->name, s->reply_to != NULL ? s->reply_to : s->address },
		.attendee = { m->contact->name, m->test_to != NULL ? m->test_to : m->contact->email },
		.partstat = kind->partstat,
		.rsvp = kind->method == CALENDAR_REQUEST && kind->partstat == CALENDAR_NEEDS_ACTION,
	};

	strbuf_reset(&press->calendar);
	return calendar_write(&event, &press->calendar, err);
}

static void add_file(struct compose_file *files, size_t *n, const struct letter_file *f)
{
	if (*n < FILES_MAX) {
		files[(*n)++] = (struct compose_file){ .filename = f->name, .type = f->type, .data = f->data.buf,
			.len = f->data.len, .content_id = f->cid, .encoded = f->encoded.buf, .encoded_len = f->encoded.len };
	}
}

/* Only what the HTML part shows goes along. */
static size_t gather_files(const struct letter_press *press, const struct letter_message *m,
		const struct letter_choice *choice, struct compose_file files[FILES_MAX])
{
	size_t n = 0;

	if (press->book->has_logo && strstr(press->html.buf, "cid:logo") != NULL) {
		add_file(files, &n, &press->book->logo);
	}
	if (m->topic != NULL && m->topic->has_emblem && strstr(press->html.buf, "cid:funding") != NULL) {
		add_file(files, &n, &m->topic->emblem);
	}
	for (size_t i = 0; i < choice->n; i++) {
		const struct letter_compiled *l = letter_book_find(choice->languages[i], m->letter);

		for (size_t k = 0; l != NULL && k < l->n_files; k++) {
			add_file(files, &n, &l->files[k]);
		}
	}
	return n;
}

/* Answers to a mail say so; what nobody asked for just now says that too; invitations want out-of-office notices. */
static enum compose_auto automatic(const struct letter_message *m)
{
	if (m->campaign != NULL) {
		return strncmp(m->letter, "reminder", 8) == 0 ? COMPOSE_AUTO_GENERATED : COMPOSE_AUTO_NO;
	}
	if (strcmp(m->letter, "answer") == 0) { /* staff wrote it */
		return COMPOSE_AUTO_NO;
	}
	return m->in_reply_to != NULL ? COMPOSE_AUTO_REPLIED : COMPOSE_AUTO_GENERATED;
}

/* "<a@b>" without its brackets, in scratch; NULL stays NULL. */
static const char *bare_id(struct letter_press *press, const char *id)
{
	struct strbuf *sb = id != NULL ? letter_scratch_take(&press->scratch) : NULL;
	size_t len = id != NULL ? strlen(id) : 0;

	if (sb == NULL) {
		return NULL;
	}
	if (len >= 2 && id[0] == '<' && id[len - 1] == '>') {
		strbuf_add(sb, id + 1, len - 2);
	} else {
		strbuf_add(sb, id, len);
	}
	return sb->buf;
}

static void set_list_headers(struct letter_press *press, const struct letter_message *m, const char *language,
		const char *reply_to, struct compose_letter *c)
{
	const struct letter_sender *s = press->book->sender;
	struct strbuf *feedback = letter_scratch_take(&press->scratch);
	struct strbuf *list = letter_scratch_take(&press->scratch);
	const char *address = json_get_string(press->params, "list-address");

	if (m->campaign == NULL) {
		return;
	}
	c->list_id = press->book->list_id;
	c->list_name = s->name;
	if (address != NULL && list != NULL) { /* a newsletter is a list of its own */
		letter_list_id(address, list);
		c->list_id = list->buf;
	}
	c->list_owner = s->address;
	c->unsubscribe_mail = reply_to;
	c->unsubscribe_url = template_value(press->values, "UNSUBSCRIBE_URL", NULL);
	c->one_click = c->unsubscribe_url != NULL;
	c->complaints_to = reply_to; /* RFC 9477: a report comes where answers are read, with the token */
	if (s->feedback_id != NULL && *s->feedback_id != '\0' && feedback != NULL) {
		strbuf_join(feedback, m->campaign, ":", language, ":", m->class != NULL ? m->class : "event", ":", s->feedback_id, NULL);
		c->feedback_id = feedback->buf;
	}
}

/* The name of the attached calendar file is in the language of the letter. */
static const char *calendar_filename(const struct letter_language *language)
{
	const char *name = language_word(language->language, "answer.calendar-file");

	return name != NULL ? name : "invitation.ics";
}

/* The Date header is in the venue's time. Zones change their offset at full quarters of an hour. */
static int date_offset(struct letter_press *press, const struct letter_message *m)
{
	int64_t quarter = m->date / 900;
	int minutes = 0;

	if (m->topic == NULL) {
		return 0;
	}
	if (press->offset.quarter != quarter || strcmp(press->offset.zone, m->topic->zone) != 0) {
		if (zones_offset(press->zones, m->topic->zone, m->date, &minutes, NULL) != ST_OK) {
			return 0;
		}
		(void)snprintf(press->offset.zone, sizeof press->offset.zone, "%s", m->topic->zone);
		press->offset.quarter = quarter;
		press->offset.minutes = minutes;
	}
	return press->offset.minutes;
}

enum status letter_mime(struct letter_press *press, const struct letter_message *m, const struct letter_choice *choice,
		struct error *err)
{
	const struct letter_sender *s = press->book->sender;
	const struct letter_language *language = choice->languages[0];
	const struct kind *kind = calendar_kind(m);
	struct compose_file files[FILES_MAX];
	struct strbuf *reply_to = letter_scratch_take(&press->scratch);
	enum status st = ST_OK;
	struct compose_letter c;

	if (reply_to == NULL) {
		return error_set(err, ST_NOMEM, "letter: out of memory");
	}
	address_add_tagged(reply_to, s->reply_to != NULL ? s->reply_to : s->address, s->tagged ? m->token : NULL);
	c = (struct compose_letter){
		.from = { s->name, s->address },
		.to = { m->address == NULL && m->test_to == NULL ? m->contact->name : NULL, letter_recipient(m) },
		.reply_to = { s->name, reply_to->buf },
		.subject = press->subject.buf,
		.message_id = bare_id(press, m->message_id),
		.date = m->date,
		.language = language->code,
		.in_reply_to = bare_id(press, m->in_reply_to),
		.references = m->references,
		.automatic = automatic(m),
		.text = press->text.buf,
		.html = press->html.buf,
		.text_memo = &press->text_memo,
		.html_memo = &press->html_memo,
		.files = files,
		.n_files = gather_files(press, m, choice, files),
	};
	set_list_headers(press, m, language->code, reply_to->buf, &c);
	c.date_offset = date_offset(press, m);
	if (kind != NULL) {
		st = write_calendar(press, m, language, kind, err);
		c.calendar = press->calendar.buf;
		c.calendar_method = calendar_method_name((enum calendar_method)kind->method);
		c.calendar_filename = calendar_filename(language);
	}
	strbuf_reset(&press->bytes);
	return st == ST_OK ? compose_letter(&c, &press->bytes, err) : st;
}
