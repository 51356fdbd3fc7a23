/* Parsing replies and the EHLO answer. */
#include "outbound/smtp_reply.h"

#include "util/ascii.h"

#include <stdlib.h>
#include <string.h>

/* Length of an enhanced status ("5.1.1") at the beginning of a text that follows code `code`; 0: there is none. */
static size_t enhanced_length(const char *p, size_t len, int code)
{
	size_t at = 1;

	if (len < 5 || p[0] != '0' + code / 100) {
		return 0;
	}
	for (int part = 0; part < 2; part++) {
		size_t n = 0;

		if (at >= len || p[at] != '.') {
			return 0;
		}
		at++;
		while (at + n < len && ascii_is_digit(p[at + n])) {
			n++;
		}
		if (n < 1 || n > 3) {
			return 0;
		}
		at += n;
	}
	return at == len || p[at] == ' ' ? at : 0;
}

/* Appends bytes as printable UTF-8: what is a control character or no UTF-8 becomes '?'. Cuts at the end of a character. */
void smtp_reply_add_text(struct smtp_reply *r, const char *p, size_t len)
{
	size_t n = strlen(r->text);

	if (n > 0 && n + 1 < sizeof r->text) {
		r->text[n++] = ' ';
	}
	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)p[i];
		size_t want = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
		bool good = want > 0 && i + want <= len && (want > 1 || (c >= ' ' && c != 0x7F));

		for (size_t k = 1; good && k < want; k++) {
			good = ((unsigned char)p[i + k] & 0xC0) == 0x80;
		}
		if (n + (good ? want : 1) >= sizeof r->text) {
			break;
		}
		if (good) {
			memcpy(r->text + n, p + i, want);
			n += want;
			i += want;
		} else {
			r->text[n++] = c == '\t' ? ' ' : '?';
			i++;
		}
	}
	r->text[n] = '\0';
}

/* One line without its line end. */
static bool read_line(struct smtp_reply *r, const char *line, size_t len, bool *ret_last)
{
	const char *text = line + 4;
	size_t n = len > 4 ? len - 4 : 0;
	size_t status;
	int code;

	if (len < 3 || !ascii_is_digit(line[0]) || !ascii_is_digit(line[1]) || !ascii_is_digit(line[2])
			|| (len > 3 && line[3] != ' ' && line[3] != '-')) {
		return false;
	}
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (code < 200 || code > 599 || (r->code != 0 && r->code != code)) {
		return false;
	}
	r->code = code;
	status = n > 0 ? enhanced_length(text, n, code) : 0;
	if (status > 0) {
		if (r->status[0] == '\0') {
			memcpy(r->status, text, status); /* at most 9 bytes */
			r->status[status] = '\0';
		}
		text += status;
		n -= status;
		while (n > 0 && *text == ' ') {
			text++;
			n--;
		}
	}
	if (n > 0) {
		smtp_reply_add_text(r, text, n);
	}
	*ret_last = len == 3 || line[3] == ' ';
	return true;
}

enum smtp_parse smtp_reply_parse(const char *buf, size_t len, struct smtp_reply *ret, size_t *ret_used)
{
	size_t at = 0;
	unsigned lines = 0;
	bool last = false;

	ret->code = 0;
	ret->status[0] = '\0';
	ret->text[0] = '\0';
	while (!last) {
		const char *nl = at < len ? memchr(buf + at, '\n', len - at) : NULL;
		size_t line_len;

		if (nl == NULL) {
			return len - at > SMTP_REPLY_MAX_LINE || at > SMTP_REPLY_MAX ? SMTP_PARSE_BAD : SMTP_PARSE_MORE;
		}
		line_len = (size_t)(nl - (buf + at));
		if (line_len > SMTP_REPLY_MAX_LINE || ++lines > SMTP_REPLY_MAX_LINES || at > SMTP_REPLY_MAX) {
			return SMTP_PARSE_BAD;
		}
		if (!read_line(ret, buf + at, line_len > 0 && nl[-1] == '\r' ? line_len - 1 : line_len, &last)) {
			return SMTP_PARSE_BAD;
		}
		at += line_len + 1;
	}
	*ret_used = at;
	return SMTP_PARSE_DONE;
}

static bool word_is(const char *p, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(p, word, len) == 0;
}

static void read_auth(struct smtp_features *f, const char *p, size_t len)
{
	while (len > 0) {
		size_t n = 0;

		while (n < len && p[n] != ' ' && p[n] != '=') {
			n++;
		}
		f->auth_any = f->auth_any || n > 0;
		f->auth_plain = f->auth_plain || word_is(p, n, "PLAIN");
		f->auth_login = f->auth_login || word_is(p, n, "LOGIN");
		f->auth_xoauth2 = f->auth_xoauth2 || word_is(p, n, "XOAUTH2");
		n += n < len;
		p += n;
		len -= n;
	}
}

static void read_feature(struct smtp_features *f, const char *p, size_t len)
{
	size_t n = 0;

	while (n < len && p[n] != ' ' && p[n] != '=') {
		n++;
	}
	if (word_is(p, n, "PIPELINING")) {
		f->pipelining = true;
	} else if (word_is(p, n, "8BITMIME")) {
		f->eight_bit = true;
	} else if (word_is(p, n, "DSN")) {
		f->dsn = true;
	} else if (word_is(p, n, "STARTTLS")) {
		f->starttls = true;
	} else if (word_is(p, n, "ENHANCEDSTATUSCODES")) {
		f->enhanced = true;
	} else if (word_is(p, n, "SIZE")) {
		f->size = true;
		for (size_t i = n + 1; i < len && ascii_is_digit(p[i]) && f->max_size < 1000000000000LL; i++) {
			f->max_size = f->max_size * 10 + (p[i] - '0');
		}
	} else if (word_is(p, n, "AUTH") && n < len) {
		read_auth(f, p + n + 1, len - n - 1);
	}
}

void smtp_features_parse(const char *buf, size_t len, struct smtp_features *ret)
{
	struct smtp_features f = { .max_size = 0 };
	bool first = true;

	while (len > 0) {
		const char *nl = memchr(buf, '\n', len);
		size_t n = nl != NULL ? (size_t)(nl - buf) : len;
		size_t line = n > 0 && buf[n - 1] == '\r' ? n - 1 : n;

		if (!first && line > 4) {
			read_feature(&f, buf + 4, line - 4);
		}
		first = false; /* the first line is the server's name */
		n += n < len;
		buf += n;
		len -= n;
	}
	*ret = f;
}
