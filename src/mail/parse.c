/* The mail as other code sees it: headers and parts by name and index, decoded when asked for. What finds them is in
 * parse_structure.c and parse_field.c, what decodes them in parse_words.c, parse_param.c, parse_decode.c, charset.c. */
#include "mail/parse.h"

#include "mail/charset.h"
#include "mail/parse_private.h"
#include "util/cleanup.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PADDING 16
#define BLOCK_SIZE 4000

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t size;
	char data[];
};

char *mail_alloc(struct mail *mail, size_t size)
{
	struct arena_block *block = mail->arena;
	char *p;

	if (block == NULL || block->size - block->used < size) {
		size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;

		block = malloc(sizeof(*block) + room);
		if (block == NULL) {
			mail->failed = true;
			return NULL;
		}
		block->used = 0;
		block->size = room;
		/* A big block goes behind the one in use, whose rest is still wanted. */
		if (mail->arena != NULL && size > BLOCK_SIZE / 4) {
			block->next = mail->arena->next;
			mail->arena->next = block;
		} else {
			block->next = mail->arena;
			mail->arena = block;
		}
	}
	p = block->data + block->used;
	block->used += size;
	return p;
}

char *mail_strndup(struct mail *mail, const char *s, size_t len)
{
	char *p = mail_alloc(mail, len + 1);

	if (p != NULL) {
		memcpy(p, s, len);
		p[len] = '\0';
	}
	return p;
}

static bool copy_raw(struct mail *mail, const char *bytes, size_t len)
{
	mail->raw = malloc(len + PADDING);
	if (mail->raw == NULL) {
		return false;
	}
	if (len > 0) {
		memcpy(mail->raw, bytes, len);
	}
	memset(mail->raw + len, 0, PADDING);
	mail->raw_len = len;
	return true;
}

/* A mail with no line ends but lone CRs (old Macs) gets LFs. */
static void mend_line_ends(struct mail *mail)
{
	char *p = mail->raw;

	if (memchr(mail->raw, '\n', mail->raw_len) != NULL) {
		return;
	}
	while ((p = memchr(p, '\r', mail->raw_len - (size_t)(p - mail->raw))) != NULL) {
		*p++ = '\n';
	}
}

enum status mail_parse(const void *bytes, size_t len, struct mail **ret, struct error *err)
{
	CLEANUP_MAIL struct mail *mail = calloc(1, sizeof(*mail));

	if (mail == NULL || !copy_raw(mail, bytes, len)) {
		return error_set(err, ST_NOMEM, "reading a mail: out of memory");
	}
	mend_line_ends(mail);
	mail_read_structure(mail);
	if (mail->failed) {
		return error_set(err, ST_NOMEM, "reading a mail: out of memory");
	}
	*ret = TAKE_PTR(mail);
	return ST_OK;
}

void mail_free(struct mail *mail)
{
	if (mail == NULL) {
		return;
	}
	for (size_t i = 0; i < mail->n_nodes; i++) {
		free(mail->nodes[i].bytes);
		free(mail->nodes[i].text);
	}
	while (mail->arena != NULL) {
		struct arena_block *next = mail->arena->next;

		free(mail->arena);
		mail->arena = next;
	}
	free(mail->nodes);
	free(mail->fields);
	free(mail->raw);
	free(mail);
}

void mail_cleanup(struct mail **mail)
{
	mail_free(*mail);
}

static const char *range_header(struct mail *mail, struct field_range range, const char *name, size_t n)
{
	struct field *field = mail_find_field(mail, range, name, n);

	return field != NULL ? mail_field_value(mail, field) : NULL;
}

const char *mail_header(struct mail *mail, const char *name)
{
	return range_header(mail, mail->top, name, 0);
}

const char *mail_header_nth(struct mail *mail, const char *name, size_t n)
{
	return range_header(mail, mail->top, name, n);
}

bool mail_header_at(struct mail *mail, size_t index, const char **ret_name, const char **ret_value)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	struct field *field;
	const char *value;

	if (index >= mail->top.n) {
		return false;
	}
	field = &mail->fields[mail->top.first + index];
	value = mail_field_value(mail, field);
	charset_add_utf8(field->name, field->name_len, &name);
	*ret_name = mail_strndup(mail, name.buf, name.len);
	*ret_value = value;
	return *ret_name != NULL && value != NULL;
}

const char *mail_part_header(struct mail *mail, size_t index, const char *name)
{
	const struct node *node;

	if (index >= mail->n_nodes) {
		return NULL;
	}
	node = &mail->nodes[index];
	return range_header(mail, node->message.n > 0 ? node->message : node->mime, name, 0);
}

size_t mail_n_parts(const struct mail *mail)
{
	return mail->n_nodes;
}

const struct mail_part *mail_part(const struct mail *mail, size_t index)
{
	return index < mail->n_nodes ? &mail->nodes[index].part : NULL;
}

const char *mail_part_param(struct mail *mail, size_t index, const char *name)
{
	struct field *type = index < mail->n_nodes
			? mail_find_field(mail, mail->nodes[index].mime, "Content-Type", 0) : NULL;

	return type != NULL ? mail_field_param(mail, type, name) : NULL;
}

const char *mail_part_bytes(struct mail *mail, size_t index, size_t *ret_len)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	struct node *node;

	*ret_len = 0;
	if (index >= mail->n_nodes) {
		return NULL;
	}
	node = &mail->nodes[index];
	if (node->bytes == NULL) {
		mail_decode_body(node->encoding, node->body, node->body_len, SIZE_MAX, &bytes);
		if (!strbuf_grow(&bytes, PADDING) || !strbuf_ok(&bytes)) {
			mail->failed = true;
			return NULL;
		}
		node->bytes = strbuf_detach(&bytes, &node->bytes_len);
		if (node->bytes == NULL) {
			mail->failed = true;
			return NULL;
		}
	}
	*ret_len = node->bytes_len;
	return node->bytes;
}

/* The charset that markup names for itself: <meta charset=…>, <meta … content="text/html; charset=…">. */
static size_t meta_charset(const char *html, size_t len, const char **ret)
{
	size_t limit = len < 2048 ? len : 2048;
	const char *end = html + limit;

	for (const char *p = html; (p = memchr(p, '=', (size_t)(end - p))) != NULL; p++) {
		const char *start = p + 1;

		if (p - html < 7 || strncasecmp(p - 7, "charset", 7) != 0) {
			continue;
		}
		while (start < end && (*start == '"' || *start == '\'' || *start == ' ')) {
			start++;
		}
		const char *stop = start;

		while (stop < end && strchr("\"'> ;/", *stop) == NULL) {
			stop++;
		}
		*ret = start;
		return (size_t)(stop - start);
	}
	return 0;
}

/* CRLF and lone CR become LF, in place. */
static void unify_line_ends(struct strbuf *text)
{
	const char *end = text->buf + text->len;
	const char *from = memchr(text->buf, '\r', text->len);
	char *to = text->buf + (from != NULL ? from - text->buf : 0);

	if (from == NULL) {
		return;
	}
	while (from < end) { /* at a CR */
		const char *next;

		from++;
		if (from == end || *from != '\n') {
			*to++ = '\n';
		}
		next = memchr(from, '\r', (size_t)(end - from));
		next = next != NULL ? next : end;
		memmove(to, from, (size_t)(next - from));
		to += next - from;
		from = next;
	}
	strbuf_setlen(text, (size_t)(to - text->buf));
}

static void decode_text(struct mail *mail, size_t index, struct strbuf *text)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	struct node *node = &mail->nodes[index];
	const char *charset = mail_part_param(mail, index, "charset");
	size_t charset_len = charset != NULL ? strlen(charset) : 0;
	const char *source = node->body;
	size_t len = node->body_len < MAIL_MAX_TEXT ? node->body_len : MAIL_MAX_TEXT;

	if (node->encoding != ENC_IDENTITY) {
		mail_decode_body(node->encoding, node->body, node->body_len, MAIL_MAX_TEXT, &bytes);
		source = bytes.buf;
		len = bytes.len;
	}
	if (!charset_known(charset, charset_len) && strcmp(node->part.type, "text/html") == 0) {
		charset_len = meta_charset(source, len, &charset);
	}
	if (source == bytes.buf && charset_stands(charset, charset_len, source, len)) { /* no need of a copy */
		*text = bytes;
		bytes = (struct strbuf)STRBUF_INIT;
	} else {
		charset_to_utf8(charset, charset_len, source, len, text);
	}
	unify_line_ends(text);
	text->failed |= bytes.failed;
}

const char *mail_part_text(struct mail *mail, size_t index, size_t *ret_len)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	struct node *node;

	*ret_len = 0;
	if (index >= mail->n_nodes) {
		return NULL;
	}
	node = &mail->nodes[index];
	if (node->text == NULL) {
		decode_text(mail, index, &text);
		node->text = strbuf_ok(&text) ? strbuf_detach(&text, &node->text_len) : NULL;
		if (node->text == NULL) {
			mail->failed = true;
			return NULL;
		}
	}
	*ret_len = node->text_len;
	return node->text;
}

int mail_find_part(const struct mail *mail, const char *type)
{
	for (size_t i = 0; i < mail->n_nodes; i++) {
		if (mail->nodes[i].part.message < 0 && strcmp(mail->nodes[i].part.type, type) == 0) {
			return (int)i;
		}
	}
	return -1;
}

const char *mail_raw(const struct mail *mail, size_t *ret_len)
{
	*ret_len = mail->raw_len;
	return mail->raw;
}
