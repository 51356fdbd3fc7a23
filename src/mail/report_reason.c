/* From codes and words to a reason, and from the reason to whose fault it is and whether the address is lost.
 *
 * Never "5.x.x is hard": a full mailbox (5.2.2), a spam verdict (5.7.1) and a policy are permanent refusals of one letter
 * to an address that lives. Only reasons that say the address is gone are hard. */
#include "mail/report_private.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

enum fault report_fault(enum reason reason)
{
	switch (reason) {
	case REASON_USERUNKNOWN: case REASON_HOSTUNKNOWN: case REASON_HASMOVED: case REASON_NOTACCEPT:
		return FAULT_RECIPIENT;
	case REASON_MAILBOXFULL: case REASON_SUSPEND: case REASON_FILTERED: case REASON_SUPPRESSED: case REASON_VACATION:
	case REASON_FEEDBACK: case REASON_DELIVERED:
		return FAULT_MAILBOX;
	case REASON_AUTHFAILURE: case REASON_BADREPUTATION: case REASON_BLOCKED: case REASON_FAILEDSTARTTLS:
	case REASON_NORELAYING: case REASON_POLICYVIOLATION: case REASON_REJECTED: case REASON_REQUIREPTR:
	case REASON_SECURITYERROR: case REASON_SPEEDING: case REASON_TOOMANYCONN:
		return FAULT_SENDER;
	case REASON_CONTENTERROR: case REASON_EXCEEDLIMIT: case REASON_MESGTOOBIG: case REASON_NOTCOMPLIANTRFC:
	case REASON_SPAMDETECTED: case REASON_SYNTAXERROR: case REASON_VIRUSDETECTED:
		return FAULT_MESSAGE;
	case REASON_EXPIRED: case REASON_MAILERERROR: case REASON_NETWORKERROR: case REASON_ONHOLD:
	case REASON_SYSTEMERROR: case REASON_SYSTEMFULL: case REASON_UNDEFINED:
		break;
	}
	return FAULT_NETWORK;
}

enum permanence report_permanence(enum reason reason, int reply, const char *status)
{
	bool later = reply / 100 == 4 || (reply == 0 && status[0] == '4');

	if (reason == REASON_USERUNKNOWN || reason == REASON_HOSTUNKNOWN || reason == REASON_HASMOVED
			|| (reason == REASON_NOTACCEPT && !later)) {
		return PERMANENCE_HARD;
	}
	return PERMANENCE_SOFT;
}

/* Of reasons with equal weight the first of this order is the more exact one. */
static const unsigned char order[REASON_COUNT] = {
	[REASON_HASMOVED] = 1, [REASON_MAILBOXFULL] = 2, [REASON_SUSPEND] = 3, [REASON_SUPPRESSED] = 4,
	[REASON_NORELAYING] = 5, [REASON_AUTHFAILURE] = 6, [REASON_REQUIREPTR] = 7, [REASON_NOTCOMPLIANTRFC] = 8,
	[REASON_VIRUSDETECTED] = 9, [REASON_SPAMDETECTED] = 10, [REASON_BADREPUTATION] = 11, [REASON_MESGTOOBIG] = 12,
	[REASON_EXCEEDLIMIT] = 13, [REASON_SPEEDING] = 14, [REASON_TOOMANYCONN] = 15, [REASON_FAILEDSTARTTLS] = 16,
	[REASON_NOTACCEPT] = 17, [REASON_HOSTUNKNOWN] = 18, [REASON_BLOCKED] = 19, [REASON_POLICYVIOLATION] = 20,
	[REASON_REJECTED] = 21, [REASON_CONTENTERROR] = 22, [REASON_SYSTEMFULL] = 23, [REASON_MAILERERROR] = 24,
	[REASON_USERUNKNOWN] = 25, [REASON_SYSTEMERROR] = 26, [REASON_NETWORKERROR] = 27, [REASON_EXPIRED] = 28,
	[REASON_FILTERED] = 29, [REASON_SECURITYERROR] = 30, [REASON_SYNTAXERROR] = 31, [REASON_ONHOLD] = 32,
	[REASON_UNDEFINED] = 40, [REASON_DELIVERED] = 41, [REASON_FEEDBACK] = 42, [REASON_VACATION] = 43,
};

struct signs {
	enum reason words;
	int weight;
	enum reason status;
	bool exact;
	enum stage stage;
	int reply;
	bool own;
	bool unproved;       /* "no such user" and no more was said */
};

/* The reason of the heaviest phrase, REASON_UNDEFINED when none occurs. */
static void read_words(const struct words_view *view, struct signs *s)
{
	for (size_t i = 0; i < view->n && view->hits[i].at < view->end; i++) {
		const struct words_hit *hit = &view->hits[i];
		bool unproved = hit->section == WORDS_UNPROVED;
		enum reason reason = unproved ? REASON_USERUNKNOWN : (enum reason)hit->section;

		if ((unproved || hit->section < (int)REASON_COUNT) && hit->end <= view->end && (hit->weight > s->weight
				|| (hit->weight == s->weight && order[reason] < order[s->words])
				|| (hit->weight == s->weight && reason == s->words && !unproved))) {
			s->weight = hit->weight;
			s->words = reason;
			s->unproved = unproved;
		}
	}
	if (s->weight < 2) {
		enum reason pair = report_pairs(view);

		s->words = pair != REASON_UNDEFINED ? pair : s->words;
		s->weight = pair != REASON_UNDEFINED ? 2 : s->weight;
	}
}

/* "User unknown" proves that an address is gone when it answered RCPT TO, stands under x.1.x, or the words say more
 * than just that. After the whole letter, under another code, from the recipient's own system that had accepted the letter, or
 * told without any server's answer, it comes from a filter behind the mailbox as often as not. */
static enum reason unknown_user(const struct signs *s, const char *status)
{
	if (!s->unproved || s->stage == STAGE_RCPT || (status[0] != '\0' && strncmp(status + 1, ".1.", 3) == 0)) {
		return REASON_USERUNKNOWN;
	}
	return s->stage == STAGE_DATA || s->own || status[0] != '\0' || s->reply == 0 ? REASON_FILTERED : REASON_USERUNKNOWN;
}

/* Words that decide, exact codes, usual words, inexact codes, hints, the command: in this order. */
static enum reason choose(const struct signs *s, int *ret_weight)
{
	*ret_weight = s->weight;
	if (s->weight >= 3 && !(s->words == REASON_MESGTOOBIG && s->weight == 3 && s->status == REASON_EXCEEDLIMIT)) {
		return s->words;
	}
	if (s->exact) {
		*ret_weight = 3;
		return s->status;
	}
	if (s->weight == 2) {
		return s->words;
	}
	if (s->status != REASON_UNDEFINED && (s->weight == 0 || s->status == REASON_USERUNKNOWN)) {
		*ret_weight = 2;
		return s->status;
	}
	if (s->weight > 0) {
		return s->words;
	}
	*ret_weight = s->stage == STAGE_CONNECT || s->stage == STAGE_MAIL;
	if (s->reply >= 500 && s->reply <= 504) {
		return REASON_SYNTAXERROR;
	}
	return s->reply == 0 ? REASON_UNDEFINED : s->stage == STAGE_CONNECT ? REASON_BLOCKED
			: s->stage == STAGE_MAIL ? REASON_REJECTED : s->reply / 100 == 4 ? REASON_ONHOLD : REASON_UNDEFINED;
}

/* An answer to MAIL FROM speaks of the sender, whatever "does not exist". */
static enum reason decide(const struct signs *s, const char *status, int *ret_weight)
{
	enum reason reason = choose(s, ret_weight);

	if (s->stage == STAGE_MAIL && (reason == REASON_USERUNKNOWN || reason == REASON_HOSTUNKNOWN)) {
		return REASON_REJECTED;
	}
	return reason == REASON_USERUNKNOWN && s->words == REASON_USERUNKNOWN ? unknown_user(s, status) : reason;
}

/* Searches words that are no piece of the notice. Out of memory gives none: codes decide then. */
static struct words_view search_words(const struct machine_words *words, const char *text, size_t len, struct strbuf *folded,
		struct words_hits *hits)
{
	CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;
	struct words_view view = { .text = folded->buf };

	words_strip(&plain, text, len);
	fold_add(folded, plain.buf, plain.len);
	if (len > 0 && words_search_all(words, folded->buf, folded->len, hits)) {
		view = (struct words_view){ hits->items, hits->n, folded->buf, folded->len };
	}
	return view;
}

int report_diagnose(const struct machine_words *words, const struct diagnosis *d, struct report_recipient *ret)
{
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;
	CLEANUP(words_hits_release) struct words_hits hits = { NULL, 0 };
	size_t len = d->len < REPORT_WORDS_MAX ? d->len : REPORT_WORDS_MAX;
	struct words_view view = d->view != NULL ? *d->view : search_words(words, d->words, len, &folded, &hits);
	struct signs s = { .words = REASON_UNDEFINED, .own = d->own };
	char found[REPORT_STATUS_SIZE] = "";
	int weight;

	if (d->status[0] != '\0') {
		memcpy(ret->status, d->status, strnlen(d->status, REPORT_STATUS_SIZE - 1) + 1);
	}
	if (status_is_generic(ret->status) && status_find(d->words, len, found)
			&& (ret->status[0] == '\0' || !status_is_generic(found)) && found[0] != '2') {
		memcpy(ret->status, found, sizeof found);
	}
	ret->reply = s.reply = reply_find(d->words, len);
	read_words(&view, &s);
	s.status = status_reason(ret->status, &s.exact);
	s.stage = stage_find(&view);
	if (s.stage == STAGE_UNKNOWN && d->context != NULL) {
		s.stage = stage_find(d->context);
	}
	ret->reason = decide(&s, ret->status, &weight);
	ret->permanence = report_permanence(ret->reason, ret->reply, ret->status);
	ret->fault = report_fault(ret->reason);
	return weight;
}

void report_classify(const struct machine_words *words, const char *answer, size_t len, struct report_recipient *ret)
{
	const struct diagnosis d = { .words = answer, .len = len, .status = "" };

	(void)report_diagnose(words, &d, ret);
}

static bool says_nothing(enum reason reason)
{
	return reason == REASON_UNDEFINED || reason == REASON_ONHOLD;
}

/* Takes over what another text says. */
static void take(struct report_recipient *r, const struct report_recipient *more)
{
	r->reason = more->reason;
	r->permanence = more->permanence;
	r->fault = more->fault;
	r->reply = r->reply != 0 ? r->reply : more->reply;
	if (status_is_generic(r->status) && more->status[0] != '\0') {
		memcpy(r->status, more->status, sizeof r->status);
	}
}

void report_diagnose_all(struct report_builder *b, const struct notice *notice, struct report_recipient *r, const char *words,
		size_t len, const char *status, bool only)
{
	const char *segment;
	size_t segment_len;
	struct words_view whole = notice_view(notice, notice->area.buf, notice->area.len);
	struct words_view own;
	struct diagnosis d = { .words = words, .len = len, .status = status, .own = report_is_own(b, r->address) };
	struct report_recipient more;
	char known[REPORT_STATUS_SIZE];
	int weight;
	int other;

	notice_segment(notice, r->address, &segment, &segment_len);
	own = notice_view(notice, segment, segment_len);
	d.context = only ? &whole : &own;
	d.view = words == segment ? &own : NULL;
	weight = report_diagnose(b->words, &d, r);
	if (weight == 2 && len > 0 && status[0] != '\0') {
		return; /* a server's own words in a field */
	}
	for (int round = 0; round < 2 && weight < 3; round++) {
		bool all = round == 1;

		if (all && !only && weight >= 2) {
			break;
		}
		more = *r;
		memcpy(known, r->status, sizeof known);
		d.words = all ? notice->area.buf : segment;
		d.len = all ? notice->area.len : segment_len;
		d.view = all ? &whole : &own;
		d.status = known;
		other = report_diagnose(b->words, &d, &more);
		if ((other > weight || (says_nothing(r->reason) && !says_nothing(more.reason)))
				&& (only || !all || more.permanence != PERMANENCE_HARD)) {
			take(r, &more);
			weight = other > weight ? other : weight;
		}
	}
}
