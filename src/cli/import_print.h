/* What an import did, or would do, for people and for programs. */
#ifndef KVIESLYS_CLI_IMPORT_PRINT_H
#define KVIESLYS_CLI_IMPORT_PRINT_H

#include "domain/import.h"
#include "util/json.h"
#include "util/printer.h"
#include "util/strbuf.h"

/* Examples as they come; printed behind the counts. */
struct import_print {
	enum output_format format;
	struct strbuf texts[IMPORT_FATES]; /* lines, or the inside of a JSON array */
	struct json_writer writers[IMPORT_FATES];
};
void import_print_init(struct import_print *print, enum output_format format);
void import_print_example(struct import_print *print, const struct import_example *example);
/* ST_NOMEM, ST_IO. */
enum status import_print(struct import_print *print, const struct import_options *options, const struct import_result *result,
		struct error *err);
void import_print_release(struct import_print *print);

#endif
