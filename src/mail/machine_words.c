/* One table for all wordings: phrases in buckets by their first three bytes, tried only where a word begins. The table is
 * built at start-up from a few hundred lines, a search costs about one look-up a word: nothing cleverer is needed. */
#include "mail/machine_words_private.h"

#include "util/cleanup.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#define BUCKETS 4096u
#define PHRASE_MIN 3
#define GAP_MAX 90 /* bytes that a '*' inside a phrase stands for at most */

/* The first bytes of a phrase, compared before anything else of it is touched: most of a bucket ends here. */
struct probe {
	uint64_t key, mask;
	size_t next; /* next of the bucket, index + 1; 0: none */
};

struct entry {
	char *head;      /* until '*' */
	char *tail;      /* after it, NULL without */
	size_t head_len;
	size_t tail_len;
	int section;
	int weight;
	bool anywhere;
};

struct machine_words {
	struct entry *entries;
	struct probe *probes; /* of the same index */
	size_t n;
	size_t alloc;
	size_t buckets[BUCKETS]; /* index + 1 */
};

static const char *const section_names[] = {
	[WORDS_SUBJECT - (int)REASON_COUNT] = "bounce.subject",
	[WORDS_UNPROVED - (int)REASON_COUNT] = "bounce.unproved", [WORDS_BODY - (int)REASON_COUNT] = "bounce.body",
	[WORDS_DELAYED - (int)REASON_COUNT] = "bounce.delayed", [WORDS_ORIGINAL - (int)REASON_COUNT] = "bounce.original",
	[WORDS_SENDER - (int)REASON_COUNT] = "bounce.sender", [WORDS_AUTO_SUBJECT - (int)REASON_COUNT] = "auto.subject",
	[WORDS_AUTO_BODY - (int)REASON_COUNT] = "auto.body", [WORDS_TICKET - (int)REASON_COUNT] = "auto.ticket",
	[WORDS_CHALLENGE - (int)REASON_COUNT] = "auto.challenge", [WORDS_RECEIPT - (int)REASON_COUNT] = "auto.receipt",
	[WORDS_RETURNS - (int)REASON_COUNT] = "auto.returns", [WORDS_MONTH - (int)REASON_COUNT] = "auto.month",
};

static size_t bucket_of(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	return (p[0] * 31u * 31u + p[1] * 31u + p[2]) % BUCKETS;
}

/* Up to eight bytes as a number. */
static uint64_t first_bytes(const char *s, size_t len)
{
	uint64_t v = 0;

	memcpy(&v, s, len < sizeof v ? len : sizeof v);
	return v;
}

static struct probe probe_of(const struct entry *e, size_t next)
{
	static const char ones[sizeof(uint64_t)] = { -1, -1, -1, -1, -1, -1, -1, -1 };

	return (struct probe){ first_bytes(e->head, e->head_len), first_bytes(ones, e->head_len), next };
}

static char *copy_trimmed(const char *s, size_t len)
{
	while (len > 0 && *s == ' ') {
		s++;
		len--;
	}
	while (len > 0 && s[len - 1] == ' ') {
		len--;
	}
	return str_copy(s, len);
}

/* False when out of memory. */
static bool entry_fill(struct entry *e, const char *folded)
{
	const char *star;

	while (*folded == '*' || *folded == ' ') {
		e->anywhere = e->anywhere || *folded == '*';
		folded++;
	}
	star = strchr(folded, '*');
	e->head = copy_trimmed(folded, star != NULL ? (size_t)(star - folded) : strlen(folded));
	if (star != NULL && star[1] != '\0') {
		e->tail = copy_trimmed(star + 1, strlen(star + 1));
	}
	if (e->head == NULL || (star != NULL && star[1] != '\0' && e->tail == NULL)) {
		return false;
	}
	e->head_len = strlen(e->head);
	e->tail_len = e->tail != NULL ? strlen(e->tail) : 0;
	return true;
}

static bool entry_add(struct machine_words *w, int section, const struct phrase *phrase, struct problems *problems,
		const char *code)
{
	struct entry e = { .section = section, .weight = (int)phrase->weight };
	size_t b;

	if (!entry_fill(&e, phrase->folded)) {
		free(e.head);
		free(e.tail);
		return false;
	}
	if (e.head_len < PHRASE_MIN || (e.tail != NULL && e.tail_len == 0) || phrase->weight < 0 || phrase->weight > 99) {
		problems_add(problems, code, phrase->line, "'%s' is too short, or its weight is not 1 to 9; write at least three "
				"letters before a '*'", phrase->text);
		free(e.head);
		free(e.tail);
		return true;
	}
	if (w->n == w->alloc) {
		size_t more = w->alloc == 0 ? 256 : w->alloc * 2;
		struct entry *grown = realloc(w->entries, more * sizeof *grown);
		struct probe *probes = realloc(w->probes, more * sizeof *probes);

		w->entries = grown != NULL ? grown : w->entries;
		w->probes = probes != NULL ? probes : w->probes;
		if (grown == NULL || probes == NULL) {
			free(e.head);
			free(e.tail);
			return false;
		}
		w->alloc = more;
	}
	b = bucket_of(e.head);
	w->probes[w->n] = probe_of(&e, w->buckets[b]);
	w->entries[w->n++] = e;
	w->buckets[b] = w->n;
	return true;
}

static enum status load_section(struct machine_words *w, const struct language *language, const char *name, int section,
		struct problems *problems, struct error *err)
{
	const struct phrase *phrases = NULL;
	size_t n = language_phrases(language, name, &phrases);

	for (size_t i = 0; i < n; i++) {
		if (!entry_add(w, section, &phrases[i], problems, language_code(language))) {
			return error_set(err, ST_NOMEM, "wordings of machines: out of memory");
		}
	}
	return ST_OK;
}

static enum status load_language(struct machine_words *w, const struct language *language, struct problems *problems,
		struct error *err)
{
	for (int s = 0; s < WORDS_SECTIONS; s++) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
		enum status st;

		if (s < (int)REASON_COUNT) {
			strbuf_addf(&name, "bounce.%s", reason_name((enum reason)s));
		} else {
			strbuf_adds(&name, section_names[s - (int)REASON_COUNT]);
		}
		if (!strbuf_ok(&name)) {
			return error_set(err, ST_NOMEM, "wordings of machines: out of memory");
		}
		st = load_section(w, language, name.buf, s, problems, err);
		if (st != ST_OK) {
			return st;
		}
	}
	return ST_OK;
}

enum status machine_words_load(const struct languages *languages, struct machine_words **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP_MACHINE_WORDS struct machine_words *w = calloc(1, sizeof *w);

	if (w == NULL) {
		return error_set(err, ST_NOMEM, "wordings of machines: out of memory");
	}
	for (size_t i = 0; i < languages_count(languages); i++) {
		enum status st = load_language(w, languages_at(languages, i), problems, err);

		if (st != ST_OK) {
			return st;
		}
	}
	*ret = TAKE_PTR(w);
	return ST_OK;
}

void machine_words_free(struct machine_words *words)
{
	if (words == NULL) {
		return;
	}
	for (size_t i = 0; i < words->n; i++) {
		free(words->entries[i].head);
		free(words->entries[i].tail);
	}
	free(words->entries);
	free(words->probes);
	free(words);
}

void machine_words_cleanup(struct machine_words **words)
{
	machine_words_free(*words);
}

void words_search_start(struct words_search *search, const struct machine_words *words, const char *text, size_t len)
{
	*search = (struct words_search){ .words = words, .text = text, .len = len };
}

/* A word begins where no letter or digit stands before; writing without blanks (Chinese, Japanese) begins anywhere. */
static bool word_start(const char *text, size_t at)
{
	unsigned char c = (unsigned char)text[at];
	unsigned char before = at > 0 ? (unsigned char)text[at - 1] : ' ';

	return c >= 0xE0 || (before < 0x80 && !isalnum(before) && (c & 0xC0) != 0x80);
}

static bool entry_matches(const struct entry *e, const char *text, size_t len, size_t at, size_t *ret_end)
{
	const char *found;
	size_t from = at + e->head_len;
	size_t window;

	if (len - at < e->head_len || memcmp(text + at, e->head, e->head_len) != 0) {
		return false;
	}
	if (e->tail == NULL) {
		*ret_end = from;
		return true;
	}
	window = len - from < GAP_MAX + e->tail_len ? len - from : GAP_MAX + e->tail_len;
	found = memmem(text + from, window, e->tail, e->tail_len);
	if (found == NULL) {
		return false;
	}
	*ret_end = (size_t)(found - text) + e->tail_len;
	return true;
}

bool words_search_next(struct words_search *s, struct words_hit *ret)
{
	uint64_t here = 0;

	while (s->at + PHRASE_MIN <= s->len) {
		if (s->entry == 0 && word_start(s->text, s->at)) {
			s->entry = s->words->buckets[bucket_of(s->text + s->at)];
		}
		if (s->entry != 0) {
			here = first_bytes(s->text + s->at, s->len - s->at);
		}
		while (s->entry != 0) {
			const struct probe *probe = &s->words->probes[s->entry - 1];
			const struct entry *e = &s->words->entries[s->entry - 1];
			size_t end;

			s->entry = probe->next;
			if ((here & probe->mask) == probe->key && entry_matches(e, s->text, s->len, s->at, &end)) {
				*ret = (struct words_hit){ e->section, e->weight, e->head, s->at, end, e->anywhere };
				s->at += s->entry == 0;
				return true;
			}
		}
		s->at++;
	}
	return false;
}

bool words_find(const struct machine_words *words, int section, const char *text, size_t len, struct words_hit *ret)
{
	struct words_search search;
	struct words_hit hit;
	bool found = false;

	words_search_start(&search, words, text, len);
	while (words_search_next(&search, &hit)) {
		if (hit.section == section && (!found || hit.weight > ret->weight)) {
			*ret = hit;
			found = true;
		}
	}
	return found;
}
