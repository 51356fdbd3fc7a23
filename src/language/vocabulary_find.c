/* Finding phrases: each word becomes the few symbols it stands for, then only phrases that begin with one of
 * them are tried. Gaps are bounded, so the work is linear in the text. */
#include "language/vocabulary_private.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

#define HITS_MAX 4000u
#define TYPO_WORDS 120u /* unknown words that are compared with the vocabulary */
#define TYPO_MIN 5u     /* letters of the shortest word that may hold a typing error */
#define STEPS_MAX 400   /* tries of one phrase at one place */

struct finder {
	const struct vocabulary *v;
	const struct tokens *tokens;
	struct word_symbols *words;
	struct hits *hits;
	uint32_t skip;
	int steps;
	int number;
	bool guessed;
	bool nomem;
};

void hits_release(struct hits *hits)
{
	free(hits->items);
	free(hits->words);
	*hits = (struct hits)HITS_INIT;
}

static void add_symbol(struct word_symbols *w, uint32_t symbol)
{
	if (w->n < SYMBOLS_MAX) {
		w->ids[w->n++] = (uint16_t)symbol;
	}
}

/* Puts the symbols in order, each once. Those of one entry come in order, so that little is moved. */
static void sort_symbols(struct word_symbols *w)
{
	uint32_t n = 0;

	for (uint32_t i = 1; i < w->n; i++) {
		uint16_t id = w->ids[i];
		uint32_t k = i;

		for (; k > 0 && w->ids[k - 1] > id; k--) {
			w->ids[k] = w->ids[k - 1];
		}
		w->ids[k] = id;
	}
	for (uint32_t i = 0; i < w->n; i++) {
		if (n == 0 || w->ids[n - 1] != w->ids[i]) {
			w->ids[n++] = w->ids[i];
		}
	}
	w->n = n;
}

static void add_entry(const struct vocabulary *v, uint32_t i, bool negated, struct word_symbols *w)
{
	const struct entry *e = &v->entries[i];

	if (i != 0 && !negated && e->n > 0 && e->len > w->explained) {
		w->explained = e->len;
	}
	for (uint32_t k = 0; i != 0 && k < e->n; k++) {
		if (!negated) {
			add_symbol(w, e->symbols[k]);
			w->known = true;
		} else if (v->negated[e->symbols[k]] != 0) {
			add_symbol(w, v->negated[e->symbols[k]]);
			w->known = true;
		}
	}
	if (i != 0 && !negated && e->number != 0) {
		w->number = e->number;
		w->known = true;
	}
}

static void add_spellings(const struct vocabulary *v, const char *word, size_t len, bool negated, struct word_symbols *w)
{
	for (size_t n = 1; n <= len && n <= v->longest; n++) {
		if (n == len || ((unsigned char)word[n] & 0xC0) != 0x80) {
			add_entry(v, vocabulary_entry(v, word, n, true), negated, w);
		}
	}
	add_entry(v, vocabulary_entry(v, word, len, false), negated, w);
}

/* Words are not known for their endings alone: typing errors in them are still looked for. */
static void add_endings(const struct vocabulary *v, const char *word, size_t len, struct word_symbols *w)
{
	for (size_t i = 0; i < v->n_endings; i++) {
		const struct ending *e = &v->endings[i];

		if (len > e->head + e->tail + 1 && memcmp(word, e->text, e->head) == 0
				&& memcmp(word + len - e->tail, e->text + e->head + 1, e->tail) == 0) {
			add_symbol(w, e->symbol);
		}
	}
}

static void add_negated(const struct vocabulary *v, const char *word, size_t len, struct word_symbols *w)
{
	for (size_t i = 0; i < v->n_prefixes; i++) {
		size_t n = strlen(v->prefixes[i]);

		if (len > n + 1 && memcmp(word, v->prefixes[i], n) == 0) {
			add_spellings(v, word + n, len - n, true, w);
		}
	}
}

static bool has_prefix(const struct vocabulary *v, const char *word, size_t len)
{
	for (size_t i = 0; i < v->n_prefixes; i++) {
		size_t n = strlen(v->prefixes[i]);

		if (len > n && memcmp(word, v->prefixes[i], n) == 0) {
			return true;
		}
	}
	return false;
}

/* How far the word is from an entry: a stem is compared with as much of the word as the stem is long. */
static unsigned entry_distance(const struct entry *e, const char *word, size_t len, unsigned max)
{
	size_t cut = len;

	if (e->stem && len > e->len) {
		cut = e->len;
		while (cut < len && ((unsigned char)word[cut] & 0xC0) == 0x80) {
			cut++;
		}
	}
	if (e->len > cut + 2 * max || cut > e->len + 2 * max) {
		return max + 1;
	}
	return text_distance(e->word, e->len, word, cut, max);
}

/* Errors at the very beginning or end are other words or forms, not slips: "собирались" is not "собираемся", nor
 * "wyrejestrować" "zarejestrować". */
static bool same_ends(const struct entry *e, const char *word, size_t len)
{
	size_t n = ((unsigned char)word[len - 1] & 0x80) != 0 ? 4 : 2;
	size_t m = ((unsigned char)word[0] & 0x80) != 0 ? 4 : 2;

	if (e->len < m || len < m || memcmp(e->word, word, m) != 0) {
		return false;
	}
	return e->stem || (e->len >= n && len >= n && memcmp(e->word + e->len - n, word + len - n, n) == 0);
}

/* An unknown word read as the nearest known one. A typing error never adds or removes a negating prefix. */
static uint32_t nearest(const struct vocabulary *v, const char *word, size_t len, bool stems)
{
	bool wide = ((unsigned char)word[0] & 0x80) != 0;
	size_t letters = wide ? len / 2 : len;
	unsigned max = letters >= 9 && stems ? 2 : 1, best = max + 1;
	uint32_t found = 0;

	for (uint32_t i = 1; i < v->n_entries && letters >= TYPO_MIN; i++) {
		const struct entry *e = &v->entries[i];
		unsigned d;

		if (e->len < (wide ? 2 * TYPO_MIN : TYPO_MIN) - (e->stem ? 0 : 1) || e->n == 0 || (e->stem && !stems) || (best < 2 && e->word[0] != word[0])
				|| has_prefix(v, e->word, e->len) != has_prefix(v, word, len) || !same_ends(e, word, len)) {
			continue;
		}
		d = entry_distance(e, word, len, best - 1);
		if (d < best) {
			best = d;
			found = i;
		}
	}
	return found;
}

void vocabulary_symbols(const struct vocabulary *v, const char *word, size_t len, bool typos, struct word_symbols *w)
{
	w->n = 0;
	w->number = 0;
	w->explained = 0;
	w->known = false;
	w->guessed = false;
	add_spellings(v, word, len, false, w);
	add_negated(v, word, len, w);
	add_endings(v, word, len, w);
	if (typos && w->known && len >= 8 && len >= w->explained + 4u) {
		/* only a short stem fits: "dalyvusiu" is more than dalyv* */
		uint32_t i = nearest(v, word, len, false);

		add_entry(v, i, false, w);
		w->guessed = i != 0;
	} else if (!w->known && typos) {
		uint32_t i = nearest(v, word, len, true);

		add_entry(v, i, false, w);
		if (i == 0 && has_prefix(v, word, len)) {
			size_t n = strlen(v->prefixes[0]);

			add_entry(v, nearest(v, word + n, len - n, true), true, w);
		}
		w->guessed = w->n > 0;
	}
	sort_symbols(w);
}

static void read_words(struct finder *f, bool typos)
{
	size_t tried = 0;

	for (size_t i = 0; i < f->tokens->n; i++) {
		const struct token *t = &f->tokens->items[i];
		bool word = t->kind == TOKEN_WORD || t->kind == TOKEN_EMOJI || t->kind == TOKEN_PLUS || t->kind == TOKEN_NUMBER;

		if (word) {
			vocabulary_symbols(f->v, t->fold, t->fold_len, typos && tried < TYPO_WORDS && t->kind == TOKEN_WORD
					&& (!t->upper || t->line_start || t->before == '.'), &f->words[i]);
			tried += !f->words[i].known;
		} else {
			f->words[i] = (struct word_symbols){ .n = 0 };
		}
		if (t->kind == TOKEN_NUMBER) {
			f->words[i].number = t->number;
		}
	}
}

static bool stands_for(const struct word_symbols *w, uint32_t symbol)
{
	uint32_t from = 0, to = w->n;

	while (from < to) {
		uint32_t mid = from + (to - from) / 2;

		if (w->ids[mid] < symbol) {
			from = mid + 1;
		} else {
			to = mid;
		}
	}
	return from < w->n && w->ids[from] == symbol;
}

static bool fits(const struct finder *f, const struct element *e, size_t at)
{
	const struct word_symbols *w = &f->words[at];

	switch ((enum element_kind)e->kind) {
	case EL_SYMBOL:
	case EL_MANY:
		return stands_for(w, e->symbol) || (e->number && w->number > 0);
	case EL_NUMBER:
		return w->number > 0;
	case EL_ANY:
		return true;
	case EL_GAP:
	case EL_START:
	case EL_END:
		break;
	}
	return false;
}

/* "Why not, I'll come": behind a comma nothing is negated any more. */
static bool parted(const struct finder *f, size_t at)
{
	return at > 0 && f->v->not != 0 && strchr(" -/\"", f->tokens->items[at].before) == NULL
			&& stands_for(&f->words[at - 1], f->v->not) && f->tokens->items[at].before != '\n';
}

/* Where the elements e..e+n-1 end when they begin at token `at`; 0 when they do not fit. `limit`: end of the sentence. */
static size_t match(struct finder *f, const struct element *e, size_t n, size_t at, size_t limit)
{
	size_t end;

	if (--f->steps < 0) {
		return 0;
	}
	if (n == 0) {
		return at;
	}
	if (e->kind == EL_END) {
		return at == limit ? match(f, e + 1, n - 1, at, limit) : 0;
	}
	if (e->kind == EL_GAP) {
		for (size_t k = 0; k <= e->gap && at + k < limit; k++) {
			end = match(f, e + 1, n - 1, at + k, limit);
			if (end != 0) {
				return end;
			}
			if (f->v->but != 0 && stands_for(&f->words[at + k], f->v->but)) {
				break;
			}
		}
		return 0;
	}
	if (e->kind == EL_MANY) {
		size_t k = 0;

		while (k < MANY_MAX && at + k < limit && fits(f, e, at + k)) {
			k++;
		}
		for (end = 0; end == 0; k--) {
			end = match(f, e + 1, n - 1, at + k, limit);
			if (k == 0) {
				break;
			}
		}
		return end;
	}
	if (at < limit && fits(f, e, at)) {
		bool next = n > 1 && at + 1 < limit && e[1].kind != EL_GAP && e[1].kind != EL_END && parted(f, at + 1);

		end = next ? 0 : match(f, e + 1, n - 1, at + 1, limit);
		if (end != 0) {
			f->guessed = f->guessed || f->words[at].guessed;
			if (f->number == 0 && (e->kind == EL_NUMBER || (e->number && f->words[at].number > 0))) {
				f->number = f->words[at].number;
			}
			return end;
		}
	}
	return e->optional ? match(f, e + 1, n - 1, at, limit) : 0;
}

static void add_hit(struct finder *f, const struct pattern *p, size_t first, size_t end)
{
	if (f->hits->n >= HITS_MAX) {
		return;
	}
	if (!ARRAY_ROOM(f->hits->items, f->hits->n)) {
		f->nomem = true;
		return;
	}
	f->hits->items[f->hits->n++] = (struct hit){ .first = (uint32_t)first, .end = (uint32_t)end, .section = p->section,
		.phrase = p->phrase, .guessed = f->guessed, .number = f->number };
}

static void try_symbol(struct finder *f, uint32_t symbol, size_t at)
{
	const struct vocabulary *v = f->v;
	const struct sentence *s = &f->tokens->sentences[f->tokens->items[at].sentence];

	for (uint32_t i = v->by_symbol[symbol]; i != 0; i = v->patterns[i].next) {
		const struct pattern *p = &v->patterns[i];
		bool anchored = (p->first & PATTERN_ANCHORED) != 0;
		size_t end;

		if ((f->skip >> p->section & 1u) != 0 || (anchored && at != s->first)) {
			continue;
		}
		f->steps = STEPS_MAX;
		f->number = 0;
		f->guessed = false;
		end = match(f, &v->elements[p->first & ~PATTERN_ANCHORED], p->n, at, s->end);
		if (end > at) {
			add_hit(f, p, at, end);
		}
	}
}

static bool has_gap(const struct hit *h)
{
	return strstr(h->phrase->text, "..") != NULL;
}

/* A phrase without gaps says more than one with gaps that begins at the same word: "cannot wait" beats "cannot .. come". */
static bool firmer(const struct hit *a, const struct hit *b)
{
	return a->first == b->first && a->phrase->weight >= b->phrase->weight && has_gap(b) && !has_gap(a)
			&& a->end > a->first + 1;
}

/* Whether b explains what a found. `earlier`: b comes first in the list, which decides between equals. */
static bool hides(const struct vocabulary *v, const struct hit *b, const struct hit *a, bool earlier)
{
	bool within = b->first <= a->first && a->end <= b->end;
	bool wider = b->first < a->first || a->end < b->end;
	bool soft = b->section < v->n_soft && a->section >= v->n_soft;

	if (within && wider) {
		/* "please … register" must not hide a "cancel" that it reaches over */
		return !firmer(a, b) && !(soft && has_gap(b) && a->phrase->weight >= b->phrase->weight);
	}
	if (within) {
		return !b->covered && (b->phrase->weight > a->phrase->weight || (b->phrase->weight >= a->phrase->weight && earlier));
	}
	if (a->first <= b->first && b->end <= a->end) {
		return firmer(b, a);
	}
	/* "not @attend | attend from": the word belongs to the phrase that began before it */
	if (b->section != a->section && !has_gap(b) && b->first < a->first && a->first < b->end && b->phrase->weight >= a->phrase->weight
			&& !b->covered) {
		return true;
	}
	/* "I cannot refuse | refuse … the registration": the word is explained already */
	return soft && !has_gap(b) && b->first < a->first && a->first < b->end && a->phrase->weight < b->phrase->weight + 1;
}

size_t hits_near(const struct hits *hits, uint32_t token)
{
	size_t low = 0, high = hits->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (hits->items[mid].first + HIT_MAX_WORDS < token) {
			low = mid + 1;
		} else {
			high = mid;
		}
	}
	return low;
}

/* Of hits that cover one another the wider wins; of equal ones, the heavier. */
static void mark_covered(const struct vocabulary *v, struct hits *hits)
{
	for (size_t i = 0; i < hits->n; i++) {
		struct hit *a = &hits->items[i];

		for (size_t k = hits_near(hits, a->first); k < hits->n && !a->covered && a->section < v->n_covering; k++) {
			const struct hit *b = &hits->items[k];

			if (b->first >= a->end) {
				break; /* they are in order of place */
			}
			a->covered = k != i && b->section < v->n_covering && hides(v, b, a, k < i);
		}
	}
}

enum status vocabulary_find(const struct vocabulary *v, const struct tokens *tokens, bool typos, uint32_t skip,
		struct hits *ret, struct error *err)
{
	CLEANUP_FREE struct word_symbols *words = malloc((tokens->n + 1) * sizeof *words);
	CLEANUP_HITS struct hits hits = HITS_INIT;
	struct finder f = { .v = v, .tokens = tokens, .words = words, .hits = &hits, .skip = skip };

	if (words == NULL) {
		return error_set(err, ST_NOMEM, "vocabulary: out of memory");
	}
	read_words(&f, typos);
	for (size_t i = 0; i < tokens->n && !f.nomem && hits.n < HITS_MAX; i++) {
		for (uint32_t k = 0; k < words[i].n; k++) {
			try_symbol(&f, words[i].ids[k], i);
		}
		if (words[i].number > 0) {
			try_symbol(&f, SYMBOL_NUMBER, i);
		}
		try_symbol(&f, SYMBOL_ANY, i);
	}
	if (f.nomem) {
		return error_set(err, ST_NOMEM, "vocabulary: out of memory");
	}
	mark_covered(v, &hits);
	hits.words = TAKE_PTR(words);
	*ret = hits;
	hits = (struct hits)HITS_INIT;
	return ST_OK;
}

uint32_t vocabulary_class(const struct vocabulary *v, const char *name)
{
	for (size_t i = 0; i < v->n_classes; i++) {
		if (v->classes[i].name[0] == '@' && strcmp(v->classes[i].name + 1, name) == 0) {
			return v->classes[i].symbol;
		}
	}
	return SYMBOL_NONE;
}

bool hits_in_class(const struct hits *hits, size_t token, uint32_t class_number)
{
	return class_number != SYMBOL_NONE && stands_for(&hits->words[token], class_number);
}

bool hits_know(const struct hits *hits, size_t token)
{
	return hits->words[token].known && !hits->words[token].guessed;
}

bool hits_know_start(const struct hits *hits, const struct tokens *tokens, size_t token)
{
	return hits_know(hits, token) && 2 * hits->words[token].explained < tokens->items[token].fold_len;
}

bool hits_prefixed(const struct vocabulary *v, const struct hits *hits, const struct tokens *tokens, size_t token)
{
	const struct token *t = &tokens->items[token];

	return t->kind == TOKEN_WORD && t->fold_len > 5 && hits->words[token].explained < 4 && has_prefix(v, t->fold, t->fold_len);
}

bool vocabulary_in_class(const struct vocabulary *v, const char *name, const struct token *token)
{
	struct word_symbols w;
	uint32_t symbol = vocabulary_class(v, name);

	vocabulary_symbols(v, token->fold, token->fold_len, false, &w);
	return symbol != SYMBOL_NONE && stands_for(&w, symbol);
}

bool vocabulary_knows(const struct vocabulary *v, const struct token *token)
{
	struct word_symbols w;

	vocabulary_symbols(v, token->fold, token->fold_len, false, &w);
	return w.known;
}

int vocabulary_number(const struct vocabulary *v, const struct token *token)
{
	struct word_symbols w;

	if (token->kind == TOKEN_NUMBER) {
		return token->number;
	}
	vocabulary_symbols(v, token->fold, token->fold_len, false, &w);
	return w.number;
}
