/* IMAP: which mails are new, and fetching them in batches bounded in number and bytes. */
#include "inbound/mailbox_imap.h"

#include "util/cleanup.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#define BATCH_BYTES (8u << 20)
#define OVERHEAD 4096 /* of an answer, beside the mail itself */

struct item {
	uint32_t uid;
	uint32_t size;
	int64_t arrived_at;
};

static void free_set(struct mailimap_set **set)
{
	if (*set != NULL) {
		mailimap_set_free(*set);
	}
}

static void free_types(struct mailimap_fetch_type **types)
{
	if (*types != NULL) {
		mailimap_fetch_type_free(*types);
	}
}

static void free_fetched(clist **list)
{
	if (*list != NULL) {
		mailimap_fetch_list_free(*list);
	}
}

static void free_key(struct mailimap_search_key **key)
{
	if (*key != NULL) {
		mailimap_search_key_free(*key);
	}
}

static void free_found(clist **list)
{
	if (*list != NULL) {
		mailimap_search_result_free(*list);
	}
}

static enum status no_memory(struct imap *imap, struct error *err)
{
	return error_set(err, ST_NOMEM, "%s: out of memory", imap->stream.who);
}

/* UID last+1:* and, where mails before a day do not count, SINCE that day less one for the server's zone. */
static struct mailimap_search_key *new_mails(uint32_t first, int64_t since)
{
	struct mailimap_set *set = mailimap_set_new_interval(first, 0);
	struct mailimap_search_key *uid = set != NULL ? mailimap_search_key_new_uid(set) : NULL;
	struct mailimap_search_key *both;
	struct mailimap_search_key *date = NULL;
	struct mailimap_date *day;
	time_t t = (time_t)since - 86400;
	struct tm tm;

	if (uid == NULL || since <= 86400 || gmtime_r(&t, &tm) == NULL) {
		return uid;
	}
	both = mailimap_search_key_new_multiple_empty();
	day = mailimap_date_new(tm.tm_mday, tm.tm_mon + 1, tm.tm_year + 1900);
	date = day != NULL ? mailimap_search_key_new_since(day) : NULL;
	if (both == NULL || date == NULL || mailimap_search_key_multiple_add(both, uid) != MAILIMAP_NO_ERROR) {
		free_key(&both);
		free_key(&date);
		return uid; /* asking for all is slower and as right */
	}
	if (mailimap_search_key_multiple_add(both, date) != MAILIMAP_NO_ERROR) {
		free_key(&date);
	}
	return both;
}

static int compare_uids(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* UIDs above `last`, in order. A search for n:* names the last mail even when its UID is below n. */
static enum status search(struct imap *imap, uint32_t last, int64_t since, uint32_t **ret, size_t *ret_n,
		struct error *err)
{
	CLEANUP(free_key) struct mailimap_search_key *key = new_mails(last + 1, since);
	CLEANUP(free_found) clist *found = NULL;
	CLEANUP_FREE uint32_t *uids = NULL;
	size_t n = 0;
	int rc;

	if (key == NULL) {
		return no_memory(imap, err);
	}
	mailbox_stream_allow(&imap->stream, 64u << 20); /* 5 million UIDs */
	rc = mailimap_uid_search(imap->session, NULL, key, &found);
	if (rc != MAILIMAP_NO_ERROR) {
		return imap_error(imap, rc, "searching", err);
	}
	uids = calloc((size_t)clist_count(found) + 1, sizeof *uids);
	if (uids == NULL) {
		return no_memory(imap, err);
	}
	for (clistiter *i = clist_begin(found); i != NULL; i = clist_next(i)) {
		uint32_t uid = *(uint32_t *)clist_content(i);

		if (uid > last) {
			uids[n++] = uid;
		}
	}
	qsort(uids, n, sizeof *uids, compare_uids);
	*ret = TAKE_PTR(uids);
	*ret_n = n;
	return ST_OK;
}

static int64_t date_of(const struct mailimap_date_time *d)
{
	struct tm tm = { .tm_mday = d->dt_day, .tm_mon = d->dt_month - 1, .tm_year = d->dt_year - 1900,
		.tm_hour = d->dt_hour, .tm_min = d->dt_min, .tm_sec = d->dt_sec };
	int zone = d->dt_zone < 0 ? -d->dt_zone : d->dt_zone;
	int64_t offset = (int64_t)(zone / 100) * 3600 + (int64_t)(zone % 100) * 60;

	return (int64_t)timegm(&tm) - (d->dt_zone < 0 ? -offset : offset);
}

/* The attribute of that kind in one answer, or NULL. */
static const struct mailimap_msg_att_static *attribute(const struct mailimap_msg_att *message, int type)
{
	for (clistiter *i = clist_begin(message->att_list); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att_item *item = clist_content(i);

		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC && item->att_data.att_static->att_type == type) {
			return item->att_data.att_static;
		}
	}
	return NULL;
}

static uint32_t uid_of(const struct mailimap_msg_att *message)
{
	const struct mailimap_msg_att_static *uid = attribute(message, MAILIMAP_MSG_ATT_UID);

	return uid != NULL ? uid->att_data.att_uid : 0;
}

static bool add_type(struct mailimap_fetch_type *types, struct mailimap_fetch_att *att)
{
	if (att != NULL && mailimap_fetch_type_new_fetch_att_list_add(types, att) == MAILIMAP_NO_ERROR) {
		return true;
	}
	if (att != NULL) {
		mailimap_fetch_att_free(att);
	}
	return false;
}

/* Sizes and dates of some UIDs. Those that are gone get the size 0 and no date. */
static enum status describe(struct imap *imap, struct item *items, size_t n, struct error *err)
{
	CLEANUP(free_set) struct mailimap_set *set = mailimap_set_new_empty();
	CLEANUP(free_types) struct mailimap_fetch_type *types = mailimap_fetch_type_new_fetch_att_list_empty();
	CLEANUP(free_fetched) clist *fetched = NULL;
	int rc;

	if (set == NULL || types == NULL || !add_type(types, mailimap_fetch_att_new_uid())
			|| !add_type(types, mailimap_fetch_att_new_rfc822_size())
			|| !add_type(types, mailimap_fetch_att_new_internaldate())) {
		return no_memory(imap, err);
	}
	for (size_t i = 0; i < n; i++) {
		if (mailimap_set_add_single(set, items[i].uid) != MAILIMAP_NO_ERROR) {
			return no_memory(imap, err);
		}
	}
	mailbox_stream_allow(&imap->stream, n * OVERHEAD);
	rc = mailimap_uid_fetch(imap->session, set, types, &fetched);
	if (rc != MAILIMAP_NO_ERROR) {
		return imap_error(imap, rc, "reading the list", err);
	}
	for (clistiter *i = clist_begin(fetched); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att *message = clist_content(i);
		const struct mailimap_msg_att_static *size = attribute(message, MAILIMAP_MSG_ATT_RFC822_SIZE);
		const struct mailimap_msg_att_static *date = attribute(message, MAILIMAP_MSG_ATT_INTERNALDATE);
		uint32_t uid = uid_of(message);

		for (size_t j = 0; j < n; j++) {
			if (items[j].uid == uid) {
				items[j].size = size != NULL ? size->att_data.att_rfc822_size : 0;
				items[j].arrived_at = date != NULL && date->att_data.att_internal_date != NULL
						? date_of(date->att_data.att_internal_date) : 0;
			}
		}
	}
	return ST_OK;
}

/* BODY.PEEK[] of the whole mail, or of its first bytes when `limit` is not 0. */
static struct mailimap_fetch_att *body_of(uint32_t limit)
{
	struct mailimap_section *section = mailimap_section_new(NULL);

	if (section == NULL) {
		return NULL;
	}
	return limit == 0 ? mailimap_fetch_att_new_body_peek_section(section)
			: mailimap_fetch_att_new_body_peek_section_partial(section, 0, limit);
}

static enum status hand_over(struct imap *imap, clist *fetched, const struct item *item,
		const struct mailbox_sink *sink, struct error *err)
{
	for (clistiter *i = clist_begin(fetched); i != NULL; i = clist_next(i)) {
		const struct mailimap_msg_att *message = clist_content(i);
		const struct mailimap_msg_att_static *body = attribute(message, MAILIMAP_MSG_ATT_BODY_SECTION);
		const struct mailimap_msg_att_body_section *section = body != NULL ? body->att_data.att_body_section : NULL;
		struct mailbox_mail mail = { .arrived_at = item->arrived_at };
		char key[40];

		if (uid_of(message) != item->uid || section == NULL) {
			continue;
		}
		(void)snprintf(key, sizeof key, "%" PRIu32 "/%" PRIu32, imap->uidvalidity, item->uid);
		mail.key = key;
		mail.bytes = section->sec_body_part != NULL ? section->sec_body_part : "";
		mail.len = section->sec_body_part != NULL ? section->sec_length : 0;
		return sink->take(sink->arg, &mail, err);
	}
	return ST_OK; /* deleted meanwhile */
}

/* Fetches items of one batch and hands them over in order. */
static enum status fetch(struct imap *imap, const struct item *items, size_t n, uint32_t limit,
		const struct mailbox_sink *sink, struct error *err)
{
	CLEANUP(free_set) struct mailimap_set *set = mailimap_set_new_empty();
	CLEANUP(free_types) struct mailimap_fetch_type *types = mailimap_fetch_type_new_fetch_att_list_empty();
	CLEANUP(free_fetched) clist *fetched = NULL;
	size_t allow = 0;
	enum status st = ST_OK;
	int rc;

	if (set == NULL || types == NULL || !add_type(types, mailimap_fetch_att_new_uid())
			|| !add_type(types, body_of(limit))) {
		return no_memory(imap, err);
	}
	for (size_t i = 0; i < n; i++) {
		allow += OVERHEAD + (limit > 0 ? limit : items[i].size + items[i].size / 4); /* some count LF for CRLF */
		if (mailimap_set_add_single(set, items[i].uid) != MAILIMAP_NO_ERROR) {
			return no_memory(imap, err);
		}
	}
	mailbox_stream_allow(&imap->stream, allow);
	rc = mailimap_uid_fetch(imap->session, set, types, &fetched);
	if (rc != MAILIMAP_NO_ERROR) {
		return imap_error(imap, rc, "reading mails", err);
	}
	for (size_t i = 0; st == ST_OK && i < n; i++) {
		st = hand_over(imap, fetched, &items[i], sink, err);
	}
	return st;
}

/* Leaves out of `items` what the sink does not want. */
static enum status choose(struct imap *imap, struct item *items, size_t *n, const struct mailbox_sink *sink,
		struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < *n; i++) {
		bool want = false;
		char key[40];
		enum status st;

		if (items[i].size == 0 || (sink->since > 0 && items[i].arrived_at > 0 && items[i].arrived_at < sink->since)) {
			continue;
		}
		(void)snprintf(key, sizeof key, "%" PRIu32 "/%" PRIu32, imap->uidvalidity, items[i].uid);
		st = sink->want(sink->arg, key, &want, err);
		if (st != ST_OK) {
			return st;
		}
		if (want) {
			items[kept++] = items[i];
		}
	}
	*n = kept;
	return ST_OK;
}

/* Fetches the described items in batches of at most BATCH_BYTES, an oversized mail alone and cut. */
static enum status fetch_all(struct imap *imap, const struct item *items, size_t n, const struct mailbox_sink *sink,
		struct error *err)
{
	const int64_t max = imap->base.config->max_size;
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < n; ) {
		size_t together = 0;
		uint64_t bytes = 0;

		if (items[i].size > max) {
			st = fetch(imap, &items[i], 1, (uint32_t)max, sink, err);
			i++;
			continue;
		}
		while (i + together < n && items[i + together].size <= max
				&& (together == 0 || bytes + items[i + together].size <= BATCH_BYTES)) {
			bytes += items[i + together].size;
			together++;
		}
		st = fetch(imap, &items[i], together, 0, sink, err);
		i += together;
	}
	return st;
}

enum status imap_read(struct mailbox *mailbox, struct mailbox_progress *progress, const struct mailbox_sink *sink,
		struct error *err)
{
	struct imap *imap = (struct imap *)mailbox;
	CLEANUP_FREE uint32_t *uids = NULL;
	struct item items[MAILBOX_BATCH];
	struct mailbox_progress now = *progress;
	size_t n = 0;
	enum status st;

	if (now.uidvalidity != (int64_t)imap->uidvalidity) {
		now = (struct mailbox_progress){ (int64_t)imap->uidvalidity, 0 }; /* the UIDs of before mean nothing any more */
	}
	st = search(imap, (uint32_t)now.last_uid, sink->since, &uids, &n, err);
	for (size_t i = 0; st == ST_OK && i < n && !mailbox_stopped(mailbox); i += MAILBOX_BATCH) {
		size_t batch = n - i < MAILBOX_BATCH ? n - i : MAILBOX_BATCH;
		size_t wanted = batch;

		for (size_t j = 0; j < batch; j++) {
			items[j] = (struct item){ .uid = uids[i + j] };
		}
		st = describe(imap, items, batch, err);
		if (st == ST_OK) {
			st = choose(imap, items, &wanted, sink, err);
		}
		if (st == ST_OK) {
			st = fetch_all(imap, items, wanted, sink, err);
		}
		if (st == ST_OK) {
			now.last_uid = (int64_t)uids[i + batch - 1];
			st = sink->note(sink->arg, &now, err);
		}
		if (st == ST_OK) {
			*progress = now;
		}
	}
	return st;
}
