/* kvieslys init: a workspace that works at once. */
#include "cli/commands.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const char *dir = args_at(args, 0);
	enum status st = workspace_init(dir, err);

	(void)app;
	if (st == ST_OK) {
		printf("%s: a workspace. Edit %s/kvieslys.conf, then: kvieslys -C %s import FIRMS.csv …\n", dir, dir, dir);
	}
	return st;
}

const struct command cmd_init = {
	.words = "init",
	.arguments = "DIR",
	.min = 1,
	.max = 1,
	.help = "make a workspace",
	.more = "Makes the folder with a commented kvieslys.conf, the database, the keys and two Maildirs: letters go\n"
		"into 'outbox', answers are read from 'inbox', until the configuration names real servers.",
	.run = run,
};
