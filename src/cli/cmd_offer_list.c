/* kvieslys offer list and kvieslys report offers: one line an offer. */
#include "cli/commands.h"

#include "store/db_offer.h"
#include "util/clock.h"

static const struct printer_column columns[] = {
	{ "offer", 20 }, { "kind", 18 }, { "country", 7 }, { "sector", 8 }, { "valid_until", 20 }, { "sent", 6 }, { "bounced", 7 },
	{ "interested", 10 }, { "maybe", 6 }, { "declined", 8 }, { "passed_on", 9 }, { "title", 0 }, { NULL, 0 },
};

static enum status print(void *arg, const struct offer_line *line, struct error *err)
{
	struct printer *p = arg;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, line->key);
	printer_string(p, line->kind);
	printer_string(p, line->country);
	printer_string(p, line->sector);
	printer_string(p, line->valid_until != 0 ? time_format_rfc3339(line->valid_until, when) : NULL);
	printer_int(p, line->sent);
	printer_int(p, line->bounced);
	printer_int(p, line->interested);
	printer_int(p, line->maybe);
	printer_int(p, line->declined);
	printer_int(p, line->passed_on);
	printer_string(p, line->title);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	enum status st = printer_open(stdout, app->format, columns, &printer, err);

	return st != ST_OK ? st : db_offer_each(app->ws.store, args_at(args, 0), app->lang, print, printer, err);
}

const struct command cmd_offer_list = {
	.words = "offer list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "all cooperation offers",
	.run = run,
};

const struct command cmd_report_offers = {
	.words = "report offers",
	.arguments = "[OFFER]",
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "offers: sent, interested, declined, passed on",
	.run = run,
};
