/* Retention: each rule is a short transaction, and people are erased a few at a time, so that sending and fetching go on. */
#include "domain/tidy.h"

#include "domain/erase.h"
#include "store/db_audit.h"
#include "store/db_erase.h"
#include "store/db_list.h"
#include "store/db_reply.h"
#include "store/db_retention.h"
#include "store/db_setting.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400
#define BATCH 50        /* people in one transaction */
#define GUARD_DAYS 60   /* the loop guard looks at days; older rows only name addresses */
#define SETTING_TIDY_AT "tidy-at"

struct work {
	struct store *store;
	const struct config *config;
	const struct token_key *key;
	const struct tidy_options *options;
	int64_t now;
	struct json_writer counts; /* for the audit row */
	int64_t total;
	bool rewrite; /* something that names people went */
};

static void tell(struct work *w, const char *what, int64_t n, const char *detail)
{
	if (n > 0) {
		json_int(&w->counts, what, n);
		w->total += n;
	}
	if (w->options->each != NULL && (n > 0 || detail != NULL)) {
		w->options->each(w->options->arg, &(struct tidy_line){ what, n, detail });
	}
}

static bool is_stopped(const struct work *w)
{
	return w->options->stop != NULL && *w->options->stop != 0;
}

/* --- lists --- */

static int64_t days_of(const struct work *w, const struct list_row *row)
{
	for (size_t i = 0; i < w->config->n_lists; i++) {
		if (w->config->lists[i].keep >= 0 && strcmp(w->config->lists[i].name, row->name) == 0) {
			return w->config->lists[i].keep;
		}
	}
	return w->config->retention.lists;
}

static enum status gather_list(void *arg, const struct list_row *row, struct error *err)
{
	struct work *w = arg;
	int64_t days = days_of(w, row);
	int64_t n = 0;
	char what[160];
	char detail[80];
	enum status st;

	if (days <= 0) {
		return ST_OK;
	}
	st = db_retention_add_list(w->store, row->id, w->now - days * DAY, w->now, &n, err);
	if (st == ST_OK && n > 0) {
		(void)snprintf(what, sizeof what, "members of list %s", row->name);
		(void)snprintf(detail, sizeof detail, "nothing was heard of them for %" PRId64 " days", days);
		tell(w, what, n, detail);
	}
	return st;
}

static enum status erase_some(struct work *w, const int64_t *ids, size_t n, int64_t *ret_done, struct error *err)
{
	const struct erase_options options = { .own_rows = true, .actor = w->options->actor, .why = "past the list's period" };
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(w->store, &tx, err);

	for (size_t i = 0; st == ST_OK && i < n; i++) {
		CLEANUP_PERSON struct person person = PERSON_INIT;

		st = person_load(w->store, w->key, ids[i], &person, err);
		if (st == ST_OK) {
			st = erase_person(w->store, w->config, w->key, &person, &options, err);
		}
	}
	st = st == ST_OK ? store_commit(&tx, err) : st;
	*ret_done += st == ST_OK ? (int64_t)n : 0;
	return st;
}

static enum status erase_stale(struct work *w, struct error *err)
{
	int64_t ids[BATCH];
	int64_t after = 0;
	int64_t done = 0;
	size_t n = 0;
	enum status st;

	do {
		st = db_retention_contacts(w->store, after, ids, BATCH, &n, err);
		if (st == ST_OK && n > 0) {
			after = ids[n - 1];
			if (w->options->dry_run) {
				done += (int64_t)n;
			} else {
				st = erase_some(w, ids, n, &done, err);
			}
		}
	} while (st == ST_OK && n == BATCH && !is_stopped(w));
	tell(w, "people", done, done > 0 ? "erased: they are in no list any more" : NULL);
	return st;
}

static enum status tidy_lists(struct work *w, struct error *err)
{
	int64_t n = 0;
	enum status st = db_retention_begin(w->store, err);

	for (size_t i = 0; st == ST_OK && i < w->config->n_lists; i++) {
		struct error none = ERROR_INIT;
		int64_t id;

		if (db_list_find(w->store, w->config->lists[i].name, &id, &none) == ST_NOT_FOUND) {
			tell(w, w->config->lists[i].name, 0, "kvieslys.conf has a section for a list that is not there");
		}
	}
	if (st == ST_OK) {
		st = db_list_each(w->store, gather_list, w, err);
	}
	if (st == ST_OK) {
		st = erase_stale(w, err);
	}
	return st == ST_OK && !w->options->dry_run && !is_stopped(w) ? db_retention_leave(w->store, &n, err) : st;
}

/* --- the rest --- */

static enum status tidy_replies(struct work *w, struct error *err)
{
	int64_t days = w->config->retention.replies;
	char detail[80];
	int64_t n = 0;
	enum status st;

	if (days <= 0) {
		return ST_OK;
	}
	st = db_retention_replies(w->store, w->now - days * DAY, &n, err);
	(void)snprintf(detail, sizeof detail, "decided %" PRId64 " days ago; what they meant is kept", days);
	w->rewrite = w->rewrite || n > 0;
	tell(w, "stored mails of replies", n, n > 0 ? detail : NULL);
	return st;
}

static enum status tidy_rest(struct work *w, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t n = 0;
	enum status st = store_begin(w->store, &tx, err);

	if (st == ST_OK) {
		st = tidy_replies(w, err);
	}
	if (st == ST_OK) {
		st = db_reply_drop_bodies(w->store, w->now - w->config->replies.keep_unmatched * DAY, &n, err);
		tell(w, "bodies of mails that belong to nothing", n, NULL);
	}
	if (st == ST_OK) {
		st = db_erase_released_seats(w->store, w->now, &n, err);
		w->rewrite = w->rewrite || n > 0;
		tell(w, "names kept as evidence", n, n > 0 ? "their date has come" : NULL);
	}
	if (st == ST_OK) {
		st = db_retention_auto_answers(w->store, w->now / DAY - GUARD_DAYS, &n, err);
		tell(w, "notes of automatic answers", n, NULL);
	}
	return st == ST_OK && !w->options->dry_run ? store_commit(&tx, err) : st;
}

enum status tidy_run(struct store *store, const struct config *config, const struct token_key *key,
		const struct tidy_options *options, struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct work w = { .store = store, .config = config, .key = key, .options = options, .now = clock_now(),
		.counts = { .out = &payload } };
	enum status st;

	json_object(&w.counts, NULL);
	st = tidy_lists(&w, err);
	if (st == ST_OK && !is_stopped(&w)) {
		st = tidy_rest(&w, err);
	}
	json_end(&w.counts, '}');
	if (st != ST_OK || options->dry_run) {
		return st;
	}
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "tidy: out of memory");
	}
	if (w.total > 0) {
		st = audit_add(store, options->actor, "tidy", "workspace", 0, "past the periods of kvieslys.conf", payload.buf, err);
	}
	if (st == ST_OK && w.rewrite) {
		st = erase_purge_later(store, err);
	}
	return st == ST_OK ? erase_purge(store, err) : st;
}

enum status tidy_daily(struct store *store, const struct config *config, const struct token_key *key,
		const volatile int *stop, struct error *err)
{
	const struct tidy_options options = { .actor = "kvieslys", .stop = stop };
	int64_t last = 0;
	enum status st = db_setting_get_int(store, SETTING_TIDY_AT, 0, &last, err);

	if (st != ST_OK || clock_now() < last + DAY) {
		return st;
	}
	st = db_setting_set_int(store, SETTING_TIDY_AT, clock_now(), err);
	if (st == ST_OK) {
		st = tidy_run(store, config, key, &options, err);
	}
	if (st == ST_TEMP) {
		error_clear(err);
		return ST_OK;
	}
	return st;
}
