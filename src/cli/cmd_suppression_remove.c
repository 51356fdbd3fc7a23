/* kvieslys suppression remove: a suppression lifted. */
#include "cli/commands.h"

#include "domain/suppress.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const struct suppress_order order = { .address = args_at(args, 0), .list = args_value(args, "--list"),
		.reason = SUPPRESSED_STAFF, .why = args_value(args, "--why"), .actor = app->actor };
	enum status st = suppress_remove(app->ws.store, &app->ws.key, &order, err);

	if (st == ST_OK) {
		printf("%s: no longer suppressed%s%s; letters still need a basis that is in force\n", order.address,
				order.list != NULL ? " for list " : "", order.list != NULL ? order.list : "");
	}
	return st;
}

static const struct cli_option options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "for letters of that list alone" },
	{ "--why", 'w', OPTION_VALUE, "TEXT", "what was said, for the audit log" },
	{ 0 },
};

const struct command cmd_suppression_remove = {
	.words = "suppression remove",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.options = options,
	.help = "lift a suppression: a mistake, or the person asks for letters again",
	.run = run,
};
