/* Transfer encodings, forgiving: what is no base64 or quoted-printable is skipped or kept as it stands. */
#include "mail/parse_private.h"

#include <string.h>
#include <strings.h>

enum encoding mail_encoding(const char *token)
{
	if (token == NULL) {
		return ENC_IDENTITY;
	}
	if (strcasecmp(token, "base64") == 0) {
		return ENC_BASE64;
	}
	if (strcasecmp(token, "quoted-printable") == 0) {
		return ENC_QP;
	}
	if (strcasecmp(token, "x-uuencode") == 0 || strcasecmp(token, "uuencode") == 0
			|| strcasecmp(token, "x-uue") == 0) {
		return ENC_UUENCODE;
	}
	return ENC_IDENTITY;
}

/* Value + 1 of a byte of base64 (also of the alphabet for URLs), 0: none. */
static const unsigned char base64_values[256] = {
	['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
	['+'] = 63, ['-'] = 63, ['/'] = 64, ['_'] = 64,
};

bool mail_looks_base64(const char *body, size_t len)
{
	size_t n = len < 400 ? len : 400;
	size_t seen = 0;
	size_t strange = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)body[i];

		if (c == '\n' || c == '\r') {
			continue;
		}
		seen++;
		strange += base64_values[c] == 0 && c != '=';
	}
	return strange * 10 <= seen;
}

/* Four bytes at a time while they are plain base64; returns how many were read. */
static size_t decode_quads(const char *body, size_t len, char **to, const char *end)
{
	const unsigned char *p = (const unsigned char *)body;
	size_t i = 0;
	char *out = *to;

	while (i + 4 <= len && end - out >= 3) {
		unsigned a = base64_values[p[i]];
		unsigned b = base64_values[p[i + 1]];
		unsigned c = base64_values[p[i + 2]];
		unsigned d = base64_values[p[i + 3]];
		unsigned bits;

		if (a == 0 || b == 0 || c == 0 || d == 0) {
			break;
		}
		bits = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		out[0] = (char)(bits >> 16);
		out[1] = (char)(bits >> 8);
		out[2] = (char)bits;
		out += 3;
		i += 4;
	}
	*to = out;
	return i;
}

static void decode_base64(const char *body, size_t len, size_t max, struct strbuf *out)
{
	size_t room = len / 4 * 3 + 3;
	unsigned bits = 0;
	int n = 0;
	char *to;
	const char *end;

	room = room < max ? room : max;
	if (!strbuf_grow(out, room + 3)) {
		return;
	}
	to = out->buf + out->len;
	end = to + room;
	for (size_t i = 0; i < len && to < end; i++) {
		unsigned v;

		if (n == 0) {
			i += decode_quads(body + i, len - i, &to, end);
			if (i >= len || to >= end) {
				break;
			}
		}
		v = base64_values[(unsigned char)body[i]];
		if (v == 0) {
			/* '=' ends a group; pieces glued together go on behind it */
			n = body[i] == '=' ? 0 : n;
			continue;
		}
		bits = bits << 6 | (v - 1);
		n++;
		if (n == 2) {
			*to++ = (char)(bits >> 4);
		} else if (n == 3) {
			*to++ = (char)(bits >> 2);
		} else if (n == 4) {
			*to++ = (char)bits;
			n = 0;
		}
	}
	out->len = (size_t)(to - out->buf);
	out->buf[out->len] = '\0';
}

/* Value + 1 of a hexadecimal digit, 0: none. */
static const unsigned char hex_values[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ['A'] = 11, 12, 13, 14, 15, 16, ['a'] = 11, 12, 13, 14, 15, 16,
};

/* Bytes of a soft line break at p ("=", blanks, newline), 0 when there is none. */
static size_t soft_break(const char *p, size_t len)
{
	size_t i = 1;

	while (i < len && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r')) {
		i++;
	}
	return i == len ? len : p[i] == '\n' ? i + 1 : 0;
}

static void decode_qp(const char *body, size_t len, size_t max, struct strbuf *out)
{
	size_t i = 0;
	char *to;
	const char *end;

	if (!strbuf_grow(out, len < max ? len : max)) {
		return;
	}
	to = out->buf + out->len;
	end = to + (len < max ? len : max); /* nothing grows when it is decoded */
	while (i < len && to < end) {
		const char *eq = memchr(body + i, '=', len - i);
		size_t run = eq != NULL ? (size_t)(eq - body) - i : len - i;
		size_t soft;

		run = run < (size_t)(end - to) ? run : (size_t)(end - to);
		memcpy(to, body + i, run);
		to += run;
		i += run;
		while (i + 2 < len && body[i] == '=' && to < end) { /* letters beyond ASCII are several of them */
			unsigned high = hex_values[(unsigned char)body[i + 1]];
			unsigned low = hex_values[(unsigned char)body[i + 2]];

			if (high == 0 || low == 0) {
				break;
			}
			*to++ = (char)((high - 1) * 16 + low - 1);
			i += 3;
		}
		if (i == len || to == end || body[i] != '=') {
			continue;
		}
		soft = soft_break(body + i, len - i);
		if (soft == 0) {
			*to++ = '=';
		}
		i += soft != 0 ? soft : 1;
	}
	out->len = (size_t)(to - out->buf);
	out->buf[out->len] = '\0';
}

/* One line of uuencoded data, without its newline. */
static void decode_uu_line(const char *line, size_t len, struct strbuf *out)
{
	size_t n = len > 0 ? (size_t)((line[0] - ' ') & 63) : 0;

	for (size_t i = 1; n > 0 && i < len; i += 4) {
		unsigned v[4];

		for (size_t k = 0; k < 4; k++) {
			v[k] = i + k < len ? (unsigned)(line[i + k] - ' ') & 63u : 0;
		}
		strbuf_addc(out, (char)(v[0] << 2 | v[1] >> 4));
		n--;
		if (n > 0) {
			strbuf_addc(out, (char)(v[1] << 4 | v[2] >> 2));
			n--;
		}
		if (n > 0) {
			strbuf_addc(out, (char)(v[2] << 6 | v[3]));
			n--;
		}
	}
}

static void decode_uu(const char *body, size_t len, size_t max, struct strbuf *out)
{
	size_t start = out->len;
	bool inside = false;

	for (size_t i = 0; i < len && out->len - start < max && !out->failed;) {
		const char *nl = memchr(body + i, '\n', len - i);
		size_t n = nl != NULL ? (size_t)(nl - body) - i : len - i;
		size_t line = n > 0 && body[i + n - 1] == '\r' ? n - 1 : n;

		if (!inside) {
			inside = line > 6 && memcmp(body + i, "begin ", 6) == 0;
		} else if (line >= 3 && memcmp(body + i, "end", 3) == 0) {
			break;
		} else {
			decode_uu_line(body + i, line, out);
		}
		i += n + 1;
	}
	if (out->len - start > max) {
		strbuf_setlen(out, start + max);
	}
}

void mail_decode_body(enum encoding encoding, const char *body, size_t len, size_t max, struct strbuf *out)
{
	switch (encoding) {
	case ENC_BASE64:
		decode_base64(body, len, max, out);
		break;
	case ENC_QP:
		decode_qp(body, len, max, out);
		break;
	case ENC_UUENCODE:
		decode_uu(body, len, max, out);
		break;
	case ENC_IDENTITY:
		strbuf_add(out, body, len < max ? len : max);
		break;
	}
}
