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

/* Appends the markup without comments, styles, scripts, head matter and monstrous tags. False when it nests deeper
 * than HTML_MAX_DEPTH: a parser should not see it. */
bool html_prepare(const char *html, size_t len, struct strbuf *out);
/* Appends the text between tags; a block's tag is a new line. */
void html_strip(const char *html, size_t len, struct strbuf *out);

#endif
