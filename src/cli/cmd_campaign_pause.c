/* kvieslys campaign pause */
#include "cli/commands.h"

#include "domain/control.h"
#include "util/clock.h"

#include <stdio.h>

static const struct cli_option options[] = {
	{ "--reason", 0, OPTION_VALUE, "TEXT", "why; shown with the campaign" },
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	enum status st = control_pause(app->ws.store, args_at(args, 0), args_value(args, "--reason"), clock_now(), app->actor, err);

	if (st == ST_OK) {
		printf("paused\\n");
	}
	return st;
}

const struct command cmd_campaign_pause = {
	.words = "campaign pause",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.options = options,
	.help = "stop sending a campaign for a while",
	.more = "A sender that is at work obeys at once.",
	.run = run,
};
