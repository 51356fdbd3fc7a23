/* Markers of a source: noted with file and line, paired, written in ctemplate's form. */
#include "render/source_private.h"

#include "util/ascii.h"
#include "util/array.h"

#include <stdlib.h>
#include <string.h>

/* The marker that a closing one belongs to, or -1. */
int source_find_opening(const struct source *source, const struct source_marker *closing)
{
	for (size_t i = source->n_markers; i-- > 0;) {
		const struct source_marker *m = &source->markers[i];

		if ((m->kind == MARKER_OPEN || m->kind == MARKER_OPEN_NOT) && m->partner < 0) {
			return strcmp(m->name, closing->name) == 0 ? (int)i : -1;
		}
	}
	return -1;
}

static void pair_up(struct source *source, struct source_marker *closing)
{
	int at = source_find_opening(source, closing);

	if (at >= 0) {
		closing->partner = at;
		source->markers[at].partner = (int)(closing - source->markers);
	}
}

bool source_note_marker(struct source *source, const struct marker *m, int file, int line)
{
	struct source_marker *to;

	if (!ARRAY_ROOM(source->markers, source->n_markers)) {
		return false;
	}
	to = &source->markers[source->n_markers];
	*to = (struct source_marker){ .kind = m->kind, .file = file, .line = line, .partner = -1 };
	to->name = str_copy(m->name, m->name_len);
	if (to->name == NULL) {
		return false;
	}
	if (to->kind == MARKER_CLOSE) {
		pair_up(source, to);
	}
	source->n_markers++;
	if (m->modifier != NULL && m->separator == '|') {
		to->plural = str_copy(m->modifier, m->modifier_len);
		return to->plural != NULL;
	}
	if (m->modifier != NULL) {
		to->modifier = str_copy(m->modifier, m->modifier_len);
		return to->modifier != NULL;
	}
	return true;
}

void source_add_marker(const struct source *source, const struct source_marker *m, const char *modifier,
		struct strbuf *out)
{
	const char *own = m->modifier != NULL ? m->modifier : modifier;

	switch (m->kind) {
	case MARKER_OPEN:
		strbuf_addf(out, "{{#%s}}", m->name);
		break;
	case MARKER_OPEN_NOT:
		strbuf_addf(out, "{{#NO_%s}}", m->name);
		break;
	case MARKER_CLOSE:
		strbuf_addf(out, "{{/%s%s}}",
				m->partner >= 0 && source->markers[m->partner].kind == MARKER_OPEN_NOT ? "NO_" : "", m->name);
		break;
	case MARKER_VARIABLE:
		strbuf_addf(out, "{{%s%s", m->name, m->plural != NULL ? "__" : "");
		for (const char *p = m->plural; p != NULL && *p != '\0'; p++) {
			strbuf_addc(out, *p == '-' ? '_' : *p);
		}
		strbuf_addf(out, "%s%s}}", own != NULL ? ":" : "", own != NULL ? own : "");
		break;
	case MARKER_PARTIAL:
	case MARKER_COMMENT:
	case MARKER_PRAGMA:
	case MARKER_BROKEN:
		break;
	}
}

const struct source_marker *source_placeholder(const struct source *source, const char *s, size_t *ret_len)
{
	const size_t mark = sizeof PLACEHOLDER_OPEN - 1;
	const char *p = s + mark;
	size_t n = 0;

	if (strncmp(s, PLACEHOLDER_OPEN, mark) != 0) {
		return NULL;
	}
	for (; ascii_is_digit(*p) && n <= source->n_markers; p++) {
		n = n * 10 + (size_t)(*p - '0');
	}
	if (strncmp(p, PLACEHOLDER_CLOSE, mark) != 0 || n >= source->n_markers) {
		return NULL;
	}
	*ret_len = (size_t)(p - s) + mark;
	return &source->markers[n];
}

enum status source_convert(struct source *source, const char *text, size_t len, int file, int line, struct strbuf *out,
		struct problems *problems, struct error *err)
{
	const char *s = text, *cursor = text;
	struct marker m;
	int at = line;

	while (marker_next(&cursor, text + len, &at, &m)) {
		strbuf_add(out, s, (size_t)(m.start - s));
		s = cursor;
		switch (m.kind) {
		case MARKER_COMMENT:
			break;
		case MARKER_PRAGMA:
			strbuf_add(out, m.start, m.len);
			break;
		case MARKER_PARTIAL:
		case MARKER_BROKEN:
			problems_add(problems, source->files[file], m.line, "'%.*s' is no marker that can be used here",
					(int)(m.len < 40 ? m.len : 40), m.start);
			break;
		case MARKER_VARIABLE:
		case MARKER_OPEN:
		case MARKER_OPEN_NOT:
		case MARKER_CLOSE:
			if (!source_note_marker(source, &m, file, m.line)) {
				return error_set(err, ST_NOMEM, "%s: out of memory", source->files[file]);
			}
			source_add_marker(source, &source->markers[source->n_markers - 1], NULL, out);
			break;
		}
	}
	strbuf_add(out, s, (size_t)(text + len - s));
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "%s: out of memory", source->files[file]);
}
