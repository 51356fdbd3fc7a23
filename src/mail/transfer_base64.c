/* Base64, of bytes and of texts whose line ends become CRLF on the way. */
#include "mail/transfer.h"

#include "mail/transfer_lines.h"

#include <stdint.h>

#define LINE 76  /* RFC 2045: no encoded line is longer */
#define BLOCK 57 /* bytes in a line */

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes to four digits; returns behind them. */
static inline char *base64_triples(char *o, const unsigned char *s, size_t len)
{
	size_t i = 0;

	for (; i + 3 <= len; i += 3) {
		uint32_t v = (uint32_t)s[i] << 16 | (uint32_t)s[i + 1] << 8 | s[i + 2];

		o[0] = base64_digits[v >> 18];
		o[1] = base64_digits[v >> 12 & 63];
		o[2] = base64_digits[v >> 6 & 63];
		o[3] = base64_digits[v & 63];
		o += 4;
	}
	if (i < len) {
		uint32_t v = (uint32_t)s[i] << 16 | (i + 1 < len ? (uint32_t)s[i + 1] << 8 : 0);

		o[0] = base64_digits[v >> 18];
		o[1] = base64_digits[v >> 12 & 63];
		o[2] = i + 1 < len ? base64_digits[v >> 6 & 63] : '=';
		o[3] = '=';
		o += 4;
	}
	return o;
}

void transfer_add_base64_run(struct strbuf *out, const void *data, size_t len)
{
	char *o;

	if (len > SIZE_MAX / 8 || !strbuf_grow(out, (len + 2) / 3 * 4)) {
		out->failed = true;
		return;
	}
	o = base64_triples(out->buf + out->len, data, len);
	out->len = (size_t)(o - out->buf);
	*o = '\0';
}

static char *base64_line(char *o, const unsigned char *s, size_t len)
{
	o = base64_triples(o, s, len);
	*o++ = '\r';
	*o++ = '\n';
	return o;
}

void transfer_add_base64(struct strbuf *out, const void *data, size_t len)
{
	const unsigned char *s = data;
	char *o;

	if (len > SIZE_MAX / 8 || !strbuf_grow(out, (len / BLOCK + 1) * (LINE + 2))) {
		out->failed = true;
		return;
	}
	o = out->buf + out->len;
	for (; len >= BLOCK; s += BLOCK, len -= BLOCK) {
		o = base64_line(o, s, BLOCK);
	}
	if (len > 0) {
		o = base64_line(o, s, len);
	}
	out->len = (size_t)(o - out->buf);
	*o = '\0';
}

/* Base64 of a text whose pieces come one after another. */
struct block {
	unsigned char bytes[BLOCK];
	size_t fill;
	char *out;
};

static void block_add(struct block *block, const char *s, size_t len)
{
	while (len > 0) {
		size_t n = len < BLOCK - block->fill ? len : BLOCK - block->fill;

		memcpy(block->bytes + block->fill, s, n);
		block->fill += n;
		s += n;
		len -= n;
		if (block->fill == BLOCK) {
			block->out = base64_line(block->out, block->bytes, BLOCK);
			block->fill = 0;
		}
	}
}

void transfer_add_base64_text(struct strbuf *out, const char *text, size_t len)
{
	struct transfer_lines lines = transfer_lines_of(text, len);
	struct block block = { .fill = 0 };
	const char *line;
	size_t n;

	/* every byte may be a line end and become two; one is added */
	if (len > SIZE_MAX / 8 || !strbuf_grow(out, ((len + 1) * 2 / BLOCK + 1) * (LINE + 2))) {
		out->failed = true;
		return;
	}
	block.out = out->buf + out->len;
	while (transfer_next_line(&lines, &line, &n)) {
		block_add(&block, line, n);
		block_add(&block, "\r\n", 2);
	}
	if (block.fill > 0) {
		block.out = base64_line(block.out, block.bytes, block.fill);
	}
	out->len = (size_t)(block.out - out->buf);
	*block.out = '\0';
}
