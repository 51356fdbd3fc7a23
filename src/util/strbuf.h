/* A growing byte string, always NUL-terminated, that may hold NULs itself.
 * After an allocation failed the buffer stays as it was and `failed` stays set until strbuf_reset(), so a
 * run of appends needs one check at its end: strbuf_ok(). */
#ifndef KVIESLYS_UTIL_STRBUF_H
#define KVIESLYS_UTIL_STRBUF_H

#include "util/cleanup.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct strbuf {
	char *buf;  /* never NULL after STRBUF_INIT */
	size_t len; /* bytes before the terminating NUL */
	size_t alloc;
	bool failed;
};

extern char strbuf_empty[1];
#define STRBUF_INIT { .buf = strbuf_empty, .len = 0, .alloc = 0, .failed = false }
#define CLEANUP_STRBUF CLEANUP(strbuf_release)

void strbuf_init(struct strbuf *sb);
/* Frees the memory and makes the buffer empty and usable again. */
void strbuf_release(struct strbuf *sb);
/* Empty again, memory kept. Clears `failed`. */
void strbuf_reset(struct strbuf *sb);
/* False when any append since the last reset ran out of memory. */
bool strbuf_ok(const struct strbuf *sb);
/* Room for `extra` more bytes; false when out of memory. */
bool strbuf_grow(struct strbuf *sb, size_t extra);
void strbuf_add(struct strbuf *sb, const void *data, size_t len);
void strbuf_adds(struct strbuf *sb, const char *s);
void strbuf_addc_grow(struct strbuf *sb, char c);
/* Inline: much text is written letter by letter. */
static inline void strbuf_addc(struct strbuf *sb, char c)
{
	if (sb->len + 1 < sb->alloc) {
		sb->buf[sb->len++] = c;
		sb->buf[sb->len] = '\0';
	} else {
		strbuf_addc_grow(sb, c);
	}
}
/* Several strings, NULL behind the last: much faster than a format. */
void strbuf_join(struct strbuf *sb, ...) __attribute__((sentinel));
void strbuf_addf(struct strbuf *sb, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_vaddf(struct strbuf *sb, const char *fmt, va_list ap)
		__attribute__((format(printf, 2, 0)));
/* Cuts to `len` bytes, which must not be above the present length. */
void strbuf_setlen(struct strbuf *sb, size_t len);
/* Removes white space at the end, at both ends. */
void strbuf_rtrim(struct strbuf *sb);
void strbuf_trim(struct strbuf *sb);
/* The string, owned by the caller; the buffer is empty afterwards. NULL when out of memory. */
char *strbuf_detach(struct strbuf *sb, size_t *ret_len);
/* A NUL-terminated copy of exactly `len` bytes, which need no NUL behind them; the caller's. NULL when out of memory. */
char *str_copy(const char *s, size_t len);

#endif
