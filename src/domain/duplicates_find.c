/* Blocking: rows that share a key are compared, each pair once. */
#include "domain/duplicates_private.h"

#include "store/db_audit.h"
#include "store/db_merge.h"
#include "util/array.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_MAX 48u /* of a key that more share, only so many neighbours are compared */
#define BLOCK_NEAR 8u
#define PAIRS_MAX 20000000u

void finder_release(struct finder *f)
{
	strbuf_release(&f->texts);
	free(f->rows);
	free(f->keys);
	free(f->pairs);
}

struct duplicate_row *finder_row(struct finder *f, int64_t id)
{
	if (f->n_rows == UINT32_MAX || !ARRAY_ROOM(f->rows, f->n_rows)) {
		return NULL;
	}
	f->rows[f->n_rows] = (struct duplicate_row){ .id = id };
	return &f->rows[f->n_rows++];
}

uint32_t finder_text(struct finder *f, const char *text)
{
	size_t at;

	if (f->texts.len == 0) {
		strbuf_addc(&f->texts, '\0');
	}
	at = f->texts.len;
	if (text == NULL || text[0] == '\0') {
		return 0;
	}
	if (at + strlen(text) >= UINT32_MAX) {
		f->texts.failed = true;
		return 0;
	}
	strbuf_add(&f->texts, text, strlen(text) + 1);
	return strbuf_ok(&f->texts) ? (uint32_t)at : 0;
}

uint64_t key_begin(char kind)
{
	return key_add(UINT64_C(0xCBF29CE484222325), &kind, 1);
}

/* FNV-1a; a text ends with a byte that no UTF-8 has. A collision costs one comparison and no more. */
uint64_t key_add(uint64_t hash, const char *text, size_t len)
{
	for (size_t i = 0; i <= len; i++) {
		hash ^= i < len ? (unsigned char)text[i] : 0xFFu;
		hash *= UINT64_C(0x100000001B3);
	}
	return hash;
}

bool finder_key(struct finder *f, uint64_t hash, size_t row)
{
	if (f->n_passes > 1 && (hash >> 32) % f->n_passes != f->pass) {
		return true;
	}
	if (!ARRAY_ROOM_IN(f->keys, f->n_keys, f->keys_alloc)) {
		return false;
	}
	f->keys[f->n_keys++] = (struct duplicate_key){ hash, (uint32_t)row };
	return true;
}

static int by_hash(const void *a, const void *b)
{
	const struct duplicate_key *x = a;
	const struct duplicate_key *y = b;

	if (x->hash != y->hash) {
		return x->hash < y->hash ? -1 : 1;
	}
	return (x->row > y->row) - (x->row < y->row);
}

static bool compare_two(struct finder *f, uint32_t a, uint32_t b)
{
	const char *reason = NULL;
	double score;

	if (a == b) {
		return true;
	}
	score = f->score(f, &f->rows[a], &f->rows[b], &reason);
	if (score < f->min) {
		return true;
	}
	if (f->n_pairs >= PAIRS_MAX || !ARRAY_ROOM(f->pairs, f->n_pairs)) {
		return false;
	}
	f->pairs[f->n_pairs++] = (struct duplicate_pair){ a < b ? a : b, a < b ? b : a, (float)score, reason };
	return true;
}

static bool compare_block(struct finder *f, size_t from, size_t to)
{
	size_t near = to - from > BLOCK_MAX ? BLOCK_NEAR : BLOCK_MAX;

	for (size_t i = from; i < to; i++) {
		for (size_t k = i + 1; k < to && k <= i + near; k++) {
			if (!compare_two(f, f->keys[i].row, f->keys[k].row)) {
				return false;
			}
		}
	}
	return true;
}

enum status finder_compare(struct finder *f, struct error *err)
{
	bool ok = strbuf_ok(&f->texts);
	size_t from = 0;

	if (f->n_keys > 0) {
		qsort(f->keys, f->n_keys, sizeof f->keys[0], by_hash);
	}
	for (size_t i = 1; i <= f->n_keys && ok; i++) {
		if (i == f->n_keys || f->keys[i].hash != f->keys[from].hash) {
			ok = compare_block(f, from, i);
			from = i;
		}
	}
	f->n_keys = 0;
	return ok ? ST_OK : error_set(err, ST_NOMEM, "duplicates: out of memory");
}

static int by_rows(const void *a, const void *b)
{
	const struct duplicate_pair *x = a;
	const struct duplicate_pair *y = b;

	if (x->a != y->a) {
		return x->a < y->a ? -1 : 1;
	}
	if (x->b != y->b) {
		return x->b < y->b ? -1 : 1;
	}
	return (x->score < y->score) - (x->score > y->score);
}

static int by_score(const void *a, const void *b)
{
	const struct duplicate_pair *x = a;
	const struct duplicate_pair *y = b;

	if (x->score < y->score || x->score > y->score) {
		return x->score > y->score ? -1 : 1;
	}
	return by_rows(a, b);
}

enum status finder_tell(struct finder *f, struct store *store, const char *noun, duplicate_fn each, void *arg, struct error *err)
{
	size_t n = 0;
	enum status st = ST_OK;

	if (f->n_pairs > 0) {
		qsort(f->pairs, f->n_pairs, sizeof f->pairs[0], by_rows);
	}
	for (size_t i = 0; i < f->n_pairs; i++) {
		if (n == 0 || f->pairs[i].a != f->pairs[n - 1].a || f->pairs[i].b != f->pairs[n - 1].b) {
			f->pairs[n++] = f->pairs[i];
		}
	}
	if (n > 0) {
		qsort(f->pairs, n, sizeof f->pairs[0], by_score);
	}
	for (size_t i = 0; i < n && st == ST_OK; i++) {
		const struct duplicate pair = { f->rows[f->pairs[i].a].id, f->rows[f->pairs[i].b].id, (double)f->pairs[i].score,
			f->pairs[i].reason };
		bool apart = false;

		st = db_apart_has(store, noun, pair.a, pair.b, &apart, err);
		if (st == ST_OK && !apart) {
			st = each(arg, &pair, err);
		}
	}
	return st;
}

enum status duplicates_apart(struct store *store, const char *noun, int64_t a, int64_t b, const char *actor, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	bool added = false;
	char why[64];
	enum status st = a != b ? store_begin(store, &tx, err) : error_set(err, ST_INVALID, "this is one %s, not two", noun);

	(void)snprintf(why, sizeof why, "is another than %" PRId64, b);
	st = st == ST_OK ? db_apart_add(store, noun, a, b, &added, err) : st;
	st = st == ST_OK && added ? audit_add(store, actor, "apart", noun, a, why, NULL, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}
