/* Between markdown.c (tree), markdown_html.c and markdown_text.c (its two forms). */
#ifndef KVIESLYS_RENDER_MARKDOWN_PRIVATE_H
#define KVIESLYS_RENDER_MARKDOWN_PRIVATE_H

#include "render/markdown.h"

#include <cmark-gfm.h>
#include <stdbool.h>

/* Placeholders that stand around a whole node (put into sections, tags and all); its user data. */
struct markdown_around {
	struct strbuf before, after;
};

struct markdown_run {
	const struct source *source;
	markdown_style_fn *style;
	void *context;
	struct markdown *md;
	struct problems *problems;
	int depth;
	bool failed; /* out of memory */
};

/* Appends a literal: placeholders become markers (variables with `modifier`), the rest goes through `put`. */
void markdown_put_literal(struct markdown_run *run, const char *s, const char *modifier, struct strbuf *out,
		void (*put)(struct strbuf *out, const char *s, size_t len));
/* The markers of a section line ("<!--…-->"); false when the node is other HTML. */
bool markdown_put_section_line(struct markdown_run *run, cmark_node *node, struct strbuf *out);
/* A section line, a list and the closing line: the list itself goes around the section. NULL when it is not so;
 * else the list. */
cmark_node *markdown_wrapped_list(struct markdown_run *run, cmark_node *opening);
const struct markdown_around *markdown_around(cmark_node *node);
/* True for a paragraph of nothing but links titled "button". */
bool markdown_is_buttons(cmark_node *paragraph);
bool markdown_is_button(cmark_node *link);
bool markdown_is_tight(cmark_node *paragraph);
/* The content id under which an image is in the letter; NULL (with a problem) when it cannot be used. */
const char *markdown_image(struct markdown_run *run, cmark_node *image);
void markdown_problem(struct markdown_run *run, cmark_node *node, const char *text);
bool markdown_row_is_empty(cmark_node *row);

void markdown_html(struct markdown_run *run, cmark_node *root);
void markdown_text(struct markdown_run *run, cmark_node *root);

#endif
