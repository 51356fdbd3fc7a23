/* Reading a reply: chooses the text, runs the steps over its lines, gathers what remains and what was cut. */
#include "mail/reply_text.h"

#include "mail/address.h"
#include "mail/charset.h"
#include "mail/reply_private.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_WRITER 200

void reply_text_release(struct reply_text *reply)
{
	free(reply->text);
	free(reply->signature);
	free(reply->source);
	free(reply->cuts);
	*reply = (struct reply_text)REPLY_TEXT_INIT;
}

const char *reply_cut_name(enum reply_cut_why why)
{
	static const char *const names[] = {
		[REPLY_CUT_QUOTE] = "quote",
		[REPLY_CUT_ATTRIBUTION] = "attribution",
		[REPLY_CUT_BLOCK] = "header block",
		[REPLY_CUT_BELOW] = "quoted mail below",
		[REPLY_CUT_KNOWN] = "our own text",
		[REPLY_CUT_SIGNATURE] = "signature",
		[REPLY_CUT_FOOTER] = "mobile footer",
		[REPLY_CUT_DISCLAIMER] = "disclaimer",
		[REPLY_CUT_BEYOND] = "beyond the limit",
	};

	return names[why];
}

static enum reply_cut_why cut_reason(enum verdict verdict)
{
	static const enum reply_cut_why reasons[] = {
		[LINE_KEEP] = REPLY_CUT_QUOTE,
		[LINE_QUOTE] = REPLY_CUT_QUOTE,
		[LINE_ATTRIBUTION] = REPLY_CUT_ATTRIBUTION,
		[LINE_BLOCK] = REPLY_CUT_BLOCK,
		[LINE_BELOW] = REPLY_CUT_BELOW,
		[LINE_KNOWN] = REPLY_CUT_KNOWN,
		[LINE_SIGNATURE] = REPLY_CUT_SIGNATURE,
		[LINE_FOOTER] = REPLY_CUT_FOOTER,
		[LINE_DISCLAIMER] = REPLY_CUT_DISCLAIMER,
	};

	return reasons[verdict];
}

static void add_line(struct strbuf *out, const struct line *line)
{
	for (size_t i = 0; i < line->indent && line->depth == 0 && i < 8 && line->len > 0; i++) {
		strbuf_addc(out, ' ');
	}
	strbuf_add(out, line->s, line->len);
	strbuf_addc(out, '\n');
}

static bool is_trailer(enum verdict verdict)
{
	return verdict == LINE_SIGNATURE || verdict == LINE_FOOTER || verdict == LINE_DISCLAIMER;
}

static bool add_cut(struct reply_text *ret, const struct line *line, enum reply_cut_why why)
{
	struct reply_cut *last = ret->n_cuts > 0 ? &ret->cuts[ret->n_cuts - 1] : NULL;

	if (last != NULL && last->end == line->start && last->why == why) {
		last->end = line->end;
		return true;
	}
	if (!ARRAY_ROOM(ret->cuts, ret->n_cuts)) {
		return false;
	}
	ret->cuts[ret->n_cuts++] = (struct reply_cut){ why, line->start, line->end };
	return true;
}

/* What remains, what was cut. False when out of memory. */
static bool gather(const struct text_lines *lines, struct reply_text *ret)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf signature = STRBUF_INIT;
	bool gap = false;

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->lines[i];

		if (line->verdict == LINE_KEEP) {
			/* what stood above and below a quote does not become one paragraph */
			if (gap && text.len > 1 && text.buf[text.len - 2] != '\n' && line->mark != MARK_ANSWER) {
				strbuf_addc(&text, '\n');
			}
			gap = false;
			add_line(&text, line);
			continue;
		}
		gap = true;
		if (is_trailer(line->verdict)) {
			add_line(&signature, line);
		} else {
			ret->quoted = true;
		}
		if (!add_cut(ret, line, cut_reason(line->verdict))) {
			return false;
		}
	}
	strbuf_trim(&text);
	strbuf_trim(&signature);
	ret->forwarded = lines->forwarded;
	ret->text = strbuf_ok(&text) ? strbuf_detach(&text, NULL) : NULL;
	ret->signature = strbuf_ok(&signature) ? strbuf_detach(&signature, NULL) : NULL;
	return ret->text != NULL && ret->signature != NULL;
}

/* Whether one of eight bytes is below 0x20. */
static bool has_control(uint64_t word)
{
	return ((word - UINT64_C(0x2020202020202020)) & ~word & UINT64_C(0x8080808080808080)) != 0;
}

/* Marks are the HTML reader's alone: in a bare text such bytes are nothing. */
static void drop_controls(struct strbuf *text)
{
	size_t i = 0;

	while (i < text->len) {
		uint64_t word;

		if (i + sizeof word <= text->len) {
			memcpy(&word, text->buf + i, sizeof word);
			if (!has_control(word)) {
				i += sizeof word;
				continue;
			}
		}
		for (size_t k = 0; k < sizeof word && i < text->len; k++, i++) {
			unsigned char c = (unsigned char)text->buf[i];

			text->buf[i] = c < ' ' && c != '\n' && c != '\t' ? ' ' : (char)c;
		}
	}
}

/* A text from outside, at most REPLY_MAX_TEXT bytes of it, as valid UTF-8; a letter that the limit cuts goes. */
static void add_limited(const char *text, size_t len, struct strbuf *out)
{
	if (len > REPLY_MAX_TEXT) {
		len = REPLY_MAX_TEXT;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
			len--;
		}
	}
	charset_add_utf8(text, len, out);
}

static bool run_steps(struct text_lines *lines, enum reply_mode mode, const struct sent_text *known)
{
	if (known != NULL && !lines_align(lines, known)) {
		return false;
	}
	if (mode != REPLY_SIGNATURE) {
		lines_cut_quotes(lines);
		lines_cut_known(lines);
		lines_rescue_answers(lines);
	}
	if (mode != REPLY_QUOTES) {
		lines_cut_signature(lines);
	}
	return true;
}


/* How a text is read. */
struct how {
	bool marked; /* made from HTML: MARK_* stand in it */
	enum reply_mode mode;
	const struct sent_text *known;
	const struct reply_rules *rules;
	const char *writer;
};

/* Takes the text over from `source`. */
static enum status cut_text(struct strbuf *source, const struct how *how, struct reply_text *ret, struct error *err)
{
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	CLEANUP_REPLY_RULES struct reply_rules *none = NULL;
	struct text_lines lines = { .rules = how->rules, .writer = how->writer };
	bool ok;
	size_t len;

	if (how->rules == NULL) {
		enum status st = reply_rules_new(NULL, &none, err);

		if (st != ST_OK) {
			return st;
		}
		lines.rules = none;
	}
	if (!how->marked) {
		drop_controls(source);
	}
	len = source->len;
	reply.source = strbuf_ok(source) ? strbuf_detach(source, NULL) : NULL;
	ok = reply.source != NULL && lines_split(reply.source, len, how->marked, &lines)
			&& run_steps(&lines, how->mode, how->known) && gather(&lines, &reply);
	free(lines.lines);
	if (!ok) {
		return error_set(err, ST_NOMEM, "reading a reply: out of memory");
	}
	reply.from_html = how->marked;
	*ret = reply;
	reply = (struct reply_text)REPLY_TEXT_INIT;
	return ST_OK;
}

static enum status cut_html(const char *html, size_t len, struct how how, struct reply_text *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf source = STRBUF_INIT;
	enum status st = html_to_marked_text(html, len, &source, err);

	how.marked = true;
	return st == ST_OK ? cut_text(&source, &how, ret, err) : st;
}

enum status reply_text_cut(const char *text, size_t len, bool html, enum reply_mode mode,
		const struct sent_text *known, const struct reply_rules *rules, struct reply_text *ret,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf source = STRBUF_INIT;
	struct how how = { .mode = mode, .known = known, .rules = rules, .writer = "" };

	if (html) {
		return cut_html(text, len, how, ret, err);
	}
	add_limited(text, len, &source);
	return cut_text(&source, &how, ret, err);
}

enum status reply_text_whole(const char *text, struct reply_text *ret, struct error *err)
{
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;

	reply.text = strdup(text);
	reply.source = strdup(text);
	reply.signature = strdup("");
	if (reply.text == NULL || reply.source == NULL || reply.signature == NULL) {
		return error_set(err, ST_NOMEM, "reading a reply: out of memory");
	}
	*ret = reply;
	reply = (struct reply_text)REPLY_TEXT_INIT;
	return ST_OK;
}

static bool is_attachment(const struct mail_part *part)
{
	return part->message >= 0 || (part->disposition != NULL && strcmp(part->disposition, "attachment") == 0);
}

static bool all_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr(" \t\n\r", text[i]) == NULL) {
			return false;
		}
	}
	return true;
}

/* Appends the plain parts, in order: Apple Mail puts several around pictures. */
static void add_plain_parts(struct mail *mail, struct strbuf *out)
{
	for (size_t i = 0; i < mail_n_parts(mail) && out->len < REPLY_MAX_TEXT; i++) {
		const struct mail_part *part = mail_part(mail, i);
		const char *format;
		const char *delsp;
		const char *text;
		size_t len;

		if (strcmp(part->type, "text/plain") != 0 || is_attachment(part) || (part->filename != NULL && out->len > 0)) {
			continue;
		}
		text = mail_part_text(mail, i, &len);
		if (text == NULL) {
			continue;
		}
		if (len > REPLY_MAX_TEXT - out->len) { /* a letter that the limit cuts goes */
			len = REPLY_MAX_TEXT - out->len;
			while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
				len--;
			}
		}
		format = mail_part_param(mail, i, "format");
		delsp = mail_part_param(mail, i, "delsp");
		if (out->len > 0 && out->buf[out->len - 1] != '\n') {
			strbuf_addc(out, '\n');
		}
		if (format != NULL && strcasecmp(format, "flowed") == 0) {
			lines_unflow(text, len, delsp != NULL && strcasecmp(delsp, "yes") == 0, out);
		} else {
			strbuf_add(out, text, len);
		}
	}
}

static int find_html(const struct mail *mail)
{
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const struct mail_part *part = mail_part(mail, i);

		if (strcmp(part->type, "text/html") == 0 && !is_attachment(part)) {
			return (int)i;
		}
	}
	return -1;
}

static bool is_forward_subject(const struct reply_rules *rules, const char *subject)
{
	char buf[128];
	size_t len;

	if (subject == NULL || rules == NULL) {
		return false;
	}
	len = strlen(subject) < 40 ? strlen(subject) : 40;
	len = fold_into(subject, len, buf, sizeof(buf));
	return rule_at(rules, RULE_FORWARD, buf, len) != NULL;
}

/* The plain text decides unless it is empty, or shows no quote where the HTML shows one. */
static bool html_knows_more(const char *html, size_t len)
{
	static const char *const marks[] = { "gmail_quote", "<blockquote", "divRplyFwdMsg", "appendonsend", "yahoo_quoted",
		"moz-cite-prefix", "border-top:solid #" };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
		if (memmem(html, len, marks[i], strlen(marks[i])) != NULL) {
			return true;
		}
	}
	return false;
}

/* The name of the first sender, folded; empty when the header gives none. */
static void read_writer(struct mail *mail, char *buf, size_t size)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	const char *from = mail_header(mail, "From");

	buf[0] = '\0';
	if (from != NULL && strlen(from) < 2000 && address_next(&from, &name, &email)) {
		(void)fold_into(name.buf, name.len, buf, size);
	}
}

enum status reply_text_read(struct mail *mail, const struct sent_text *known, const struct reply_rules *rules,
		struct reply_text *ret, struct error *err)
{
	CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	char writer[MAX_WRITER];
	struct how how = { .mode = REPLY_NEW_WORDS, .known = known, .rules = rules, .writer = writer };
	int html = find_html(mail);
	const char *markup = NULL;
	size_t len = 0;
	enum status st = ST_OK;
	bool use_plain;

	read_writer(mail, writer, sizeof(writer));
	add_plain_parts(mail, &plain);
	use_plain = html < 0 || !all_blank(plain.buf, plain.len);
	if (use_plain) {
		st = cut_text(&plain, &how, &reply, err);
	}
	if (st == ST_OK && html >= 0 && !(use_plain && reply.quoted)) {
		markup = mail_part_text(mail, (size_t)html, &len);
		if (markup != NULL && (!use_plain || html_knows_more(markup, len))) {
			reply_text_release(&reply);
			st = cut_html(markup, len, how, &reply, err);
		} else if (markup == NULL && !use_plain) {
			st = error_set(err, ST_NOMEM, "reading a reply: out of memory");
		}
	}
	if (st != ST_OK) {
		return st;
	}
	reply.forwarded |= is_forward_subject(rules, mail_header(mail, "Subject"));
	*ret = reply;
	reply = (struct reply_text)REPLY_TEXT_INIT;
	return ST_OK;
}
