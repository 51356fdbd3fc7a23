/* For the files of segments alone. */
#ifndef KVIESLYS_DOMAIN_SEGMENT_PRIVATE_H
#define KVIESLYS_DOMAIN_SEGMENT_PRIVATE_H

#include "store/db_condition.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>

enum token { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_OP, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_COMMA };

struct segment_parser {
	const char *text;
	const char *next;  /* behind the present token */
	const char *start; /* of the present token */
	enum token token;
	struct strbuf value; /* of a word or a quoted text */
	enum condition_op op;
	int depth;
	int tests;
	const char *failed_at; /* where segment_fail() pointed, NULL: nowhere */
	struct error *err;
};

/* "text (character N)" as ST_INVALID; `at` points into p->text. */
enum status segment_fail(struct segment_parser *p, const char *at, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));
enum status segment_no_memory(struct segment_parser *p);
/* Moves on to the next token. */
enum status segment_advance(struct segment_parser *p);
/* The present token is that word, in any case, without quotation marks. */
bool segment_is_word(const struct segment_parser *p, const char *word);
/* The present token can be a value: quoted, or a word that is none of the language's own. */
bool segment_is_value(const struct segment_parser *p);

/* Reads a condition; an empty text gives NULL, everybody. As segment_compile(). *ret_failed_at: what does not fit, in `text`. */
enum status segment_parse(const char *text, struct condition **ret, const char **ret_failed_at, struct error *err);

/* Calls `each` for every part of an audience, "list:a, segment:b, condition: …". ST_INVALID: there is none. */
enum status segment_each_part(const char *to, enum status (*each)(void *arg, const char *part, struct error *err), void *arg,
		struct error *err);

#endif
