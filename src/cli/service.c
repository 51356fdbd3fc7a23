/* The service: a thread for the sender, one for the receiver, one for the timetable. They share nothing but the flag that
 * ends them; the database is what they work on together. */
#include "cli/service.h"

#include "domain/answer.h"
#include "domain/registration.h"
#include "domain/tidy.h"
#include "domain/workspace.h"
#include "inbound/receiver.h"
#include "outbound/desk.h"
#include "util/clock.h"
#include "util/log.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#define TICK_MS 200
#define RETRY_FIRST_MS 5000
#define RETRY_MAX_MS 300000
#define TIMETABLE_MS 60000

struct crew;

struct worker {
	const char *name;
	enum status (*work)(struct crew *crew, struct workspace *ws, struct error *err);
	struct crew *crew;
	pthread_t thread;
	bool started;
};

struct crew {
	const char *dir;
	volatile int stop; /* nonzero: all workers end soon */
	struct worker workers[3];
};

#define SERVICE_NEEDS (NEED_CONFIG | NEED_STORE | NEED_KEY | NEED_LANGUAGES)

/* Waits, but not longer than until the crew is to end. */
static void rest(const struct crew *crew, int64_t ms)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000 };
	int64_t until = clock_monotonic_ms() + ms;

	while (crew->stop == 0 && clock_monotonic_ms() < until) {
		(void)nanosleep(&tick, NULL);
	}
}

static enum status work_send(struct crew *crew, struct workspace *ws, struct error *err)
{
	struct send_report report;

	if (ws->config->n_relays == 0) {
		rest(crew, RETRY_MAX_MS);
		return ST_OK;
	}
	return desk_send(ws, true, &crew->stop, NULL, NULL, &report, err);
}

static void log_totals(void *arg, const struct receiver_totals *t)
{
	(void)arg;
	log_info("fetch: %" PRId64 " new, %" PRId64 " applied, %" PRId64 " for review, %" PRId64 " ignored", t->stored,
			t->applied, t->review, t->ignored);
}

static enum status work_fetch(struct crew *crew, struct workspace *ws, struct error *err)
{
	CLEANUP_RECEIVER struct receiver *receiver = NULL;
	enum status st;

	if (ws->config->n_mailboxes == 0) {
		rest(crew, RETRY_MAX_MS);
		return ST_OK;
	}
	st = receiver_new(ws->store, ws->config, &ws->key, ws->languages, &crew->stop, &receiver, err);
	return st != ST_OK ? st : receiver_watch(receiver, log_totals, NULL, err);
}

/* What time alone brings: seats that a quota releases, the digest, what is past its period. Reminders are made by the sender. */
static enum status work_timetable(struct crew *crew, struct workspace *ws, struct error *err)
{
	while (crew->stop == 0) {
		int64_t promoted = 0;
		bool queued = false;
		enum status st = registration_serve_due(ws->store, clock_now(), &promoted, err);

		if (st == ST_OK && ws->config->replies.digest) {
			st = digest_queue(ws->store, ws->config, clock_now(), &queued, err);
		}
		if (st == ST_OK) {
			st = tidy_daily(ws->store, ws->config, &ws->key, &crew->stop, err);
		}
		if (st != ST_OK) {
			return st;
		}
		rest(crew, TIMETABLE_MS);
	}
	return ST_OK;
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;
	int64_t pause = RETRY_FIRST_MS;

	while (w->crew->stop == 0) {
		struct error err = ERROR_INIT;
		struct workspace ws = { 0 };
		int64_t began = clock_monotonic_ms();
		enum status st = workspace_open(w->crew->dir, SERVICE_NEEDS, &ws, &err);

		if (st == ST_OK) {
			st = w->work(w->crew, &ws, &err);
		}
		workspace_close(&ws);
		if (w->crew->stop != 0) {
			break;
		}
		if (st != ST_OK) {
			log_error("%s: %s; trying again", w->name, err.text[0] != '\0' ? err.text : status_name(st));
		}
		if (st == ST_OK || clock_monotonic_ms() - began > RETRY_MAX_MS) {
			pause = RETRY_FIRST_MS;
		}
		rest(w->crew, pause);
		pause = pause * 2 < RETRY_MAX_MS ? pause * 2 : RETRY_MAX_MS;
	}
	return NULL;
}

static enum status crew_start(struct crew *crew, struct error *err)
{
	for (size_t i = 0; i < sizeof crew->workers / sizeof crew->workers[0]; i++) {
		struct worker *w = &crew->workers[i];

		w->crew = crew;
		if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
			return error_set(err, ST_NOMEM, "no thread can be started");
		}
		w->started = true;
	}
	return ST_OK;
}

static void crew_end(struct crew *crew)
{
	crew->stop = 1;
	for (size_t i = 0; i < sizeof crew->workers / sizeof crew->workers[0]; i++) {
		if (crew->workers[i].started) {
			(void)pthread_join(crew->workers[i].thread, NULL);
			crew->workers[i].started = false;
		}
	}
}

/* Whether the workspace can be opened as it now stands: told before a working crew is sent home for it. */
static enum status try_open(const char *dir, struct error *err)
{
	struct workspace ws = { 0 };
	enum status st = workspace_open(dir, SERVICE_NEEDS, &ws, err);

	if (st == ST_OK) {
		workspace_close(&ws);
	}
	return st;
}

/* True when it ended because of a reload. */
static bool serve(const char *dir, bool (*stopping)(void), bool (*reload_wanted)(void))
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000 };

	while (!stopping()) {
		if (reload_wanted()) {
			struct error err = ERROR_INIT;

			if (try_open(dir, &err) == ST_OK) {
				return true;
			}
			log_error("the new configuration is not taken: %s", err.text);
		}
		(void)nanosleep(&tick, NULL);
	}
	return false;
}

enum status service_run(const char *dir, bool (*stopping)(void), bool (*reload_wanted)(void), struct error *err)
{
	enum status st = try_open(dir, err);
	bool again = true;

	while (st == ST_OK && again) {
		struct crew crew = { .dir = dir, .workers = { { .name = "send", .work = work_send },
				{ .name = "fetch", .work = work_fetch }, { .name = "timetable", .work = work_timetable } } };

		st = crew_start(&crew, err);
		again = st == ST_OK && serve(dir, stopping, reload_wanted);
		crew_end(&crew);
		if (again) {
			log_info("the configuration was read again");
		}
	}
	return st;
}
