/* The choice of an encoding, and what is common to them. The encoders are in transfer_qp.c and transfer_base64.c. */
#include "mail/transfer.h"

#include "mail/transfer_lines.h"
#include "util/wide.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PLAIN_LINE 78 /* RFC 5322: lines of a 7bit part */

/* Printable ASCII, blank, tab. */
static inline bool is_plain(unsigned char c)
{
	return (c >= ' ' && c <= '~') || c == '\t';
}

const char *transfer_name(enum transfer transfer)
{
	static const char *const names[] = { "7bit", "quoted-printable", "base64" };

	return names[transfer];
}

size_t transfer_utf8_letter(const char *text, size_t len)
{
	const unsigned char *s = (const unsigned char *)text;
	uint32_t code;
	size_t n;

	if (len == 0) {
		return 0;
	}
	if (s[0] < 0x80) {
		return 1;
	}
	if (s[0] < 0xc2 || s[0] > 0xf4) {
		return 0;
	}
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (n > len) {
		return 0;
	}
	code = s[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80) {
			return 0;
		}
		code = code << 6 | (s[i] & 0x3fu);
	}
	/* too long a form, a surrogate, beyond Unicode */
	if ((n == 3 && code < 0x800) || (n == 4 && (code < 0x10000 || code > 0x10ffff))
			|| (code >= 0xd800 && code <= 0xdfff)) {
		return 0;
	}
	return n;
}

/* Two-byte letters at the beginning: most of what Lithuanian, Polish and Cyrillic texts have beside ASCII. */
static size_t two_byte_run(const char *s, size_t len)
{
	size_t i = 0;

	while (i + 1 < len && (unsigned char)s[i] >= 0xc2 && (unsigned char)s[i] <= 0xdf
			&& ((unsigned char)s[i + 1] & 0xc0) == 0x80) {
		i += 2;
	}
	return i;
}

size_t transfer_utf8_valid(const char *s, size_t len)
{
	size_t i = 0;
	size_t n;

	for (;;) {
		i += wide_ascii(s + i, len - i);
		n = two_byte_run(s + i, len - i);
		if (n == 0) {
			n = transfer_utf8_letter(s + i, len - i);
		}
		if (n == 0) {
			return i; /* the end, or a wrong byte */
		}
		i += n;
	}
}

/* May the line go as it is? */
static bool plain_line(const char *s, size_t len)
{
	if (len > PLAIN_LINE || (len == 1 && s[0] == '.') || (len >= 5 && memcmp(s, "From ", 5) == 0)) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_plain((unsigned char)s[i])) {
			return false;
		}
		if (s[i] == '=' && i + 1 < len && s[i + 1] == '_') {
			return false; /* our boundaries begin so */
		}
	}
	return true;
}

static bool all_plain(const char *text, size_t len)
{
	while (len > 0) {
		const char *lf = memchr(text, '\n', len);
		size_t line = lf != NULL ? (size_t)(lf - text) : len;
		size_t bare = line > 0 && lf != NULL && text[line - 1] == '\r' ? line - 1 : line;

		if (!plain_line(text, bare)) {
			return false;
		}
		line += lf != NULL;
		text += line;
		len -= line;
	}
	return true;
}

enum transfer transfer_choose(const char *text, size_t len)
{
	size_t wide = wide_count_high(text, len);

	if (wide == 0) {
		return all_plain(text, len) ? TRANSFER_7BIT : TRANSFER_QP;
	}
	/* base64 makes 1.37 of one; quoted-printable two more bytes of each wide one and 3 of 76 for breaks. What can be
	 * read in the raw is worth a little. */
	return (len + 2 * wide) * 104 < len * 139 ? TRANSFER_QP : TRANSFER_BASE64;
}

void transfer_add_text(struct strbuf *out, const char *text, size_t len, enum transfer transfer)
{
	struct transfer_lines lines = transfer_lines_of(text, len);
	const char *line;
	size_t n;

	switch (transfer) {
	case TRANSFER_QP:
		transfer_add_qp(out, text, len);
		return;
	case TRANSFER_BASE64:
		transfer_add_base64_text(out, text, len);
		return;
	case TRANSFER_7BIT:
		break;
	}
	while (transfer_next_line(&lines, &line, &n)) {
		strbuf_add(out, line, n);
		strbuf_add(out, "\r\n", 2);
	}
}
