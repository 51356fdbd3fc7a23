/* Sets of row ids as bits. */
#include "util/id_set.h"

#include <stdlib.h>
#include <string.h>

void id_set_release(struct id_set *set)
{
	free(set->words);
	*set = (struct id_set){ NULL, 0 };
}

static bool grow(struct id_set *set, size_t n_words)
{
	size_t n = set->n_words + set->n_words / 2;
	uint64_t *words;

	if (n_words <= set->n_words) {
		return true;
	}
	n = n < n_words ? n_words : n;
	words = realloc(set->words, n * sizeof *words);
	if (words == NULL) {
		return false;
	}
	memset(words + set->n_words, 0, (n - set->n_words) * sizeof *words);
	set->words = words;
	set->n_words = n;
	return true;
}

bool id_set_add(struct id_set *set, int64_t id)
{
	size_t at = (size_t)id / 64;

	if (id < 0 || id >= ID_SET_MAX || !grow(set, at + 1)) {
		return false;
	}
	set->words[at] |= UINT64_C(1) << (id % 64);
	return true;
}

bool id_set_has(const struct id_set *set, int64_t id)
{
	return id >= 0 && (size_t)id / 64 < set->n_words && (set->words[id / 64] >> (id % 64) & 1) != 0;
}

int64_t id_set_count(const struct id_set *set)
{
	int64_t n = 0;

	for (size_t i = 0; i < set->n_words; i++) {
		n += __builtin_popcountll(set->words[i]);
	}
	return n;
}

int64_t id_set_next(const struct id_set *set, int64_t from)
{
	size_t at = (size_t)from / 64;
	uint64_t word;

	if (from < 0 || at >= set->n_words) {
		return -1;
	}
	word = set->words[at] & ~UINT64_C(0) << (from % 64);
	while (word == 0) {
		if (++at == set->n_words) {
			return -1;
		}
		word = set->words[at];
	}
	return (int64_t)at * 64 + __builtin_ctzll(word);
}

void id_set_keep(struct id_set *set, const struct id_set *other)
{
	for (size_t i = 0; i < set->n_words; i++) {
		set->words[i] &= i < other->n_words ? other->words[i] : 0;
	}
}

void id_set_take(struct id_set *set, const struct id_set *other)
{
	for (size_t i = 0; i < set->n_words && i < other->n_words; i++) {
		set->words[i] &= ~other->words[i];
	}
}

bool id_set_join(struct id_set *set, const struct id_set *other)
{
	if (!grow(set, other->n_words)) {
		return false;
	}
	for (size_t i = 0; i < other->n_words; i++) {
		set->words[i] |= other->words[i];
	}
	return true;
}
