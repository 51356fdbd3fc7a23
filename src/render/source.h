/* The source of a letter: a Markdown file with header lines, its partials drawn in, its markers taken out of the way of
 * the Markdown parser. A marker inside a line becomes PLACEHOLDER_OPEN number PLACEHOLDER_CLOSE, which Markdown takes for
 * letters of a word; a line of nothing but section markers becomes an HTML comment, which ends a paragraph. */
#ifndef KVIESLYS_RENDER_SOURCE_H
#define KVIESLYS_RENDER_SOURCE_H

#include "render/marker.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define PLACEHOLDER_OPEN "\xEE\x80\x80"  /* U+E000 */
#define PLACEHOLDER_CLOSE "\xEE\x80\x81" /* U+E001 */

#define SOURCE_MAX_BYTES (1u << 20) /* of one file */
#define SOURCE_MAX_DEPTH 8          /* partials in partials */

struct source_marker {
	enum marker_kind kind; /* variable, open, open-not or close */
	char *name;
	char *plural; /* {{COUNT|people}}: "people"; else NULL */
	char *modifier; /* {{NAME:u}}; else NULL */
	int file, line;
	bool in_row;    /* a line of its own that was moved into a table row */
	int partner;    /* index of the marker that ends or begins the same section; -1: none (a fault) */
};

struct source_header {
	char *key;   /* lower case */
	char *value; /* with its markers as written */
	int file, line;
};

struct source_line {
	int file, line;
};

struct source {
	struct strbuf body; /* Markdown with placeholders */
	struct source_marker *markers;
	size_t n_markers;
	struct source_line *lines; /* where line i of body (from 0) comes from */
	size_t n_lines;
	struct source_header *headers;
	size_t n_headers;
	char **files; /* as named in messages; [0] is the letter itself */
	size_t n_files;
};

/* The path of a partial ("footer"), owned by the caller; NULL when there is none. */
typedef char *source_find_fn(void *context, const char *name);

/* Reads a file. Faults of the text go to `problems` (file and line); what could be read is in *ret.
 * ST_NOT_FOUND, ST_IO, ST_INVALID (too large, not UTF-8, no subject …: also in problems), ST_NOMEM.
 * `headers`: the file begins with "Key: value" lines; without, all of it is the body. */
enum status source_read(const char *path, bool headers, source_find_fn *find, void *context, struct source **ret,
		struct problems *problems, struct error *err);
/* The same from memory; `name` stands in messages. */
enum status source_parse(const char *name, const char *text, size_t len, bool headers, source_find_fn *find, void *context,
		struct source **ret, struct problems *problems, struct error *err);
void source_free(struct source *source);
#define CLEANUP_SOURCE CLEANUP(source_cleanup)
void source_cleanup(struct source **source);

/* The first header of that name (lower case) or NULL. */
const struct source_header *source_header(const struct source *source, const char *key);

/* Reads a placeholder at `s`: its marker, and its length in *ret_len; NULL when there is none. */
const struct source_marker *source_placeholder(const struct source *source, const char *s, size_t *ret_len);

/* Appends the marker as ctemplate writes it: {{#NO_X}} for {{^X}}, {{COUNT__people}} for {{COUNT|people}} ('-' as '_'). `modifier`
 * (without ':') is used for a variable that has none of its own; NULL: none. */
void source_add_marker(const struct source *source, const struct source_marker *marker, const char *modifier,
		struct strbuf *out);

/* Adds a problem at line `line` (from 1) of the body. */
void source_problem(const struct source *source, int line, struct problems *problems, const char *fmt, ...)
		__attribute__((format(printf, 4, 5)));

/* Markers of a text that is no Markdown (a header's value, an HTML file) in ctemplate's form; they are added to
 * source->markers with `file` and `line`. */
enum status source_convert(struct source *source, const char *text, size_t len, int file, int line, struct strbuf *out,
		struct problems *problems, struct error *err);

#endif
