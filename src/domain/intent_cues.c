/* From phrases to scores: which count, given questions, conditions and what stands before and behind a "but". */
#include "domain/intent_private.h"

#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

const char *const intent_sections[SEC_COUNT + 1] = {
	[SEC_YES] = "intent.yes", [SEC_REGISTER] = "intent.register", [SEC_WISH] = "intent.wish", [SEC_NO] = "intent.no",
	[SEC_CANCEL] = "intent.cancel", [SEC_MAYBE] = "intent.maybe", [SEC_OPEN] = "intent.open",
	[SEC_CONDITION] = "intent.condition", [SEC_QUESTION] = "intent.question", [SEC_OTHER] = "intent.other",
	[SEC_UNSUBSCRIBE] = "intent.unsubscribe", [SEC_HARMLESS] = "intent.harmless", [SEC_INSTEAD] = "intent.instead",
	[SEC_ABSENCE] = "intent.absence",
	[SEC_OFFER_YES] = "offer.yes", [SEC_OFFER_NO] = "offer.no", [SEC_BARE_YES] = "bare.yes", [SEC_BARE_NO] = "bare.no",
	[SEC_BARE_MAYBE] = "bare.maybe",
	[SEC_GROUP] = "people.group", [SEC_PLUS] = "people.plus", [SEC_OLD] = "people.old", [SEC_SELF] = "people.self",
	[SEC_EARLIER] = "intent.earlier", [SEC_CONTRAST] = "intent.contrast",
	[SEC_COUNT] = NULL,
};

const enum intent intent_sides[SEC_COUNT] = {
	[SEC_YES] = INTENT_YES, [SEC_REGISTER] = INTENT_YES, [SEC_INSTEAD] = INTENT_YES, [SEC_OFFER_YES] = INTENT_YES,
	[SEC_NO] = INTENT_NO, [SEC_CANCEL] = INTENT_NO, [SEC_OFFER_NO] = INTENT_NO,
	[SEC_MAYBE] = INTENT_MAYBE, [SEC_OPEN] = INTENT_MAYBE, [SEC_UNSUBSCRIBE] = INTENT_UNSUBSCRIBE,
	[SEC_BARE_YES] = INTENT_YES, [SEC_BARE_NO] = INTENT_NO, [SEC_BARE_MAYBE] = INTENT_MAYBE,
};

const char *const intent_classes[WORD_CLASSES] = {
	[WORD_INTERROGATIVE] = "interrogative",
	[WORD_BUT] = "but",
	[WORD_AND] = "and",
	[WORD_ONLY] = "only",
	[WORD_REGRET] = "regret",
	[WORD_GREETING] = "greeting",
	[WORD_THANKS] = "thanks",
	[WORD_CLOSING] = "closing",
	[WORD_NOT] = "not",
	[WORD_TITLE] = "title",
	[WORD_OFFICE] = "office",
	[WORD_PLACE] = "place",
	[WORD_MONTH] = "month",
	[WORD_ROLE] = "role",
	[WORD_LABEL_NAMES] = "label-names",
	[WORD_NOT_COMING] = "not-coming",
	[WORD_REGISTER] = "register",
	[WORD_ATTEND_THEY] = "attend-they",
	[WORD_WITH] = "with",
	[WORD_INSTEAD_OF] = "instead-of",
	[WORD_ABSENT] = "absent",
	[WORD_COMPANION] = "companion",
	[WORD_PERSON] = "person",
	[WORD_MY] = "my",
	[WORD_WRITER] = "writer",
	[WORD_WE] = "we-word",
	[WORD_PLURAL] = "plural",
	[WORD_INCLUDING] = "including",
};

bool reading_is(const struct reading *r, size_t token, enum word_class what)
{
	return hits_in_class(&r->hits, token, r->classes[what]);
}

static void note(struct cue *cue, const struct hit *hit, double weight)
{
	if (weight > cue->weight || cue->hit == NULL || (weight >= cue->weight && hit->first > cue->hit->first)) {
		cue->weight = weight;
		cue->hit = hit;
	}
	cue->last = hit->first > cue->last ? hit->first : cue->last;
}

/* Where the asking part of a question begins: the clause of its first asking word, or its last clause. */
static uint32_t question_start(const struct reading *r, const struct sentence *s)
{
	const struct token *t = r->tokens->items;

	for (uint32_t i = s->first; i < s->end; i++) {
		if (reading_is(r, i, WORD_INTERROGATIVE)) {
			while (i > s->first && strchr(",;:-(", t[i].before) == NULL && !reading_is(r, i, WORD_BUT) && !reading_is(r, i, WORD_AND)) {
				i--;
			}
			return i;
		}
	}
	for (uint32_t i = s->end; i > s->first + 1; i--) {
		if (strchr(",;:-", t[i - 1].before) != NULL) {
			return i - 1;
		}
	}
	return s->first;
}

static void mark(bool *words, uint32_t from, uint32_t to)
{
	for (uint32_t k = from; k < to; k++) {
		words[k] = true;
	}
}

/* "But" and its like: words of @but, phrases of [intent.contrast], and "only" behind a comma or an "and". */
static void mark_contrasts(struct reading *r)
{
	for (uint32_t i = 0; i < r->tokens->n; i++) {
		const struct token *t = &r->tokens->items[i];

		r->contrast[i] = t->kind == TOKEN_WORD && (reading_is(r, i, WORD_BUT) || (reading_is(r, i, WORD_ONLY)
				&& (t->before == ',' || (i > 0 && reading_is(r, i - 1, WORD_AND)))));
	}
	for (size_t i = 0; i < r->hits.n; i++) {
		if (r->hits.items[i].section == SEC_CONTRAST) {
			r->contrast[r->hits.items[i].first] = true;
		}
	}
}

static void mark_earlier(struct reading *r, const struct hit *h)
{
	uint32_t end = r->tokens->sentences[r->tokens->items[h->first].sentence].end;

	for (uint32_t i = h->end; i < end && !r->contrast[i] && strchr("-;(", r->tokens->items[i].before) == NULL; i++) {
		r->earlier[i] = true;
	}
}

enum status reading_prepare(struct reading *r, struct error *err)
{
	r->question_from = calloc(r->tokens->n_sentences + 1, sizeof *r->question_from);
	r->explained = calloc(r->tokens->n + 1, sizeof *r->explained);
	r->earlier = calloc(r->tokens->n + 1, sizeof *r->earlier);
	r->contrast = calloc(r->tokens->n + 1, sizeof *r->contrast);
	r->given = calloc(r->tokens->n + 1, sizeof *r->given);
	if (r->question_from == NULL || r->explained == NULL || r->earlier == NULL || r->contrast == NULL
			|| r->given == NULL) {
		return error_set(err, ST_NOMEM, "intents: out of memory");
	}
	mark_contrasts(r);
	for (size_t i = 0; i < r->tokens->n_sentences; i++) {
		const struct sentence *s = &r->tokens->sentences[i];

		r->question_from[i] = s->question ? question_start(r, s) : s->end;
	}
	for (size_t i = 0; i < r->hits.n; i++) {
		const struct hit *h = &r->hits.items[i];

		if (h->section < SEC_COVERING || h->section == SEC_EARLIER) {
			mark(r->explained, h->first, h->end);
		}
		if (h->section == SEC_EARLIER) {
			mark_earlier(r, h);
		}
	}
	return ST_OK;
}

void reading_release(struct reading *r)
{
	hits_release(&r->hits);
	free(r->question_from);
	free(r->explained);
	free(r->earlier);
	free(r->contrast);
	free(r->given);
	r->question_from = NULL;
	r->given = NULL;
	r->explained = r->earlier = r->contrast = NULL;
}

bool reading_asked(const struct reading *r, const struct hit *h)
{
	return h->first >= r->question_from[r->tokens->items[h->first].sentence];
}

/* Whether a clause ends between the two words. */
static bool clause_ends(const struct reading *r, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i <= to; i++) {
		if (strchr(",;:-(", r->tokens->items[i].before) != NULL) {
			return true;
		}
	}
	return false;
}

enum hanging { FREE, HANGS, SUPPOSED };

/* Whether a condition governs the phrase: "if …" in the same sentence, not behind a "but" that comes between. What stands in
 * the condition itself ("if I come, …") promises nothing. */
static enum hanging hangs(const struct reading *r, const struct hit *h)
{
	const struct sentence *s = &r->tokens->sentences[r->tokens->items[h->first].sentence];
	uint32_t from = h->first > s->first + HIT_MAX_WORDS ? h->first - HIT_MAX_WORDS : s->first;
	uint32_t to = s->end > h->first + HIT_MAX_WORDS ? h->first + HIT_MAX_WORDS : s->end;
	enum hanging how = FREE;

	for (size_t i = hits_near(&r->hits, from); i < r->hits.n && r->hits.items[i].first < to; i++) {
		const struct hit *c = &r->hits.items[i];

		if (c->section == SEC_CONDITION && !c->covered && c->first >= from) {
			bool inside = c->end <= h->first && h->first - c->end < 3 && h->end < s->end && !clause_ends(r, c->end, h->first)
					&& clause_ends(r, h->end, s->end - 1);

			how = inside ? SUPPOSED : HANGS;
		}
	}
	return how;
}

static void count_yes(const struct reading *r, const struct hit *h, struct cues *c)
{
	double w = h->phrase->weight;

	enum hanging how = hangs(r, h);

	if (h->section == SEC_INSTEAD && !reading_asked(r, h)) {
		note(&c->instead, h, w);
	} else if (reading_asked(r, h) && h->section != SEC_REGISTER && !(h->section == SEC_OFFER_YES && w > 3)) {
		return;
	}
	if (how != FREE) {
		c->conditional = c->conditional || how == HANGS;
		note(&c->maybe, h, how == HANGS ? w : 1);
		return;
	}
	if (h->section == SEC_WISH) {
		note(&c->wish, h, w);
		return;
	}
	if (h->section != SEC_INSTEAD) {
		note(&c->yes, h, w);
	}
	if (h->section == SEC_REGISTER) {
		note(&c->strict, h, w);
	}
}

/* "One of us fell ill, so three of us come": the phrase is about a number that no longer holds. */
static bool of_another(const struct reading *r, const struct hit *h)
{
	for (size_t i = hits_near(&r->hits, h->first); i < r->hits.n && r->hits.items[i].first < h->first; i++) {
		const struct hit *o = &r->hits.items[i];

		if (o->section == SEC_OLD && o->first < h->first && h->end <= o->end) {
			return true;
		}
	}
	return false;
}

static void count_other(const struct reading *r, const struct hit *h, struct cues *c)
{
	double w = h->phrase->weight;

	if (h->section == SEC_NO && of_another(r, h)) {
		return;
	}
	switch (h->section) {
	case SEC_NO:
	case SEC_CANCEL:
	case SEC_OFFER_NO:
		if (h->section == SEC_CANCEL && hangs(r, h) != FREE) {
			note(&c->maybe, h, r->limits.weak); /* "if there are few places, give mine away" */
		} else if (!reading_asked(r, h) && (hangs(r, h) == FREE || w >= 3)) {
			note(h->section == SEC_CANCEL ? &c->cancel : &c->no, h, w);
		}
		break;
	case SEC_MAYBE:
		if (!reading_asked(r, h)) {
			note(&c->maybe, h, w);
		}
		break;
	case SEC_OPEN:
		note(&c->open, h, w);
		break;
	case SEC_QUESTION:
		note(&c->question, h, w);
		break;
	case SEC_OTHER:
		note(&c->other, h, w);
		break;
	case SEC_ABSENCE:
		note(&c->absence, h, w);
		c->absences += w;
		break;
	case SEC_UNSUBSCRIBE:
		note(&c->unsubscribe, h, w);
		break;
	default:
		break;
	}
}

static void count_bare(const struct reading *r, const struct hit *h, struct cues *c)
{
	const struct token *t = &r->tokens->items[h->first];
	const struct sentence *s = &r->tokens->sentences[t->sentence];
	bool opens = s->first == h->first || t->before != ' ';

	if (!opens || reading_asked(r, h)) {
		return;
	}
	note(h->section == SEC_BARE_YES ? &c->bare_yes : h->section == SEC_BARE_NO ? &c->bare_no : &c->bare_maybe, h, h->phrase->weight);
}

static void count_hit(const struct reading *r, const struct hit *h, struct cues *c)
{
	bool offer = h->section == SEC_OFFER_YES || h->section == SEC_OFFER_NO;

	if (h->covered || (offer && !r->input->offer) || (r->earlier[h->first] && !r->count_earlier)) {
		return;
	}
	if (h->section == SEC_YES || h->section == SEC_REGISTER || h->section == SEC_WISH || h->section == SEC_INSTEAD
			|| h->section == SEC_OFFER_YES) {
		count_yes(r, h, c);
	} else if (h->section >= SEC_BARE_YES && h->section <= SEC_BARE_MAYBE) {
		count_bare(r, h, c);
	} else {
		count_other(r, h, c);
	}
}

bool reading_unexplained(const struct reading *r, uint32_t i)
{
	const struct token *t = &r->tokens->items[i];
	bool name = t->kind != TOKEN_WORD || (t->upper && !(t->before == '.' || t->line_start));

	return !name && !r->explained[i] && !reading_is(r, i, WORD_GREETING) && !reading_is(r, i, WORD_THANKS)
			&& !reading_is(r, i, WORD_CLOSING);
}

static size_t unexplained(const struct reading *r, uint32_t from, uint32_t to)
{
	size_t n = 0;

	for (uint32_t i = from; i < to; i++) {
		n += reading_unexplained(r, i);
	}
	return n;
}

/* "We wanted to come, but the boss fell ill": what follows the "but" was not understood. */
static bool but_unknown(const struct reading *r, const struct cues *c)
{
	const struct tokens *t = r->tokens;
	uint32_t end;

	if (!c->contrast || c->yes.hit == NULL || c->last_contrast < c->yes.hit->end) {
		return false;
	}
	end = t->sentences[t->items[c->last_contrast].sentence].end;
	if (t->items[c->last_contrast].sentence != t->items[c->yes.last].sentence
			&& t->sentences[t->items[c->last_contrast].sentence].first != c->last_contrast) {
		return false;
	}
	for (size_t i = 0; i < r->hits.n; i++) {
		const struct hit *h = &r->hits.items[i];

		if (!h->covered && h->first >= c->last_contrast && h->first < end && h->section < SEC_COVERING) {
			return false;
		}
	}
	return !t->sentences[t->items[c->last_contrast].sentence].question && unexplained(r, c->last_contrast + 1, end) > 1;
}

bool cues_decide(const struct reading *r, const struct cues *c)
{
	const struct cue *all[] = { &c->yes, &c->no, &c->maybe, &c->cancel, &c->instead, &c->unsubscribe };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (all[i]->weight >= r->limits.weak) {
			return true;
		}
	}
	return false;
}

void cues_read(const struct reading *r, struct cues *ret)
{
	*ret = (struct cues){ .unknown = 0 };
	for (size_t i = 0; i < r->hits.n; i++) {
		count_hit(r, &r->hits.items[i], ret);
	}
	for (size_t i = 0; i < r->tokens->n_sentences; i++) {
		ret->asks = ret->asks || r->tokens->sentences[i].question;
	}
	for (uint32_t i = 0; i < r->tokens->n; i++) {
		ret->regrets = ret->regrets || (r->tokens->items[i].kind == TOKEN_WORD && reading_is(r, i, WORD_REGRET));
		if (r->contrast[i]) {
			ret->contrast = true;
			ret->last_contrast = i;
		}
	}
	ret->yes_then_but = but_unknown(r, ret);
	ret->unknown = unexplained(r, 0, (uint32_t)r->tokens->n);
}
