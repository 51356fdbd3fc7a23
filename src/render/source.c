/* Letters' files: header lines, partials, markers to placeholders. Markdown itself is in markdown.c. */
#include "render/source_private.h"

#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

struct reader {
	struct source *source;
	source_find_fn *find;
	void *context;
	struct problems *problems;
	int depth;
	bool previous_is_row; /* the line before is a table row: marker lines then go into cells */
	struct strbuf held;   /* placeholders of opening markers that wait for the next row's first cell */
};

static enum status no_memory(struct error *err, const char *what)
{
	return error_set(err, ST_NOMEM, "%s: out of memory", what);
}

void source_problem(const struct source *source, int line, struct problems *problems, const char *fmt, ...)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	struct source_line at = { 0, 0 };
	va_list ap;

	if (line >= 1 && (size_t)line <= source->n_lines) {
		at = source->lines[line - 1];
	}
	va_start(ap, fmt);
	strbuf_vaddf(&sb, fmt, ap);
	va_end(ap);
	problems_add(problems, source->files[at.file], at.line, "%s", sb.buf);
}

static char *copy(const char *s, size_t len)
{
	return str_copy(s, len);
}

/* True for a line of nothing but section markers and comments. */
static bool is_marker_line(const char *s, const char *end, bool *ret_opens)
{
	const char *cursor = s;
	struct marker m;
	int line = 1;
	bool any = false;

	*ret_opens = true;
	while (marker_next(&cursor, end, &line, &m)) {
		if (m.kind != MARKER_OPEN && m.kind != MARKER_OPEN_NOT && m.kind != MARKER_CLOSE
				&& m.kind != MARKER_COMMENT) {
			return false;
		}
		for (const char *p = s; p < m.start; p++) {
			if (*p != ' ' && *p != '\t') {
				return false;
			}
		}
		*ret_opens = *ret_opens && m.kind != MARKER_CLOSE;
		any = true;
		s = cursor;
	}
	for (; s < end; s++) {
		if (*s != ' ' && *s != '\t' && *s != '\r') {
			return false;
		}
	}
	return any;
}

/* Copies a line, its markers as placeholders. */
static enum status put_line(struct reader *r, const char *s, const char *end, int file, int line, struct strbuf *out,
		struct error *err)
{
	const char *cursor = s;
	struct marker m;
	int at = line;

	while (marker_next(&cursor, end, &at, &m)) {
		strbuf_add(out, s, (size_t)(m.start - s));
		s = cursor;
		if (m.kind == MARKER_COMMENT) {
			continue;
		}
		if (m.kind == MARKER_PARTIAL) {
			problems_add(r->problems, r->source->files[file], line,
					"'%.*s' must stand alone on its line", (int)m.len, m.start);
			continue;
		}
		if (m.kind == MARKER_BROKEN || m.kind == MARKER_PRAGMA) {
			problems_add(r->problems, r->source->files[file], line,
					"'%.*s' is no marker: write {{NAME}}, {{#NAME}} or {{/NAME}} on one line",
					(int)(m.len < 40 ? m.len : 40), m.start);
			continue;
		}
		if (!source_note_marker(r->source, &m, file, line)) {
			return no_memory(err, r->source->files[file]);
		}
		strbuf_addf(out, PLACEHOLDER_OPEN "%zu" PLACEHOLDER_CLOSE, r->source->n_markers - 1);
	}
	strbuf_add(out, s, (size_t)(end - s));
	return strbuf_ok(out) ? ST_OK : no_memory(err, r->source->files[file]);
}

static enum status end_line(struct reader *r, int file, int line, struct error *err)
{
	struct source *source = r->source;

	if (!ARRAY_ROOM(source->lines, source->n_lines)) {
		return no_memory(err, source->files[file]);
	}
	source->lines[source->n_lines++] = (struct source_line){ file, line };
	strbuf_addc(&source->body, '\n');
	return strbuf_ok(&source->body) ? ST_OK : no_memory(err, source->files[file]);
}

/* A marker line next to table rows: closing markers go to the end of the last cell of the row before, opening ones wait
 * for the first cell of the row behind. */
static enum status put_in_table(struct reader *r, const char *s, const char *end, bool opens, int file, int line,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf marks = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf rest = STRBUF_INIT;
	struct strbuf *body = &r->source->body;
	char *bar;

	if (opens) {
		size_t before = r->source->n_markers;
		enum status st = put_line(r, s, end, file, line, &r->held, err);

		for (size_t i = before; i < r->source->n_markers; i++) {
			r->source->markers[i].in_row = true;
		}
		return st;
	}
	bar = memrchr(body->buf, '|', body->len);
	if (bar == NULL) {
		return ST_OK;
	}
	if (put_line(r, s, end, file, line, &marks, err) != ST_OK) {
		return err != NULL ? err->code : ST_NOMEM;
	}
	strbuf_trim(&marks);
	strbuf_adds(&rest, bar);
	strbuf_setlen(body, (size_t)(bar - body->buf));
	strbuf_rtrim(body);
	strbuf_addf(body, "%s %s", marks.buf, rest.buf);
	return strbuf_ok(body) && strbuf_ok(&rest) ? ST_OK : no_memory(err, r->source->files[file]);
}

static bool is_row(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t')) {
		s++;
	}
	return s < end && *s == '|';
}

/* A closing line belongs into the row when its section was opened in one. */
static bool closes_in_row(const struct reader *r, const char *s, const char *end)
{
	char name[MARKER_NAME_MAX + 1];
	const struct source_marker closing = { .name = name };
	struct marker m;
	int line = 1, at;

	if (!marker_next(&s, end, &line, &m) || m.name_len > MARKER_NAME_MAX) {
		return false;
	}
	memcpy(name, m.name, m.name_len);
	name[m.name_len] = '\0';
	at = source_find_opening(r->source, &closing);
	return at >= 0 && r->source->markers[at].in_row;
}

static enum status body_line(struct reader *r, const char *s, const char *end, const char *after, const char *text_end,
		int file, int line, struct error *err)
{
	struct strbuf *body = &r->source->body;
	bool opens;

	if (is_marker_line(s, end, &opens)) {
		if (r->previous_is_row && (opens ? is_row(after, text_end) : closes_in_row(r, s, end))) {
			return put_in_table(r, s, end, opens, file, line, err);
		}
		r->previous_is_row = false;
		for (; s < end && (*s == ' ' || *s == '\t'); s++) {
			strbuf_addc(body, *s);
		}
		strbuf_adds(body, "<!--");
		if (put_line(r, s, end, file, line, body, err) != ST_OK) {
			return err != NULL ? err->code : ST_NOMEM;
		}
		strbuf_rtrim(body);
		strbuf_adds(body, "-->");
		return end_line(r, file, line, err);
	}
	r->previous_is_row = is_row(s, end);
	if (r->previous_is_row && r->held.len > 0) {
		const char *bar = memchr(s, '|', (size_t)(end - s));

		strbuf_rtrim(&r->held);
		strbuf_addf(body, "| %s", r->held.buf);
		strbuf_reset(&r->held);
		s = bar + 1;
	}
	if (put_line(r, s, end, file, line, body, err) != ST_OK) {
		return err != NULL ? err->code : ST_NOMEM;
	}
	return end_line(r, file, line, err);
}

/* "{{>name}}" alone on a line: the name in `ret`. */
static bool partial_line(const char *s, const char *end, char *ret, size_t size)
{
	const char *cursor = s;
	struct marker m;
	int line = 1;

	if (!marker_next(&cursor, end, &line, &m) || m.kind != MARKER_PARTIAL || m.name_len >= size) {
		return false;
	}
	for (const char *p = s; p < end; p++) {
		if ((p < m.start || p >= m.start + m.len) && !isspace((unsigned char)*p)) {
			return false;
		}
	}
	memcpy(ret, m.name, m.name_len);
	ret[m.name_len] = '\0';
	return true;
}

static bool add_header(struct source *source, const char *s, const char *colon, const char *end, int file, int line)
{
	struct source_header *to;

	if (!ARRAY_ROOM(source->headers, source->n_headers)) {
		return false;
	}
	to = &source->headers[source->n_headers++];
	*to = (struct source_header){ .file = file, .line = line };
	to->key = copy(s, (size_t)(colon - s));
	for (colon++; colon < end && isspace((unsigned char)*colon); colon++) {
	}
	while (end > colon && isspace((unsigned char)end[-1])) {
		end--;
	}
	to->value = copy(colon, (size_t)(end - colon));
	for (char *p = to->key; p != NULL && *p != '\0'; p++) {
		*p = ascii_lower(*p);
	}
	return to->key != NULL && to->value != NULL;
}

/* A header line is letters or '-', then a colon. */
static const char *header_colon(const char *s, const char *end)
{
	const char *p = s;

	while (p < end && (ascii_is_letter(*p) || *p == '-')) {
		p++;
	}
	return p > s && p < end && *p == ':' ? p : NULL;
}

static enum status read_file(struct reader *r, const char *path, bool headers, struct error *err);

static enum status read_partial(struct reader *r, const char *name, int file, int line, struct error *err)
{
	CLEANUP_FREE char *path = NULL;
	enum status st;

	if (r->depth >= SOURCE_MAX_DEPTH) {
		problems_add(r->problems, r->source->files[file], line, "'{{>%s}}': partials are nested too deep", name);
		return ST_OK;
	}
	path = r->find != NULL ? r->find(r->context, name) : NULL;
	if (path == NULL) {
		problems_add(r->problems, r->source->files[file], line,
				"'{{>%s}}': there is no file %s.md in the templates of this language", name, name);
		return ST_OK;
	}
	r->depth++;
	st = read_file(r, path, false, err);
	r->depth--;
	return st;
}

static enum status read_lines(struct reader *r, const char *s, const char *end, bool headers, int file,
		struct error *err)
{
	enum status st = ST_OK;

	for (int line = 1; s < end && st == ST_OK; line++) {
		const char *nl = memchr(s, '\n', (size_t)(end - s));
		const char *stop = nl != NULL ? nl : end;
		const char *after = nl != NULL ? nl + 1 : end;
		const char *colon = headers ? header_colon(s, stop) : NULL;
		char partial[MARKER_NAME_MAX + 1];

		if (stop > s && stop[-1] == '\r') {
			stop--;
		}
		if (colon != NULL) {
			if (!add_header(r->source, s, colon, stop, file, line)) {
				st = no_memory(err, r->source->files[file]);
			}
		} else if (partial_line(s, stop, partial, sizeof partial)) {
			headers = false;
			st = read_partial(r, partial, file, line, err);
		} else {
			headers = false;
			st = body_line(r, s, stop, after, end, file, line, err);
		}
		s = after;
	}
	return st;
}

/* Valid UTF-8 without control characters and without the characters that we use as marks. */
static bool text_is_clean(const char *s, size_t len, int *ret_line)
{
	*ret_line = 1;
	for (size_t i = 0; i < len;) {
		unsigned char c = (unsigned char)s[i];
		size_t n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;

		if (n == 0 || i + n > len || (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F) {
			return false;
		}
		for (size_t k = 1; k < n; k++) {
			if (((unsigned char)s[i + k] & 0xC0) != 0x80) {
				return false;
			}
		}
		if (n == 3 && (strncmp(s + i, PLACEHOLDER_OPEN, 3) == 0 || strncmp(s + i, PLACEHOLDER_CLOSE, 3) == 0)) {
			return false;
		}
		*ret_line += c == '\n';
		i += n;
	}
	return true;
}

/* Notes a file's name; its index in *ret. */
static enum status add_file(struct reader *r, const char *path, int *ret, struct error *err)
{
	struct source *source = r->source;

	if (!ARRAY_ROOM(source->files, source->n_files)) {
		return no_memory(err, path);
	}
	source->files[source->n_files] = strdup(path);
	if (source->files[source->n_files] == NULL) {
		return no_memory(err, path);
	}
	*ret = (int)source->n_files++;
	return ST_OK;
}

static enum status read_text(struct reader *r, const char *text, size_t len, bool headers, int file, struct error *err)
{
	const char *path = r->source->files[file];
	size_t skip = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	int line;

	if (!text_is_clean(text, len, &line)) {
		problems_add(r->problems, path, line, "not valid UTF-8, or a control character: save the file as UTF-8");
		return error_set(err, ST_INVALID, "%s:%d: not valid UTF-8, or a control character", path, line);
	}
	return read_lines(r, text + skip, text + len, headers, file, err);
}

static enum status read_file(struct reader *r, const char *path, bool headers, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	int file = 0;
	enum status st = add_file(r, path, &file, err);

	st = st == ST_OK ? fs_read(path, SOURCE_MAX_BYTES, &text, err) : st;
	return st == ST_OK ? read_text(r, text.buf, text.len, headers, file, err) : st;
}

/* Sections that are not closed, or closed without being opened. */
static void check_pairs(const struct source *source, struct problems *problems)
{
	for (size_t i = 0; i < source->n_markers; i++) {
		const struct source_marker *m = &source->markers[i];

		if (m->kind == MARKER_VARIABLE || m->partner >= 0) {
			continue;
		}
		problems_add(problems, source->files[m->file], m->line,
				m->kind == MARKER_CLOSE ? "{{/%s}} closes no section that is open here"
							: "the section {{#%s}} is not closed",
				m->name);
	}
}

/* From memory when `text` is not NULL, else from the file `path`. */
static enum status open_source(const char *path, const char *text, size_t len, bool headers, source_find_fn *find,
		void *context, struct source **ret, struct problems *problems, struct error *err)
{
	CLEANUP_SOURCE struct source *source = calloc(1, sizeof *source);
	struct reader r = { .source = source, .find = find, .context = context, .problems = problems };
	enum status st;
	int file = 0;

	if (source == NULL) {
		return no_memory(err, path);
	}
	strbuf_init(&source->body);
	strbuf_init(&r.held);
	if (text == NULL) {
		st = read_file(&r, path, headers, err);
	} else {
		st = add_file(&r, path, &file, err);
		st = st == ST_OK ? read_text(&r, text, len, headers, file, err) : st;
	}
	strbuf_release(&r.held);
	if (st != ST_OK) {
		return st;
	}
	check_pairs(source, problems);
	*ret = TAKE_PTR(source);
	return ST_OK;
}

enum status source_read(const char *path, bool headers, source_find_fn *find, void *context, struct source **ret,
		struct problems *problems, struct error *err)
{
	return open_source(path, NULL, 0, headers, find, context, ret, problems, err);
}

enum status source_parse(const char *name, const char *text, size_t len, bool headers, source_find_fn *find, void *context,
		struct source **ret, struct problems *problems, struct error *err)
{
	return open_source(name, text, len, headers, find, context, ret, problems, err);
}

void source_free(struct source *source)
{
	if (source == NULL) {
		return;
	}
	strbuf_release(&source->body);
	for (size_t i = 0; i < source->n_markers; i++) {
		free(source->markers[i].name);
		free(source->markers[i].plural);
		free(source->markers[i].modifier);
	}
	for (size_t i = 0; i < source->n_headers; i++) {
		free(source->headers[i].key);
		free(source->headers[i].value);
	}
	for (size_t i = 0; i < source->n_files; i++) {
		free(source->files[i]);
	}
	free(source->markers);
	free(source->headers);
	free(source->files);
	free(source->lines);
	free(source);
}

void source_cleanup(struct source **source)
{
	source_free(*source);
}

const struct source_header *source_header(const struct source *source, const char *key)
{
	for (size_t i = 0; i < source->n_headers; i++) {
		if (strcmp(source->headers[i].key, key) == 0) {
			return &source->headers[i];
		}
	}
	return NULL;
}
