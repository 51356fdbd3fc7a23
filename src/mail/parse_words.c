/* RFC 2047 words in header text. Own code because libetpan's decoder cuts texts silently, drops words of unknown
 * encodings and reads the language suffix of RFC 2231 as Latin-1. Tolerated: blanks inside a word, a word without its
 * end, letters split between words. One pass: a word without an end takes the rest of the field. */
#include "mail/charset.h"
#include "mail/parse_private.h"

#include "util/ascii.h"

#include <string.h>
#include <strings.h>

#define CHARSET_MAX 80

/* A "=?charset?x?text?=" found in the text; `end` is behind it. */
struct word {
	const char *charset;
	size_t charset_len;
	bool base64;
	const char *text;
	size_t text_len;
	size_t end;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The "?=" that ends the word whose text begins at `pos`; the end of the field when there is none. */
static size_t find_end(const char *raw, size_t pos, size_t len)
{
	const char *hit = memmem(raw + pos, len - pos, "?=", 2);

	return hit != NULL ? (size_t)(hit - raw) : len;
}

static bool read_word(const char *raw, size_t pos, size_t len, struct word *w)
{
	size_t p = pos + 2;
	size_t limit = p + CHARSET_MAX < len ? p + CHARSET_MAX : len;
	size_t star = 0;
	char encoding;

	while (p < limit && raw[p] != '?' && !is_space(raw[p]) && raw[p] != '=') {
		if (raw[p] == '*' && star == 0) {
			star = p;
		}
		p++;
	}
	if (p + 2 >= len || raw[p] != '?' || p == pos + 2 || raw[p + 2] != '?') {
		return false;
	}
	encoding = (char)(raw[p + 1] | 0x20);
	if (encoding != 'q' && encoding != 'b') {
		return false;
	}
	w->charset = raw + pos + 2;
	w->charset_len = (star != 0 ? star : p) - pos - 2;
	w->base64 = encoding == 'b';
	w->text = raw + p + 3;
	w->end = find_end(raw, p + 3, len);
	w->text_len = w->end - (p + 3);
	w->end = w->end + 2 < len ? w->end + 2 : len;
	return true;
}

static void decode_q(const char *text, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '=' && i + 2 < len && ascii_hex(text[i + 1]) >= 0 && ascii_hex(text[i + 2]) >= 0) {
			strbuf_addc(out, (char)(ascii_hex(text[i + 1]) * 16 + ascii_hex(text[i + 2])));
			i += 2;
		} else if (text[i] == '_') {
			strbuf_addc(out, ' ');
		} else if (text[i] != '\r' && text[i] != '\n') {
			strbuf_addc(out, text[i]);
		}
	}
}

static bool same_charset(const struct word *a, const struct word *b)
{
	return a->charset_len == b->charset_len && strncasecmp(a->charset, b->charset, a->charset_len) == 0;
}

/* Appends the words that begin at `pos` and follow each other; returns the place behind the last. */
static size_t add_words(const char *raw, size_t pos, size_t len, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	struct word first;
	struct word w;
	size_t end;

	if (!read_word(raw, pos, len, &w)) {
		return pos;
	}
	first = w;
	for (;;) {
		size_t next = w.end;

		if (w.base64) {
			mail_decode_body(ENC_BASE64, w.text, w.text_len, MAIL_MAX_FIELD, &bytes);
		} else {
			decode_q(w.text, w.text_len, &bytes);
		}
		end = w.end;
		while (next < len && is_space(raw[next])) {
			next++;
		}
		if (next + 1 >= len || raw[next] != '=' || raw[next + 1] != '?' || !read_word(raw, next, len, &w)) {
			break;
		}
		if (!same_charset(&first, &w)) {
			charset_to_utf8(first.charset, first.charset_len, bytes.buf, bytes.len, out);
			strbuf_reset(&bytes);
			first = w;
		}
	}
	charset_to_utf8(first.charset, first.charset_len, bytes.buf, bytes.len, out);
	out->failed |= bytes.failed;
	return end;
}

/* Plain header text: folds become one blank; bytes that are no UTF-8 are guessed. */
static void add_plain(const char *raw, size_t len, struct strbuf *out)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;

	for (size_t i = 0; i < len; i++) {
		if (raw[i] == '\n' || raw[i] == '\r') {
			while (i + 1 < len && is_space(raw[i + 1])) {
				i++;
			}
			strbuf_addc(&bytes, ' ');
		} else {
			strbuf_addc(&bytes, raw[i]);
		}
	}
	charset_to_utf8(NULL, 0, bytes.buf, bytes.len, out);
	out->failed |= bytes.failed;
}

/* Line breaks and other controls that encoded words smuggle in become blanks: a header value is one line. */
static void flatten(struct strbuf *out, size_t from)
{
	for (size_t i = from; i < out->len; i++) {
		if ((unsigned char)out->buf[i] < 0x20 || out->buf[i] == 127) {
			out->buf[i] = ' ';
		}
	}
}

void mail_decode_words(const char *raw, size_t len, struct strbuf *out)
{
	size_t from = out->len;
	size_t plain = 0;
	size_t pos = 0;

	while (pos < len) {
		const char *hit = memmem(raw + pos, len - pos, "=?", 2);
		size_t at = hit != NULL ? (size_t)(hit - raw) : len;
		size_t end;
		struct word w;

		if (at == len) {
			break;
		}
		if (!read_word(raw, at, len, &w)) {
			pos = at + 2;
			continue;
		}
		add_plain(raw + plain, at - plain, out);
		end = add_words(raw, at, len, out);
		plain = end;
		pos = end;
	}
	add_plain(raw + plain, len - plain, out);
	flatten(out, from);
}
