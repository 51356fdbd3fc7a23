/* The text form of a letter's tree: blocks for flow.h. Faults are told by the HTML form, which sees the same nodes. */
#include "render/flow.h"
#include "render/markdown_private.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

struct text_run {
	struct markdown_run *run;
	struct strbuf first; /* prefix of the next line */
	struct strbuf rest;  /* prefix of lines after it */
	int lists;           /* nesting of numbered lists */
	bool tight;          /* inside a tight list */
};

static void text_children(struct text_run *t, cmark_node *node);

static void put_plain(struct strbuf *out, const char *s, size_t len)
{
	strbuf_add(out, s, len);
}

static struct strbuf *out_of(struct text_run *t)
{
	return &t->run->md->text;
}

static void begin_block(struct text_run *t, char type)
{
	struct strbuf *out = out_of(t);

	strbuf_addc(out, FLOW_BLOCK);
	strbuf_addc(out, type);
	strbuf_add(out, t->first.buf, t->first.len);
	strbuf_addc(out, FLOW_SEP);
	strbuf_add(out, t->rest.buf, t->rest.len);
	strbuf_addc(out, FLOW_SEP);
	strbuf_reset(&t->first);
	strbuf_add(&t->first, t->rest.buf, t->rest.len);
}

static bool same_as_text(cmark_node *link, const char *url)
{
	cmark_node *text = cmark_node_first_child(link);
	const char *s = text != NULL ? cmark_node_get_literal(text) : NULL;

	if (s == NULL || cmark_node_next(text) != NULL) {
		return false;
	}
	return strcmp(s, url) == 0 || (strncmp(url, "https://", 8) == 0 && strcmp(s, url + 8) == 0);
}

/* A mail link that a variable prepares: in the text part only its address is told, subject and body are for clicking. */
static bool is_prepared_mail(const struct text_run *t, const char *url)
{
	size_t len = 0;
	const struct source_marker *m = source_placeholder(t->run->source, url, &len);

	return m != NULL && url[len] == '\0' && strncmp(m->name, "MAILTO_", 7) == 0;
}

/* "words (https://…)", "words (address)" */
static void put_link(struct text_run *t, cmark_node *link)
{
	const char *url = cmark_node_get_url(link);
	bool marker = strstr(url, PLACEHOLDER_OPEN) != NULL;

	text_children(t, link);
	if (strncmp(url, "mailto:", 7) == 0) {
		if (!marker && !same_as_text(link, url + 7)) {
			strbuf_addf(out_of(t), " (%.*s)", (int)strcspn(url + 7, "?"), url + 7);
		}
	} else if (strncmp(url, "tel:", 4) != 0 && !markdown_is_button(link) && !same_as_text(link, url)) {
		strbuf_adds(out_of(t), " (");
		markdown_put_literal(t->run, url, is_prepared_mail(t, url) ? "x-address" : NULL, out_of(t), put_plain);
		strbuf_addc(out_of(t), ')');
	}
}

static void put_image(struct text_run *t, cmark_node *image)
{
	if (cmark_node_first_child(image) != NULL) {
		strbuf_addc(out_of(t), '[');
		text_children(t, image);
		strbuf_addc(out_of(t), ']');
	}
}

static void put_item(struct text_run *t, cmark_node *item)
{
	cmark_node *list = cmark_node_parent(item);
	bool numbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST;
	size_t rest_len = t->rest.len;
	bool tight = t->tight;

	strbuf_reset(&t->first);
	strbuf_add(&t->first, t->rest.buf, t->rest.len);
	if (numbered) {
		strbuf_addf(&t->first, "%c%d. ", FLOW_COUNT, t->lists - 1);
	} else {
		strbuf_adds(&t->first, "- ");
	}
	strbuf_adds(&t->rest, numbered ? "   " : "  ");
	t->tight = cmark_node_get_list_tight(list);
	text_children(t, item);
	t->tight = tight;
	strbuf_setlen(&t->rest, rest_len);
	strbuf_reset(&t->first);
	strbuf_add(&t->first, t->rest.buf, t->rest.len);
}

static void put_list(struct text_run *t, cmark_node *list)
{
	if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST && t->lists < FLOW_MAX_DEPTH) {
		strbuf_addf(out_of(t), "%cL%d%d%c%c", FLOW_BLOCK, t->lists, cmark_node_get_list_start(list), FLOW_SEP,
				FLOW_SEP);
		t->lists++;
		text_children(t, list);
		t->lists--;
		return;
	}
	text_children(t, list);
}

static void put_row(struct text_run *t, cmark_node *row)
{
	bool header = cmark_gfm_extensions_get_table_row_is_header(row);

	if (header && markdown_row_is_empty(row)) {
		return;
	}
	begin_block(t, header ? 'r' : 'R');
	for (cmark_node *cell = cmark_node_first_child(row); cell != NULL; cell = cmark_node_next(cell)) {
		text_children(t, cell);
		if (cmark_node_next(cell) != NULL) {
			strbuf_addc(out_of(t), FLOW_SEP);
		}
	}
}

static void put_quote(struct text_run *t, cmark_node *quote)
{
	size_t rest_len = t->rest.len;

	strbuf_adds(&t->first, "  ");
	strbuf_adds(&t->rest, "  ");
	text_children(t, quote);
	strbuf_setlen(&t->rest, rest_len);
	strbuf_reset(&t->first);
	strbuf_add(&t->first, t->rest.buf, t->rest.len);
}

static void put_inline(struct text_run *t, cmark_node *node)
{
	const char *s = cmark_node_get_literal(node);

	switch ((unsigned)cmark_node_get_type(node)) {
	case CMARK_NODE_SOFTBREAK:
		strbuf_addc(out_of(t), ' ');
		break;
	case CMARK_NODE_LINEBREAK:
		strbuf_addc(out_of(t), '\n');
		break;
	case CMARK_NODE_LINK:
		put_link(t, node);
		break;
	case CMARK_NODE_IMAGE:
		put_image(t, node);
		break;
	case CMARK_NODE_EMPH:
	case CMARK_NODE_STRONG:
		text_children(t, node);
		break;
	default:
		if (s != NULL) {
			markdown_put_literal(t->run, s, NULL, out_of(t), put_plain);
		}
	}
}

static void put_node(struct text_run *t, cmark_node *node)
{
	switch ((unsigned)cmark_node_get_type(node)) {
	case CMARK_NODE_PARAGRAPH:
		begin_block(t, t->tight ? 'I' : 'P');
		text_children(t, node);
		break;
	case CMARK_NODE_HEADING:
		begin_block(t, 'H');
		text_children(t, node);
		break;
	case CMARK_NODE_LIST:
		put_list(t, node);
		break;
	case CMARK_NODE_ITEM:
		put_item(t, node);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		put_quote(t, node);
		break;
	case CMARK_NODE_CODE_BLOCK:
		begin_block(t, 'C');
		markdown_put_literal(t->run, cmark_node_get_literal(node), NULL, out_of(t), put_plain);
		break;
	case CMARK_NODE_THEMATIC_BREAK:
		break;
	case CMARK_NODE_HTML_BLOCK:
		(void)markdown_put_section_line(t->run, node, out_of(t));
		break;
	default:
		if (strcmp(cmark_node_get_type_string(node), "table") == 0) {
			strbuf_addf(out_of(t), "%cT%c%c", FLOW_BLOCK, FLOW_SEP, FLOW_SEP);
			text_children(t, node);
		} else if (strncmp(cmark_node_get_type_string(node), "table_", 6) == 0) {
			put_row(t, node);
		} else {
			put_inline(t, node);
		}
	}
}

static void text_children(struct text_run *t, cmark_node *node)
{
	if (++t->run->depth > MARKDOWN_MAX_DEPTH) {
		t->run->depth--;
		return;
	}
	for (cmark_node *n = cmark_node_first_child(node); n != NULL; n = cmark_node_next(n)) {
		const struct markdown_around *around = markdown_around(n);

		if (around != NULL) {
			markdown_put_literal(t->run, around->before.buf, NULL, out_of(t), put_plain);
		}
		put_node(t, n);
		if (around != NULL) {
			markdown_put_literal(t->run, around->after.buf, NULL, out_of(t), put_plain);
		}
	}
	t->run->depth--;
}

void markdown_text(struct markdown_run *run, cmark_node *root)
{
	struct text_run t = { .run = run };

	strbuf_init(&t.first);
	strbuf_init(&t.rest);
	text_children(&t, root);
	if (!strbuf_ok(&t.first) || !strbuf_ok(&t.rest)) {
		run->failed = true;
	}
	strbuf_release(&t.first);
	strbuf_release(&t.rest);
}
