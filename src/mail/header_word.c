/* RFC 2047 encoded-words: never above 75, no letter split between two, Q or B by which is shorter. */
#include "mail/header.h"

#include "mail/transfer.h"

#include <string.h>

#define WORD_MAX 75
#define WORD_FRAME 12  /* "=?UTF-8?Q?" and "?=" */
#define ENCODED_LINE 76 /* RFC 2047 §2: lines that hold an encoded-word */
#define LONGEST_PLAIN 66 /* a word that fits a line behind any of our header names */

static const char hex_digits[] = "0123456789ABCDEF";

size_t header_next_letter(const char **s, const char *end, char ret[4])
{
	size_t n;

	if (*s == end) {
		return 0;
	}
	n = transfer_utf8_letter(*s, (size_t)(end - *s));
	if (n == 0) {
		(*s)++;
		memcpy(ret, "\xEF\xBF\xBD", 3);
		return 3;
	}
	if (n == 1) {
		ret[0] = (unsigned char)**s < 0x20 || **s == 0x7f ? ' ' : **s;
	} else {
		memcpy(ret, *s, n);
	}
	*s += n;
	return n;
}

bool header_needs_encoding(const char *text)
{
	size_t word = 0;
	bool blank = true;

	for (const char *p = text; *p != '\0'; p++) {
		bool here = (unsigned char)*p <= 0x20 || *p == 0x7f;

		if ((unsigned char)*p >= 0x80 || (p[0] == '=' && p[1] == '?') || (here && blank)) {
			return true;
		}
		word = here ? 0 : word + 1;
		if (word > LONGEST_PLAIN) {
			return true;
		}
		blank = here;
	}
	return blank && text[0] != '\0';
}

static size_t q_cost(const char *letter, size_t len)
{
	return len == 1 && (header_is(letter[0], HEADER_Q) || letter[0] == ' ') ? 1 : 3 * len;
}

/* How many bytes at the beginning stay as they are. */
static inline size_t literals(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && header_is(*p, HEADER_Q)) {
		p++;
	}
	return (size_t)(p - s);
}

/* Writes q_cost() bytes; returns behind them. */
static char *put_q(char *to, const char *letter, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)letter[i];

		if (c == ' ') {
			*to++ = '_';
		} else if (header_is((char)c, HEADER_Q)) {
			*to++ = (char)c;
		} else {
			*to++ = '=';
			*to++ = hex_digits[c >> 4];
			*to++ = hex_digits[c & 15];
		}
	}
	return to;
}

/* One encoded-word with as many letters as fit `room`; moves *s behind them. */
static void one_word(struct header *h, const char **s, const char *end, bool base64, size_t room)
{
	char raw[WORD_MAX]; /* of base64: to be encoded; else encoded already */
	char *q = raw;
	char letter[4];
	size_t n_raw = 0;
	size_t used = 0;
	const char *next = *s;
	size_t n;

	for (;;) {
		size_t run = base64 ? 0 : literals(next, end);
		size_t cost;

		if (run > 0) {
			run = run < room - used ? run : room - used;
			memcpy(q, next, run);
			q += run;
			used += run;
			next += run;
			*s = next;
			if (used == room) {
				break;
			}
		}
		n = header_next_letter(&next, end, letter);
		cost = base64 ? (n_raw + n + 2) / 3 * 4 : used + q_cost(letter, n);

		if (n == 0 || cost > room) {
			break;
		}
		used = cost;
		if (base64) {
			memcpy(raw + n_raw, letter, n);
			n_raw += n;
		} else {
			q = put_q(q, letter, n);
		}
		*s = next;
	}
	strbuf_add(h->out, base64 ? "=?UTF-8?B?" : "=?UTF-8?Q?", WORD_FRAME - 2);
	if (base64) {
		transfer_add_base64_run(h->out, raw, n_raw);
	} else {
		strbuf_add(h->out, raw, (size_t)(q - raw));
	}
	strbuf_add(h->out, "?=", 2);
	h->col += used + WORD_FRAME;
}

void header_encode_words(struct header *h, const char *text, size_t len)
{
	const char *end = text + len;
	size_t q = 0;
	size_t b = 0;
	char letter[4];
	size_t n;

	for (const char *p = text; p < end;) {
		size_t run = literals(p, end);

		if (run > 0) {
			q += run;
			b += run;
			p += run;
			continue;
		}
		n = header_next_letter(&p, end, letter);
		q += q_cost(letter, n);
		b += n;
	}
	while (text < end) {
		size_t room = ENCODED_LINE - 1;

		/* A first word of few letters behind a long header name would only look odd. */
		if (h->col + 1 + WORD_FRAME + 12 > ENCODED_LINE) {
			strbuf_adds(h->out, "\r\n");
			h->col = 0;
		} else {
			room = ENCODED_LINE - h->col - 1;
		}
		strbuf_addc(h->out, ' ');
		h->col++;
		one_word(h, &text, end, q > (b + 2) / 3 * 4, (room < WORD_MAX ? room : WORD_MAX) - WORD_FRAME);
	}
}
