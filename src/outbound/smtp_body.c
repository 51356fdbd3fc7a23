/* Strict CRLF, dot-stuffing, envelope addresses. */
#include "outbound/smtp_body.h"

#include "util/wide.h"

#include <string.h>

#define MAX_LINE 998

enum status smtp_body_check(const char *bytes, size_t len, struct smtp_body_facts *ret, struct error *err)
{
	struct smtp_body_facts f = { .dots = false };
	size_t lines = 0;
	size_t at = 0;

	if (len < 2 || memchr(bytes, '\0', len) != NULL) {
		return error_set(err, ST_INVALID, "the letter is empty or has a NUL byte");
	}
	while (at < len) {
		const char *line = bytes + at;
		const char *nl = memchr(line, '\n', len - at);
		size_t n = nl != NULL ? (size_t)(nl - line) : 0;

		if (n == 0 || line[n - 1] != '\r') {
			return error_set(err, ST_INVALID, "the letter has a line end that is not CR LF");
		}
		if (n - 1 > MAX_LINE) {
			return error_set(err, ST_INVALID, "the letter has a line of %zu bytes; at most %d can be sent", n - 1,
					MAX_LINE);
		}
		f.dots = f.dots || line[0] == '.';
		lines++;
		at += n + 1;
	}
	if (wide_count(bytes, len, '\r') != lines) { /* one more than stands before a line feed */
		return error_set(err, ST_INVALID, "the letter has a line end that is not CR LF");
	}
	f.eight_bit = wide_ascii(bytes, len) < len;
	*ret = f;
	return ST_OK;
}

void smtp_body_add(struct strbuf *out, const char *bytes, size_t len, bool dots)
{
	size_t at = 0;

	(void)strbuf_grow(out, len + 64);
	while (dots && at < len) {
		const char *nl = memchr(bytes + at, '\n', len - at);
		size_t n = nl != NULL ? (size_t)(nl - (bytes + at)) + 1 : len - at;

		if (bytes[at] == '.') {
			strbuf_addc(out, '.');
		}
		strbuf_add(out, bytes + at, n);
		at += n;
	}
	strbuf_add(out, bytes + at, len - at);
	strbuf_adds(out, ".\r\n");
}

static bool address_ok(const char *p)
{
	size_t n = 0;

	for (; p[n] != '\0'; n++) {
		unsigned char c = (unsigned char)p[n];

		if (c <= ' ' || c >= 0x7F || c == '<' || c == '>') {
			return false;
		}
	}
	return n <= 320;
}

bool smtp_envelope_check(const struct parcel *parcel)
{
	const char *p = parcel->envid;

	while (p != NULL && *p != '\0') { /* what xtext need not encode */
		unsigned char c = (unsigned char)*p++;

		if (c <= ' ' || c >= 0x7F || c == '+' || c == '=') {
			return false;
		}
	}
	return address_ok(parcel->from) && address_ok(parcel->to) && parcel->to[0] != '\0'
			&& strchr(parcel->to, '@') != NULL;
}
