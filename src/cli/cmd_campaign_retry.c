/* kvieslys campaign retry: failed or doubtful letters into the queue again. */
#include "cli/commands.h"

#include "domain/control.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>

static const struct cli_option options[] = {
	{ "--failed", 0, OPTION_FLAG, NULL, "those that were refused for good" },
	{ "--in-doubt", 0, OPTION_FLAG, NULL, "those of which is not known whether they arrived; some may arrive twice" },
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const bool failed = args_flag(args, "--failed");
	int64_t n = 0;
	enum status st;

	if (failed == args_flag(args, "--in-doubt")) {
		return error_set(err, ST_INVALID, "say which: --failed or --in-doubt");
	}
	st = control_retry(app->ws.store, args_at(args, 0), failed ? MESSAGE_FAILED : MESSAGE_IN_DOUBT, clock_now(),
			app->actor, &n, err);
	if (st == ST_OK) {
		printf("%" PRId64 " letters queued again\n", n);
	}
	return st;
}

const struct command cmd_campaign_retry = {
	.words = "campaign retry",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.options = options,
	.help = "try failed letters again, or those in doubt",
	.run = run,
};
