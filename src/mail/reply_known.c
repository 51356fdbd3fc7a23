/* The text that we know we sent, found again in the reply by its words: line breaks, marks, entities and blanks do not
 * count. Runs of three equal words are the anchors (a hash table of the sent text); runs that follow each other in both
 * texts make a chain, and only chains of some length count, so that a reply may use our words.
 * Linear: every anchor has few candidates, and a run that is found is passed over. */
#include "mail/reply_private.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_CANDIDATES 8
#define MIN_CHAIN 8      /* words that a chain must have */
#define MAX_GAP_TEXT 6   /* words put in between, by the client or the sender */
#define MAX_GAP_SENT 120 /* words left out */
#define LABEL_WINDOW 80
#define MAX_LABEL 5
#define MAX_SENT_WORDS 20000
#define MAX_ANSWER 14
#define MAX_PLAIN 120  /* bytes of a word whose accents are taken off; longer ones are none */

struct word {
	uint32_t hash;
	uint32_t start; /* in the text */
	uint32_t end;
};

struct words {
	struct word *w;
	size_t n;
	bool failed;
};

static void words_release(struct words *words)
{
	free(words->w);
}

static void add_word(struct words *words, uint32_t hash, size_t start, size_t end)
{
	if (!ARRAY_ROOM(words->w, words->n)) {
		words->failed = true;
		return;
	}
	words->w[words->n++] = (struct word){ hash, (uint32_t)start, (uint32_t)end };
}

/* 1: a byte between words; 2, 3: the first byte of a letter of that length that may be punctuation (of Latin-1, U+2000–27FF
 * and U+FEC0–FFFF), see separator(); 0: part of a word. */
static const unsigned char classes[256] = {
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1,
	1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
	1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

/* Bytes of the separator at s, 0 when a word's byte stands there. */
static inline size_t separator(const char *s, size_t len)
{
	unsigned char c = (unsigned char)s[0];
	size_t n = classes[c];

	if (n < 2) {
		return n;
	}
	if (len < n) {
		return 0;
	}
	if (c == 0xe2) {
		return (unsigned char)s[1] < 0xa0 ? 3 : 0;
	}
	return c == 0xc2 ? 2 : ((unsigned char)s[1] >= 0xbb ? 3 : 0);
}

/* Bytes of a web or mailto address at s, which clients rewrite at will; 0 when there is none. */
static size_t url_len(const char *s, size_t len)
{
	size_t n;
	char first = (char)(s[0] | 0x20);

	if (first != 'h' && first != 'w' && first != 'm') {
		return 0;
	}
	if (!((len > 4 && (strncasecmp(s, "http", 4) == 0 || strncasecmp(s, "www.", 4) == 0))
			|| (len > 7 && strncasecmp(s, "mailto:", 7) == 0))) {
		return 0;
	}
	if ((s[0] | 0x20) == 'h' && memchr(s, ':', len < 7 ? len : 7) == NULL) {
		return 0;
	}
	for (n = 0; n < len; n++) {
		if (strchr(" \t\n<>\"[]", s[n]) != NULL) {
			break;
		}
	}
	return n;
}

/* Without case, eight bytes at a time: setting bit 5 makes letters small, and what else it makes equal does no harm. */
static uint32_t hash_bytes(const char *s, size_t len)
{
	uint64_t hash = len * UINT64_C(0x9e3779b97f4a7c15);

	while (len > 0) {
		uint64_t piece = 0;
		size_t n = len < 8 ? len : 8;

		if (n == 8) {
			memcpy(&piece, s, 8);
		} else {
			for (size_t i = 0; i < n; i++) { /* a copy of unknown length costs more */
				piece |= (uint64_t)(unsigned char)s[i] << 8 * i;
			}
		}
		hash = (hash ^ (piece | UINT64_C(0x2020202020202020))) * UINT64_C(0xff51afd7ed558ccd);
		hash ^= hash >> 32;
		s += n;
		len -= n;
	}
	return (uint32_t)hash;
}

/* First byte of a letter of U+00C0-027F: the accented ones of Latin. */
static bool is_accented(char c)
{
	return (unsigned char)c >= 0xc3 && (unsigned char)c <= 0xc9;
}

/* Clients that quote in a Cyrillic page turn accented letters into '?': they count as that, on both sides. */
static uint32_t hash_word(const char *s, size_t len)
{
	char plain[MAX_PLAIN];
	size_t first = 0;
	size_t n;

	while (first < len && !is_accented(s[first])) {
		first++;
	}
	if (first == len || len > sizeof(plain)) {
		return hash_bytes(s, len);
	}
	memcpy(plain, s, first);
	n = first;
	for (size_t i = first; i < len; i++) {
		bool accented = is_accented(s[i]) && i + 1 < len;

		plain[n++] = accented ? '?' : s[i];
		i += accented;
	}
	return hash_bytes(plain, n);
}

/* A '?' that stands for a letter: before or behind one. */
static bool lost_letter(const char *s, size_t i, size_t len, bool inside)
{
	return s[i] == '?' && (inside || (i + 1 < len && classes[(unsigned char)s[i + 1]] == 0));
}

static void split_words(const char *s, size_t len, size_t offset, struct words *words)
{
	size_t i = 0;

	while (i < len && words->n < MAX_SENT_WORDS * 2 && !words->failed) {
		size_t n = separator(s + i, len - i);
		size_t start = i;

		if (n > 0 && !lost_letter(s, i, len, false)) {
			i += n;
			continue;
		}
		n = url_len(s + i, len - i);
		if (n > 0) {
			i += n;
			continue;
		}
		do {
			i++;
			while (i < len && classes[(unsigned char)s[i]] == 0) {
				i++;
			}
		} while (i < len && (separator(s + i, len - i) == 0 || lost_letter(s, i, len, true)));
		add_word(words, hash_word(s + start, i - start), offset + start, offset + i);
	}
}

/* The anchors of the sent text: three words and where they stand. */
struct anchors {
	uint32_t *slots; /* position + 1 of the last such anchor, 0: free */
	uint32_t *next;  /* an earlier one of the same slot, + 1 */
	size_t mask;
};

static void anchors_release(struct anchors *a)
{
	free(a->slots);
	free(a->next);
}

static uint32_t anchor_hash(const struct word *w)
{
	uint32_t h = w[0].hash * 31u + w[1].hash;

	h = (h ^ h >> 15) * 0x85ebca6bu + w[2].hash;
	h = (h ^ h >> 13) * 0xc2b2ae35u;
	return h ^ h >> 16;
}

static bool anchors_fill(struct anchors *a, const struct words *sent)
{
	size_t size = 64;

	while (size < sent->n * 2) {
		size *= 2;
	}
	a->mask = size - 1;
	a->slots = calloc(size, sizeof(*a->slots));
	a->next = calloc(sent->n + 1, sizeof(*a->next));
	if (a->slots == NULL || a->next == NULL) {
		return false;
	}
	for (size_t i = 0; i + 2 < sent->n; i++) {
		size_t slot = anchor_hash(&sent->w[i]) & a->mask;

		a->next[i] = a->slots[slot];
		a->slots[slot] = (uint32_t)i + 1;
	}
	return true;
}

/* Equal words from t and s on. */
static size_t run_len(const struct words *text, size_t t, const struct words *sent, size_t s)
{
	size_t n = 0;

	while (t + n < text->n && s + n < sent->n && text->w[t + n].hash == sent->w[s + n].hash) {
		n++;
	}
	return n;
}

/* A run of the sent text: words t..t+n of the reply are words s..s+n of it. */
struct run {
	size_t t;
	size_t s;
	size_t n;
};

static struct run best_run(const struct words *text, size_t t, const struct words *sent, const struct anchors *a,
		size_t expected)
{
	struct run best = { t, 0, 0 };
	uint32_t at = a->slots[anchor_hash(&text->w[t]) & a->mask];

	for (size_t i = 0; at != 0 && i < MAX_CANDIDATES; i++, at = a->next[at - 1]) {
		size_t s = at - 1;
		size_t n = run_len(text, t, sent, s);

		/* of equal runs the one that goes on from the last */
		if (n >= 3 && (n > best.n || (n == best.n && s >= expected && s - expected < best.s - expected))) {
			best.s = s;
			best.n = n;
		}
	}
	return best;
}

static void mark_run(struct words *text, uint32_t *known, const struct run *run)
{
	for (size_t i = 0; i < run->n && run->t + i < text->n; i++) {
		known[run->t + i] = (uint32_t)(run->s + i) + 1;
	}
}

/* Fills known[] (place in the sent text + 1, or 0) for the words of all chains that are long enough. */
static void find_chains(struct words *text, const struct words *sent, const struct anchors *a, uint32_t *known)
{
	struct run chain[64]; /* runs of the present chain that are not marked yet */
	size_t n_chain = 0;
	size_t chain_words = 0;
	struct run last = { 0, 0, 0 };
	size_t least = sent->n < MIN_CHAIN + 4 ? sent->n * 2 / 3 + 1 : MIN_CHAIN;
	size_t t = 0;

	while (t + 2 < text->n) {
		struct run run = best_run(text, t, sent, a, last.s + last.n);
		bool joins;

		if (run.n == 0) {
			t++;
			continue;
		}
		joins = last.n > 0 && run.t - (last.t + last.n) <= MAX_GAP_TEXT && run.s >= last.s + last.n
				&& run.s - (last.s + last.n) <= MAX_GAP_SENT;
		if (!joins) {
			n_chain = 0;
			chain_words = 0;
		}
		chain_words += run.n;
		if (n_chain < ARRAY_SIZE(chain)) {
			chain[n_chain++] = run;
		}
		if (chain_words >= least) {
			for (size_t i = 0; i < n_chain; i++) {
				mark_run(text, known, &chain[i]);
			}
			n_chain = 0;
		}
		last = run;
		t = run.t + run.n;
	}
}

/* Words in front of the first ':' of the line, 0 when it has no label. */
static size_t label_words(const struct line *line, const struct words *text, size_t base)
{
	const char *colon = line->len > 0 ? memchr(line->s, ':', line->len < 80 ? line->len : 80) : NULL;
	size_t n = 0;

	if (colon == NULL) {
		return 0;
	}
	while (n < line->n_words && text->w[line->first_word + n].end <= base + (size_t)(colon - line->s)) {
		n++;
	}
	return n <= MAX_LABEL ? n : 0;
}

/* Labels of a form ("Vardas: Jonas" where we wrote "Vardas:") are too short to be anchors: they are looked for just
 * behind the last words that were recognised. */
static void mark_labels(struct text_lines *lines, const struct words *text, const struct words *sent, uint32_t *known)
{
	size_t at = 0;

	for (size_t i = 0; i < lines->n; i++) {
		const struct line *line = &lines->lines[i];
		size_t n = label_words(line, text, (size_t)(line->s - lines->lines[0].s));
		size_t limit = at + LABEL_WINDOW < sent->n ? at + LABEL_WINDOW : sent->n;

		for (size_t s = at; at > 0 && n > 0 && s + n <= limit; s++) {
			size_t k = 0;

			while (k < n && known[line->first_word + k] == 0 && text->w[line->first_word + k].hash == sent->w[s + k].hash) {
				k++;
			}
			if (k == n) {
				for (k = 0; k < n; k++) {
					known[line->first_word + k] = (uint32_t)(s + k) + 1;
				}
				break;
			}
		}
		for (size_t k = 0; k < line->n_words; k++) {
			if (known[line->first_word + k] > 0) {
				at = known[line->first_word + k];
			}
		}
	}
}

/* Where the new words of a partly known line stand: one piece between first and last; false when they are scattered. */
static bool new_piece(const struct line *line, const uint32_t *known, size_t *ret_from, size_t *ret_n)
{
	size_t from = 0;
	size_t to = line->n_words;

	while (from < line->n_words && known[line->first_word + from] > 0) {
		from++;
	}
	while (to > from && known[line->first_word + to - 1] > 0) {
		to--;
	}
	for (size_t k = from; k < to; k++) {
		if (known[line->first_word + k] > 0) {
			return false;
		}
	}
	*ret_from = from;
	*ret_n = to - from;
	return to > from;
}

/* Cuts partly known lines down to their new piece, at the beginning or the end; a label keeps its line whole. */
static void trim_lines(struct text_lines *lines, const struct words *text, const uint32_t *known)
{
	const char *origin = lines->lines[0].s; /* places of words are counted from here; the line itself may be trimmed */

	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->lines[i];
		size_t from;
		size_t n;
		size_t base;
		size_t label;

		if (line->n_known == 0 || line->n_known == line->n_words) {
			continue;
		}
		base = (size_t)(line->s - origin);
		label = label_words(line, text, base);
		if (!new_piece(line, known, &from, &n)) {
			/* scattered: a few foreign words are the client's, many are a text of its own */
			line->n_known = (line->n_words - line->n_known) * 3 <= line->n_words ? line->n_words : 0;
			continue;
		}
		if ((label > 0 && from == label && from + n == line->n_words) || line->n_known < 2) {
			line->n_known = 0;
			line->mark = line->mark == 0 ? MARK_ANSWER : line->mark;
			continue;
		}
		if (n <= MAX_ANSWER && (from == 0 || from + n == line->n_words)) {
			size_t skip = text->w[line->first_word + from].start - base;
			size_t end = from + n == line->n_words ? line->len : text->w[line->first_word + n - 1].end - base;

			line->len = (uint32_t)(end - skip);
			line->s += skip;
			line->n_known = 0;
			line->mark = line->mark == 0 ? MARK_ANSWER : line->mark;
		}
	}
}

static void count_known(struct text_lines *lines, const uint32_t *known)
{
	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->lines[i];

		line->n_known = 0;
		for (size_t k = 0; k < line->n_words; k++) {
			line->n_known += known[line->first_word + k] > 0;
		}
	}
}

bool lines_align(struct text_lines *lines, const struct sent_text *known)
{
	CLEANUP(words_release) struct words sent = { 0 };
	CLEANUP(words_release) struct words text = { 0 };
	CLEANUP(anchors_release) struct anchors anchors = { 0 };
	CLEANUP_FREE uint32_t *marks = NULL;

	if (known->text != NULL) {
		split_words(known->text, strlen(known->text), 0, &sent);
	}
	if (known->subject != NULL) {
		split_words(known->subject, strlen(known->subject), 0, &sent);
	}
	if (known->html_text != NULL && sent.n < MAX_SENT_WORDS) {
		split_words(known->html_text, strlen(known->html_text), 0, &sent);
	}
	if (sent.n < 4 || lines->n == 0) {
		return !sent.failed;
	}
	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->lines[i];

		line->first_word = (uint32_t)text.n;
		split_words(line->s, line->len, (size_t)(line->s - lines->lines[0].s), &text);
		line->n_words = (uint32_t)text.n - line->first_word;
	}
	marks = calloc(text.n + 1, sizeof(*marks));
	if (marks == NULL || sent.failed || text.failed || !anchors_fill(&anchors, &sent)) {
		return false;
	}
	find_chains(&text, &sent, &anchors, marks);
	mark_labels(lines, &text, &sent, marks);
	count_known(lines, marks);
	trim_lines(lines, &text, marks);
	lines->aligned = true;
	return true;
}

void lines_cut_known(struct text_lines *lines)
{
	bool inside = false;

	for (size_t i = 0; i < lines->n && lines->aligned; i++) {
		struct line *line = &lines->lines[i];

		if (line->verdict != LINE_KEEP || line_is_blank(line)) {
			continue;
		}
		if (line->n_words > 0) {
			inside = line->n_known == line->n_words || line->n_known * 10 >= line->n_words * 8;
		}
		if (inside) { /* also rules and bare links between our lines */
			line->verdict = LINE_KNOWN;
		}
	}
}

static bool is_quoted(const struct line *line)
{
	return line->verdict == LINE_QUOTE || line->verdict == LINE_BELOW;
}

/* The last line at or below `i` in the quote that we know. */
static size_t last_known(const struct text_lines *lines)
{
	size_t last = 0;

	for (size_t i = 0; i < lines->n; i++) {
		if (is_quoted(&lines->lines[i]) && lines->lines[i].n_known > 0) {
			last = i + 1;
		}
	}
	return last;
}

static bool keeps_anything(const struct text_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		if (lines->lines[i].verdict == LINE_KEEP && lines->lines[i].len > 0) {
			return true;
		}
	}
	return false;
}

void lines_rescue_answers(struct text_lines *lines)
{
	size_t words = 0;
	size_t known = 0;
	size_t last = last_known(lines);
	bool bottom = lines->aligned && !keeps_anything(lines);
	bool inside = false;

	for (size_t i = 0; i < lines->n; i++) {
		if (is_quoted(&lines->lines[i])) {
			words += lines->lines[i].n_words;
			known += lines->lines[i].mark == MARK_ANSWER ? lines->lines[i].n_words : lines->lines[i].n_known;
		}
	}
	if (!lines->aligned || known * 2 < words || known == 0) {
		return; /* another mail than ours is quoted */
	}
	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->lines[i];

		if (!is_quoted(line) || line->n_words == 0) {
			continue;
		}
		if (line->mark == MARK_ANSWER) {
			line->verdict = LINE_KEEP;
		} else if (line->n_known == 0 && inside && line->verdict == LINE_BELOW && (i < last || bottom)) {
			line->verdict = LINE_KEEP; /* a line put in between ours, without marks */
		}
		inside |= line->n_known > 0;
	}
}
