/* Prints a table as import reads it: sheet_dump FILE [SHEET]. First what it was taken for, then a line for each row:
 * number, cells parted by '|' (line ends as "\n"), " FAULT …", " NOTE …". */
#include "domain/sheet.h"

#include <stdio.h>

static void print_cell(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n' || *text == '\r') {
			(void)fputs(*text == '\n' ? "\\n" : "\\r", stdout);
		} else {
			(void)putchar(*text);
		}
	}
}

int main(int argc, char **argv)
{
	const struct sheet_options options = { .sheet = argc > 2 ? argv[2] : NULL };
	CLEANUP_SHEET struct sheet *sheet = NULL;
	struct error err = ERROR_INIT;
	struct sheet_row row;
	bool more = true;

	if (argc < 2 || sheet_open(argv[1], &options, &sheet, &err) != ST_OK) {
		(void)fprintf(stderr, "%s\n", argc < 2 ? "sheet_dump FILE [SHEET]" : err.text);
		return 1;
	}
	printf("%s\n", sheet_description(sheet));
	while (sheet_next(sheet, &row, &more, &err) == ST_OK && more) {
		printf("%zu: ", row.line);
		for (size_t i = 0; i < row.n; i++) {
			(void)fputs(i > 0 ? "|" : "", stdout);
			print_cell(row.cells[i]);
		}
		printf("%s%s%s%s\n", row.fault != NULL ? " FAULT " : "", row.fault != NULL ? row.fault : "",
				row.note != NULL ? " NOTE " : "", row.note != NULL ? row.note : "");
	}
	if (err.code != ST_OK) {
		(void)fprintf(stderr, "%s\n", err.text);
	}
	return err.code != ST_OK;
}
