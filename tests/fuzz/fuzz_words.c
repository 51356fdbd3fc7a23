/* Any bytes as a header's text with encoded words, as transfer-encoded bodies, and back: what is written is read the same. */
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/parse_private.h"
#include "mail/transfer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct strbuf *sb)
{
	if (charset_valid_utf8(sb->buf, sb->len) != sb->len || strbuf_ok(sb) != true || strlen(sb->buf) != sb->len) {
		abort();
	}
}

/* A subject that we write is read back: blanks in a row and control characters are one blank. */
static void round_trip(const char *text, size_t len)
{
	CLEANUP_STRBUF struct strbuf clean = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;

	charset_add_utf8(text, len < 2000 ? len : 2000, &clean);
	header_add_text(&raw, "Subject", clean.buf);
	strbuf_adds(&raw, "\r\n");
	if (mail_parse(raw.buf, raw.len, &mail, NULL) == ST_OK && mail_header(mail, "Subject") == NULL) {
		abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum encoding encodings[] = { ENC_IDENTITY, ENC_BASE64, ENC_QP, ENC_UUENCODE };
	const char *text = (const char *)data;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

	mail_decode_words(text, size, &out);
	check(&out);
	for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
		size_t max = i % 2 == 0 ? SIZE_MAX : size / 2;

		strbuf_reset(&out);
		mail_decode_body(encodings[i], text, size, max, &out);
		if (out.len > max || out.len > size + 64 || out.buf[out.len] != '\0') {
			abort();
		}
	}
	strbuf_reset(&out);
	transfer_add_base64_run(&out, text, size);
	{
		CLEANUP_STRBUF struct strbuf back = STRBUF_INIT;

		mail_decode_body(ENC_BASE64, out.buf, out.len, SIZE_MAX, &back);
		if (back.len != size || (size > 0 && memcmp(back.buf, data, size) != 0)) {
			abort();
		}
	}
	round_trip(text, size);
	return 0;
}
