/* CSV: whatever the bytes, the encoding and the separator found, rows within bounds or one error, and lines that rise. */
#include "domain/sheet.h"
#include "util/fold.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sheet *sheet = NULL;
	struct error err = ERROR_INIT;
	struct sheet_row row;
	size_t line = 0;
	bool more = true;
	char path[64];
	int fd = memfd_create("csv", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size) {
		abort();
	}
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if ((sheet_open(path, NULL, &sheet, &err) == ST_OK) != (sheet != NULL)) {
		abort();
	}
	while (sheet != NULL && sheet_next(sheet, &row, &more, &err) == ST_OK && more) {
		for (size_t i = 0; i < row.n; i++) {
			if (row.fault == NULL && !utf8_valid(row.cells[i], strlen(row.cells[i]))) {
				abort();
			}
		}
		if (row.line <= line || row.n > SHEET_MAX_COLUMNS) {
			abort();
		}
		if (line == 0) {
			sheet_expect_columns(sheet, row.n);
		}
		line = row.line;
	}
	sheet_close(sheet);
	(void)close(fd);
	return 0;
}
