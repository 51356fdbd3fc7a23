/* The command line: one file per command (cmd_*.c), one table in cli.c. A command gets what it needs opened and
 * only translates: arguments to a use-case function of a lower layer, its result to printed lines. */
#ifndef KVIESLYS_CLI_CLI_H
#define KVIESLYS_CLI_CLI_H

int cli_main(int argc, char **argv);

#endif
