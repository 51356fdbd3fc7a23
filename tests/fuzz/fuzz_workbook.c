/* Workbooks: whatever the bytes, rows or one error. The first byte says what the rest is: 'Z' a whole file; 'R', 'S', 'T', 'W'
 * the rows, shared strings, styles or book of XLSX; 'O' the content of ODS; the other parts are good then, so that the
 * fuzzer need not learn to pack. */
#include "domain/sheet.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const struct {
	char which;
	const char *name, *text;
} parts[] = {
	{ 0, "[Content_Types].xml", "<Types/>" },
	{ 0, "_rels/.rels", "<r><Relationship Id='a' Type='" REL "/officeDocument' Target='xl/workbook.xml'/></r>" },
	{ 0, "xl/_rels/workbook.xml.rels", "<r><Relationship Id='1' Type='" REL "/worksheet' Target='s.xml'/>"
		"<Relationship Id='2' Type='" REL "/sharedStrings' Target='t.xml'/><Relationship Id='3' Type='" REL "/styles' Target='y.xml'/></r>" },
	{ 'W', "xl/workbook.xml", "<w><sheet name='L' id='1'/></w>" },
	{ 'S', "xl/t.xml", "<sst><si><t>a@firma.example</t></si><si><r><t>b</t></r></si></sst>" },
	{ 'T', "xl/y.xml", "<s><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs></s>" },
	{ 'R', "xl/s.xml", "<w><row><c t='s'><v>0</v></c><c s='1'><v>46098</v></c></row></w>" },
};

static void add(zip_t *zip, const char *name, const void *bytes, size_t len)
{
	zip_source_t *source = zip_source_buffer(zip, bytes, len, 0);
	zip_int64_t at = source != NULL ? zip_file_add(zip, name, source, 0) : -1;

	if (at >= 0) {
		(void)zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0);
	} else {
		zip_source_free(source);
	}
}

/* Packs into memory and writes it to fd. */
static void pack(int fd, char which, const uint8_t *data, size_t size)
{
	zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(out, ZIP_TRUNCATE, NULL);
	char buf[65536];
	zip_int64_t n;

	if (zip == NULL) {
		abort();
	}
	zip_source_keep(out);
	if (which == 'O') {
		add(zip, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", 46);
		add(zip, "content.xml", data, size);
	}
	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && which != 'O'; i++) {
		bool ours = parts[i].which == which;

		add(zip, parts[i].name, ours ? (const void *)data : parts[i].text, ours ? size : strlen(parts[i].text));
	}
	if (zip_close(zip) != 0 || zip_source_open(out) != 0) {
		abort();
	}
	while ((n = zip_source_read(out, buf, sizeof buf)) > 0) {
		if (write(fd, buf, (size_t)n) != n) {
			abort();
		}
	}
	(void)zip_source_close(out);
	zip_source_free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sheet *sheet = NULL;
	struct error err = ERROR_INIT;
	struct sheet_row row;
	bool more = true;
	char path[64];
	int fd = memfd_create("workbook", MFD_CLOEXEC);

	if (fd < 0 || size == 0) {
		return 0;
	}
	if (data[0] != 'Z') {
		pack(fd, (char)data[0], data + 1, size - 1);
	} else if (write(fd, data + 1, size - 1) != (ssize_t)(size - 1)) {
		abort();
	}
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if ((sheet_open(path, NULL, &sheet, &err) == ST_OK) != (sheet != NULL)) {
		abort();
	}
	while (sheet != NULL && sheet_next(sheet, &row, &more, &err) == ST_OK && more) {
		size_t total = 0;

		for (size_t i = 0; i < row.n; i++) {
			total += strlen(row.cells[i]);
		}
		if (row.n > SHEET_MAX_COLUMNS || total > SHEET_MAX_RECORD) {
			abort();
		}
	}
	sheet_close(sheet);
	(void)close(fd);
	return 0;
}
