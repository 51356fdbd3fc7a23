/* Store, then decide. */
#include "inbound/receiver.h"

#include "domain/answer.h"
#include "domain/registration.h"
#include "inbound/mailbox.h"
#include "inbound/mailbox_private.h"
#include "store/db_mailbox.h"
#include "store/db_reply.h"
#include "store/db_setting.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/log.h"

#include <inttypes.h>
#include <string.h>

#define DAY 86400
#define BATCH 25       /* replies decided in one transaction */
#define AWAY_FIRST 5   /* seconds before a mailbox is tried again */
#define AWAY_MAX 300
#define WAIT_IMAP 1500 /* IDLE tells earlier */
#define WAIT_POP3 60
#define WAIT_FOLDER 2
#define WAIT_MANY 10

struct box {
	const struct mailbox_config *config;
	struct mailbox *open; /* kept while watching */
	int64_t away;         /* seconds to wait before it is tried again; 0: it is there */
	int64_t retry_at;     /* clock_monotonic_ms() */
};

struct receiver {
	struct store *store;
	const struct config *config;
	const volatile int *stop;
	struct decider *decider;
	struct box *boxes;
	size_t n_boxes;
};

/* What the sink of one mailbox works on. */
struct taking {
	struct receiver *receiver;
	const char *mailbox;
	const char *folder;
	struct receiver_totals *totals;
	struct store_tx tx; /* the batch */
	int64_t batch;      /* new mails in it */
};

enum status receiver_new(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, const volatile int *stop, struct receiver **ret, struct error *err)
{
	CLEANUP_RECEIVER struct receiver *r = calloc(1, sizeof *r);
	enum status st;

	if (r == NULL) {
		return error_set(err, ST_NOMEM, "receiving: out of memory");
	}
	r->store = store;
	r->config = config;
	r->stop = stop;
	r->boxes = calloc(config->n_mailboxes + 1, sizeof *r->boxes);
	if (r->boxes == NULL) {
		return error_set(err, ST_NOMEM, "receiving: out of memory");
	}
	r->n_boxes = config->n_mailboxes;
	for (size_t i = 0; i < r->n_boxes; i++) {
		r->boxes[i].config = &config->mailboxes[i];
	}
	st = decider_new(store, config, key, languages, &r->decider, err);
	if (st == ST_OK) {
		*ret = TAKE_PTR(r);
	}
	return st;
}

void receiver_free(struct receiver *receiver)
{
	if (receiver == NULL) {
		return;
	}
	for (size_t i = 0; i < receiver->n_boxes; i++) {
		mailbox_close(receiver->boxes[i].open);
	}
	decider_free(receiver->decider);
	free(receiver->boxes);
	free(receiver);
}

void receiver_cleanup(struct receiver **receiver)
{
	receiver_free(*receiver);
}

static bool is_stopped(const struct receiver *r)
{
	return r->stop != NULL && *r->stop != 0;
}

/* --- storing --- */

static enum status want(void *arg, const char *key, bool *ret, struct error *err)
{
	struct taking *t = arg;
	bool known = false;
	enum status st = db_reply_known(t->receiver->store, t->mailbox, key, &known, err);

	if (st == ST_OK && !known) {
		st = db_mailbox_is_skipped(t->receiver->store, t->mailbox, key, &known, err);
	}
	if (st == ST_OK) {
		*ret = !known;
	}
	return st;
}

static enum status begin_batch(struct taking *t, struct error *err)
{
	return t->tx.store != NULL ? ST_OK : store_begin(t->receiver->store, &t->tx, err);
}

static enum status take(void *arg, const struct mailbox_mail *mail, struct error *err)
{
	struct taking *t = arg;
	char hash[MAILBOX_HASH_KEY_SIZE];
	bool is_new = false;
	int64_t id;
	struct reply_mail row = { .mailbox = t->mailbox, .key = mail->key, .bytes = mail->bytes, .len = mail->len };
	enum status st = begin_batch(t, err);

	if (st != ST_OK) {
		return st;
	}
	if (!mailbox_hash_key(mail->bytes, mail->len, hash)) {
		return error_set(err, ST_NOMEM, "receiving: out of memory");
	}
	row.sha256 = strchr(hash, ':') + 1;
	/* under a replaced clock mail arrives when it is read: its real time says nothing there */
	row.arrived_at = mail->arrived_at > 0 && !clock_is_replaced() ? mail->arrived_at : clock_now();
	st = db_reply_store(t->receiver->store, &row, &id, &is_new, err);
	if (st == ST_OK && is_new) {
		t->batch++;
	}
	return st;
}

static enum status skip(void *arg, const char *key, struct error *err)
{
	struct taking *t = arg;
	enum status st = begin_batch(t, err);

	return st == ST_OK ? db_mailbox_skip(t->receiver->store, t->mailbox, key, err) : st;
}

static enum status note(void *arg, const struct mailbox_progress *progress, struct error *err)
{
	struct taking *t = arg;
	enum status st = begin_batch(t, err);

	if (st == ST_OK) {
		st = db_mailbox_set_progress(t->receiver->store, t->mailbox, t->folder, progress->uidvalidity,
				progress->last_uid, err);
	}
	if (st == ST_OK) {
		st = store_commit(&t->tx, err);
	}
	if (st == ST_OK) {
		t->totals->stored += t->batch;
		t->batch = 0;
	}
	return st;
}

/* The day from which on mail counts: as configured, else the day the workspace was made. */
static enum status since_of(struct receiver *r, const struct mailbox_config *config, int64_t *ret, struct error *err)
{
	int64_t made = 0;
	enum status st = ST_OK;

	if (clock_is_replaced() && (config->since == 0 || config->type == MAILBOX_MAILDIR || config->type == MAILBOX_MBOX)) {
		*ret = 0; /* under a replaced clock what is in a folder arrives now */
		return ST_OK;
	}
	if (config->since != 0) {
		*ret = config->since;
		return ST_OK;
	}
	st = db_setting_get_int(r->store, SETTING_CREATED_AT, 0, &made, err);
	*ret = made - made % DAY;
	return st;
}

static enum status read_box(struct receiver *r, struct box *box, struct receiver_totals *totals, struct error *err)
{
	const char *folder = box->config->folder != NULL ? box->config->folder : "";
	struct taking t = { .receiver = r, .mailbox = box->config->name, .folder = folder, .totals = totals };
	struct mailbox_sink sink = { .arg = &t, .want = want, .take = take, .skip = skip, .note = note };
	struct mailbox_progress progress;
	enum status st = since_of(r, box->config, &sink.since, err);

	if (st == ST_OK) {
		st = db_mailbox_progress(r->store, box->config->name, folder, &progress.uidvalidity, &progress.last_uid, err);
	}
	if (st == ST_OK && box->open == NULL) {
		st = mailbox_open(box->config, r->stop, &box->open, err);
	}
	if (st == ST_OK) {
		st = mailbox_read(box->open, &progress, &sink, err);
	}
	store_tx_end(&t.tx); /* a batch that broke off is read again */
	if (st != ST_OK) {
		mailbox_close(box->open);
		box->open = NULL;
	}
	return st;
}

/* --- deciding --- */

static void count(struct receiver_totals *totals, const struct apply_result *result)
{
	switch (result->outcome) {
	case OUTCOME_APPLIED:
		totals->applied++;
		break;
	case OUTCOME_REVIEW:
		totals->review++;
		break;
	case OUTCOME_IGNORED:
	case OUTCOME_RESOLVED:
		totals->ignored++;
		break;
	}
}

/* Where the deciding stands: everything up to this reply is decided. */
struct place {
	int64_t arrived, id;
	bool end;
};

/* Decides up to `max` replies behind `place`, and moves it on. */
static enum status decide_some(struct receiver *r, size_t max, struct place *place, struct receiver_totals *totals,
		struct error *err)
{
	for (size_t i = 0; i < max && !place->end && !is_stopped(r); i++) {
		struct apply_result result;
		int64_t id = 0;
		enum status st = db_reply_next(r->store, place->arrived, place->id, &id, &place->arrived, err);

		if (st == ST_OK && id != 0) {
			place->id = id;
			st = decide_reply(r->decider, id, &result, err);
		}
		if (st != ST_OK) {
			(void)error_prefix(err, "reply %" PRId64, id);
			return st;
		}
		place->end = id == 0;
		if (id != 0) {
			count(totals, &result);
		}
	}
	return ST_OK;
}

/* The same in one transaction: a commit costs more than a reply. */
static enum status decide_together(struct receiver *r, struct place *place, struct receiver_totals *totals,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	struct receiver_totals some = { 0 };
	struct place to = *place;
	enum status st = store_begin(r->store, &tx, err);

	if (st == ST_OK) {
		st = decide_some(r, BATCH, &to, &some, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	if (st == ST_OK) {
		*place = to;
		totals->applied += some.applied;
		totals->review += some.review;
		totals->ignored += some.ignored;
	}
	return st;
}

static enum status decide_all(struct receiver *r, struct receiver_totals *totals, struct error *err)
{
	struct place place = { .arrived = INT64_MIN };
	enum status st = ST_OK;

	while (st == ST_OK && !place.end && !is_stopped(r)) {
		/* a batch that fails for one of its replies is done again one by one */
		if (decide_together(r, &place, totals, NULL) != ST_OK) {
			st = decide_some(r, BATCH, &place, totals, err);
		}
	}
	return st;
}

/* Work that is due now and then. */
static enum status keep_house(struct receiver *r, struct error *err)
{
	int64_t n = 0;
	bool queued = false;
	enum status st = registration_serve_due(r->store, clock_now(), &n, err);

	if (st == ST_OK) {
		st = digest_queue(r->store, r->config, clock_now(), &queued, err);
	}
	if (st == ST_OK && r->config->replies.keep_unmatched >= 0) {
		st = db_reply_drop_bodies(r->store, clock_now() - r->config->replies.keep_unmatched * DAY, &n, err);
	}
	return st;
}

enum status receiver_fetch(struct receiver *r, struct receiver_totals *ret_totals, struct error *err)
{
	struct error first = ERROR_INIT;
	enum status st;

	*ret_totals = (struct receiver_totals){ 0 };
	if (r->n_boxes == 0) {
		return error_set(err, ST_CONFIG, "%s: no [mailbox NAME] section; answers cannot be read", r->config->file);
	}
	for (size_t i = 0; i < r->n_boxes && !is_stopped(r); i++) {
		(void)read_box(r, &r->boxes[i], ret_totals, &first);
	}
	st = decide_all(r, ret_totals, err);
	if (st == ST_OK) {
		st = keep_house(r, err);
	}
	return st == ST_OK && first.code != ST_OK ? error_set(err, first.code, "%s", first.text) : st;
}

enum status receiver_fetch_fd(struct receiver *r, int fd, struct receiver_totals *ret_totals, struct error *err)
{
	struct taking t = { .receiver = r, .mailbox = "stdin", .folder = "", .totals = ret_totals };
	const struct mailbox_sink sink = { .arg = &t, .want = want, .take = take, .skip = skip, .note = note };
	int64_t max = r->n_boxes > 0 ? r->boxes[0].config->max_size : 50 << 20;
	enum status st;

	*ret_totals = (struct receiver_totals){ 0 };
	st = mailbox_read_fd(fd, max, &sink, err);
	store_tx_end(&t.tx);
	return st == ST_OK ? decide_all(r, ret_totals, err) : st;
}

/* --- watching --- */

/* Reads a mailbox that is due. Servers that are away are waited for; wrong settings are an error at once. */
static enum status watch_box(struct receiver *r, struct box *box, struct receiver_totals *totals, struct error *err)
{
	struct error why = ERROR_INIT;
	enum status st;

	if (box->away > 0 && clock_monotonic_ms() < box->retry_at) {
		return ST_OK;
	}
	st = read_box(r, box, totals, &why);
	if (st == ST_OK) {
		box->away = 0;
		return ST_OK;
	}
	if (st != ST_TEMP && st != ST_IO) {
		return error_set(err, st, "%s", why.text);
	}
	box->away = box->away == 0 ? AWAY_FIRST : box->away * 2 < AWAY_MAX ? box->away * 2 : AWAY_MAX;
	box->retry_at = clock_monotonic_ms() + 1000 * box->away;
	log_warning("%s; trying again in %" PRId64 " s", why.text, box->away);
	return ST_OK;
}

static int64_t patience(const struct receiver *r)
{
	if (r->n_boxes > 1) {
		return WAIT_MANY;
	}
	switch (r->boxes[0].config->type) {
	case MAILBOX_IMAP:
		return WAIT_IMAP;
	case MAILBOX_POP3:
		return WAIT_POP3;
	case MAILBOX_MAILDIR:
	case MAILBOX_MBOX:
		break;
	}
	return WAIT_FOLDER;
}

/* Waits on a mailbox that is there, else for the one that is tried again first. */
static void wait_for_news(struct receiver *r)
{
	const struct mailbox_config nowhere = { .type = MAILBOX_MAILDIR };
	static const struct mailbox_driver driver = { NULL, NULL, NULL };
	struct mailbox timer = { &driver, &nowhere, r->stop };
	struct error why = ERROR_INIT;
	int64_t seconds = patience(r);
	struct box *wait = NULL;

	for (size_t i = 0; i < r->n_boxes; i++) {
		if (r->boxes[i].away > 0) {
			int64_t left = (r->boxes[i].retry_at - clock_monotonic_ms()) / 1000 + 1;

			seconds = left < seconds ? left : seconds;
		} else if (wait == NULL && r->boxes[i].open != NULL) {
			wait = &r->boxes[i];
		}
	}
	if (wait == NULL) {
		(void)mailbox_wait(&timer, seconds > 0 ? seconds : 1, &why);
	} else if (mailbox_wait(wait->open, seconds > 0 ? seconds : 1, &why) != ST_OK) {
		mailbox_close(wait->open); /* the next reading opens it again */
		wait->open = NULL;
	}
}

enum status receiver_watch(struct receiver *r, void (*each)(void *arg, const struct receiver_totals *totals), void *arg,
		struct error *err)
{
	if (r->n_boxes == 0) {
		return error_set(err, ST_CONFIG, "%s: no [mailbox NAME] section; answers cannot be read", r->config->file);
	}
	while (!is_stopped(r)) {
		struct receiver_totals totals = { 0 };
		enum status st = ST_OK;

		for (size_t i = 0; st == ST_OK && i < r->n_boxes && !is_stopped(r); i++) {
			st = watch_box(r, &r->boxes[i], &totals, err);
		}
		if (st == ST_OK) {
			st = decide_all(r, &totals, err);
		}
		if (st == ST_OK) {
			st = keep_house(r, err);
		}
		if (each != NULL && totals.stored + totals.applied + totals.review + totals.ignored > 0) {
			each(arg, &totals);
		}
		if (st != ST_OK) {
			return st;
		}
		if (!is_stopped(r)) {
			wait_for_news(r);
		}
	}
	return ST_OK;
}
