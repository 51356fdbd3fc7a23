/* The phrases of a language pack made ready for finding them in a text. A phrase is a row of elements:
 *
 *	word        this word, in any case, with or without accents; longer words also with a typing error
 *	stem*       any word that begins so; *ing ends so; ne*siu begins and ends so
 *	@name       a word of the class: [class] name = word stem* @other …
 *	stem~name   the stem with each ending of [ending] name; there '-' is no ending, "ing*" only the beginning of one
 *	@stems~name each word of that class as a stem with those endings
 *	a|b*|@c     one of these, and it must be there
 *	a_b|c       an alternative of several words: "a b" or "c"
 *	!a|@b       one of these with the language's negating prefix before it ([language] negation-prefix = ne nebe)
 *	(a|b)       one of these, or nothing
 *	{a|b}       up to four of these, in any order, or nothing
 *	<n>         a number, in digits or in words ([number] lists them)
 *	_           any one word
 *	.. and ...  up to 3 and up to 8 words, within the sentence
 *	^ and $     the sentence begins, ends here
 *
 * Read-only once made: threads share it. */
#ifndef KVIESLYS_LANGUAGE_VOCABULARY_H
#define KVIESLYS_LANGUAGE_VOCABULARY_H

#include "language/pack.h"
#include "language/tokens.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vocabulary;
struct latin;

/* A phrase found: tokens first..end-1. */
struct hit {
	uint32_t first, end;
	uint32_t section; /* index into the names given to vocabulary_new() */
	const struct phrase *phrase;
	bool covered;  /* lies within a longer hit of a section that covers */
	bool guessed;  /* a typing error had to be assumed */
	int number;    /* of its last <n> ("not two but three"), else 0 */
};

struct word_symbols;
struct hits {
	struct hit *items; /* by place */
	size_t n;
	struct word_symbols *words; /* what each word of the text stands for */
};

#define HITS_INIT { NULL, 0, NULL }
/* No phrase reaches over more words. */
#define HIT_MAX_WORDS 100u
/* The first hit that may reach the word. */
size_t hits_near(const struct hits *hits, uint32_t token);
#define CLEANUP_HITS CLEANUP(hits_release)
void hits_release(struct hits *hits);

/* `sections`: the sections of phrases to look for, NULL-ended; the first `n_covering` of them cover one another:
 * of two hits the one that lies within the other is marked. The first `n_soft` are promises: one with gaps does not
 * cover an equally heavy phrase of another section that it reaches over. `latin`: for transliterated texts (latin.h). `language` must outlive it. Faults (a class that is not there, an
 * empty phrase) go to `problems`, which may be NULL. ST_NOMEM only. */
enum status vocabulary_new(const struct language *language, const char *const *sections, size_t n_covering, size_t n_soft,
		bool latin, struct vocabulary **ret, struct problems *problems, struct error *err);
void vocabulary_free(struct vocabulary *vocabulary);
/* Its spelling of transliterated words; NULL when it has none. */
const struct latin *vocabulary_latin(const struct vocabulary *vocabulary);
const struct language *vocabulary_language(const struct vocabulary *vocabulary);

/* All phrases in the text, by place. `typos`: words that the language does not know are read as near ones. `skip`: a bit for
 * each section whose phrases are not looked for. */
enum status vocabulary_find(const struct vocabulary *vocabulary, const struct tokens *tokens, bool typos, uint32_t skip,
		struct hits *ret, struct error *err);
/* The number of a class, 0 when the pack has none; whether word `token` of the text that was searched is one of it. */
uint32_t vocabulary_class(const struct vocabulary *vocabulary, const char *name);
bool hits_in_class(const struct hits *hits, size_t token, uint32_t class_number);
/* Whether phrases, classes or numbers have the word of the text that was searched. */
bool hits_know(const struct hits *hits, size_t token);
/* Whether they have of it only a stem shorter than half of it, as a surname may have by chance. */
bool hits_know_start(const struct hits *hits, const struct tokens *tokens, size_t token);
/* Whether the word begins with the language's negating prefix and is no word of its own that the pack knows. */
bool hits_prefixed(const struct vocabulary *vocabulary, const struct hits *hits, const struct tokens *tokens, size_t token);
/* Whether the word is one of the class; whether any phrase or class has it. */
bool vocabulary_in_class(const struct vocabulary *vocabulary, const char *name, const struct token *token);
bool vocabulary_knows(const struct vocabulary *vocabulary, const struct token *token);
/* What a number word stands for, 0 when it is none. */
int vocabulary_number(const struct vocabulary *vocabulary, const struct token *token);

#endif
