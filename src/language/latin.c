/* Transliterated text: see latin.h. The tables have some sixty rows, and only texts that no pack understands are read so. */
#include "language/latin.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <stdlib.h>
#include <string.h>

#define SECTION "latin"

bool latin_has(const struct language *l)
{
	const struct phrase *p;

	return language_phrases(l, SECTION, &p) > 0;
}

struct row {
	const char *from, *to;
	size_t n_from, n_to;
};

struct latin {
	struct row *rows; /* by first byte, the longest of each first */
	size_t first[257]; /* where the rows of a first byte begin */
};

static int by_first(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int d = (unsigned char)x->from[0] - (unsigned char)y->from[0];

	return d != 0 ? d : (x->n_from < y->n_from) - (x->n_from > y->n_from);
}

struct latin *latin_new(const struct language *l)
{
	const struct phrase *p;
	size_t n = language_phrases(l, SECTION, &p), at = 0;
	struct latin *latin = calloc(1, sizeof *latin);

	if (latin == NULL || (latin->rows = calloc(n + 1, sizeof *latin->rows)) == NULL) {
		free(latin);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		latin->rows[i] = (struct row){ .from = p[i].folded, .to = p[i].value, .n_from = strlen(p[i].folded), .n_to = strlen(p[i].value) };
	}
	qsort(latin->rows, n, sizeof *latin->rows, by_first);
	for (unsigned c = 0; c < 257; c++) {
		while (at < n && (unsigned char)latin->rows[at].from[0] < c) {
			at++;
		}
		latin->first[c] = at;
	}
	return latin;
}

void latin_free(struct latin *latin)
{
	if (latin != NULL) {
		free(latin->rows);
		free(latin);
	}
}

static const struct row *longest(const struct latin *latin, const char *s, size_t left)
{
	unsigned char c = (unsigned char)*s;

	for (size_t i = latin->first[c]; i < latin->first[c + 1]; i++) {
		const struct row *r = &latin->rows[i];

		if (r->n_from > 0 && r->n_from <= left && memcmp(r->from, s, r->n_from) == 0) {
			return r;
		}
	}
	return NULL;
}

void latin_add(const struct latin *latin, const char *word, size_t len, struct strbuf *out)
{
	for (const char *s = word, *end = word + len; s < end;) {
		const struct row *r = longest(latin, s, (size_t)(end - s));

		if (r != NULL) {
			strbuf_add(out, r->to, r->n_to);
			s += r->n_from;
		} else {
			const char *from = s;

			(void)utf8_next(&s, end);
			strbuf_add(out, from, (size_t)(s - from));
		}
	}
}

enum status latin_tokens(const struct latin *latin, const struct tokens *tokens, struct tokens *ret, struct error *err)
{
	CLEANUP_TOKENS struct tokens t = TOKENS_INIT;

	t.items = malloc((tokens->n + 1) * sizeof *t.items);
	t.sentences = malloc((tokens->n_sentences + 1) * sizeof *t.sentences);
	if (t.items == NULL || t.sentences == NULL) {
		return error_set(err, ST_NOMEM, "words: out of memory");
	}
	t.n = tokens->n;
	t.n_sentences = tokens->n_sentences;
	t.text = tokens->text;
	memcpy(t.items, tokens->items, t.n * sizeof *t.items);
	memcpy(t.sentences, tokens->sentences, t.n_sentences * sizeof *t.sentences);
	for (size_t i = 0; i < t.n; i++) {
		size_t from = t.folds.len;

		latin_add(latin, t.items[i].fold, t.items[i].fold_len, &t.folds);
		t.items[i].fold_len = (uint32_t)(t.folds.len - from);
		strbuf_addc(&t.folds, '\0');
	}
	if (!strbuf_ok(&t.folds)) {
		return error_set(err, ST_NOMEM, "words: out of memory");
	}
	for (size_t i = 0, at = 0; i < t.n; i++) {
		t.items[i].fold = t.folds.buf + at;
		at += t.items[i].fold_len + 1;
	}
	*ret = t;
	t = (struct tokens)TOKENS_INIT;
	return ST_OK;
}
