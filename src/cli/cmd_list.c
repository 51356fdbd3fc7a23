/* kvieslys list: the lists with how many contacts they hold. */
#include "cli/commands.h"

#include "store/db_list.h"
#include "util/clock.h"

static enum status print(void *arg, const struct list_row *row, struct error *err)
{
	struct printer *p = arg;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, row->name);
	printer_int(p, row->members);
	printer_string(p, time_format_rfc3339(row->created_at, when));
	printer_string(p, row->address);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "list", 28 }, { "members", 8 }, { "since", 20 }, { "address", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	(void)args;
	return st != ST_OK ? st : db_list_each(app->ws.store, print, p, err);
}

const struct command cmd_list = {
	.words = "list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "the lists with how many contacts they hold",
	.run = run,
};
