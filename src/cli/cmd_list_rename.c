/* kvieslys list rename, list remove. */
#include "cli/commands.h"

#include "domain/naming.h"

#include <inttypes.h>
#include <string.h>

static void tell_config(const struct app *app, const char *name)
{
	for (size_t i = 0; i < app->ws.config->n_lists; i++) {
		if (strcmp(app->ws.config->lists[i].name, name) == 0) {
			printf("kvieslys.conf has a section [list %s]: change it there\n", name);
		}
	}
}

static enum status run_rename(struct app *app, const struct args *args, struct error *err)
{
	struct naming_counts n = { 0 };
	enum status st = naming_rename_list(app->ws.store, args_at(args, 0), args_at(args, 1), app->actor, &n, err);

	if (st == ST_OK) {
		printf("%s is %s now, also in %" PRId64 " segments, %" PRId64 " quotas, %" PRId64 " campaigns\n", args_at(args, 0), args_at(args, 1),
				n.segments, n.quotas, n.campaigns);
		tell_config(app, args_at(args, 0));
	}
	return st;
}

const struct command cmd_list_rename = {
	.words = "list rename",
	.arguments = "LIST NAME",
	.min = 2,
	.max = 2,
	.needs = NEED_CONFIG | NEED_STORE,
	.help = "give a list another name",
	.more = "Segments, quotas and campaigns that name it go along. Files of your own that name it are yours to change.",
	.run = run_rename,
};

static enum status run_remove(struct app *app, const struct args *args, struct error *err)
{
	struct naming_counts n = { 0 };
	enum status st = naming_remove_list(app->ws.store, args_at(args, 0), app->actor, &n, err);

	if (st == ST_OK) {
		printf("%s is removed: %" PRId64 " members left it, %" PRId64 " of them are in no list now\n", args_at(args, 0), n.members, n.alone);
		tell_config(app, args_at(args, 0));
	}
	return st;
}

const struct command cmd_list_remove = {
	.words = "list remove",
	.arguments = "LIST",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.help = "end a list; its contacts stay",
	.more = "Refused while a segment, a quota of an event ahead or a campaign that is neither cancelled nor expired names it. Contacts,\n"
		"consents and suppressions stay. An import may make a new list of that name.",
	.run = run_remove,
};
