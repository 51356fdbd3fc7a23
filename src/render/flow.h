/* The text part of a letter is laid out after its values are in. The text template has blocks:
 *
 *	FLOW_BLOCK type first-prefix FLOW_SEP rest-prefix FLOW_SEP content
 *
 * type 'P' paragraph, 'I' item of a tight list, 'H' heading, 'C' lines kept as they are, 'R' table row (cells separated by
 * FLOW_SEP), 'r' heading row, 'T' (no content) start of a table, 'L' start of a numbered list (content: depth character and first number). FLOW_COUNT and the depth
 * character in a prefix print the list's next number. "\n" in a content is a hard line break. */
#ifndef KVIESLYS_RENDER_FLOW_H
#define KVIESLYS_RENDER_FLOW_H

#include "util/strbuf.h"

#include <stddef.h>

#define FLOW_BLOCK '\x1e'
#define FLOW_SEP '\x1f'
#define FLOW_COUNT '\x1c'
#define FLOW_WIDTH 72
#define FLOW_MAX_DEPTH 8    /* of numbered lists */
#define FLOW_MAX_COLUMNS 16 /* more are joined */

/* Appends the text wrapped at `width` columns; words that are longer stand on a line of their own. Blocks without content
 * vanish. Lines end in LF, without blanks before it. Out of memory shows in strbuf_ok(out). */
void flow_layout(const char *text, size_t len, size_t width, struct strbuf *out);

/* Columns that UTF-8 text takes: combining characters take none, emoji two. */
size_t flow_columns(const char *text, size_t len);

/* No-break spaces from `from` on become blanks (none at the end of a line) and word joiners go: once lines are broken they have
 * done their work, and a reader who copies or quotes the words gets plain ones. */
void flow_loosen(struct strbuf *text, size_t from);

#endif
