/* Which reader for which file. */
#include "domain/sheet_private.h"

#include "util/cleanup.h"

#include <errno.h>
#include <string.h>

enum status sheet_open(const char *path, const struct sheet_options *options, struct sheet **ret, struct error *err)
{
	static const struct sheet_options none = { 0 };
	CLEANUP_FILE FILE *file = fopen(path, "rbe");
	unsigned char head[4] = { 0 };
	size_t n;

	if (file == NULL) {
		return error_set(err, errno == ENOENT ? ST_NOT_FOUND : ST_IO, "%s: %s", path, strerror(errno));
	}
	n = fread(head, 1, sizeof head, file);
	if (ferror(file)) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	if (n == 4 && memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0) {
		return error_set(err, ST_INVALID, "%s: an old (.xls) or a protected workbook; save it as .xlsx, .ods or CSV", path);
	}
	if (n == 4 && memcmp(head, "PK\3\4", 4) == 0) {
		return workbook_open(path, options != NULL ? options : &none, ret, err);
	}
	return csv_open(path, options != NULL ? options : &none, ret, err);
}

enum status sheet_next(struct sheet *sheet, struct sheet_row *ret, bool *ret_more, struct error *err)
{
	return sheet->next(sheet, ret, ret_more, err);
}

const char *sheet_description(const struct sheet *sheet)
{
	return sheet->description;
}

void sheet_expect_columns(struct sheet *sheet, size_t n)
{
	sheet->expected = n;
}

void sheet_close(struct sheet *sheet)
{
	if (sheet != NULL) {
		sheet->close(sheet);
	}
}

void sheet_cleanup(struct sheet **sheet)
{
	sheet_close(*sheet);
}
