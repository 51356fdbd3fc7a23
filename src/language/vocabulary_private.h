/* Shared by the compiler (vocabulary.c) and the matcher (vocabulary_find.c) of phrases. */
#ifndef KVIESLYS_LANGUAGE_VOCABULARY_PRIVATE_H
#define KVIESLYS_LANGUAGE_VOCABULARY_PRIVATE_H

#include "language/vocabulary.h"

#define ELEMENTS_MAX 16u
#define SYMBOLS_MAX 384u /* that one word can stand for: each group of alternatives that it lies in */

#define VARIANTS_MAX 64u /* of a phrase with alternatives of several words */
#define MANY_MAX 4u      /* words that {a|b} may stand for */

enum element_kind { EL_SYMBOL, EL_MANY, EL_NUMBER, EL_ANY, EL_GAP, EL_START, EL_END };

struct element {
	uint8_t kind; /* enum element_kind */
	uint8_t gap;  /* EL_GAP: at most so many words */
	bool optional;
	bool number; /* or a number: "me|<n>" */
	uint32_t symbol;
};

#define PATTERN_ANCHORED 0x80000000u /* in `first`: only where a sentence begins */
struct pattern {
	const struct phrase *phrase;
	uint32_t section;
	uint32_t first; /* its elements: first..first+n-1 */
	uint32_t n;
	uint32_t next; /* of the same first symbol; 0: none */
};

/* "ne*siu": a beginning (may be empty) and an end. Few, so they are tried one by one. */
struct ending {
	char *text; /* as written */
	uint32_t head, tail; /* bytes before and behind the '*' */
	uint32_t symbol;
};

/* A word or stem and what it stands for. */
struct entry {
	char *word;
	uint32_t len;
	bool stem;
	uint32_t *symbols;
	uint32_t n;
	int number;
	uint32_t next; /* in the bucket, and 0: none */
};

struct class_name {
	char *name;
	uint32_t len;
	uint32_t symbol;
	uint32_t next; /* in the bucket, + 1; 0: none */
};

struct vocabulary {
	const struct language *language;
	struct entry *entries; /* [0] is unused */
	size_t n_entries;
	uint32_t *buckets;
	size_t n_buckets;
	struct ending *endings;
	size_t n_endings;
	struct element *elements;
	size_t n_elements;
	struct pattern *patterns; /* [0] is unused */
	size_t n_patterns;
	struct class_name *classes;
	size_t n_classes;
	uint32_t *class_buckets; /* index + 1; 0: none */
	uint32_t *by_symbol; /* first pattern of a symbol; NUMBER and ANY have symbols of their own */
	uint32_t *negated;   /* the symbol of "!symbol", 0: none */
	size_t n_symbols;
	size_t n_covering, n_soft;
	struct latin *latin; /* words are spelled as latin.h says; NULL: as they are */
	uint32_t but; /* the symbol of @but, which gaps do not cross */
	uint32_t not; /* of @not, which negates nothing beyond a comma; 0: none */
	uint32_t longest; /* bytes of the longest entry */
	char prefixes[4][12];
	size_t n_prefixes;
};

enum { SYMBOL_NONE, SYMBOL_NUMBER, SYMBOL_ANY, SYMBOL_FIRST };

/* What one word of the text stands for; the symbols in rising order. */
struct word_symbols {
	uint16_t ids[SYMBOLS_MAX];
	uint32_t n;
	int number;
	uint32_t explained; /* bytes of the longest entry that fits */
	bool known;
	bool guessed;
};

struct maker {
	struct vocabulary *v;
	struct problems *problems;
	const char *section;
	const struct phrase *phrase; /* being compiled; faults name its file and line */
	bool nomem;
};

/* Names a fault of the phrase being compiled. */
void maker_fault(struct maker *m, const char *what, const char *which, size_t len);
/* The same, and cites the phrase. */
void phrase_fault(struct maker *m, const char *what);
/* Whether no word of a text can be `word` (without its '*'), because words are cut differently. */
bool word_impossible(const char *word, size_t len);
/* The phrase with each alternative of several words ("no_one|nobody") written out: up to VARIANTS_MAX texts, joined by '\n'. */
void phrase_variants(struct maker *m, const char *folded, struct strbuf *ret);

uint32_t vocabulary_entry(const struct vocabulary *v, const char *word, size_t len, bool stem);
void vocabulary_symbols(const struct vocabulary *v, const char *word, size_t len, bool typos, struct word_symbols *ret);

#endif
