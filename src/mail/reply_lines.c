/* A text as lines: quote marks counted, blanks at both ends left out. */
#include "mail/reply_private.h"
#include "util/cleanup.h"

#include <string.h>

#define MAX_QUOTE_DEPTH 200
#define MAX_TORN 40 /* bytes of a line that only ends an attribution */

/* Bytes of the blank at s (also no-break, ideographic and zero-width ones, byte order marks), 0 when it is none. */
static size_t blank_len(const char *s, size_t len)
{
	const unsigned char *p = (const unsigned char *)s;

	if (len == 0) {
		return 0;
	}
	if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\f' || *p == '\v') {
		return 1;
	}
	if (len >= 2 && p[0] == 0xc2 && p[1] == 0xa0) {
		return 2;
	}
	if (len >= 3 && p[0] == 0xe2 && ((p[1] == 0x80 && ((p[2] >= 0x80 && p[2] <= 0x8f) || p[2] == 0xaf))
			|| (p[1] == 0x81 && p[2] >= 0xa0 && p[2] <= 0xa4))) {
		return 3;
	}
	if (len >= 3 && ((p[0] == 0xe3 && p[1] == 0x80 && p[2] == 0x80) || (p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf))) {
		return 3;
	}
	return 0;
}

static size_t trimmed_end(const char *s, size_t len)
{
	for (;;) {
		if (len >= 1 && blank_len(s + len - 1, 1) == 1) {
			len--;
		} else if (len >= 2 && blank_len(s + len - 2, 2) == 2) {
			len -= 2;
		} else if (len >= 3 && blank_len(s + len - 3, 3) == 3) {
			len -= 3;
		} else {
			return len;
		}
	}
}

/* A '|' as quote mark; with others on the line it is a table. */
static bool is_bar(const char *s, size_t len)
{
	return s[0] == '|' && (len == 1 || s[1] == ' ' || s[1] == '\r') && memchr(s + 1, '|', len - 1) == NULL;
}

/* Reads the marks in front of the line at s; returns where its text begins. */
static size_t read_marks(const char *s, size_t len, bool marked, struct line *line)
{
	size_t i = 0;
	size_t n;

	while (marked && i < len && s[i] >= MARK_QUOTE && s[i] <= MARK_SIGNATURE) {
		if (s[i] != MARK_QUOTE) {
			line->mark = s[i];
		} else if (line->depth < MAX_QUOTE_DEPTH) {
			line->depth++;
		}
		i++;
	}
	for (;;) {
		size_t at = i;

		line->indent = 0;
		while ((n = blank_len(s + at, len - at)) > 0) {
			at += n;
			line->indent = (uint16_t)(line->indent < 1000 ? line->indent + 1 : 1000);
		}
		/* four blanks in front: text that shows a '>', not a quote; "> >" has one between */
		if (at < len && (s[at] == '>' || is_bar(s + at, len - at)) && line->indent < 4) {
			line->depth = (uint8_t)(line->depth < MAX_QUOTE_DEPTH ? line->depth + 1 : MAX_QUOTE_DEPTH);
			i = at + 1;
			continue;
		}
		return at;
	}
}

/* A '>' that closes the '<' of the line above, where the address of an attribution was folded, is no quote mark. */
static void mend_bracket(const char *text, const struct line *first, struct line *line)
{
	const struct line *up = line - 1;
	const char *open = up->depth == 0 && up->len > 0 ? memrchr(up->s, '<', up->len) : NULL;
	bool closed = open != NULL && memchr(open, '>', up->len - (size_t)(open - up->s)) != NULL;

	if (line->depth != 1 || line->mark != 0 || line->len == 0 || line->len > MAX_TORN || open == NULL
			|| (up > first && up[-1].depth > 0) || (closed && line->s[line->len - 1] != ':')) {
		return;
	}
	while (line->s > text + line->start && line->s[0] != '>') {
		line->s--;
		line->len++;
	}
	line->depth = 0;
}

bool lines_split(const char *text, size_t len, bool marked, struct text_lines *ret)
{
	size_t alloc = 16;
	size_t pos = 0;

	for (const char *p = text; (p = memchr(p, '\n', len - (size_t)(p - text))) != NULL; p++) {
		alloc++;
	}
	ret->n = 0;
	ret->lines = calloc(alloc, sizeof(*ret->lines));
	if (ret->lines == NULL) {
		return false;
	}
	while (pos < len) {
		struct line *line = &ret->lines[ret->n++];
		const char *nl = memchr(text + pos, '\n', len - pos);
		size_t end = nl != NULL ? (size_t)(nl - text) : len;
		size_t at = pos + read_marks(text + pos, end - pos, marked, line);

		line->start = (uint32_t)pos;
		line->end = (uint32_t)(end < len ? end + 1 : end);
		line->s = text + at;
		line->len = (uint32_t)trimmed_end(line->s, end - at);
		if (line->depth > 0 && line->mark == 0 && line->len > 2 && memcmp(line->s + line->len - 2, "<<", 2) == 0) {
			line->depth = 0; /* ">>> here <<<" */
		}
		if (line->depth == 3 && line->mark == 0 && line->len > 8 && memcmp(line->s + line->len - 3, ">>>", 3) == 0
				&& memchr(line->s, ':', line->len) != NULL) {
			line->depth = 0; /* GroupWise: ">>> A <a@b> 1.2.2027 10:15 >>>", the mail unmarked below */
			line->mark = MARK_REST;
		}
		if (ret->n > 1) {
			mend_bracket(text, ret->lines, line);
		}
		pos = line->end;
	}
	return true;
}

bool line_is_blank(const struct line *line)
{
	return line->len == 0;
}

size_t lines_next(const struct text_lines *lines, size_t i)
{
	while (i < lines->n && lines->lines[i].len == 0) {
		i++;
	}
	return i;
}

void lines_unflow(const char *text, size_t len, bool delsp, struct strbuf *out)
{
	size_t open_depth = 0;
	bool open = false;

	for (size_t pos = 0; pos < len;) {
		const char *nl = memchr(text + pos, '\n', len - pos);
		size_t end = nl != NULL ? (size_t)(nl - text) : len;
		size_t depth = 0;
		size_t at;
		bool signature;

		while (pos + depth < end && text[pos + depth] == '>') {
			depth++;
		}
		at = pos + depth;
		at += at < end && text[at] == ' '; /* space-stuffing */
		signature = end - at == 3 && memcmp(text + at, "-- ", 3) == 0;
		if (open && (depth != open_depth || signature)) {
			strbuf_addc(out, '\n');
			open = false;
		}
		if (!open) {
			for (size_t i = 0; i < depth; i++) {
				strbuf_addc(out, '>');
			}
			if (depth > 0) {
				strbuf_addc(out, ' ');
			}
		}
		strbuf_add(out, text + at, end - at);
		open = !signature && end > at && text[end - 1] == ' ';
		open_depth = depth;
		if (open && delsp && out->len > 0) {
			strbuf_setlen(out, out->len - 1);
		}
		if (!open) {
			strbuf_addc(out, '\n');
		}
		pos = end + 1;
	}
}
