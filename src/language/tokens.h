/* A text as words: what the vocabulary is compared with. Words keep where they stand (sentence, line, what separates
 * them from the word before), so that rules can tell a list from a sentence and evidence can quote the original.
 * Linear time; at most TOKENS_MAX_TEXT bytes and TOKENS_MAX words are looked at. */
#ifndef KVIESLYS_LANGUAGE_TOKENS_H
#define KVIESLYS_LANGUAGE_TOKENS_H

#include "util/cleanup.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKENS_MAX_TEXT (64u << 10)
#define TOKENS_MAX 8000u

enum token_kind {
	TOKEN_WORD,
	TOKEN_NUMBER, /* 1..999 in digits: `number` */
	TOKEN_PLUS,   /* "+2": `number`; "+" alone: 0 */
	TOKEN_DIGITS, /* a date, time, telephone or registration number */
	TOKEN_EMAIL,
	TOKEN_URL,
	TOKEN_EMOJI
};

struct token {
	const char *text;  /* into the given text */
	const char *fold;  /* folded, NUL-terminated, owned by struct tokens */
	uint32_t len;
	uint32_t fold_len;
	uint32_t sentence; /* index into sentences */
	uint32_t line;
	int number;
	enum token_kind kind;
	char before;       /* the strongest separator before it: '\n' a line, '.' a sentence, else one of , ; : - ( ) / " or ' ' */
	bool line_start;   /* first word of its line */
	bool item;         /* its line begins with a bullet or an item number (which is no token) */
	bool upper;        /* begins with a capital */
	bool shout;        /* two letters or more, all capitals */
};

struct sentence {
	uint32_t first, end; /* tokens first..end-1; never empty */
	bool question;       /* ends with a question mark */
	bool exclaimed;
};

struct tokens {
	struct token *items;
	size_t n;
	struct sentence *sentences;
	size_t n_sentences;
	struct strbuf folds;
	const char *text;
};

#define TOKENS_INIT { NULL, 0, NULL, 0, STRBUF_INIT, NULL }
#define CLEANUP_TOKENS CLEANUP(tokens_release)
void tokens_release(struct tokens *tokens);
/* `text` must live as long as *ret. ST_NOMEM only; *ret must be TOKENS_INIT. */
enum status tokens_read(const char *text, size_t len, struct tokens *ret, struct error *err);

#endif
