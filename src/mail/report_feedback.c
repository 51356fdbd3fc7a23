/* Complaints: ARF (RFC 5965), authentication failure reports (RFC 6591), opt-out reports, and the older forms of AOL and
 * Hotmail. The reader's address is often redacted; then the returned letter names us our own token. */
#include "mail/report_private.h"

#include "util/cleanup.h"

#include <string.h>

static enum feedback feedback_of(const char *value)
{
	static const struct { const char *name; enum feedback feedback; } types[] = {
		{ "abuse", FEEDBACK_ABUSE }, { "fraud", FEEDBACK_FRAUD }, { "virus", FEEDBACK_VIRUS },
		{ "not-spam", FEEDBACK_NOT_SPAM }, { "opt-out", FEEDBACK_OPT_OUT }, { "auth-failure", FEEDBACK_AUTH_FAILURE },
		{ "dkim", FEEDBACK_AUTH_FAILURE }, { "spf", FEEDBACK_AUTH_FAILURE }, { "dmarc", FEEDBACK_AUTH_FAILURE },
	};

	value += strspn(value, " \t");
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strncasecmp(value, types[i].name, strlen(types[i].name)) == 0) {
			return types[i].feedback;
		}
	}
	return FEEDBACK_OTHER;
}

/* "…+reader=their.example@ours" or "…-reader=their.example@ours": the reader by the envelope sender that was made for him. */
static bool address_of_verp(const char *sender, struct strbuf *ret)
{
	const char *at = strrchr(sender, '@');
	const char *equals = at;
	const char *from;

	while (equals != NULL && equals > sender && *equals != '=') {
		equals--;
	}
	if (equals == NULL || equals == sender || at - equals < 4 || memchr(equals, '.', (size_t)(at - equals)) == NULL) {
		return false;
	}
	for (from = equals; from > sender && from[-1] != '+' && from[-1] != '-'; from--) {
	}
	strbuf_reset(ret);
	strbuf_add(ret, from, (size_t)(equals - from));
	strbuf_addc(ret, '@');
	strbuf_add(ret, equals + 1, (size_t)(at - equals - 1));
	return equals > from;
}

static void add_reader(struct report_builder *b, const char *address, size_t len)
{
	struct report_recipient *r = report_recipient_add(b, address, len);

	if (r != NULL) {
		r->reason = REASON_FEEDBACK;
		r->fault = report_fault(REASON_FEEDBACK);
		r->permanence = PERMANENCE_SOFT;
	}
}

static void feedback_field(const struct field *f, struct report_builder *b, struct strbuf *removal)
{
	CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;

	if (field_is(f, "Feedback-Type")) {
		b->report->feedback = feedback_of(f->value->buf);
	} else if (field_is(f, "Original-Rcpt-To") || field_is(f, "Redacted-Address")) {
		if (field_address(f->value->buf, &address) && strchr(address.buf, '@') != NULL) {
			add_reader(b, address.buf, address.len);
		}
	} else if (field_is(f, "Original-Mail-From")) {
		if (field_address(f->value->buf, &address)) {
			report_set_string(b, &b->report->original_sender, address.buf, address.len);
		}
	} else if (field_is(f, "Removal-Recipient") && field_address(f->value->buf, &address)) {
		strbuf_reset(removal);
		strbuf_add(removal, address.buf, address.len);
	}
}

static void read_report(const char *text, size_t len, struct report_builder *b)
{
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf removal = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;
	struct field f = { .value = &value };
	const char *cursor = text;

	b->report->feedback = FEEDBACK_OTHER;
	while (!b->report->truncated && field_next(&cursor, text + len, &f)) {
		if (f.name_len > 0) {
			feedback_field(&f, b, &removal);
		}
	}
	if (b->report->n_recipients == 0 && removal.len > 0 && strchr(removal.buf, '@') != NULL) {
		add_reader(b, removal.buf, removal.len);
	}
	if (b->report->n_recipients == 0 && b->report->original_sender != NULL
			&& address_of_verp(b->report->original_sender, &address)) {
		add_reader(b, address.buf, address.len);
	}
}

static const char *original_header(struct mail *mail, const char *name)
{
	int i = -1;

	for (size_t p = 0; p < mail_n_parts(mail) && i < 0; p++) {
		const char *type = mail_part(mail, p)->type;

		if (mail_part(mail, p)->message == -1 && (strcmp(type, "message/rfc822") == 0 || strcmp(type, "text/rfc822-headers") == 0)) {
			i = (int)p;
		}
	}
	return i < 0 ? NULL : mail_part_header(mail, (size_t)i, name);
}

/* Feedback loops that send no ARF: Hotmail's "complaint about message from 192.0.2.1" with X-HmXmrOriginalRecipient. */
static bool read_old_form(struct mail *mail, struct report_builder *b)
{
	const char *subject = mail_header(mail, "Subject");
	const char *reader = mail_header(mail, "X-HmXmrOriginalRecipient");
	CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;

	if (reader == NULL) {
		reader = original_header(mail, "X-HmXmrOriginalRecipient");
	}
	if (reader == NULL && (subject == NULL || strncasecmp(subject, "complaint about message from", 28) != 0)) {
		return false;
	}
	b->report->feedback = FEEDBACK_ABUSE;
	if (reader != NULL && field_address(reader, &address)) {
		add_reader(b, address.buf, address.len);
	}
	return true;
}

bool report_read_feedback(struct mail *mail, struct report_builder *b)
{
	const char *to;

	for (size_t i = 0; i < mail_n_parts(mail) && b->report->feedback == FEEDBACK_NONE; i++) {
		const struct mail_part *part = mail_part(mail, i);
		size_t len = 0;
		const char *text;

		if (part->message == -1 && strcmp(part->type, "message/feedback-report") == 0
				&& (text = mail_part_text(mail, i, &len)) != NULL) {
			read_report(text, len, b);
		}
	}
	if (b->report->feedback == FEEDBACK_NONE && !read_old_form(mail, b)) {
		return false;
	}
	to = original_header(mail, "To");
	if (b->report->n_recipients == 0 && to != NULL) {
		CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;

		if (field_address(to, &address) && strchr(address.buf, '@') != NULL) {
			add_reader(b, address.buf, address.len);
		}
	}
	return true;
}
