/* The header fields of a letter. Each value is checked for what its field may hold; only text may be anything. */
#include "mail/compose_private.h"

#include "mail/header.h"

#include <string.h>
#include <time.h>

#define WORD_MAX 900       /* of an identifier or URL: a line stays under 998 */
#define REFERENCES_MAX 20  /* the first and the last ones are kept */

static enum status refuse(struct error *err, const char *field, const char *what)
{
	return error_set(err, ST_INVALID, "letter: %s: %s", field, what);
}

bool compose_is_plain_word(const char *s)
{
	size_t len = 0;

	for (; s[len] != '\0'; len++) {
		if (!header_is(s[len], HEADER_WORD) || len >= WORD_MAX) {
			return false;
		}
	}
	return len > 0;
}

/* An address as address_parse() gives it: it may hold a quoted local part, but nothing that ends a word. */
static bool is_address(const char *s)
{
	const char *at = s != NULL ? strrchr(s, '@') : NULL;
	bool quoted = s != NULL && s[0] == '"';

	if (at == NULL || at == s || strlen(s) > 320 || !compose_is_plain_word(at + 1)
			|| (quoted && (at - s < 3 || at[-1] != '"'))) {
		return false;
	}
	for (const char *p = s; p < at; p++) {
		unsigned char c = (unsigned char)*p;

		if (quoted ? c < ' ' || c >= 0x7f : !header_is(*p, HEADER_LOCAL)) {
			return false;
		}
	}
	return true;
}

static bool is_url(const char *s)
{
	return compose_is_plain_word(s) && (strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0
			|| strncmp(s, "mailto:", 7) == 0);
}

/* "a@b" or "<a@b>" to the bare form in `buf`; false when it is no Message-ID that could stand in a header. */
static bool bare_id(const char *id, size_t len, char buf[WORD_MAX + 1])
{
	if (len >= 2 && id[0] == '<' && id[len - 1] == '>') {
		id++;
		len -= 2;
	}
	if (len == 0 || len > WORD_MAX) {
		return false;
	}
	memcpy(buf, id, len);
	buf[len] = '\0';
	return compose_is_plain_word(buf) && strchr(buf, '@') != NULL;
}

static void add_bracketed(struct strbuf *out, const char *name, const char *value)
{
	strbuf_join(out, name, ": <", value, ">\r\n", NULL);
}

static enum status add_mailbox(struct strbuf *out, const char *name, const struct compose_mailbox *mailbox,
		struct error *err)
{
	struct header h;

	if (!is_address(mailbox->email)) {
		return refuse(err, name, "no address that a header can hold");
	}
	header_begin(&h, out, name);
	header_mailbox(&h, mailbox->name, mailbox->email);
	header_end(&h);
	return ST_OK;
}

static enum status add_date(struct strbuf *out, int64_t date, int offset, struct error *err)
{
	static const char days[] = "Sun\0Mon\0Tue\0Wed\0Thu\0Fri\0Sat";
	static const char months[] = "Jan\0Feb\0Mar\0Apr\0May\0Jun\0Jul\0Aug\0Sep\0Oct\0Nov\0Dec";
	time_t t = (time_t)(date + (int64_t)offset * 60);
	int size = offset < 0 ? -offset : offset;
	struct tm tm;

	if (offset < -720 || offset > 840 || date < 0 || gmtime_r(&t, &tm) == NULL || tm.tm_year > 9999 - 1900) {
		return refuse(err, "Date", "out of range");
	}
	strbuf_addf(out, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", days + (ptrdiff_t)tm.tm_wday * 4,
			tm.tm_mday, months + (ptrdiff_t)tm.tm_mon * 4, tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
			tm.tm_sec, offset < 0 ? '-' : '+', size / 60, size % 60);
	return ST_OK;
}

/* The next word of a References value; its length, 0 at the end. */
static size_t next_id(const char **s)
{
	*s += strspn(*s, " \t\r\n");
	return strcspn(*s, " \t\r\n");
}

static void add_references(struct strbuf *out, const char *references)
{
	char id[WORD_MAX + 1];
	struct header h = { out, 0 };
	size_t n = 0;
	size_t i = 0;
	size_t len;

	for (const char *p = references; (len = next_id(&p)) > 0; p += len) {
		n += bare_id(p, len, id);
	}
	for (const char *p = references; (len = next_id(&p)) > 0; p += len) {
		if (!bare_id(p, len, id)) {
			continue;
		}
		if (i == 0 || i + REFERENCES_MAX > n) {
			if (i == 0) {
				header_begin(&h, out, "References");
			}
			strbuf_adds(out, i == 0 ? " <" : "\r\n <");
			strbuf_adds(out, id);
			strbuf_addc(out, '>');
		}
		i++;
	}
	if (i > 0) {
		header_end(&h);
	}
}

static enum status add_thread(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	char id[WORD_MAX + 1];

	if (letter->message_id == NULL || !bare_id(letter->message_id, strlen(letter->message_id), id)) {
		return refuse(err, "Message-ID", "no identifier that a header can hold");
	}
	add_bracketed(out, "Message-ID", id);
	if (letter->in_reply_to != NULL && bare_id(letter->in_reply_to, strlen(letter->in_reply_to), id)) {
		add_bracketed(out, "In-Reply-To", id);
	}
	if (letter->references != NULL) {
		add_references(out, letter->references);
	}
	return ST_OK;
}

/* What RFC 6068 wants encoded in the address of a mailto URL. */
static void add_mailto(struct strbuf *out, const char *email)
{
	strbuf_adds(out, "mailto:");
	for (; *email != '\0'; email++) {
		if (header_is(*email, HEADER_MAILTO)) {
			strbuf_addc(out, *email);
		} else {
			strbuf_addf(out, "%%%02X", (unsigned char)*email);
		}
	}
}

static enum status add_unsubscribe(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	const char *url = letter->unsubscribe_url;
	const char *mail = letter->unsubscribe_mail;

	if (letter->one_click && (url == NULL || strncmp(url, "https://", 8) != 0)) {
		return refuse(err, "List-Unsubscribe-Post", "one click needs an https URL (RFC 8058)");
	}
	if (url != NULL && !is_url(url)) {
		return refuse(err, "List-Unsubscribe", "no URL that a header can hold");
	}
	if (mail != NULL && !is_address(mail)) {
		return refuse(err, "List-Unsubscribe", "no address that a header can hold");
	}
	if (url == NULL && mail == NULL) {
		return ST_OK;
	}
	strbuf_adds(out, "List-Unsubscribe:");
	if (url != NULL) {
		strbuf_join(out, " <", url, mail != NULL ? ">,\r\n" : ">", NULL);
	}
	if (mail != NULL) {
		strbuf_adds(out, " <");
		add_mailto(out, mail);
		strbuf_adds(out, "?subject=unsubscribe>");
	}
	strbuf_adds(out, "\r\n");
	if (letter->one_click) {
		strbuf_adds(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	}
	return ST_OK;
}

static enum status add_list(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	struct header h;

	if (letter->list_id != NULL) {
		if (!compose_is_plain_word(letter->list_id)) {
			return refuse(err, "List-Id", "no identifier that a header can hold");
		}
		header_begin(&h, out, "List-Id");
		if (letter->list_name != NULL && letter->list_name[0] != '\0') {
			header_phrase(&h, letter->list_name);
		}
		strbuf_join(out, h.col + strlen(letter->list_id) + 3 > 78 ? "\r\n <" : " <", letter->list_id, ">", NULL);
		header_end(&h);
	}
	if (add_unsubscribe(letter, out, err) != ST_OK) {
		return ST_INVALID;
	}
	if (letter->list_help != NULL) {
		if (!is_url(letter->list_help)) {
			return refuse(err, "List-Help", "no URL that a header can hold");
		}
		add_bracketed(out, "List-Help", letter->list_help);
	}
	if (letter->list_owner != NULL) {
		if (!is_address(letter->list_owner)) {
			return refuse(err, "List-Owner", "no address that a header can hold");
		}
		strbuf_adds(out, "List-Owner: <");
		add_mailto(out, letter->list_owner);
		strbuf_adds(out, ">\r\n");
	}
	return ST_OK;
}

static bool is_language_list(const char *s)
{
	return s[0] != '\0' && strlen(s) <= 60
			&& s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-, ")] == '\0';
}

static enum status add_marks(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	static const char *const automatic[] = { NULL, "auto-generated", "auto-replied" };

	if (automatic[letter->automatic] != NULL) {
		header_add_word(out, "Auto-Submitted", automatic[letter->automatic]);
	}
	if (letter->automatic == COMPOSE_AUTO_REPLIED) {
		/* never All, NDR or DR: they would suppress the bounces that we want to read */
		strbuf_adds(out, "X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN\r\n");
	}
	if (letter->feedback_id != NULL) {
		if (!compose_is_plain_word(letter->feedback_id)) {
			return refuse(err, "Feedback-ID", "no identifier that a header can hold");
		}
		header_add_word(out, "Feedback-ID", letter->feedback_id);
	}
	if (letter->complaints_to != NULL) {
		if (!is_address(letter->complaints_to)) {
			return refuse(err, "CFBL-Address", "no address that a header can hold");
		}
		header_add_word(out, "CFBL-Address", letter->complaints_to);
	}
	if (letter->language != NULL) {
		if (!is_language_list(letter->language)) {
			return refuse(err, "Content-Language", "no language code");
		}
		strbuf_join(out, "Content-Language: ", letter->language, "\r\n", NULL);
	}
	return ST_OK;
}

/* Fields that this file makes, or that nobody but a server may add. */
static bool is_reserved(const char *name)
{
	static const char *const names[] = { "From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Subject", "Date",
		"Message-ID", "In-Reply-To", "References", "MIME-Version", "Return-Path", "Received", "DKIM-Signature",
		"Auto-Submitted", "Feedback-ID", "CFBL-Address", "X-Auto-Response-Suppress", NULL };

	for (size_t i = 0; names[i] != NULL; i++) {
		if (strcasecmp(name, names[i]) == 0) {
			return true;
		}
	}
	return strncasecmp(name, "Content-", 8) == 0 || strncasecmp(name, "List-", 5) == 0
			|| strncasecmp(name, "Resent-", 7) == 0;
}

static enum status add_extra(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	for (size_t i = 0; i < letter->n_extra; i++) {
		const char *name = letter->extra[i].name;
		size_t len = strlen(name);

		if (len == 0 || len > 40 || is_reserved(name)
				|| strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != len) {
			return refuse(err, "extra header", "a name that cannot be added");
		}
		header_add_text(out, name, letter->extra[i].value);
	}
	return ST_OK;
}

enum status compose_fields(const struct compose_letter *letter, struct strbuf *out, struct error *err)
{
	enum status st = add_mailbox(out, "From", &letter->from, err);

	if (st == ST_OK && letter->reply_to.email != NULL) {
		st = add_mailbox(out, "Reply-To", &letter->reply_to, err);
	}
	if (st == ST_OK) {
		st = add_mailbox(out, "To", &letter->to, err);
	}
	if (st == ST_OK) {
		header_add_text(out, "Subject", letter->subject);
		st = add_date(out, letter->date, letter->date_offset, err);
	}
	if (st == ST_OK) {
		st = add_thread(letter, out, err);
	}
	if (st == ST_OK) {
		st = add_list(letter, out, err);
	}
	if (st == ST_OK) {
		st = add_marks(letter, out, err);
	}
	return st == ST_OK ? add_extra(letter, out, err) : st;
}
