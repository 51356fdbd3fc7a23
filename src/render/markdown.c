/* From Markdown with placeholders to a tree in which sections stand around whole nodes; the two forms are written by
 * markdown_html.c and markdown_text.c. */
#include "render/markdown_private.h"

#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <cmark-gfm-core-extensions.h>
#include <pthread.h>
#include <string.h>

#define COMMENT_OPEN "<!--"
#define COMMENT_CLOSE "-->"

void markdown_problem(struct markdown_run *run, cmark_node *node, const char *text)
{
	int line = 0;

	for (cmark_node *n = node; n != NULL && line == 0; n = cmark_node_parent(n)) {
		line = cmark_node_get_start_line(n);
	}
	source_problem(run->source, line, run->problems, "%s", text);
}

void markdown_put_literal(struct markdown_run *run, const char *s, const char *modifier, struct strbuf *out,
		void (*put)(struct strbuf *out, const char *s, size_t len))
{
	while (*s != '\0') {
		const char *mark = strstr(s, PLACEHOLDER_OPEN);
		const struct source_marker *m;
		size_t len = 0;

		if (mark == NULL) {
			put(out, s, strlen(s));
			return;
		}
		put(out, s, (size_t)(mark - s));
		m = source_placeholder(run->source, mark, &len);
		if (m != NULL) {
			source_add_marker(run->source, m, modifier, out);
		}
		s = mark + (m != NULL ? len : strlen(PLACEHOLDER_OPEN));
	}
}

static void put_nothing(struct strbuf *out, const char *s, size_t len)
{
	(void)out;
	(void)s;
	(void)len;
}

static bool is_section_line(cmark_node *node)
{
	const char *s = cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK ? cmark_node_get_literal(node) : NULL;

	while (s != NULL && (*s == ' ' || *s == '\t')) {
		s++;
	}
	return s != NULL && strncmp(s, COMMENT_OPEN PLACEHOLDER_OPEN, strlen(COMMENT_OPEN PLACEHOLDER_OPEN)) == 0;
}

bool markdown_put_section_line(struct markdown_run *run, cmark_node *node, struct strbuf *out)
{
	if (!is_section_line(node)) {
		/* A line of comments only leaves "<!---->". */
		const char *s = cmark_node_get_literal(node);

		return s != NULL && strncmp(s, COMMENT_OPEN COMMENT_CLOSE, strlen(COMMENT_OPEN COMMENT_CLOSE)) == 0;
	}
	markdown_put_literal(run, cmark_node_get_literal(node), NULL, out, put_nothing);
	return true;
}

/* The one marker of a section line, NULL when it has several. */
static const struct source_marker *single_marker(struct markdown_run *run, cmark_node *node)
{
	const char *mark = node != NULL && is_section_line(node)
			? strstr(cmark_node_get_literal(node), PLACEHOLDER_OPEN) : NULL;
	const struct source_marker *m;
	size_t len;

	if (mark == NULL) {
		return NULL;
	}
	m = source_placeholder(run->source, mark, &len);
	return m != NULL && strncmp(mark + len, COMMENT_CLOSE, strlen(COMMENT_CLOSE)) == 0 ? m : NULL;
}

cmark_node *markdown_wrapped_list(struct markdown_run *run, cmark_node *opening)
{
	const struct source_marker *open = single_marker(run, opening);
	cmark_node *list = open != NULL ? cmark_node_next(opening) : NULL;
	const struct source_marker *close;

	if (list == NULL || cmark_node_get_type(list) != CMARK_NODE_LIST) {
		return NULL;
	}
	close = single_marker(run, cmark_node_next(list));
	return close != NULL && open->partner >= 0 && &run->source->markers[open->partner] == close ? list : NULL;
}

const struct markdown_around *markdown_around(cmark_node *node)
{
	return cmark_node_get_user_data(node);
}

static void free_around(cmark_mem *mem, void *data)
{
	struct markdown_around *around = data;

	(void)mem;
	if (around != NULL) {
		strbuf_release(&around->before);
		strbuf_release(&around->after);
		free(around);
	}
}

static struct markdown_around *want_around(struct markdown_run *run, cmark_node *node)
{
	struct markdown_around *around = cmark_node_get_user_data(node);

	if (around != NULL) {
		return around;
	}
	around = calloc(1, sizeof *around);
	if (around == NULL) {
		run->failed = true;
		return NULL;
	}
	strbuf_init(&around->before);
	strbuf_init(&around->after);
	cmark_node_set_user_data(node, around);
	cmark_node_set_user_data_free_func(node, free_around);
	return around;
}

/* The text node that content begins or ends with, NULL when it does so with something else. */
static cmark_node *edge_text(cmark_node *node, bool last)
{
	cmark_node *child = last ? cmark_node_last_child(node) : cmark_node_first_child(node);

	return child != NULL && cmark_node_get_type(child) == CMARK_NODE_TEXT ? child : NULL;
}

static const struct source_marker *leading_marker(struct markdown_run *run, cmark_node *text, size_t *ret_len)
{
	const char *s = text != NULL ? cmark_node_get_literal(text) : NULL;

	return s != NULL ? source_placeholder(run->source, s, ret_len) : NULL;
}

static const struct source_marker *trailing_marker(struct markdown_run *run, cmark_node *text, size_t *ret_at)
{
	const char *s = text != NULL ? cmark_node_get_literal(text) : NULL;
	const char *mark = NULL;
	const struct source_marker *m;
	size_t len;

	for (const char *p = s; p != NULL && (p = strstr(p, PLACEHOLDER_OPEN)) != NULL; p++) {
		mark = p;
	}
	m = mark != NULL ? source_placeholder(run->source, mark, &len) : NULL;
	if (m == NULL || mark[len + strspn(mark + len, " ")] != '\0') {
		return NULL;
	}
	*ret_at = (size_t)(mark - s);
	return m;
}

static void cut_start(struct markdown_run *run, cmark_node *text, size_t len, struct strbuf *to)
{
	const char *s = cmark_node_get_literal(text);
	char *rest = strdup(s + len + strspn(s + len, " "));

	strbuf_add(to, s, len);
	if (rest == NULL || !cmark_node_set_literal(text, rest)) {
		run->failed = true;
	}
	free(rest);
}

static void cut_end(struct markdown_run *run, cmark_node *text, size_t at, struct strbuf *to)
{
	CLEANUP_FREE char *head = strndup(cmark_node_get_literal(text), at);
	CLEANUP_STRBUF struct strbuf mark = STRBUF_INIT;

	strbuf_adds(&mark, cmark_node_get_literal(text) + at);
	strbuf_rtrim(&mark);
	strbuf_adds(&mark, to->buf);
	strbuf_reset(to);
	strbuf_adds(to, mark.buf);
	if (head == NULL || !cmark_node_set_literal(text, head)) {
		run->failed = true;
	}
}

static bool same_section(struct markdown_run *run, const struct source_marker *open, const struct source_marker *close)
{
	return open->partner >= 0 && &run->source->markers[open->partner] == close;
}

static bool is_opening(const struct source_marker *m)
{
	return m != NULL && (m->kind == MARKER_OPEN || m->kind == MARKER_OPEN_NOT);
}

/* Content `first`…`last` that is one section as a whole: its markers go around `node`. */
static void hoist_whole(struct markdown_run *run, cmark_node *node, cmark_node *first, cmark_node *last)
{
	for (;;) {
		cmark_node *start = edge_text(first, false), *end = edge_text(last, true);
		size_t len, at;
		const struct source_marker *open = leading_marker(run, start, &len);
		const struct source_marker *close = trailing_marker(run, end, &at);
		struct markdown_around *around;

		if (!is_opening(open) || close == NULL || !same_section(run, open, close)) {
			return;
		}
		around = want_around(run, node);
		if (around == NULL) {
			return;
		}
		cut_end(run, end, at, &around->after);
		cut_start(run, start, len, &around->before);
	}
}

/* Rows: sections may reach over several of them. */
static void hoist_row(struct markdown_run *run, cmark_node *row)
{
	cmark_node *first = cmark_node_first_child(row), *last = cmark_node_last_child(row);
	struct markdown_around *around;
	const struct source_marker *m;
	size_t at;

	if (first == NULL) {
		return;
	}
	hoist_whole(run, row, first, last);
	m = leading_marker(run, edge_text(first, false), &at);
	if (is_opening(m) && cmark_node_next(first) != NULL) {
		around = want_around(run, row);
		if (around != NULL && strstr(cmark_node_get_literal(edge_text(first, false)) + at, PLACEHOLDER_OPEN) != NULL) {
			return; /* closed in the same cell, most likely: markers are checked later */
		}
		if (around != NULL) {
			cut_start(run, edge_text(first, false), at, &around->before);
		}
	}
	m = trailing_marker(run, edge_text(last, true), &at);
	if (m != NULL && m->kind == MARKER_CLOSE && cmark_node_previous(last) != NULL
			&& run->source->markers[m->partner >= 0 ? m->partner : 0].line != m->line) {
		around = want_around(run, row);
		if (around != NULL) {
			cut_end(run, edge_text(last, true), at, &around->after);
		}
	}
}

static bool is_type(cmark_node *node, const char *name)
{
	return node != NULL && strcmp(cmark_node_get_type_string(node), name) == 0;
}

static void hoist_node(struct markdown_run *run, cmark_node *node)
{
	cmark_node *first = cmark_node_first_child(node), *last = cmark_node_last_child(node);

	if (is_type(node, "paragraph") || is_type(node, "heading")) {
		hoist_whole(run, node, node, node);
	} else if (is_type(node, "item") && is_type(first, "paragraph") && is_type(last, "paragraph")) {
		hoist_whole(run, node, first, last);
	} else if (is_type(node, "table_row") || is_type(node, "table_header")) {
		hoist_row(run, node);
	}
}

/* Sections must begin and end in the same element, or what is written is no tree any more. */
static void check_sections(struct markdown_run *run, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_node **homes = calloc(run->source->n_markers + 1, sizeof *homes);
	cmark_event_type event;

	while (homes != NULL && (event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const char *s = event == CMARK_EVENT_ENTER ? cmark_node_get_literal(node) : NULL;

		while (s != NULL && (s = strstr(s, PLACEHOLDER_OPEN)) != NULL) {
			size_t len = 1;
			const struct source_marker *m = source_placeholder(run->source, s, &len);

			s += len;
			if (m == NULL || m->kind == MARKER_VARIABLE || m->partner < 0) {
				continue;
			}
			homes[m - run->source->markers] = cmark_node_parent(node);
			if (m->kind == MARKER_CLOSE && homes[m->partner] != NULL
					&& homes[m->partner] != cmark_node_parent(node)) {
				problems_add(run->problems, run->source->files[m->file], m->line,
						"the section %s must begin and end in the same paragraph, list or table",
						m->name);
			}
		}
	}
	free(homes);
	cmark_iter_free(iter);
}

static void hoist_all(struct markdown_run *run, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);

	/* Children first: an item takes what its paragraph would take, so items are seen on entering. */
	while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
		hoist_node(run, cmark_iter_get_node(iter));
	}
	cmark_iter_free(iter);
}

bool markdown_is_button(cmark_node *link)
{
	const char *title = is_type(link, "link") ? cmark_node_get_title(link) : NULL;

	return title != NULL && strncmp(title, "button", 6) == 0 && (title[6] == '\0' || title[6] == ' ');
}

bool markdown_is_buttons(cmark_node *paragraph)
{
	bool any = false;

	for (cmark_node *n = cmark_node_first_child(paragraph); n != NULL; n = cmark_node_next(n)) {
		const char *s = is_type(n, "text") ? cmark_node_get_literal(n) : NULL;

		if (markdown_is_button(n)) {
			any = true;
		} else if (!(is_type(n, "softbreak") || (s != NULL && s[strspn(s, " ")] == '\0'))) {
			return false;
		}
	}
	return any;
}

bool markdown_is_tight(cmark_node *paragraph)
{
	cmark_node *item = cmark_node_parent(paragraph);

	return is_type(item, "item") && cmark_node_get_list_tight(cmark_node_parent(item));
}

bool markdown_row_is_empty(cmark_node *row)
{
	for (cmark_node *cell = cmark_node_first_child(row); cell != NULL; cell = cmark_node_next(cell)) {
		if (cmark_node_first_child(cell) != NULL) {
			return false;
		}
	}
	return true;
}

static bool image_is_known(const struct markdown *md, const char *path, const char **ret_cid)
{
	for (size_t i = 0; i < md->n_images; i++) {
		if (strcmp(md->images[i].path, path) == 0) {
			*ret_cid = md->images[i].cid;
			return true;
		}
	}
	return false;
}

static const char *add_image(struct markdown_run *run, const char *path)
{
	struct markdown *md = run->md;
	CLEANUP_STRBUF struct strbuf cid = STRBUF_INIT;

	if (!ARRAY_ROOM(md->images, md->n_images)) {
		run->failed = true;
		return NULL;
	}
	for (const char *p = path; *p != '\0'; p++) {
		strbuf_addc(&cid, ascii_is_alnum(*p) ? *p : '-');
	}
	md->images[md->n_images].path = strdup(path);
	md->images[md->n_images].cid = strbuf_detach(&cid, NULL);
	md->n_images++;
	if (md->images[md->n_images - 1].path == NULL || md->images[md->n_images - 1].cid == NULL) {
		run->failed = true;
		return NULL;
	}
	return md->images[md->n_images - 1].cid;
}

const char *markdown_image(struct markdown_run *run, cmark_node *image)
{
	const char *url = cmark_node_get_url(image);
	const char *cid;

	if (strncmp(url, "cid:", 4) == 0) {
		return url + 4;
	}
	if (strstr(url, "://") != NULL || strstr(url, PLACEHOLDER_OPEN) != NULL || *url == '/' || strstr(url, "..") != NULL
			|| *url == '\0') {
		markdown_problem(run, image, "an image must be a file beside the letter: nothing is fetched from the net");
		return NULL;
	}
	return image_is_known(run->md, url, &cid) ? cid : add_image(run, url);
}

static void register_tables(void)
{
	cmark_gfm_core_extensions_ensure_registered();
}

enum status markdown_compile(const struct source *source, markdown_style_fn *style, void *context, struct markdown *ret,
		struct problems *problems, struct error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct markdown_run run = { .source = source, .style = style, .context = context, .md = ret, .problems = problems };
	cmark_parser *parser;
	cmark_syntax_extension *table;
	cmark_node *root;

	(void)pthread_once(&once, register_tables);
	parser = cmark_parser_new(CMARK_OPT_DEFAULT);
	table = cmark_find_syntax_extension("table");
	if (table == NULL || !cmark_parser_attach_syntax_extension(parser, table)) {
		cmark_parser_free(parser);
		return error_set(err, ST_INVALID, "cmark-gfm has no tables");
	}
	cmark_parser_feed(parser, source->body.buf, source->body.len);
	root = cmark_parser_finish(parser);
	cmark_consolidate_text_nodes(root);
	hoist_all(&run, root);
	check_sections(&run, root);
	markdown_html(&run, root);
	markdown_text(&run, root);
	cmark_node_free(root);
	cmark_parser_free(parser);
	if (run.failed || !strbuf_ok(&ret->html) || !strbuf_ok(&ret->text)) {
		return error_set(err, ST_NOMEM, "%s: out of memory", source->files[0]);
	}
	return ST_OK;
}

void markdown_release(struct markdown *md)
{
	strbuf_release(&md->html);
	strbuf_release(&md->text);
	for (size_t i = 0; i < md->n_images; i++) {
		free(md->images[i].path);
		free(md->images[i].cid);
	}
	free(md->images);
	md->images = NULL;
	md->n_images = 0;
}
