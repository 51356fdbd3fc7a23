/* kvieslys campaign start: fill the ledger. */
#include "cli/commands.h"

#include "domain/control.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>

static const struct cli_option options[] = { { 0 } };

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	int64_t made = 0;
	int64_t all = 0;
	enum status st = control_start(app->ws.store, args_at(args, 0), clock_now(), app->actor, &made, &all, err);

	if (st == ST_OK) {
		printf("%" PRId64 " letters queued, %" PRId64 " in all; 'kvieslys send' sends them\n", made, all);
	}
	return st;
}

const struct command cmd_campaign_start = {
	.words = "campaign start",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.options = options,
	.help = "queue the first letter to everybody of the audience",
	.more = "May be done again: contacts who joined the lists since get their letter, nobody gets it twice. Whether somebody may "
		"be written to is decided when the letter's turn comes, not here. 'kvieslys campaign check' first.",
	.run = run,
};
