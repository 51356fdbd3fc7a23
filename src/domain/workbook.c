/* Workbooks (XLSX, ODS) are told from other files here. */
#include "domain/sheet_private.h"

enum status workbook_open(const char *path, const struct sheet_options *options, struct sheet **ret, struct error *err)
{
	(void)options;
	(void)ret;
	return error_set(err, ST_INVALID, "%s: a workbook; save it as CSV (UTF-8) and import that", path);
}
