/* The HTML form of a letter's tree: inline styles, classes for what inline styles cannot do (dark mode, narrow screens). */
#include "render/markdown_private.h"

#include "render/template.h"
#include "util/cleanup.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

static void put_children(struct markdown_run *run, cmark_node *node);

static void put_escaped(struct strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (s[i]) {
		case '&':
			strbuf_adds(out, "&amp;");
			break;
		case '<':
			strbuf_adds(out, "&lt;");
			break;
		case '>':
			strbuf_adds(out, "&gt;");
			break;
		case '"':
			strbuf_adds(out, "&quot;");
			break;
		default:
			strbuf_addc(out, s[i]);
		}
	}
}

/* Elements whose colours follow those of the text around them need no class: it would travel in every mail. */
static bool is_plain(const char *element)
{
	static const char *const plain[] = { "p", "ul", "ol", "li", "table", "code", "pre", "img" };

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++) {
		if (strcmp(plain[i], element) == 0) {
			return true;
		}
	}
	return false;
}

/* "<tag class="k-tag" style="…"" without the final ">". */
static void open_tag(struct markdown_run *run, const char *tag, const char *element)
{
	const char *style = run->style(run->context, element);

	strbuf_addf(&run->md->html, "<%s", tag);
	if (!is_plain(element)) {
		strbuf_addf(&run->md->html, " class=\"k-%s\"", element);
	}
	if (*style != '\0') {
		strbuf_addf(&run->md->html, " style=\"%s\"", style);
	}
}

static void put_block(struct markdown_run *run, cmark_node *node, const char *tag)
{
	open_tag(run, tag, tag);
	strbuf_addc(&run->md->html, '>');
	put_children(run, node);
	strbuf_addf(&run->md->html, "</%s>\n", tag);
}

/* Percent-encodes what may not stand in an attribute's URL; markers stay. */
static void put_url_text(struct strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c <= 0x20 || c >= 0x7F || c == '"' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`'
				|| c == '{' || c == '}' || c == '|') {
			strbuf_addf(out, "%%%02X", c);
		} else if (c == '&') {
			strbuf_adds(out, "&amp;");
		} else {
			strbuf_addc(out, (char)c);
		}
	}
}

static bool url_is_allowed(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0 || strncmp(url, "mailto:", 7) == 0
			|| strncmp(url, "tel:", 4) == 0;
}

/* A URL that is one variable is checked when its value is in; a variable inside a URL is a part of it. */
static void put_href(struct markdown_run *run, cmark_node *link)
{
	const char *url = cmark_node_get_url(link);
	size_t len = 0;
	const struct source_marker *whole = source_placeholder(run->source, url, &len);

	if (whole != NULL && url[len] == '\0') {
		source_add_marker(run->source, whole, "x-url", &run->md->html);
		return;
	}
	if (!url_is_allowed(url)) {
		markdown_problem(run, link, "a link must begin with https://, http://, mailto: or tel:");
		return;
	}
	markdown_put_literal(run, url, "u", &run->md->html, put_url_text);
}

static void put_link(struct markdown_run *run, cmark_node *link)
{
	open_tag(run, "a", "a");
	strbuf_adds(&run->md->html, " href=\"");
	put_href(run, link);
	strbuf_adds(&run->md->html, "\">");
	put_children(run, link);
	strbuf_adds(&run->md->html, "</a>");
}

/* Links beside each other in one cell: what has no room goes to the next line. Outlook leaves out their padding. */
static void put_buttons(struct markdown_run *run, cmark_node *paragraph)
{
	struct strbuf *out = &run->md->html;

	strbuf_addf(out, "<table role=\"presentation\" class=\"k-buttons\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
			"style=\"%s\"><tr><td>\n", run->style(run->context, "buttons"));
	for (cmark_node *n = cmark_node_first_child(paragraph); n != NULL; n = cmark_node_next(n)) {
		const char *title = markdown_is_button(n) ? cmark_node_get_title(n) : NULL;
		const char *element = title == NULL ? NULL : strcmp(title, "button yes") == 0 ? "button-yes"
				: strcmp(title, "button no") == 0 ? "button-no" : "button";

		if (element == NULL) {
			continue;
		}
		open_tag(run, "a", element);
		strbuf_adds(out, " href=\"");
		put_href(run, n);
		strbuf_adds(out, "\">");
		put_children(run, n);
		strbuf_adds(out, "</a>\n");
	}
	strbuf_adds(out, "</td></tr></table>\n");
}

static void put_image(struct markdown_run *run, cmark_node *image)
{
	const char *cid = markdown_image(run, image);
	struct strbuf *out = &run->md->html;

	if (cid == NULL) {
		return;
	}
	open_tag(run, "img", "img");
	strbuf_addf(out, " src=\"cid:%s\" alt=\"", cid);
	for (cmark_node *n = cmark_node_first_child(image); n != NULL; n = cmark_node_next(n)) {
		const char *s = cmark_node_get_literal(n);

		if (s != NULL) {
			markdown_put_literal(run, s, NULL, out, put_escaped);
		}
	}
	strbuf_adds(out, "\">");
}

static void put_list(struct markdown_run *run, cmark_node *list)
{
	bool numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	int start = cmark_node_get_list_start(list);

	open_tag(run, numbered ? "ol" : "ul", numbered ? "ol" : "ul");
	if (numbered && start != 1) {
		strbuf_addf(&run->md->html, " start=\"%d\"", start);
	}
	strbuf_adds(&run->md->html, ">\n");
	put_children(run, list);
	strbuf_adds(&run->md->html, numbered ? "</ol>\n" : "</ul>\n");
}

static void put_row(struct markdown_run *run, cmark_node *row)
{
	bool header = cmark_gfm_extensions_get_table_row_is_header(row);
	const uint8_t *align = cmark_gfm_extensions_get_table_alignments(cmark_node_parent(row));
	bool facts = markdown_row_is_empty(cmark_node_first_child(cmark_node_parent(row)));
	struct strbuf *out = &run->md->html;
	int column = 0;

	if (header && facts) {
		return;
	}
	strbuf_adds(out, "<tr>");
	for (cmark_node *cell = cmark_node_first_child(row); cell != NULL; cell = cmark_node_next(cell), column++) {
		/* Without a heading row the first column holds the names of things. */
		open_tag(run, header ? "th" : "td", header ? "th" : facts && column == 0 ? "label" : "td");
		if (header || (align != NULL && align[column] != 0)) { /* headings would be centred */
			uint8_t a = align != NULL ? align[column] : 0;

			strbuf_addf(out, " align=\"%s\"", a == 'c' ? "center" : a == 'r' ? "right" : "left");
		}
		strbuf_adds(out, header ? " scope=\"col\">" : ">");
		put_children(run, cell);
		strbuf_adds(out, header ? "</th>" : "</td>");
	}
	strbuf_adds(out, "</tr>\n");
}

static void put_table(struct markdown_run *run, cmark_node *table)
{
	open_tag(run, "table", "table");
	strbuf_adds(&run->md->html, " cellpadding=\"0\" cellspacing=\"0\" border=\"0\" width=\"100%\">\n");
	put_children(run, table);
	strbuf_adds(&run->md->html, "</table>\n");
}

static void put_code_block(struct markdown_run *run, cmark_node *node)
{
	open_tag(run, "pre", "pre");
	strbuf_addc(&run->md->html, '>');
	markdown_put_literal(run, cmark_node_get_literal(node), "h", &run->md->html, put_escaped);
	strbuf_adds(&run->md->html, "</pre>\n");
}

static void put_heading(struct markdown_run *run, cmark_node *node)
{
	static const char *const tags[] = { "h1", "h2", "h3" };
	int level = cmark_node_get_heading_level(node);

	put_block(run, node, tags[level > 3 ? 2 : level - 1]);
}

static void put_paragraph(struct markdown_run *run, cmark_node *node)
{
	if (markdown_is_buttons(node)) {
		put_buttons(run, node);
	} else if (markdown_is_tight(node)) {
		put_children(run, node);
	} else if (cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_BLOCK_QUOTE && cmark_node_next(node) == NULL) {
		/* the line beside a quote ends with its words */
		open_tag(run, "p", "quote-end");
		strbuf_addc(&run->md->html, '>');
		put_children(run, node);
		strbuf_adds(&run->md->html, "</p>\n");
	} else {
		put_block(run, node, "p");
	}
}

static void put_inline(struct markdown_run *run, cmark_node *node)
{
	struct strbuf *out = &run->md->html;

	switch ((unsigned)cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		markdown_put_literal(run, cmark_node_get_literal(node), "x-lines", out, put_escaped);
		break;
	case CMARK_NODE_SOFTBREAK:
		strbuf_addc(out, '\n');
		break;
	case CMARK_NODE_LINEBREAK:
		strbuf_adds(out, "<br>\n");
		break;
	case CMARK_NODE_CODE:
		open_tag(run, "code", "code");
		strbuf_addc(out, '>');
		markdown_put_literal(run, cmark_node_get_literal(node), NULL, out, put_escaped);
		strbuf_adds(out, "</code>");
		break;
	case CMARK_NODE_EMPH:
		strbuf_adds(out, "<em>");
		put_children(run, node);
		strbuf_adds(out, "</em>");
		break;
	case CMARK_NODE_STRONG:
		strbuf_adds(out, "<strong>");
		put_children(run, node);
		strbuf_adds(out, "</strong>");
		break;
	case CMARK_NODE_LINK:
		put_link(run, node);
		break;
	case CMARK_NODE_IMAGE:
		put_image(run, node);
		break;
	default:
		markdown_problem(run, node, "HTML cannot stand in a Markdown letter: write the letter as NAME.html beside it");
	}
}

static void put_node(struct markdown_run *run, cmark_node *node)
{
	switch ((unsigned)cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		put_paragraph(run, node);
		break;
	case CMARK_NODE_HEADING:
		put_heading(run, node);
		break;
	case CMARK_NODE_LIST:
		put_list(run, node);
		break;
	case CMARK_NODE_ITEM:
		put_block(run, node, "li");
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		put_block(run, node, "blockquote");
		break;
	case CMARK_NODE_CODE_BLOCK:
		put_code_block(run, node);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		open_tag(run, "hr", "hr");
		strbuf_adds(&run->md->html, ">\n");
		break;
	case CMARK_NODE_HTML_BLOCK:
		if (!markdown_put_section_line(run, node, &run->md->html)) {
			markdown_problem(run, node,
					"HTML cannot stand in a Markdown letter: write the letter as NAME.html beside it");
		}
		break;
	default:
		if (strcmp(cmark_node_get_type_string(node), "table") == 0) {
			put_table(run, node);
		} else if (strncmp(cmark_node_get_type_string(node), "table_", 6) == 0) {
			put_row(run, node);
		} else {
			put_inline(run, node);
		}
	}
}

static void put_around(struct markdown_run *run, cmark_node *node)
{
	const struct markdown_around *around = markdown_around(node);

	if (around != NULL) {
		markdown_put_literal(run, around->before.buf, NULL, &run->md->html, put_escaped);
	}
	put_node(run, node);
	if (around != NULL) {
		markdown_put_literal(run, around->after.buf, NULL, &run->md->html, put_escaped);
	}
}

/* Opening and closing marker of a list that is one section: {{#HAS_X}}<ul>{{#X}}…{{/X}}</ul>{{/HAS_X}}. */
static void put_wrapped_list(struct markdown_run *run, cmark_node *opening, cmark_node *list)
{
	struct strbuf *out = &run->md->html;
	CLEANUP_STRBUF struct strbuf mark = STRBUF_INIT;
	bool numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	size_t name_len;

	(void)markdown_put_section_line(run, opening, &mark);
	name_len = mark.len > 5 ? mark.len - 5 : 0; /* without "{{#" and "}}" */
	strbuf_addf(out, "{{#HAS_%.*s}}", (int)name_len, mark.buf + 3);
	open_tag(run, numbered ? "ol" : "ul", numbered ? "ol" : "ul");
	strbuf_addf(out, ">\n%s", mark.buf);
	put_children(run, list);
	(void)markdown_put_section_line(run, cmark_node_next(list), out);
	strbuf_addf(out, "%s{{/HAS_%.*s}}\n", numbered ? "</ol>" : "</ul>", (int)name_len, mark.buf + 3);
}

static void put_children(struct markdown_run *run, cmark_node *node)
{
	if (++run->depth > MARKDOWN_MAX_DEPTH) {
		markdown_problem(run, node, "nested too deep");
		run->depth--;
		return;
	}
	for (cmark_node *n = cmark_node_first_child(node); n != NULL; n = cmark_node_next(n)) {
		cmark_node *list = markdown_wrapped_list(run, n);

		if (list != NULL) {
			put_wrapped_list(run, n, list);
			n = cmark_node_next(list);
		} else {
			put_around(run, n);
		}
	}
	run->depth--;
}

void markdown_html(struct markdown_run *run, cmark_node *root)
{
	strbuf_adds(&run->md->html, TEMPLATE_HTML_PRAGMA);
	put_children(run, root);
}
