/* kvieslys offer add: a cooperation offer's file into the database. */
#include "cli/commands.h"

#include "domain/offer.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < args_count(args); i++) {
		bool is_new = false;

		st = offer_add(app->ws.store, args_at(args, i), app->actor, &is_new, err);
		if (st == ST_OK) {
			printf("%s: %s\n", args_at(args, i), is_new ? "added" : "changed");
		}
	}
	return st;
}

const struct command cmd_offer_add = {
	.words = "offer add",
	.arguments = "FILE…",
	.min = 1,
	.max = -1,
	.needs = NEED_STORE,
	.help = "add a cooperation offer, or change it when its file has changed",
	.more = "The file has [offer] with id, kind (business-offer, business-request, technology-offer, technology-request,\n"
		"research-request), country, organisation, sector, valid-until, interest-until, adviser, targets (countries: LT, PL), sdg\n"
		"(goals of the United Nations by number: 9, 12) and, for research, programme, call, coordinator (yes); and [text LANGUAGE]\n"
		"with title, summary, description, advantages, specification, stage, ipr, partner-sought, partner-role, partnership,\n"
		"partner-type, market-keywords, technology-keywords (the fields of the Enterprise Europe Network); any other text KEY is {{TEXT_KEY}} in a letter of yours. The owner stands in no letter.",
	.run = run,
};
