/* Walking the addresses of a header as it arrives: lists, groups, comments, and what broken mailers write. It never
 * fails: what is no address is passed over. */
#include "mail/address.h"

#include <string.h>

/* One pass over a mailbox up to the comma, semicolon or colon that ends it. Text outside <…> is the name when <…>
 * comes, else the address. */
struct scan {
	const char *p;
	struct strbuf *phrase; /* text outside angle brackets and comments */
	struct strbuf *angle;  /* text inside angle brackets */
	struct strbuf *comment;
	bool in_angle;
};

static void scan_quoted(struct scan *s)
{
	struct strbuf *to = s->in_angle ? s->angle : s->phrase;
	const char *end = s->p + 1;
	bool local;

	while (*end != '\0' && *end != '"') {
		end += *end == '\\' && end[1] != '\0' ? 2 : 1;
	}
	/* A quoted local part keeps its marks, a quoted name loses them. */
	local = *end == '"' && end[1] == '@';
	if (local) {
		strbuf_addc(to, '"');
	}
	for (const char *p = s->p + 1; p < end; p++) {
		if (*p == '\\' && p + 1 < end && !local) {
			p++;
		}
		strbuf_addc(to, *p);
	}
	if (local) {
		strbuf_addc(to, '"');
	}
	s->p = *end == '"' ? end + 1 : end;
}

/* Nested comments are counted, not recursed into. */
static void scan_comment(struct scan *s)
{
	size_t depth = 0;

	for (; *s->p != '\0'; s->p++) {
		if (*s->p == '\\' && s->p[1] != '\0') {
			s->p++;
		} else if (*s->p == '(') {
			depth++;
			continue;
		} else if (*s->p == ')') {
			if (--depth == 0) {
				s->p++;
				return;
			}
			continue;
		}
		strbuf_addc(s->comment, *s->p);
	}
}

static void scan_one(struct scan *s)
{
	for (; *s->p != '\0'; ) {
		char c = *s->p;

		if (c == '"') {
			scan_quoted(s);
			continue;
		}
		if (c == '(' && !s->in_angle) {
			scan_comment(s);
			continue;
		}
		if (s->in_angle) {
			if (c == '>') {
				s->in_angle = false;
			} else {
				strbuf_addc(s->angle, c);
			}
		} else if (c == '<') {
			s->in_angle = true;
			strbuf_reset(s->angle);
		} else if (c == ',' || c == ';') {
			s->p++;
			return;
		} else if (c == ':' && memchr(s->phrase->buf, '@', s->phrase->len) == NULL && s->angle->len == 0) {
			strbuf_reset(s->phrase); /* the name of a group */
		} else {
			strbuf_addc(s->phrase, c);
		}
		s->p++;
	}
}

/* "a@b c@d" and "mailto:a@b": the word with the '@'. */
static void keep_address_word(struct strbuf *sb)
{
	const char *at = memrchr(sb->buf, '@', sb->len);
	size_t start;
	size_t end;

	if (at == NULL) {
		strbuf_setlen(sb, 0);
		return;
	}
	start = (size_t)(at - sb->buf);
	end = start + 1;
	if (start > 0 && sb->buf[start - 1] == '"') {
		start--;
		while (start > 0 && sb->buf[start - 1] != '"') {
			start--;
		}
		start -= start > 0;
	}
	while (start > 0 && strchr(" \t\r\n:<", sb->buf[start - 1]) == NULL) {
		start--;
	}
	while (end < sb->len && strchr(" \t\r\n>", sb->buf[end]) == NULL) {
		end++;
	}
	strbuf_setlen(sb, end);
	memmove(sb->buf, sb->buf + start, end - start + 1);
	sb->len = end - start;
}

bool address_next(const char **cursor, struct strbuf *name, struct strbuf *email)
{
	CLEANUP_STRBUF struct strbuf phrase = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf angle = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf comment = STRBUF_INIT;
	struct scan s = { *cursor, &phrase, &angle, &comment, false };

	while (*s.p != '\0') {
		struct strbuf *found = &angle;
		struct strbuf *called = &phrase;

		strbuf_reset(&phrase);
		strbuf_reset(&angle);
		strbuf_reset(&comment);
		s.in_angle = false;
		scan_one(&s);
		if (memchr(angle.buf, '@', angle.len) == NULL) {
			found = &phrase;
			called = &comment;
		}
		keep_address_word(found);
		*cursor = s.p;
		if (found->len == 0) {
			continue;
		}
		strbuf_trim(called);
		strbuf_reset(email);
		strbuf_add(email, found->buf, found->len);
		if (name != NULL) {
			if (called->len == 0) {
				called = &comment;
				strbuf_trim(called);
			}
			strbuf_reset(name);
			strbuf_add(name, called->buf, called->len);
		}
		return true;
	}
	return false;
}
