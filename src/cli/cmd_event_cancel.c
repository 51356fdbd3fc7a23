/* kvieslys event cancel: it does not take place. */
#include "cli/commands.h"

#include "domain/event.h"

#include <inttypes.h>

static const struct cli_option options[] = {
	{ "--why", 'w', OPTION_VALUE, "TEXT", "the reason, as the letter tells it" },
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	int64_t told = 0;
	enum status st = event_call_off(app->ws.store, args_at(args, 0), args_value(args, "--why"), app->actor, &told,
			err);

	if (st == ST_OK) {
		printf("%s is called off; %" PRId64 " parties are told of it\n", args_at(args, 0), told);
	}
	return st;
}

const struct command cmd_event_cancel = {
	.words = "event cancel",
	.arguments = "EVENT",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.options = options,
	.help = "call an event off and tell everybody who reckons with it",
	.more = "Letters with a calendar cancellation go to all who are registered, waiting or undecided; invitations that\n"
		"have not left do not leave any more.",
	.run = run,
};
