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

static int base64_value(unsigned char c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	if (c == '+' || c == '-') {
		return 62;
	}
	return c == '/' || c == '_' ? 63 : -1;
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
		int v = base64_value((unsigned char)body[i]);

		if (v < 0) {
			/* '=' ends a group; pieces glued together go on behind it */
			n = body[i] == '=' ? 0 : n;
			continue;
		}
		bits = bits << 6 | (unsigned)v;
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

static int hex(unsigned char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

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
	size_t start = out->len;
	size_t i = 0;

	while (i < len && out->len - start < max) {
		const char *eq = memchr(body + i, '=', len - i);
		size_t run = eq != NULL ? (size_t)(eq - body) - i : len - i;
		size_t soft;

		strbuf_add(out, body + i, run);
		i += run;
		if (i == len || out->failed) {
			break;
		}
		if (i + 2 < len && hex((unsigned char)body[i + 1]) >= 0 && hex((unsigned char)body[i + 2]) >= 0) {
			strbuf_addc(out, (char)(hex((unsigned char)body[i + 1]) * 16 + hex((unsigned char)body[i + 2])));
			i += 3;
			continue;
		}
		soft = soft_break(body + i, len - i);
		if (soft == 0) {
			strbuf_addc(out, '=');
		}
		i += soft != 0 ? soft : 1;
	}
	if (out->len - start > max) {
		strbuf_setlen(out, start + max);
	}
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
