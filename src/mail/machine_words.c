/* One table for all wordings, tried only where a word begins: phrases of eight bytes and more are hashed by their first eight,
 * so that the many that begin alike ("message ...") are not tried one after the other, the few short ones by three. The
 * table is built at start-up from a few thousand lines, a search costs two look-ups a word. */
#include "mail/machine_words_private.h"

#include "mail/report_private.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <stdint.h>
#include <string.h>

#define LONG_BITS 12
#define SHORT_BITS 9
#define PHRASE_MIN 3
#define PHRASE_LONG sizeof(uint64_t)
#define GAP_MAX 90 /* bytes that a '*' inside a phrase stands for at most */

/* The first sixteen bytes of a phrase, compared before anything else of it is touched: most of a bucket ends here. */
struct probe {
	uint64_t key, mask;
	uint64_t more_key, more_mask;
	uint32_t next; /* next of the bucket, index + 1; 0: none */
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
	uint32_t longs[1u << LONG_BITS]; /* index + 1 */
	uint32_t shorts[1u << SHORT_BITS];
};

static const char *const section_names[] = {
	[WORDS_SUBJECT - (int)REASON_COUNT] = "bounce.subject",
	[WORDS_UNPROVED - (int)REASON_COUNT] = "bounce.unproved", [WORDS_BODY - (int)REASON_COUNT] = "bounce.body",
	[WORDS_DELAYED - (int)REASON_COUNT] = "bounce.delayed", [WORDS_ORIGINAL - (int)REASON_COUNT] = "bounce.original",
	[WORDS_WHO - (int)REASON_COUNT] = "bounce.who", [WORDS_WHERE - (int)REASON_COUNT] = "bounce.where",
	[WORDS_GONE - (int)REASON_COUNT] = "bounce.gone", [WORDS_FULL - (int)REASON_COUNT] = "bounce.full",
	[WORDS_WRITER - (int)REASON_COUNT] = "bounce.writer",
	[WORDS_SENDER - (int)REASON_COUNT] = "bounce.sender", [WORDS_AUTO_SUBJECT - (int)REASON_COUNT] = "auto.subject",
	[WORDS_AUTO_BODY - (int)REASON_COUNT] = "auto.body", [WORDS_TICKET - (int)REASON_COUNT] = "auto.ticket",
	[WORDS_CHALLENGE - (int)REASON_COUNT] = "auto.challenge", [WORDS_RECEIPT - (int)REASON_COUNT] = "auto.receipt",
	[WORDS_RETURNS - (int)REASON_COUNT] = "auto.returns", [WORDS_MONTH - (int)REASON_COUNT] = "auto.month",
};

/* Up to eight bytes as a number. */
static uint64_t first_bytes(const char *s, size_t len)
{
	uint64_t v = 0;

	memcpy(&v, s, len < sizeof v ? len : sizeof v);
	return v;
}

static size_t long_slot(uint64_t key)
{
	return key * UINT64_C(0x9E3779B97F4A7C15) >> (64 - LONG_BITS);
}

static size_t short_slot(uint64_t key)
{
	return (key << (64 - 8 * PHRASE_MIN)) * UINT64_C(0x9E3779B97F4A7C15) >> (64 - SHORT_BITS);
}

static struct probe probe_of(const struct entry *e, uint32_t next)
{
	static const char ones[sizeof(uint64_t)] = { -1, -1, -1, -1, -1, -1, -1, -1 };

	size_t more = e->head_len > PHRASE_LONG ? e->head_len - PHRASE_LONG : 0;

	return (struct probe){ first_bytes(e->head, e->head_len), first_bytes(ones, e->head_len),
		first_bytes(e->head + e->head_len - more, more), first_bytes(ones, more), next };
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
	uint32_t *bucket;

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
	if (!ARRAY_ROOM(w->entries, w->n) || !ARRAY_ROOM(w->probes, w->n)) { /* far below 2^32: a phrase is a line of a bounded file */
		free(e.head);
		free(e.tail);
		return false;
	}
	bucket = e.head_len >= PHRASE_LONG ? &w->longs[long_slot(first_bytes(e.head, e.head_len))]
			: &w->shorts[short_slot(first_bytes(e.head, PHRASE_MIN))];
	w->probes[w->n] = probe_of(&e, *bucket);
	w->entries[w->n++] = e;
	*bucket = (uint32_t)w->n;
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

/* The words of protocols are no language's. */
static bool load_stages(struct machine_words *w, struct problems *problems)
{
	const struct stage_words *stages;
	size_t n = stage_words(&stages);

	for (size_t i = 0; i < n; i++) {
		const struct phrase phrase = { .text = stages[i].words, .folded = stages[i].words, .value = "",
			.weight = (double)stages[i].stage };

		if (!entry_add(w, WORDS_STAGE, &phrase, problems, "stage")) {
			return false;
		}
	}
	return true;
}

enum status machine_words_load(const struct languages *languages, struct machine_words **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP_MACHINE_WORDS struct machine_words *w = calloc(1, sizeof *w);

	if (w == NULL) {
		return error_set(err, ST_NOMEM, "wordings of machines: out of memory");
	}
	if (!load_stages(w, problems)) {
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
static bool inside_word(unsigned char c)
{
	return c >= 0x80 || (unsigned)(c | 0x20) - 'a' < 26 || (unsigned)c - '0' < 10;
}

static bool word_start(const char *text, size_t at)
{
	unsigned char c = (unsigned char)text[at];

	return c >= 0xE0 || ((at == 0 || !inside_word((unsigned char)text[at - 1])) && (c & 0xC0) != 0x80);
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

/* The next place where a word begins, or the end. */
static size_t next_word(const char *text, size_t len, size_t at)
{
	while (at < len && !word_start(text, at)) {
		at++;
	}
	return at;
}

/* The next entry of the chains at s->place that matches. */
static bool try_entries(struct words_search *s, uint64_t here, struct words_hit *ret)
{
	const struct machine_words *w = s->words;
	uint64_t more = s->len - s->place > PHRASE_LONG ? first_bytes(s->text + s->place + PHRASE_LONG, s->len - s->place - PHRASE_LONG) : 0;

	while (s->entry != 0 || s->other != 0) {
		size_t i;
		size_t end;

		if (s->entry == 0) {
			s->entry = s->other;
			s->other = 0;
		}
		i = s->entry - 1;
		s->entry = w->probes[i].next;
		if ((here & w->probes[i].mask) == w->probes[i].key && (more & w->probes[i].more_mask) == w->probes[i].more_key
				&& entry_matches(&w->entries[i], s->text, s->len, s->place, &end)) {
			const struct entry *e = &w->entries[i];

			*ret = (struct words_hit){ e->section, e->weight, e->head, s->place, end, e->anywhere };
			return true;
		}
	}
	return false;
}

bool words_search_next(struct words_search *s, struct words_hit *ret)
{
	if ((s->entry != 0 || s->other != 0)
			&& try_entries(s, first_bytes(s->text + s->place, s->len - s->place), ret)) {
		return true;
	}
	for (;;) {
		uint64_t here;

		s->place = next_word(s->text, s->len, s->at);
		if (s->place + PHRASE_MIN > s->len) {
			s->at = s->len;
			return false;
		}
		s->at = s->place + 1;
		here = first_bytes(s->text + s->place, s->len - s->place);
		s->entry = s->words->longs[long_slot(here)];
		s->other = s->words->shorts[short_slot(here)];
		if ((s->entry != 0 || s->other != 0) && try_entries(s, here, ret)) {
			return true;
		}
	}
}

void words_hits_release(struct words_hits *hits)
{
	free(hits->items);
	*hits = (struct words_hits){ NULL, 0 };
}

bool words_search_all(const struct machine_words *words, const char *text, size_t len, struct words_hits *ret)
{
	struct words_search search;
	struct words_hit hit;

	*ret = (struct words_hits){ NULL, 0 };
	words_search_start(&search, words, text, len);
	while (ret->n < WORDS_HITS_MAX && words_search_next(&search, &hit)) {
		if (!ARRAY_ROOM(ret->items, ret->n)) {
			words_hits_release(ret);
			return false;
		}
		ret->items[ret->n++] = hit;
	}
	return true;
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
