/* kvieslys segment rename, segment remove. */
#include "cli/commands.h"

#include "domain/naming.h"

#include <inttypes.h>

static enum status run_rename(struct app *app, const struct args *args, struct error *err)
{
	struct naming_counts n = { 0 };
	enum status st = naming_rename_segment(app->ws.store, args_at(args, 0), args_at(args, 1), app->actor, &n, err);

	if (st == ST_OK) {
		printf("%s is %s now, also in %" PRId64 " campaigns\n", args_at(args, 0), args_at(args, 1), n.campaigns);
	}
	return st;
}

const struct command cmd_segment_rename = {
	.words = "segment rename",
	.arguments = "SEGMENT NAME",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.help = "give a segment another name",
	.more = "Campaigns that name it go along. Files of your own that name it are yours to change.",
	.run = run_rename,
};

static enum status run_remove(struct app *app, const struct args *args, struct error *err)
{
	enum status st = naming_remove_segment(app->ws.store, args_at(args, 0), app->actor, err);

	if (st == ST_OK) {
		printf("%s is removed\n", args_at(args, 0));
	}
	return st;
}

const struct command cmd_segment_remove = {
	.words = "segment remove",
	.arguments = "SEGMENT",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.help = "forget a condition that is kept",
	.more = "Refused while a campaign that is neither cancelled nor expired names it.",
	.run = run_remove,
};
