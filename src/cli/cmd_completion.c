/* kvieslys completion: for bash, from the table of commands. */
#include "cli/commands.h"

#include <string.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	(void)app;
	(void)args;
	(void)err;
	printf("# bash completion of kvieslys, made by 'kvieslys completion'\n_kvieslys() {\n"
		"\tlocal line=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\" cur=\"${COMP_WORDS[COMP_CWORD]}\"\n"
		"\tcase \"$line\" in\n");
	for (size_t i = 0; commands[i] != NULL; i++) {
		printf("\t'%s'*) COMPREPLY=($(compgen -f -W '--help", commands[i]->words);
		for (const struct cli_option *o = commands[i]->options; o != NULL && o->name != NULL; o++) {
			printf(" %s", o->name);
		}
		printf("%s' -- \"$cur\")) ;;\n", commands[i]->formats ? " --format --lang" : "");
	}
	for (size_t i = 0; commands[i] != NULL; i++) {
		size_t len = strcspn(commands[i]->words, " ");
		bool again = false;

		for (size_t k = 0; k < i; k++) {
			again = again || strncmp(commands[k]->words, commands[i]->words, len + 1) == 0;
		}
		if (commands[i]->words[len] == '\0' || again) {
			continue;
		}
		printf("\t'%.*s') COMPREPLY=($(compgen -W '", (int)len, commands[i]->words);
		for (size_t k = i; commands[k] != NULL; k++) {
			if (strncmp(commands[k]->words, commands[i]->words, len + 1) == 0) {
				printf("%s ", commands[k]->words + len + 1);
			}
		}
		printf("' -- \"$cur\")) ;;\n");
	}
	printf("\t'') COMPREPLY=($(compgen -W '");
	for (size_t i = 0; commands[i] != NULL; i++) {
		printf("%.*s ", (int)strcspn(commands[i]->words, " "), commands[i]->words);
	}
	printf("' -- \"$cur\")) ;;\n\tesac\n}\ncomplete -o filenames -F _kvieslys kvieslys\n");
	return ST_OK;
}

const struct command cmd_completion = {
	.words = "completion",
	.arguments = "",
	.help = "print the completion for bash",
	.run = run,
};
