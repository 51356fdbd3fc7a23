/* How replies are printed: fields that are promised to programs, the same for `reply list` and `reply explain`. */
#ifndef KVIESLYS_CLI_REPLY_PRINT_H
#define KVIESLYS_CLI_REPLY_PRINT_H

#include "store/db_reply.h"
#include "util/printer.h"

extern const struct printer_column reply_columns[];
/* Prints one row; the caller opened the printer with reply_columns. `file`: as given, or the mailbox's name of the mail;
 * id 0: not stored. */
enum status reply_print_row(struct printer *printer, const struct reply_row *row, const char *file, struct error *err);

#endif
