/* Quoted-printable. The loops see every byte of every letter: they write into room made beforehand instead of growing
 * the buffer byte by byte. */
#include "mail/transfer.h"

#include "mail/transfer_lines.h"

#include <stdint.h>

#define LINE 76 /* RFC 2045: no encoded line is longer */

static const char hex_digits[] = "0123456789ABCDEF";

/* Goes as it is: printable ASCII but '=', blank, tab. */
static inline bool is_literal(unsigned char c)
{
	return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

static char *put_hex(char *o, unsigned char c)
{
	o[0] = '=';
	o[1] = hex_digits[c >> 4];
	o[2] = hex_digits[c & 15];
	return o + 3;
}

static char *soft_break(char *o)
{
	memcpy(o, "=\r\n", 3);
	return o + 3;
}

/* One line without its end. A line that begins with a dot or "From " is hidden from what looks for these. */
static char *qp_line(char *o, const char *s, size_t len)
{
	const char *end = s + len;
	const char *last = len > 0 && (end[-1] == ' ' || end[-1] == '\t') ? end - 1 : end;
	size_t col = 0;

	while (s < last) {
		size_t room = LINE - 1 - col;
		size_t n;

		if (col == 0 && (*s == '.' || (last - s >= 5 && memcmp(s, "From ", 5) == 0))) {
			o = put_hex(o, (unsigned char)*s++);
			col = 3;
			continue;
		}
		for (n = 0; n < room && s + n < last && is_literal((unsigned char)s[n]); n++) {
			o[n] = s[n];
		}
		o += n;
		s += n;
		col += n;
		if (s == last) {
			break;
		}
		n = transfer_utf8_letter(s, (size_t)(last - s));
		n += n == 0;
		if (n == 1 && is_literal((unsigned char)*s) ? col == LINE - 1 : col + 3 * n > LINE - 1) {
			o = soft_break(o);
			col = 0;
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			o = put_hex(o, (unsigned char)*s++);
		}
		col += 3 * n;
	}
	if (last < end) {
		if (col + 3 > LINE) {
			o = soft_break(o);
		}
		o = put_hex(o, (unsigned char)*last);
	}
	return o;
}

void transfer_add_qp(struct strbuf *out, const char *text, size_t len)
{
	struct transfer_lines lines = transfer_lines_of(text, len);
	const char *line;
	size_t n;
	char *o;

	/* each byte three, a soft break of three bytes at least every 72, an end of line added */
	if (len > SIZE_MAX / 8 || !strbuf_grow(out, len * 3 + len / 6 + 16)) {
		out->failed = true;
		return;
	}
	o = out->buf + out->len;
	while (transfer_next_line(&lines, &line, &n)) {
		o = qp_line(o, line, n);
		*o++ = '\r';
		*o++ = '\n';
	}
	out->len = (size_t)(o - out->buf);
	*o = '\0';
}
