/* kvieslys import --from PROGRAM: moving in. */
#ifndef KVIESLYS_CLI_IMPORT_FROM_H
#define KVIESLYS_CLI_IMPORT_FROM_H

#include "cli/cli.h"

/* The whole command when --from is given. */
enum status import_from(struct app *app, const struct args *args, struct error *err);

#endif
