/* kvieslys backup and restore: the database as one file. */
#include "cli/commands.h"

static enum status run_backup(struct app *app, const struct args *args, struct error *err)
{
	enum status st = store_backup(app->ws.store, args_at(args, 0), err);

	if (st == ST_OK) {
		printf("%s: written; keep kvieslys.key and kvieslys.conf with it\n", args_at(args, 0));
	}
	return st;
}

const struct command cmd_backup = {
	.words = "backup",
	.arguments = "FILE",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.help = "copy the database into a new file, also while sending",
	.run = run_backup,
};

static enum status run_restore(struct app *app, const struct args *args, struct error *err)
{
	enum status st = store_restore(app->ws.store, args_at(args, 0), err);

	if (st == ST_OK) {
		printf("%s: restored\n", args_at(args, 0));
	}
	return st;
}

const struct command cmd_restore = {
	.words = "restore",
	.arguments = "FILE",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.help = "put a backup in the place of the database",
	.more = "The backup is verified first; what happened since is lost. Letters that were sent since are not known any more:\n"
		"look into the outbox or the relay's log before sending again.",
	.run = run_restore,
};
