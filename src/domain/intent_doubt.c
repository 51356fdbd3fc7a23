/* Doubt: a decision rests on a few words; what stands around them and was not understood speaks against acting on it. Every
 * sign takes some of the confidence, so that plain answers are acted upon and those with an unknown "not", a "but" into the
 * unknown or a foreign name go to a person, with the decision as proposal. */
#include "domain/people_names.h"

#include <string.h>

const char *const intent_doubts[DOUBT_KINDS] = {
	[DOUBT_NEGATION] = "doubt-negation",
	[DOUBT_NEGATION_FAR] = "doubt-negation-far",
	[DOUBT_BUT] = "doubt-but",
	[DOUBT_NAME] = "doubt-name",
	[DOUBT_EARLIER] = "doubt-earlier",
	[DOUBT_THIN] = "doubt-thin",
	[DOUBT_WORD] = "doubt-word",
	[DOUBT_AGAINST] = "doubt-against",
	[DOUBT_UNKNOWN] = "doubt-unknown",
	[DOUBT_LONG] = "doubt-long",
};

struct doubter {
	const struct reading *r;
	const struct cues *c;
	const struct hit *why;
	uint32_t sentence; /* of the deciding words */
	double taken, most; /* in all; by the strongest sign */
	const char *reason;
};

static void take(struct doubter *d, enum doubt kind, double times, const char *reason)
{
	double much = d->r->limits.doubt[kind] * times;

	d->taken += much;
	if (much > d->most) {
		d->most = much;
		d->reason = reason;
	}
}

/* A "not" is understood with the words that a phrase has it with, or as the whole answer ("No, …"). */
static bool negation_understood(const struct reading *r, uint32_t i)
{
	const struct tokens *t = r->tokens;
	bool alone = i + 1 == t->n || t->items[i + 1].before != ' ';

	for (size_t k = hits_near(&r->hits, i); k < r->hits.n && r->hits.items[k].first <= i; k++) {
		const struct hit *h = &r->hits.items[k];
		bool bare = h->section >= SEC_BARE_YES && h->section <= SEC_BARE_MAYBE;

		if (h->end > i && h->section < SEC_COVERING && (!bare || alone)) {
			return true;
		}
	}
	return false;
}

static bool negates(const struct reading *r, uint32_t i)
{
	return (reading_is(r, i, WORD_NOT) || hits_prefixed(r->vocabulary, &r->hits, r->tokens, i)) && !negation_understood(r, i);
}

/* "Don't strike me off", "nie odmawiam": a negation right before words that refuse. */
static void doubt_refusal(struct doubter *d)
{
	for (uint32_t i = d->why->first > 2 ? d->why->first - 2 : 0; i < d->why->first; i++) {
		if (d->r->tokens->items[i].sentence == d->sentence && negates(d->r, i)) {
			take(d, DOUBT_NEGATION, 1, "a negation before it was not understood");
			return;
		}
	}
}

static void doubt_negations(struct doubter *d)
{
	bool near = false, far = false;

	for (uint32_t i = 0; i < d->r->tokens->n; i++) {
		bool asked = i >= d->r->question_from[d->r->tokens->items[i].sentence];

		if (negates(d->r, i) && !asked) {
			near = near || d->r->tokens->items[i].sentence == d->sentence;
			far = true;
		}
	}
	if (near) {
		take(d, DOUBT_NEGATION, 1, "a negation beside it was not understood");
	} else if (far) {
		take(d, DOUBT_NEGATION_FAR, 1, "a negation was not understood");
	}
}

/* How many words behind the last "but" nothing explains, when no phrase at all stands there. */
static void doubt_but(struct doubter *d)
{
	const struct tokens *t = d->r->tokens;
	uint32_t but = d->c->last_contrast, end, unknown = 0;

	if (!d->c->contrast || but < d->why->end || d->why == d->c->wish.hit) {
		return; /* a wish is refused by whatever stands behind its "but" */
	}
	end = t->sentences[t->items[but].sentence].end;
	for (uint32_t i = but + 1; i < end; i++) {
		if (d->r->explained[i] || i >= d->r->question_from[t->items[but].sentence]) {
			return;
		}
		unknown += reading_unexplained(d->r, i);
	}
	if (unknown > 2) {
		take(d, DOUBT_BUT, 1, "what stands behind the 'but' was not understood");
	}
}

static void doubt_unknown(struct doubter *d)
{
	const struct tokens *t = d->r->tokens;
	const struct sentence *s = &t->sentences[d->sentence];
	double beside = 0, all = (double)d->c->unknown;

	for (uint32_t i = s->first; i < s->end; i++) {
		beside += reading_unexplained(d->r, i) && !hits_know(&d->r->hits, i);
	}
	if (beside > d->r->limits.doubt_words) {
		take(d, DOUBT_UNKNOWN, beside - d->r->limits.doubt_words, "much beside it was not understood");
	}
	if (all > d->r->limits.doubt_text) {
		take(d, DOUBT_LONG, all - d->r->limits.doubt_text, "much of the text was not understood");
	}
}

/* Whether other words than the deciding ones say the same. */
static bool supported(const struct doubter *d, enum intent intent)
{
	for (size_t i = 0; i < d->r->hits.n; i++) {
		const struct hit *h = &d->r->hits.items[i];

		bool people = intent == INTENT_YES && (h->section == SEC_GROUP || h->section == SEC_PLUS)
				&& d->r->tokens->items[h->first].sentence == d->sentence;

		if (people) {
			return true;
		}
		if (!h->covered && intent_sides[h->section] == intent && (h->end <= d->why->first || h->first >= d->why->end)) {
			return true;
		}
	}
	return false;
}

static bool speaks_against(const struct doubter *d, const struct hit *h, enum intent intent)
{
	enum intent other = intent_sides[h->section];
	bool offer = h->section == SEC_OFFER_YES || h->section == SEC_OFFER_NO;

	if (h->covered || h->section >= SEC_BARE_YES || other == INTENT_NONE || other == intent || h->phrase->weight < d->r->limits.weak
			|| (offer && !d->r->input->offer) || reading_asked(d->r, h)) {
		return false;
	}
	if (intent == INTENT_UNSUBSCRIBE) {
		return other == INTENT_YES;
	}
	if (intent == INTENT_MAYBE) {
		return other == INTENT_YES && !d->c->conditional && h->phrase->weight > d->why->phrase->weight
				&& d->r->tokens->items[h->first].sentence != d->sentence;
	}
	return true;
}

static void doubt_against(struct doubter *d, enum intent intent)
{
	for (size_t i = 0; i < d->r->hits.n; i++) {
		if (speaks_against(d, &d->r->hits.items[i], intent)) {
			take(d, DOUBT_AGAINST, intent == INTENT_MAYBE ? 2 : 1, "other words of it say something else");
			return;
		}
	}
}

/* Whether anything in the text is about coming or not coming, however it is covered. */
static bool speaks_of_coming(const struct doubter *d)
{
	for (size_t i = 0; i < d->r->hits.n; i++) {
		uint32_t section = d->r->hits.items[i].section;

		if (section <= SEC_CANCEL || section == SEC_OPEN || section == SEC_INSTEAD || section == SEC_SELF || section == SEC_OFFER_YES
				|| section == SEC_OFFER_NO) {
			return true;
		}
	}
	return false;
}

/* "Jolanta, this is probably yours": one word of doubt in a sentence about something else. */
static void doubt_word(struct doubter *d, enum intent intent)
{
	const struct tokens *t = d->r->tokens;
	const struct sentence *s = &t->sentences[d->sentence];
	uint32_t beside = 0, from = d->why->first, to = d->why->end;
	bool firm = d->why->phrase->weight > d->r->limits.strong && intent != INTENT_MAYBE;

	firm = firm || (intent == INTENT_MAYBE && d->c->conditional);
	if (firm || d->why->end > d->why->first + 1 || d->why->section >= SEC_BARE_YES || supported(d, intent)) {
		return;
	}
	while (from > s->first && strchr(",;:(", t->items[from].before) == NULL) {
		from--;
	}
	while (to < s->end && strchr(",;:(", t->items[to].before) == NULL) {
		to++;
	}
	for (uint32_t i = from; i < to; i++) {
		beside += reading_unexplained(d->r, i);
	}
	if (beside >= d->r->limits.doubt_beside || (intent == INTENT_MAYBE && d->c->unknown > 0 && !speaks_of_coming(d))) {
		take(d, DOUBT_WORD, 1, "a single word of it says so");
	}
}

void intent_doubt(const struct reading *r, const struct cues *c, struct decision *decision)
{
	struct doubter d = { .r = r, .c = c, .why = decision->why[0] };

	if (d.why == NULL || decision->intent == INTENT_OTHER || decision->intent == INTENT_QUESTION) {
		return;
	}
	d.sentence = r->tokens->items[d.why->first].sentence;
	if (decision->intent == INTENT_YES) {
		doubt_negations(&d);
	} else {
		doubt_refusal(&d);
	}
	if (decision->intent == INTENT_NO && names_mentioned(r)) {
		take(&d, DOUBT_NAME, 1, "declines, but names somebody");
	}
	if (decision->intent == INTENT_YES && d.why->phrase->weight <= r->limits.strong && d.why->section < SEC_BARE_YES && !supported(&d, INTENT_YES)
			&& (c->asks || c->question.weight >= 1.5 || c->other.weight >= 1.5)) {
		take(&d, DOUBT_THIN, 1, "few words of it say so, and it is about something else too");
	}
	if (r->earlier[d.why->first]) {
		take(&d, DOUBT_EARLIER, 1, "it only tells what was said before");
	}
	if (decision->intent == INTENT_MAYBE && (c->asks || c->question.weight >= r->limits.weak) && d.why->phrase->weight <= 3) {
		take(&d, DOUBT_THIN, 1, "is not sure, and asks");
	}
	doubt_word(&d, decision->intent);
	doubt_but(&d);
	doubt_unknown(&d);
	doubt_against(&d, decision->intent);
	if (d.taken > 0) {
		bool acted = decision->confidence >= r->limits.act;

		decision->confidence -= d.taken;
		decision->confidence = decision->confidence < 0.3 ? 0.3 : decision->confidence;
		if (acted && decision->confidence < r->limits.act) {
			decision->reason = d.reason;
		}
	}
}
