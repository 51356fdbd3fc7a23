/* Compiling the phrases of a pack: words get symbols, phrases become rows of symbols indexed by their first one. */
#include "language/latin.h"
#include "language/vocabulary_private.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/text.h"

#include <stdlib.h>
#include <string.h>

#define CLASS_DEPTH 6
#define BUCKETS 32768u
#define CLASS_BUCKETS 4096u

void maker_fault(struct maker *m, const char *what, const char *which, size_t len)
{
	if (m->problems != NULL) {
		problems_add(m->problems, m->phrase != NULL ? m->phrase->file : language_code(m->v->language),
				m->phrase != NULL ? m->phrase->line : 0, "[%s]: %s '%.*s'", m->section, what, (int)len, which);
	}
}

void phrase_fault(struct maker *m, const char *what)
{
	const char *text = m->phrase != NULL ? m->phrase->text : "";

	maker_fault(m, what, text, strlen(text));
}

#define ROOM(m, items, n) (ARRAY_ROOM(items, n) || ((m)->nomem = true, false))

static uint32_t symbol_new(struct maker *m)
{
	struct vocabulary *v = m->v;

	if (!ROOM(m, v->by_symbol, v->n_symbols) || !ROOM(m, v->negated, v->n_symbols)) {
		return SYMBOL_NONE;
	}
	if (v->n_symbols >= UINT16_MAX) {
		m->nomem = true; /* a pack as large as that is an accident */
		return SYMBOL_NONE;
	}
	v->by_symbol[v->n_symbols] = 0;
	v->negated[v->n_symbols] = 0;
	return (uint32_t)v->n_symbols++;
}

uint32_t vocabulary_entry(const struct vocabulary *v, const char *word, size_t len, bool stem)
{
	uint32_t i = v->buckets[text_hash(word, len) & (v->n_buckets - 1)];

	while (i != 0 && !(v->entries[i].len == len && v->entries[i].stem == stem && memcmp(v->entries[i].word, word, len) == 0)) {
		i = v->entries[i].next;
	}
	return i;
}

static struct entry *entry_get(struct maker *m, const char *word, size_t len, bool stem)
{
	struct vocabulary *v = m->v;
	CLEANUP_STRBUF struct strbuf spelled = STRBUF_INIT;

	if (v->latin != NULL) {
		latin_add(v->latin, word, len, &spelled);
		if (!strbuf_ok(&spelled)) {
			m->nomem = true;
			return NULL;
		}
		word = spelled.buf;
		len = spelled.len;
	}
	uint32_t i = vocabulary_entry(v, word, len, stem);
	uint32_t *bucket = &v->buckets[text_hash(word, len) & (v->n_buckets - 1)];
	char *copy;

	if (i != 0) {
		return &v->entries[i];
	}
	copy = strndup(word, len);
	if (copy == NULL || !ROOM(m, v->entries, v->n_entries)) {
		free(copy);
		m->nomem = true;
		return NULL;
	}
	i = (uint32_t)v->n_entries++;
	v->entries[i] = (struct entry){ .word = copy, .len = (uint32_t)len, .stem = stem, .next = *bucket };
	*bucket = i;
	v->longest = len > v->longest ? (uint32_t)len : v->longest;
	return &v->entries[i];
}

static void entry_means(struct maker *m, struct entry *e, uint32_t symbol)
{
	for (uint32_t i = 0; e != NULL && i < e->n; i++) {
		if (e->symbols[i] == symbol) {
			return;
		}
	}
	if (e == NULL) {
		return;
	}
	if (ROOM(m, e->symbols, e->n)) {
		e->symbols[e->n++] = symbol;
	}
}

static void alternatives(struct maker *m, const char *s, size_t len, uint32_t symbol, int depth);

static const struct phrase *named_phrase(const struct vocabulary *v, const char *section, const char *name, size_t len)
{
	const struct phrase *p;
	size_t n = language_phrases(v->language, section, &p);

	for (size_t i = 0; i < n; i++) {
		if (strlen(p[i].folded) == len && memcmp(p[i].folded, name, len) == 0) {
			return &p[i];
		}
	}
	return NULL;
}

/* "dalyvau~future": the stem with each ending of [ending] future; "-" is none. `stem` and `name` are the two sides. */
static void inflected(struct maker *m, const char *stem, size_t n_stem, const char *name, size_t n_name, uint32_t symbol)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf word = STRBUF_INIT;
	const struct phrase *p = named_phrase(m->v, "ending", name, n_name);

	if (p == NULL) {
		maker_fault(m, "no such ending", name, n_name);
		return;
	}
	fold_add(&folded, p->value, strlen(p->value));
	for (const char *e = folded.buf; *e != '\0' && !m->nomem;) {
		size_t n = strcspn(e, " ");
		bool open = n > 0 && e[n - 1] == '*';

		strbuf_reset(&word);
		strbuf_add(&word, stem, n_stem);
		strbuf_add(&word, e, n == 1 && *e == '-' ? 0 : n - open);
		m->nomem = !strbuf_ok(&word) || !strbuf_ok(&folded);
		entry_means(m, m->nomem ? NULL : entry_get(m, word.buf, word.len, open), symbol);
		e += n + strspn(e + n, " ");
	}
}

/* The words of a class; with an ending's name, "@stems~future", each is a stem. */
static void class_words(struct maker *m, const char *name, size_t len, uint32_t symbol, int depth)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;
	const char *tilde = memchr(name, '~', len);
	size_t n_name = tilde != NULL ? (size_t)(tilde - name) : len;
	const struct phrase *p = named_phrase(m->v, "class", name, n_name);

	if (p == NULL || depth > CLASS_DEPTH) {
		maker_fault(m, p == NULL ? "no such class" : "classes go round in a ring at", name, n_name);
		return;
	}
	fold_add(&folded, p->value, strlen(p->value));
	m->nomem = m->nomem || !strbuf_ok(&folded);
	for (const char *w = folded.buf; *w != '\0';) {
		size_t n = strcspn(w, " ");

		if (tilde != NULL) {
			inflected(m, w, n, tilde + 1, len - n_name - 1, symbol);
		} else {
			alternatives(m, w, n, symbol, depth + 1);
		}
		w += n;
		w += strspn(w, " ");
	}
}

static void ending_add(struct maker *m, const char *s, size_t len, size_t star, uint32_t symbol)
{
	struct vocabulary *v = m->v;
	CLEANUP_STRBUF struct strbuf spelled = STRBUF_INIT;
	char *copy;

	if (v->latin != NULL) {
		latin_add(v->latin, s, len, &spelled);
		s = spelled.buf;
		len = spelled.len;
		star = (size_t)(strchr(s, '*') - s);
	}
	copy = strndup(s, len);
	if (copy == NULL || !strbuf_ok(&spelled) || !ROOM(m, v->endings, v->n_endings)) {
		free(copy);
		m->nomem = true;
		return;
	}
	v->endings[v->n_endings++] = (struct ending){ .text = copy, .head = (uint32_t)star, .tail = (uint32_t)(len - star - 1),
		.symbol = symbol };
}

static void alternative(struct maker *m, const char *s, size_t len, uint32_t symbol, int depth)
{
	const char *star = memchr(s, '*', len);
	const char *tilde = memchr(s, '~', len);

	if (len == 0) {
		phrase_fault(m, "an alternative is empty in");
	} else if (len > 1 && s[0] == '@') {
		class_words(m, s + 1, len - 1, symbol, depth);
	} else if (len == 3 && memcmp(s, "<n>", 3) == 0) {
		return; /* the element says so itself */
	} else if (word_impossible(s, len)) {
		maker_fault(m, "no word is ever written like", s, len);
	} else if (tilde != NULL) {
		inflected(m, s, (size_t)(tilde - s), tilde + 1, len - (size_t)(tilde - s) - 1, symbol);
	} else if (star != NULL && star < s + len - 1) {
		ending_add(m, s, len, (size_t)(star - s), symbol);
	} else if (len > 1 && s[len - 1] == '*') {
		entry_means(m, entry_get(m, s, len - 1, true), symbol);
	} else {
		entry_means(m, entry_get(m, s, len, false), symbol);
	}
}

static void alternatives(struct maker *m, const char *s, size_t len, uint32_t symbol, int depth)
{
	const char *bar;

	do {
		bar = memchr(s, '|', len);
		size_t n = bar != NULL ? (size_t)(bar - s) : len;

		alternative(m, s, n, symbol, depth);
		len -= n + (bar != NULL);
		s += n + (bar != NULL);
	} while (bar != NULL);
}

/* One symbol for each different spelling of an element, "@class" or "a|b*". */
static uint32_t symbol_of(struct maker *m, const char *s, size_t len)
{
	struct vocabulary *v = m->v;
	uint32_t symbol;

	uint32_t *bucket = &v->class_buckets[text_hash(s, len) & (CLASS_BUCKETS - 1)];

	for (uint32_t i = *bucket; i != 0; i = v->classes[i - 1].next) {
		if (v->classes[i - 1].len == len && memcmp(v->classes[i - 1].name, s, len) == 0) {
			return v->classes[i - 1].symbol;
		}
	}
	if (!ROOM(m, v->classes, v->n_classes)) {
		return SYMBOL_NONE;
	}
	symbol = symbol_new(m);
	v->classes[v->n_classes] = (struct class_name){ .name = strndup(s, len), .len = (uint32_t)len, .symbol = symbol, .next = *bucket };
	if (v->classes[v->n_classes].name == NULL || symbol == SYMBOL_NONE) {
		m->nomem = true;
		return SYMBOL_NONE;
	}
	*bucket = (uint32_t)++v->n_classes;
	if (s[0] == '!') {
		uint32_t plain = symbol_of(m, s + 1, len - 1);

		v->negated[plain] = symbol;
	} else {
		alternatives(m, s, len, symbol, 0);
	}
	return symbol;
}

static struct element element_of(struct maker *m, const char *s, size_t len)
{
	struct element e = { .kind = EL_SYMBOL };

	if (len > 2 && s[0] == '(' && s[len - 1] == ')') {
		e = element_of(m, s + 1, len - 2);
		e.optional = true;
	} else if (len > 2 && s[0] == '{' && s[len - 1] == '}') {
		e.kind = EL_MANY;
		e.optional = true;
		e.symbol = symbol_of(m, s + 1, len - 2);
	} else if (len == 1 && s[0] == '^') {
		e.kind = EL_START;
	} else if (len == 1 && s[0] == '$') {
		e.kind = EL_END;
	} else if (len == 1 && s[0] == '_') {
		e.kind = EL_ANY;
		e.symbol = SYMBOL_ANY;
	} else if (len == 3 && memcmp(s, "<n>", 3) == 0) {
		e.kind = EL_NUMBER;
		e.symbol = SYMBOL_NUMBER;
	} else if (len >= 2 && strspn(s, ".") == len) {
		e.kind = EL_GAP;
		e.gap = len == 2 ? 3 : 8;
	} else {
		e.symbol = symbol_of(m, s, len);
		e.number = (len > 4 && memcmp(s + len - 4, "|<n>", 4) == 0);
		if (!e.number && len > 4 && memcmp(s, "<n>|", 4) == 0) {
			e.number = true;
		}
	}
	return e;
}

static void enter_pattern(struct maker *m, uint32_t symbol, struct pattern p)
{
	struct vocabulary *v = m->v;

	if (ROOM(m, v->patterns, v->n_patterns)) {
		p.next = v->by_symbol[symbol];
		v->patterns[v->n_patterns] = p;
		v->by_symbol[symbol] = (uint32_t)v->n_patterns++;
	}
}

/* The phrase goes into the list of the symbol that it must begin with; optional beginnings into several. */
static void index_pattern(struct maker *m, const struct phrase *phrase, uint32_t section, size_t first, size_t n)
{
	struct vocabulary *v = m->v;

	for (size_t i = first; i < first + n; i++) {
		const struct element *e = &v->elements[i];
		bool start = e->kind == EL_START;

		if (start) {
			continue;
		}
		if (e->kind == EL_GAP || e->kind == EL_END) {
			maker_fault(m, "a phrase must begin with a word:", phrase->text, strlen(phrase->text));
			return;
		}
		/* With an optional element before it, the pattern is also entered from this one on. */
		struct pattern p = { .phrase = phrase, .section = section, .n = (uint32_t)(first + n - i),
			.first = (uint32_t)i | (i > first && v->elements[first].kind == EL_START ? PATTERN_ANCHORED : 0) };

		enter_pattern(m, e->symbol, p);
		if (e->number) {
			enter_pattern(m, SYMBOL_NUMBER, p);
		}
		if (!e->optional) {
			return;
		}
	}
	maker_fault(m, "a phrase needs a word that must be there:", phrase->text, strlen(phrase->text));
}

static void compile_variant(struct maker *m, const char *text, size_t len, uint32_t section)
{
	struct vocabulary *v = m->v;
	const char *end = text + len;
	size_t first = v->n_elements;
	bool ended = false;

	for (const char *s = text + strspn(text, " "); s < end && !m->nomem;) {
		size_t n = strcspn(s, " \n");

		if (v->n_elements - first >= ELEMENTS_MAX || !ROOM(m, v->elements, v->n_elements)) {
			phrase_fault(m, "the phrase is too long:");
			return;
		}
		struct element e = element_of(m, s, n);

		if (ended || (e.kind == EL_START && v->n_elements > first)) {
			phrase_fault(m, "'^' must be first and '$' last in");
			return;
		}
		ended = e.kind == EL_END;
		v->elements[v->n_elements++] = e;
		s += n;
		s += strspn(s, " \n");
	}
	if (v->n_elements > first && v->elements[v->n_elements - 1].kind == EL_GAP) {
		phrase_fault(m, "a phrase must not end with a gap:");
		return;
	}
	if (!m->nomem && v->n_elements > first) {
		index_pattern(m, m->phrase, section, first, v->n_elements - first);
	}
}

static void compile_phrase(struct maker *m, uint32_t section)
{
	CLEANUP_STRBUF struct strbuf variants = STRBUF_INIT;

	phrase_variants(m, m->phrase->folded, &variants);
	m->nomem = m->nomem || !strbuf_ok(&variants);
	for (const char *s = variants.buf; *s != '\0' && !m->nomem;) {
		size_t n = strcspn(s, "\n");

		compile_variant(m, s, n, section);
		s += n + (s[n] == '\n');
	}
}

static void compile_numbers(struct maker *m)
{
	const struct phrase *p;
	size_t n = language_phrases(m->v->language, "number", &p);

	m->section = "number";
	for (size_t i = 0; i < n && !m->nomem; i++) {
		int value = (int)p[i].weight;

		m->phrase = &p[i];
		if (value < 1 || value > 999) {
			maker_fault(m, "not a number from 1 to 999:", p[i].value, strlen(p[i].value));
			continue;
		}
		for (const char *s = p[i].folded; *s != '\0';) {
			size_t len = strcspn(s, " |");
			bool stem = len > 1 && s[len - 1] == '*';
			struct entry *e = len > 0 ? entry_get(m, s, len - stem, stem) : NULL;

			if (e != NULL) {
				e->number = value;
			}
			s += len + strspn(s + len, " |");
		}
	}
}

static void read_prefixes(struct vocabulary *v)
{
	const char *s = language_word(v->language, "language.negation-prefix");

	while (s != NULL && *s != '\0' && v->n_prefixes < ARRAY_SIZE(v->prefixes)) {
		size_t n = strcspn(s, " ");

		v->prefixes[v->n_prefixes][0] = '\0';
		if (n > 0 && fold_into(s, n, v->prefixes[v->n_prefixes], sizeof v->prefixes[0]) > 0) {
			v->n_prefixes++;
		}
		s += n + strspn(s + n, " ");
	}
}

static void compile(struct maker *m, const char *const *sections)
{
	for (uint32_t k = 0; sections[k] != NULL; k++) {
		const struct phrase *p;
		size_t n = language_phrases(m->v->language, sections[k], &p);

		m->section = sections[k];
		for (size_t i = 0; i < n && !m->nomem; i++) {
			m->phrase = &p[i];
			compile_phrase(m, k);
		}
	}
	const struct phrase *p;
	size_t n = language_phrases(m->v->language, "class", &p);

	/* Classes that only code asks for. */
	m->section = "class";
	for (size_t i = 0; i < n && !m->nomem; i++) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;

		strbuf_addf(&name, "@%s", p[i].folded);
		m->phrase = &p[i];
		(void)symbol_of(m, name.buf, name.len);
	}
	if (named_phrase(m->v, "class", "but", 3) != NULL) {
		m->v->but = symbol_of(m, "@but", 4);
	}
	if (named_phrase(m->v, "class", "not", 3) != NULL) {
		m->v->not = symbol_of(m, "@not", 4);
	}
	compile_numbers(m);
}

enum status vocabulary_new(const struct language *language, const char *const *sections, size_t n_covering, size_t n_soft,
		bool latin, struct vocabulary **ret, struct problems *problems, struct error *err)
{
	struct vocabulary *v = calloc(1, sizeof *v);
	struct maker m = { .v = v, .problems = problems, .section = "" };

	if (v == NULL || (v->buckets = calloc(BUCKETS, sizeof *v->buckets)) == NULL
			|| (v->class_buckets = calloc(CLASS_BUCKETS, sizeof *v->class_buckets)) == NULL
			|| (latin && (v->latin = latin_new(language)) == NULL)) {
		vocabulary_free(v);
		return error_set(err, ST_NOMEM, "vocabulary: out of memory");
	}
	v->n_buckets = BUCKETS;
	v->language = language;
	v->n_covering = n_covering;
	v->n_soft = n_soft;
	for (int i = 0; i < SYMBOL_FIRST; i++) {
		(void)symbol_new(&m);
	}
	if (ROOM(&m, v->entries, 0) && ROOM(&m, v->patterns, 0)) { /* 0 is "none" */
		v->entries[v->n_entries++] = (struct entry){ .word = NULL };
		v->patterns[v->n_patterns++] = (struct pattern){ .next = 0 };
	}
	read_prefixes(v);
	if (!m.nomem) {
		compile(&m, sections);
	}
	if (m.nomem) {
		vocabulary_free(v);
		return error_set(err, ST_NOMEM, "vocabulary: out of memory");
	}
	*ret = v;
	return ST_OK;
}

void vocabulary_free(struct vocabulary *v)
{
	if (v == NULL) {
		return;
	}
	for (size_t i = 1; i < v->n_entries && v->entries != NULL; i++) {
		free(v->entries[i].word);
		free(v->entries[i].symbols);
	}
	for (size_t i = 0; i < v->n_classes; i++) {
		free(v->classes[i].name);
	}
	for (size_t i = 0; i < v->n_endings; i++) {
		free(v->endings[i].text);
	}
	free(v->endings);
	free(v->entries);
	free(v->buckets);
	free(v->elements);
	free(v->patterns);
	free(v->classes);
	free(v->by_symbol);
	free(v->negated);
	free(v->class_buckets);
	latin_free(v->latin);
	free(v);
}

const struct latin *vocabulary_latin(const struct vocabulary *v)
{
	return v->latin;
}

const struct language *vocabulary_language(const struct vocabulary *v)
{
	return v->language;
}
