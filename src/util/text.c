/* Edit distance with three rows, which is all that swaps of neighbours need. */
#include "util/text.h"

#include "util/cleanup.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <string.h>

static size_t decode(const char *s, size_t len, uint32_t *out)
{
	const char *end = s + len;
	size_t n = 0;

	while (s < end && n < TEXT_MAX_WORD) {
		out[n++] = utf8_next(&s, end);
	}
	return s < end ? TEXT_MAX_WORD + 1 : n;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

unsigned text_distance(const char *a, size_t a_len, const char *b, size_t b_len, unsigned max)
{
	uint32_t x[TEXT_MAX_WORD], y[TEXT_MAX_WORD];
	unsigned rows[3][TEXT_MAX_WORD + 1];
	size_t n = decode(a, a_len, x);
	size_t m = decode(b, b_len, y);

	if (n > TEXT_MAX_WORD || m > TEXT_MAX_WORD || (n > m ? n - m : m - n) > max) {
		return max + 1;
	}
	for (size_t j = 0; j <= m; j++) {
		rows[0][j] = (unsigned)j;
	}
	for (size_t i = 1; i <= n; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *up = rows[(i + 2) % 3];
		const unsigned *upup = rows[(i + 1) % 3];
		unsigned best = row[0] = (unsigned)i;

		for (size_t j = 1; j <= m; j++) {
			row[j] = least(up[j] + 1, row[j - 1] + 1, up[j - 1] + (x[i - 1] != y[j - 1]));
			if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && upup[j - 2] + 1 < row[j]) {
				row[j] = upup[j - 2] + 1;
			}
			best = row[j] < best ? row[j] : best;
		}
		if (best > max) {
			return max + 1;
		}
	}
	return rows[n % 3][m] <= max ? rows[n % 3][m] : max + 1;
}

uint32_t text_hash(const char *s, size_t len)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < len; i++) {
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	}
	return h;
}

static uint32_t lower(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x410 && c <= 0x42F)) {
		return c + 0x20;
	}
	if (c >= 0x400 && c <= 0x40F) {
		return c + 0x50;
	}
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) {
		return (c & 1) != 0 ? c + 1 : c;
	}
	return (c >= 0x100 && c <= 0x177) || (c >= 0x460 && c < 0x530 && !(c >= 0x482 && c <= 0x48A)) ? c | 1u : c;
}

static uint32_t upper(uint32_t c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x430 && c <= 0x44F)) {
		return c - 0x20;
	}
	if (c >= 0x450 && c <= 0x45F) {
		return c - 0x50;
	}
	if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) {
		return (c & 1) == 0 ? c - 1 : c;
	}
	return (c >= 0x100 && c <= 0x177) || (c >= 0x460 && c < 0x530 && !(c >= 0x482 && c <= 0x48A)) ? c & ~1u : c;
}

static size_t recase(const char *s, size_t len, bool title, char *buf, size_t size)
{
	const char *end = s + len;
	size_t n = 0;
	bool first = title;

	while (s < end) {
		CLEANUP_STRBUF struct strbuf one = STRBUF_INIT;
		uint32_t c = utf8_next(&s, end);

		utf8_add(&one, first ? upper(c) : lower(c));
		if (n + one.len + 1 > size) {
			break;
		}
		memcpy(buf + n, one.buf, one.len);
		n += one.len;
		first = title && (c == '-' || c == '.');
	}
	if (size > 0) {
		buf[n] = '\0';
	}
	return n;
}

size_t text_title(const char *s, size_t len, char *buf, size_t size)
{
	return recase(s, len, true, buf, size);
}
