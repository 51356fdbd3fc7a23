/* kvieslys campaign resume */
#include "cli/commands.h"

#include "domain/control.h"
#include "util/clock.h"

#include <stdio.h>

static const struct cli_option options[] = {
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	enum status st = control_resume(app->ws.store, args_at(args, 0), clock_now(), app->actor, err);

	if (st == ST_OK) {
		printf("running\n");
	}
	return st;
}

const struct command cmd_campaign_resume = {
	.words = "campaign resume",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.options = options,
	.help = "go on with a paused campaign",
	.more = "A sender that is at work obeys at once.",
	.run = run,
};
