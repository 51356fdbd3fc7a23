/* kvieslys contact erase: a request for erasure, with an account of what went and what stays. */
#include "cli/commands.h"

#include "domain/erase.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct account {
	struct printer *printer;
	enum status st;
	struct error *err;
};

static const char *const fates[] = { [ERASE_REMOVED] = "removed", [ERASE_KEPT] = "kept", [ERASE_ELSEWHERE] = "elsewhere" };

static void print_line(void *arg, const struct erase_line *line)
{
	struct account *a = arg;

	printer_string(a->printer, fates[line->fate]);
	if (line->n > 0) {
		printer_int(a->printer, line->n);
	} else {
		printer_null(a->printer);
	}
	printer_string(a->printer, line->what);
	printer_string(a->printer, line->detail);
	if (a->st == ST_OK) {
		a->st = printer_row(a->printer, a->err);
	}
}

static enum status erase(struct app *app, const struct person *person, bool dry_run, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "fate", 10 }, { "count", 6 }, { "what", 46 }, { "why", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *printer = NULL;
	struct account account = { .st = ST_OK, .err = err };
	enum status st = printer_open(stdout, app->format, columns, &printer, err);

	account.printer = printer;
	if (st == ST_OK) {
		const struct erase_options options = { .dry_run = dry_run, .suppress = true, .actor = app->actor,
			.why = "the person asked for it", .each = print_line, .arg = &account };

		st = erase_person(app->ws.store, app->ws.config, &app->ws.key, person, &options, err);
	}
	return st == ST_OK ? account.st : st;
}

/* True when it may be done: --yes, or a person at a terminal says so after seeing what it means. */
static enum status ask(struct app *app, const struct person *person, bool *ret, struct error *err)
{
	char answer[16] = "";
	enum status st;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		return error_set(err, ST_INVALID, "this cannot be undone: say --yes to erase %s, --dry-run to see what it means",
				person->address.email);
	}
	st = erase(app, person, true, err);
	if (st != ST_OK) {
		return st;
	}
	printf("\nErase %s? This cannot be undone. [yes/NO] ", person->address.email);
	(void)fflush(stdout);
	*ret = fgets(answer, sizeof answer, stdin) != NULL && strcmp(answer, "yes\n") == 0;
	return ST_OK;
}

/* Erased is erased; what may fail is overwriting the old bytes. */
static enum status purge(struct app *app, const struct person *person, struct error *err)
{
	struct error why = ERROR_INIT;
	enum status st = erase_purge(app->ws.store, &why);

	return st == ST_OK ? ST_OK : error_set(err, st, "%s is erased, but old bytes of the file are not overwritten yet, 'kvieslys tidy'"
			" does it later (%s)", person->address.email, why.text);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PERSON struct person person = PERSON_INIT;
	bool yes = args_flag(args, "--yes");
	bool named = false;
	enum status st = person_find(app->ws.store, &app->ws.key, args_at(args, 0), &person, err);

	if (st == ST_OK) {
		st = person_is_named(app->ws.store, &person, &named, err);
	}
	if (st == ST_OK && !named) {
		return error_set(err, ST_NOT_FOUND, "nothing is kept about '%s'", args_at(args, 0));
	}
	if (st == ST_OK && args_flag(args, "--dry-run")) {
		return erase(app, &person, true, err);
	}
	if (st == ST_OK && !yes) {
		st = ask(app, &person, &yes, err);
	}
	if (st != ST_OK || !yes) {
		return st;
	}
	st = erase(app, &person, false, err);
	return st == ST_OK ? purge(app, &person, err) : st;
}

static const struct cli_option options[] = {
	{ "--yes", 'y', OPTION_FLAG, NULL, "do not ask" },
	{ "--dry-run", 'n', OPTION_FLAG, NULL, "show what would go and what would stay" },
	{ 0 },
};

const struct command cmd_contact_erase = {
	.words = "contact erase",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY | NEED_CONFIG,
	.formats = true,
	.options = options,
	.help = "remove a person, and tell what stays and why",
	.more = "Contact, lists, basis, history, words and mails of replies, contents of letters and mentions in those of others go from\n"
		"the database, its journal, Maildir relays and Maildir mailboxes inside the workspace. The address stays suppressed as a\n"
		"keyed hash. Who came to an event stays in its attendance list as evidence, shown by report attendance --restricted\n"
		"alone, until the date of [retention] or [funding NAME]. A seat at an event ahead is given up. Mails in other\n"
		"mailboxes, backups and files that were imported are not ours to delete: what is known of them is told.",
	.run = run,
};
