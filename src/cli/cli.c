/* The command table and the program's start. */
#include "cli/cli.h"

#include <stdio.h>

int cli_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	puts("kvieslys");
	return 0;
}
