/* Tokens of the language of conditions, and errors with their position. */
#include "domain/segment_private.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

enum status segment_fail(struct segment_parser *p, const char *at, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	p->failed_at = at;
	return error_set(p->err, ST_INVALID, "%s (character %zu)", text,
			utf8_count(p->text, (size_t)(at - p->text)) + 1);
}

enum status segment_no_memory(struct segment_parser *p)
{
	return error_set(p->err, ST_NOMEM, "condition: out of memory");
}

static enum status read_quoted(struct segment_parser *p, const char *s)
{
	p->token = TOKEN_QUOTED;
	for (s++; *s != '"'; s++) {
		if (*s == '\0') {
			return segment_fail(p, p->start, "a quotation mark is not closed");
		}
		if (*s == '\\' && s[1] != '\0') {
			s++;
		}
		strbuf_addc(&p->value, *s);
	}
	p->next = s + 1;
	return strbuf_ok(&p->value) ? ST_OK : segment_no_memory(p);
}

static enum status read_op(struct segment_parser *p, const char *s)
{
	static const struct {
		const char *text;
		enum condition_op op;
	} ops[] = { { "!=", CONDITION_NE }, { "<>", CONDITION_NE }, { "<=", CONDITION_LE }, { ">=", CONDITION_GE },
		{ "==", CONDITION_EQ }, { "=", CONDITION_EQ }, { "<", CONDITION_LT }, { ">", CONDITION_GT },
		{ "~", CONDITION_CONTAINS } };

	for (size_t i = 0; i < ARRAY_SIZE(ops); i++) {
		size_t n = strlen(ops[i].text);

		if (strncmp(s, ops[i].text, n) == 0) {
			p->token = TOKEN_OP;
			p->op = ops[i].op;
			p->next = s + n;
			return ST_OK;
		}
	}
	return segment_fail(p, s, "'!' stands only in '!='");
}

/* Moves on to the next token. */
enum status segment_advance(struct segment_parser *p)
{
	const char *s = p->next + strspn(p->next, " \t\r\n");
	size_t n;

	p->start = s;
	strbuf_reset(&p->value);
	p->next = s + 1;
	switch (*s) {
	case '\0':
		p->token = TOKEN_END;
		p->next = s;
		return ST_OK;
	case '(':
		p->token = TOKEN_OPEN;
		return ST_OK;
	case ')':
		p->token = TOKEN_CLOSE;
		return ST_OK;
	case ',':
		p->token = TOKEN_COMMA;
		return ST_OK;
	case '"':
		return read_quoted(p, s);
	default:
		break;
	}
	if (strchr("!=<>~", *s) != NULL) {
		return read_op(p, s);
	}
	n = strcspn(s, " \t\r\n(),\"!=<>~");
	strbuf_add(&p->value, s, n);
	p->token = TOKEN_WORD;
	p->next = s + n;
	return strbuf_ok(&p->value) ? ST_OK : segment_no_memory(p);
}

bool segment_is_word(const struct segment_parser *p, const char *word)
{
	return p->token == TOKEN_WORD && strcasecmp(p->value.buf, word) == 0;
}

static bool is_keyword(const struct segment_parser *p)
{
	return segment_is_word(p, "and") || segment_is_word(p, "or") || segment_is_word(p, "not") || segment_is_word(p, "since") || segment_is_word(p, "before")
			|| segment_is_word(p, "in") || segment_is_word(p, "has");
}

bool segment_is_value(const struct segment_parser *p)
{
	return p->token == TOKEN_QUOTED || (p->token == TOKEN_WORD && !is_keyword(p));
}
