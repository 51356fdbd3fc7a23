/* Header fields: found in one pass over the lines, their values decoded when first asked for. */
#include "mail/parse_private.h"

#include "util/array.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_LEN 200

/* The end of the line at pos, behind its newline. */
static size_t line_end(const char *text, size_t pos, size_t len)
{
	const char *nl = memchr(text + pos, '\n', len - pos);

	return nl != NULL ? (size_t)(nl - text) + 1 : len;
}

static bool is_blank_line(const char *text, size_t pos, size_t end)
{
	return pos == end || text[pos] == '\n' || (text[pos] == '\r' && (pos + 1 == end || text[pos + 1] == '\n'));
}

/* Length of a field name with a colon behind it (blanks between are forgiven), 0 when the line is no field. */
static size_t name_len(const char *line, size_t len, size_t *ret_colon)
{
	size_t n = 0;
	size_t colon;

	if (len >= 2 && line[0] == '-' && line[1] == '-') {
		return 0; /* a boundary ("--:a" has a colon, too) */
	}
	while (n < len && n <= NAME_MAX_LEN && line[n] > ' ' && line[n] != ':' && line[n] != 127) {
		n++;
	}
	colon = n;
	while (colon < len && (line[colon] == ' ' || line[colon] == '\t')) {
		colon++;
	}
	if (n == 0 || n > NAME_MAX_LEN || colon == len || line[colon] != ':') {
		return 0;
	}
	*ret_colon = colon;
	return n;
}

static void add_field(struct mail *mail, const char *line, size_t name, size_t colon, size_t end)
{
	struct field *f;
	size_t len = end - colon - 1;

	if (mail->n_fields >= MAIL_MAX_FIELDS) {
		return;
	}
	if (!ARRAY_ROOM(mail->fields, mail->n_fields)) {
		mail->failed = true;
		return;
	}
	f = &mail->fields[mail->n_fields++];
	f->name = line;
	f->name_len = (unsigned short)name;
	f->value = line + colon + 1;
	f->value_len = (unsigned)(len < MAIL_MAX_FIELD ? len : MAIL_MAX_FIELD);
	f->decoded = NULL;
}

/* Where the header ends when it is too long to be read: behind the next empty line. */
static size_t skip_header(const char *text, size_t pos, size_t len)
{
	while (pos < len) {
		size_t end = line_end(text, pos, len);

		if (is_blank_line(text, pos, end)) {
			return end;
		}
		pos = end;
	}
	return len;
}

/* A line that is no field ends the header, unless fields go on right behind it: then it is junk that some
 * gateway left there ("From " lines of mailboxes, cut folds). */
static bool is_junk_line(const char *text, size_t start, size_t end, size_t len)
{
	size_t colon;
	size_t next = end < len ? line_end(text, end, len) : end;

	if (text[start] == '-' && end - start > 1 && text[start + 1] == '-') {
		return false; /* a boundary */
	}
	return end < len && name_len(text + end, next - end, &colon) != 0;
}

size_t mail_read_header(struct mail *mail, const char *text, size_t pos, size_t len, struct field_range *ret)
{
	size_t start = pos;
	size_t junk = 0;

	ret->first = mail->n_fields;
	while (pos < len) {
		size_t end = line_end(text, pos, len);
		size_t colon = 0;
		size_t line = pos;
		size_t name;

		if (is_blank_line(text, pos, end)) {
			pos = end;
			break;
		}
		if (pos - start > MAIL_MAX_HEADER) {
			pos = skip_header(text, pos, len);
			break;
		}
		name = name_len(text + pos, end - pos, &colon);
		if (name == 0) {
			if (junk++ > 5 || !is_junk_line(text, pos, end, len)) {
				break; /* the body begins without an empty line */
			}
			pos = end;
			continue;
		}
		while (end < len && (text[end] == ' ' || text[end] == '\t') && end - start <= MAIL_MAX_HEADER) {
			size_t next = line_end(text, end, len);

			if (is_blank_line(text, end, next)) {
				break;
			}
			end = next;
		}
		add_field(mail, text + line, name, colon, end - line);
		pos = end;
	}
	ret->n = mail->n_fields - ret->first;
	return pos;
}

struct field *mail_find_field(struct mail *mail, struct field_range range, const char *name, size_t n)
{
	size_t len = strlen(name);

	for (size_t i = range.first; i < range.first + range.n; i++) {
		struct field *f = &mail->fields[i];

		if (f->name_len == len && (f->name[0] | 0x20) == (name[0] | 0x20)
				&& strncasecmp(f->name, name, len) == 0 && n-- == 0) {
			return f;
		}
	}
	return NULL;
}

const char *mail_field_value(struct mail *mail, struct field *field)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	if (field->decoded == NULL) {
		mail_decode_words(field->value, field->value_len, &text);
		strbuf_trim(&text);
		if (!strbuf_ok(&text)) {
			mail->failed = true;
			return NULL;
		}
		field->decoded = mail_strndup(mail, text.buf, text.len);
	}
	return field->decoded;
}
