/* kvieslys organisation merge, undo, apart: two firms that are one, or were taken for one. */
#include "cli/commands.h"

#include "domain/merge.h"
#include "store/db_audit.h"

#include <inttypes.h>

static enum status find_two(struct store *store, const struct args *args, int64_t ret[2], struct error *err)
{
	enum status st = organisation_find(store, args_at(args, 0), &ret[0], err);

	return st == ST_OK ? organisation_find(store, args_at(args, 1), &ret[1], err) : st;
}

static void print_counts(int64_t from, const char *how, int64_t to, const struct merge_counts *n)
{
	printf("%" PRId64 " %s %" PRId64 ": %" PRId64 " contacts, %" PRId64 " registrations, %" PRId64 " offers\n", from, how, to, n->contacts,
			n->registrations, n->offers);
}

static enum status run_merge(struct app *app, const struct args *args, struct error *err)
{
	struct merge_counts n = { 0 };
	int64_t ids[2] = { 0 };
	enum status st = find_two(app->ws.store, args, ids, err);

	st = st == ST_OK ? merge_organisations(app->ws.store, ids[0], ids[1], args_flag(args, "--force"), app->actor, &n, err) : st;
	if (st == ST_OK) {
		print_counts(ids[1], "is a part now of", ids[0], &n);
	}
	return st;
}

static const struct cli_option merge_options[] = {
	{ "--force", 0, OPTION_FLAG, NULL, "also when they have different registration codes" },
	{ 0 },
};

const struct command cmd_organisation_merge = {
	.words = "organisation merge",
	.arguments = "ORGANISATION PART",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.options = merge_options,
	.help = "make the second organisation a part of the first",
	.more = "Its people, registrations and offers go over, and what it knew and the first did not. Imports that name it find the\n"
		"first. 'kvieslys organisation undo PART' takes all of it back.",
	.run = run_merge,
};

static enum status run_undo(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf notes = STRBUF_INIT;
	struct merge_counts n = { 0 };
	int64_t id = 0;
	enum status st = organisation_find(app->ws.store, args_at(args, 0), &id, err);

	st = st == ST_OK ? merge_undo(app->ws.store, id, app->actor, &n, &notes, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 " stands for itself again: %" PRId64 " contacts, %" PRId64 " registrations, %" PRId64 " offers came back\n%s", id,
				n.contacts, n.registrations, n.offers, notes.buf);
	}
	return st;
}

const struct command cmd_organisation_undo = {
	.words = "organisation undo",
	.arguments = "PART",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.help = "undo the merge of an organisation into another",
	.more = "What the merge moved goes back. What was changed since stays, and is told.",
	.run = run_undo,
};

static enum status run_apart(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	int64_t ids[2] = { 0 };
	bool added = false;
	enum status st = find_two(app->ws.store, args, ids, err);

	st = st == ST_OK ? store_begin(app->ws.store, &tx, err) : st;
	st = st == ST_OK ? db_apart_add(app->ws.store, "organisation", ids[0], ids[1], &added, err) : st;
	st = st == ST_OK && added ? audit_add(app->ws.store, app->actor, "apart", "organisation", ids[0], NULL, args_at(args, 1), err) : st;
	st = st == ST_OK ? store_commit(&tx, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 " and %" PRId64 " are two: not proposed again\n", ids[0], ids[1]);
	}
	return st;
}

const struct command cmd_organisation_apart = {
	.words = "organisation apart",
	.arguments = "ORGANISATION ORGANISATION",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.help = "two organisations that look alike and are two: do not propose them again",
	.run = run_apart,
};
