#include "language/features.h"

#include <string.h>

#define PIECE_MIN 2u /* letters, the word's ends counted as one each */
#define PIECE_MAX 4u
#define WORD_MAX 64u /* bytes of a word that are cut into pieces: below FEATURES_OF_WORD buckets */

/* Kinds keep the same letters apart: the word "par" is not the piece "par" of another. */
enum kind { KIND_CONTEXT = 1, KIND_WORD, KIND_PAIR, KIND_BEGINNINGS, KIND_PIECE };

#define FNV_START 14695981039346656037u
#define FNV_PRIME 1099511628211u

static uint64_t hash_start(enum kind kind)
{
	return (FNV_START ^ (uint64_t)kind) * FNV_PRIME;
}

static uint64_t hash_add(uint64_t h, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		h = (h ^ (unsigned char)s[i]) * FNV_PRIME;
	}
	return h;
}

static uint32_t bucket_of(uint64_t hash)
{
	return (uint32_t)((hash ^ hash >> 32) * 0x9e3779b97f4a7c15u >> (64 - FEATURE_BITS));
}

static void set(struct features *f, uint32_t bucket)
{
	uint64_t bit = (uint64_t)1 << bucket % 64;

	f->n += (f->bits[bucket / 64] & bit) == 0;
	f->bits[bucket / 64] |= bit;
}

/* What stands for a token: numbers and addresses say that there is one, not which. */
static const char *written(const struct token *t)
{
	switch (t->kind) {
	case TOKEN_NUMBER:
		return t->number == 1 ? "1" : "2";
	case TOKEN_PLUS:
		return "+";
	case TOKEN_DIGITS:
		return "0";
	case TOKEN_EMAIL:
		return "@";
	case TOKEN_URL:
		return "//";
	case TOKEN_WORD:
	case TOKEN_EMOJI:
	default:
		return t->fold;
	}
}

static size_t pieces(const char *word, size_t len, uint32_t *ret)
{
	char s[WORD_MAX + 3] = "_";
	size_t starts[WORD_MAX + 3], letters = 0, n = 0;

	len = len < WORD_MAX ? len : WORD_MAX;
	memcpy(s + 1, word, len);
	s[len + 1] = '_';
	for (size_t i = 0; i < len + 2; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80) {
			starts[letters++] = i;
		}
	}
	starts[letters] = len + 2;
	for (size_t i = 0; i + PIECE_MIN <= letters; i++) {
		uint64_t h = hash_add(hash_start(KIND_PIECE), s + starts[i], starts[i + PIECE_MIN - 1] - starts[i]);

		for (size_t k = PIECE_MIN; k <= PIECE_MAX && i + k <= letters; k++) {
			h = hash_add(h, s + starts[i + k - 1], starts[i + k] - starts[i + k - 1]);
			ret[n++] = bucket_of(h);
		}
	}
	return n;
}

size_t features_of_word(const struct token *word, uint32_t ret[FEATURES_OF_WORD])
{
	const char *s = written(word);
	size_t len = strlen(s);

	ret[0] = bucket_of(hash_add(hash_start(KIND_WORD), s, len));
	return 1 + pieces(s, len, ret + 1);
}

/* Where a word's ending may begin, roughly and in bytes; the same for the same beginning in most forms. */
static size_t beginning(size_t len)
{
	return len > 5 ? len * 6 / 10 + 1 : len;
}

static uint64_t pair(enum kind kind, const char *a, size_t a_len, const char *b, size_t b_len)
{
	return hash_add(hash_add(hash_add(hash_start(kind), a, a_len), "", 1), b, b_len);
}

static void add_pairs(struct features *f, const char *before, const char *word)
{
	size_t a = strlen(before), b = strlen(word);

	set(f, bucket_of(pair(KIND_PAIR, before, a, word, b)));
	set(f, bucket_of(pair(KIND_BEGINNINGS, before, beginning(a), word, beginning(b))));
}

void features_read(const struct tokens *tokens, const char *context, struct features *ret)
{
	*ret = (struct features){ .n = 0 };
	set(ret, bucket_of(hash_add(hash_start(KIND_CONTEXT), context, strlen(context))));
	for (size_t k = 0; k < tokens->n_sentences; k++) {
		const struct sentence *s = &tokens->sentences[k];
		const char *before = "<", *stop = s->question ? "?" : s->exclaimed ? "!" : ".";

		for (uint32_t i = s->first; i < s->end && i < FEATURES_MAX_WORDS; i++) {
			uint32_t own[FEATURES_OF_WORD];
			size_t n = features_of_word(&tokens->items[i], own);

			for (size_t m = 0; m < n; m++) {
				set(ret, own[m]);
			}
			add_pairs(ret, before, written(&tokens->items[i]));
			before = written(&tokens->items[i]);
		}
		set(ret, bucket_of(hash_add(hash_start(KIND_WORD), stop, 1)));
		add_pairs(ret, before, stop);
	}
}

uint32_t features_next(const struct features *features, uint32_t from)
{
	uint32_t i = from / 64;
	uint64_t left;

	if (from >= FEATURE_BUCKETS) {
		return FEATURE_BUCKETS;
	}
	left = features->bits[i] & ~(uint64_t)0 << from % 64;
	while (left == 0 && ++i < FEATURE_BUCKETS / 64) {
		left = features->bits[i];
	}
	return left != 0 ? i * 64 + (uint32_t)__builtin_ctzll(left) : FEATURE_BUCKETS;
}
