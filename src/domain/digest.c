/* The digest: what waits for a person, once a day at most, to the staff of the organiser. */
#include "domain/answer.h"
#include "domain/staff.h"

#include "store/db_message.h"
#include "store/db_review.h"
#include "store/db_setting.h"
#include "util/cleanup.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY 86400
#define ITEMS_MAX 50 /* of the queue; the number tells how many there are in all */
#define SETTING_DIGEST_AT "digest-at"

static enum status add_item(void *arg, const struct review_row *row, struct error *err)
{
	struct json_writer *w = arg;
	char id[24];

	(void)err;
	(void)snprintf(id, sizeof id, "%" PRId64, row->reply_id);
	json_object(w, NULL);
	json_string(w, "id", id);
	json_string(w, "from", row->sender != NULL ? row->sender : "");
	json_string(w, "about", row->subject != NULL ? row->subject : "");
	json_string(w, "reason", row->reason);
	json_string(w, "proposal", row->proposal != NULL ? row->proposal : "");
	json_end(w, '}');
	return ST_OK;
}

static enum status queue(struct store *store, const char *staff, int64_t open, struct error *err)
{
	CLEANUP_STRBUF struct strbuf params = STRBUF_INIT;
	struct json_writer w = { .out = &params };
	int64_t contact_id = 0;
	int64_t id;
	enum status st = staff_contact(store, staff, "staff of kvieslys.conf", &contact_id, err);

	json_object(&w, NULL);
	json_int(&w, "items-count", open);
	json_array(&w, "items");
	if (st == ST_OK) {
		st = db_review_each_open(store, ITEMS_MAX, add_item, &w, err);
	}
	json_end(&w, ']');
	json_end(&w, '}');
	if (st == ST_OK && !strbuf_ok(&params)) {
		return error_set(err, ST_NOMEM, "digest: out of memory");
	}
	return st == ST_OK ? db_message_add(store, &(struct service_letter){ .contact_id = contact_id, .letter = "digest",
			.params = params.buf }, &id, err) : st;
}

enum status digest_queue(struct store *store, const struct config *config, int64_t now, bool *ret_queued,
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t last = 0;
	int64_t open = 0;
	int64_t fresh = 0;
	enum status st;

	*ret_queued = false;
	if (!config->replies.digest || config->sender.staff == NULL || config->sender.staff[0] == '\0') {
		return ST_OK;
	}
	st = db_setting_get_int(store, SETTING_DIGEST_AT, 0, &last, err);
	if (st != ST_OK || now < last + DAY) {
		return st;
	}
	st = store_begin(store, &tx, err);
	if (st == ST_OK) {
		st = db_review_count(store, last, &open, &fresh, err);
	}
	if (st != ST_OK || fresh == 0) {
		return st;
	}
	st = queue(store, config->sender.staff, open, err);
	if (st == ST_OK) {
		st = db_setting_set_int(store, SETTING_DIGEST_AT, now, err);
	}
	if (st == ST_OK) {
		st = store_commit(&tx, err);
	}
	*ret_queued = st == ST_OK;
	return st;
}
