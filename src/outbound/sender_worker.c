/* The connections: each is a thread that prints letters and feeds them to its relay's transport. */
#include "outbound/sender_private.h"

#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CARGO 3      /* letters a connection may hold: on the wire, printed ahead, and one to spare */
#define IDLE_MS 3000 /* a connection with nothing to send is kept that long */

struct cargo {
	struct parcel parcel; /* must stay the first member */
	struct job *job;      /* NULL: free */
	struct printed printed;
};

struct worker {
	struct lane *lane;
	pthread_t thread;
	bool started;
	struct cargo cargo[CARGO];
	bool has_parcel;  /* transport_run() has been given its first parcel */
	int64_t answered; /* in this connection */
	int64_t doubts;
};

bool sender_is_halted(const struct sender *s, int64_t campaign_id)
{
	for (size_t i = 0; i < s->n_halted && campaign_id != 0; i++) {
		if (s->halted[i] == campaign_id) {
			return true;
		}
	}
	return false;
}

void sender_halt(struct sender *s, int64_t campaign_id)
{
	if (campaign_id != 0 && !sender_is_halted(s, campaign_id) && s->n_halted < SENDER_MAX_HALTED) {
		s->halted[s->n_halted++] = campaign_id;
	}
}

void sender_settle_later(struct sender *s, struct job *job, bool urgent)
{
	jobs_push(&s->done, job);
	if (s->done_since == 0) {
		s->done_since = clock_monotonic_ms();
		(void)pthread_cond_signal(&s->wake); /* it has a time to wait for now */
	}
	s->urgent = s->urgent || urgent;
	if (urgent || s->done.n >= SENDER_GROUP) {
		(void)pthread_cond_signal(&s->wake);
	}
}

/* --- what a connection sends next --- */

/* Letters of campaigns that were stopped leave the queue. */
static void drop_halted(struct lane *l)
{
	struct job_list all = l->queue;
	struct job *job;

	l->queue = (struct job_list){ .n = 0 };
	while ((job = jobs_pop(&all)) != NULL) {
		if (sender_is_halted(l->sender, job->row.campaign_id)) {
			sender_give_back(l->sender, job, 0);
		} else {
			jobs_push(&l->queue, job);
		}
	}
}

/* The first letter of the queue that relay and domain allow now; its places are taken. NULL: *ret_until is when to ask
 * again (ms of pace_now(); 0: when there is one). */
static struct job *pick(struct lane *l, int64_t *ret_until)
{
	struct job *before = NULL;
	int64_t until;

	if (l->sender->n_halted > 0) {
		drop_halted(l);
	}
	until = l->queue.n > 0 ? pace_wait(l->pace) : 0;
	*ret_until = until;
	if (until != 0) {
		return NULL;
	}
	for (struct job *j = l->queue.head; j != NULL; before = j, j = j->next) {
		int64_t t = limit_take(j->limit, &j->limit_slot);

		if (t == 0 && (t = pace_take(l->pace, &j->relay_slot)) != 0) { /* another process was faster */
			limit_done(j->limit, j->limit_slot, false);
			*ret_until = t;
			return NULL;
		}
		if (t != 0) {
			until = until == 0 || t < until ? t : until;
			continue;
		}
		if (before != NULL) {
			before->next = j->next;
		} else {
			l->queue.head = j->next;
		}
		l->queue.tail = l->queue.tail == j ? before : l->queue.tail;
		l->queue.n--;
		j->looked = l->sender->revisions;
		return j;
	}
	*ret_until = until;
	return NULL;
}

/* Waits for work, not past `until` (pace_now() ms; 0: none) nor `idle_end` (monotonic ms; 0: none). */
static void wait_for_work(struct lane *l, int64_t until, int64_t idle_end)
{
	const int64_t now = clock_monotonic_ms();
	int64_t end = until != 0 ? now + (until - pace_now()) : now + 1000;
	struct timespec ts;

	end = idle_end != 0 && idle_end < end ? idle_end : end;
	end = end > now ? end : now + 1;
	ts.tv_sec = (time_t)(end / 1000);
	ts.tv_nsec = (long)(end % 1000) * 1000000;
	if (until == 0 && !l->sender->hungry) {
		l->sender->hungry = true;
		(void)pthread_cond_signal(&l->sender->wake);
	}
	l->n_waiting++;
	(void)pthread_cond_timedwait(&l->wake, &l->sender->mutex, &ts);
	l->n_waiting--;
}

static struct cargo *free_cargo(struct worker *w)
{
	for (size_t i = 0; i < CARGO; i++) {
		if (w->cargo[i].job == NULL) {
			return &w->cargo[i];
		}
	}
	return NULL;
}

/* A letter that cannot be printed. Ours to mend; under the mutex. */
static void unprintable(struct worker *w, struct job *job, enum status st, const struct error *err)
{
	struct sender *s = w->lane->sender;

	pace_done(w->lane->pace, job->relay_slot, false);
	limit_done(job->limit, job->limit_slot, false);
	job->outcome = (struct outcome){ .delivery = DELIVERY_UNTRIED };
	job->at = clock_now();
	if (st == ST_INVALID || st == ST_NOT_FOUND) {
		job->outcome.delivery = DELIVERY_OUR_FAULT;
		(void)snprintf(job->outcome.answer, sizeof job->outcome.answer, "%.*s", OUTCOME_ANSWER_SIZE - 1, err->text);
		sender_halt(s, job->row.campaign_id);
	} else {
		lane_close(w->lane, LANE_BROKEN, st, err);
	}
	sender_settle_later(s, job, true);
}

/* Prints a letter. *press is borrowed; NULL: one is made. */
static struct parcel *load(struct worker *w, struct cargo *c, struct job *job, void **press)
{
	const struct sender_desk *desk = w->lane->sender->o->desk;
	struct error err = ERROR_INIT;
	enum status st = *press == NULL ? desk->press_new(desk->arg, press, &err) : ST_OK;

	strbuf_reset(&c->printed.bytes);
	st = st != ST_OK ? st : desk->print(desk->arg, *press, &job->row, job->topic, &c->printed, &err);
	if (st == ST_OK && !strbuf_ok(&c->printed.bytes)) {
		st = error_set(&err, ST_NOMEM, "out of memory");
	}
	if (st != ST_OK) {
		(void)pthread_mutex_lock(&w->lane->sender->mutex);
		unprintable(w, job, st, &err);
		(void)pthread_mutex_unlock(&w->lane->sender->mutex);
		return NULL;
	}
	job->informs = c->printed.informs;
	c->job = job;
	c->parcel = (struct parcel){
		.id = job->row.id,
		.from = c->printed.identity.bounce_to,
		.to = job->row.address,
		.envid = c->printed.identity.token,
		.bytes = c->printed.bytes.buf,
		.len = c->printed.bytes.len,
	};
	return &c->parcel;
}

static struct parcel *feed_next(void *arg, bool wait)
{
	struct worker *w = arg;
	struct lane *l = w->lane;
	struct sender *s = l->sender;
	struct cargo *c = free_cargo(w);
	const int64_t idle_end = w->has_parcel ? clock_monotonic_ms() + IDLE_MS : 0;
	struct parcel *p = NULL;

	(void)pthread_mutex_lock(&s->mutex);
	while (c != NULL && p == NULL && !s->ending && l->state == LANE_OPEN) {
		int64_t until = 0;
		struct job *job = pick(l, &until);

		if (job != NULL) {
			void *press = s->n_presses > 0 ? s->presses[--s->n_presses] : NULL;

			(void)pthread_mutex_unlock(&s->mutex);
			p = load(w, c, job, &press);
			(void)pthread_mutex_lock(&s->mutex);
			if (press != NULL) {
				s->presses[s->n_presses++] = press;
			}
		} else if (!wait || (idle_end != 0 && clock_monotonic_ms() >= idle_end)) {
			break;
		} else {
			wait_for_work(l, until, idle_end);
		}
	}
	(void)pthread_mutex_unlock(&s->mutex);
	w->has_parcel = w->has_parcel || p != NULL;
	return p;
}

/* --- what came of it --- */

static void feed_mark(void *arg, struct parcel *parcel)
{
	struct worker *w = arg;
	struct cargo *c = (struct cargo *)parcel;

	mark_at_dot(c->job->seat, parcel->id, w->lane->relay->name, clock_now());
}

/* The server went away without deciding about this letter: it goes back into the lane's queue, by way of the ledger's thread
 * when somebody has changed the database since it was taken (a suppression, a pause). Should it meet that again and again while the relay serves others, it is the letter, and a temporary refusal. */
static void put_back(struct worker *w, struct job *job)
{
	struct lane *l = w->lane;
	struct sender *s = l->sender;

	mark_clear(job->seat);
	/* the last time also where no other was served: behind the others it may be alone by then */
	job->untried += l->live > 0 || w->answered > 0 || job->untried + 1 == SENDER_MAX_UNTRIED;
	if (job->untried >= SENDER_MAX_UNTRIED) {
		job->outcome.delivery = DELIVERY_LATER;
		sender_settle_later(s, job, false);
	} else if (l->state != LANE_OPEN || s->ending || sender_is_halted(s, job->row.campaign_id)) {
		sender_settle_later(s, job, false);
	} else if (job->looked != s->revisions) {
		jobs_push(&s->returned, job);
	} else if (job->untried == 0 || (job->untried == 1 && w->answered > 0)) {
		jobs_push_front(&l->queue, job);
	} else {
		jobs_push(&l->queue, job);
	}
}

static void answered(struct worker *w, struct job *job)
{
	struct lane *l = w->lane;
	enum delivery d = job->outcome.delivery;

	mark_answered(job->seat, &job->outcome, job->at);
	if (job->outcome.code != 0) {
		l->live += w->answered == 0;
		w->answered++;
		l->failures = 0;
		l->absences = 0;
	}
	if (d == DELIVERY_OUR_FAULT) {
		sender_halt(l->sender, job->row.campaign_id);
	} else if (d == DELIVERY_SENT) {
		limit_speed_up(job->limit);
	} else if (d == DELIVERY_LATER && l->sender->o->config->sending.ramp_up) {
		limit_slow_down(job->limit);
	}
	sender_settle_later(l->sender, job, d == DELIVERY_OUR_FAULT);
}

static void feed_done(void *arg, struct parcel *parcel, const struct outcome *outcome)
{
	struct worker *w = arg;
	struct cargo *c = (struct cargo *)parcel;
	struct job *job = c->job;
	struct sender *s = w->lane->sender;
	const bool sent = outcome->delivery != DELIVERY_UNTRIED;

	(void)pthread_mutex_lock(&s->mutex);
	c->job = NULL;
	job->outcome = *outcome;
	job->at = clock_now();
	pace_done(w->lane->pace, job->relay_slot, sent);
	limit_done(job->limit, job->limit_slot, sent);
	if (outcome->delivery == DELIVERY_UNTRIED) {
		put_back(w, job);
	} else if (outcome->delivery == DELIVERY_IN_DOUBT) {
		w->doubts++;
		sender_settle_later(s, job, true);
	} else {
		answered(w, job);
	}
	(void)pthread_mutex_unlock(&s->mutex);
}

/* --- the thread --- */

/* After a connection ended; under the mutex. A relay is away when its connections fail one after another and none of them
 * works; one that leaves letters in doubt gets few chances to do so. */
static void connection_ended(struct worker *w, enum status st, const struct error *err)
{
	struct lane *l = w->lane;

	l->live -= w->answered > 0;
	if (st == ST_OK || l->state != LANE_OPEN) {
		return;
	}
	if (st != ST_TEMP) {
		lane_close(l, LANE_BROKEN, st, err);
		return;
	}
	log_info("%s", err->text);
	if (w->answered > 0) {
		return; /* it served us: connect again at once */
	}
	l->failures += w->doubts > 0 ? (int)l->n_workers : 1;
	if (l->failures >= 2 * (int)l->n_workers && l->live == 0) {
		lane_close(l, LANE_AWAY, st, err);
		return;
	}
	for (int64_t now = clock_monotonic_ms(), end = now + 100 * (l->failures < 20 ? l->failures : 20);
			now < end && !l->sender->ending && l->state == LANE_OPEN; now = clock_monotonic_ms()) {
		struct timespec ts = { (time_t)(end / 1000), (long)(end % 1000) * 1000000 };

		(void)pthread_cond_timedwait(&l->wake, &l->sender->mutex, &ts);
	}
}

static void *work(void *arg)
{
	struct worker *w = arg;
	struct lane *l = w->lane;
	struct sender *s = l->sender;
	const struct feed feed = { feed_next, feed_mark, feed_done, w };
	struct error err = ERROR_INIT;

	(void)pthread_mutex_lock(&s->mutex);
	while (!s->ending) {
		if (l->state != LANE_OPEN) {
			(void)pthread_cond_wait(&l->wake, &s->mutex);
			continue;
		}
		w->has_parcel = false;
		w->answered = w->doubts = 0;
		error_clear(&err);
		(void)pthread_mutex_unlock(&s->mutex);
		enum status ran = transport_run(l->transport, &feed, &err);
		(void)pthread_mutex_lock(&s->mutex);
		connection_ended(w, ran, &err);
	}
	(void)pthread_mutex_unlock(&s->mutex);
	return NULL;
}

enum status sender_start_workers(struct sender *s, struct error *err)
{
	size_t all = 0;

	for (size_t i = 0; i < s->n_lanes; i++) {
		all += (size_t)s->lanes[i].relay->connections;
	}
	s->presses = calloc(all > 0 ? all : 1, sizeof(void *));
	if (s->presses == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < s->n_lanes; i++) {
		struct lane *l = &s->lanes[i];

		l->n_workers = (size_t)l->relay->connections;
		l->target = 8 * l->n_workers; /* else the first letters wait for the ledger */
		l->workers = calloc(l->n_workers > 0 ? l->n_workers : 1, sizeof *l->workers);
		if (l->workers == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		for (size_t k = 0; k < l->n_workers; k++) {
			struct worker *w = &l->workers[k];

			w->lane = l;
			for (size_t c = 0; c < CARGO; c++) {
				strbuf_init(&w->cargo[c].printed.bytes);
			}
			if (pthread_create(&w->thread, NULL, work, w) != 0) {
				return error_set(err, ST_TEMP, "the system gives no thread");
			}
			w->started = true;
		}
	}
	return ST_OK;
}

void sender_stop_workers(struct sender *s)
{
	(void)pthread_mutex_lock(&s->mutex);
	s->ending = true;
	for (size_t i = 0; i < s->n_lanes; i++) {
		(void)pthread_cond_broadcast(&s->lanes[i].wake);
	}
	(void)pthread_mutex_unlock(&s->mutex);
	for (size_t i = 0; i < s->n_lanes; i++) {
		struct lane *l = &s->lanes[i];

		for (size_t k = 0; l->workers != NULL && k < l->n_workers; k++) {
			if (l->workers[k].started) {
				(void)pthread_join(l->workers[k].thread, NULL);
			}
			for (size_t c = 0; c < CARGO; c++) {
				if (l->workers[k].lane != NULL) {
					strbuf_release(&l->workers[k].cargo[c].printed.bytes);
				}
			}
		}
		free(l->workers);
		l->workers = NULL;
	}
	while (s->n_presses > 0) {
		s->o->desk->press_free(s->presses[--s->n_presses]);
	}
	free(s->presses);
	s->presses = NULL;
}
