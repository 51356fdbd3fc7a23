/* Help texts, all from the command table. */
#include "cli/args.h"

#include <stdio.h>
#include <string.h>

static void print_options(const struct cli_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		char head[64];

		(void)snprintf(head, sizeof head, "%s%s%s", options->name, options->value != NULL ? " " : "",
				options->value != NULL ? options->value : "");
		printf("  %-28s %s\n", head, options->help);
	}
}

void help_command(const struct command *cmd)
{
	printf("usage: kvieslys [-C WORKSPACE] %s%s%s%s\n\n%s\n", cmd->words,
			cmd->arguments[0] != '\0' ? " " : "", cmd->arguments,
			cmd->options != NULL || cmd->formats ? " [OPTION]…" : "", cmd->help);
	if (cmd->more != NULL) {
		printf("\n%s\n", cmd->more);
	}
	if (cmd->options != NULL || cmd->formats) {
		printf("\noptions:\n");
		print_options(cmd->options);
		if (cmd->formats) {
			print_options(args_common_options());
		}
	}
}

void help_all(void)
{
	printf("usage: kvieslys [-C WORKSPACE] [-v] COMMAND …\n\n"
			"Invites firms by e-mail and understands what they answer.\n\ncommands:\n");
	for (size_t i = 0; commands[i] != NULL; i++) {
		printf("  %-22s %s\n", commands[i]->words, commands[i]->help);
	}
	printf("\n'kvieslys COMMAND --help' tells more. Exit codes: 0 done, 1 failed, 2 wrong usage, 75 try again later.\n");
}
