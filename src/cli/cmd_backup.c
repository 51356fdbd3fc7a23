/* kvieslys backup: the database as one file. */
#include "cli/commands.h"

#include "domain/backup.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	enum status st = backup_write(app->ws.store, args_at(args, 0), app->actor, err);

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
	.more = "Only its owner may read it. People who are erased later are in it: keep backups no longer than you need them.",
	.run = run,
};
