/* RFC 2047 encoded-words: never above 75, no letter split between two, Q or B by which is shorter. */
#include "mail/header.h"

#include "mail/transfer.h"

#include <string.h>

#define WORD_MAX 75
#define WORD_FRAME 12  /* "=?UTF-8?Q?" and "?=" */
#define ENCODED_LINE 76 /* RFC 2047 §2: lines that hold an encoded-word */
#define LONGEST_PLAIN 66 /* a word that fits a line behind any of our header names */

static const char hex_digits[] = "0123456789ABCDEF";

/* What Q may leave as it is in every place an encoded-word can stand in (RFC 2047 §5 (3)). */
static bool is_q_literal(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '!' || c == '*'
			|| c == '+' || c == '-' || c == '/';
}

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
	return len == 1 && (is_q_literal(letter[0]) || letter[0] == ' ') ? 1 : 3 * len;
}

static void put_q(struct strbuf *out, const char *letter, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)letter[i];

		if (c == ' ') {
			strbuf_addc(out, '_');
		} else if (is_q_literal((char)c)) {
			strbuf_addc(out, (char)c);
		} else {
			char hex[3] = { '=', hex_digits[c >> 4], hex_digits[c & 15] };

			strbuf_add(out, hex, 3);
		}
	}
}

/* One encoded-word with as many letters as fit `room`; moves *s behind them. */
static void one_word(struct header *h, const char **s, const char *end, bool base64, size_t room)
{
	char raw[WORD_MAX];
	char letter[4];
	size_t n_raw = 0;
	size_t used = 0;
	const char *next = *s;
	size_t n;

	strbuf_adds(h->out, base64 ? "=?UTF-8?B?" : "=?UTF-8?Q?");
	while ((n = header_next_letter(&next, end, letter)) > 0) {
		size_t cost = base64 ? (n_raw + n + 2) / 3 * 4 : used + q_cost(letter, n);

		if (cost > room) {
			break;
		}
		used = cost;
		if (base64) {
			memcpy(raw + n_raw, letter, n);
			n_raw += n;
		} else {
			put_q(h->out, letter, n);
		}
		*s = next;
	}
	if (base64) {
		transfer_add_base64_run(h->out, raw, n_raw);
	}
	strbuf_adds(h->out, "?=");
	h->col += used + WORD_FRAME;
}

void header_encode_words(struct header *h, const char *text, size_t len)
{
	const char *end = text + len;
	size_t q = 0;
	size_t b = 0;
	char letter[4];
	size_t n;

	for (const char *p = text; (n = header_next_letter(&p, end, letter)) > 0; ) {
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
