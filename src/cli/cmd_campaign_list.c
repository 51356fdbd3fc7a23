/* kvieslys campaign list: one line a campaign. */
#include "cli/commands.h"

#include "store/db_campaign.h"
#include "util/clock.h"

static const struct printer_column columns[] = {
	{ "campaign", 24 }, { "class", 10 }, { "state", 10 }, { "about", 20 }, { "letter", 14 }, { "messages", 8 },
	{ "expires", 20 }, { "to", 0 }, { NULL, 0 },
};

static enum status print(void *arg, const struct campaign_line *line, struct error *err)
{
	struct printer *p = arg;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, line->key);
	printer_string(p, line->class_);
	printer_string(p, line->state);
	printer_string(p, line->about);
	printer_string(p, line->letter);
	printer_int(p, line->messages);
	printer_string(p, line->expires_at != 0 ? time_format_rfc3339(line->expires_at, when) : NULL);
	printer_string(p, line->audience);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	enum status st = printer_open(stdout, app->format, columns, &printer, err);

	(void)args;
	return st != ST_OK ? st : db_campaign_each(app->ws.store, print, printer, err);
}

const struct command cmd_campaign_list = {
	.words = "campaign list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "all campaigns with their state",
	.run = run,
};
