/* For the transfer encoders alone: a text read line by line, whatever its line ends are (LF, CRLF, bare CR). */
#ifndef KVIESLYS_MAIL_TRANSFER_LINES_H
#define KVIESLYS_MAIL_TRANSFER_LINES_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Appends one line without its end as quoted-printable, with CRLF behind it. Bytes up to `text_end` may be read. */
void transfer_add_qp_line(struct strbuf *out, const char *line, size_t len, const char *text_end);

struct transfer_lines {
	const char *s;
	size_t len;
	bool has_cr; /* without one, the fast search for LF does */
};

static inline struct transfer_lines transfer_lines_of(const char *text, size_t len)
{
	return (struct transfer_lines){ text, len, memchr(text, '\r', len) != NULL };
}

/* The next line without its end; false after the last. */
static inline bool transfer_next_line(struct transfer_lines *lines, const char **ret, size_t *ret_len)
{
	size_t n = 0;
	size_t eol = 1;

	if (lines->len == 0) {
		return false;
	}
	if (lines->has_cr) {
		while (n < lines->len && lines->s[n] != '\n' && lines->s[n] != '\r') {
			n++;
		}
		eol = n + 1 < lines->len && lines->s[n] == '\r' && lines->s[n + 1] == '\n' ? 2 : n < lines->len;
	} else {
		const char *lf = memchr(lines->s, '\n', lines->len);

		n = lf != NULL ? (size_t)(lf - lines->s) : lines->len;
		eol = lf != NULL;
	}
	*ret = lines->s;
	*ret_len = n;
	lines->s += n + eol;
	lines->len -= n + eol;
	return true;
}

#endif
