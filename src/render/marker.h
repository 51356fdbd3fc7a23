/* The markers of ctemplate in a text: {{NAME}}, {{NAME:modifier}}, {{#SECTION}}, {{/SECTION}}, {{!comment}}. Knows the form of
 * markers and nothing of what they mean. */
#ifndef KVIESLYS_RENDER_MARKER_H
#define KVIESLYS_RENDER_MARKER_H

#include <stdbool.h>
#include <stddef.h>

enum marker_kind {
	MARKER_VARIABLE, /* {{NAME}} */
	MARKER_OPEN,     /* {{#NAME}} */
	MARKER_OPEN_NOT, /* {{^NAME}}: shown when NAME is absent or empty (not of ctemplate: compiled to {{#NO_NAME}}) */
	MARKER_CLOSE,    /* {{/NAME}} */
	MARKER_PARTIAL,  /* {{>name}} */
	MARKER_COMMENT,  /* {{!…}} */
	MARKER_PRAGMA,   /* {{%…}} */
	MARKER_BROKEN    /* no end, an empty or wrong name */
};

#define MARKER_NAME_MAX 64

struct marker {
	enum marker_kind kind;
	const char *start; /* of the "{{" */
	size_t len;        /* up to and with "}}" */
	const char *name;  /* inside, without sigil and blanks */
	size_t name_len;
	const char *modifier; /* behind the first ':' or '|', NULL when none */
	size_t modifier_len;
	char separator; /* ':' or '|' */
	int line;       /* of the start, from 1 */
};

/* The next marker at or after `*cursor` (before `end`), which moves behind it; `*line` is counted along. False when there is
 * none left. Names are letters, digits and '_'; for partials '-' too. */
bool marker_next(const char **cursor, const char *end, int *line, struct marker *ret);

#endif
