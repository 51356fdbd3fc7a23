/* Moving out: everything as files, one for each noun, of one moment. */
#ifndef KVIESLYS_REPORT_EXPORT_ALL_H
#define KVIESLYS_REPORT_EXPORT_ALL_H

#include "store/store.h"
#include "util/error.h"
#include "util/printer.h"
#include "util/token.h"

#include <stdint.h>

/* Writes DIR/<noun>.csv (or .json, one object a line) and DIR/README.txt with every column's meaning. The folder must not be
 * there; it comes into being when all is written. Only its owner may read it. `told` is called with each file's rows. An entry in
 * the audit log tells who did it.
 * ST_CONFLICT, ST_IO, ST_DB, ST_TEMP, ST_NOMEM. */
enum status export_all(struct store *store, const struct token_key *key, enum output_format format, const char *folder,
		const char *actor, void (*told)(void *arg, const char *noun, int64_t rows), void *arg, struct error *err);

#endif
