/* kvieslys segment list: the conditions that are kept. */
#include "cli/commands.h"

#include "store/db_segment.h"

static enum status print(void *arg, const char *name, const char *condition, struct error *err)
{
	struct printer *p = arg;

	printer_string(p, name);
	printer_string(p, condition);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = { { "segment", 24 }, { "condition", 0 }, { NULL, 0 } };
	CLEANUP_PRINTER struct printer *p = NULL;
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	(void)args;
	return st != ST_OK ? st : db_segment_each(app->ws.store, print, p, err);
}

const struct command cmd_segment_list = {
	.words = "segment list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "the conditions that are kept",
	.run = run,
};
