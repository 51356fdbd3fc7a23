/* XLSX around the rows: which sheets there are, shared strings, which cell styles are dates. */
#include "domain/workbook_private.h"

#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <string.h>

#define MAX_SHEETS 1024u
#define MAX_STRINGS_BYTES (256u << 20)
#define MAX_STRINGS (16u << 20)
#define MAX_FORMATS 65536u
#define MAX_PATH 512

void xlsx_book_release(struct xlsx_book *book)
{
	for (size_t i = 0; i < book->n_sheets; i++) {
		free(book->sheets[i].name);
		free(book->sheets[i].part);
	}
	free(book->sheets);
	strbuf_release(&book->strings);
	free(book->string_at);
	free(book->formats);
	*book = (struct xlsx_book){ .strings = STRBUF_INIT };
}

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "out of memory");
}

static enum status end_nothing(void *arg, const char *name, struct error *err)
{
	(void)arg;
	(void)name;
	(void)err;
	return ST_OK;
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = text != NULL ? strlen(text) : 0;

	return n >= strlen(end) && strcmp(text + n - strlen(end), end) == 0;
}

/* --- relations: from the part that is described to the one it points to --- */

/* "worksheets/s.xml", "../s.xml" or "/xl/s.xml" as seen from a part in `folder` ("xl/"). */
static bool resolve(const char *folder, const char *target, char *buf, size_t size)
{
	size_t n = target[0] == '/' ? 0 : strlen(folder);

	target += target[0] == '/';
	if (n + strlen(target) + 1 > size) {
		return false;
	}
	memcpy(buf, folder, n);
	while (*target != '\0') {
		size_t len = strcspn(target, "/");

		if (len == 2 && strncmp(target, "..", 2) == 0) {
			n -= n > 0; /* the slash */
			while (n > 0 && buf[n - 1] != '/') {
				n--;
			}
		} else if (len > 0 && (len != 1 || *target != '.')) {
			memcpy(buf + n, target, len);
			n += len;
			if (target[len] == '/') {
				buf[n++] = '/';
			}
		}
		target += len + (target[len] == '/');
	}
	buf[n] = '\0';
	return true;
}

struct relation {
	char id[64];
	char type[64]; /* its last word: "worksheet" */
	char part[MAX_PATH];
};
struct relations {
	const char *folder;
	struct relation *all;
	size_t n;
};

static enum status relation_start(void *arg, const char *name, const char **attributes, struct error *err)
{
	struct relations *r = arg;
	const char *id = part_attribute(attributes, "Id");
	const char *type = part_attribute(attributes, "Type");
	const char *target = part_attribute(attributes, "Target");

	if (strcmp(name, "Relationship") != 0 || id == NULL || type == NULL || target == NULL || r->n == 4 * MAX_SHEETS) {
		return ST_OK;
	}
	if (!ARRAY_ROOM(r->all, r->n)) {
		return no_memory(err);
	}
	(void)snprintf(r->all[r->n].id, sizeof r->all->id, "%s", id);
	(void)snprintf(r->all[r->n].type, sizeof r->all->type, "%s", strrchr(type, '/') != NULL ? strrchr(type, '/') + 1 : type);
	r->n += resolve(r->folder, target, r->all[r->n].part, sizeof r->all->part);
	return ST_OK;
}

static enum status read_relations(struct package *package, const char *part, struct relations *r, struct error *err)
{
	static const struct part_ops ops = { .start = relation_start, .end = end_nothing };

	return part_read(package, part, PART_MAX_SMALL, &ops, r, err);
}

static const char *relation_by_type(const struct relations *r, const char *type)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->all[i].type, type) == 0) {
			return r->all[i].part;
		}
	}
	return NULL;
}

static void relations_release(struct relations *r)
{
	free(r->all);
}

/* --- the book --- */

struct book_reader {
	struct xlsx_book *book;
	const struct relations *relations;
};

static const char *sheet_part(const struct relations *r, const char *id)
{
	for (size_t i = 0; id != NULL && i < r->n; i++) {
		if (strcmp(r->all[i].id, id) == 0) {
			return ends_with(r->all[i].type, "worksheet") ? r->all[i].part : NULL;
		}
	}
	return NULL;
}

static enum status add_sheet(struct book_reader *b, const char **attributes, struct error *err)
{
	struct xlsx_book *book = b->book;
	const char *name = part_attribute(attributes, "name");
	const char *state = part_attribute(attributes, "state");
	const char *part = sheet_part(b->relations, part_attribute(attributes, "id"));
	struct xlsx_sheet s = { .hidden = state != NULL && strcmp(state, "visible") != 0 };

	if (book->n_sheets == MAX_SHEETS || name == NULL) {
		return ST_OK;
	}
	if (!ARRAY_ROOM(book->sheets, book->n_sheets)) {
		return no_memory(err);
	}
	s.name = strdup(name);
	s.part = part != NULL ? strdup(part) : NULL;
	book->sheets[book->n_sheets++] = s;
	return s.name != NULL && (s.part != NULL || part == NULL) ? ST_OK : no_memory(err);
}

static enum status book_start(void *arg, const char *name, const char **attributes, struct error *err)
{
	struct book_reader *b = arg;

	if (strcmp(name, "sheet") == 0) {
		return add_sheet(b, attributes, err);
	}
	if (strcmp(name, "workbookPr") == 0) {
		const char *since = part_attribute(attributes, "date1904");

		b->book->since_1904 = since != NULL && (strcmp(since, "1") == 0 || strcmp(since, "true") == 0);
	}
	return ST_OK;
}

/* --- shared strings --- */

struct strings_reader {
	struct xlsx_book *book;
	bool in_text;
	unsigned phonetic; /* within a reading aid for Japanese */
	struct strbuf piece; /* of one <t>: an escape may be told in two parts */
};

void xlsx_text_add(struct strbuf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned code = 0;
		size_t k = i + 2;

		if (text[i] == '_' && i + 6 < len && text[i + 1] == 'x' && text[i + 6] == '_') {
			static const char hex[] = "0123456789abcdef0123456789ABCDEF";
			const char *digit;

			for (; k < i + 6 && (digit = memchr(hex, text[k], sizeof hex - 1)) != NULL; k++) {
				code = code * 16 + (unsigned)((digit - hex) % 16);
			}
		}
		/* Control characters and underscores are what it is used for; all else stands as it is. */
		if (k == i + 6 && ((code < 0x20 && code != 0) || code == '_')) {
			strbuf_addc(out, code == '_' || code == '\t' || code == '\n' || code == '\r' ? (char)code : ' ');
			i += 6;
		} else {
			strbuf_addc(out, text[i]);
		}
	}
}

static enum status strings_start(void *arg, const char *name, const char **attributes, struct error *err)
{
	struct strings_reader *r = arg;
	struct xlsx_book *book = r->book;

	(void)attributes;
	if (strcmp(name, "rPh") == 0) {
		r->phonetic++;
	} else if (strcmp(name, "t") == 0) {
		r->in_text = r->phonetic == 0;
		strbuf_reset(&r->piece);
	} else if (strcmp(name, "si") == 0) {
		if (book->n_strings >= MAX_STRINGS) {
			return error_set(err, ST_INVALID, "more than %u shared texts", MAX_STRINGS);
		}
		if (!ARRAY_ROOM(book->string_at, book->n_strings)) {
			return no_memory(err);
		}
		book->string_at[book->n_strings++] = (uint32_t)book->strings.len;
	}
	return ST_OK;
}

static enum status strings_text(void *arg, const char *text, size_t len, struct error *err)
{
	struct strings_reader *r = arg;

	if (r->in_text) {
		strbuf_add(&r->piece, text, len);
		if (r->piece.len + r->book->strings.len > MAX_STRINGS_BYTES) {
			return error_set(err, ST_INVALID, "more than %u MiB of shared texts", MAX_STRINGS_BYTES >> 20);
		}
	}
	return ST_OK;
}

static enum status strings_end(void *arg, const char *name, struct error *err)
{
	struct strings_reader *r = arg;
	struct strbuf *out = &r->book->strings;

	if (strcmp(name, "rPh") == 0) {
		r->phonetic -= r->phonetic > 0;
	} else if (strcmp(name, "t") == 0 && r->in_text) {
		xlsx_text_add(out, r->piece.buf, r->piece.len);
		r->in_text = false;
	} else if (strcmp(name, "si") == 0) {
		strbuf_addc(out, '\0');
	}
	return strbuf_ok(out) && strbuf_ok(&r->piece) ? ST_OK : no_memory(err);
}

static enum status read_strings(struct package *package, const char *part, struct xlsx_book *book, struct error *err)
{
	static const struct part_ops ops = { .start = strings_start, .end = strings_end, .text = strings_text };
	struct strings_reader r = { .book = book, .piece = STRBUF_INIT };
	enum status st = part_read(package, part, PART_MAX_SHEET, &ops, &r, err);

	strbuf_release(&r.piece);
	return st;
}

/* --- styles --- */

struct styles_reader {
	struct xlsx_book *book;
	struct {
		unsigned long id;
		struct number_format format;
	} custom[4096];
	size_t n_custom;
	bool in_cells; /* <cellXfs>: the table that cells point into; another one has the same tags */
};

static unsigned long read_number(const char *text)
{
	unsigned long n = 0;

	for (; text != NULL && ascii_is_digit(*text) && n < 100000000; text++) {
		n = n * 10 + (unsigned long)(*text - '0');
	}
	return n;
}

static struct number_format format_of_id(const struct styles_reader *r, unsigned long id)
{
	for (size_t i = 0; i < r->n_custom; i++) {
		if (r->custom[i].id == id) {
			return r->custom[i].format;
		}
	}
	return number_format_builtin(id);
}

static enum status add_format(struct styles_reader *r, struct number_format format, struct error *err)
{
	struct xlsx_book *book = r->book;

	if (book->n_formats == MAX_FORMATS) {
		return ST_OK;
	}
	if (!ARRAY_ROOM(book->formats, book->n_formats)) {
		return no_memory(err);
	}
	book->formats[book->n_formats++] = format;
	return ST_OK;
}

static enum status styles_start(void *arg, const char *name, const char **attributes, struct error *err)
{
	struct styles_reader *r = arg;

	if (strcmp(name, "cellXfs") == 0) {
		r->in_cells = true;
	} else if (strcmp(name, "numFmt") == 0 && r->n_custom < ARRAY_SIZE(r->custom)) {
		const char *code = part_attribute(attributes, "formatCode");

		r->custom[r->n_custom].id = read_number(part_attribute(attributes, "numFmtId"));
		r->custom[r->n_custom++].format = number_format_of(code != NULL ? code : "");
	} else if (strcmp(name, "xf") == 0 && r->in_cells) {
		return add_format(r, format_of_id(r, read_number(part_attribute(attributes, "numFmtId"))), err);
	}
	return ST_OK;
}

static enum status styles_end(void *arg, const char *name, struct error *err)
{
	struct styles_reader *r = arg;

	(void)err;
	r->in_cells = r->in_cells && strcmp(name, "cellXfs") != 0;
	return ST_OK;
}

static enum status read_styles(struct package *package, const char *part, struct xlsx_book *book, struct error *err)
{
	static const struct part_ops ops = { .start = styles_start, .end = styles_end };
	CLEANUP_FREE struct styles_reader *r = calloc(1, sizeof *r);

	if (r == NULL) {
		return no_memory(err);
	}
	r->book = book;
	return part_read(package, part, PART_MAX_SMALL, &ops, r, err);
}

/* --- all of it --- */

/* Where the book's own part is ("xl/workbook.xml"), which folder, and where its relations are told. */
static enum status find_book(struct package *package, char part[MAX_PATH], char folder[MAX_PATH], char relations[MAX_PATH + 16],
		struct error *err)
{
	CLEANUP(relations_release) struct relations top = { .folder = "" };
	enum status st = read_relations(package, "_rels/.rels", &top, err);
	const char *name = relation_by_type(&top, "officeDocument");
	size_t n;

	if (st != ST_OK) {
		return st;
	}
	if (name == NULL || ends_with(name, ".bin")) {
		return error_set(err, ST_INVALID, "%s", name == NULL ? "no workbook" : "a binary workbook (.xlsb); save it as .xlsx, .ods or CSV");
	}
	n = strrchr(name, '/') != NULL ? (size_t)(strrchr(name, '/') + 1 - name) : 0;
	(void)snprintf(part, MAX_PATH, "%s", name);
	(void)snprintf(folder, MAX_PATH, "%.*s", (int)n, name);
	(void)snprintf(relations, MAX_PATH + 16, "%s_rels/%s.rels", folder, name + n);
	return ST_OK;
}

enum status xlsx_book_read(struct package *package, struct xlsx_book *book, struct error *err)
{
	static const struct part_ops ops = { .start = book_start, .end = end_nothing };
	char part[MAX_PATH];
	char folder[MAX_PATH];
	char name[MAX_PATH + 16];
	CLEANUP(relations_release) struct relations r = { .folder = folder };
	struct book_reader reader = { .book = book, .relations = &r };
	enum status st = find_book(package, part, folder, name, err);

	if (st == ST_OK) {
		st = read_relations(package, name, &r, err);
	}
	if (st == ST_OK) {
		st = part_read(package, part, PART_MAX_SMALL, &ops, &reader, err);
	}
	if (st == ST_OK && relation_by_type(&r, "styles") != NULL && package_has(package, relation_by_type(&r, "styles"))) {
		st = read_styles(package, relation_by_type(&r, "styles"), book, err);
	}
	if (st == ST_OK && relation_by_type(&r, "sharedStrings") != NULL
			&& package_has(package, relation_by_type(&r, "sharedStrings"))) {
		st = read_strings(package, relation_by_type(&r, "sharedStrings"), book, err);
	}
	return st;
}
