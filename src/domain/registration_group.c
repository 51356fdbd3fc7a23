/* Changing quotas under registrations: rows are gathered first, since one does not write what one is walking over. */
#include "domain/registration_group.h"

#include "domain/seats.h"
#include "store/db_registration.h"
#include "util/array.h"
#include "util/cleanup.h"

struct ids {
	int64_t *items;
	size_t n;
};

static enum status gather(void *arg, int64_t registration_id, int64_t contact_id, const char *state,
		struct error *err)
{
	struct ids *ids = arg;

	(void)contact_id;
	(void)state;
	if (!ARRAY_ROOM(ids->items, ids->n)) {
		return error_set(err, ST_NOMEM, "registrations: out of memory");
	}
	ids->items[ids->n++] = registration_id;
	return ST_OK;
}

static void release(struct ids *ids)
{
	free(ids->items);
}

enum status registration_regroup(struct store *store, int64_t event_id, int64_t now, struct error *err)
{
	static const char *const states[] = { "registered", "waiting", "undecided", "declined", "cancelled", NULL };
	CLEANUP_TX struct store_tx tx = { 0 };
	CLEANUP_SEATS struct seats seats = { .n = 0 };
	CLEANUP(release) struct ids ids = { NULL, 0 };
	enum status st = store_begin(store, &tx, err);

	if (st == ST_OK) {
		st = seats_load(store, event_id, now, &seats, err);
	}
	if (st == ST_OK) {
		st = db_registration_contacts(store, event_id, states, gather, &ids, err);
	}
	for (size_t i = 0; i < ids.n && st == ST_OK; i++) {
		struct registration_row row;
		size_t group = 0;

		st = db_registration_load(store, ids.items[i], &row, err);
		if (st == ST_OK) {
			st = seats_group_of(store, &seats, row.contact_id, &group, err);
		}
		if (st == ST_OK && seats.groups[group].quota_id != row.quota_id) {
			row.quota_id = seats.groups[group].quota_id;
			st = db_registration_save(store, &row, now, err);
		}
	}
	return st == ST_OK ? store_commit(&tx, err) : st;
}
