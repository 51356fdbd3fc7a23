/* kvieslys survey list: all questionnaires. */
#include "cli/commands.h"

#include "store/db_survey.h"
#include "util/clock.h"

static const struct printer_column columns[] = {
	{ "survey", 20 }, { "questions", 9 }, { "closes", 20 }, { "sent", 6 }, { "answered", 8 }, { "in_doubt", 8 }, { "title", 0 },
	{ NULL, 0 },
};

static enum status print_line(void *arg, const struct survey_line *line, struct error *err)
{
	struct printer *p = arg;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, line->key);
	printer_int(p, line->questions);
	printer_string(p, line->closes_at != 0 ? time_format_rfc3339(line->closes_at, when) : NULL);
	printer_int(p, line->sent);
	printer_int(p, line->answered);
	printer_int(p, line->in_doubt);
	printer_string(p, line->title);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	enum status st = printer_open(stdout, app->format, columns, &printer, err);

	(void)args;
	return st != ST_OK ? st : db_survey_each(app->ws.store, app->lang, print_line, printer, err);
}

const struct command cmd_survey_list = {
	.words = "survey list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "all questionnaires: how many contacts got them, answered, have doubtful answers",
	.run = run,
};
