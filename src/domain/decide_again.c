/* Reading stored mails anew. */
#include "domain/decide.h"

#include "domain/decide_private.h"
#include "store/db_reply.h"
#include "store/db_review.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What the row says now. */
struct stored {
	bool found;
	bool dropped; /* the body is gone */
	int64_t arrived_at, count;
	char kind[16], intent[16], outcome[16];
};

static void copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from != NULL ? from : "");
}

static enum status read_stored(void *arg, const struct reply_row *row, struct error *err)
{
	struct stored *s = arg;

	(void)err;
	s->found = true;
	s->arrived_at = row->arrived_at;
	s->count = row->decision.count;
	copy(s->kind, sizeof s->kind, row->decision.kind);
	copy(s->intent, sizeof s->intent, row->decision.intent);
	copy(s->outcome, sizeof s->outcome, row->decision.outcome);
	return ST_OK;
}

static void describe(char *to, size_t size, const char *kind, const char *intent, int64_t count, const char *outcome)
{
	char number[24] = "";

	if (count > 0) {
		(void)snprintf(number, sizeof number, " %" PRId64, count);
	}
	(void)snprintf(to, size, "%s %s%s, %s", kind, intent, number, outcome);
}

static enum status compare(struct decider *d, int64_t reply_id, struct stored *s, struct redecision *ret,
		struct error *err)
{
	CLEANUP_VERDICT struct verdict verdict = VERDICT_INIT;
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	struct match match;
	const char *kind;
	const char *intent;
	enum status st = db_reply_raw(d->store, reply_id, &raw, &s->dropped, err);

	if (st != ST_OK || s->dropped) {
		return st;
	}
	st = decide_preview(d, raw.buf, raw.len, s->arrived_at, &match, &verdict, err);
	if (st != ST_OK) {
		return st;
	}
	kind = verdict_kind_name(verdict.kind);
	intent = intent_name(verdict.answer.intent);
	ret->changed = strcmp(kind, s->kind) != 0 || strcmp(intent, s->intent) != 0 || verdict.answer.count != s->count;
	describe(ret->before, sizeof ret->before, s->kind, s->intent, s->count, s->outcome);
	describe(ret->after, sizeof ret->after, kind, intent, verdict.answer.count, verdict_outcome_name(verdict.outcome));
	return ST_OK;
}

static enum status point_out(struct decider *d, int64_t reply_id, const struct redecision *r, struct error *err)
{
	char reason[240];

	(void)snprintf(reason, sizeof reason, "read anew it is '%s'; it was '%s'", r->after, r->before);
	return db_review_open(d->store, reply_id, reason, NULL, clock_now(), err);
}

enum status decide_again(struct decider *d, int64_t reply_id, bool apply, struct redecision *ret, struct error *err)
{
	struct stored stored = { .found = false };
	enum status st = db_reply_each(d->store, &(struct reply_filter){ .id = reply_id }, read_stored, &stored, err);

	*ret = (struct redecision){ .changed = false };
	if (st == ST_OK && !stored.found) {
		return error_set(err, ST_NOT_FOUND, "there is no reply %" PRId64, reply_id);
	}
	if (st == ST_OK) {
		st = compare(d, reply_id, &stored, ret, err);
	}
	if (st != ST_OK || !apply || !ret->changed) {
		return st;
	}
	if (strcmp(stored.outcome, "review") == 0 || strcmp(stored.outcome, "ignored") == 0) {
		st = db_review_forget_open(d->store, reply_id, err);
		return st == ST_OK ? decide_reply(d, reply_id, NULL, err) : st;
	}
	if (strcmp(stored.kind, "bounce") == 0 || strcmp(stored.kind, "complaint") == 0) {
		return ST_OK;
	}
	return point_out(d, reply_id, ret, err);
}
