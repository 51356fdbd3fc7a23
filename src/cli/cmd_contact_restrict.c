/* kvieslys contact restrict, release: a person's data are kept and not used. */
#include "cli/commands.h"

#include "domain/restrict.h"
#include "util/clock.h"

static const struct cli_option options[] = {
	{ "--why", 'w', OPTION_VALUE, "TEXT", "what was said, for the audit log" },
	{ 0 },
};

static enum status run_restrict(struct app *app, const struct args *args, struct error *err)
{
	enum status st = restrict_contact(app->ws.store, args_at(args, 0), args_value(args, "--why"), app->actor, err);

	if (st == ST_OK) {
		printf("%s is kept and not used: no campaign writes there, nothing changes it\n", args_at(args, 0));
	}
	return st;
}

const struct command cmd_contact_restrict = {
	.words = "contact restrict",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.options = options,
	.help = "keep a person's data and do not use them, until they are released",
	.more = "GDPR Art. 18: the person contests that the data are right or may be used, or needs them kept. No campaign writes, imports and\n"
		"'contact change' are refused, 'tidy' removes nothing. Confirmations and answers to the person's own mails go on, and\n"
		"so do 'contact export' and 'contact erase'.",
	.run = run_restrict,
};

static enum status run_release(struct app *app, const struct args *args, struct error *err)
{
	char day[TIME_RFC3339_SIZE];
	int64_t since = 0;
	enum status st = restrict_release(app->ws.store, args_at(args, 0), args_value(args, "--why"), app->actor, &since, err);

	if (st == ST_OK) {
		printf("%s may be used again; it was restricted since %.10s\n", args_at(args, 0), time_format_rfc3339(since, day));
	}
	return st;
}

const struct command cmd_contact_release = {
	.words = "contact release",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.options = options,
	.help = "end a restriction",
	.more = "The person must be told before (GDPR Art. 18(3)): --why says when and how that was done.",
	.run = run_release,
};
