/* The inside of struct args, for cli.c and args.c. */
#ifndef KVIESLYS_CLI_ARGS_H
#define KVIESLYS_CLI_ARGS_H

#include "cli/cli.h"

#define ARGS_MAX 256

struct args {
	struct {
		const struct cli_option *option;
		const char *value;
	} options[ARGS_MAX];
	size_t n_options;
	const char **words; /* borrowed from argv */
	size_t n_words;
};

/* argv holds what follows the command's words. ST_INVALID is a usage error. Release in any case. */
enum status args_parse(const struct command *cmd, int argc, char **argv, struct args *ret, struct error *err);
void args_release(struct args *args);
/* --format and --lang, for commands with .formats. */
const struct cli_option *args_common_options(void);

/* Prints the help of one command / the list of all commands. */
void help_command(const struct command *cmd);
void help_all(void);

#endif
