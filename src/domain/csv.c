/* CSV, one record after the other out of a sliding window of decoded text. A quotation mark stands for itself unless it
 * begins a cell. When a record cannot be made sense of (a mark that is never closed, text behind a closing mark), its
 * first line alone is the fault and reading goes on with the second: one slip does not swallow the file. */
#include "domain/csv_detect.h"
#include "domain/sheet_private.h"
#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#define CHUNK 262144u
#define MAX_LINES_IN_CELL 50u

struct cell {
	size_t from, to; /* of its text in the window */
	bool quoted;
};

struct csv {
	struct sheet sheet;
	char *path;
	int fd;
	iconv_t cd;
	bool converts;
	char separator;
	bool eof;
	char *raw; /* CHUNK bytes, of which raw_len are not decoded yet */
	size_t raw_len;
	struct strbuf text; /* the window */
	size_t pos;         /* of the next record in it */
	size_t line;        /* of the next record */
	struct cell *cells;
	char **texts;
	const char *encoding;
};

static void csv_close(struct sheet *sheet)
{
	struct csv *csv = (struct csv *)sheet;

	if (csv->fd >= 0) {
		(void)close(csv->fd);
	}
	if (csv->converts) {
		(void)iconv_close(csv->cd);
	}
	strbuf_release(&csv->text);
	free(csv->raw);
	free(csv->cells);
	free(csv->texts);
	free(csv->path);
	free(csv);
}

static void csv_cleanup(struct csv **csv)
{
	if (*csv != NULL) {
		csv_close(&(*csv)->sheet);
	}
}

/* --- filling the window --- */

/* Decodes what is in `raw`; what cannot be decoded becomes U+FFFD. An unfinished character stays for the next time. */
static void convert(struct csv *csv)
{
	char *from = csv->raw;
	size_t left = csv->raw_len;

	while (left > 0 && strbuf_grow(&csv->text, 4 * left + 8)) {
		char *to = csv->text.buf + csv->text.len;
		size_t room = 4 * left + 4;
		size_t rc = iconv(csv->cd, &from, &left, &to, &room);

		csv->text.len = (size_t)(to - csv->text.buf);
		csv->text.buf[csv->text.len] = '\0';
		if (rc != (size_t)-1 || (errno == EINVAL && !csv->eof)) {
			break;
		}
		if (errno == EILSEQ || errno == EINVAL) {
			size_t skip = strncmp(csv->encoding, "UTF-16", 6) == 0 && left >= 2 ? 2 : 1;

			utf8_add(&csv->text, 0xFFFD);
			from += skip;
			left -= skip;
		}
	}
	memmove(csv->raw, from, left);
	csv->raw_len = left;
}

static enum status read_chunk(struct csv *csv, struct error *err)
{
	ssize_t n;

	do {
		n = read(csv->fd, csv->raw + csv->raw_len, CHUNK - csv->raw_len);
	} while (n < 0 && errno == EINTR);
	if (n < 0) {
		return error_set(err, ST_IO, "%s: %s", csv->path, strerror(errno));
	}
	csv->eof = n == 0;
	csv->raw_len += (size_t)n;
	if (csv->converts) {
		convert(csv);
	} else {
		strbuf_add(&csv->text, csv->raw, csv->raw_len);
		csv->raw_len = 0;
	}
	return strbuf_ok(&csv->text) ? ST_OK : error_set(err, ST_NOMEM, "%s: out of memory", csv->path);
}

/* A whole record fits into the window from `pos` on, or the file ends in it. */
static enum status fill(struct csv *csv, struct error *err)
{
	enum status st = ST_OK;

	while (st == ST_OK && !csv->eof && csv->text.len - csv->pos < SHEET_MAX_RECORD + 2) {
		size_t rest = csv->text.len - csv->pos;

		memmove(csv->text.buf, csv->text.buf + csv->pos, rest);
		strbuf_setlen(&csv->text, rest);
		csv->pos = 0;
		st = read_chunk(csv, err);
	}
	return st;
}

/* --- one record --- */

enum scan { SCAN_WHOLE, SCAN_OPEN_QUOTE, SCAN_TEXT_AFTER_QUOTE, SCAN_TOO_LONG, SCAN_TOO_MANY };

static const char *scan_text(enum scan scan)
{
	switch (scan) {
	case SCAN_OPEN_QUOTE:
		return "a quotation mark is opened and not closed";
	case SCAN_TEXT_AFTER_QUOTE:
		return "text stands behind a closing quotation mark; write a mark inside a cell twice";
	case SCAN_TOO_LONG:
		return "the row is longer than 65536 bytes";
	case SCAN_TOO_MANY:
		return "more than 1024 cells";
	case SCAN_WHOLE:
		break;
	}
	return NULL;
}

struct record {
	size_t n;     /* cells */
	size_t end;   /* of its text */
	size_t next;  /* beginning of what follows */
	size_t lines; /* that it takes */
};

static size_t skip_line_end(const char *t, size_t at, size_t limit)
{
	if (at < limit && t[at] == '\r') {
		return at + 1 < limit && t[at + 1] == '\n' ? at + 2 : at + 1;
	}
	return at < limit ? at + 1 : at;
}

/* From the opening mark on; *at behind the closing one. */
static enum scan scan_quoted(struct csv *csv, struct record *r, size_t *at, size_t limit)
{
	const char *t = csv->text.buf;
	size_t i = *at + 1;

	for (; i < limit; i++) {
		if (t[i] == '"') {
			if (i + 1 < limit && t[i + 1] == '"') {
				i++;
				continue;
			}
			break;
		}
		if (t[i] == '\n' || (t[i] == '\r' && (i + 1 >= limit || t[i + 1] != '\n'))) {
			if (++r->lines > MAX_LINES_IN_CELL) {
				return SCAN_OPEN_QUOTE;
			}
		}
	}
	if (i >= limit) {
		return SCAN_OPEN_QUOTE;
	}
	csv->cells[r->n] = (struct cell){ *at + 1, i, true };
	*at = i + 1;
	while (*at < limit && t[*at] == ' ') {
		(*at)++;
	}
	return *at < limit && t[*at] != csv->separator && t[*at] != '\n' && t[*at] != '\r' ? SCAN_TEXT_AFTER_QUOTE
			: SCAN_WHOLE;
}

/* Finds the cells of the record at `pos` without changing the window. */
static enum scan scan_record(struct csv *csv, struct record *r)
{
	const char *t = csv->text.buf;
	size_t limit = csv->text.len - csv->pos > SHEET_MAX_RECORD ? csv->pos + SHEET_MAX_RECORD : csv->text.len;
	size_t at = csv->pos;

	*r = (struct record){ .lines = 1 };
	for (;;) {
		size_t from = at;

		if (r->n == SHEET_MAX_COLUMNS) {
			return SCAN_TOO_MANY;
		}
		while (from < limit && t[from] == ' ') {
			from++;
		}
		if (from < limit && t[from] == '"') {
			enum scan scan = scan_quoted(csv, r, &from, limit);

			if (scan != SCAN_WHOLE) {
				return scan;
			}
			at = from;
		} else {
			while (at < limit && t[at] != csv->separator && t[at] != '\n' && t[at] != '\r') {
				at++;
			}
			csv->cells[r->n] = (struct cell){ from < at ? from : at, at, false };
		}
		r->n++;
		if (at >= limit || t[at] != csv->separator) {
			break;
		}
		at++;
	}
	if (at >= limit && limit < csv->text.len) {
		return SCAN_TOO_LONG;
	}
	r->end = at;
	r->next = skip_line_end(t, at, csv->text.len);
	return SCAN_WHOLE;
}

/* The first line alone, cut at every separator, marks dropped: what a person can mend. */
static void split_line(struct csv *csv, struct record *r)
{
	const char *t = csv->text.buf;
	size_t at = csv->pos;

	*r = (struct record){ .lines = 1 };
	for (;;) {
		size_t from = at;

		while (at < csv->text.len && at - csv->pos < SHEET_MAX_RECORD && t[at] != csv->separator && t[at] != '\n'
				&& t[at] != '\r') {
			at++;
		}
		if (r->n < SHEET_MAX_COLUMNS) {
			csv->cells[r->n++] = (struct cell){ from, at, false };
		}
		if (at >= csv->text.len || t[at] != csv->separator || at - csv->pos >= SHEET_MAX_RECORD) {
			break;
		}
		at++;
	}
	/* A line that is too long to be one is passed over. */
	while (at < csv->text.len && t[at] != '\n' && t[at] != '\r') {
		at++;
	}
	r->end = at;
	r->next = skip_line_end(t, at, csv->text.len);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Ends each cell with a NUL in the window and takes doubled marks and blanks at the ends away. True when any has text. */
static bool cut_cells(struct csv *csv, const struct record *r)
{
	char *t = csv->text.buf;
	bool any = false;

	for (size_t i = 0; i < r->n; i++) {
		size_t from = csv->cells[i].from;
		size_t to = csv->cells[i].to;

		if (csv->cells[i].quoted && memchr(t + from, '"', to - from) != NULL) {
			size_t w = from;

			for (size_t k = from; k < to; k++) {
				t[w++] = t[k];
				k += t[k] == '"';
			}
			to = w;
		}
		while (to > from && is_blank(t[to - 1])) {
			to--;
		}
		while (from < to && is_blank(t[from])) {
			from++;
		}
		t[to] = '\0';
		csv->texts[i] = t + from;
		any = any || to > from;
	}
	return any;
}

static enum status csv_next(struct sheet *sheet, struct sheet_row *ret, bool *ret_more, struct error *err)
{
	struct csv *csv = (struct csv *)sheet;

	for (;;) {
		enum status st = fill(csv, err);
		struct record r;
		enum scan scan;
		const char *fault = NULL;
		size_t line = csv->line;
		bool text;

		if (st != ST_OK) {
			return st;
		}
		if (csv->pos >= csv->text.len) {
			*ret_more = false;
			return ST_OK;
		}
		scan = scan_record(csv, &r);
		if (scan == SCAN_WHOLE && r.lines > 1 && sheet->expected != 0 && r.n != sheet->expected) {
			scan = SCAN_OPEN_QUOTE; /* an early mark found its end in a later row's */
		}
		if (scan != SCAN_WHOLE) {
			fault = scan_text(scan);
			split_line(csv, &r);
		}
		text = utf8_valid(csv->text.buf + csv->pos, r.end - csv->pos)
				&& memmem(csv->text.buf + csv->pos, r.end - csv->pos, "\xEF\xBF\xBD", 3) == NULL;
		if (!text && fault == NULL) {
			fault = "bytes that are no text in the file's encoding";
		}
		csv->pos = r.next;
		csv->line += r.lines;
		if (cut_cells(csv, &r) || fault != NULL) {
			*ret = (struct sheet_row){ .line = line, .n = r.n, .cells = csv->texts, .fault = fault };
			*ret_more = true;
			return ST_OK;
		}
	}
}

/* --- opening --- */

static enum status find_encoding(struct csv *csv, const char *wanted, size_t *ret_bom, struct error *err)
{
	struct csv_evidence evidence = { .total = 0 };
	ssize_t n;

	while ((n = read(csv->fd, csv->raw, CHUNK)) > 0 || (n < 0 && errno == EINTR)) {
		csv_detect_feed(&evidence, (const unsigned char *)csv->raw, n > 0 ? (size_t)n : 0);
		if (wanted != NULL && n > 3) {
			break; /* only the byte order mark matters */
		}
	}
	if (n < 0 || lseek(csv->fd, 0, SEEK_SET) != 0) {
		return error_set(err, ST_IO, "%s: %s", csv->path, strerror(errno));
	}
	csv->encoding = csv_detect_encoding(&evidence, ret_bom);
	if (wanted != NULL) {
		const char *name = csv_encoding_of(wanted);

		if (name == NULL) {
			return error_set(err, ST_INVALID, "'%s' is no encoding that is read here: utf-8, utf-16, windows-1257, "
					"windows-1250, windows-1251, iso-8859-13, iso-8859-2", wanted);
		}
		*ret_bom = strcmp(name, csv->encoding) == 0 || (strncmp(name, "UTF-16", 6) == 0 && *ret_bom == 2) ? *ret_bom : 0;
		csv->encoding = *ret_bom == 2 ? csv->encoding : name;
	}
	return ST_OK;
}

/* A sign of ASCII: a byte of another character would cut letters in two. */
static bool can_separate(char c)
{
	return c == '\t' || (c > ' ' && c < 0x7f && c != '"' && !ascii_is_alnum(c));
}

static enum status start(struct csv *csv, const struct sheet_options *options, struct error *err)
{
	size_t bom = 0;
	enum status st = find_encoding(csv, options->encoding, &bom, err);

	if (st != ST_OK) {
		return st;
	}
	if (lseek(csv->fd, (off_t)bom, SEEK_SET) < 0) {
		return error_set(err, ST_IO, "%s: %s", csv->path, strerror(errno));
	}
	if (strcmp(csv->encoding, "UTF-8") != 0) {
		csv->cd = iconv_open("UTF-8", csv->encoding);
		csv->converts = csv->cd != (iconv_t)-1; /* NOLINT(performance-no-int-to-ptr) */
		if (!csv->converts) {
			return error_set(err, ST_INVALID, "%s: the system cannot read %s", csv->path, csv->encoding);
		}
	}
	st = fill(csv, err);
	if (st != ST_OK) {
		return st;
	}
	if (csv->text.len >= 5 && strncasecmp(csv->text.buf, "sep=", 4) == 0 && can_separate(csv->text.buf[4])) { /* Excel's own hint */
		csv->separator = csv->text.buf[4];
		csv->pos = skip_line_end(csv->text.buf, 5, csv->text.len);
		csv->line = 2;
	} else {
		csv->separator = csv_detect_separator(csv->text.buf, csv->text.len);
	}
	if (options->separator != 0 && !can_separate(options->separator)) {
		return error_set(err, ST_INVALID, "a separator is a sign such as ; or , or a tab, no letter, digit or quotation mark");
	}
	if (options->separator != 0) {
		csv->separator = options->separator;
	}
	(void)snprintf(csv->sheet.description, sizeof csv->sheet.description, "CSV, %s%s, separator %s%c%s", csv->encoding,
			bom == 3 ? " with byte order mark" : "", csv->separator == '\t' ? "tab" : "'",
			csv->separator == '\t' ? ' ' : csv->separator, csv->separator == '\t' ? "" : "'");
	return ST_OK;
}

enum status csv_open(const char *path, const struct sheet_options *options, struct sheet **ret, struct error *err)
{
	CLEANUP(csv_cleanup) struct csv *csv = calloc(1, sizeof *csv);
	struct csv *made;
	enum status st;

	if (options->sheet != NULL) {
		return error_set(err, ST_INVALID, "%s: only workbooks (XLSX, ODS) have sheets, leave --sheet out", path);
	}
	if (csv == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	csv->sheet.next = csv_next;
	csv->sheet.close = csv_close;
	csv->text = (struct strbuf)STRBUF_INIT;
	csv->line = 1;
	csv->path = strdup(path);
	csv->raw = malloc(CHUNK);
	csv->cells = calloc(SHEET_MAX_COLUMNS, sizeof *csv->cells);
	csv->texts = calloc(SHEET_MAX_COLUMNS, sizeof *csv->texts);
	csv->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (csv->path == NULL || csv->raw == NULL || csv->cells == NULL || csv->texts == NULL) {
		return error_set(err, ST_NOMEM, "%s: out of memory", path);
	}
	if (csv->fd < 0) {
		return error_set(err, ST_IO, "%s: %s", path, strerror(errno));
	}
	st = start(csv, options, err);
	if (st != ST_OK) {
		return st;
	}
	made = TAKE_PTR(csv);
	*ret = &made->sheet;
	return ST_OK;
}
