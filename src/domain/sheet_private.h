/* For the readers of tables alone. */
#ifndef KVIESLYS_DOMAIN_SHEET_PRIVATE_H
#define KVIESLYS_DOMAIN_SHEET_PRIVATE_H

#include "domain/sheet.h"

/* A reader: begins with this. */
struct sheet {
	enum status (*next)(struct sheet *sheet, struct sheet_row *ret, bool *ret_more, struct error *err);
	void (*close)(struct sheet *sheet); /* frees all, the struct too */
	char description[160];
	size_t expected; /* columns; 0: not known yet */
};

enum status csv_open(const char *path, const struct sheet_options *options, struct sheet **ret, struct error *err);
enum status workbook_open(const char *path, const struct sheet_options *options, struct sheet **ret,
		struct error *err);

#endif
