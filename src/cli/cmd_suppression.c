/* kvieslys suppression list, export: who must not be written to, and why. */
#include "cli/commands.h"

#include "domain/suppress.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <stdio.h>

struct walk {
	struct printer *printer;
	const char *mark;
};

static enum status print(void *arg, const struct suppression_row *row, struct error *err)
{
	const struct walk *w = arg;
	char at[TIME_RFC3339_SIZE];

	printer_string(w->printer, row->email);
	printer_string(w->printer, row->list);
	printer_string(w->printer, row->reason);
	printer_string(w->printer, time_format_rfc3339(row->at, at));
	printer_string(w->printer, row->hash);
	printer_string(w->printer, w->mark);
	printer_string(w->printer, row->source);
	return printer_row(w->printer, err);
}

static enum status print_all(struct app *app, const struct args *args, FILE *out, enum output_format format,
		struct error *err)
{
	static const struct printer_column columns[] = { { "address", 40 }, { "list", 20 }, { "reason", 12 }, { "date", 20 },
		{ "hash", -1 }, { "key", -1 }, { "source", 0 }, { NULL, 0 } };
	CLEANUP_PRINTER struct printer *p = NULL;
	const char *reason = args_value(args, "--reason");
	char mark[SUPPRESS_MARK_SIZE];
	enum suppression_reason known;
	struct walk w = { .mark = mark };
	enum status st = ST_OK;

	if (reason != NULL && !suppression_reason_of(reason, &known)) {
		return error_set(err, ST_INVALID, "--reason %s: write unsubscribed, objection, hard-bounce, complaint, staff, import"
				" or erased", reason);
	}
	suppress_key_mark(&app->ws.key, mark);
	st = printer_open(out, format, columns, &p, err);
	w.printer = p;
	return st != ST_OK ? st : db_suppression_each(app->ws.store, args_value(args, "--list"), reason, print, &w, err);
}

static enum status run_list(struct app *app, const struct args *args, struct error *err)
{
	return print_all(app, args, stdout, app->format, err);
}

static enum status run_export(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_FREE char *text = NULL;
	CLEANUP_FILE FILE *memory = NULL;
	size_t len = 0;
	enum status st;

	if (args_at(args, 0) == NULL) {
		return print_all(app, args, stdout, FORMAT_CSV, err);
	}
	if (fs_exists(args_at(args, 0))) {
		return error_set(err, ST_CONFLICT, "%s: is there already; name a new file", args_at(args, 0));
	}
	memory = open_memstream(&text, &len);
	if (memory == NULL) {
		return error_set(err, ST_NOMEM, "suppressions: out of memory");
	}
	st = print_all(app, args, memory, FORMAT_CSV, err);
	if (st == ST_OK && fflush(memory) != 0) {
		st = error_set(err, ST_NOMEM, "suppressions: out of memory");
	}
	return st == ST_OK ? fs_write(args_at(args, 0), text, len, 0600, err) : st;
}

static const struct cli_option list_options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "those of that list alone" },
	{ "--reason", 'r', OPTION_VALUE, "REASON", "those of that reason alone" },
	{ 0 },
};

const struct command cmd_suppression_list = {
	.words = "suppression list",
	.arguments = "",
	.needs = NEED_STORE_READ | NEED_KEY,
	.formats = true,
	.options = list_options,
	.help = "who must not be written to, and why",
	.run = run_list,
};

const struct command cmd_suppression_export = {
	.words = "suppression export",
	.arguments = "[FILE]",
	.max = 1,
	.needs = NEED_STORE_READ | NEED_KEY,
	.options = list_options,
	.help = "suppressions as CSV: address, list, reason, date, hash, source",
	.more = "Of erased people there is the hash alone: it is worth something only to a workspace with the same kvieslys.key.",
	.run = run_export,
};
