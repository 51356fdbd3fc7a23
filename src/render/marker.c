/* Finds the markers of a template text, with their lines. */
#include "render/marker.h"

#include "util/ascii.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name(const char *s, size_t len, bool partial)
{
	if (len == 0 || len > MARKER_NAME_MAX) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if (!(ascii_is_alnum(c) || c == '_'
				|| (partial && c == '-'))) {
			return false;
		}
	}
	return true;
}

static enum marker_kind kind_of(char sigil)
{
	switch (sigil) {
	case '#':
		return MARKER_OPEN;
	case '^':
		return MARKER_OPEN_NOT;
	case '/':
		return MARKER_CLOSE;
	case '>':
		return MARKER_PARTIAL;
	case '!':
		return MARKER_COMMENT;
	case '%':
		return MARKER_PRAGMA;
	case '=':
		return MARKER_BROKEN;
	default:
		return MARKER_VARIABLE;
	}
}

static void split_name(struct marker *m, const char *s, const char *end)
{
	while (s < end && is_blank(*s)) {
		s++;
	}
	while (end > s && is_blank(end[-1])) {
		end--;
	}
	m->name = s;
	m->name_len = (size_t)(end - s);
	if (m->kind == MARKER_COMMENT || m->kind == MARKER_PRAGMA) {
		return;
	}
	for (const char *p = s; p < end; p++) {
		if (*p == ':' || *p == '|') {
			m->separator = *p;
			m->modifier = p + 1;
			m->modifier_len = (size_t)(end - p - 1);
			m->name_len = (size_t)(p - s);
			break;
		}
	}
	if (!is_name(m->name, m->name_len, m->kind == MARKER_PARTIAL)
			|| (m->modifier != NULL && m->kind != MARKER_VARIABLE)) {
		m->kind = MARKER_BROKEN;
	}
}

bool marker_next(const char **cursor, const char *end, int *line, struct marker *ret)
{
	const char *p = *cursor;
	const char *close;

	while (p < end && !(p + 1 < end && p[0] == '{' && p[1] == '{')) {
		*line += *p == '\n';
		p++;
	}
	if (p >= end) {
		*cursor = end;
		return false;
	}
	*ret = (struct marker){ .start = p, .line = *line, .name = p };
	close = memmem(p + 2, (size_t)(end - p - 2), "}}", 2);
	if (close == NULL) {
		ret->kind = MARKER_BROKEN;
		ret->len = (size_t)(end - p);
	} else {
		const char *inner = p + 2;

		while (inner < close && is_blank(*inner)) {
			inner++;
		}
		ret->kind = inner < close ? kind_of(*inner) : MARKER_BROKEN;
		ret->len = (size_t)(close + 2 - p);
		if (ret->kind != MARKER_BROKEN) {
			split_name(ret, ret->kind == MARKER_VARIABLE ? inner : inner + 1, close);
		}
	}
	for (size_t i = 0; i < ret->len; i++) {
		*line += p[i] == '\n';
	}
	*cursor = p + ret->len;
	return true;
}
