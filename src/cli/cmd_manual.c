/* kvieslys manual: the man page, from the tables of commands and keys. */
#include "cli/args.h"
#include "cli/commands.h"

#include <string.h>

/* Text for roff: a leading dot or quote and backslashes would be read as requests. */
static void roff(const char *text)
{
	bool line_start = true;

	for (; *text != '\0'; text++) {
		if (line_start && (*text == '.' || *text == '\'')) {
			printf("\\&");
		}
		line_start = *text == '\n';
		if (*text == '\\') {
			printf("\\e");
		} else if (*text == '-') {
			printf("\\-");
		} else {
			putchar(*text);
		}
	}
}

static void roff_options(const struct cli_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		printf(".RS\n.TP\n.B ");
		roff(options->name);
		if (options->value != NULL) {
			printf(" \\fI%s\\fR", options->value);
		}
		putchar('\n');
		roff(options->help);
		printf("\n.RE\n");
	}
}

static void roff_commands(void)
{
	printf(".SH COMMANDS\n");
	for (size_t i = 0; commands[i] != NULL; i++) {
		printf(".TP\n.B ");
		roff(commands[i]->words);
		printf(" \\fI");
		roff(commands[i]->arguments);
		printf("\\fR\n");
		roff(commands[i]->help);
		printf(".\n");
		if (commands[i]->more != NULL) {
			roff(commands[i]->more);
			putchar('\n');
		}
		roff_options(commands[i]->options);
	}
}

static void roff_keys(void)
{
	struct config_key_info key;
	const char *section = "";

	printf(".SH CONFIGURATION\nThe file kvieslys.conf of the workspace. Every key has a default.\n");
	for (size_t i = 0; config_key_at(i, &key); i++) {
		if (strcmp(section, key.section) != 0) {
			section = key.section;
			printf(".SS [%s]\n", section);
		}
		printf(".TP\n.B ");
		roff(key.key);
		if (key.dflt != NULL) {
			printf(" \\fR= ");
			roff(key.dflt);
		}
		putchar('\n');
		roff(key.help);
		putchar('\n');
	}
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	(void)app;
	(void)args;
	(void)err;
	printf(".TH KVIESLYS 1 \"\" \"kvieslys %s\"\n.SH NAME\nkvieslys \\- invite firms by e\\-mail and understand "
		"what they answer\n.SH SYNOPSIS\n.B kvieslys\n[\\fB\\-C\\fR \\fIWORKSPACE\\fR] [\\fB\\-v\\fR] "
		"\\fICOMMAND\\fR \\&...\n.SH DESCRIPTION\n", KVIESLYS_VERSION);
	roff("Keeps lists of firms, sends localized seminar invitations and cooperation offers, reads the replies and\n"
		"registers the attendees. A workspace is a folder with kvieslys.conf; it is found upwards from the\n"
		"current folder, or named with -C. Commands that print data take --format text|json|csv.\n");
	roff_commands();
	roff_keys();
	printf(".SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage, 75 try again later.\n.SH ENVIRONMENT\n"
		".TP\n.B KVIESLYS_NOW\nReplaces the clock (RFC 3339): rehearsals and tests.\n"
		".TP\n.B KVIESLYS_DATA\nThe folder of the shipped templates.\n"
		".TP\n.B KVIESLYS_USER\nWho acts, for the audit log; default: the login name.\n");
	return ST_OK;
}

const struct command cmd_manual = {
	.words = "manual",
	.arguments = "",
	.help = "print the manual page (roff): kvieslys manual | man -l -",
	.run = run,
};
