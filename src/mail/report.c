/* Whether a mail is a delivery report, and which reader understands it. A person's mail that speaks of bounces must pass:
 * wording alone never makes a report, who sent it and how must agree. */
#include "mail/report_private.h"

#include "mail/address.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

static bool starts(const char *s, const char *prefix)
{
	return strncasecmp(s, prefix, strlen(prefix)) == 0;
}

/* --- signs ------------------------------------------------------------------------------ */

#define SIGNS_ENOUGH 60
#define SIGNS_INTRO 30  /* the text says what it is */
#define SIGNS_REASON 10 /* it gives a reason of failure */
#define SIGNS_CODES 20  /* it quotes a server: "550 5.1.1", in whatever language it speaks itself */
#define SIGNS_TEXT 4000 /* bytes of the text that are asked */

static bool daemon_address(const char *email)
{
	static const char *const locals[] = { "mailer-daemon", "mailer_daemon", "mailerdaemon", "postmaster", "post_master", "mdaemon",
		"mail-daemon", "maildaemon", "mail.delivery.system", "mail-delivery", "bounce", "noreply-bounce", "microsoftexchange", NULL };

	for (size_t i = 0; locals[i] != NULL; i++) {
		if (starts(email, locals[i])) {
			return true;
		}
	}
	return false;
}

static bool finds(const struct machine_words *words, int section, const char *text)
{
	char folded[400];
	struct words_hit hit;
	size_t n = fold_into(text, strnlen(text, 600), folded, sizeof folded);

	return words_find(words, section, folded, n, &hit);
}

static int sender_signs(struct mail *mail, const struct machine_words *words, bool *ret_daemon)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	const char *from = mail_header(mail, "From");
	const char *path = mail_header(mail, "Return-Path");
	const char *cursor = from;
	int signs = 0;

	*ret_daemon = false;
	if (from == NULL) {
		return path != NULL && strstr(path, "<>") != NULL ? 25 : 0;
	}
	if (!address_next(&cursor, &name, &email) || email.len == 0 || strchr(email.buf, '@') == NULL) {
		*ret_daemon = strstr(from, "<>") != NULL || daemon_address(from);
	} else {
		*ret_daemon = daemon_address(email.buf);
	}
	signs += *ret_daemon ? 40 : 0;
	signs += finds(words, WORDS_SENDER, name.len > 0 ? name.buf : from) ? 20 : 0;
	if (path != NULL && (strstr(path, "<>") != NULL || path[strspn(path, " \t")] == '\0' || strcasestr(path, "mailer-daemon") != NULL)) {
		signs += 25;
	}
	return signs;
}

static int subject_signs(struct mail *mail, const struct machine_words *words, bool daemon)
{
	const char *subject = mail_header(mail, "Subject");

	if (subject == NULL || (!daemon && (starts(subject, "re:") || starts(subject, "fw:") || starts(subject, "fwd:")))) {
		return 0;
	}
	return finds(words, WORDS_SUBJECT, subject) ? 40 : 0;
}

static int body_signs(const struct notice *notice)
{
	int intro = 0;
	int reason = 0;

	for (size_t i = 0; i < notice->hits.n && notice->hits.items[i].at < SIGNS_TEXT; i++) {
		const struct words_hit *hit = &notice->hits.items[i];

		if (hit->section == WORDS_BODY || hit->section == WORDS_DELAYED) {
			intro = SIGNS_INTRO;
		} else if (hit->section < (int)REASON_COUNT && hit->weight >= 2) {
			reason = SIGNS_REASON;
		}
	}
	return intro + reason + (codes_together(notice->area.buf, notice->area.len < SIGNS_TEXT ? notice->area.len : SIGNS_TEXT)
			? SIGNS_CODES : 0);
}

static bool answers_something(struct mail *mail)
{
	return mail_header(mail, "In-Reply-To") != NULL;
}

/* Whether a machine may have sent it though its address is a person's: it returns a letter, or a list's software wrote it. */
static bool machine_signs(struct mail *mail)
{
	static const char *const headers[] = { "Auto-Submitted", "Precedence", "Mailing-List", "List-Id", "List-Subscribe" };

	for (size_t i = 0; i < ARRAY_SIZE(headers); i++) {
		if (mail_header(mail, headers[i]) != NULL) {
			return true;
		}
	}
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const char *type = mail_part(mail, i)->type;

		if (strncmp(type, "message/", 8) == 0 || strcmp(type, "text/rfc822-headers") == 0
				|| strcmp(type, "multipart/report") == 0) {
			return true;
		}
	}
	return false;
}

/* How much the header speaks for a report, 0..; with what the text says SIGNS_ENOUGH is one. */
static int header_signs(struct mail *mail, const struct machine_words *words)
{
	const char *auto_submitted = mail_header(mail, "Auto-Submitted");
	const char *report_type = mail_part_param(mail, 0, "report-type");
	bool daemon = false;
	int signs;

	if (mail_header(mail, "X-Failed-Recipients") != NULL) {
		return SIGNS_ENOUGH;
	}
	signs = sender_signs(mail, words, &daemon);
	if (signs == 0 && !machine_signs(mail)) {
		return 0; /* people write of mail that came back, too */
	}
	signs += subject_signs(mail, words, daemon);
	if (report_type != NULL && strcasecmp(report_type, "delivery-status") == 0) {
		signs += 60;
	}
	if (auto_submitted != NULL && !starts(auto_submitted, "no") && !starts(auto_submitted, "auto-forwarded")) {
		signs += 15;
	}
	if (!daemon && answers_something(mail)) {
		signs -= 30;
	}
	return signs;
}

/* Complaints of the old form are plain mails with a header of their own. */
static bool feedback_form(struct mail *mail)
{
	const char *subject = mail_header(mail, "Subject");

	return mail_header(mail, "X-HmXmrOriginalRecipient") != NULL
			|| (subject != NULL && starts(subject, "complaint about message from"));
}

static bool is_forward(struct mail *mail)
{
	const char *subject = mail_header(mail, "Subject");

	return subject != NULL && (starts(subject, "fwd:") || starts(subject, "fw:"));
}

/* Whether the text need be read at all: most mail is no report, and its header and parts show that. */
static bool may_be_report(struct mail *mail, int signs)
{
	int first = -1;
	size_t len = 0;
	const char *text;

	if (signs + SIGNS_INTRO + SIGNS_REASON >= SIGNS_ENOUGH || is_forward(mail)) {
		return true;
	}
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const char *type = mail_part(mail, i)->type;

		if (strncmp(type, "message/", 8) == 0 || strcmp(type, "text/rfc822-headers") == 0) {
			return true;
		}
		first = first < 0 && strncmp(type, "multipart/", 10) != 0 ? (int)i : first;
	}
	text = first >= 0 ? mail_part_text(mail, (size_t)first, &len) : NULL;
	if (text != NULL && text[strspn(text, " \t\r\n")] == '{') {
		return true; /* a notification in JSON */
	}
	return feedback_form(mail);
}

/* --- what is given back of the letter ----------------------------------------------- */

static int original_part(const struct mail *mail)
{
	static const char *const types[] = { "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global",
		"message/global-headers", "text/rfc822-header", NULL };

	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		for (size_t t = 0; mail_part(mail, i)->message == -1 && types[t] != NULL; t++) {
			if (strcmp(mail_part(mail, i)->type, types[t]) == 0) {
				return (int)i;
			}
		}
	}
	return -1;
}

static void keep_header(struct report_builder *b, char **field, const char *value)
{
	if (value != NULL && *field == NULL && value[0] != '\0') {
		report_set_string(b, field, value, strlen(value));
	}
}

static void keep_address(struct report_builder *b, char **field, const char *value)
{
	CLEANUP_STRBUF struct strbuf address = STRBUF_INIT;

	if (value != NULL && *field == NULL && field_address(value, &address) && strchr(address.buf, '@') != NULL) {
		report_set_string(b, field, address.buf, address.len);
	}
}

/* Headers of a letter that was pasted into the text. */
static void read_pasted(const struct strbuf *text, struct report_builder *b)
{
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	struct field f = { .value = &value };
	const char *cursor = text->buf;
	size_t n = 0;

	while (n++ < 400 && field_next(&cursor, text->buf + text->len, &f)) {
		if (field_is(&f, "Message-ID")) {
			keep_header(b, &b->report->original_message_id, value.buf);
		} else if (field_is(&f, "To")) {
			keep_header(b, &b->report->original_to, value.buf);
		} else if (field_is(&f, "Return-Path")) {
			keep_address(b, &b->report->original_sender, value.buf);
		}
	}
}

void report_read_original(struct mail *mail, const struct notice *notice, struct report_builder *b)
{
	int part = original_part(mail);

	b->report->original = part;
	if (part >= 0) {
		size_t i = (size_t)part;

		keep_header(b, &b->report->original_message_id, mail_part_header(mail, i, "Message-ID"));
		keep_header(b, &b->report->original_to, mail_part_header(mail, i, "To"));
		keep_address(b, &b->report->original_sender, mail_part_header(mail, i, "Return-Path"));
	}
	read_pasted(&notice->returned, b);
}

/* --- the verdict -------------------------------------------------------------------------- */

/* An MDN that says "deleted" by itself: a delivery agent that threw the letter away for a reason (Dovecot's sieve, full
 * mailboxes). Any other MDN is a read receipt and no report of ours. */
static bool rejecting_mdn(struct mail *mail, const struct notice *notice, const struct machine_words *words)
{
	int part = mail_find_part(mail, "message/disposition-notification");
	size_t len = 0;
	const char *text = part >= 0 ? mail_part_text(mail, (size_t)part, &len) : NULL;
	struct report_recipient r = { .address = NULL };

	if (text == NULL || strcasestr(text, "automatic-action") == NULL || strcasestr(text, "deleted") == NULL) {
		return false;
	}
	report_classify(words, notice->area.buf, notice->area.len, &r);
	return r.reason != REASON_UNDEFINED;
}

/* A report that a person forwarded without a word of his own: the quote is read as the notice. False: it is none. */
static bool unquote_forwarded(struct mail *mail, struct notice *notice, const struct machine_words *words)
{
	const char *text = notice->area.buf;
	const char *quote = strstr(text, "\n>");
	CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;

	if (!is_forward(mail) || quote == NULL || quote - text > 100
			|| strstr(text, "\n> Final-Recipient:") == NULL || strstr(text, "\n> Action: failed") == NULL) {
		return false;
	}
	for (const char *p = quote + 1; *p != '\0';) {
		const char *nl = strchrnul(p, '\n');
		const char *from = p + strspn(p, ">");

		from += *from == ' ';
		strbuf_add(&plain, from, nl > from ? (size_t)(nl - from) : 0);
		strbuf_addc(&plain, '\n');
		p = *nl == '\n' ? nl + 1 : nl;
	}
	strbuf_reset(&notice->area);
	strbuf_add(&notice->area, plain.buf, plain.len);
	notice->n = 0; /* candidates pointed into the old text */
	return strbuf_ok(&plain) && notice_search(notice, words) && notice_find_addresses(notice);
}

static bool read_by(struct mail *mail, struct notice *notice, struct report_builder *b, int signs)
{
	const char *report_type = mail_part_param(mail, 0, "report-type");

	if (report_type != NULL && strcasecmp(report_type, "disposition-notification") == 0
			&& !rejecting_mdn(mail, notice, b->words)) {
		return false;
	}
	if (report_read_feedback(mail, b)) {
		b->report->rule = "feedback-report";
		return true;
	}
	if (report_read_json(notice, b)) {
		b->report->rule = "json";
		return true;
	}
	if (notice_says(notice, WORDS_CHALLENGE, 3)) {
		return false;
	}
	if ((signs >= SIGNS_ENOUGH || mail_find_part(mail, "message/delivery-status") >= 0
			|| mail_find_part(mail, "message/global-delivery-status") >= 0) && report_read_fields(mail, notice, b)) {
		b->report->rule = "rfc3464";
		return !b->challenge;
	}
	if (signs < SIGNS_ENOUGH && unquote_forwarded(mail, notice, b->words) && report_read_fields(mail, notice, b)) {
		b->report->rule = "forwarded";
		return true;
	}
	if (signs >= SIGNS_ENOUGH && report_read_notice(mail, notice, b)) {
		b->report->rule = "notice";
		return true;
	}
	return false;
}

static enum report_kind kind_of(const struct report_builder *b)
{
	bool all_delayed = true;

	if (b->report->feedback != FEEDBACK_NONE) {
		return REPORT_COMPLAINT;
	}
	for (size_t i = 0; i < b->report->n_recipients; i++) {
		all_delayed = all_delayed && b->report->recipients[i].permanence == PERMANENCE_DELAYED;
	}
	if (b->report->n_recipients > 0) {
		return all_delayed ? REPORT_DELAYED : REPORT_BOUNCE;
	}
	return b->positive ? REPORT_POSITIVE : REPORT_NONE;
}

static void set_domain(struct mail *mail, struct report_builder *b)
{
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	const char *from = mail_header(mail, "From");
	const char *at;

	if (from != NULL && address_next(&from, NULL, &email) && (at = strrchr(email.buf, '@')) != NULL
			&& strlen(at + 1) < sizeof b->domain) {
		memcpy(b->domain, at + 1, strlen(at + 1) + 1);
	}
}

static void set_words(struct report_builder *b)
{
	const char *words = b->report->n_recipients > 0 ? b->report->recipients[0].diagnostic : "";
	size_t len = strlen(words);

	if (len > 200) {
		for (len = 200; len > 0 && ((unsigned char)words[len] & 0xC0) == 0x80; len--) {
		}
	}
	report_set_string(b, &b->report->words, words, len);
}

/* False when out of memory. */
static bool read_mail(struct mail *mail, int signs, struct report_builder *b)
{
	CLEANUP(notice_release) struct notice notice = { .area = STRBUF_INIT, .folded = STRBUF_INIT, .returned = STRBUF_INIT };

	if (!notice_read(mail, b->words, &notice) || !notice_find_addresses(&notice)) {
		return false;
	}
	set_domain(mail, b);
	report_read_original(mail, &notice, b);
	if (signs > 0) {
		signs += body_signs(&notice);
	}
	if (read_by(mail, &notice, b, signs)) {
		b->report->kind = kind_of(b);
	}
	if (b->report->kind != REPORT_NONE) {
		strbuf_trim(&notice.area);
		b->report->text = strbuf_detach(&notice.area, NULL);
		b->failed = b->failed || b->report->text == NULL;
	}
	return !b->failed;
}

enum status report_read(struct mail *mail, const struct machine_words *words, struct report **ret, struct error *err)
{
	CLEANUP_REPORT struct report *report = calloc(1, sizeof *report);
	struct report_builder b = { .report = report, .words = words };
	int signs = header_signs(mail, words);

	if (report == NULL) {
		return error_set(err, ST_NOMEM, "delivery report: out of memory");
	}
	report->original = -1;
	report->rule = "";
	if (may_be_report(mail, signs) && !read_mail(mail, signs, &b)) {
		return error_set(err, ST_NOMEM, "delivery report: out of memory");
	}
	set_words(&b);
	if (b.failed) {
		return error_set(err, ST_NOMEM, "delivery report: out of memory");
	}
	*ret = TAKE_PTR(report);
	return ST_OK;
}
