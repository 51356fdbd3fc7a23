/* The command line: one file per command (cmd_*.c; commands that print the same rows or take the same words share one), one
 * table (commands.c). A command gets opened what it needs and only translates: arguments into a use-case function of a lower
 * layer, its result into printed lines.
 *
 * To add a command: write src/cli/cmd_<noun>_<verb>.c with
 *
 *	static const struct cli_option options[] = {
 *		{ "--list", 'l', OPTION_VALUE, "NAME", "the list the contacts go into" },
 *		{ 0 },
 *	};
 *	static enum status run(struct app *app, const struct args *args, struct error *err) { … }
 *	const struct command cmd_import = {
 *		.words = "import", .arguments = "FILE", .min = 1, .max = 1, .needs = NEED_STORE | NEED_CONFIG,
 *		.formats = false, .options = options, .help = "read firms from a CSV file", .run = run,
 *	};
 *
 * and one line in commands.c. Everything in `help` and `arguments` goes into --help, the manual and the completion. */
#ifndef KVIESLYS_CLI_CLI_H
#define KVIESLYS_CLI_CLI_H

#include "domain/workspace.h"
#include "util/error.h"
#include "util/id_set.h"
#include "util/printer.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind { OPTION_FLAG, OPTION_VALUE, OPTION_MANY };

struct cli_option {
	const char *name; /* "--list" */
	char letter;      /* 'l', or 0 */
	enum option_kind kind;
	const char *value; /* "NAME", NULL for flags */
	const char *help;
};

/* The arguments of one command, checked against its table. */
struct args;
bool args_flag(const struct args *args, const char *name);
/* Value of an option, NULL when absent; the last one given. */
const char *args_value(const struct args *args, const char *name);
/* The nth value of an option that may stand several times, NULL past the end. */
const char *args_nth(const struct args *args, const char *name, size_t nth);
/* Positional arguments. NULL past the end. */
const char *args_at(const struct args *args, size_t index);
size_t args_count(const struct args *args);

struct app {
	struct workspace ws;
	enum output_format format; /* --format, for commands with .formats */
	const char *lang;          /* --lang, NULL when not given */
	const char *actor;         /* who does it, for the audit log: KVIESLYS_USER, else the login name */
};

struct command {
	const char *words;     /* "campaign start" */
	const char *arguments; /* "ID ADDRESS", for the usage line; "" for none */
	int min, max;          /* number of positional arguments; max -1: any */
	unsigned needs;        /* enum workspace_need */
	bool formats;          /* takes --format text|json|csv and --lang */
	const struct cli_option *options;
	const char *help; /* one line */
	const char *more; /* paragraphs for --help and the manual, or NULL */
	enum status (*run)(struct app *app, const struct args *args, struct error *err);
};

extern const struct command *const commands[]; /* NULL-ended, commands.c */

int cli_main(int argc, char **argv);

/* Whole numbers and times of arguments; ST_INVALID names the option. */
enum status cli_parse_int(const char *what, const char *text, int64_t min, int64_t max, int64_t *ret,
		struct error *err);

/* --where CONDITION of commands that can look at a part of the contacts: CLI_WHERE stands among their options. *ret_only is `set`,
 * filled, or NULL when the option was not given. */
#define CLI_WHERE { "--where", 0, OPTION_VALUE, "CONDITION", "only contacts that fit; see 'kvieslys segment help'" }
enum status cli_where(struct app *app, const struct args *args, struct id_set *set, const struct id_set **ret_only,
		struct error *err);

/* A command that ran but whose state asks for another exit code than 0 returns ST_TEMP with an error text, or sets one of the
 * statuses; see status_to_exit(): 0 ok, 1 failed, 2 usage, 75 try again later. */
int status_to_exit(enum status st);

/* True once SIGTERM or SIGINT came: long work ends soon and cleanly. cli_main installs the handlers. */
bool cli_stopping(void);
/* True once after each SIGHUP: read the configuration again. */
bool cli_reload_wanted(void);
/* The flag that lower layers poll: nonzero when the work is to end. */
const volatile int *cli_stop_flag(void);

#endif
