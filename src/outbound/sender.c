/* The sender's life: beginning, the loop of the ledger's thread, the end. */
#include "outbound/sender.h"

#include "outbound/event_steps.h"
#include "outbound/sender_private.h"
#include "store/db_sender.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"
#include "util/log.h"

#include <string.h>
#include <time.h>

#define LOOK_MS 200          /* how often changes by others are looked for */
#define HOUSEKEEPING_MS 20000 /* reminders, expiry, dead senders */
#define PROGRESS_MS 500
#define LOCKED_TRIES 30      /* commits that wait for another process, 10 s each */

int64_t sender_now(const struct sender *s)
{
	static const int64_t second = 1000;

	/* a clock that stands still (KVIESLYS_NOW) must not stop letters that wait a moment for a limit */
	return getenv("KVIESLYS_NOW") == NULL ? clock_now() : clock_now() + (clock_monotonic_ms() - s->started_ms) / second;
}

/* --- beginning --- */

static enum status open_lanes(struct sender *s, const char *run, struct error *err)
{
	const struct config *c = s->o->config;
	pthread_condattr_t attr;
	enum status st = ST_OK;

	if (c->n_relays == 0) {
		return error_set(err, ST_CONFIG, "%s: no [relay …]; name the server that takes the mail", c->file);
	}
	s->lanes = calloc(c->n_relays, sizeof *s->lanes);
	if (s->lanes == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	for (size_t i = 0; i < c->n_relays && st == ST_OK; i++) {
		struct lane *l = &s->lanes[s->n_lanes++];
		CLEANUP_FREE char *pace = NULL;
		char name[128];

		l->sender = s;
		l->relay = &c->relays[i];
		(void)pthread_cond_init(&l->wake, &attr);
		(void)snprintf(name, sizeof name, "pace-relay-%s", l->relay->name);
		for (char *p = name; *p != '\0'; p++) {
			*p = *p == '/' ? '_' : *p;
		}
		pace = fs_join(run, name);
		st = pace != NULL ? pace_open(pace, &l->relay->rate, s->alone, &l->pace, err)
				: error_set(err, ST_NOMEM, "out of memory");
		if (st == ST_OK) {
			st = transport_open(l->relay, s->o->stop, &l->transport, err);
		}
	}
	(void)pthread_condattr_destroy(&attr);
	return st;
}

static enum status register_self(struct sender *s, const char *run, struct error *err)
{
	CLEANUP_FREE char *mark = NULL;
	char boot[64];
	char host[128] = "";
	char name[96];
	enum status st;

	(void)snprintf(name, sizeof name, "sender-%ld-%lld.mark", (long)getpid(), (long long)pace_now());
	mark = fs_join(run, name);
	if (mark == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = mark_create(mark, &s->mark, err);
	if (st != ST_OK) {
		return st;
	}
	mark_boot_id(boot, sizeof boot);
	(void)gethostname(host, sizeof host - 1);
	return db_sender_add(s->o->store, host, getpid(), boot, clock_now(), mark, &s->id, err);
}

static enum status make_jobs(struct sender *s, struct error *err)
{
	s->jobs = calloc(MARK_SEATS, sizeof *s->jobs);
	if (s->jobs == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < MARK_SEATS; i++) {
		s->jobs[i].seat = mark_seat(s->mark, i);
		jobs_push(&s->free, &s->jobs[i]);
	}
	return ST_OK;
}

/* Reminders that are due, campaigns that are over, senders that died. */
static enum status keep_house(struct sender *s, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t reminders = 0;
	int64_t by_event = 0;
	int64_t expired = 0;
	enum status st = sender_take_over(s, err);

	if (st == ST_OK) {
		st = store_begin(s->o->store, &tx, err);
	}
	if (st == ST_OK) {
		st = db_claim_expire(s->o->store, sender_now(s), &expired, err);
	}
	if (st == ST_OK) {
		st = sender_check_returns(s, err);
	}
	if (st == ST_OK) {
		st = db_message_fill_due_steps(s->o->store, sender_now(s), &reminders, err);
	}
	if (st == ST_OK) {
		st = event_steps_make(s->o->store, s->o->config, sender_now(s), &by_event, err);
		reminders += by_event;
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		s->report->reminders += reminders;
		s->drained = s->drained && reminders == 0;
	}
	return st;
}

static enum status begin(struct sender *s, struct error *err)
{
	CLEANUP_FREE char *run = fs_join(s->o->dir, "run");
	pthread_condattr_t attr;
	enum status st;

	(void)pthread_mutex_init(&s->mutex, NULL);
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&s->wake, &attr);
	(void)pthread_condattr_destroy(&attr);
	if (run == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = fs_mkdirs(run, err);
	if (st == ST_OK) {
		st = register_self(s, run, err);
	}
	if (st == ST_OK) {
		st = make_jobs(s, err);
	}
	if (st == ST_OK) {
		st = keep_house(s, err);
	}
	if (st == ST_OK) {
		st = open_lanes(s, run, err);
	}
	if (st == ST_OK) {
		st = limits_open(s->o->config, run, s->alone, &s->limits, err);
	}
	if (st == ST_OK) {
		st = hours_open(s->o->config, &s->hours, err);
	}
	if (st == ST_OK) {
		st = db_claim_tune(s->o->store, err);
	}
	if (st == ST_OK) {
		st = db_claim_version(s->o->store, &s->version, err);
	}
	return st == ST_OK ? sender_start_workers(s, err) : st;
}

/* --- the loop --- */

/* Sleeps until there is something to settle or to claim. Under the mutex. */
static void rest(struct sender *s)
{
	int64_t now = clock_monotonic_ms();
	const int64_t end = now + LOOK_MS;

	while (!s->urgent && s->done.n < SENDER_GROUP && now < end
			&& !(s->done_since != 0 && now >= s->done_since + SENDER_GROUP_MS) && !(s->hungry && !s->drained)
			&& !(s->drained && s->done.n > 0 && s->outstanding == s->done.n)) {
		int64_t until = s->done_since != 0 && s->done_since + SENDER_GROUP_MS < end ? s->done_since + SENDER_GROUP_MS
				: end;
		struct timespec ts = { (time_t)(until / 1000), (long)(until % 1000) * 1000000 };

		(void)pthread_cond_timedwait(&s->wake, &s->mutex, &ts);
		now = clock_monotonic_ms();
	}
}

/* One turn: settle, claim, hand out. *ret_idle: nothing was there to do. */
static enum status turn(struct sender *s, bool *ret_idle, struct error *err)
{
	struct job_list done = { .n = 0 };
	struct job_list claimed = { .n = 0 };
	struct job_list free_jobs = { .n = 0 };
	size_t room;
	enum status st = ST_OK;

	(void)pthread_mutex_lock(&s->mutex);
	sender_tend_lanes(s);
	rest(s);
	room = s->drained && clock_monotonic_ms() < s->look_again ? 0 : sender_room(s);
	jobs_append(&done, &s->done);
	jobs_append(&free_jobs, &s->free);
	s->done_since = 0;
	s->urgent = s->hungry = false;
	(void)pthread_mutex_unlock(&s->mutex);

	*ret_idle = done.n == 0 && room == 0;
	if (!*ret_idle) {
		st = sender_commit(s, &done, room, &claimed, &free_jobs, err);
		*ret_idle = st == ST_OK && claimed.n == 0 && room > 0 && s->drained;
		if (s->drained) {
			s->look_again = clock_monotonic_ms() + LOOK_MS;
		}
	}
	(void)pthread_mutex_lock(&s->mutex);
	jobs_append(&s->free, &free_jobs);
	if (done.n > 0) { /* the commit failed: nothing is lost, they wait */
		jobs_append(&done, &s->done);
		jobs_append(&s->done, &done);
	}
	sender_dispatch(s, &claimed);
	(void)pthread_mutex_unlock(&s->mutex);
	return st;
}

static bool stopped(const struct sender *s)
{
	return s->o->stop != NULL && *s->o->stop != 0;
}

/* True when there is nothing more to do in this run. */
static enum status finished(struct sender *s, bool *ret, struct error *err)
{
	int64_t next = 0;
	bool open;
	enum status st;

	*ret = false;
	(void)pthread_mutex_lock(&s->mutex);
	open = sender_any_open(s);
	(void)pthread_mutex_unlock(&s->mutex);
	if (s->o->watch || s->outstanding > 0 || (open && !s->drained)) {
		return ST_OK;
	}
	st = db_claim_next_due(s->o->store, sender_now(s), &next, err);
	s->report->next_due = next;
	if (st == ST_OK && (!open || next == 0 || (next > sender_now(s) && next > s->paced_until))) {
		*ret = true;
	}
	return st;
}

static void show_progress(struct sender *s, int64_t *last_ms, int64_t *last_sent)
{
	const int64_t now = clock_monotonic_ms();

	if (s->o->progress != NULL && now >= *last_ms + PROGRESS_MS) {
		double rate = (double)(s->report->sent - *last_sent) * 1000 / (double)(now - *last_ms);

		s->o->progress(s->o->progress_arg, s->report, rate, (int64_t)s->outstanding);
		*last_ms = now;
		*last_sent = s->report->sent;
	}
}

static enum status loop(struct sender *s, struct error *err)
{
	int64_t look_ms = 0;
	int64_t house_ms = clock_monotonic_ms() + HOUSEKEEPING_MS;
	int64_t shown_ms = clock_monotonic_ms();
	int64_t shown_sent = 0;
	int locked = 0;
	bool end = false;
	enum status st = ST_OK;

	while (!end && !stopped(s) && st == ST_OK) {
		struct error turn_err = ERROR_INIT;
		bool idle = false;

		st = turn(s, &idle, &turn_err);
		if (st == ST_TEMP && ++locked < LOCKED_TRIES) {
			log_warning("%s", turn_err.text);
			st = ST_OK;
			continue;
		}
		if (st != ST_OK) {
			return error_set(err, st, "%s", turn_err.text);
		}
		locked = 0;
		if (clock_monotonic_ms() >= look_ms) {
			st = sender_revise(s, err);
			look_ms = clock_monotonic_ms() + LOOK_MS / 2;
			end = s->o->leave != NULL && s->o->leave(s->o->leave_arg);
		}
		if (st == ST_OK && clock_monotonic_ms() >= house_ms) {
			st = keep_house(s, err);
			house_ms = clock_monotonic_ms() + HOUSEKEEPING_MS;
		}
		if (st == ST_OK && !end && (idle || s->outstanding == 0)) {
			st = finished(s, &end, err);
		}
		show_progress(s, &shown_ms, &shown_sent);
	}
	return st;
}

/* --- the end --- */

/* Stops the connections and settles all that is left. Rows that cannot be settled stay claimed and marked: the next sender
 * reads from the mark file what became of them. */
static enum status wind_up(struct sender *s, struct error *err)
{
	struct job_list done = { .n = 0 };
	struct job_list none = { .n = 0 };
	struct job_list free_jobs = { .n = 0 };
	struct job *job;
	enum status st;

	sender_stop_workers(s);
	while ((job = jobs_pop(&s->returned)) != NULL) {
		sender_give_back(s, job, 0);
	}
	for (size_t i = 0; i < s->n_lanes; i++) {
		while ((job = jobs_pop(&s->lanes[i].queue)) != NULL) {
			sender_give_back(s, job, 0);
		}
	}
	jobs_append(&done, &s->done);
	st = done.n > 0 ? sender_commit(s, &done, 0, &none, &free_jobs, err) : ST_OK;
	if (st == ST_OK && s->id != 0) {
		st = db_sender_end(s->o->store, s->id, clock_now(), err);
	}
	mark_close(s->mark, st == ST_OK);
	s->mark = NULL;
	return st;
}

static void release(struct sender *s)
{
	for (size_t i = 0; i < s->n_lanes; i++) {
		transport_close(s->lanes[i].transport);
		pace_close(s->lanes[i].pace);
		(void)pthread_cond_destroy(&s->lanes[i].wake);
	}
	for (size_t i = 0; s->jobs != NULL && i < MARK_SEATS; i++) {
		ledger_message_release(&s->jobs[i].row);
	}
	limits_close(s->limits);
	hours_close(s->hours);
	free(s->lanes);
	free(s->jobs);
	free(s->breakers);
	(void)pthread_cond_destroy(&s->wake);
	(void)pthread_mutex_destroy(&s->mutex);
}

/* What the run comes to when nothing in it went wrong by itself: faults of ours first, then relays that are away. */
static enum status verdict(const struct sender *s, bool was_stopped, struct error *err)
{
	const bool waiting = s->report->next_due != 0 && s->report->next_due <= sender_now(s);

	if (s->fault_status != ST_OK) {
		return error_set(err, s->fault_status, "%s", s->fault.text);
	}
	for (size_t i = 0; i < s->n_lanes && (waiting || s->homeless); i++) {
		if (s->lanes[i].state != LANE_OPEN) {
			return error_set(err, s->lanes[i].fault_status, "%s", s->lanes[i].fault.text);
		}
	}
	if (was_stopped && !s->o->watch) {
		return error_set(err, ST_TEMP, "stopped; 'kvieslys send' goes on");
	}
	return ST_OK;
}

enum status sender_run(const struct send_options *options, struct send_report *ret, struct error *err)
{
	struct sender s = { .o = options, .report = ret, .started_ms = clock_monotonic_ms() };
	struct error end_err = ERROR_INIT;
	bool was_stopped;
	enum status st;
	enum status end_st;

	*ret = (struct send_report){ .sent = 0 };
	st = begin(&s, err);
	if (st == ST_OK) {
		st = loop(&s, err);
	}
	was_stopped = stopped(&s);
	end_st = wind_up(&s, &end_err);
	if (st == ST_OK && end_st != ST_OK) {
		st = error_set(err, end_st, "%s", end_err.text);
	}
	if (st == ST_OK) {
		st = verdict(&s, was_stopped, err);
	}
	release(&s);
	return st;
}
