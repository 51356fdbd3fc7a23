/* kvieslys contact list: all contacts, or some of them. */
#include "cli/commands.h"

#include "store/db_story.h"

static enum status print_line(void *arg, const struct contact_line *c, struct error *err)
{
	struct printer *p = arg;

	printer_string(p, c->email);
	printer_string(p, c->name);
	printer_string(p, c->organisation);
	printer_string(p, c->country);
	printer_string(p, c->language);
	printer_string(p, c->suppressed != NULL ? c->suppressed : c->status);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "email", 40 }, { "name", 28 }, { "organisation", 36 }, { "country", 7 }, { "language", 8 }, { "status", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_ID_SET struct id_set set = { 0 };
	const struct id_set *only = NULL;
	enum status st = cli_where(app, args, &set, &only, err);

	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	return st != ST_OK ? st : db_contact_lines(app->ws.store, args_value(args, "--list"), only, print_line, p, err);
}

static const struct cli_option options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "members of that list only" },
	CLI_WHERE,
	{ 0 },
};

const struct command cmd_contact_list = {
	.words = "contact list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "all contacts, or those of a list",
	.run = run,
};
