/* Finding names: two to four capitalised words in a row that the vocabulary does not know, or a given name alone; and where
 * the sign-off begins, in which names are those of the writer. */
#include "domain/people_scan.h"

#include "util/fold.h"
#include "util/text.h"

#include <stdio.h>
#include <string.h>

#define SMALL_WORDS 200u /* a longer text without capitals is no hasty answer */

bool scan_hit(const struct reading *r, uint32_t from, uint32_t to, unsigned sections)
{
	for (size_t i = hits_near(&r->hits, from); i < r->hits.n && r->hits.items[i].first < to; i++) {
		const struct hit *h = &r->hits.items[i];

		if ((sections >> h->section & 1u) != 0 && h->first >= from && !h->covered) {
			return true;
		}
	}
	return false;
}

/* "Firma:", the label of a form. */
static bool is_label(const struct scan *s, uint32_t i)
{
	const struct token *t = &s->r->tokens->items[i];

	return t->line_start && t->text[t->len] == ':';
}

void scan_word(const struct scan *s, uint32_t i, char word[64])
{
	const struct token *t = &s->r->tokens->items[i];

	if (t->shout || s->small) {
		(void)text_title(t->text, t->len, word, 64);
	} else {
		(void)snprintf(word, 64, "%.*s%s", (int)t->len, t->text, t->text[t->len] == '.' && utf8_count(t->text, t->len) == 1 ? "." : "");
	}
}

/* Asked many times for the same word: the answer is kept. */
bool scan_given(const struct scan *s, uint32_t i)
{
	char word[64];

	if (s->r->given[i] == GIVEN_UNKNOWN) {
		scan_word(s, i, word);
		s->r->given[i] = person_is_given(s->language, word, s->plain, false) ? GIVEN_YES : GIVEN_NO;
	}
	return s->r->given[i] == GIVEN_YES;
}

static bool patronymic_at(const struct scan *s, uint32_t i)
{
	char word[64];

	scan_word(s, i, word);
	return person_is_patronymic(s->language, word);
}

/* A surname that is also a word, before a given name at the beginning of a line: "Бережная Майя Юрьевна". */
static bool heads_name(const struct scan *s, uint32_t i)
{
	static const enum word_class others[] = { WORD_OFFICE, WORD_PLACE, WORD_MONTH, WORD_TITLE, WORD_ROLE, WORD_GREETING, WORD_THANKS,
		WORD_CLOSING, WORD_AND, WORD_REGISTER, WORD_LABEL_NAMES, WORD_NOT_COMING };
	const struct tokens *t = s->r->tokens;

	if (i + 1 >= t->n || !(t->items[i].line_start || t->items[i].item) || !t->items[i].upper || t->items[i + 1].before != ' '
			|| !t->items[i + 1].upper || t->items[i + 1].kind != TOKEN_WORD || t->items[i + 1].len >= 64 || !scan_given(s, i + 1)) {
		return false;
	}
	for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
		if (reading_is(s->r, i, others[k])) {
			return false;
		}
	}
	/* "Rašo Juozas iš Daugų" */
	return i + 2 >= t->n || t->items[i + 2].before != ' ' || t->items[i + 2].upper;
}

/* Whether the token can be a word of a name. */
static bool name_word(const struct scan *s, uint32_t i)
{
	const struct token *t = &s->r->tokens->items[i];
	bool initial = t->fold_len < ((unsigned char)t->fold[0] < 0xC0 ? 2u : 3u); /* one letter */

	if (t->kind != TOKEN_WORD || initial || t->len >= 64 || (!t->upper && !s->small) || is_label(s, i)
			|| (t->shout && reading_is(s->r, i, WORD_AND))) {
		return false;
	}
	if (scan_given(s, i)) {
		return !(t->fold_len < 4 && hits_know(&s->r->hits, i));
	}
	if (heads_name(s, i)) {
		return true;
	}
	return !hits_know(&s->r->hits, i) || hits_know_start(&s->r->hits, s->r->tokens, i)
			|| (t->upper && i > 0 && t->before == ' ' && s->r->tokens->items[i - 1].upper
			&& !reading_is(s->r, i, WORD_OFFICE) && !reading_is(s->r, i, WORD_PLACE) && !reading_is(s->r, i, WORD_MONTH)
			&& !reading_is(s->r, i, WORD_TITLE) && !reading_is(s->r, i, WORD_ROLE));
}

/* "G. Rekašiūtė": a letter with a full stop before a word of a name. */
bool scan_initial(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;

	return i + 1 < t->n && t->items[i].kind == TOKEN_WORD && t->items[i].upper && utf8_count(t->items[i].text, t->items[i].len) == 1
			&& t->items[i].text[t->items[i].len] == '.' && t->items[i + 1].before == ' ' && t->items[i + 1].upper
			&& !t->items[i + 1].shout && !hits_know(&s->r->hits, i + 1) && name_word(s, i + 1);
}

/* "Ekdahl, Rolf" alone in its line. */
bool scan_turned(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;

	return i + 1 < t->n && t->items[i].line_start && name_word(s, i) && name_word(s, i + 1) && t->items[i + 1].before == ','
			&& t->items[i + 1].line == t->items[i].line && scan_given(s, i + 1) && !scan_given(s, i)
			&& (i + 2 == t->n || t->items[i + 2].line != t->items[i].line);
}

/* "UAB Plieno Linija", "Nemuno Technikos Akademija": firms. */
static bool firm_at(const struct scan *s, uint32_t i, uint32_t n, bool given)
{
	const struct tokens *t = s->r->tokens;

	if (i > 0 && t->items[i - 1].sentence == t->items[i].sentence && reading_is(s->r, i - 1, WORD_OFFICE)
			&& strchr(",;:()", t->items[i].before) == NULL) {
		return true;
	}
	return i + n < t->n && t->items[i + n].before == ' ' && reading_is(s->r, i + n, WORD_OFFICE) && (!given || n == 1);
}

/* A given name alone. */
static bool single_name(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;
	const struct token *w = &t->items[i];
	bool known = hits_know(&s->r->hits, i);
	bool head = w->line_start || w->before == '.';

	if (w->fold_len < 3 || reading_is(s->r, i, WORD_PLACE) || reading_is(s->r, i, WORD_MONTH) || (known && (s->small || head))) {
		return false;
	}
	/* "Adamo firma", "Rasa Group": a name of something else */
	return i == 0 || w->before != '-' || t->items[i - 1].text[t->items[i - 1].len] == ' ';
}

/* Words of which none is a given name: whether they may be a name all the same. */
static bool strange_name(const struct scan *s, uint32_t i, uint32_t n)
{
	const struct tokens *t = s->r->tokens;
	bool titled = i > 0 && t->items[i].before == ' ' && reading_is(s->r, i - 1, WORD_TITLE);
	bool head = !t->items[i].item && (t->items[i].line_start || t->items[i].before == '.')
			&& i + n < t->n && t->items[i + n].before == ' ';

	bool mine = i > 0 && t->items[i].before == ' ' && reading_is(s->r, i - 1, WORD_MY); /* "our Vice President" */

	return n == 2 && (titled || (!s->nouns && !head && !mine));
}

uint32_t scan_name(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;
	uint32_t n = 0;
	bool given = false, known = false;
	uint32_t max = s->small ? 2 : PERSON_MAX_WORDS - 1;

	if (t->items[i].before == '"') {
		return 0;
	}
	if (scan_initial(s, i) || scan_turned(s, i)) {
		return 2;
	}
	/* a name may be wrapped: the same sentence then goes on in the next line */
	while (i + n < t->n && n < max && name_word(s, i + n) && (n == 0 || (t->items[i + n - 1].text[t->items[i + n - 1].len] != '.'
			&& (t->items[i + n].before == ' ' || (t->items[i + n].before == '\n' && !t->items[i + n].item
			&& t->items[i + n].sentence == t->items[i].sentence))))) {
		given = given || scan_given(s, i + n) || patronymic_at(s, i + n);
		known = known || (hits_know(&s->r->hits, i + n) && !hits_know_start(&s->r->hits, t, i + n));
		n++;
	}
	if (n == 0 || firm_at(s, i, n, given)) {
		return 0;
	}
	/* "Magistrantė Živilė Barkauskaitė": the first is none of the name */
	if (n == 3 && !scan_given(s, i) && scan_given(s, i + 1) && !patronymic_at(s, i + 2) && !patronymic_at(s, i + 1)) {
		return 0;
	}
	if (n == 1) {
		return given && scan_given(s, i) && single_name(s, i);
	}
	return given || (!known && !s->small && strange_name(s, i, n)) ? n : 0;
}

static bool after_colon(const struct scan *s, uint32_t i)
{
	const char *p = s->r->tokens->items[i].text;

	while (p > s->r->tokens->text && (p[-1] == '\n' || p[-1] == ' ' || p[-1] == '\r')) {
		p--;
	}
	return p > s->r->tokens->text && p[-1] == ':';
}

/* A line with nothing but a name. */
static bool name_line(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;
	uint32_t n = i < t->n && t->items[i].line_start && !t->items[i].item ? scan_name(s, i) : 0;

	return n > 0 && (i + n == t->n || t->items[i + n].line != t->items[i].line);
}

/* A name on a line of its own behind a blank line, and no other name below it: a signature that kept no mark. */
static uint32_t find_signature(const struct scan *s)
{
	const struct tokens *t = s->r->tokens;

	uint32_t at = (uint32_t)t->n;

	for (uint32_t i = t->n > 40 ? (uint32_t)t->n - 40 : 1; i < t->n; i++) {
		if (!name_line(s, i)) {
			continue;
		}
		if (at < t->n || t->items[i].line <= t->items[i - 1].line + 1 || after_colon(s, i)) {
			return (uint32_t)t->n; /* a list */
		}
		at = i;
	}
	return at;
}

/* A short line that begins with a name, below one that has none and above others without. */
static bool signs(const struct scan *s, uint32_t line, uint32_t end)
{
	const struct tokens *t = s->r->tokens;
	uint32_t from = line + (line + 1 < end && t->items[line + 1].before == ' ' && scan_name(s, line) == 0);

	if (line > 0 && strchr(".!", t->items[line - 1].text[t->items[line - 1].len]) == NULL) {
		for (uint32_t i = line; i > 0 && i + 8 > line && t->items[i - 1].line + 1 >= t->items[line].line; i--) {
			if (scan_name(s, i - 1) > 0) {
				return false; /* a list */
			}
		}
	}
	return end - line <= 6 && !t->items[line].item && !after_colon(s, line) && scan_name(s, from) > 0;
}

/* "Linas, kalvis" in the last lines; "… see you there. Ona" and "Regards, Ona" at the end. */
static uint32_t find_short_signature(const struct scan *s)
{
	const struct tokens *t = s->r->tokens;
	uint32_t n = (uint32_t)t->n, last = n;

	for (uint32_t line = n, end = n, lines = 0; lines < 3 && line > 0; lines++, end = line) {
		while (line > 0 && t->items[line - 1].line == t->items[end - 1].line) {
			line--;
		}
		if (line == 0 || end - line > 6 || scan_hit(s->r, line, end, COMING)) {
			break;
		}
		if (signs(s, line, end)) {
			return line;
		}
	}
	for (uint32_t i = n > 6 ? n - 6 : 1; i < n && last == n; i++) {
		uint32_t run = scan_name(s, i);
		uint32_t first = t->sentences[t->items[i].sentence].first;

		if (run > 0 && i + run < n && i > first && reading_is(s->r, i - 1, WORD_CLOSING) && t->items[i].before == ','
				&& !scan_hit(s->r, i, n, COMING)) {
			last = i - 1; /* "Pozdrawiam, Kasia z kadr" */
		}
		if (run == 0 || i + run < n) {
			continue;
		}
		for (uint32_t k = first; k < i && last == n; k++) {
			last = reading_is(s->r, k, WORD_CLOSING) && !reading_is(s->r, k, WORD_WITH) && i - k <= 3 ? k : n;
		}
		if (first == i && run == 1 && t->items[i].before == '.') {
			last = i;
		}
	}
	return last;
}

/* Where the sign-off begins: "Regards" on a line of its own in the last lines, or a line with only a name. */
static uint32_t find_closing(const struct scan *s)
{
	const struct tokens *t = s->r->tokens;
	uint32_t at = (uint32_t)t->n;

	for (uint32_t i = (uint32_t)t->n; i > 0 && (uint32_t)t->n - i < 40; i--) {
		uint32_t end = i;

		while (end < t->n && t->items[end].line == t->items[i - 1].line) {
			end++;
		}
		if (t->items[i - 1].line_start && i > 1 && end - i < 4 && reading_is(s->r, i - 1, WORD_CLOSING) && !t->items[i - 1].item) {
			at = i - 1;
		}
	}
	if (at == t->n) {
		at = find_signature(s);
	}
	return at == t->n && t->n > 1 ? find_short_signature(s) : at;
}

static bool hasty(const struct tokens *t, bool *ret_small)
{
	size_t marks = 0, capitals = 0;

	for (size_t i = 0; i < t->n; i++) {
		const struct token *w = &t->items[i];

		for (size_t k = 0; k < w->len && w->kind == TOKEN_WORD; k++) {
			marks += ((unsigned char)w->text[k] & 0x80) != 0 && ((unsigned char)w->text[k] < 0xD0);
		}
		capitals += w->upper && w->kind == TOKEN_WORD && !w->line_start && w->before != '.';
	}
	*ret_small = capitals == 0 && t->n < SMALL_WORDS;
	return marks == 0;
}

struct scan scan_of(const struct reading *r)
{
	struct scan s = { .r = r, .language = vocabulary_language(r->vocabulary), .closing = (uint32_t)r->tokens->n };

	s.plain = hasty(r->tokens, &s.small);
	s.nouns = language_word(s.language, "language.nouns") != NULL;
	s.closing = find_closing(&s);
	return s;
}

