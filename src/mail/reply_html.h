/* The guard in front of the HTML parser; used by reply_html.c alone. */
#ifndef KVIESLYS_MAIL_REPLY_HTML_H
#define KVIESLYS_MAIL_REPLY_HTML_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define HTML_MAX_BYTES (192u << 10) /* of the cleaned markup */
#define HTML_MAX_TAG 2000
#define HTML_MAX_ATTRIBUTES 60
#define HTML_MAX_DEPTH 400
#define HTML_MAX_TEXTS 4096

/* Texts that stand for themselves in the cleaned markup by a mark of three letters of the private use area: the parser takes
 * its time for every letter, and these have none that it needs to see. */
struct html_texts {
	struct html_text {
		const char *s; /* in the markup as it came */
		size_t len;
	} items[HTML_MAX_TEXTS];
	size_t n;
};

/* The text that the mark at `s` stands for, and the mark's length in *ret_len; NULL when there is no mark. */
const struct html_text *html_text_at(const struct html_texts *texts, const char *s, size_t *ret_len);

/* Appends the markup without comments, styles, scripts, head matter, monstrous tags and attributes that say nothing
 * about quotes; long texts go to `texts`. False when it nests deeper than HTML_MAX_DEPTH: a parser should not see it. */
bool html_prepare(const char *html, size_t len, struct strbuf *out, struct html_texts *texts);
/* Appends the text between tags, about `max` bytes of it; a block's tag is a new line. */
void html_strip(const char *html, size_t len, size_t max, struct strbuf *out);

#endif
