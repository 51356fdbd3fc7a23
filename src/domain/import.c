/* Import: one transaction around all rows of a file. */
#include "domain/import.h"

#include "domain/import_private.h"
#include "store/db_audit.h"
#include "store/db_import.h"
#include "util/cleanup.h"
#include "util/json.h"

#include <errno.h>
#include <openssl/evp.h>
#include <string.h>

/* More or less, in a workbook: CSV has longer ones. */
#define BYTES_OF_A_ROW 50

enum status import_hash_file(const char *path, char ret[65], uint64_t *ret_size, struct error *err)
{
	CLEANUP_FILE FILE *file = fopen(path, "rbe");
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned char buf[65536];
	unsigned int len = 0;
	uint64_t size = 0;
	size_t n;
	bool ok = ctx != NULL && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1;

	if (file == NULL) {
		EVP_MD_CTX_free(ctx);
		return error_set(err, errno == ENOENT ? ST_NOT_FOUND : ST_IO, "%s: cannot be read: %s", path, strerror(errno));
	}
	while (ok && (n = fread(buf, 1, sizeof buf, file)) > 0) {
		ok = EVP_DigestUpdate(ctx, buf, n) == 1;
		size += n;
	}
	ok = ok && ferror(file) == 0 && EVP_DigestFinal_ex(ctx, md, &len) == 1;
	EVP_MD_CTX_free(ctx);
	for (unsigned int i = 0; ok && i < 32; i++) {
		(void)snprintf(ret + 2 * i, 3, "%02x", md[i]);
	}
	*ret_size = size;
	return ok ? ST_OK : error_set(err, ST_IO, "%s: cannot be read", path);
}

static void clean_release(struct clean_row *c)
{
	strbuf_release(&c->name_key);
	strbuf_release(&c->fault);
	strbuf_release(&c->notes);
}

static void note(const struct import_options *o, size_t line, bool reject, const char *text)
{
	if (o->note != NULL) {
		o->note(o->arg, line, reject, text);
	}
}

/* One row: in, or among the rejects. */
static enum status take_row(struct importer *im, const struct import_columns *columns, const struct sheet_row *row,
		struct clean_row *clean, struct rejects *rejects, struct error *err)
{
	struct import_result *r = im->result;
	enum status st = ST_OK;

	import_clean(columns, row, clean);
	r->rows++;
	if (clean->fault.len == 0) {
		st = import_apply(im, clean, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (clean->fault.len > 0) {
		r->rejected++;
		note(im->options, row->line, true, clean->fault.buf);
		import_example_tell(im, IMPORT_REJECTED, clean, 0);
		return im->options->dry_run || im->options->strict ? ST_OK : rejects_add(rejects, columns, row, clean->fault.buf, err);
	}
	if (clean->notes.len > 0) {
		r->notes++;
		note(im->options, row->line, false, clean->notes.buf);
	}
	if (im->options->progress != NULL && r->rows % 10000 == 0) {
		im->options->progress(im->options->arg, r->rows);
	}
	return strbuf_ok(&clean->fault) && strbuf_ok(&clean->notes) ? ST_OK : error_set(err, ST_NOMEM, "import: out of memory");
}

static enum status take_rows(struct importer *im, struct sheet *sheet, struct rejects *rejects, struct error *err)
{
	CLEANUP(clean_release) struct clean_row clean = { .name_key = STRBUF_INIT, .fault = STRBUF_INIT, .notes = STRBUF_INIT };
	CLEANUP(import_columns_release) struct import_columns columns = { .n = 0 };
	struct sheet_row row;
	bool more = false;
	enum status st = sheet_next(sheet, &row, &more, err);

	if (st == ST_OK && !more) {
		return error_set(err, ST_INVALID, "%s: there is nothing in it", im->options->file);
	}
	if (st == ST_OK) {
		st = import_columns_read(im->store, im->options, &row, &columns, err);
	}
	if (st != ST_OK) {
		return st;
	}
	import_columns_describe(&columns, im->result->columns, sizeof im->result->columns);
	for (size_t i = 0; i < columns.n; i++) {
		im->result->remembered += columns.remembered[i];
	}
	sheet_expect_columns(sheet, columns.n);
	if (!columns.heading) {
		st = take_row(im, &columns, &row, &clean, rejects, err);
	}
	while (st == ST_OK && (st = sheet_next(sheet, &row, &more, err)) == ST_OK && more) {
		st = take_row(im, &columns, &row, &clean, rejects, err);
	}
	return st;
}

/* The one audit row of an import, and the row that tells which file it was. */
static enum status write_audit(struct importer *im, const char sha256[65], struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	const struct import_options *o = im->options;
	const struct import_result *r = im->result;
	struct json_writer w = { .out = &payload };
	const struct import_row row = { .file = o->file, .sha256 = sha256, .source = o->source, .added = r->added,
		.changed = r->changed, .same = r->same, .rejected = r->rejected };
	int64_t id = 0;
	enum status st;

	json_object(&w, NULL);
	json_string(&w, "file", o->file);
	json_string(&w, "sha256", sha256);
	json_string(&w, "list", o->list);
	json_string(&w, "source", o->source);
	json_int(&w, "added", r->added);
	json_int(&w, "changed", r->changed);
	json_int(&w, "same", r->same);
	json_int(&w, "rejected", r->rejected);
	json_end(&w, '}');
	st = db_import_add(im->store, &row, &id, err);
	return st != ST_OK ? st : audit_add(im->store, o->actor, "import", "import", id, NULL, payload.buf, err);
}

static enum status run(struct importer *im, struct sheet *sheet, struct rejects *rejects, const char sha256[65],
		struct error *err)
{
	CLEANUP_TX struct store_tx tx = { 0 };
	enum status st = store_begin(im->store, &tx, err);

	if (st == ST_OK) {
		st = import_apply_begin(im, err);
	}
	if (st == ST_OK) {
		st = take_rows(im, sheet, rejects, err);
	}
	if (st == ST_OK && im->options->strict && im->result->rejected > 0) {
		st = error_set(err, ST_INVALID, "%s: %lld bad rows; nothing was imported (--strict)", im->options->file,
				(long long)im->result->rejected);
	}
	if (st != ST_OK || im->options->dry_run) {
		return st;
	}
	st = import_apply_settle(im, err);
	if (st != ST_OK) {
		return st;
	}
	st = write_audit(im, sha256, err);
	if (st == ST_OK) {
		st = rejects_finish(rejects, err); /* before the commit: rows that are in nowhere must be in the file */
	}
	return st != ST_OK ? st : store_commit(&tx, err);
}

enum status import_run(struct store *store, const struct token_key *key, const struct import_options *options,
		struct import_result *ret, struct error *err)
{
	const struct sheet_options how = { .encoding = options->encoding, .separator = options->separator, .sheet = options->sheet };
	CLEANUP(rejects_release) struct rejects rejects = { .file = NULL };
	CLEANUP_SHEET struct sheet *sheet = NULL;
	struct importer im = { .store = store, .key = key, .options = options, .result = ret };
	char path[1024];
	char sha256[65];
	uint64_t size = 0;
	enum status st;

	*ret = (struct import_result){ 0 };
	(void)snprintf(path, sizeof path, "%s%s", options->rejects != NULL ? options->rejects : options->file,
			options->rejects != NULL ? "" : ".rejects.csv");
	rejects.path = path;
	st = import_hash_file(options->file, sha256, &size, err);
	im.rows = (int64_t)(size / BYTES_OF_A_ROW);
	if (st == ST_OK) {
		st = sheet_open(options->file, &how, &sheet, err);
	}
	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(ret->description, sizeof ret->description, "%s", sheet_description(sheet));
	st = db_import_tune(store, err);
	if (st == ST_OK) {
		st = run(&im, sheet, &rejects, sha256, err);
	}
	import_apply_end(&im);
	if (st == ST_OK && ret->rejected > 0 && !options->dry_run) {
		(void)snprintf(ret->rejects, sizeof ret->rejects, "%s", path);
	}
	return st;
}
