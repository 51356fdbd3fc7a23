/* kvieslys organisation merge: two firms that are one. */
#include "cli/commands.h"

#include "domain/find.h"
#include "domain/merge.h"

#include <inttypes.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	struct merge_counts n = { 0 };
	int64_t into = 0;
	int64_t part = 0;
	enum status st = find_organisation(app->ws.store, args_at(args, 0), &into, err);

	st = st == ST_OK ? find_organisation(app->ws.store, args_at(args, 1), &part, err) : st;
	st = st == ST_OK ? merge_organisations(app->ws.store, into, part, args_flag(args, "--force"), app->actor, &n, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 " is a part now of %" PRId64 ": %" PRId64 " contacts, %" PRId64 " registrations, %" PRId64 " offers\n", part,
				into, n.contacts, n.registrations, n.offers);
	}
	return st;
}

static const struct cli_option options[] = {
	{ "--force", 0, OPTION_FLAG, NULL, "also when they have different registration codes" },
	{ 0 },
};

const struct command cmd_organisation_merge = {
	.words = "organisation merge",
	.arguments = "ORGANISATION PART",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.options = options,
	.help = "make the second organisation a part of the first",
	.more = "Its people, registrations and offers go over, and what it knew and the first did not. Imports that name it find the\n"
		"first. 'kvieslys organisation undo PART' takes all of it back.",
	.run = run,
};
