/* A letter's file to templates in the book's set, every name in it checked. */
#include "domain/letter_private.h"

#include "domain/letter_vars.h"
#include "render/markdown.h"
#include "render/source.h"
#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <string.h>

struct compiler {
	struct letter_book *book;
	struct letter_language *language;
	struct letter_compiled *letter;
	struct problems *problems;
};

static enum status no_memory(struct error *err, const char *what)
{
	return error_set(err, ST_NOMEM, "%s: out of memory", what);
}

static const char *style_of(void *context, const char *element)
{
	const struct letter_book *book = context;
	const char *style = conf_get(conf_find(book->style, "style", NULL), element);

	return style != NULL ? style : "";
}

static char *find_partial(void *context, const char *name)
{
	struct compiler *c = context;
	CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;

	strbuf_addf(&file, "%s.md", name);
	return languages_find_file(c->book->packs, c->language->code, file.buf);
}

/* "lt/invitation/html" */
static char *template_name(const struct compiler *c, const char *part)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "%s/%s/%s", c->language->code, c->letter->name, part);
	return strbuf_detach(&name, NULL);
}

static enum status add_template(struct compiler *c, const char *part, enum template_kind kind, const struct strbuf *text,
		char **ret_name, struct error *err)
{
	struct error fault = ERROR_INIT;
	enum status st;

	*ret_name = template_name(c, part);
	if (*ret_name == NULL) {
		return no_memory(err, c->letter->name);
	}
	st = template_set_add(c->book->set, *ret_name, kind, text->buf, text->len, &fault);
	if (st == ST_INVALID) { /* a fault of the letter, not of the book */
		problems_add(c->problems, c->letter->path, 0, "%s part: %s", part, fault.text);
		return ST_OK;
	}
	return st == ST_OK ? ST_OK : error_set(err, st, "%s", fault.text);
}

static enum status note_plural(struct compiler *c, const struct source *source, const struct source_marker *m,
		struct error *err)
{
	struct letter_compiled *l = c->letter;
	CLEANUP_STRBUF struct strbuf variable = STRBUF_INIT;
	struct letter_plural *p;
	const struct letter_variable *v = letter_variable_find(m->name);

	if (v != NULL && v->kind != LETTER_NUMBER) {
		problems_add(c->problems, source->files[m->file], m->line, "%s is no number: it cannot be counted", m->name);
		return ST_OK;
	}
	if (!plural_has(c->language->plurals, m->plural, strlen(m->plural))) {
		const char *near = nearest_word(m->plural, plural_keys(c->language->plurals));

		problems_add(c->problems, source->files[m->file], m->line,
				"'{{%s|%s}}': [plural] of %s has no '%s'%s%s", m->name, m->plural, c->language->conf, m->plural,
				near != NULL ? "; meant is perhaps " : "", near != NULL ? near : "");
		return ST_OK;
	}
	strbuf_addf(&variable, "%s__%s", m->name, m->plural);
	for (size_t i = strlen(m->name); i < variable.len; i++) {
		variable.buf[i] = variable.buf[i] == '-' ? '_' : variable.buf[i];
	}
	for (size_t i = 0; i < l->n_plurals; i++) {
		if (strcmp(l->plurals[i].variable, variable.buf) == 0) {
			return ST_OK;
		}
	}
	if (!ARRAY_ROOM(l->plurals, l->n_plurals)) {
		return no_memory(err, l->name);
	}
	p = &l->plurals[l->n_plurals++];
	*p = (struct letter_plural){ .base = strdup(m->name), .key = strdup(m->plural) };
	p->variable = strbuf_detach(&variable, NULL);
	return p->base != NULL && p->variable != NULL && p->key != NULL ? ST_OK : no_memory(err, l->name);
}

static enum status note_use(struct letter_compiled *l, const char *name, const char *file, int line, struct error *err)
{
	for (size_t i = 0; i < l->n_uses; i++) {
		if (strcmp(l->uses[i].name, name) == 0) {
			return ST_OK;
		}
	}
	if (!ARRAY_ROOM(l->uses, l->n_uses)) {
		return no_memory(err, l->name);
	}
	l->uses[l->n_uses++] = (struct letter_use){ .name = strdup(name), .file = strdup(file), .line = line };
	l->uses_local_time = l->uses_local_time || strcmp(name, "TIME_LOCAL") == 0;
	return l->uses[l->n_uses - 1].name != NULL && l->uses[l->n_uses - 1].file != NULL ? ST_OK : no_memory(err, l->name);
}

/* Every marker must be a name that letters may use. */
static enum status check_names(struct compiler *c, const struct source *source, struct error *err)
{
	for (size_t i = 0; i < source->n_markers; i++) {
		const struct source_marker *m = &source->markers[i];
		const struct letter_variable *v = letter_variable_find(m->name);
		enum status st = ST_OK;

		if (m->kind == MARKER_CLOSE) {
			continue;
		}
		if (v == NULL) {
			const char *near = letter_variable_nearest(m->name);

			problems_add(c->problems, source->files[m->file], m->line, "unknown variable %s%s%s", m->name,
					near != NULL ? "; meant is perhaps " : "", near != NULL ? near : "");
			continue;
		}
		if (m->kind == MARKER_VARIABLE && (v->kind == LETTER_SECTION || v->kind == LETTER_ROWS)) {
			problems_add(c->problems, source->files[m->file], m->line, "%s is a section: {{#%s}} … {{/%s}}",
					m->name, m->name, m->name);
			continue;
		}
		st = m->plural != NULL ? note_plural(c, source, m, err) : ST_OK;
		st = st == ST_OK ? note_use(c->letter, m->name, source->files[m->file], m->line, err) : st;
		if (st != ST_OK) {
			return st;
		}
	}
	return ST_OK;
}

static enum status add_file(struct compiler *c, const char *file, const char *cid, int line, struct error *err)
{
	struct letter_compiled *l = c->letter;
	CLEANUP_STRBUF struct strbuf path = STRBUF_INIT;
	struct error fault = ERROR_INIT;
	const char *slash = strrchr(l->path, '/');
	enum status st;

	if (!ARRAY_ROOM(l->files, l->n_files)) {
		return no_memory(err, l->name);
	}
	if (*file == '/' || strstr(file, "..") != NULL) {
		problems_add(c->problems, l->path, line, "'%s': files stand in the folder of the letter", file);
		return ST_OK;
	}
	strbuf_addf(&path, "%.*s%s", slash != NULL ? (int)(slash + 1 - l->path) : 0, l->path, file);
	st = letter_file_read(path.buf, cid, &l->files[l->n_files], &fault);
	if (st == ST_NOMEM) {
		return no_memory(err, l->name);
	}
	if (st != ST_OK) {
		problems_add(c->problems, l->path, line, "%s", fault.text);
		return ST_OK;
	}
	l->n_files++;
	return ST_OK;
}

/* A header line as a text template; *ret_name stays NULL when the letter has none. */
static enum status compile_header(struct compiler *c, struct source *source, const char *key, char **ret_name,
		struct error *err)
{
	const struct source_header *h = source_header(source, key);
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	enum status st;

	if (h == NULL) {
		return ST_OK;
	}
	st = source_convert(source, h->value, strlen(h->value), h->file, h->line, &text, c->problems, err);
	return st == ST_OK ? add_template(c, key, TEMPLATE_TEXT, &text, ret_name, err) : st;
}

static enum status compile_headers(struct compiler *c, struct source *source, struct error *err)
{
	static const char *const known[] = { "subject", "summary", "attach", "version", NULL };
	enum status st = compile_header(c, source, "subject", &c->letter->subject, err);

	st = st == ST_OK ? compile_header(c, source, "summary", &c->letter->summary, err) : st;
	for (size_t i = 0; i < source->n_headers && st == ST_OK; i++) {
		const struct source_header *h = &source->headers[i];
		const char *near = nearest_word(h->key, known);

		if (strcmp(h->key, "attach") == 0) {
			st = add_file(c, h->value, NULL, h->line, err);
		} else if (strcmp(h->key, "version") == 0) {
			int n = 0;

			for (const char *p = h->value; ascii_is_digit(*p) && n < 100000; p++) {
				n = n * 10 + (*p - '0');
			}
			c->letter->version = n;
		} else if (near == NULL || strcmp(near, h->key) != 0) {
			problems_add(c->problems, source->files[h->file], h->line,
					"unknown line '%s:'; a letter begins with Subject:, Summary:, Attach:, Version: and an empty line",
					h->key);
		}
	}
	if (st == ST_OK && c->letter->subject == NULL) {
		problems_add(c->problems, c->letter->path, 1, "the first line must be 'Subject: …'");
	}
	return st;
}

static enum status compile_body(struct compiler *c, struct source *source, struct error *err)
{
	CLEANUP_MARKDOWN struct markdown md = MARKDOWN_INIT;
	enum status st = markdown_compile(source, style_of, c->book, &md, c->problems, err);

	for (size_t i = 0; i < md.n_images && st == ST_OK; i++) {
		st = add_file(c, md.images[i].path, md.images[i].cid, 0, err);
	}
	st = st == ST_OK ? add_template(c, "html", TEMPLATE_HTML, &md.html, &c->letter->html, err) : st;
	return st == ST_OK ? add_template(c, "text", TEMPLATE_TEXT, &md.text, &c->letter->text, err) : st;
}

/* NAME.html beside NAME.md wins for the HTML part. */
static enum status compile_page(struct compiler *c, struct source *source, struct error *err)
{
	CLEANUP_STRBUF struct strbuf file = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf page = STRBUF_INIT;
	CLEANUP_FREE char *path = NULL;
	enum status st;

	strbuf_addf(&file, "%s.html", c->letter->name);
	path = languages_find_file(c->book->packs, c->language->code, file.buf);
	if (path == NULL) {
		return ST_OK;
	}
	if (!ARRAY_ROOM(source->files, source->n_files)) {
		return no_memory(err, path);
	}
	source->files[source->n_files] = TAKE_PTR(path);
	st = fs_read(source->files[source->n_files], SOURCE_MAX_BYTES, &text, err);
	source->n_files++;
	st = st == ST_OK ? source_convert(source, text.buf, text.len, (int)source->n_files - 1, 1, &page, c->problems, err)
			: st;
	if (st != ST_OK) {
		return st;
	}
	free(c->letter->html);
	c->letter->html = NULL;
	c->letter->own_page = true;
	return add_template(c, "page", TEMPLATE_HTML, &page, &c->letter->html, err);
}

static enum status compile_parts(struct compiler *c, bool headers, struct error *err)
{
	CLEANUP_SOURCE struct source *source = NULL;
	struct error fault = ERROR_INIT;
	enum status st = source_read(c->letter->path, headers, find_partial, c, &source, c->problems, &fault);

	if (st == ST_INVALID || st == ST_IO || st == ST_NOT_FOUND) {
		if (st != ST_INVALID) {
			problems_add(c->problems, c->letter->path, 0, "%s", fault.text);
		}
		return ST_OK;
	}
	st = st == ST_OK && headers ? compile_headers(c, source, err) : st;
	st = st == ST_OK ? compile_body(c, source, err) : st;
	st = st == ST_OK && headers ? compile_page(c, source, err) : st;
	return st == ST_OK ? check_names(c, source, err) : st;
}

enum status letter_compile(struct letter_book *book, struct letter_language *language, const char *name, const char *path,
		struct letter_compiled *ret, struct problems *problems, struct error *err)
{
	struct compiler c = { .book = book, .language = language, .letter = ret, .problems = problems };
	size_t before = problems->n;
	enum status st;

	*ret = (struct letter_compiled){ .name = strdup(name), .path = strdup(path), .version = 1 };
	if (ret->name == NULL || ret->path == NULL) {
		return no_memory(err, name);
	}
	st = compile_parts(&c, strcmp(name, "footer") != 0, err);
	if (st == ST_OK && problems->n > before) {
		const char *text = problems->texts[before];

		ret->fault = strdup(text != NULL ? text : "out of memory");
		st = ret->fault != NULL ? ST_OK : no_memory(err, name);
	}
	return st;
}

void letter_compiled_release(struct letter_compiled *c)
{
	for (size_t i = 0; i < c->n_plurals; i++) {
		free(c->plurals[i].variable);
		free(c->plurals[i].base);
		free(c->plurals[i].key);
	}
	for (size_t i = 0; i < c->n_uses; i++) {
		free(c->uses[i].name);
		free(c->uses[i].file);
	}
	for (size_t i = 0; i < c->n_files; i++) {
		letter_file_release(&c->files[i]);
	}
	free(c->plurals);
	free(c->uses);
	free(c->files);
	free(c->name);
	free(c->path);
	free(c->subject);
	free(c->summary);
	free(c->html);
	free(c->text);
	free(c->fault);
}

/* Indentation is for those who edit the layout; it need not travel in every mail. */
static void add_without_indentation(struct strbuf *out, const char *s, const char *end)
{
	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		const char *stop = nl != NULL ? nl + 1 : end;

		while (s < stop && (*s == ' ' || *s == '\t')) {
			s++;
		}
		if (s < stop && *s != '\n') {
			strbuf_add(out, s, (size_t)(stop - s));
		}
		s = stop;
	}
}

static enum status read_layout(const struct letter_book *book, const char *name, char **ret_path, struct strbuf *text,
		struct error *err)
{
	*ret_path = languages_find_file(book->packs, "layout", name);
	return *ret_path != NULL ? fs_read(*ret_path, SOURCE_MAX_BYTES, text, err)
			: error_set(err, ST_NOT_FOUND, "templates/layout/%s is missing; install the shipped templates", name);
}

static enum status add_layout(struct letter_book *book, const char *name, const char *s, const char *end, struct error *err)
{
	CLEANUP_STRBUF struct strbuf piece = STRBUF_INIT;

	strbuf_adds(&piece, TEMPLATE_HTML_PRAGMA);
	add_without_indentation(&piece, s, end);
	return template_set_add(book->set, name, TEMPLATE_HTML, piece.buf, piece.len, err);
}

/* layout.html is one page with {{>CONTENT}} and {{>FOOTER}} in it: three templates. */
static enum status compile_frame(struct letter_book *book, struct error *err)
{
	static const char *const cuts[] = { "{{>CONTENT}}", "{{>FOOTER}}", NULL };
	static const char *const names[] = { "layout/head", "layout/middle", "layout/tail" };
	CLEANUP_FREE char *path = NULL;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	enum status st = read_layout(book, "layout.html", &path, &text, err);
	const char *s = text.buf;

	for (int i = 0; i < 3 && st == ST_OK; i++) {
		const char *cut = cuts[i] != NULL ? strstr(s, cuts[i]) : s + strlen(s);

		if (cut == NULL) {
			return error_set(err, ST_INVALID, "%s: it must hold %s", path, cuts[i]);
		}
		st = add_layout(book, names[i], s, cut, err);
		s = cuts[i] != NULL ? cut + strlen(cuts[i]) : cut;
	}
	return st == ST_OK || path == NULL ? st : error_prefix(err, "%s", path);
}

enum status letter_compile_layout(struct letter_book *book, struct error *err)
{
	CLEANUP_FREE char *path = NULL;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	enum status st = compile_frame(book, err);

	st = st == ST_OK ? read_layout(book, "index.html", &path, &text, err) : st;
	st = st == ST_OK ? add_layout(book, "layout/index", text.buf, text.buf + text.len, err) : st;
	return st == ST_OK || path == NULL ? st : error_prefix(err, "%s", path);
}
