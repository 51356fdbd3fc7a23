/* kvieslys tidy: what is past its period goes. */
#include "cli/commands.h"

#include "domain/tidy.h"

#include <stdio.h>

struct account {
	struct printer *printer;
	enum status st;
	struct error *err;
};

static void print_line(void *arg, const struct tidy_line *line)
{
	struct account *a = arg;

	printer_int(a->printer, line->n);
	printer_string(a->printer, line->what);
	printer_string(a->printer, line->detail);
	if (a->st == ST_OK) {
		a->st = printer_row(a->printer, a->err);
	}
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = { { "count", 7 }, { "what", 40 }, { "why", 0 }, { NULL, 0 } };
	CLEANUP_PRINTER struct printer *printer = NULL;
	struct account account = { .st = ST_OK, .err = err };
	enum status st = printer_open(stdout, app->format, columns, &printer, err);

	account.printer = printer;
	if (st == ST_OK) {
		const struct tidy_options options = { .dry_run = args_flag(args, "--dry-run"), .actor = app->actor,
			.stop = cli_stop_flag(), .each = print_line, .arg = &account };

		st = tidy_run(app->ws.store, app->ws.config, &app->ws.key, &options, err);
	}
	return st == ST_OK ? account.st : st;
}

static const struct cli_option options[] = {
	{ "--dry-run", 'n', OPTION_FLAG, NULL, "show what would go" },
	{ 0 },
};

const struct command cmd_tidy = {
	.words = "tidy",
	.arguments = "",
	.needs = NEED_STORE | NEED_KEY | NEED_CONFIG,
	.formats = true,
	.options = options,
	.help = "remove what is past its period: members of lists, stored mails, evidence",
	.more = "The periods are in [retention] and [list NAME] of kvieslys.conf; by default lists and replies are kept for ever. Members\n"
		"of whom nothing was heard (no answer, registration, consent, correction; letters to them do not count) leave their\n"
		"list, and who is in no list then is erased. 'kvieslys run' does it once a day. Exit 75: another process holds the\n"
		"database, old bytes are overwritten the next time.",
	.run = run,
};
