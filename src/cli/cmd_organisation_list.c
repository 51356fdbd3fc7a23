/* kvieslys organisation list: all firms, or some of them. */
#include "cli/commands.h"

#include "store/db_organisation.h"
#include "util/fold.h"

#include <string.h>

static enum status print_line(void *arg, const struct organisation_line *o, struct error *err)
{
	struct printer *p = arg;

	printer_int(p, o->id);
	printer_string(p, o->name);
	printer_string(p, o->code);
	printer_string(p, o->domain);
	printer_string(p, o->country);
	printer_string(p, o->town);
	printer_string(p, o->sector);
	printer_string(p, o->kind);
	printer_int(p, o->contacts);
	printer_id(p, o->merged_into);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "id", 8 }, { "name", 36 }, { "code", 12 }, { "domain", 24 }, { "country", 7 }, { "town", 16 }, { "sector", 12 }, { "kind", 10 },
		{ "contacts", 8 }, { "merged_into", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_STRBUF struct strbuf like = STRBUF_INIT;
	const char *text = args_value(args, "--like");
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	fold_add(&like, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
	if (st == ST_OK && !strbuf_ok(&like)) {
		st = error_set(err, ST_NOMEM, "out of memory");
	}
	return st != ST_OK ? st : db_organisation_lines(app->ws.store, text != NULL ? like.buf : NULL, print_line, p, err);
}

static const struct cli_option options[] = {
	{ "--like", 0, OPTION_VALUE, "TEXT", "only those with this in their name or domain" },
	{ 0 },
};

const struct command cmd_organisation_list = {
	.words = "organisation list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "all organisations with their contacts counted",
	.run = run,
};
