/* Markdown (CommonMark and tables, by cmark-gfm) with the markers of ctemplate in it, compiled from one tree to an HTML template
 * and a text template. Raw HTML is refused. Both forms come from the same tree, so both parts of a letter say the same.
 *  - A paragraph, list item, table row or heading that is one section as a whole is put into the section, tags and all.
 *  - [text](url "button yes") links that fill a paragraph become buttons in a row (HTML).
 *  - Images are ![alt](cid:name) or files beside the letter; nothing is fetched from the net. */
#ifndef KVIESLYS_RENDER_MARKDOWN_H
#define KVIESLYS_RENDER_MARKDOWN_H

#include "render/source.h"
#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#define MARKDOWN_MAX_DEPTH 24

/* The inline style of an element: "p", "h1", "h2", "h3", "ul", "ol", "li", "a", "table", "th", "td", "label" (first cell of a
 * table without headings), "hr", "blockquote", "code", "pre", "img",
 * "button", "button-yes" …; "" when none. Never NULL. */
typedef const char *markdown_style_fn(void *context, const char *element);

struct markdown_image {
	char *path; /* as written: relative to the letter's folder */
	char *cid;  /* content id in the HTML: letters, digits, '-' */
};

struct markdown {
	struct strbuf html; /* a fragment for within <body>, beginning with TEMPLATE_HTML_PRAGMA */
	struct strbuf text; /* for flow_layout() after expansion */
	struct markdown_image *images;
	size_t n_images;
};

#define MARKDOWN_INIT { .html = STRBUF_INIT, .text = STRBUF_INIT }
void markdown_release(struct markdown *md);
#define CLEANUP_MARKDOWN CLEANUP(markdown_release)

/* Compiles source->body. Faults go to `problems` with file and line. ST_NOMEM. */
enum status markdown_compile(const struct source *source, markdown_style_fn *style, void *context, struct markdown *ret,
		struct problems *problems, struct error *err);

#endif
