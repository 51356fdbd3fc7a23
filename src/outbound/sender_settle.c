/* The group commit: what came of the last letters, and the claims of the next ones, in one transaction with one sync. */
#include "outbound/sender_private.h"

#include "store/db_ledger_status.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define LONGEST_BACKOFF 86400
#define MAX_ATTEMPTS 10    /* of letters without an expiry: about five days */
#define OURS_PAUSE 1800    /* before a service letter that met a fault of ours is tried again */
#define BREAKER_LEAST 50   /* answers before the breaker may trip */

/* 30 minutes, 1 h, 2 h … a day. */
static int64_t backoff(const struct sender *s, const struct job *job)
{
	int64_t wait = s->o->config->sending.retry_first;

	for (int64_t i = 0; i < job->row.attempts && wait < LONGEST_BACKOFF; i++) {
		wait *= 2;
	}
	return wait < LONGEST_BACKOFF ? wait : LONGEST_BACKOFF;
}

/* A temporary refusal: tried again, unless the campaign is over by then. The envelope stays the same on every try. */
static void defer(const struct sender *s, const struct job *job, struct settlement *out, char *text, size_t size)
{
	int64_t due = sender_now(s) + backoff(s, job);
	bool over = job->row.expires_at != 0 ? due >= job->row.expires_at : job->row.attempts + 1 >= MAX_ATTEMPTS;

	out->state = over ? MESSAGE_FAILED : MESSAGE_DEFERRED;
	out->due_at = over ? 0 : due;
	if (over) {
		(void)snprintf(text, size, "%s (given up: %s)", job->outcome.answer,
				job->row.expires_at != 0 ? "the campaign ends before the next try" : "tried for days");
		out->answer = text;
	}
}

static void to_settlement(const struct sender *s, const struct job *job, struct settlement *out, char *text,
		size_t size)
{
	*out = (struct settlement){
		.message_id = job->row.id,
		.attempts = job->row.attempts,
		.at = job->at,
		.relay = job->lane != NULL ? job->lane->relay->name : NULL,
		.status = job->outcome.status[0] != '\0' ? job->outcome.status : NULL,
		.answer = job->outcome.answer,
	};
	switch (job->outcome.delivery) {
	case DELIVERY_SENT:
		out->state = MESSAGE_SENT;
		break;
	case DELIVERY_LATER:
		defer(s, job, out, text, size);
		break;
	case DELIVERY_REFUSED:
		out->state = MESSAGE_FAILED;
		break;
	case DELIVERY_IN_DOUBT:
		out->state = MESSAGE_IN_DOUBT;
		break;
	case DELIVERY_UNTRIED:
		out->state = job->skip ? MESSAGE_SKIPPED : MESSAGE_QUEUED;
		out->at = clock_now();
		out->relay = NULL;
		out->due_at = job->due_at;
		break;
	case DELIVERY_OUR_FAULT:
		out->state = MESSAGE_QUEUED;
		out->due_at = job->row.campaign_id == 0 ? sender_now(s) + OURS_PAUSE : 0;
		break;
	}
}

void sender_note_fault(struct sender *s, enum status st, const char *text)
{
	if (s->fault_status == ST_OK) {
		s->fault_status = error_set(&s->fault, st, "%s", text);
	}
}

static enum status halt(struct sender *s, int64_t campaign_id, const char *campaign, const char *reason,
		struct error *err)
{
	char text[OUTCOME_ANSWER_SIZE + 200];

	(void)snprintf(text, sizeof text, "%s%s%s: %s", campaign != NULL ? "campaign " : "a letter",
			campaign != NULL ? campaign : "", campaign != NULL ? " is paused" : " was not sent", reason);
	if (s->fault_status == ST_OK) {
		log_warning("%s", text);
	}
	sender_note_fault(s, ST_PERM, text);
	return campaign_id != 0 ? db_claim_halt(s->o->store, campaign_id, reason, clock_now(), err) : ST_OK;
}

static enum status halt_for_job(struct sender *s, const struct job *job, struct error *err)
{
	char reason[OUTCOME_ANSWER_SIZE + 100];

	(void)snprintf(reason, sizeof reason, "%s%s%s%s%s", job->lane != NULL && job->outcome.code != 0 ? "[relay " : "",
			job->lane != NULL && job->outcome.code != 0 ? job->lane->relay->name : "",
			job->lane != NULL && job->outcome.code != 0 ? "] " : "", job->outcome.code != 0 ? job->outcome.status : "",
			job->outcome.code != 0 ? " " : "");
	(void)snprintf(reason + strlen(reason), sizeof reason - strlen(reason), "%s", job->outcome.answer);
	return halt(s, job->row.campaign_id, job->row.campaign, reason, err);
}

/* --- the circuit breaker --- */

static struct breaker *breaker_of(struct sender *s, int64_t campaign_id)
{
	for (size_t i = 0; i < s->n_breakers; i++) {
		if (s->breakers[i].campaign_id == campaign_id) {
			return &s->breakers[i];
		}
	}
	if (!ARRAY_ROOM(s->breakers, s->n_breakers)) {
		return NULL;
	}
	s->breakers[s->n_breakers] = (struct breaker){ .campaign_id = campaign_id };
	return &s->breakers[s->n_breakers++];
}

/* Notes an answer; trips when too many of the last ones were refusals for good. */
static enum status breaker_note(struct sender *s, const struct job *job, struct error *err)
{
	const int64_t limit = s->o->config->sending.hard_bounce_limit;
	bool bad = job->outcome.delivery == DELIVERY_REFUSED;
	struct breaker *b;
	char reason[160];

	if ((limit == 0 && s->o->config->sending.complaint_limit == 0) || job->row.campaign_id == 0 || (!bad && job->outcome.delivery != DELIVERY_SENT)
			|| (b = breaker_of(s, job->row.campaign_id)) == NULL) {
		return ST_OK;
	}
	b->bad += bad - (b->n == BREAKER_LAST && b->last[b->at]);
	b->last[b->at] = bad;
	b->at = (b->at + 1) % BREAKER_LAST;
	b->n += b->n < BREAKER_LAST;
	if (limit == 0 || b->n < BREAKER_LEAST || b->bad * 100 <= limit * b->n) {
		return ST_OK;
	}
	(void)snprintf(reason, sizeof reason, "%d of the last %d addresses were refused for good (limit %d %%); clean the "
			"list, then resume", b->bad, b->n, (int)limit);
	b->n = b->bad = b->at = 0;
	(void)pthread_mutex_lock(&s->mutex);
	sender_halt(s, job->row.campaign_id);
	(void)pthread_mutex_unlock(&s->mutex);
	return halt(s, job->row.campaign_id, job->row.campaign, reason, err);
}

/* What came back by mail: bounces and complaints of the campaigns that this sender serves. */
static enum status check_returns(struct sender *s, int64_t campaign_id, struct error *err)
{
	const struct sending_config *c = &s->o->config->sending;
	struct ledger_counts counts = { { 0 } };
	int64_t bounces = 0;
	int64_t complaints = 0;
	int64_t sent;
	char reason[200];
	enum status st = db_ledger_bounces(s->o->store, campaign_id, &bounces, &complaints, err);

	st = st == ST_OK ? db_ledger_counts(s->o->store, campaign_id, &counts, err) : st;
	sent = counts.n[MESSAGE_SENT];
	if (st != ST_OK || sent < BREAKER_LAST) {
		return st;
	}
	if (c->complaint_limit > 0 && complaints * 1000 > c->complaint_limit * sent) {
		(void)snprintf(reason, sizeof reason, "%lld of %lld who got it complained; look at the list's origin before you go on",
				(long long)complaints, (long long)sent);
	} else if (c->hard_bounce_limit > 0 && bounces * 100 > c->hard_bounce_limit * sent) {
		(void)snprintf(reason, sizeof reason, "%lld of %lld letters came back for good (limit %d %%); clean the list, then "
				"resume", (long long)bounces, (long long)sent, (int)c->hard_bounce_limit);
	} else {
		return ST_OK;
	}
	(void)pthread_mutex_lock(&s->mutex);
	sender_halt(s, campaign_id);
	(void)pthread_mutex_unlock(&s->mutex);
	return halt(s, campaign_id, NULL, reason, err);
}

enum status sender_check_returns(struct sender *s, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < s->n_breakers && st == ST_OK; i++) {
		st = check_returns(s, s->breakers[i].campaign_id, err);
	}
	return st;
}

/* --- settling --- */

static enum status settle_one(struct sender *s, struct job *job, struct error *err)
{
	char text[OUTCOME_ANSWER_SIZE + 80];
	struct settlement out;
	bool held = false;
	enum status st;

	to_settlement(s, job, &out, text, sizeof text);
	st = db_settle(s->o->store, s->id, &out, &held, err);
	if (st == ST_OK && held && out.state == MESSAGE_SENT && job->informs && job->row.informed_at == 0) {
		st = db_settle_informed(s->o->store, job->row.contact_id, job->at, err);
	}
	if (st == ST_OK && job->outcome.delivery == DELIVERY_OUR_FAULT) {
		st = halt_for_job(s, job, err);
	}
	return st == ST_OK ? breaker_note(s, job, err) : st;
}

static void count(struct send_report *r, const struct job *job)
{
	switch (job->outcome.delivery) {
	case DELIVERY_SENT: r->sent++; break;
	case DELIVERY_LATER: r->deferred++; break;
	case DELIVERY_REFUSED: r->failed++; break;
	case DELIVERY_IN_DOUBT: r->in_doubt++; break;
	case DELIVERY_UNTRIED: r->skipped += job->skip; break;
	case DELIVERY_OUR_FAULT: break;
	}
}

/* After the commit: the seat and the job are free again. */
static void retire(struct sender *s, struct job_list *jobs, struct job_list *free_jobs)
{
	struct job *job;

	while ((job = jobs_pop(jobs)) != NULL) {
		struct mark_seat *seat = job->seat;

		count(s->report, job);
		mark_clear(seat);
		limits_release(job->limit);
		ledger_message_release(&job->row);
		*job = (struct job){ .seat = seat };
		jobs_push(free_jobs, job);
		s->outstanding--;
	}
}

/* --- claiming --- */

static void forget(struct job_list *claimed, struct job_list *free_jobs)
{
	struct job *job;

	while ((job = jobs_pop(claimed)) != NULL) {
		limits_release(job->limit);
		ledger_message_release(&job->row);
		*job = (struct job){ .seat = job->seat };
		jobs_push(free_jobs, job);
	}
}

/* Decides about a claimed row: it goes, or it is skipped here and now. */
static enum status decide(struct sender *s, struct job *job, bool *ret_goes, struct error *err)
{
	const struct sender_desk *desk = s->o->desk;
	struct error fault = ERROR_INIT;
	const char *why = NULL;
	bool may = false;
	enum status st = desk->may_write(desk->arg, &job->row, sender_now(s), &may, &why, err);

	job->at = clock_now();
	if (st != ST_OK) {
		return st;
	}
	if (!may) {
		job->skip = true;
		job->outcome = (struct outcome){ .delivery = DELIVERY_UNTRIED };
		(void)snprintf(job->outcome.answer, sizeof job->outcome.answer, "%s", why != NULL ? why : "not allowed");
		*ret_goes = false;
		return settle_one(s, job, err);
	}
	st = job->row.campaign_id != 0 ? hours_wait(s->hours, job->row.country, sender_now(s), &job->due_at, err) : ST_OK;
	if (st == ST_OK && job->due_at != 0) { /* the recipient's office is closed */
		job->outcome = (struct outcome){ .delivery = DELIVERY_UNTRIED };
		*ret_goes = false;
		return settle_one(s, job, err);
	}
	if (st != ST_OK) {
		return st;
	}
	st = desk->topic(desk->arg, &job->row, &job->topic, &fault);
	if (st == ST_INVALID || st == ST_NOT_FOUND || st == ST_CONFIG) {
		job->outcome = (struct outcome){ .delivery = DELIVERY_OUR_FAULT };
		(void)snprintf(job->outcome.answer, sizeof job->outcome.answer, "%.*s", OUTCOME_ANSWER_SIZE - 1, fault.text);
		*ret_goes = false;
		return settle_one(s, job, err);
	}
	if (st != ST_OK) {
		return error_set(err, st, "%s", fault.text);
	}
	*ret_goes = true;
	return limits_find(s->limits, job->row.address, &job->limit, err);
}

static enum status claim(struct sender *s, size_t room, struct job_list *claimed, struct job_list *skipped,
		struct job_list *free_jobs, struct error *err)
{
	CLEANUP_FREE struct ledger_message *rows = NULL;
	size_t n = 0;
	enum status st;

	room = room < MARK_SEATS ? room : MARK_SEATS;
	rows = malloc(room * sizeof *rows);
	if (rows == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = db_claim(s->o->store, s->id, sender_now(s), room, rows, &n, err);
	for (size_t i = 0; i < n; i++) {
		struct job *job = st == ST_OK ? jobs_pop(free_jobs) : NULL;
		bool goes = false;

		if (job == NULL) {
			ledger_message_release(&rows[i]);
			continue;
		}
		job->row = rows[i];
		st = decide(s, job, &goes, err);
		jobs_push(goes && st == ST_OK ? claimed : skipped, job);
	}
	return st;
}

enum status sender_commit(struct sender *s, struct job_list *done, size_t room, struct job_list *claimed,
		struct job_list *free_jobs, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct job_list skipped = { .n = 0 };
	enum status st = store_begin(s->o->store, &tx, err);

	for (struct job *job = done->head; job != NULL && st == ST_OK; job = job->next) {
		st = settle_one(s, job, err);
	}
	if (st == ST_OK && room > 0) {
		st = claim(s, room, claimed, &skipped, free_jobs, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st != ST_OK) {
		forget(claimed, free_jobs);
		forget(&skipped, free_jobs);
		return st;
	}
	s->outstanding += claimed->n + skipped.n;
	s->drained = room > 0 ? claimed->n + skipped.n == 0 : s->drained;
	retire(s, done, free_jobs);
	retire(s, &skipped, free_jobs);
	return ST_OK;
}
