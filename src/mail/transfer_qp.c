/* Quoted-printable. The loops see every byte of every letter: they write into room made beforehand instead of growing
 * the buffer byte by byte. */
#include "mail/transfer.h"

#include "mail/transfer_lines.h"
#include "util/wide.h"

#define LINE 76 /* RFC 2045: no encoded line is longer */

#define ONE(h, l) { '=', h, l, '\0' }
#define ROW(h) ONE(h, '0'), ONE(h, '1'), ONE(h, '2'), ONE(h, '3'), ONE(h, '4'), ONE(h, '5'), ONE(h, '6'), ONE(h, '7'), \
	ONE(h, '8'), ONE(h, '9'), ONE(h, 'A'), ONE(h, 'B'), ONE(h, 'C'), ONE(h, 'D'), ONE(h, 'E'), ONE(h, 'F')
static const char escapes[256][4] = { ROW('0'), ROW('1'), ROW('2'), ROW('3'), ROW('4'), ROW('5'), ROW('6'), ROW('7'), ROW('8'),
	ROW('9'), ROW('A'), ROW('B'), ROW('C'), ROW('D'), ROW('E'), ROW('F') };

/* "=C5"; writes a byte more than that. */
static inline char *put_hex(char *o, unsigned char c)
{
	memcpy(o, escapes[c], 4);
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

/* A line that is being written. */
struct qp {
	char *o;
	char *stop; /* what follows must not go beyond it; a byte is left for a soft break */
	const char *s, *last;
	const char *end; /* of the whole text: up to there can be read */
};

/* Copies literal bytes. Sixteen at a time where so many can be read, at the end also beyond the line: the room of the output is
 * three times the text's and more. */
static inline void copy_literal(struct qp *q)
{
	size_t left = (size_t)(q->last - q->s), room = (size_t)(q->stop - q->o);
	size_t most = left < room ? left : room;
	const char *s = q->s;
	char *o = q->o;
	size_t n = 16;

	for (; most >= 16 && n == 16; most -= n) {
		n = wide_printable(s, 16, '=');
		memcpy(o, s, 16);
		o += n;
		s += n;
	}
	if (n == 16 && q->end - s < 16) {
		n = wide_printable(s, most, '=');
		memcpy(o, s, n);
		o += n;
		s += n;
	} else if (n == 16) {
		n = wide_printable(s, 16, '=');
		memcpy(o, s, 16);
		n = n < most ? n : most;
		o += n;
		s += n;
	}
	q->o = o;
	q->s = s;
}

/* A line that begins with a dot or "From " is hidden from what looks for these. */
static inline void begin_line(struct qp *q)
{
	q->stop = q->o + LINE - 1;
	if (*q->s == '.' || (*q->s == 'F' && q->last - q->s >= 5 && memcmp(q->s, "From ", 5) == 0)) {
		q->o = put_hex(q->o, (unsigned char)*q->s++);
	}
}

static inline void break_line(struct qp *q)
{
	q->o = soft_break(q->o);
	begin_line(q);
}

/* What is no literal: a tab, or a letter whose bytes stay together. */
static inline void put_letter(struct qp *q)
{
	size_t n;

	if (*q->s == '\t') {
		*q->o++ = *q->s++;
		return;
	}
	if ((unsigned char)*q->s >= 0xc2 && (unsigned char)*q->s < 0xe0 && q->last - q->s >= 2 && q->stop - q->o >= 6
			&& ((unsigned char)q->s[1] & 0xc0) == 0x80) { /* most letters of our languages */
		q->o = put_hex(put_hex(q->o, (unsigned char)q->s[0]), (unsigned char)q->s[1]);
		q->s += 2;
		return;
	}
	n = letter_bytes(q->s, q->last);
	if (q->o + 3 * n > q->stop) {
		break_line(q);
		return;
	}
	while (n-- > 0) {
		q->o = put_hex(q->o, (unsigned char)*q->s++);
	}
}

/* One line without its end. */
static char *qp_line(char *o, const char *s, size_t len, const char *text_end)
{
	const char *end = s + len;
	struct qp q = { .o = o, .s = s, .last = len > 0 && (end[-1] == ' ' || end[-1] == '\t') ? end - 1 : end, .end = text_end };

	q.stop = o + LINE - 1;
	if (q.s < q.last) {
		begin_line(&q);
	}
	while (q.s < q.last) {
		copy_literal(&q);
		if (q.s == q.last) {
			break;
		}
		if (q.o == q.stop) {
			break_line(&q);
		} else {
			put_letter(&q);
		}
	}
	if (q.last < end) { /* a blank at the end is written out; it may stand where a break would */
		if (q.o + 3 > q.stop + 1) {
			q.o = soft_break(q.o);
		}
		q.o = put_hex(q.o, (unsigned char)*q.last);
	}
	return q.o;
}

void transfer_add_qp_line(struct strbuf *out, const char *line, size_t len, const char *text_end)
{
	char *o;

	if (len > SIZE_MAX / 8 || !strbuf_grow(out, len * 3 + len / 6 + 32)) {
		out->failed = true;
		return;
	}
	o = qp_line(out->buf + out->len, line, len, text_end);
	*o++ = '\r';
	*o++ = '\n';
	*o = '\0';
	out->len = (size_t)(o - out->buf);
}

void transfer_add_qp(struct strbuf *out, const char *text, size_t len)
{
	struct transfer_lines lines = transfer_lines_of(text, len);
	const char *line;
	size_t n;
	char *o;

	/* each byte three, a soft break of three bytes at least every 72, an end of line added */
	if (len > SIZE_MAX / 8 || !strbuf_grow(out, len * 3 + len / 6 + 32)) {
		out->failed = true;
		return;
	}
	o = out->buf + out->len;
	while (transfer_next_line(&lines, &line, &n)) {
		o = qp_line(o, line, n, text + len);
		*o++ = '\r';
		*o++ = '\n';
	}
	out->len = (size_t)(o - out->buf);
	*o = '\0';
}
