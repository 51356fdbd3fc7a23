/* kvieslys registration cancel: somebody does not come after all. */
#include "cli/commands.h"
#include "cli/registration_args.h"

static const struct cli_option options[] = {
	{ "--why", 'w', OPTION_VALUE, "TEXT", "the reason, for the audit log" },
	{ "--quiet", 'q', OPTION_FLAG, NULL, "no letter to the contact" },
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	struct registration_answer answer = { .intent = REGISTRATION_NO };
	enum status st = registration_args_find(app, args, &answer.event_id, &answer.contact_id, err);

	return st != ST_OK ? st : registration_args_apply(app, args, &answer, err);
}

const struct command cmd_registration_cancel = {
	.words = "registration cancel",
	.arguments = "EVENT ADDRESS",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.options = options,
	.help = "cancel a registration, or note that a contact declines",
	.more = "Its seats are free at once and go to whoever waits first.",
	.run = run,
};
