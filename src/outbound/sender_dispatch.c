/* Which relay carries which row: weights, failover, limits. All but sender_revise() under the mutex. */
#include "outbound/sender_private.h"

#include "util/clock.h"
#include "util/log.h"

#include <stdio.h>
#include <string.h>

#define AWAY_FIRST_MS 15000
#define AWAY_LONGEST_MS 600000
#define MAX_TARGET 256u
#define PUT_OFF_MS 1500 /* a domain that opens later than that gives its rows back */

void jobs_push(struct job_list *list, struct job *job)
{
	job->next = NULL;
	if (list->tail != NULL) {
		list->tail->next = job;
	} else {
		list->head = job;
	}
	list->tail = job;
	list->n++;
}

void jobs_push_front(struct job_list *list, struct job *job)
{
	job->next = list->head;
	list->head = job;
	list->tail = list->tail != NULL ? list->tail : job;
	list->n++;
}

struct job *jobs_pop(struct job_list *list)
{
	struct job *job = list->head;

	if (job != NULL) {
		list->head = job->next;
		list->tail = list->head != NULL ? list->tail : NULL;
		list->n--;
	}
	return job;
}

void jobs_append(struct job_list *to, struct job_list *from)
{
	if (from->head == NULL) {
		return;
	}
	if (to->tail != NULL) {
		to->tail->next = from->head;
	} else {
		to->head = from->head;
	}
	to->tail = from->tail;
	to->n += from->n;
	*from = (struct job_list){ .n = 0 };
}

void sender_give_back(struct sender *s, struct job *job, int64_t due_at)
{
	job->outcome = (struct outcome){ .delivery = DELIVERY_UNTRIED };
	job->due_at = due_at;
	sender_settle_later(s, job, false);
}

bool sender_any_open(const struct sender *s)
{
	for (size_t i = 0; i < s->n_lanes; i++) {
		if (s->lanes[i].state == LANE_OPEN) {
			return true;
		}
	}
	return false;
}

void lane_close(struct lane *l, enum lane_state state, enum status st, const struct error *err)
{
	int64_t ms = AWAY_FIRST_MS;

	if (l->state != LANE_OPEN) {
		return;
	}
	for (int i = 0; i < l->absences && ms < AWAY_LONGEST_MS; i++) {
		ms *= 2;
	}
	l->absences++;
	l->state = state;
	l->fault_status = st;
	l->fault = *err;
	l->failures = 0;
	l->back_at = clock_monotonic_ms() + (state == LANE_BROKEN || ms > AWAY_LONGEST_MS ? AWAY_LONGEST_MS : ms);
	log_warning("%s", err->text);
	l->sender->urgent = true;
	(void)pthread_cond_signal(&l->sender->wake);
	(void)pthread_cond_broadcast(&l->wake);
}

void sender_tend_lanes(struct sender *s)
{
	struct job_list orphans = { .n = 0 };

	for (size_t i = 0; i < s->n_lanes; i++) {
		struct lane *l = &s->lanes[i];

		if (l->state != LANE_OPEN && s->o->watch && clock_monotonic_ms() >= l->back_at) {
			l->state = LANE_OPEN;
			s->drained = false;
			(void)pthread_cond_broadcast(&l->wake);
		} else if (l->state != LANE_OPEN) {
			jobs_append(&orphans, &l->queue);
		}
	}
	sender_dispatch(s, &orphans);
}

/* True when the campaign lets this relay carry its letters ("main, second"; NULL: every relay). */
static bool allowed(const char *relays, const char *name)
{
	size_t len = strlen(name);

	while (relays != NULL && *relays != '\0') {
		size_t n;

		relays += strspn(relays, ", \n");
		n = strcspn(relays, ", \n");
		if (n == len && strncmp(relays, name, n) == 0) {
			return true;
		}
		relays += n;
	}
	return relays == NULL;
}

/* The open lane whose turn it is by weight; lanes of weight 0 only when there is no other. */
static struct lane *choose(struct sender *s, const struct job *job)
{
	struct lane *best = NULL;
	int64_t total = 0;

	for (size_t i = 0; i < s->n_lanes; i++) {
		struct lane *l = &s->lanes[i];

		if (l->state != LANE_OPEN || !allowed(job->row.relays, l->relay->name)) {
			continue;
		}
		total += l->relay->weight;
		l->credit += l->relay->weight;
		if (best == NULL || (l->relay->weight > 0) > (best->relay->weight > 0)
				|| ((l->relay->weight > 0) == (best->relay->weight > 0) && l->credit > best->credit)) {
			best = l;
		}
	}
	if (best != NULL) {
		best->credit -= total;
	}
	return best;
}

size_t sender_room(struct sender *s)
{
	size_t room = 0;

	for (size_t i = 0; i < s->n_lanes && !s->ending; i++) {
		struct lane *l = &s->lanes[i];
		size_t want = l->target;

		if (l->state != LANE_OPEN) {
			continue;
		}
		if (s->hungry && l->queue.n == 0 && l->target < MAX_TARGET) {
			l->target *= 2; /* they wait for us: hold more ready the next time */
		}
		if (pace_wait(l->pace) > pace_now() + 100) {
			want = 1; /* what waits for its turn is not claimed before it: it may be decided anew then */
		}
		room += want > l->queue.n ? want - l->queue.n : 0;
	}
	return room < s->free.n ? room : s->free.n;
}

static void wake_lane(struct lane *l, size_t n)
{
	if (n >= l->n_waiting) {
		(void)pthread_cond_broadcast(&l->wake);
	} else {
		for (size_t i = 0; i < n; i++) {
			(void)pthread_cond_signal(&l->wake);
		}
	}
}

void sender_dispatch(struct sender *s, struct job_list *claimed)
{
	struct job *job;
	size_t n = 0;

	while ((job = jobs_pop(claimed)) != NULL) {
		struct lane *l = choose(s, job);
		int64_t wait_ms = limit_wait(job->limit);

		if (l == NULL || s->ending || sender_is_halted(s, job->row.campaign_id)) {
			s->homeless = s->homeless || l == NULL;
			sender_give_back(s, job, l == NULL && sender_any_open(s) ? sender_now(s) + 60 : 0);
		} else if (wait_ms > pace_now() + PUT_OFF_MS) {
			int64_t due = sender_now(s) + (limit_promise(job->limit) - pace_now() + 999) / 1000;

			s->paced_until = due > s->paced_until ? due : s->paced_until;
			sender_give_back(s, job, due);
		} else {
			job->lane = l;
			jobs_push(&l->queue, job);
			n++;
		}
	}
	for (size_t i = 0; i < s->n_lanes && n > 0; i++) {
		wake_lane(&s->lanes[i], n);
	}
}

/* --- rows that wait in a lane while others change the database --- */

/* True when the job may still go. Else its outcome says why not. */
static enum status look_again(struct sender *s, struct job *job, bool *ret_goes, struct error *err)
{
	const struct sender_desk *desk = s->o->desk;
	const char *why = NULL;
	bool running = false;
	bool may = false;
	enum status st = db_claim_is_running(s->o->store, job->row.campaign_id, sender_now(s), &running, err);

	if (st == ST_OK && running) {
		st = desk->may_write(desk->arg, &job->row, sender_now(s), &may, &why, err);
	}
	if (st != ST_OK) {
		return st;
	}
	*ret_goes = running && may;
	if (running && !may) {
		job->skip = true;
		(void)snprintf(job->outcome.answer, sizeof job->outcome.answer, "%s", why != NULL ? why : "not allowed");
	}
	return ST_OK;
}

/* A campaign that a fault of ours had paused and somebody has resumed. */
static enum status allow_resumed(struct sender *s, struct error *err)
{
	enum status st = ST_OK;

	(void)pthread_mutex_lock(&s->mutex);
	for (size_t i = 0; i < s->n_halted && s->done.n == 0 && st == ST_OK;) {
		bool running = false;

		st = db_claim_is_running(s->o->store, s->halted[i], sender_now(s), &running, err);
		if (st == ST_OK && running) {
			s->halted[i] = s->halted[--s->n_halted];
		} else {
			i++;
		}
	}
	(void)pthread_mutex_unlock(&s->mutex);
	return st;
}

enum status sender_revise(struct sender *s, struct error *err)
{
	struct job_list all = { .n = 0 };
	struct job_list stay = { .n = 0 };
	struct job_list go = { .n = 0 };
	struct job *job;
	int64_t version = s->version;
	enum status st = db_claim_version(s->o->store, &version, err);
	bool returned;

	(void)pthread_mutex_lock(&s->mutex);
	returned = s->returned.n > 0;
	(void)pthread_mutex_unlock(&s->mutex);
	if (st != ST_OK || (version == s->version && !returned)) {
		return st;
	}
	s->version = version;
	s->drained = false; /* there may be new rows, too */
	s->o->desk->changed(s->o->desk->arg);
	st = allow_resumed(s, err);
	if (st != ST_OK) {
		return st;
	}
	(void)pthread_mutex_lock(&s->mutex);
	s->revisions++; /* letters that connections hold and bring back come here, too */
	jobs_append(&all, &s->returned);
	for (size_t i = 0; i < s->n_lanes; i++) {
		jobs_append(&all, &s->lanes[i].queue);
	}
	(void)pthread_mutex_unlock(&s->mutex);
	while ((job = jobs_pop(&all)) != NULL) {
		bool goes = false;

		st = st == ST_OK ? look_again(s, job, &goes, err) : st;
		jobs_push(goes ? &go : &stay, job);
	}
	(void)pthread_mutex_lock(&s->mutex);
	while ((job = jobs_pop(&stay)) != NULL) {
		job->outcome.delivery = DELIVERY_UNTRIED;
		job->due_at = 0;
		sender_settle_later(s, job, false);
	}
	sender_dispatch(s, &go);
	(void)pthread_mutex_unlock(&s->mutex);
	return st;
}
