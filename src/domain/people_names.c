/* Who of those named comes: everybody whom a text that accepts names, but for those of whom it says otherwise, whom it greets
 * and who signs. */
#include "domain/people_names.h"

#include "domain/people_scan.h"
#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

/* A sentence may be as long as the text, so nothing walks it again for every name; names are asked for in order. */
struct seen { /* the last word of a class */
	uint32_t next; /* tokens before it were looked at */
	uint32_t at;   /* behind the word, 0: none yet */
};

struct part { /* of a sentence, between two "but", and what it says of all who stand in it */
	uint32_t from, to;
	bool refuses, accepts;
};

struct walk {
	struct scan scan;
	struct seen label, absent, greeting;
	struct part part; /* that was asked for last */
};

static bool is_title(const struct scan *s, uint32_t i)
{
	return reading_is(s->r, i, WORD_TITLE);
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
static const struct part *part_of(struct walk *w, uint32_t i)
{
	const struct scan *s = &w->scan;
	const struct sentence *sn = sentence_of(s, i);
	struct part p = { .from = i, .to = i };

	if (w->part.from >= sn->first && w->part.from < i && i < w->part.to) {
		return &w->part;
	}
	while (p.from > sn->first && !reading_is(s->r, p.from, WORD_BUT)) {
		p.from--;
	}
	while (p.to < sn->end && !reading_is(s->r, p.to, WORD_BUT)) {
		p.to++;
	}
	p.refuses = scan_hit(s->r, p.from, p.to, NOT_COMING) && !scan_hit(s->r, p.from, p.to, BIT(SEC_INSTEAD) | BIT(SEC_REGISTER));
	p.accepts = !p.refuses && (scan_hit(s->r, p.from, p.to, COMING)
			|| scan_hit(s->r, sn->first, sn->end, BIT(SEC_GROUP) | BIT(SEC_PLUS) | BIT(SEC_REGISTER)));
	w->part = p;
	return &w->part;
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

/* "vietoj Dariaus Bagdono", "without our Jan": the words between are titles and the like. */
static bool left_out(const struct scan *s, uint32_t i)
{
	const struct token *t = s->r->tokens->items;

	for (uint32_t k = i; k > 0 && i - k < 5 && t[k].before == ' '; k--) {
		if (reading_is(s->r, k - 1, WORD_INSTEAD_OF)) {
			return true;
		}
		if (!is_title(s, k - 1) && !reading_is(s->r, k - 1, WORD_ROLE) && !reading_is(s->r, k - 1, WORD_COMPANION)
				&& !reading_is(s->r, k - 1, WORD_MY)) {
			return false;
		}
	}
	return false;
}

/* "Piąty kolega, Bartek, wypadł": what follows the name in its sentence, up to the next name. */
static bool absent_behind(const struct scan *s, uint32_t end)
{
	const struct sentence *sn = sentence_of(s, end - 1);

	for (uint32_t k = end; k < sn->end && k < end + 6; k++) {
		if (reading_is(s->r, k, WORD_ABSENT)) {
			return true;
		}
		if (reading_is(s->r, k, WORD_AND) || reading_is(s->r, k, WORD_BUT) || scan_name(s, k) > 0) {
			return false;
		}
	}
	return false;
}

/* "Dear Rasa,", "Милая Юргита!", "Rasa, aš būsiu": addressed, not named. */
static bool addressed(const struct scan *s, uint32_t i, uint32_t n)
{
	const struct tokens *t = s->r->tokens;
	const struct sentence *sn = sentence_of(s, i);
	uint32_t next = i + n;
	bool ends = next >= sn->end || next >= t->n;
	char mark = t->items[next - 1].text[t->items[next - 1].len];

	for (uint32_t k = i; k > sn->first && i - k < 2 && (ends || strchr(",!.", mark) != NULL); k--) {
		if (k - sn->first < 4 && reading_is(s->r, k - 1, WORD_GREETING)) {
			return true;
		}
	}
	if (i - sn->first > 2 || (i > 2 && t->items[i].line > 0) || t->items[i].item || (mark != ',' && mark != '!')) {
		return false;
	}
	if (scan_hit(s->r, sn->first, i, COMING) || (i > sn->first && (reading_is(s->r, i - 1, WORD_AND) || t->items[i].before != ' '))) {
		return false;
	}
	if (mark == '!' || ends) {
		return mark == '!' && ends && i < 4;
	}
	/* "Anna, Jan i ja", "Станислав, мой наладчик": those are named */
	return n == 1 && i < 3 && scan_name(s, next) == 0 && !reading_is(s->r, next, WORD_MY) && !reading_is(s->r, next, WORD_ROLE)
			&& !reading_is(s->r, next, WORD_COMPANION) && !is_title(s, next) && !reading_is(s->r, next, WORD_AND)
			&& reading_is(s->r, next, WORD_WRITER);
}

static bool comes(struct walk *w, uint32_t i, uint32_t n, bool list)
{
	const struct scan *s = &w->scan;
	const struct token *t = s->r->tokens->items;
	const struct part *part;
	bool given = false;

	if (i >= s->closing) {
		return false;
	}
	if (line_has_class(s, i, WORD_LABEL_NAMES, &w->label)) {
		return true;
	}
	if (line_has_class(s, i, WORD_NOT_COMING, &w->absent) || left_out(s, i) || absent_behind(s, i + n) || addressed(s, i, n)) {
		return false;
	}
	part = part_of(w, i);
	if (part->refuses || part->accepts) {
		return part->accepts;
	}
	for (uint32_t k = i; k < i + n; k++) {
		given = given || scan_given(s, k);
	}
	return (given && !s->small) || (list && (whole_line(s, i) || strchr(",;:)(", t[i].before) != NULL
			|| reading_is(s->r, i > 0 ? i - 1 : i, WORD_AND)));
}

static bool store(const struct scan *s, uint32_t i, uint32_t n, bool object, struct found_name *ret)
{
	struct person_words name = { .n = n };
	size_t len = 0;

	for (uint32_t k = 0; k < n; k++) {
		scan_word(s, scan_turned(s, i) ? i + n - 1 - k : i + k, name.words[k]);
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
		if (scan_name(s, i) > 0) {
			return NULL;
		}
	}
	return NULL;
}

static bool is_writer(const struct reading *r, const char *name)
{
	const char *own[] = { r->input->from_name, r->input->contact_name };

	for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
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

	if (!scan_initial(s, i) || surname == NULL) {
		return false;
	}
	if (t->items[i].line_start && i + 2 == t->n) {
		return true;
	}
	for (size_t k = 0; k < ARRAY_SIZE(own); k++) {
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
	struct walk w = { .scan = scan_of(r) };
	const struct scan *s = &w.scan;

	for (uint32_t i = 0; i < s->closing; i++) {
		uint32_t run = scan_name(s, i);
		struct found_name name;
		bool greeted = run > 1 && line_has_class(s, i, WORD_GREETING, &w.greeting);

		bool given = false; /* in some languages every noun has a capital */

		for (uint32_t k = i; k < i + run; k++) {
			given = given || scan_given(s, k);
		}
		if (run > 1 && given && !greeted && !s->small && store(s, i, run, false, &name) && !is_writer(r, name.text)) {
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
	struct walk w = { .scan = scan_of(r) };
	const struct scan *s = &w.scan;
	size_t n = 0;
	bool list = false;

	for (uint32_t i = 0; i < r->tokens->n && n < NAMES_MAX; i++) {
		uint32_t run = scan_name(s, i);
		const struct sentence *sn = sentence_of(s, i);
		const struct token *t = &r->tokens->items[i];
		bool object, twice = false;

		list = list || numbered(r, i) || scan_hit(r, i, i + 1, COMING & ~BIT(SEC_SELF)) || reading_is(r, i, WORD_LABEL_NAMES);
		if (run == 0) {
			continue;
		}
		object = t->before != '\n' && t->before != ':' && !t->item && scan_hit(r, sn->first, i, BIT(SEC_REGISTER) | BIT(SEC_SELF));
		if (comes(&w, i, run, list) && store(s, i, run, object, &ret[n]) && !initial_of_writer(s, i, &ret[n])) {
			for (size_t k = 0; k < n; k++) {
				twice = twice || person_same(ret[k].text, ret[n].text);
			}
			ret[n].email = email_of(s, i + run);
			n += !twice;
		}
		i += run - 1;
	}
	return n;
}
