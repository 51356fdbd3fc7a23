/* The growing byte string. Growth doubles, so appends cost constant time on average. */
#include "util/strbuf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char strbuf_empty[1];

void strbuf_init(struct strbuf *sb)
{
	sb->buf = strbuf_empty;
	sb->len = 0;
	sb->alloc = 0;
	sb->failed = false;
}

void strbuf_release(struct strbuf *sb)
{
	if (sb->alloc > 0) {
		free(sb->buf);
	}
	strbuf_init(sb);
}

void strbuf_reset(struct strbuf *sb)
{
	if (sb->alloc > 0) {
		sb->buf[0] = '\0';
	}
	sb->len = 0;
	sb->failed = false;
}

bool strbuf_ok(const struct strbuf *sb)
{
	return !sb->failed;
}

bool strbuf_grow(struct strbuf *sb, size_t extra)
{
	size_t need;
	size_t alloc;
	char *p;

	if (extra > SIZE_MAX / 2 - sb->len - 1) {
		sb->failed = true;
		return false;
	}
	need = sb->len + extra + 1;
	if (need <= sb->alloc) {
		return true;
	}
	alloc = sb->alloc < 64 ? 64 : sb->alloc * 2;
	if (alloc < need) {
		alloc = need;
	}
	p = realloc(sb->alloc > 0 ? sb->buf : NULL, alloc);
	if (p == NULL) {
		sb->failed = true;
		return false;
	}
	if (sb->alloc == 0) {
		p[0] = '\0';
	}
	sb->buf = p;
	sb->alloc = alloc;
	return true;
}

void strbuf_add(struct strbuf *sb, const void *data, size_t len)
{
	/* The first test is the fast way: there is room already. */
	if (len == 0 || ((sb->alloc < sb->len || len >= sb->alloc - sb->len) && !strbuf_grow(sb, len))) {
		return;
	}
	memcpy(sb->buf + sb->len, data, len);
	sb->len += len;
	sb->buf[sb->len] = '\0';
}

void strbuf_adds(struct strbuf *sb, const char *s)
{
	strbuf_add(sb, s, strlen(s));
}

void strbuf_join(struct strbuf *sb, ...)
{
	const char *s;
	va_list ap;

	va_start(ap, sb);
	while ((s = va_arg(ap, const char *)) != NULL) {
		strbuf_adds(sb, s);
	}
	va_end(ap);
}

void strbuf_addc_grow(struct strbuf *sb, char c)
{
	strbuf_add(sb, &c, 1);
}

void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
{
	size_t room = sb->alloc > sb->len ? sb->alloc - sb->len : 0;
	va_list again;
	int n;

	va_copy(again, ap);
	/* Mostly there is room and formatting once is enough. */
	n = vsnprintf(room > 0 ? sb->buf + sb->len : NULL, room, fmt, ap);
	if (n < 0) {
		sb->failed = true;
	} else if ((size_t)n < room) {
		sb->len += (size_t)n;
	} else if (strbuf_grow(sb, (size_t)n)) {
		(void)vsnprintf(sb->buf + sb->len, (size_t)n + 1, fmt, again);
		sb->len += (size_t)n;
	}
	if (sb->alloc > 0) {
		sb->buf[sb->len] = '\0';
	}
	va_end(again);
}

void strbuf_addf(struct strbuf *sb, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vaddf(sb, fmt, ap);
	va_end(ap);
}

void strbuf_setlen(struct strbuf *sb, size_t len)
{
	if (len < sb->len) {
		sb->len = len;
		sb->buf[len] = '\0';
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void strbuf_rtrim(struct strbuf *sb)
{
	size_t n = sb->len;

	while (n > 0 && is_blank(sb->buf[n - 1])) {
		n--;
	}
	strbuf_setlen(sb, n);
}

void strbuf_trim(struct strbuf *sb)
{
	size_t n = 0;

	strbuf_rtrim(sb);
	while (n < sb->len && is_blank(sb->buf[n])) {
		n++;
	}
	if (n > 0) {
		memmove(sb->buf, sb->buf + n, sb->len - n + 1);
		sb->len -= n;
	}
}

char *strbuf_detach(struct strbuf *sb, size_t *ret_len)
{
	char *s;

	if (sb->failed || !strbuf_grow(sb, 0)) {
		return NULL;
	}
	s = sb->buf;
	if (ret_len != NULL) {
		*ret_len = sb->len;
	}
	strbuf_init(sb);
	return s;
}

char *str_copy(const char *s, size_t len)
{
	char *copy = malloc(len + 1);

	if (copy != NULL) {
		memcpy(copy, s, len);
		copy[len] = '\0';
	}
	return copy;
}
