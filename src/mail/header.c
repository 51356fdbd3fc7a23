/* Folding, display names, parameters. The encodings of RFC 2047 are in header_word.c. */
#include "mail/header.h"

#include "mail/transfer.h"

#include <string.h>

#define LINE 78
#define PIECE 60 /* of an RFC 2231 value on a line of its own */

static const char hex_digits[] = "0123456789ABCDEF";

/* Sums of enum header_class for ASCII; the other bytes are in none. */
const unsigned char header_classes[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 63, 0, 30, 62, 26, 30, 58, 40, 40, 59, 63, 40, 63, 60, 27, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 40, 8, 32, 26, 32, 26,
	40, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 8, 8, 8, 30, 62,
	30, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 63, 26, 30, 26, 62, 0,
};

static bool is_blank(char c)
{
	return (unsigned char)c <= 0x20 || c == 0x7f;
}

void header_begin(struct header *h, struct strbuf *out, const char *name)
{
	h->out = out;
	strbuf_adds(out, name);
	strbuf_addc(out, ':');
	h->col = strlen(name) + 1;
}

void header_end(struct header *h)
{
	strbuf_add(h->out, "\r\n", 2);
	h->col = 0;
}

/* Room for `len` more bytes: a fold when the line has not got it and something stands on it already. */
static void fold_for(struct header *h, size_t len)
{
	if (h->col + len > LINE && h->col > 1) {
		strbuf_adds(h->out, "\r\n");
		h->col = 0;
	}
}

void header_word(struct header *h, const char *word, size_t len)
{
	fold_for(h, len + 1);
	strbuf_addc(h->out, ' ');
	strbuf_add(h->out, word, len);
	h->col += len + 1;
}

/* The words of an ASCII text, folded at its blanks, as they are or as one quoted string. */
static void add_words(struct header *h, const char *text, bool quoted)
{
	bool first = true;

	while (*text != '\0') {
		size_t len = 0;
		size_t marks = quoted && first;

		for (; text[len] != '\0' && !is_blank(text[len]); len++) {
			marks += quoted && (text[len] == '"' || text[len] == '\\');
		}
		fold_for(h, len + marks + 2);
		strbuf_adds(h->out, quoted && first ? " \"" : " ");
		for (size_t i = 0; i < len; i++) {
			if (quoted && (text[i] == '"' || text[i] == '\\')) {
				strbuf_addc(h->out, '\\');
			}
			strbuf_addc(h->out, text[i]);
		}
		h->col += len + marks + 1;
		text += len;
		text += *text != '\0';
		first = false;
	}
	if (quoted) {
		strbuf_addc(h->out, '"');
		h->col++;
	}
}

void header_text(struct header *h, const char *text)
{
	if (header_needs_encoding(text)) {
		header_encode_words(h, text, strlen(text));
	} else {
		add_words(h, text, false);
	}
}

#define QUOTED_WORD 72 /* with a blank in front and quotes around it stays below 78 */

void header_phrase(struct header *h, const char *name)
{
	bool atoms = true;
	size_t word = 0, longest = 0; /* columns between blanks, quoted */

	for (const char *p = name; *p != '\0'; p++) {
		atoms = atoms && (header_is(*p, HEADER_ATOM) || *p == ' ');
		word = *p == ' ' ? 0 : word + (*p == '"' || *p == '\\' ? 2 : 1);
		longest = word > longest ? word : longest;
	}
	/* a line of quoted text is folded at blanks alone; encoded words can be parted anywhere */
	if (header_needs_encoding(name) || longest > QUOTED_WORD) {
		header_encode_words(h, name, strlen(name));
		return;
	}
	add_words(h, name, !atoms);
}

void header_mailbox(struct header *h, const char *name, const char *email)
{
	size_t len = strlen(email);

	if (name == NULL || name[0] == '\0') {
		header_word(h, email, len);
		return;
	}
	header_phrase(h, name);
	fold_for(h, len + 3);
	strbuf_join(h->out, " <", email, ">", NULL);
	h->col += len + 3;
}

/* "; " and the next parameter's name, on a new line when `len` bytes do not fit this one. */
static void next_param(struct header *h, size_t len)
{
	strbuf_addc(h->out, ';');
	h->col++;
	fold_for(h, len + 1);
	strbuf_addc(h->out, ' ');
	h->col += len + 1;
}

/* Appends letters percent-encoded while they fit `room`; a letter is not split between two pieces. */
static size_t percent_piece(struct strbuf *out, const char **s, const char *end, size_t room)
{
	const char *next = *s;
	char letter[4];
	size_t used = 0;
	size_t n;

	while ((n = header_next_letter(&next, end, letter)) > 0) {
		size_t cost = n == 1 && header_is(letter[0], HEADER_ATTR) ? 1 : 3 * n;

		if (used + cost > room) {
			break;
		}
		for (size_t i = 0; i < n; i++) {
			unsigned char c = (unsigned char)letter[i];

			if (header_is((char)c, HEADER_ATTR)) {
				strbuf_addc(out, (char)c);
			} else {
				char hex[3] = { '%', hex_digits[c >> 4], hex_digits[c & 15] };

				strbuf_add(out, hex, 3);
			}
		}
		used += cost;
		*s = next;
	}
	return used;
}

static void extended_param(struct header *h, const char *name, const char *value)
{
	const char *end = value + strlen(value);
	const char *probe = value;
	CLEANUP_STRBUF struct strbuf piece = STRBUF_INIT;
	size_t name_len = strlen(name);
	unsigned part = 0;

	(void)percent_piece(&piece, &probe, end, PIECE);
	if (probe == end) {
		next_param(h, name_len + 9 + piece.len);
		strbuf_addf(h->out, "%s*=UTF-8''%s", name, piece.buf);
	} else {
		while (value < end) {
			strbuf_reset(&piece);
			(void)percent_piece(&piece, &value, end, PIECE - 8);
			next_param(h, LINE); /* each on a line of its own */
			strbuf_addf(h->out, "%s*%u*=%s%s", name, part, part == 0 ? "UTF-8''" : "", piece.buf);
			part++;
		}
	}
	h->out->failed |= piece.failed;
}

void header_param(struct header *h, const char *name, const char *value)
{
	size_t len = strlen(value);
	bool token = len > 0;
	bool quotable = len <= PIECE;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value[i];

		token = token && header_is(value[i], HEADER_ATTR);
		/* '%' and "=?" are read as encodings by some; a '"' or '\' is handled badly by many */
		quotable = quotable && c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '%'
				&& !(c == '=' && value[i + 1] == '?');
	}
	if (!quotable) {
		extended_param(h, name, value);
		return;
	}
	next_param(h, strlen(name) + len + (token ? 1 : 3));
	strbuf_addf(h->out, token ? "%s=%s" : "%s=\"%s\"", name, value);
}

void header_add_word(struct strbuf *out, const char *name, const char *word)
{
	struct header h;

	/* Never on a line of its own: there are readers that take a Message-ID only behind its name. */
	header_begin(&h, out, name);
	strbuf_addc(out, ' ');
	strbuf_adds(out, word);
	header_end(&h);
}

void header_add_text(struct strbuf *out, const char *name, const char *text)
{
	struct header h;

	header_begin(&h, out, name);
	header_text(&h, text);
	header_end(&h);
}
