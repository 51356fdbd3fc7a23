/* kvieslys campaign add: a campaign's file into the database. */
#include "cli/commands.h"

#include "domain/campaign.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < args_count(args); i++) {
		struct campaign_added added;

		st = campaign_add(app->ws.store, app->ws.config, app->ws.languages, args_at(args, i), app->actor, &added, err);
		if (st == ST_OK) {
			printf("%s: %s\n", args_at(args, i), added.is_new ? "added" : "changed");
		}
	}
	return st;
}

const struct command cmd_campaign_add = {
	.words = "campaign add",
	.arguments = "FILE…",
	.min = 1,
	.max = -1,
	.needs = NEED_STORE | NEED_CONFIG | NEED_LANGUAGES,
	.help = "add a campaign, or change it when its file has changed",
	.more = "The file has [campaign] with id, class (event, offer, newsletter, survey, consent), event or offer, letter, to (list:NAME,\n"
		"segment:NAME), languages, fallback, start, expires, relays, calendar, of a newsletter issue and date; and [step NAME]\n"
		"with letter, when (silent, registered, undecided, all, came, missed), survey, and one of after (the first letter),\n"
		"before and after-event.\n"
		"Nothing is sent: 'kvieslys campaign start' does that.",
	.run = run,
};
