/* Notifications as JSON: Amazon SES by SNS, with or without SNS's own envelope. */
#include "mail/report_private.h"

#include "util/cleanup.h"
#include "util/json.h"

#include <string.h>

static const struct json *list(const struct json *object, const char *key)
{
	const struct json *child = json_get(object, key);

	return child != NULL && child->type == JSON_ARRAY ? child : NULL;
}

static void add_bounced(const struct json *recipient, const struct json *bounce, struct report_builder *b)
{
	const char *address = json_get_string(recipient, "emailAddress");
	const char *words = json_get_string(recipient, "diagnosticCode");
	const char *status = json_get_string(recipient, "status");
	const char *action = json_get_string(recipient, "action");
	const char *sub_type = json_get_string(bounce, "bounceSubType");
	struct diagnosis d = { .words = words != NULL ? words : "", .status = "" };
	struct report_recipient *r;

	if (address == NULL || (r = report_recipient_add(b, address, strlen(address))) == NULL) {
		return;
	}
	d.len = strlen(d.words);
	if (status != NULL) {
		(void)status_find(status, strlen(status), r->status);
	}
	report_set_diagnostic(b, r, d.words, d.len);
	(void)report_diagnose(b->words, &d, r);
	if (sub_type != NULL && strstr(sub_type, "Suppress") != NULL) {
		r->reason = REASON_SUPPRESSED;
		r->permanence = PERMANENCE_SOFT;
	} else if (r->reason == REASON_UNDEFINED && sub_type != NULL) {
		r->reason = strcmp(sub_type, "MailboxFull") == 0 ? REASON_MAILBOXFULL
				: strcmp(sub_type, "MessageTooLarge") == 0 ? REASON_MESGTOOBIG
				: strcmp(sub_type, "NoEmail") == 0 ? REASON_USERUNKNOWN : REASON_UNDEFINED;
		r->permanence = report_permanence(r->reason, r->reply, r->status);
	}
	if (action != NULL && strcasecmp(action, "delayed") == 0) {
		r->permanence = PERMANENCE_DELAYED;
	}
	r->fault = report_fault(r->reason);
}

static void read_original(const struct json *mail, struct report_builder *b)
{
	const struct json *common = json_get(mail, "commonHeaders");
	const char *id = json_get_string(common, "messageId");
	const char *source = json_get_string(mail, "source");

	if (id != NULL) {
		report_set_string(b, &b->report->original_message_id, id, strlen(id));
	}
	if (source != NULL) {
		report_set_string(b, &b->report->original_sender, source, strlen(source));
	}
}

static bool read_notification(const struct json *n, struct report_builder *b)
{
	const struct json *bounce = json_get(n, "bounce");
	const struct json *complaint = json_get(n, "complaint");
	const struct json *people = list(bounce, "bouncedRecipients");

	if (people != NULL) {
		for (size_t i = 0; i < people->n; i++) {
			add_bounced(&people->children[i], bounce, b);
		}
	} else if ((people = list(complaint, "complainedRecipients")) != NULL) {
		b->report->feedback = FEEDBACK_ABUSE;
		for (size_t i = 0; i < people->n; i++) {
			const char *address = json_get_string(&people->children[i], "emailAddress");
			struct report_recipient *r = address != NULL ? report_recipient_add(b, address, strlen(address)) : NULL;

			if (r != NULL) {
				r->reason = REASON_FEEDBACK;
				r->fault = report_fault(REASON_FEEDBACK);
			}
		}
	} else if (json_get(n, "delivery") != NULL) {
		b->positive = true;
	} else {
		return false;
	}
	read_original(json_get(n, "mail"), b);
	return true;
}

/* Without the "!\n " that some servers put into lines above 998 bytes. */
static void unwrap(struct strbuf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '!' && i + 2 < len && text[i + 1] == '\n' && text[i + 2] == ' ') {
			i += 2;
		} else {
			strbuf_addc(out, text[i]);
		}
	}
}

bool report_read_json(const struct notice *notice, struct report_builder *b)
{
	CLEANUP_JSON struct json *outer = NULL;
	CLEANUP_JSON struct json *inner = NULL;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	const char *start;
	const char *end;
	const char *message;

	if (notice->area.buf[strspn(notice->area.buf, " \t\r\n")] != '{') {
		return false;
	}
	unwrap(&text, notice->area.buf, notice->area.len);
	start = text.buf + strspn(text.buf, " \t\r\n");
	end = strrchr(start, '}');
	if (*start != '{' || end == NULL || strstr(start, "otificationType") == NULL) {
		return false;
	}
	outer = json_read(start, (size_t)(end - start) + 1);
	if (outer == NULL) { /* SNS appends its own lines after the object */
		end = strstr(start, "\n\n");
		outer = end != NULL ? json_read(start, (size_t)(end - start)) : NULL;
	}
	message = json_get_string(outer, "Message");
	if (message != NULL) {
		inner = json_read(message, strlen(message));
	}
	return read_notification(inner != NULL ? inner : outer, b);
}
