/* The files of an export. What stands in them is the store's affair (db_export_nouns.c). */
#include "report/export_all.h"

#include "domain/suppress.h"
#include "store/db_audit.h"
#include "store/db_export.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MARK "key" /* last column of the suppressions: with whose key the hashes were made */

struct walk {
	const struct export_noun *noun;
	struct printer *printer;
	const char *mark; /* NULL: no such column */
	int64_t rows;
};

static void print_cell(struct printer *p, enum export_kind kind, const struct export_cell *c)
{
	char at[TIME_RFC3339_SIZE];

	if (c->absent && kind != EXPORT_TEXT && kind != EXPORT_TIME) {
		printer_null(p);
		return;
	}
	switch (kind) {
	case EXPORT_TEXT:
		printer_string(p, c->absent ? NULL : c->text);
		break;
	case EXPORT_TIME:
		printer_string(p, c->absent ? NULL : time_format_rfc3339(c->number, at));
		break;
	case EXPORT_NUMBER:
		printer_int(p, c->number);
		break;
	case EXPORT_REAL:
		printer_double(p, c->real);
		break;
	case EXPORT_BOOL:
		printer_bool(p, c->number != 0);
		break;
	case EXPORT_JSON:
		printer_json(p, c->text);
		break;
	}
}

static enum status print_row(void *arg, const struct export_cell *cells, size_t n, struct error *err)
{
	struct walk *w = arg;

	for (size_t i = 0; i < n; i++) {
		print_cell(w->printer, w->noun->columns[i].kind, &cells[i]);
	}
	if (w->mark != NULL) {
		printer_string(w->printer, w->mark);
	}
	w->rows++;
	return printer_row(w->printer, err);
}

/* A new file that only its owner may read. */
static enum status open_file(const char *folder, const char *name, const char *ending, FILE **ret, struct error *err)
{
	char path[4096];
	int fd;

	(void)snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	*ret = fd >= 0 ? fdopen(fd, "w") : NULL;
	return *ret != NULL ? ST_OK : error_set(err, ST_IO, "%s: cannot be written: %s", path, strerror(errno));
}

static enum status close_file(FILE **file, const char *name, struct error *err)
{
	FILE *f = *file;
	bool bad = fflush(f) != 0 || ferror(f) != 0 || fsync(fileno(f)) != 0;

	*file = NULL;
	return fclose(f) == 0 && !bad ? ST_OK : error_set(err, ST_IO, "%s: could not be written whole; free some disk space", name);
}

static enum status write_noun(struct store *store, const struct export_noun *noun, enum output_format format, const char *mark,
		const char *folder, int64_t *ret_rows, struct error *err)
{
	CLEANUP_FILE FILE *file = NULL;
	struct printer_column columns[EXPORT_MAX_COLUMNS + 2] = { { NULL, 0 } };
	struct walk w = { .noun = noun, .mark = strcmp(noun->name, "suppressions") == 0 ? mark : NULL };
	size_t n = 0;
	enum status st = open_file(folder, noun->name, format == FORMAT_JSON ? "json" : "csv", &file, err);

	for (; noun->columns[n].name != NULL; n++) {
		columns[n].key = noun->columns[n].name;
	}
	if (w.mark != NULL) {
		columns[n].key = MARK;
	}
	st = st == ST_OK ? printer_open(file, format, columns, &w.printer, err) : st;
	st = st == ST_OK ? db_export_each(store, noun, print_row, &w, err) : st;
	printer_close(w.printer);
	*ret_rows = w.rows;
	return st == ST_OK ? close_file(&file, noun->name, err) : st;
}

static enum status write_readme(const char *folder, struct error *err)
{
	CLEANUP_FILE FILE *file = NULL;
	char now[TIME_RFC3339_SIZE];
	enum status st = open_file(folder, "README", "txt", &file, err);

	if (st != ST_OK) {
		return st;
	}
	(void)fprintf(file, "Everything of a Kvieslys workspace at %s. Times are UTC. In CSV, text that a spreadsheet would take for a\n"
			"formula begins with an apostrophe. These files name people: keep them no longer than you need them.\n",
			time_format_rfc3339(clock_now(), now));
	for (const struct export_noun *noun = export_nouns; noun->name != NULL; noun++) {
		(void)fprintf(file, "\n%s: %s\n", noun->name, noun->help);
		for (const struct export_column *c = noun->columns; c->name != NULL; c++) {
			(void)fprintf(file, "  %-18s%s\n", c->name, c->help);
		}
		if (strcmp(noun->name, "suppressions") == 0) {
			(void)fprintf(file, "  %-18s%s\n", MARK, "mark of the key of the hashes");
		}
	}
	return close_file(&file, "README.txt", err);
}

static void remove_folder(const char *folder)
{
	char path[4096];

	for (const struct export_noun *noun = export_nouns; noun->name != NULL; noun++) {
		(void)snprintf(path, sizeof path, "%s/%s.csv", folder, noun->name);
		(void)unlink(path);
		(void)snprintf(path, sizeof path, "%s/%s.json", folder, noun->name);
		(void)unlink(path);
	}
	(void)snprintf(path, sizeof path, "%s/README.txt", folder);
	(void)unlink(path);
	(void)rmdir(folder);
}

static enum status write_all(struct store *store, const struct token_key *key, enum output_format format, const char *folder,
		void (*told)(void *arg, const char *noun, int64_t rows), void *arg, struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	char mark[SUPPRESS_MARK_SIZE];
	enum status st = store_begin_read(store, &tx, err);

	suppress_key_mark(key, mark);
	for (const struct export_noun *noun = export_nouns; noun->name != NULL && st == ST_OK; noun++) {
		int64_t rows = 0;

		st = write_noun(store, noun, format, mark, folder, &rows, err);
		if (st == ST_OK) {
			told(arg, noun->name, rows);
		}
	}
	return st == ST_OK ? write_readme(folder, err) : st;
}

enum status export_all(struct store *store, const struct token_key *key, enum output_format format, const char *folder,
		const char *actor, void (*told)(void *arg, const char *noun, int64_t rows), void *arg, struct error *err)
{
	CLEANUP_STRBUF struct strbuf part = STRBUF_INIT;
	enum status st;

	strbuf_adds(&part, folder);
	while (part.len > 1 && part.buf[part.len - 1] == '/') {
		part.buf[--part.len] = '\0';
	}
	strbuf_adds(&part, ".part");
	if (!strbuf_ok(&part) || part.len > 3900) {
		return error_set(err, ST_INVALID, "the folder's name is too long");
	}
	if (fs_exists(folder)) {
		return error_set(err, ST_CONFLICT, "%s is there already; name a new folder", folder);
	}
	if (mkdir(part.buf, 0700) != 0) {
		return error_set(err, errno == EEXIST ? ST_CONFLICT : ST_IO, "%s: cannot be made: %s", part.buf, strerror(errno));
	}
	st = write_all(store, key, format == FORMAT_JSON ? FORMAT_JSON : FORMAT_CSV, part.buf, told, arg, err);
	if (st == ST_OK && rename(part.buf, folder) != 0) {
		st = error_set(err, ST_IO, "%s: cannot be made: %s", folder, strerror(errno));
	}
	if (st != ST_OK) {
		remove_folder(part.buf);
		return st;
	}
	return audit_add(store, actor, "export", "workspace", 0, "everything was written to a folder", folder, err);
}
