/* kvieslys registration add: a firm that has said yes by phone or across the table. */
#include "cli/commands.h"
#include "cli/registration_args.h"

static const struct cli_option options[] = {
	{ "--count", 'n', OPTION_VALUE, "NUMBER", "people of the party; default: as many as are named, else one" },
	{ "--name", 0, OPTION_MANY, "NAME", "a person who comes; \"Name <address>\" where that is known" },
	{ "--over-party-max", 0, OPTION_FLAG, NULL, "more people of one organisation than the event allows" },
	{ "--maybe", 0, OPTION_FLAG, NULL, "undecided: holds no seat, gets reminders" },
	{ "--why", 'w', OPTION_VALUE, "TEXT", "the reason, for the audit log" },
	{ "--quiet", 'q', OPTION_FLAG, NULL, "no letter to the contact" },
	{ 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_REGISTRATION_PEOPLE struct registration_people people = { .n = 0 };
	struct registration_answer answer = {
		.intent = args_flag(args, "--maybe") ? REGISTRATION_MAYBE : REGISTRATION_YES,
		.any_size = args_flag(args, "--over-party-max"),
	};
	enum status st = registration_args_find(app, args, &answer.event_id, &answer.contact_id, err);

	if (st == ST_OK && args_value(args, "--count") != NULL) {
		st = cli_parse_int("--count", args_value(args, "--count"), 1, REGISTRATION_MAX_PARTY, &answer.count, err);
	}
	if (st == ST_OK) {
		st = registration_args_people(args, &people, err);
	}
	if (st != ST_OK) {
		return st;
	}
	answer.people = people.items;
	answer.n_people = people.n;
	return registration_args_apply(app, args, &answer, err);
}

const struct command cmd_registration_add = {
	.words = "registration add",
	.arguments = "EVENT ADDRESS",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.options = options,
	.help = "register a contact that has said yes by phone or across the table",
	.more = "The same rules hold as for answers by mail: quotas, the waiting list, party-max.",
	.run = run,
};

/* The same: a later answer changes an earlier one. */
const struct command cmd_registration_change = {
	.words = "registration change",
	.arguments = "EVENT ADDRESS",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.options = options,
	.help = "change how many or who come",
	.more = "People named replace those named before. A registered party that asks for more seats than are free keeps\n"
		"those it has.",
	.run = run,
};
