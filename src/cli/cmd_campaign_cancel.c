/* kvieslys campaign cancel */
#include "cli/commands.h"

#include "domain/control.h"
#include "util/clock.h"

#include <stdio.h>

static const struct cli_option options[] = {
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	int64_t n = 0;
	enum status st = control_cancel(app->ws.store, args_at(args, 0), clock_now(), app->actor, &n, err);

	if (st == ST_OK) {
		printf("cancelled, %lld letters skipped\\n", (long long)n);
	}
	return st;
}

const struct command cmd_campaign_cancel = {
	.words = "campaign cancel",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.options = options,
	.help = "end a campaign: what waits is skipped",
	.more = "A sender that is at work obeys at once.",
	.run = run,
};
