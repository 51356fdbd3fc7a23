/* From scores to one answer. The order of the rules is the order of harm: stopping the mail, then contradictions, then
 * doubt, then yes and no. */
#include "domain/people_names.h"

#include <stddef.h>

struct judge {
	const struct reading *r;
	const struct cues *c;
	struct decision *d;
	double yes, no; /* heaviest of all kinds */
	const struct hit *yes_hit, *no_hit;
};

static bool decide(struct judge *j, enum intent intent, double confidence, const char *reason, const struct hit *why)
{
	j->d->intent = intent;
	/* a slip that makes somebody leave for good is not guessed */
	j->d->confidence = why == NULL || !why->guessed ? confidence : intent == INTENT_UNSUBSCRIBE ? confidence * 0.7 : confidence * 0.9;
	j->d->reason = reason;
	j->d->why[0] = why;
	return true;
}

/* Full confidence for phrases that decide by themselves, less for lighter ones. */
static double trust(const struct judge *j, double weight)
{
	const struct thresholds *t = &j->r->limits;

	return weight >= t->strong ? 0.95 : weight >= t->weak ? 0.85 : 0.55;
}

static bool far_apart(const struct judge *j, const struct hit *a, const struct hit *b)
{
	const struct token *t = j->r->tokens->items;

	return a == NULL || b == NULL || t[a->first].sentence != t[b->first].sentence;
}

static bool rule_unsubscribe(struct judge *j)
{
	const struct cues *c = j->c;
	const struct cue *u = &c->unsubscribe;

	if (u->weight < j->r->limits.weak || c->cancel.weight > u->weight + 1) {
		return false; /* "take us off the list of participants" */
	}
	if (c->instead.weight < 1 && j->yes >= j->r->limits.strong && j->no < j->r->limits.weak && far_apart(j, u->hit, j->yes_hit)) {
		j->d->also_unsubscribe = true;
		return false;
	}
	return decide(j, INTENT_UNSUBSCRIBE, trust(j, u->weight), "wants no more mail", u->hit);
}

/* "Now I come, but …": which of two contradicting phrases stands behind the "but". */
static bool after_but(const struct judge *j, const struct hit *later, const struct hit *earlier)
{
	const struct cues *c = j->c;

	return later != NULL && earlier != NULL && c->contrast && later->first >= c->last_contrast && earlier->first < c->last_contrast;
}

/* An out-of-office note without the headers of one: whoever "takes part in a fair" there registers for nothing. */
static bool rule_absence(struct judge *j)
{
	const struct cues *c = j->c;

	return c->absences >= j->r->limits.strong
			&& decide(j, INTENT_OTHER, 0.6, "looks like an out-of-office note", c->absence.hit);
}

static bool rule_contradiction(struct judge *j)
{
	const struct cues *c = j->c;

	if (c->cancel.weight > 0 && c->instead.weight < 1 && c->cancel.weight >= j->yes) {
		return decide(j, INTENT_NO, 0.93, "takes a registration back", c->cancel.hit);
	}
	if (j->yes < j->r->limits.weak || j->no < j->r->limits.weak) {
		return false;
	}
	if (c->instead.weight >= j->r->limits.strong) {
		return decide(j, INTENT_YES, 0.9, "somebody else comes instead of the writer", c->instead.hit);
	}
	if (c->maybe.weight > j->r->limits.strong && c->instead.weight <= 0) {
		return decide(j, INTENT_MAYBE, c->maybe.weight > j->yes && c->maybe.weight > j->no ? 0.8 : 0.6, "says yes, no and perhaps",
				c->maybe.hit);
	}
	if (after_but(j, j->no_hit, j->yes_hit)) {
		return decide(j, INTENT_NO, 0.9, "declines behind a 'but'", j->no_hit);
	}
	if (after_but(j, j->yes_hit, j->no_hit)) {
		return decide(j, INTENT_YES, 0.88, "accepts behind a 'but'", j->yes_hit);
	}
	if (j->yes - j->no >= j->r->limits.margin) {
		return decide(j, INTENT_YES, 0.75, "accepts more clearly than it declines", j->yes_hit);
	}
	if (j->no - j->yes >= j->r->limits.margin) {
		return decide(j, INTENT_NO, 0.75, "declines more clearly than it accepts", j->no_hit);
	}
	return decide(j, j->yes_hit->first > j->no_hit->first ? INTENT_YES : INTENT_NO, 0.4,
			"says both yes and no", j->yes_hit->first > j->no_hit->first ? j->yes_hit : j->no_hit);
}

static bool rule_doubt(struct judge *j)
{
	const struct cues *c = j->c;
	const struct cue *m = &c->maybe;
	bool no = j->no >= j->r->limits.weak;

	if (c->question.weight >= j->r->limits.strong && j->yes < j->r->limits.strong + 1 && !no
			&& (c->asks || c->question.weight > j->r->limits.strong + 1)) {
		return decide(j, INTENT_QUESTION, 0.9, "decides after an answer", c->question.hit);
	}
	if (c->open.weight > 0 && !no) {
		if (c->asks || c->question.weight >= j->r->limits.weak) {
			return decide(j, INTENT_QUESTION, 0.9, "asks before deciding", c->open.hit);
		}
		return decide(j, INTENT_MAYBE, 0.9, "has not decided", c->open.hit);
	}
	if (m->weight < j->r->limits.weak) {
		return false;
	}
	if (no && c->conditional == false && m->hit != NULL && !far_apart(j, m->hit, j->no_hit) && m->weight > j->no) {
		return decide(j, INTENT_MAYBE, 0.8, "is not sure", m->hit);
	}
	if (no && c->conditional && j->no < j->r->limits.strong + 0.5 && j->yes < j->r->limits.weak) {
		return decide(j, INTENT_MAYBE, 0.75, "cannot come, unless a condition is met", m->hit);
	}
	if (no && j->no >= j->r->limits.strong && !after_but(j, m->hit, j->no_hit)) {
		return decide(j, INTENT_NO, m->weight >= j->r->limits.strong ? 0.6 : 0.85, "declines, with some doubt", j->no_hit);
	}
	if (no) {
		return decide(j, INTENT_MAYBE, m->weight >= j->r->limits.strong ? 0.8 : 0.6, "declines, but leaves it open", m->hit);
	}
	if (c->conditional && j->r->input->offer) { /* "if that is your trade, let us talk": the condition is about us */
		return decide(j, INTENT_YES, 0.6, "is interested under a condition", m->hit);
	}
	return decide(j, INTENT_MAYBE, trust(j, m->weight), c->conditional ? "comes under a condition" : "is not sure", m->hit);
}

/* People are named as those who come, by a list of participants or beside a word that alone says little ("will be"). */
static bool rule_named(struct judge *j)
{
	const struct cues *c = j->c;
	struct found_name names[NAMES_MAX];
	size_t n;

	if (j->r->input->offer || j->yes >= j->r->limits.weak || j->no >= 1 || c->maybe.weight >= 1 || c->wish.weight > 0
			|| c->unsubscribe.weight > 0 || c->other.weight >= j->r->limits.weak || c->asks) {
		return false;
	}
	n = names_coming(j->r, names);
	return n > 0 && (n > 1 || j->yes >= 1) && decide(j, INTENT_YES, 0.8, "names those who come", j->yes_hit);
}

static bool rule_wish(struct judge *j)
{
	const struct cues *c = j->c;
	bool but = c->contrast && c->wish.hit != NULL && c->last_contrast > c->wish.hit->first;

	if (c->wish.weight <= 0 || j->yes >= j->r->limits.strong || j->no >= j->r->limits.weak) {
		return false;
	}
	if (but && !c->asks && c->maybe.weight < 1) {
		return decide(j, INTENT_NO, c->wish.weight < j->r->limits.weak ? 0.8 : 0.5, "would have liked to, but", c->wish.hit);
	}
	if (j->yes < j->r->limits.weak && c->maybe.weight < 1) {
		return decide(j, INTENT_YES, c->wish.weight >= 1.5 && !c->yes_then_but && !but ? 0.85 : 0.5, "would like to", c->wish.hit);
	}
	return false;
}

static bool rule_plain(struct judge *j)
{
	const struct cues *c = j->c;

	if (j->no >= j->r->limits.weak) {
		if ((c->question.weight >= j->r->limits.strong && j->no <= c->question.weight)
				|| ((c->question.weight >= 1.5 || c->asks) && j->no < j->r->limits.strong)) {
			return decide(j, INTENT_QUESTION, 0.7, "cannot do something, and asks", c->question.hit);
		}
		return decide(j, INTENT_NO, trust(j, j->no), "declines", j->no_hit);
	}
	if (c->instead.weight >= j->r->limits.strong) {
		return decide(j, INTENT_YES, 0.9, "somebody comes instead of the writer", c->instead.hit);
	}
	if (j->yes >= j->r->limits.weak && c->yes_then_but) {
		return decide(j, INTENT_YES, 0.5, "accepts, but what follows was not understood", j->yes_hit);
	}
	if (c->other.weight > j->yes && j->yes < j->r->limits.strong && c->other.weight >= j->r->limits.weak) {
		return decide(j, INTENT_OTHER, 0.8, "passes the mail on, or names somebody else", c->other.hit);
	}
	if (j->yes >= j->r->limits.weak) {
		return decide(j, INTENT_YES, trust(j, j->yes), "accepts", j->yes_hit);
	}
	return false;
}

/* "Unfortunately we have an audit that day": a regret and a reason, and not a word of coming. */
static bool rule_regret(struct judge *j)
{
	const struct cues *c = j->c;

	if (!c->regrets || c->asks || c->question.weight >= 1 || c->other.weight >= 1 || c->maybe.weight >= 1 || j->yes >= 1
			|| c->unsubscribe.weight > 0 || c->bare_yes.weight > 0) {
		return false;
	}
	return decide(j, INTENT_NO, j->no >= 1 || c->bare_no.weight > 0 || c->unknown <= 12 ? 0.75 : 0.6, "regrets, and gives a reason", j->no_hit);
}

/* "Yes. Is there parking?": a sentence that says yes, in a word heavy enough (not the "OK" of one who has read), and a
 * question behind it that nothing hangs on. */
static bool yes_then_asks(const struct judge *j)
{
	const struct cues *c = j->c;
	const struct token *t = j->r->tokens->items;

	return c->asks && c->bare_yes.weight >= j->r->limits.strong && c->question.weight < j->r->limits.weak && c->bare_no.weight <= 0
			&& c->bare_maybe.weight <= 0 && c->maybe.weight <= 0 && j->no <= 0 && c->other.weight < 1
			&& !j->r->tokens->sentences[t[c->bare_yes.hit->first].sentence].question;
}

static bool rule_bare(struct judge *j)
{
	const struct cues *c = j->c;
	bool lone = c->unknown <= 1 && c->other.weight < 1;

	if (yes_then_asks(j)) {
		return decide(j, INTENT_YES, 0.8, "a bare yes, and asks", c->bare_yes.hit);
	}
	if (c->asks || c->question.weight >= j->r->limits.weak) {
		return decide(j, INTENT_QUESTION, 0.85, "asks", c->question.hit);
	}
	if (c->bare_maybe.weight > 0 || c->maybe.weight > 0) {
		return decide(j, INTENT_MAYBE, lone || c->maybe.weight >= 1 ? 0.8 : 0.5, "is not sure",
				c->bare_maybe.hit != NULL ? c->bare_maybe.hit : c->maybe.hit);
	}
	if (c->bare_yes.weight > 0 && c->bare_no.weight > 0) {
		return decide(j, c->bare_no.hit->first > c->bare_yes.hit->first ? INTENT_NO : INTENT_YES, 0.4, "says both yes and no",
				c->bare_no.hit);
	}
	if (c->bare_no.weight > 0 && c->question.weight < 1) {
		return decide(j, INTENT_NO, lone ? 0.85 : 0.5, "a bare no", c->bare_no.hit);
	}
	if (c->bare_yes.weight > 0 && j->no <= 0) {
		return decide(j, INTENT_YES, lone ? 0.85 : 0.5, "a bare yes", c->bare_yes.hit);
	}
	if (c->unsubscribe.weight > 0) {
		return decide(j, INTENT_UNSUBSCRIBE, 0.5, "may want no more mail", c->unsubscribe.hit);
	}
	if (c->question.weight > 0 && c->question.weight >= j->yes) {
		return decide(j, INTENT_QUESTION, 0.6, "seems to ask", c->question.hit);
	}
	return false;
}

void intent_decide(const struct reading *r, const struct cues *c, struct decision *ret)
{
	struct judge j = { .r = r, .c = c, .d = ret, .yes = c->yes.weight, .no = c->no.weight, .yes_hit = c->yes.hit,
		.no_hit = c->no.hit };
	bool question = c->asks || c->question.weight >= r->limits.weak;

	*ret = (struct decision){ .intent = INTENT_OTHER, .confidence = 0.5, .reason = "nothing that decides was found" };
	if (c->cancel.weight > j.no) {
		j.no = c->cancel.weight;
		j.no_hit = c->cancel.hit;
	}
	if (c->instead.weight > j.yes) {
		j.yes = c->instead.weight;
		j.yes_hit = c->instead.hit;
	}
	if (rule_absence(&j) || rule_unsubscribe(&j) || rule_contradiction(&j) || rule_doubt(&j) || rule_named(&j) || rule_wish(&j) || rule_plain(&j) || rule_regret(&j)
			|| rule_bare(&j)) {
		ret->also_question = question && ret->intent != INTENT_QUESTION && ret->intent != INTENT_OTHER;
	} else if (c->other.hit != NULL) {
		ret->why[0] = c->other.hit;
		ret->reason = "says nothing about coming";
	}
	if (ret->intent != INTENT_YES) {
		ret->also_unsubscribe = false;
	}
}
