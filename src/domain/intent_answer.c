/* From the best reading to the answer: doubts, the examples' second opinion, evidence, people. */
#include "domain/intent_private.h"
#include "domain/intent_weigh.h"

#include "util/cleanup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool pack_believed(const struct pack *p, const struct tokens *t, double least)
{
	size_t words = 0, known = 0;

	for (size_t i = 0; i < t->n && i < SAMPLE_WORDS; i++) {
		const struct token *w = &t->items[i];

		if (w->kind == TOKEN_WORD && (!w->upper || w->line_start || w->before == '.')) {
			words++;
			known += vocabulary_knows(p->vocabulary, w);
		}
	}
	return words < 4 || (double)known >= least * (double)words;
}

static enum status add_evidence(const struct attempt *a, const struct hit *h, bool subject, struct intent_answer *ret, struct error *err)
{
	struct evidence *e = &ret->evidence[ret->n_evidence];
	CLEANUP_STRBUF struct strbuf rule = STRBUF_INIT;
	const struct token *t = a->reading.tokens->items;
	const char *from, *to;

	if (h == NULL || ret->n_evidence >= INTENT_MAX_EVIDENCE) {
		return ST_OK;
	}
	from = t[h->first].text;
	to = t[h->end - 1].text + t[h->end - 1].len;
	strbuf_addf(&rule, "%s %s: %s", a->pack->code, intent_sections[h->section], h->phrase->text);
	*e = (struct evidence){ .rule = strbuf_detach(&rule, NULL), .words = strndup(from, (size_t)(to - from)),
		.start = (size_t)(from - a->reading.tokens->text), .len = subject ? 0 : (size_t)(to - from) };
	ret->n_evidence++;
	return e->rule != NULL && e->words != NULL ? ST_OK : error_set(err, ST_NOMEM, "evidence: out of memory");
}

static enum status add_phrases(const struct attempt *a, bool subject, struct intent_answer *ret, struct error *err)
{
	const struct decision *d = &a->decision;
	const struct hit *hits[] = { d->why[0], ret->also_question ? a->cues.question.hit : NULL,
		ret->also_unsubscribe ? a->cues.unsubscribe.hit : NULL,
		d->intent == INTENT_YES && a->cues.instead.hit != d->why[0] ? a->cues.instead.hit : NULL };
	enum status st = ST_OK;

	for (size_t i = 0; i < ARRAY_SIZE(hits) && st == ST_OK; i++) {
		st = add_evidence(a, hits[i], subject, ret, err);
	}
	return st;
}

static enum status add_telling(const struct attempt *a, const struct weighed *w, struct intent_answer *ret, struct error *err)
{
	struct evidence *e = &ret->evidence[ret->n_evidence];
	CLEANUP_STRBUF struct strbuf rule = STRBUF_INIT;

	if (w->telling == NULL || ret->n_evidence >= INTENT_MAX_EVIDENCE) {
		return ST_OK;
	}
	strbuf_addf(&rule, "examples: %s %.2f", intent_name(w->likest), w->likeness);
	*e = (struct evidence){ .rule = strbuf_detach(&rule, NULL), .words = strndup(w->telling->text, w->telling->len),
		.start = (size_t)(w->telling->text - a->reading.tokens->text), .len = w->telling->len };
	ret->n_evidence++;
	return e->rule != NULL && e->words != NULL ? ST_OK : error_set(err, ST_NOMEM, "evidence: out of memory");
}

static bool may_act(enum intent intent)
{
	return intent == INTENT_YES || intent == INTENT_NO || intent == INTENT_MAYBE || intent == INTENT_UNSUBSCRIBE;
}

/* What the examples change of the rules' answer, and why. */
static void apply(const struct weighed *w, const char *rules_reason, const struct thresholds *limits, struct intent_answer *ret,
		struct strbuf *reason)
{
	const double least = w->intent == INTENT_YES ? limits->believe_yes : w->intent == INTENT_MAYBE ? limits->believe_maybe : limits->believe;
	const bool sure = may_act(w->intent) && w->probability >= least;

	if (w->intent == ret->intent && sure == ret->sure) {
		strbuf_adds(reason, rules_reason);
	} else if (w->intent == ret->intent && w->likest == w->intent) {
		strbuf_addf(reason, "%s, and %s answers that mean '%s'", rules_reason, sure ? "is like" : "is not much like", intent_name(w->intent));
	} else if (w->intent == w->likest && w->intent != ret->intent) {
		strbuf_addf(reason, "is like answers that mean '%s'", intent_name(w->likest));
	} else {
		strbuf_addf(reason, "%s, but is like answers that mean '%s'", rules_reason, intent_name(w->likest));
	}
	ret->intent = w->intent;
	ret->confidence = w->probability;
	ret->sure = sure;
}

enum status intent_answer(const struct attempt *a, const struct classifier *examples, bool subject, struct intent_answer *ret,
		struct error *err)
{
	const struct thresholds *limits = &a->reading.limits;
	const struct decision *d = &a->decision;
	const bool believed = pack_believed(a->pack, a->reading.tokens, limits->known);
	CLEANUP_STRBUF struct strbuf reason = STRBUF_INIT;
	struct weighed weighed = { .telling = NULL };
	enum status st = ST_OK;

	ret->intent = d->intent;
	ret->confidence = believed ? d->confidence : d->confidence * 0.6;
	ret->sure = ret->confidence >= (d->intent == INTENT_MAYBE ? limits->act_maybe : limits->act) && may_act(d->intent);
	ret->also_question = d->also_question;
	ret->also_unsubscribe = d->also_unsubscribe;
	(void)snprintf(ret->language, sizeof ret->language, "%s", a->pack->code);
	if (examples != NULL && believed) {
		intent_weigh(examples, a->reading.tokens, a->reading.input->offer, ret->intent, ret->sure, ret->confidence,
				&weighed);
		apply(&weighed, d->reason, limits, ret, &reason);
		/* a person has to answer it all the same */
		ret->also_question |= d->intent == INTENT_QUESTION && ret->intent != INTENT_QUESTION && a->cues.asks;
	} else {
		strbuf_adds(&reason, d->reason);
	}
	ret->reason = strbuf_detach(&reason, NULL);
	if (ret->reason == NULL) {
		return error_set(err, ST_NOMEM, "intents: out of memory");
	}
	st = add_phrases(a, subject, ret, err);
	st = st == ST_OK ? add_telling(a, &weighed, ret, err) : st;
	return st == ST_OK && ret->intent == INTENT_YES ? people_read(&a->reading, &a->cues, ret, err) : st;
}
