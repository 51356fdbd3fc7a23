/* kvieslys report campaign: a campaign's messages by step, country, language and state. */
#include "cli/commands.h"

#include "store/db_evidence.h"

struct walk {
	struct printer *printer;
	const char *campaign;
	struct error *err;
};

static enum status print_row(void *arg, const struct campaign_row *row)
{
	struct walk *w = arg;

	printer_string(w->printer, w->campaign);
	printer_string(w->printer, row->step);
	printer_string(w->printer, row->country);
	printer_string(w->printer, row->language);
	printer_string(w->printer, row->state);
	printer_int(w->printer, row->n);
	return printer_row(w->printer, w->err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "campaign", 24 }, { "step", 14 }, { "country", 8 }, { "language", 8 }, { "state", 10 }, { "messages", 0 },
		{ NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_ID_SET struct id_set set = { 0 };
	const struct id_set *only = NULL;
	struct walk w = { .campaign = args_at(args, 0), .err = err };
	enum status st = cli_where(app, args, &set, &only, err);

	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	w.printer = p;
	return st != ST_OK ? st : db_campaign_breakdown(app->ws.store, w.campaign, only, print_row, &w, err);
}

static const struct cli_option options[] = {
	CLI_WHERE,
	{ 0 },
};

const struct command cmd_report_campaign = {
	.words = "report campaign",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "a campaign's messages by step, country, language and state",
	.run = run,
};
