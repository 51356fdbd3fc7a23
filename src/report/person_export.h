/* The answer to a request for access (GDPR Art. 15, 20): all that names one person. JSON for machines: one object in one line,
 * an array of rows under each section's name, stored mails in base64. Text for people. */
#ifndef KVIESLYS_REPORT_PERSON_EXPORT_H
#define KVIESLYS_REPORT_PERSON_EXPORT_H

#include "domain/person.h"
#include "store/store.h"
#include "util/error.h"
#include "util/printer.h"

#include <stdint.h>
#include <stdio.h>

/* format: FORMAT_TEXT or FORMAT_JSON. *ret_rows: how many rows name the person. When it is 0 nothing is printed;
 * else an entry in the audit log tells who (`actor`) handed the data out.
 * ST_INVALID: another format. ST_IO, ST_NOMEM, ST_DB. */
enum status person_export(struct store *store, const struct person *person, int64_t now, const char *actor,
		enum output_format format, FILE *out, int64_t *ret_rows, struct error *err);

#endif
