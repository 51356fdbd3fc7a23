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

static const struct phrase *longest(const struct phrase *rows, size_t n, const char *s, size_t left)
{
	const struct phrase *best = NULL;
	size_t most = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(rows[i].folded);

		if (len > most && len <= left && memcmp(rows[i].folded, s, len) == 0) {
			best = &rows[i];
			most = len;
		}
	}
	return best;
}

void latin_add(const struct language *l, const char *word, size_t len, struct strbuf *out)
{
	const struct phrase *rows;
	size_t n = language_phrases(l, SECTION, &rows);

	for (const char *s = word, *end = word + len; s < end;) {
		const struct phrase *p = longest(rows, n, s, (size_t)(end - s));

		if (p != NULL) {
			strbuf_add(out, p->value, strlen(p->value));
			s += strlen(p->folded);
		} else {
			const char *from = s;

			(void)utf8_next(&s, end);
			strbuf_add(out, from, (size_t)(s - from));
		}
	}
}

enum status latin_tokens(const struct language *l, const struct tokens *tokens, struct tokens *ret, struct error *err)
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

		latin_add(l, t.items[i].fold, t.items[i].fold_len, &t.folds);
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
