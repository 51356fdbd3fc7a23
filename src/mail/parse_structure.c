/* The parts of a mail, found in one pass without recursion (but for transfer-encoded attached messages, which shrink):
 * a list of open parts, and a search for the lines that may be boundaries of one of them. */
#include "mail/parse_private.h"

#include "util/array.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A part whose end is not found yet. */
struct open_part {
	size_t node;
	const char *boundary; /* of a multipart, else NULL */
	size_t boundary_len;
	bool has_children;
};

struct reader {
	struct mail *mail;
	const char *text;
	size_t len;
	struct open_part open[MAIL_MAX_DEPTH + 2];
	size_t n_open;
	size_t n_boundaries; /* open multiparts */
	int parent;          /* of the outermost part of this text */
	int message;
	int depth;
};

static bool has_prefix(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool holds_message(const char *type)
{
	return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0
			|| strcmp(type, "message/news") == 0;
}

static bool holds_header(const char *type)
{
	return strcmp(type, "text/rfc822-headers") == 0 || strcmp(type, "message/rfc822-headers") == 0
			|| strcmp(type, "message/global-headers") == 0;
}

static struct node *new_node(struct mail *mail)
{
	if (!ARRAY_ROOM(mail->nodes, mail->n_nodes)) {
		mail->failed = true;
		return NULL;
	}
	memset(&mail->nodes[mail->n_nodes], 0, sizeof(mail->nodes[0]));
	return &mail->nodes[mail->n_nodes++];
}

static const char *valid_type(const char *type, const char *dflt)
{
	const char *slash = type != NULL ? strchr(type, '/') : NULL;

	if (type != NULL && strcmp(type, "text") == 0) {
		return "text/plain"; /* RFC 1049 relics */
	}
	return slash == NULL || slash == type || slash[1] == '\0' ? dflt : type;
}

/* Content-Type, -Disposition and -Transfer-Encoding of a new part. */
static void read_mime(struct mail *mail, struct node *node, const char *dflt)
{
	struct field *type = mail_find_field(mail, node->mime, "Content-Type", 0);
	struct field *disposition = mail_find_field(mail, node->mime, "Content-Disposition", 0);
	struct field *encoding = mail_find_field(mail, node->mime, "Content-Transfer-Encoding", 0);

	node->part.type = valid_type(type != NULL ? mail_field_token(mail, type) : NULL, dflt);
	if (disposition != NULL) {
		node->part.disposition = mail_field_token(mail, disposition);
		node->part.filename = mail_field_param(mail, disposition, "filename");
	}
	if (type != NULL && node->part.filename == NULL) {
		node->part.filename = mail_field_param(mail, type, "name");
	}
	node->encoding = encoding != NULL ? mail_encoding(mail_field_token(mail, encoding)) : ENC_IDENTITY;
	node->digest = strcmp(node->part.type, "multipart/digest") == 0;
}

/* The boundary of a multipart that names none: the first line "--x" with a header behind it. */
static const char *guess_boundary(struct mail *mail, const char *text, size_t pos, size_t len)
{
	size_t limit = len - pos > 4096 ? pos + 4096 : len;

	while (pos < limit) {
		const char *nl = memchr(text + pos, '\n', limit - pos);
		size_t end = nl != NULL ? (size_t)(nl - text) : limit;

		if (end - pos > 2 && end - pos < MAIL_MAX_BOUNDARY && text[pos] == '-' && text[pos + 1] == '-'
				&& end + 9 < len && strncasecmp(text + end + 1, "Content-", 8) == 0) {
			size_t n = text[end - 1] == '\r' ? end - 1 : end;

			return mail_strndup(mail, text + pos + 2, n - pos - 2);
		}
		pos = end + 1;
	}
	return NULL;
}

static const char *find_boundary(struct reader *r, struct node *node, size_t pos)
{
	struct field *type = mail_find_field(r->mail, node->mime, "Content-Type", 0);
	const char *boundary = type != NULL ? mail_field_param(r->mail, type, "boundary") : NULL;

	if (boundary == NULL || boundary[0] == '\0') {
		return guess_boundary(r->mail, r->text, pos, r->len);
	}
	return strlen(boundary) <= MAIL_MAX_BOUNDARY ? boundary : NULL;
}

static void read_region(struct mail *mail, const char *text, size_t len, int parent, int message, int depth);

/* An attached message that is transfer-encoded, against the rules: its parts are read from the decoded bytes. */
static void open_encoded_message(struct reader *r, size_t index)
{
	struct mail *mail = r->mail;
	struct node *node = &mail->nodes[index];
	const char *bytes;
	size_t len;

	if (node->body_len > MAIL_MAX_ENCODED - mail->opened_encoded) {
		return;
	}
	mail->opened_encoded += node->body_len;
	bytes = mail_part_bytes(mail, index, &len);
	if (bytes == NULL) {
		return;
	}
	if (holds_message(node->part.type)) {
		int depth = node->part.depth;
		size_t child = mail->n_nodes;

		read_region(mail, bytes, len, (int)index, (int)index, depth + 1);
		if (child < mail->n_nodes) {
			mail->nodes[index].message = mail->nodes[child].mime;
		}
	} else {
		struct field_range range;

		mail_read_header(mail, bytes, 0, len, &range);
		mail->nodes[index].message = range;
	}
}

/* All parts from open[level] on end at `end`. */
static void close_parts(struct reader *r, size_t level, size_t end)
{
	while (r->n_open > level) {
		struct open_part *open = &r->open[--r->n_open];
		struct node *node = &r->mail->nodes[open->node];
		size_t start = (size_t)(node->body - r->text);

		node->body_len = end > start ? end - start : 0;
		if (node->encoding == ENC_BASE64 && !mail_looks_base64(node->body, node->body_len)) {
			node->encoding = ENC_IDENTITY;
		}
		if (open->boundary != NULL) {
			r->n_boundaries--;
			if (!open->has_children && node->body_len > 0 && r->mail->n_nodes < MAIL_MAX_PARTS) {
				/* cut before its first part, or a false label: what is there is text */
				struct mail_part part = { "text/plain", NULL, NULL, (int)open->node, node->part.depth + 1,
					node->part.message };
				const char *body = node->body;
				size_t body_len = node->body_len;
				enum encoding encoding = node->encoding;
				struct node *text = new_node(r->mail);

				if (text != NULL) {
					text->part = part;
					text->body = body;
					text->body_len = body_len;
					text->encoding = encoding;
				}
			}
		} else if (node->encoding != ENC_IDENTITY && node->part.depth < MAIL_MAX_DEPTH
				&& (holds_message(node->part.type) || holds_header(node->part.type))) {
			open_encoded_message(r, open->node);
		}
	}
}

/* What a part that begins now is inside of. */
struct place {
	int parent;
	int message;
	int depth;
	bool digest;
};

static struct place place_in(const struct reader *r)
{
	struct place place = { r->parent, r->message, r->depth, false };

	if (r->n_open > 0) {
		const struct node *up = &r->mail->nodes[r->open[r->n_open - 1].node];

		place.parent = (int)r->open[r->n_open - 1].node;
		place.depth = up->part.depth + 1;
		place.digest = up->digest;
		place.message = holds_message(up->part.type) ? place.parent : up->part.message;
	}
	return place;
}

/* Reads the header of the part at `pos` and opens it and, in an attached message, the part inside; returns where
 * the body of the innermost begins. */
static size_t open_parts(struct reader *r, size_t pos)
{
	bool inside = true;

	while (inside && r->mail->n_nodes < MAIL_MAX_PARTS && r->n_open <= MAIL_MAX_DEPTH) {
		struct place place = place_in(r);
		size_t index = r->mail->n_nodes;
		struct node *node = new_node(r->mail);
		struct open_part *open = &r->open[r->n_open];
		bool may_open = place.depth < MAIL_MAX_DEPTH;

		if (node == NULL) {
			return r->len;
		}
		pos = mail_read_header(r->mail, r->text, pos, r->len, &node->mime);
		node->part.parent = place.parent;
		node->part.message = place.message;
		node->part.depth = place.depth;
		node->body = r->text + pos;
		read_mime(r->mail, node, place.digest ? "message/rfc822" : "text/plain");
		if (r->n_open > 0) {
			r->open[r->n_open - 1].has_children = true;
			struct node *up = &r->mail->nodes[r->open[r->n_open - 1].node];

			if (holds_message(up->part.type)) {
				up->message = node->mime;
			}
		}
		*open = (struct open_part){ .node = index };
		r->n_open++;
		inside = may_open && holds_message(node->part.type) && node->encoding == ENC_IDENTITY;
		if (may_open && has_prefix(node->part.type, "multipart/")) {
			const char *boundary = find_boundary(r, node, pos);

			open->boundary = boundary;
			open->boundary_len = boundary != NULL ? strlen(boundary) : 0;
			r->n_boundaries += boundary != NULL;
		} else if (holds_header(node->part.type) && node->encoding == ENC_IDENTITY) {
			struct field_range range;

			mail_read_header(r->mail, r->text, pos, r->len, &range);
			r->mail->nodes[index].message = range;
		}
	}
	return pos;
}

/* The level of the open multipart whose boundary stands at `pos` (a line beginning with "--"), or n_open. */
static size_t match_boundary(const struct reader *r, size_t pos, bool *ret_last)
{
	for (size_t level = r->n_open; level-- > 0;) {
		const struct open_part *open = &r->open[level];
		size_t at = pos + 2 + open->boundary_len;

		if (open->boundary == NULL || at > r->len
				|| memcmp(r->text + pos + 2, open->boundary, open->boundary_len) != 0) {
			continue;
		}
		*ret_last = at + 2 <= r->len && r->text[at] == '-' && r->text[at + 1] == '-';
		if (*ret_last || at == r->len || strchr(" \t\r\n", r->text[at]) != NULL) {
			return level;
		}
	}
	return r->n_open;
}

/* Where the text before the boundary line at `pos` ends: its newline belongs to the boundary. */
static size_t end_before(const char *text, size_t pos)
{
	if (pos > 0 && text[pos - 1] == '\n') {
		pos--;
		if (pos > 0 && text[pos - 1] == '\r') {
			pos--;
		}
	}
	return pos;
}

/* The next line at or behind `pos` that begins with "--"; r->len when there is none. */
static size_t next_candidate(const struct reader *r, size_t pos)
{
	while (pos + 2 <= r->len) {
		const char *dash = memchr(r->text + pos, '-', r->len - pos - 1);
		size_t at;

		if (dash == NULL) {
			break;
		}
		at = (size_t)(dash - r->text);
		if (dash[1] == '-' && (at == 0 || dash[-1] == '\n')) {
			return at;
		}
		pos = at + 1;
	}
	return r->len;
}

static void read_region(struct mail *mail, const char *text, size_t len, int parent, int message, int depth)
{
	struct reader r = { .mail = mail, .text = text, .len = len, .parent = parent, .message = message,
		.depth = depth };
	size_t pos = open_parts(&r, 0);

	while (r.n_boundaries > 0 && mail->n_nodes < MAIL_MAX_PARTS && !mail->failed) {
		const char *nl;
		bool last = false;
		size_t at = next_candidate(&r, pos);
		size_t level;

		if (at >= len) {
			break;
		}
		nl = memchr(text + at, '\n', len - at);
		pos = nl != NULL ? (size_t)(nl - text) + 1 : len;
		level = match_boundary(&r, at, &last);
		if (level == r.n_open) {
			continue;
		}
		close_parts(&r, level + 1, end_before(text, at));
		if (last) {
			close_parts(&r, level, pos);
		} else {
			pos = open_parts(&r, pos);
		}
	}
	close_parts(&r, 0, len);
}

void mail_read_structure(struct mail *mail)
{
	size_t bom = mail->raw_len >= 3 && memcmp(mail->raw, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	read_region(mail, mail->raw + bom, mail->raw_len - bom, -1, -1, 0);
	if (mail->n_nodes > 0) {
		mail->top = mail->nodes[0].mime;
	}
}
