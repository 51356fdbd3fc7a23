/* What the sender asks, answered by the domain. Topics are made once per event or offer and kept until the sender ends:
 * connections may still print from an old one while a changed event gets a new one. */
#include "outbound/desk.h"

#include "outbound/reload.h"

#include "domain/consent.h"
#include "domain/letter_job.h"
#include "domain/letter_load.h"
#include "domain/registration.h"
#include "domain/event.h"
#include "mail/dkim.h"
#include "store/db_claim.h"
#include "store/db_event_step.h"
#include "store/db_setting.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"

#include <stdio.h>
#include <string.h>

struct kept_topic {
	struct letter_topic_ids ids;
	int64_t stamp; /* of what it is about when it was made */
	int64_t seen;  /* the desk's count of changes when the stamp was last compared */
	struct letter_topic *topic;
	struct kept_topic *next;
};

/* Whether an event still wants guests, asked once until the database changes. */
struct kept_event {
	int64_t event_id;
	struct event_gate gate;
	struct kept_event *next;
};

struct desk {
	struct sender_desk ops;
	const struct workspace *ws;
	struct letter_sender sender;
	struct identity_maker maker;
	struct letter_book *book;
	struct consent *consent;
	struct dkim_key *keys[2];
	size_t n_keys;
	struct kept_topic *topics;
	struct kept_event *events;
	int64_t changes; /* of the database by others */
};

static void forget_events(struct desk *d)
{
	while (d->events != NULL) {
		struct kept_event *e = d->events;

		d->events = e->next;
		free(e);
	}
}

static enum status gate_of(struct desk *d, int64_t event_id, int64_t now, const char **ret_why,
		struct error *err)
{
	struct kept_event *e = d->events;
	enum status st;

	while (e != NULL && e->event_id != event_id) {
		e = e->next;
	}
	if (e == NULL) {
		e = calloc(1, sizeof *e);
		if (e == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		e->event_id = event_id;
		st = event_gate_look(d->ws->store, event_id, now, &e->gate, err);
		if (st != ST_OK) {
			free(e);
			return st;
		}
		e->next = d->events;
		d->events = e;
	}
	*ret_why = event_gate_why(&e->gate, now);
	return ST_OK;
}

/* Letters that ask somebody to come, as against those to people who do. */
static bool invites(const struct ledger_message *row)
{
	return row->campaign_id != 0 && row->event_id != 0 && strcmp(row->class_, "event") == 0
			&& (row->step == 0 || row->audience == NULL || strcmp(row->audience, "silent") == 0
					|| strcmp(row->audience, "undecided") == 0);
}

static enum status may_write(void *arg, const struct ledger_message *row, int64_t now, bool *ret_may,
		const char **ret_why, struct error *err)
{
	struct desk *d = arg;
	const char *why = NULL;
	enum status st = ST_OK;

	if (invites(row)) {
		st = gate_of(d, row->event_id, now, &why, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (why == NULL && row->anchor != NULL && strcmp(row->anchor, "first") != 0) {
		st = db_event_step_stands(d->ws->store, row->campaign_id, row->step, row->contact_id, now, &why, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (why != NULL) {
		*ret_may = false;
		*ret_why = why;
		return ST_OK;
	}
	return consent_may_write(d->consent, row, now, ret_may, ret_why, err);
}

static enum status topic(void *arg, const struct ledger_message *row, const void **ret, struct error *err)
{
	struct desk *d = arg;
	const struct letter_topic_ids ids = { row->event_id, row->offer_id, row->survey_id };
	struct kept_topic *k = d->topics; /* the newest first */
	int64_t stamp = 0;
	enum status st = ST_OK;

	while (k != NULL && !letter_topic_ids_equal(&k->ids, &ids)) {
		k = k->next;
	}
	if (k == NULL || k->seen != d->changes) {
		st = db_claim_stamp(d->ws->store, ids.event_id, ids.offer_id, ids.survey_id, &stamp, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (k != NULL && k->seen != d->changes && k->stamp == stamp) {
		k->seen = d->changes;
	}
	if (k == NULL || k->seen != d->changes) {
		k = calloc(1, sizeof *k);
		if (k == NULL) {
			return error_set(err, ST_NOMEM, "out of memory");
		}
		st = letter_topic_load(d->book, d->ws->store, d->ws->config, &ids, &k->topic, err);
		if (st != ST_OK) {
			free(k);
			return st;
		}
		k->ids = ids;
		k->stamp = stamp;
		k->seen = d->changes;
		k->next = d->topics;
		d->topics = k;
	}
	*ret = k->topic;
	return ST_OK;
}

static void changed(void *arg)
{
	struct desk *d = arg;

	d->changes++;
	forget_events(d);
}

static enum status press_new(void *arg, void **ret, struct error *err)
{
	struct letter_press *press = NULL;
	enum status st = letter_press_new(((struct desk *)arg)->book, &press, err);

	if (st == ST_OK) {
		*ret = press;
	}
	return st;
}

static void press_free(void *press)
{
	letter_press_free(press);
}

static enum status print(void *arg, void *press, const struct ledger_message *row, const void *t,
		struct printed *ret, struct error *err)
{
	const struct desk *d = arg;
	const int64_t now = clock_now();
	struct letter_print print;
	struct letter_job job;
	enum status st = letter_job_make(d->ws->config, &d->maker, row, t, now, &job, err);

	if (st == ST_OK) {
		st = letter_press_print(press, &job.message, &print, err);
	}
	for (size_t i = 0; i < d->n_keys && st == ST_OK; i++) {
		st = dkim_sign(d->keys[i], print.bytes, print.len, now, &ret->bytes, err);
	}
	if (st == ST_OK) {
		strbuf_add(&ret->bytes, print.bytes, print.len);
		ret->identity = job.identity;
		ret->informs = print.art14;
	}
	return st;
}

static enum status load_key(struct desk *d, const char *path, const char *selector, struct error *err)
{
	enum status st;

	if (path == NULL || selector == NULL) {
		return ST_OK;
	}
	st = dkim_key_load(path, d->ws->config->sender.dkim_domain, selector, &d->keys[d->n_keys], err);
	d->n_keys += st == ST_OK;
	return st;
}

enum status desk_open(const struct workspace *ws, struct desk **ret, struct error *err)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_DESK struct desk *d = calloc(1, sizeof *d);
	enum status st;

	if (d == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	d->ws = ws;
	d->ops = (struct sender_desk){ may_write, topic, changed, press_new, press_free, print, d };
	letter_sender_from_config(ws->config, &d->sender);
	identity_maker_from_config(ws->config, &ws->key, &d->maker);
	/* faults of letters that no campaign uses stop nothing; the others tell theirs when they are printed */
	st = letter_book_open(ws->languages, &d->sender, &d->book, &problems, err);
	if (st == ST_OK) {
		st = consent_open(ws->store, &ws->key, ws->data, ws->dir, &d->consent, err);
	}
	if (st == ST_OK) {
		st = load_key(d, ws->config->sender.dkim_key, ws->config->sender.dkim_selector, err);
	}
	if (st == ST_OK) {
		st = load_key(d, ws->config->sender.dkim_key2, ws->config->sender.dkim_selector2, err);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(d);
	}
	return st;
}

void desk_close(struct desk *d)
{
	if (d == NULL) {
		return;
	}
	forget_events(d);
	while (d->topics != NULL) {
		struct kept_topic *k = d->topics;

		d->topics = k->next;
		letter_topic_free(k->topic);
		free(k);
	}
	for (size_t i = 0; i < d->n_keys; i++) {
		dkim_key_free(d->keys[i]);
	}
	consent_free(d->consent);
	letter_book_free(d->book);
	free(d);
}

void desk_cleanup(struct desk **desk)
{
	desk_close(*desk);
}

const struct sender_desk *desk_ops(const struct desk *desk)
{
	return &desk->ops;
}

static void add_report(struct send_report *sum, const struct send_report *r)
{
	sum->reminders += r->reminders;
	sum->sent += r->sent;
	sum->deferred += r->deferred;
	sum->failed += r->failed;
	sum->in_doubt += r->in_doubt;
	sum->skipped += r->skipped;
	sum->taken_over_queued += r->taken_over_queued;
	sum->taken_over_in_doubt += r->taken_over_in_doubt;
	sum->taken_over_settled += r->taken_over_settled;
	sum->next_due = r->next_due;
}

#define RECALL_AT_ONCE 10000

/* Rows wait for the turn that an older configuration had promised them: with a newer one they are asked anew. */
static enum status recall(const struct workspace *ws, const struct stat *file, struct error *err)
{
	CLEANUP_FREE char *last = NULL;
	char stamp[96];
	int64_t n = RECALL_AT_ONCE;
	enum status st = db_setting_get(ws->store, SETTING_LIMITS_OF, &last, err);

	(void)snprintf(stamp, sizeof stamp, "%lld.%09ld %lld", (long long)file->st_mtim.tv_sec, file->st_mtim.tv_nsec,
			(long long)file->st_size);
	if ((st != ST_OK && st != ST_NOT_FOUND) || (last != NULL && strcmp(last, stamp) == 0)) {
		return st;
	}
	st = ST_OK;
	while (st == ST_OK && n == RECALL_AT_ONCE) { /* in parts: others want to write, too */
		st = db_claim_recall(ws->store, clock_now(), RECALL_AT_ONCE, &n, err);
	}
	return st == ST_OK ? db_setting_set(ws->store, SETTING_LIMITS_OF, stamp, err) : st;
}

/* A run with the configuration as it is; with `watch` until there is a newer one. */
static enum status send_once(const struct workspace *ws, struct send_options *o, const struct reload *reload,
		struct send_report *sum, struct error *err)
{
	CLEANUP_DESK struct desk *desk = NULL;
	struct send_report report = { .sent = 0 };
	enum status st = desk_open(ws, &desk, err);

	st = st == ST_OK ? recall(ws, &reload->used, err) : st;
	if (st == ST_OK) {
		o->config = ws->config;
		o->desk = desk_ops(desk);
		st = sender_run(o, &report, err);
	}
	add_report(sum, &report);
	return st;
}

/* Takes the newer configuration if letters can be sent with it. */
static void take_fresh(struct workspace *ws, struct config **fresh)
{
	CLEANUP_DESK struct desk *desk = NULL;
	struct workspace try = *ws;
	struct error err = ERROR_INIT;
	struct config *old = ws->config;

	try.config = *fresh;
	if ((*fresh)->n_relays == 0) {
		log_error("the new configuration is not taken: it has no [relay …]");
	} else if (desk_open(&try, &desk, &err) != ST_OK) {
		log_error("the new configuration is not taken: %s", err.text);
	} else {
		ws->config = *fresh;
		*fresh = old;
		log_info("the configuration was read again");
	}
}

enum status desk_send(const struct workspace *ws, bool watch, const volatile int *stop,
		void (*progress)(void *, const struct send_report *, double, int64_t), void *progress_arg,
		struct send_report *ret, struct error *err)
{
	struct workspace now = *ws; /* with the newest configuration */
	struct reload reload;
	struct send_options o = { .store = ws->store, .dir = ws->dir, .watch = watch, .stop = stop, .progress = progress,
		.progress_arg = progress_arg, .leave = watch ? reload_wanted : NULL, .leave_arg = &reload };
	int64_t promoted = 0;
	bool again = true;
	enum status st;

	*ret = (struct send_report){ .sent = 0 };
	reload_begin(&reload, ws->dir, ws->config);
	st = registration_serve_due(ws->store, clock_now(), &promoted, err);
	while (st == ST_OK && again) {
		st = send_once(&now, &o, &reload, ret, err);
		again = reload.fresh != NULL && (stop == NULL || *stop == 0);
		if (again) {
			if (st != ST_OK) {
				log_error("%s", err->text);
			}
			st = ST_OK;
			take_fresh(&now, &reload.fresh);
		}
		if (reload.fresh != ws->config) {
			config_free(reload.fresh); /* refused, or the one before */
		}
		reload.fresh = NULL;
	}
	if (now.config != ws->config) {
		config_free(now.config);
	}
	return st;
}
