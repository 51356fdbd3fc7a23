/* Delivery status fields: RFC 3464, and RFC 6533 for addresses beyond ASCII. Read from message/delivery-status parts and from
 * the text of reports whose MIME structure was lost on the way (forwarded, pasted, labelled text/plain). */
#include "mail/report_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

bool field_is(const struct field *field, const char *name)
{
	return field->name_len == strlen(name) && strncasecmp(field->name, name, field->name_len) == 0;
}

static size_t name_length(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && n < 76 && (ascii_is_alnum(s[n]) || s[n] == '-' || s[n] == '_')) {
		n++;
	}
	return n > 0 && n < len && s[n] == ':' ? n : 0;
}

static void add_line(struct strbuf *value, const char *s, size_t len)
{
	while (len > 0 && (unsigned char)*s <= ' ') {
		s++;
		len--;
	}
	if (value->len > 0 && len > 0 && value->len < REPORT_WORDS_MAX) {
		strbuf_addc(value, ' ');
	}
	if (value->len < REPORT_WORDS_MAX) {
		strbuf_add(value, s, len < REPORT_WORDS_MAX ? len : REPORT_WORDS_MAX);
	}
}

/* Lines that are no field are skipped: they end a value but not a group. */
bool field_next(const char **cursor, const char *end, struct field *ret)
{
	bool open = false;

	ret->name = "";
	ret->name_len = 0;
	strbuf_reset(ret->value);
	while (*cursor < end) {
		const char *line = *cursor;
		const char *nl = memchr(line, '\n', (size_t)(end - line));
		size_t len = nl != NULL ? (size_t)(nl - line) : (size_t)(end - line);
		size_t n;

		while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' ')) {
			len--;
		}
		if (open && len > 0 && (*line == ' ' || *line == '\t')) {
			add_line(ret->value, line, len);
			*cursor = nl != NULL ? nl + 1 : end;
			continue;
		}
		if (open) {
			return true;
		}
		*cursor = nl != NULL ? nl + 1 : end;
		if (len == 0) {
			return true;
		}
		n = name_length(line, len);
		if (n > 0) {
			ret->name = line;
			ret->name_len = n;
			add_line(ret->value, line + n + 1, len - n - 1);
			open = true;
		}
	}
	return open;
}

/* "\x{1F408}" of RFC 6533. */
static void decode_unitext(struct strbuf *s)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

	if (strstr(s->buf, "\\x{") == NULL) {
		return;
	}
	for (size_t i = 0; i < s->len;) {
		uint32_t c = 0;
		size_t k = i + 3;

		if (strncmp(s->buf + i, "\\x{", 3) != 0) {
			strbuf_addc(&out, s->buf[i++]);
			continue;
		}
		for (; k < s->len && k < i + 9 && ascii_hex(s->buf[k]) >= 0; k++) {
			c = c << 4 | (uint32_t)ascii_hex(s->buf[k]);
		}
		if (k == i + 3 || s->buf[k] != '}' || c < 0x20 || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
			strbuf_addc(&out, s->buf[i++]);
			continue;
		}
		utf8_add(&out, c);
		i = k + 1;
	}
	strbuf_reset(s);
	strbuf_add(s, out.buf, out.len);
}

bool field_address(const char *value, struct strbuf *ret)
{
	const char *semicolon = strchr(value, ';');
	const char *lt;
	const char *end;

	while (semicolon != NULL) { /* "rfc822; rfc822; a@b" is met too */
		value = semicolon + 1;
		semicolon = strchr(value, ';');
	}
	lt = strchr(value, '<');
	if (lt != NULL) {
		value = lt + 1;
	}
	value += strspn(value, " \t\"'");
	end = value + strcspn(value, ">\" \t,'");
	if (*value == '@' && memchr(value, ':', (size_t)(end - value)) != NULL) {
		value = strchr(value, ':') + 1; /* the route of an old source-routed address */
	}
	if (strncasecmp(value, "mailto:", 7) == 0) {
		value += 7;
	}
	strbuf_reset(ret);
	strbuf_add(ret, value, end > value ? (size_t)(end - value) : 0);
	decode_unitext(ret);
	if (ret->len >= 512 || ret->buf[0] == '@') {
		strbuf_reset(ret);
	}
	return ret->len > 0;
}

/* --- one recipient's group ---------------------------------------------------------- */

enum action { ACTION_NONE, ACTION_FAILED, ACTION_DELAYED, ACTION_GOOD };

struct group {
	struct strbuf final;
	struct strbuf original;
	struct strbuf words;      /* Diagnostic-Code and the comment of Status */
	char status[REPORT_STATUS_SIZE];
	enum action action;
	bool diagnostic;          /* Diagnostic-Code was there and not empty */
};

static void group_reset(struct group *g)
{
	strbuf_reset(&g->final);
	strbuf_reset(&g->original);
	strbuf_reset(&g->words);
	g->status[0] = '\0';
	g->action = ACTION_NONE;
	g->diagnostic = false;
}

static enum action action_of(const char *value)
{
	if (strncasecmp(value, "delay", 5) == 0) {
		return ACTION_DELAYED;
	}
	return strncasecmp(value, "deliver", 7) == 0 || strncasecmp(value, "relay", 5) == 0 || strncasecmp(value, "expand", 6) == 0
			? ACTION_GOOD : ACTION_FAILED;
}

/* The recipient is the final one; where that is no address (a program, a local name) the original one. */
static const char *group_address(const struct group *g)
{
	return strchr(g->final.buf, '@') == NULL && strchr(g->original.buf, '@') != NULL ? g->original.buf : g->final.buf;
}

static bool says_nothing(enum reason reason)
{
	return reason == REASON_UNDEFINED || reason == REASON_ONHOLD;
}

static bool challenges(const struct machine_words *words, const struct strbuf *text)
{
	char folded[300];
	struct words_hit hit;

	return words_find(words, WORDS_CHALLENGE, folded, fold_into(text->buf, text->len, folded, sizeof folded), &hit)
			&& hit.weight >= 3;
}

static void group_end(struct group *g, const struct notice *notice, struct report_builder *b)
{
	const char *address = group_address(g);
	struct report_recipient *r;
	size_t before = b->report->n_recipients;
	size_t words = g->diagnostic ? g->words.len : 0;

	if (address[0] == '\0') {
		return; /* the per-message group, or a group broken in two: its fields stay for the next */
	}
	if (g->action == ACTION_NONE && g->status[0] == '\0' && g->words.len == 0) {
		group_reset(g);
		return;
	}
	b->challenge = b->challenge || challenges(b->words, &g->words);
	if (g->action == ACTION_GOOD || (g->action == ACTION_NONE && g->status[0] == '2')) {
		b->positive = true;
		group_reset(g);
		return;
	}
	r = report_recipient_add(b, address, strlen(address));
	if (r != NULL && (b->report->n_recipients > before || says_nothing(r->reason))) {
		report_set_diagnostic(b, r, g->words.buf, g->words.len);
		r->status[0] = '\0';
		report_diagnose_all(b, notice, r, g->words.buf, g->words.len, g->status, b->report->n_recipients == 1);
		if (g->words.len == 0) {
			const char *segment;
			size_t len;

			notice_segment(notice, r->address, &segment, &len);
			report_set_diagnostic(b, r, segment, len);
		}
		if (g->action == ACTION_DELAYED) {
			r->permanence = PERMANENCE_DELAYED;
			if (says_nothing(r->reason) || (r->reason == REASON_NETWORKERROR && words == 0)) {
				r->reason = REASON_EXPIRED;
			}
			r->fault = report_fault(r->reason);
		}
	}
	group_reset(g);
}

static void set_status(struct group *g, const char *value)
{
	const char *comment = strchr(value, '(');

	if (!status_find(value, comment != NULL ? (size_t)(comment - value) : strlen(value), g->status)) {
		comment = value; /* "553 Exceeded maximum size": the server's words in the wrong place */
	}
	if (comment != NULL) {
		strbuf_addf(&g->words, "%s%s", g->words.len > 0 ? " " : "", comment);
	}
}

static void set_words(struct group *g, const char *value)
{
	const char *semicolon = strchr(value, ';');

	if (semicolon != NULL && semicolon - value < 40) {
		value = strncasecmp(value, "x-unix", 6) == 0 || strncasecmp(value, "x-", 2) == 0 ? value : semicolon + 1;
	}
	if (g->words.len > 0) { /* the comment of Status says less */
		strbuf_addc(&g->words, ' ');
	}
	strbuf_adds(&g->words, value);
	g->diagnostic = value[strspn(value, " ")] != '\0';
}

static void group_field(struct group *g, const struct field *f, const struct notice *notice, struct report_builder *b)
{
	if (field_is(f, "Final-Recipient")) {
		if (g->final.len > 0) {
			group_end(g, notice, b);
		}
		(void)field_address(f->value->buf, &g->final);
	} else if (field_is(f, "Original-Recipient")) {
		if (g->final.len > 0 && g->original.len > 0) {
			group_end(g, notice, b);
		}
		(void)field_address(f->value->buf, &g->original);
	} else if (field_is(f, "Action")) {
		g->action = action_of(f->value->buf);
	} else if (field_is(f, "Status")) {
		set_status(g, f->value->buf);
	} else if (field_is(f, "Diagnostic-Code")) {
		set_words(g, f->value->buf);
	} else if ((field_is(f, "X-Postfix-Sender") || field_is(f, "Original-Mail-From")) && b->report->original_sender == NULL) {
		CLEANUP_STRBUF struct strbuf sender = STRBUF_INIT;

		if (field_address(f->value->buf, &sender)) {
			report_set_string(b, &b->report->original_sender, sender.buf, sender.len);
		}
	}
}

static void read_block(const char *text, size_t len, const struct notice *notice, struct report_builder *b)
{
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	struct group g = { .final = STRBUF_INIT, .original = STRBUF_INIT, .words = STRBUF_INIT };
	struct field f = { .value = &value };
	const char *cursor = text;

	while (!b->report->truncated && field_next(&cursor, text + len, &f)) {
		if (f.name_len == 0) {
			/* A group ends at an empty line, but not in the middle of what belongs together. */
			if (g.final.len > 0 && (g.action != ACTION_NONE || g.status[0] != '\0')) {
				group_end(&g, notice, b);
			}
		} else {
			group_field(&g, &f, notice, b);
		}
	}
	group_end(&g, notice, b);
	b->failed = b->failed || !strbuf_ok(&g.final) || !strbuf_ok(&g.original) || !strbuf_ok(&g.words) || !strbuf_ok(&value);
	strbuf_release(&g.final);
	strbuf_release(&g.original);
	strbuf_release(&g.words);
}

/* The first line that begins with the field, or NULL. */
static const char *find_field_line(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = text; p + n <= text + len;) {
		const char *nl;

		if (strncasecmp(p, name, n) == 0) {
			return p;
		}
		nl = memchr(p, '\n', (size_t)(text + len - p));
		if (nl == NULL) {
			return NULL;
		}
		p = nl + 1;
	}
	return NULL;
}

/* Fields in a text: from the group's own beginning on. */
static void read_text(const struct strbuf *text, const struct notice *notice, struct report_builder *b)
{
	const char *at = find_field_line(text->buf, text->len, "Final-Recipient:");

	if (at == NULL) {
		return;
	}
	while (at > text->buf) { /* back over the lines of the group that stand before the address */
		const char *line = at - 1;

		while (line > text->buf && line[-1] != '\n') {
			line--;
		}
		if (name_length(line, (size_t)(at - line)) == 0) {
			break;
		}
		at = line;
	}
	read_block(at, text->len - (size_t)(at - text->buf), notice, b);
}

bool report_read_fields(struct mail *mail, const struct notice *notice, struct report_builder *b)
{
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const struct mail_part *part = mail_part(mail, i);
		size_t len = 0;
		const char *text;

		if (part->message == -1 && (strcmp(part->type, "message/delivery-status") == 0
				|| strcmp(part->type, "message/global-delivery-status") == 0)
				&& (text = mail_part_text(mail, i, &len)) != NULL) {
			read_block(text, len, notice, b);
		}
	}
	/* A report that a gateway wrapped into one of its own. */
	for (size_t i = 0; i < mail_n_parts(mail) && b->report->n_recipients == 0 && !b->positive; i++) {
		size_t len = 0;
		const char *text;

		if (strcmp(mail_part(mail, i)->type, "message/delivery-status") == 0 && (text = mail_part_text(mail, i, &len)) != NULL) {
			read_block(text, len, notice, b);
		}
	}
	if (b->report->n_recipients == 0 && !b->positive) {
		read_text(&notice->area, notice, b);
		read_text(&notice->returned, notice, b);
	}
	return b->report->n_recipients > 0 || b->positive;
}
