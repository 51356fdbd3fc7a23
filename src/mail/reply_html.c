/* HTML as lines of text, quotes and signatures marked as the known clients mark them. The parser is a real one (gumbo);
 * it gets a copy without styles, scripts, comments and tags that no letter has, because some of its steps take
 * the square of the nesting or of the attributes. */
#include "mail/charset.h"
#include "mail/reply_private.h"
#include "mail/reply_html.h"
#include "util/cleanup.h"

#include <gumbo.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct writer {
	struct strbuf *out;
	const struct html_texts *texts;
	size_t quote;      /* blockquotes around */
	size_t headers;    /* elements around whose lines introduce a quote */
	size_t signatures; /* elements around that are a signature */
	size_t pre;        /* <pre> around */
	bool rest;         /* the quoted mail begins with the next line */
	bool line_open;    /* text stands on the present line */
	bool space;        /* a blank is due before the next word */
	size_t breaks;     /* empty lines so far in a row */
	size_t cells;      /* texts of this table row */
};

static void begin_line(struct writer *w)
{
	for (size_t i = 0; i < w->quote; i++) {
		strbuf_addc(w->out, MARK_QUOTE);
	}
	if (w->rest) {
		strbuf_addc(w->out, MARK_REST);
		w->rest = false;
	} else if (w->headers > 0) {
		strbuf_addc(w->out, MARK_HEADER);
	} else if (w->signatures > 0) {
		strbuf_addc(w->out, MARK_SIGNATURE);
	}
	w->line_open = true;
	w->breaks = 0;
}

/* Ends the present line, if text stands on it. */
static void end_line(struct writer *w)
{
	if (w->line_open) {
		strbuf_addc(w->out, '\n');
	}
	w->line_open = false;
	w->space = false;
}

/* <br>: ends the line, or makes an empty one (two in a row at most). */
static void break_line(struct writer *w)
{
	if (w->line_open) {
		end_line(w);
	} else if (w->breaks < 2) {
		strbuf_addc(w->out, '\n');
		w->breaks++;
	}
}

static void add_bytes(struct writer *w, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (w->pre > 0 && c == '\n') {
			break_line(w);
			continue;
		}
		if (w->out->len >= REPLY_MAX_TEXT && (c & 0xc0) != 0x80) {
			return;
		}
		if (c == 0xc2 && i + 1 < len && (unsigned char)s[i + 1] == 0xa0) {
			i++;
			c = ' ';
		}
		if (c <= ' ') {
			w->space = w->line_open;
			continue;
		}
		if (!w->line_open) {
			begin_line(w);
		} else if (w->space) {
			strbuf_addc(w->out, ' ');
		}
		w->space = false;
		strbuf_addc(w->out, (char)c);
	}
}

/* A text of the tree, in which marks stand for longer ones. */
static void add_text(struct writer *w, const char *s)
{
	while (*s != '\0') {
		size_t n = strcspn(s, "\xef");
		size_t mark = 0;
		const struct html_text *text;

		add_bytes(w, s, n);
		s += n;
		if (*s == '\0') {
			return;
		}
		text = html_text_at(w->texts, s, &mark);
		if (text != NULL) {
			add_bytes(w, text->s, text->len);
			s += mark;
		} else {
			add_bytes(w, s, 1);
			s++;
		}
	}
}

static const char *attribute(const GumboElement *e, const char *name)
{
	const GumboAttribute *a = e->attributes.length > 0 ? gumbo_get_attribute(&e->attributes, name) : NULL;

	return a != NULL ? a->value : "";
}

static bool contains(const char *s, const char *part)
{
	return s[0] != '\0' && strcasestr(s, part) != NULL;
}

/* Outlook's line above the quoted mail, and its blue line beside it. */
static bool is_outlook_border(const char *style)
{
	return contains(style, "border-top:solid #") || contains(style, "border-top: solid #")
			|| contains(style, "border-top:1pt solid") || contains(style, "border-top: 1pt solid");
}

static bool is_quote(const GumboElement *e, const char *class, const char *id)
{
	static const char *const classes[] = { "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra",
		"moz-forward-container", "ms-outlook-mobile-reference-message", "front-blockquote", "mail_quote",
		"replaced-quote" };
	static const char *const ids[] = { "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container",
		"yahoo_quoted", "isReplyContent", "oriMsgHtmlSeperator" };

	if (e->tag == GUMBO_TAG_BLOCKQUOTE) {
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		if (contains(class, classes[i])) {
			return true;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		if (contains(id, ids[i])) {
			return true;
		}
	}
	return e->tag == GUMBO_TAG_DIV && strcasecmp(attribute(e, "name"), "quote") == 0;
}

/* From here on the quoted mail follows, to the end. */
static bool begins_rest(const GumboElement *e, const char *id)
{
	static const char *const ids[] = { "divRplyFwdMsg", "appendonsend", "stopSpelling", "x_divRplyFwdMsg", "divtagdefaultreply" };

	for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
		if (strcasecmp(id, ids[i]) == 0) {
			return true;
		}
	}
	return e->tag == GUMBO_TAG_DIV && is_outlook_border(attribute(e, "style"));
}

static bool has_blockquote(const GumboNode *node)
{
	const GumboVector *children = &node->v.element.children;

	for (unsigned i = 0; i < children->length && i < 50; i++) {
		const GumboNode *child = children->data[i];

		if (child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_BLOCKQUOTE) {
			return true;
		}
	}
	return false;
}

static bool is_header(const GumboNode *node, const char *class)
{
	if (contains(class, "moz-cite-prefix") || contains(class, "gmail_attr") || contains(class, "yahoo_quoted_begin")) {
		return true;
	}
	return contains(class, "gmail_quote") && has_blockquote(node);
}

static bool is_signature(const char *class, const char *id)
{
	return contains(class, "gmail_signature") || contains(class, "moz-signature") || strcasecmp(id, "signature") == 0
			|| contains(id, "ms-outlook-mobile-signature") || contains(id, "ymail_android_signature")
			|| contains(class, "protonmail_signature_block");
}

static bool is_block(GumboTag tag)
{
	switch ((int)tag) {
	case GUMBO_TAG_P:
	case GUMBO_TAG_DIV:
	case GUMBO_TAG_LI:
	case GUMBO_TAG_UL:
	case GUMBO_TAG_OL:
	case GUMBO_TAG_TR:
	case GUMBO_TAG_TABLE:
	case GUMBO_TAG_BLOCKQUOTE:
	case GUMBO_TAG_PRE:
	case GUMBO_TAG_H1:
	case GUMBO_TAG_H2:
	case GUMBO_TAG_H3:
	case GUMBO_TAG_H4:
	case GUMBO_TAG_H5:
	case GUMBO_TAG_H6:
	case GUMBO_TAG_HR:
	case GUMBO_TAG_DT:
	case GUMBO_TAG_DD:
	case GUMBO_TAG_SECTION:
	case GUMBO_TAG_ARTICLE:
	case GUMBO_TAG_CENTER:
	case GUMBO_TAG_ADDRESS:
	case GUMBO_TAG_FORM:
	case GUMBO_TAG_FIELDSET:
		return true;
	default:
		return false;
	}
}

static bool is_hidden(const GumboElement *e)
{
	const char *style;

	if (e->tag == GUMBO_TAG_STYLE || e->tag == GUMBO_TAG_SCRIPT || e->tag == GUMBO_TAG_TITLE
			|| e->tag == GUMBO_TAG_HEAD || e->tag == GUMBO_TAG_TEMPLATE) {
		return true;
	}
	style = attribute(e, "style");
	return contains(style, "display:none") || contains(style, "display: none");
}

/* What entering an element changes; undone by leave(). One bit each. */
enum { DID_QUOTE = 1, DID_HEADER = 2, DID_SIGNATURE = 4, DID_PRE = 8 };

static unsigned changes(const GumboNode *node)
{
	const GumboElement *e = &node->v.element;
	const char *class = attribute(e, "class");
	const char *id = attribute(e, "id");
	unsigned did = 0;

	if (is_quote(e, class, id)) {
		did |= DID_QUOTE;
	}
	if (is_header(node, class)) {
		did |= DID_HEADER;
	}
	if (is_signature(class, id)) {
		did |= DID_SIGNATURE;
	}
	if (e->tag == GUMBO_TAG_PRE) {
		did |= DID_PRE;
	}
	return did;
}

static void enter(struct writer *w, const GumboNode *node)
{
	const GumboElement *e = &node->v.element;
	unsigned did = changes(node);

	if (is_block(e->tag) || did != 0) {
		end_line(w);
	}
	w->quote += (did & DID_QUOTE) != 0;
	w->headers += (did & DID_HEADER) != 0;
	w->signatures += (did & DID_SIGNATURE) != 0;
	w->pre += (did & DID_PRE) != 0;
	if (begins_rest(e, attribute(e, "id"))) {
		end_line(w);
		w->rest = true;
	}
	switch ((int)e->tag) {
	case GUMBO_TAG_BR:
		break_line(w);
		break;
	case GUMBO_TAG_LI:
		add_text(w, "- ");
		break;
	case GUMBO_TAG_TR:
		w->cells = 0;
		break;
	case GUMBO_TAG_TD:
	case GUMBO_TAG_TH:
		if (w->cells++ > 0 && w->line_open) {
			add_text(w, " | ");
		}
		break;
	default:
		break;
	}
}

static void leave(struct writer *w, const GumboNode *node)
{
	const GumboElement *e = &node->v.element;
	unsigned did = changes(node);

	if (is_block(e->tag) || did != 0) {
		end_line(w);
	}
	if (e->tag == GUMBO_TAG_P || e->tag == GUMBO_TAG_BLOCKQUOTE) {
		break_line(w);
	}
	w->quote -= (did & DID_QUOTE) != 0;
	w->headers -= (did & DID_HEADER) != 0;
	w->signatures -= (did & DID_SIGNATURE) != 0;
	w->pre -= (did & DID_PRE) != 0;
}

static const GumboVector *children_of(const GumboNode *node)
{
	if (node->type == GUMBO_NODE_ELEMENT) {
		return is_hidden(&node->v.element) ? NULL : &node->v.element.children;
	}
	return node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children : NULL;
}

/* Depth first, by the parents' pointers: the nesting of a hostile page costs no stack. */
static void walk(struct writer *w, const GumboNode *root)
{
	const GumboNode *node = root;

	for (;;) {
		const GumboVector *children = children_of(node);
		bool element = node->type == GUMBO_NODE_ELEMENT && children != NULL;

		if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA) {
			add_text(w, node->v.text.text);
		} else if (element) {
			enter(w, node);
		}
		if (children != NULL && children->length > 0 && w->out->len < REPLY_MAX_TEXT && !w->out->failed) {
			node = children->data[0];
			continue;
		}
		if (element) {
			leave(w, node);
		}
		for (;;) { /* to the next sibling, of this or of one above */
			const GumboNode *up = node->parent;
			const GumboVector *siblings;

			if (node == root || up == NULL) {
				return;
			}
			siblings = children_of(up);
			if (siblings != NULL && node->index_within_parent + 1 < siblings->length
					&& w->out->len < REPLY_MAX_TEXT) {
				node = siblings->data[node->index_within_parent + 1];
				break;
			}
			node = up;
			if (node->type == GUMBO_NODE_ELEMENT) {
				leave(w, node);
			}
		}
	}
}

/* References to characters that there are none of ("&#x8DDDDDDDD97;") make the parser write broken letters. */
static void mend_letters(struct strbuf *out, size_t from)
{
	CLEANUP_STRBUF struct strbuf mended = STRBUF_INIT;

	if (charset_valid_utf8(out->buf + from, out->len - from) < out->len - from) {
		charset_add_utf8(out->buf + from, out->len - from, &mended);
		strbuf_setlen(out, from);
		strbuf_add(out, mended.buf, mended.len);
		out->failed |= mended.failed;
	}
}

enum status html_to_marked_text(const char *html, size_t len, struct strbuf *out, struct error *err)
{
	size_t from = out->len;
	CLEANUP_STRBUF struct strbuf valid = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf clean = STRBUF_INIT;
	CLEANUP_FREE struct html_texts *texts = malloc(sizeof(*texts));
	struct writer w = { .out = out, .texts = texts };
	GumboOptions options = kGumboDefaultOptions;
	GumboOutput *tree;

	if (charset_valid_utf8(html, len) < len) {
		charset_add_utf8(html, len, &valid);
		html = valid.buf;
		len = valid.len;
	}
	if (texts == NULL || !strbuf_ok(&valid)) {
		return error_set(err, ST_NOMEM, "reading HTML: out of memory");
	}
	texts->n = 0;
	options.max_errors = 0;
	if (!html_prepare(html, len, &clean, texts)) {
		html_strip(html, len, REPLY_MAX_TEXT, out); /* nested beyond reason: its words without its structure */
	} else if (strbuf_ok(&clean)) {
		tree = gumbo_parse_with_options(&options, clean.buf, clean.len);
		if (tree == NULL) {
			return error_set(err, ST_NOMEM, "reading HTML: out of memory");
		}
		walk(&w, tree->document);
		end_line(&w);
		gumbo_destroy_output(&options, tree);
		mend_letters(out, from);
	}
	if (!strbuf_ok(&clean) || !strbuf_ok(out)) {
		return error_set(err, ST_NOMEM, "reading HTML: out of memory");
	}
	return ST_OK;
}

enum status html_to_text(const char *html, size_t len, struct strbuf *out, struct error *err)
{
	CLEANUP_STRBUF struct strbuf marked = STRBUF_INIT;
	enum status st = html_to_marked_text(html, len, &marked, err);

	for (size_t i = 0; st == ST_OK && i < marked.len; i++) {
		if (marked.buf[i] == MARK_QUOTE) {
			strbuf_adds(out, "> ");
		} else if ((unsigned char)marked.buf[i] >= ' ' || marked.buf[i] == '\n') {
			strbuf_addc(out, marked.buf[i]);
		}
	}
	if (st == ST_OK && !strbuf_ok(out)) {
		st = error_set(err, ST_NOMEM, "reading HTML: out of memory");
	}
	return st;
}
