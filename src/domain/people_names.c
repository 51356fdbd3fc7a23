/* Finding names: two to four capitalised words in a row that the vocabulary does not know, in a sentence that accepts
 * or registers, in a list below one, or behind a form's label. */
#include "domain/people_names.h"

#include "util/fold.h"
#include "util/text.h"

#include <stdio.h>
#include <string.h>

#define SMALL_WORDS 200u /* a longer text without capitals is no hasty answer */

/* A sentence may be as long as the text, so nothing walks it again for every name; names are asked for in order. */
struct seen { /* the last word of a class */
	uint32_t next; /* tokens before it were looked at */
	uint32_t at;   /* behind the word, 0: none yet */
};

struct part { /* of a sentence, between two "but", and what it says of all who stand in it */
	uint32_t from, to;
	bool refuses, accepts;
};

struct scan {
	const struct reading *r;
	const struct language *language;
	bool plain;      /* the text is written without marks, or hastily */
	bool small;      /* without capitals */
	uint32_t closing; /* token from which the sign-off begins */
	struct seen label, absent, greeting;
	struct part part; /* that was asked for last */
};

static bool has_hit(const struct reading *r, uint32_t from, uint32_t to, unsigned sections)
{
	for (size_t i = hits_near(&r->hits, from); i < r->hits.n && r->hits.items[i].first < to; i++) {
		const struct hit *h = &r->hits.items[i];

		if ((sections >> h->section & 1u) != 0 && h->first >= from && !h->covered) {
			return true;
		}
	}
	return false;
}

#define BIT(s) (1u << (s))
#define COMING (BIT(SEC_YES) | BIT(SEC_REGISTER) | BIT(SEC_INSTEAD) | BIT(SEC_GROUP) | BIT(SEC_PLUS) | BIT(SEC_WISH) | BIT(SEC_SELF))
#define NOT_COMING (BIT(SEC_NO) | BIT(SEC_CANCEL) | BIT(SEC_OTHER) | BIT(SEC_UNSUBSCRIBE))

static bool is_title(const struct scan *s, uint32_t i)
{
	return reading_is(s->r, i, WORD_TITLE);
}

/* "Firma:", the label of a form. */
static bool is_label(const struct scan *s, uint32_t i)
{
	const struct token *t = &s->r->tokens->items[i];

	return t->line_start && t->text[t->len] == ':';
}

static void get_word(const struct scan *s, uint32_t i, char word[64])
{
	const struct token *t = &s->r->tokens->items[i];

	if (t->shout || s->small) {
		(void)text_title(t->text, t->len, word, 64);
	} else {
		(void)snprintf(word, 64, "%.*s%s", (int)t->len, t->text, t->text[t->len] == '.' && utf8_count(t->text, t->len) == 1 ? "." : "");
	}
}

/* Asked many times for the same word: the answer is kept. */
static bool given_at(const struct scan *s, uint32_t i)
{
	char word[64];

	if (s->r->given[i] == GIVEN_UNKNOWN) {
		get_word(s, i, word);
		s->r->given[i] = person_is_given(s->language, word, s->plain, false) ? GIVEN_YES : GIVEN_NO;
	}
	return s->r->given[i] == GIVEN_YES;
}

static bool patronymic_at(const struct scan *s, uint32_t i)
{
	char word[64];

	get_word(s, i, word);
	return person_is_patronymic(s->language, word);
}

/* A surname that is also a word, before a given name at the beginning of a line: "Бережная Майя Юрьевна". */
static bool heads_name(const struct scan *s, uint32_t i)
{
	static const enum word_class others[] = { WORD_OFFICE, WORD_PLACE, WORD_MONTH, WORD_TITLE, WORD_ROLE, WORD_GREETING, WORD_THANKS,
		WORD_CLOSING, WORD_AND, WORD_REGISTER, WORD_LABEL_NAMES, WORD_NOT_COMING };
	const struct tokens *t = s->r->tokens;

	if (i + 1 >= t->n || !(t->items[i].line_start || t->items[i].item) || !t->items[i].upper || t->items[i + 1].before != ' '
			|| !t->items[i + 1].upper || t->items[i + 1].kind != TOKEN_WORD || t->items[i + 1].len >= 64 || !given_at(s, i + 1)) {
		return false;
	}
	for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
		if (reading_is(s->r, i, others[k])) {
			return false;
		}
	}
	return true;
}

/* Whether the token can be a word of a name. */
static bool name_word(const struct scan *s, uint32_t i)
{
	const struct token *t = &s->r->tokens->items[i];
	bool initial = t->fold_len < ((unsigned char)t->fold[0] < 0xC0 ? 2u : 3u); /* one letter */

	if (t->kind != TOKEN_WORD || initial || t->len >= 64 || (!t->upper && !s->small) || is_label(s, i)) {
		return false;
	}
	if (given_at(s, i)) {
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
static bool initial_at(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;

	return i + 1 < t->n && t->items[i].kind == TOKEN_WORD && t->items[i].upper && utf8_count(t->items[i].text, t->items[i].len) == 1
			&& t->items[i].text[t->items[i].len] == '.' && t->items[i + 1].before == ' ' && t->items[i + 1].upper
			&& !t->items[i + 1].shout && !hits_know(&s->r->hits, i + 1) && name_word(s, i + 1);
}

/* "Ekdahl, Rolf" alone in its line. */
static bool turned_at(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;

	return i + 1 < t->n && t->items[i].line_start && name_word(s, i) && name_word(s, i + 1) && t->items[i + 1].before == ','
			&& t->items[i + 1].line == t->items[i].line && given_at(s, i + 1) && !given_at(s, i)
			&& (i + 2 == t->n || t->items[i + 2].line != t->items[i].line);
}

/* The run of name words at i: how many; 0 when it is no name. */
static uint32_t name_run(const struct scan *s, uint32_t i)
{
	const struct tokens *t = s->r->tokens;
	uint32_t n = 0;
	bool given = false, known = false;
	uint32_t max = s->small ? 2 : PERSON_MAX_WORDS - 1;

	if (t->items[i].before == '"') {
		return 0;
	}
	if (initial_at(s, i) || turned_at(s, i)) {
		return 2;
	}
	/* a name may be wrapped: the same sentence then goes on in the next line */
	while (i + n < t->n && n < max && name_word(s, i + n) && (n == 0 || t->items[i + n].before == ' '
			|| (t->items[i + n].before == '\n' && !t->items[i + n].item && t->items[i + n].sentence == t->items[i].sentence))) {
		given = given || given_at(s, i + n) || patronymic_at(s, i + n);
		known = known || (hits_know(&s->r->hits, i + n) && !hits_know_start(&s->r->hits, t, i + n));
		n++;
	}
	if (n < 2 || (!given && (known || s->small))) {
		return 0;
	}
	if (n == 3 && !given) {
		return 0;
	}
	/* "UAB Plieno Linija", "Nemuno Technikos Akademija": firms. */
	if (i > 0 && t->items[i - 1].sentence == t->items[i].sentence && reading_is(s->r, i - 1, WORD_OFFICE)
			&& strchr(",;:()", t->items[i].before) == NULL) {
		return 0;
	}
	if (i + n < t->n && t->items[i + n].before == ' ' && reading_is(s->r, i + n, WORD_OFFICE) && !given) {
		return 0;
	}
	return n;
}

static const struct sentence *sentence_of(const struct scan *s, uint32_t i)
{
	return &s->r->tokens->sentences[s->r->tokens->items[i].sentence];
}

/* Whether a word of the class stands before i in its line and sentence. */
static bool line_has_class(const struct scan *s, uint32_t i, enum word_class name, struct seen *seen)
{
	const struct token *t = s->r->tokens->items;

	for (; seen->next < i; seen->next++) {
		if (reading_is(s->r, seen->next, name)) {
			seen->at = seen->next + 1;
		}
	}
	return seen->at > 0 && t[seen->at - 1].line == t[i].line && t[seen->at - 1].sentence == t[i].sentence;
}

/* The part of the sentence around i. */
static const struct part *part_of(struct scan *s, uint32_t i)
{
	const struct sentence *sn = sentence_of(s, i);
	struct part p = { .from = i, .to = i };

	if (s->part.from >= sn->first && s->part.from < i && i < s->part.to) {
		return &s->part;
	}
	while (p.from > sn->first && !reading_is(s->r, p.from, WORD_BUT)) {
		p.from--;
	}
	while (p.to < sn->end && !reading_is(s->r, p.to, WORD_BUT)) {
		p.to++;
	}
	p.refuses = has_hit(s->r, p.from, p.to, NOT_COMING) && !has_hit(s->r, p.from, p.to, BIT(SEC_INSTEAD) | BIT(SEC_REGISTER));
	p.accepts = !p.refuses
			&& (has_hit(s->r, p.from, p.to, COMING) || has_hit(s->r, sn->first, sn->end, BIT(SEC_GROUP) | BIT(SEC_PLUS) | BIT(SEC_REGISTER)));
	s->part = p;
	return &s->part;
}

static bool whole_line(const struct scan *s, uint32_t i)
{
	const struct token *t = s->r->tokens->items;

	if (i > 0 && t[i - 1].kind == TOKEN_NUMBER && t[i - 1].line_start && t[i - 1].line == t[i].line) {
		return true; /* a row of a table */
	}
	return s->r->tokens->items[i].line_start || s->r->tokens->items[i].item
			|| (i > 0 && s->r->tokens->items[i - 1].line == s->r->tokens->items[i].line && is_title(s, i - 1));
}

static bool comes(struct scan *s, uint32_t i, bool list)
{
	const struct token *t = s->r->tokens->items;
	const struct part *part;

	if (i >= s->closing) {
		return false;
	}
	if (line_has_class(s, i, WORD_LABEL_NAMES, &s->label)) {
		return true;
	}
	if (line_has_class(s, i, WORD_NOT_COMING, &s->absent)) {
		return false;
	}
	part = part_of(s, i);
	if (part->refuses || part->accepts) {
		return part->accepts;
	}
	return list && (whole_line(s, i) || t[i].before == ',' || t[i].before == ';' || t[i].before == ':' || t[i].before == ')' || t[i].before == '('
			|| reading_is(s->r, i > 0 ? i - 1 : i, WORD_AND));
}

static bool store(const struct scan *s, uint32_t i, uint32_t n, bool object, struct found_name *ret)
{
	struct person_words name = { .n = n };
	size_t len = 0;

	for (uint32_t k = 0; k < n; k++) {
		get_word(s, turned_at(s, i) ? i + n - 1 - k : i + k, name.words[k]);
	}
	person_nominative(s->language, &name, object, s->plain);
	*ret = (struct found_name){ .first = i, .end = i + n };
	for (size_t k = 0; k < n; k++) {
		int more = snprintf(ret->text + len, sizeof ret->text - len, "%s%s", k > 0 ? " " : "", name.words[k]);

		if (more < 0 || (size_t)more >= sizeof ret->text - len) {
			return false;
		}
		len += (size_t)more;
	}
	return true;
}

/* An address behind the name, before the next name and not further than the next line. */
static const struct token *email_of(const struct scan *s, uint32_t end)
{
	const struct token *t = s->r->tokens->items;

	for (uint32_t i = end; i < s->r->tokens->n && i < end + 8 && t[i].line <= t[end - 1].line + 1; i++) {
		if (t[i].kind == TOKEN_EMAIL) {
			return &t[i];
		}
		if (name_run(s, i) > 0) {
			return NULL;
		}
	}
	return NULL;
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
	uint32_t n = i < t->n && t->items[i].line_start && !t->items[i].item ? name_run(s, i) : 0;

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
	return at;
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

static struct scan scan_of(const struct reading *r)
{
	struct scan s = { .r = r, .language = vocabulary_language(r->vocabulary), .closing = (uint32_t)r->tokens->n };

	s.plain = hasty(r->tokens, &s.small);
	s.closing = find_closing(&s);
	return s;
}

static bool is_writer(const struct reading *r, const char *name)
{
	const char *own[] = { r->input->from_name, r->input->contact_name };

	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
		if (own[i] != NULL && person_same(own[i], name)) {
			return true;
		}
	}
	return false;
}

/* "V. Jurkšo" is Vidmantas Jurkšas who writes; "C. Wnuk" alone in the last line is a signature. */
static bool initial_of_writer(const struct scan *s, uint32_t i, const struct found_name *name)
{
	const char *own[] = { s->r->input->from_name, s->r->input->contact_name };
	const struct tokens *t = s->r->tokens;
	const char *surname = strchr(name->text, ' ');

	if (!initial_at(s, i) || surname == NULL) {
		return false;
	}
	if (t->items[i].line_start && i + 2 == t->n) {
		return true;
	}
	for (size_t k = 0; k < sizeof own / sizeof own[0]; k++) {
		const char *last = own[k] != NULL ? strrchr(own[k], ' ') : NULL;
		size_t first = strcspn(name->text, ".");

		if (last != NULL && strncmp(own[k], name->text, first) == 0 && strncmp(last, surname, 5) == 0) {
			return true;
		}
	}
	return false;
}

bool names_mentioned(const struct reading *r)
{
	struct scan s = scan_of(r);

	for (uint32_t i = 0; i < s.closing; i++) {
		uint32_t run = name_run(&s, i);
		struct found_name name;
		bool greeted = run > 0 && line_has_class(&s, i, WORD_GREETING, &s.greeting);

		bool given = false; /* in some languages every noun has a capital */

		for (uint32_t k = i; k < i + run; k++) {
			given = given || given_at(&s, k);
		}
		if (given && !greeted && !s.small && store(&s, i, run, false, &name) && !is_writer(r, name.text)) {
			return true;
		}
		i += run > 0 ? run - 1 : 0;
	}
	return false;
}

/* "Two: Anna Nowak and …" */
static bool numbered(const struct reading *r, uint32_t i)
{
	const struct token *t = r->tokens->items;

	return i + 1 < r->tokens->n && t[i + 1].before == ':' && (i == 0 || t[i].before == '.' || t[i].line_start)
			&& vocabulary_number(r->vocabulary, &t[i]) > 0;
}

size_t names_coming(const struct reading *r, struct found_name ret[NAMES_MAX])
{
	struct scan s = scan_of(r);
	size_t n = 0;
	bool list = false;

	for (uint32_t i = 0; i < r->tokens->n && n < NAMES_MAX; i++) {
		uint32_t run = name_run(&s, i);
		const struct sentence *sn = sentence_of(&s, i);
		const struct token *t = &r->tokens->items[i];
		bool object, twice = false;

		list = list || numbered(r, i) || has_hit(r, i, i + 1, COMING & ~BIT(SEC_SELF)) || reading_is(r, i, WORD_LABEL_NAMES);
		if (run == 0) {
			continue;
		}
		object = t->before != '\n' && t->before != ':' && !t->item && has_hit(r, sn->first, i, BIT(SEC_REGISTER) | BIT(SEC_SELF));
		if (comes(&s, i, list) && store(&s, i, run, object, &ret[n]) && !initial_of_writer(&s, i, &ret[n])) {
			for (size_t k = 0; k < n; k++) {
				twice = twice || person_same(ret[k].text, ret[n].text);
			}
			ret[n].email = email_of(&s, i + run);
			n += !twice;
		}
		i += run - 1;
	}
	return n;
}
