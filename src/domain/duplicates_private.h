/* For the files of duplicates alone: rows, keys, pairs. What rows are and how two compare is the caller's. */
#ifndef KVIESLYS_DOMAIN_DUPLICATES_PRIVATE_H
#define KVIESLYS_DOMAIN_DUPLICATES_PRIVATE_H

#include "domain/duplicates.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_SOUND, TEXT_NAME, TEXT_CODE, TEXT_DOMAIN, TEXT_COUNTRY, TEXT_TOWN, TEXT_PHONE, TEXT_LOCAL, TEXT_WHOLE, TEXTS };

struct duplicate_row {
	int64_t id;
	int64_t group;        /* contacts: the organisation; 0: none */
	uint32_t text[TEXTS]; /* in the finder's texts, 0: none */
};

struct duplicate_key {
	uint64_t hash;
	uint32_t row;
};

struct duplicate_pair {
	uint32_t a, b; /* rows */
	float score;
	const char *reason;
};

struct finder;
struct finder {
	struct strbuf texts; /* begins with a NUL: the absent text */
	struct duplicate_row *rows;
	size_t n_rows;
	struct duplicate_key *keys;
	size_t n_keys, keys_alloc;
	struct duplicate_pair *pairs;
	size_t n_pairs;
	unsigned pass, n_passes; /* keys of which hash is taken now: memory is bounded by making several passes */
	double min;
	/* How alike two rows are, 0: not; *ret_reason a literal. */
	double (*score)(const struct finder *f, const struct duplicate_row *a, const struct duplicate_row *b, const char **ret_reason);
};

void finder_release(struct finder *f);
/* A new row, NULL when out of memory. */
struct duplicate_row *finder_row(struct finder *f, int64_t id);
/* Keeps a text; 0 for NULL and "" (and when out of memory: f->texts.failed). */
uint32_t finder_text(struct finder *f, const char *text);
static inline const char *row_text(const struct finder *f, const struct duplicate_row *row, int which)
{
	return f->texts.buf + row->text[which];
}

/* A key is a hash over a letter that says which kind, and texts. */
uint64_t key_begin(char kind);
uint64_t key_add(uint64_t hash, const char *text, size_t len);
/* False when out of memory. */
bool finder_key(struct finder *f, uint64_t hash, size_t row);

/* Compares all rows that share one of the keys; forgets the keys. */
enum status finder_compare(struct finder *f, struct error *err);
/* Best first, each pair once. */
enum status finder_tell(struct finder *f, struct store *store, const char *noun, duplicate_fn each, void *arg, struct error *err);

#endif
