/* The states of a campaign and who may change which. */
#include "domain/control.h"

#include "domain/segment.h"
#include "store/db_audit.h"
#include "store/db_control.h"
#include "store/db_ledger_status.h"

#include <stdio.h>
#include <string.h>

static enum status note(struct store *store, const struct control_row *row, const char *actor, const char *action,
		const char *why, struct error *err)
{
	return audit_add(store, actor, action, "campaign", row->id, why, NULL, err);
}

enum status control_start(struct store *store, const char *key, int64_t now, const char *actor, int64_t *ret_new,
		int64_t *ret_all, struct error *err)
{
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	CLEANUP_TX struct store_tx tx = { 0 };
	struct ledger_counts counts;
	int64_t people = 0;
	char why[64];
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? db_control_find(store, key, &row, err) : st;
	if (st == ST_OK && strcmp(row.state, "cancelled") == 0) {
		return error_set(err, ST_CONFLICT, "campaign %s was cancelled; add it under another id to send it after all", key);
	}
	if (st == ST_OK && row.expires_at != 0 && row.expires_at <= now) {
		return error_set(err, ST_CONFLICT, "campaign %s has expired; give it a later 'expires' and add it again", key);
	}
	st = st == ST_OK ? segment_gather(store, row.audience, &people, err) : st;
	if (st == ST_OK && people == 0) {
		return error_set(err, ST_CONFLICT, "campaign %s goes to nobody: %s holds no contacts", key, row.audience);
	}
	st = st == ST_OK ? db_message_fill(store, row.id, row.start_at > now ? row.start_at : now, ret_new, err) : st;
	if (st == ST_OK && strcmp(row.state, "draft") == 0) {
		st = db_control_set_state(store, row.id, "running", NULL, now, err);
	}
	st = st == ST_OK ? db_ledger_counts(store, row.id, &counts, err) : st;
	if (st != ST_OK) {
		return st;
	}
	*ret_all = 0;
	for (int i = 0; i < MESSAGE_STATES; i++) {
		*ret_all += counts.n[i];
	}
	(void)snprintf(why, sizeof why, "%lld letters", (long long)*ret_new);
	st = note(store, &row, actor, "start", why, err);
	return st == ST_OK ? store_commit(&tx, err) : st;
}

static enum status change(struct store *store, const char *key, const char *from, const char *to, const char *reason,
		const char *action, int64_t now, const char *actor, struct error *err)
{
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? db_control_find(store, key, &row, err) : st;
	if (st == ST_OK && strcmp(row.state, from) != 0) {
		return error_set(err, ST_CONFLICT, "campaign %s is %s, not %s", key, row.state, from);
	}
	st = st == ST_OK ? db_control_set_state(store, row.id, to, reason, now, err) : st;
	st = st == ST_OK ? note(store, &row, actor, action, reason, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status control_pause(struct store *store, const char *key, const char *reason, int64_t now, const char *actor,
		struct error *err)
{
	return change(store, key, "running", "paused", reason != NULL ? reason : "by staff", "pause", now, actor, err);
}

enum status control_resume(struct store *store, const char *key, int64_t now, const char *actor, struct error *err)
{
	return change(store, key, "paused", "running", NULL, "resume", now, actor, err);
}

enum status control_cancel(struct store *store, const char *key, int64_t now, const char *actor, int64_t *ret_n,
		struct error *err)
{
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? db_control_find(store, key, &row, err) : st;
	st = st == ST_OK ? db_control_set_state(store, row.id, "cancelled", NULL, now, err) : st;
	st = st == ST_OK ? db_ledger_cancel(store, row.id, now, "the campaign was cancelled", ret_n, err) : st;
	st = st == ST_OK ? note(store, &row, actor, "cancel", NULL, err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

enum status control_retry(struct store *store, const char *key, enum message_state from, int64_t now,
		const char *actor, int64_t *ret_n, struct error *err)
{
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(store, &tx, err);

	st = st == ST_OK ? db_control_find(store, key, &row, err) : st;
	st = st == ST_OK ? db_ledger_retry(store, row.id, from, now, ret_n, err) : st;
	st = st == ST_OK ? note(store, &row, actor, "retry", message_state_name(from), err) : st;
	return st == ST_OK ? store_commit(&tx, err) : st;
}
