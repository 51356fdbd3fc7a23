/* Which workbook a ZIP file is. */
#include "domain/workbook_private.h"

#include "util/fold.h"

#include <string.h>

void workbook_describe(struct sheet *sheet, const char *kind, const char *name, const char *others)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	size_t n;

	strbuf_addf(&text, "%s, sheet '%s'", kind, name);
	if (others[0] != '\0') {
		strbuf_addf(&text, "; not read: %s", others);
	}
	n = text.len < sizeof sheet->description ? text.len : sizeof sheet->description - 1;
	while (n > 0 && !utf8_valid(text.buf, n)) { /* not cut within a letter */
		n--;
	}
	memcpy(sheet->description, text.buf, n);
	sheet->description[n] = '\0';
}

enum status workbook_open(const char *path, const struct sheet_options *options, struct sheet **ret, struct error *err)
{
	static const char ods[] = "application/vnd.oasis.opendocument.spreadsheet";
	struct package *package = NULL;
	struct error why = ERROR_INIT;
	char kind[128];
	enum status st = package_open(path, &package, &why);

	if (st != ST_OK) {
		return error_set(err, st, "%s: %s", path, why.text);
	}
	package_peek(package, "mimetype", kind, sizeof kind);
	if (strncmp(kind, ods, sizeof ods - 1) == 0) {
		return ods_open(path, package, options, ret, err);
	}
	if (package_has(package, "[Content_Types].xml")) {
		return xlsx_open(path, package, options, ret, err);
	}
	package_close(package);
	return error_set(err, ST_INVALID, "%s: a ZIP file that is no workbook (XLSX, ODS)", path);
}
