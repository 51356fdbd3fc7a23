/* Quoted-printable. The loops see every byte of every letter: they write into room made beforehand instead of growing
 * the buffer byte by byte. */
#include "mail/transfer.h"

#include "mail/transfer_lines.h"

#include <stdint.h>

#define LINE 76 /* RFC 2045: no encoded line is longer */

/* Goes as it is: printable ASCII but '=', blank, tab. */
static inline bool is_literal(unsigned char c)
{
	return (c >= ' ' && c <= '~' && c != '=') || c == '\t';
}

/* How many of eight bytes at `p` are literal before the first that is not (a tab counts as not). A byte is flagged by its
 * high bit when it has one, is below a blank, is '=' or DEL. A borrow can only flag bytes behind a flagged one. */
static inline size_t literal_of_eight(const char *p)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t w;
	uint64_t flags;

	memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	w = __builtin_bswap64(w);
#endif
	flags = (w | (w - ones * ' ') | ((w ^ ones * '=') - ones) | ((w ^ ones * 0x7f) - ones)) & ones * 0x80;
	return flags == 0 ? 8 : (size_t)__builtin_ctzll(flags) / 8;
}

static inline char *put_hex(char *o, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";

	o[0] = '=';
	o[1] = digits[c >> 4];
	o[2] = digits[c & 15];
	return o + 3;
}

static inline char *soft_break(char *o)
{
	memcpy(o, "=\r\n", 3);
	return o + 3;
}

/* Bytes of the letter at `s`, its encoding taken on trust: what matters is that they stay on one line. */
static inline size_t letter_bytes(const char *s, const char *end)
{
	size_t n = 1;

	if ((unsigned char)*s >= 0xc0) {
		while (n < 4 && s + n < end && ((unsigned char)s[n] & 0xc0) == 0x80) {
			n++;
		}
	}
	return n;
}

/* Copies literal bytes, at most up to `stop`; returns how many. */
static inline size_t copy_literal(char *o, const char *s, const char *stop)
{
	const char *p = s;

	while (stop - p >= 8) {
		size_t n = literal_of_eight(p);

		memcpy(o, p, 8); /* there is room for more than n */
		o += n;
		p += n;
		if (n < 8) {
			break;
		}
	}
	while (p < stop && is_literal((unsigned char)*p)) {
		*o++ = *p++;
	}
	return (size_t)(p - s);
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
		n = copy_literal(o, s, (size_t)(last - s) < room ? last : s + room);
		o += n;
		s += n;
		col += n;
		if (s == last) {
			break;
		}
		n = letter_bytes(s, last);
		if (col + (is_literal((unsigned char)*s) ? 1 : 3 * n) > LINE - 1) {
			o = soft_break(o);
			col = 0;
			continue;
		}
		col += 3 * n;
		while (n-- > 0) {
			o = put_hex(o, (unsigned char)*s++);
		}
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
