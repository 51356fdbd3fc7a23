/* kvieslys suppression add, contact suppress, contact object: one address, for three reasons to write there no more. */
#include "cli/commands.h"

#include "domain/suppress.h"

#include <stdio.h>

static enum status add(struct app *app, const struct args *args, enum suppression_reason reason, struct error *err)
{
	const struct suppress_order order = { .address = args_at(args, 0), .list = args_value(args, "--list"), .reason = reason,
		.why = args_value(args, "--why"), .actor = app->actor };
	bool added = false;
	enum status st = suppress_add(app->ws.store, &app->ws.key, &order, &added, err);

	if (st == ST_OK) {
		printf("%s: %s%s%s\n", order.address, added ? "is not written to any more" : "was suppressed already",
				order.list != NULL ? ", list " : "", order.list != NULL ? order.list : "");
	}
	return st;
}

static enum status run_add(struct app *app, const struct args *args, struct error *err)
{
	enum suppression_reason reason = SUPPRESSED_STAFF;

	if (args_value(args, "--reason") != NULL && !suppression_reason_of(args_value(args, "--reason"), &reason)) {
		return error_set(err, ST_INVALID, "--reason %s: write unsubscribed, objection, hard-bounce, complaint or staff",
				args_value(args, "--reason"));
	}
	return add(app, args, reason, err);
}

static enum status run_object(struct app *app, const struct args *args, struct error *err)
{
	return add(app, args, SUPPRESSED_OBJECTION, err);
}

static const struct cli_option add_options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "for letters of that list alone" },
	{ "--reason", 'r', OPTION_VALUE, "REASON", "unsubscribed | objection | hard-bounce | complaint | staff (default)" },
	{ "--why", 'w', OPTION_VALUE, "TEXT", "what was said, for the audit log" },
	{ 0 },
};

static const struct cli_option object_options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "for letters of that list alone" },
	{ "--why", 'w', OPTION_VALUE, "TEXT", "what was said, for the audit log" },
	{ 0 },
};

const struct command cmd_suppression_add = {
	.words = "suppression add",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.options = add_options,
	.help = "never write to this address again, known to us or not",
	.run = run_add,
};

const struct command cmd_contact_suppress = {
	.words = "contact suppress",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.options = add_options,
	.help = "the same as suppression add",
	.run = run_add,
};

const struct command cmd_contact_object = {
	.words = "contact object",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.options = object_options,
	.help = "a person objects to the use of the address: no more letters, every basis withdrawn",
	.more = "GDPR Art. 21. With --list it holds for the letters of that list alone, and basis stays.",
	.run = run_object,
};
