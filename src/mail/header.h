/* One header field after another, built of checked words: the only way in which headers are written. Folding is at
 * 78 where the words allow it; values cannot end the field, because line ends and control characters in them become
 * blanks (text, names, file names) or are refused (everything else). */
#ifndef KVIESLYS_MAIL_HEADER_H
#define KVIESLYS_MAIL_HEADER_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* What a byte may be without encoding or quotes. */
enum header_class {
	HEADER_Q = 1,       /* in an encoded-word, wherever that may stand (RFC 2047 §5 (3)) */
	HEADER_ATOM = 2,    /* RFC 5322 atext */
	HEADER_ATTR = 4,    /* in an extended parameter; a token as careful programs write it */
	HEADER_WORD = 8,    /* in an identifier or URL: printable, no blank, <, > or " */
	HEADER_LOCAL = 16,  /* in a local part without quotes, a blank not */
	HEADER_MAILTO = 32, /* in the address of a mailto URL (RFC 6068) */
};
extern const unsigned char header_classes[256];
static inline bool header_is(char c, enum header_class class)
{
	return (header_classes[(unsigned char)c] & class) != 0;
}

struct header {
	struct strbuf *out;
	size_t col; /* bytes on the present line */
};

/* Begins a field: "Name:". */
void header_begin(struct header *h, struct strbuf *out, const char *name);
void header_end(struct header *h);
/* A blank or a fold, then the word, which must be printable ASCII. */
void header_word(struct header *h, const char *word, size_t len);
/* "; name=value" on the same or a new line: a token, a quoted string, or RFC 2231 with as many pieces as it needs. */
void header_param(struct header *h, const char *name, const char *value);
/* Unstructured text, RFC 2047 where it must be. */
void header_text(struct header *h, const char *text);
/* A display name: atoms, a quoted string, or RFC 2047. */
void header_phrase(struct header *h, const char *name);
/* "Name <email>", or the bare address when name is NULL or empty. */
void header_mailbox(struct header *h, const char *name, const char *email);

/* A whole field of one word / of unstructured text. */
void header_add_word(struct strbuf *out, const char *name, const char *word);
void header_add_text(struct strbuf *out, const char *name, const char *text);

/* header_word.c: the encodings. Appends encoded-words for the text, folding between them. */
void header_encode_words(struct header *h, const char *text, size_t len);
/* True when the text cannot stand as it is: not ASCII, looks like an encoded-word, blanks at its ends or in a row, or
 * a word that no line could hold. */
bool header_needs_encoding(const char *text);
/* The next letter of the text, made harmless: control characters are a blank, wrong bytes U+FFFD. Returns the
 * bytes written to `ret`, 0 at the end; *s moves on. */
size_t header_next_letter(const char **s, const char *end, char ret[4]);

#endif
