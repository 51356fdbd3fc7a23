/* Moving in: rows of other programs into contacts, basis, lists and suppressions. */
#include "domain/moving_in_private.h"

#include "store/db_audit.h"
#include "store/db_basis.h"
#include "store/db_contact.h"
#include "store/db_import.h"
#include "store/db_list.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <inttypes.h>
#include <string.h>

#define BOUNCES_MAX 20 /* of another program that are taken over */
#define LIST_NAME_MAX 120

struct mover {
	struct store *store;
	const struct token_key *key;
	const struct moving_in *options;
	const struct moving_program *program;
	struct moving_in_result *result;
	struct import_options import;
	struct import_result counts; /* of the present file */
	struct importer im;
	struct clean_row *clean;
	const char *present; /* file of the options */
	const char *name;    /* the same, or of the file in it when it is a ZIP */
	/* what of the present file does not go in, as it stood there */
	struct rejects rejects;
	struct import_columns columns;
	const struct sheet_row *row;
	const char *object; /* JSON; NULL: a row */
	size_t object_len;
};

static void tell(struct mover *m, size_t line, bool reject, const char *text)
{
	if (m->options->note != NULL) {
		m->options->note(m->options->arg, m->name, line, reject, text);
	}
}

static enum status reject(struct mover *m, size_t line, const char *text, struct error *err)
{
	m->result->rejected++;
	tell(m, line, true, text);
	if (m->options->dry_run || m->options->strict) {
		return ST_OK;
	}
	return m->object != NULL ? rejects_add_json(&m->rejects, line, text, m->object, m->object_len, err)
			: rejects_add(&m->rejects, &m->columns, m->row, text, err);
}

/* --- people who are gone --- */

/* For everything: what they agreed to before ends with it. */
static enum status withdraw(struct mover *m, const char *email_key, int64_t at, const char *source, struct error *err)
{
	struct basis basis = { .at = at, .kind = BASIS_WITHDRAWN, .source = source };
	enum status st = db_contact_id(m->store, email_key, &basis.contact_id, err);

	return st == ST_OK && basis.contact_id != 0 ? db_basis_add(m->store, &basis, err) : st;
}

static enum status suppress(struct mover *m, const struct address *a, const struct moving_person *p, struct error *err)
{
	char source[400];
	bool added = false;
	int64_t at = p->gone_at != 0 && p->gone_at <= clock_now() ? p->gone_at : clock_now();
	enum status st;

	(void)snprintf(source, sizeof source, "%s%s%.200s", moving_program_title(m->program), p->why[0] != '\0' ? ": " : "", p->why);
	st = db_suppression_add(m->store, m->key, a->key, p->from_list ? m->im.list_id : 0, p->reason, source, at, &added, err);
	m->result->suppressed += st == ST_OK && added;
	m->result->known += st == ST_OK && !added;
	if (st == ST_OK && added && !p->from_list && (p->reason == SUPPRESSED_UNSUBSCRIBED || p->reason == SUPPRESSED_COMPLAINT)) {
		st = withdraw(m, a->key, at, source, err);
	}
	return st;
}

/* --- subscribers --- */

/* The proof that the export has, for the basis. */
static void describe(const struct mover *m, const struct moving_person *p, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%s; %s", m->options->source, moving_program_title(m->program));
	const struct {
		const char *what, *text;
	} parts[] = { { "id", p->id }, { "agreed from", p->ip }, { "confirmed", p->confirmed } };

	for (size_t i = 0; i < ARRAY_SIZE(parts) && n > 0 && (size_t)n < size; i++) {
		if (parts[i].text[0] != '\0') {
			n += snprintf(buf + n, size - (size_t)n, ", %s %.60s", parts[i].what, parts[i].text);
		}
	}
}

static enum status add_basis(struct mover *m, int64_t contact, const struct moving_person *p, int64_t at, struct error *err)
{
	char source[700];
	struct basis basis = { .contact_id = contact, .at = at, .kind = m->options->basis, .class_ = m->options->class_,
		.source = source, .text_shown = m->options->text_shown };
	bool has = false;
	enum status st;

	describe(m, p, source, sizeof source);
	st = db_basis_has(m->store, contact, basis.kind, basis.class_, source, &has, err);
	return st == ST_OK && !has ? db_basis_add(m->store, &basis, err) : st;
}

static enum status join(struct mover *m, const char *email_key, int64_t contact, int64_t list, int64_t at, struct error *err)
{
	struct suppression s;
	bool out = false;
	bool new_member;
	enum status st = db_suppression_find_list(m->store, m->key, email_key, list, &s, &out, err);

	return st == ST_OK && !out ? db_list_add_member(m->store, list, contact, at, &new_member, err) : st;
}

static enum status leave_one(struct mover *m, const char *email_key, int64_t contact, int64_t list, int64_t at, struct error *err)
{
	bool added = false;
	enum status st = db_suppression_add(m->store, m->key, email_key, list, SUPPRESSED_UNSUBSCRIBED, moving_program_title(m->program), at,
			&added, err);

	(void)contact;
	m->result->suppressed += st == ST_OK && added;
	m->result->known += st == ST_OK && !added;
	return st;
}

/* `"metal","fair 2020"` of Mailchimp, "Metal; News" of phpList, ["a", "b"] of whoever. */
static enum status each_list(struct mover *m, const char *email_key, int64_t contact, const char *names, int64_t at,
		enum status (*each)(struct mover *m, const char *email_key, int64_t contact, int64_t list, int64_t at, struct error *err),
		struct error *err)
{
	enum status st = ST_OK;

	while (*names != '\0' && st == ST_OK) {
		CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
		bool is_new = false;
		int64_t list = 0;
		size_t n = strcspn(names, ",;|\r\n");

		for (size_t i = 0; i < n; i++) {
			if (strchr("\"[]{}:", names[i]) == NULL) {
				strbuf_addc(&name, names[i]);
			}
		}
		strbuf_trim(&name);
		names += n + (names[n] != '\0');
		if (!strbuf_ok(&name)) {
			return error_set(err, ST_NOMEM, "moving in: out of memory");
		}
		if (name.len == 0 || name.len > LIST_NAME_MAX) {
			continue;
		}
		st = db_list_get(m->store, name.buf, &list, &is_new, err);
		m->result->lists += st == ST_OK && is_new;
		st = st == ST_OK ? each(m, email_key, contact, list, at, err) : st;
	}
	return st;
}

static enum status count_bounces(struct mover *m, int64_t contact, int64_t n, struct error *err)
{
	int64_t hard;
	int64_t soft = 0;
	enum status st = ST_OK;

	for (int64_t i = 0; i < n && i < BOUNCES_MAX && soft < n && st == ST_OK; i++) {
		st = db_contact_add_bounce(m->store, contact, false, &hard, &soft, err);
	}
	return st;
}

static enum status settle(struct mover *m, const struct address *a, const struct moving_person *p, int64_t at, bool is_new,
		struct error *err)
{
	int64_t contact = 0;
	enum status st = db_contact_id(m->store, a->key, &contact, err);

	st = st == ST_OK ? add_basis(m, contact, p, at, err) : st;
	st = st == ST_OK ? join(m, a->key, contact, m->im.list_id, at, err) : st;
	st = st == ST_OK ? each_list(m, a->key, contact, p->lists, at, join, err) : st;
	return st == ST_OK && is_new && p->bounces > 0 ? count_bounces(m, contact, p->bounces, err) : st;
}

static enum status subscribe(struct mover *m, const struct moving_person *p, const struct sheet_row *row, int64_t at,
		struct error *err)
{
	static enum import_field fields[IMPORT_FIELDS];
	const struct import_columns columns = { .fields = fields, .n = IMPORT_FIELDS };
	struct sheet_row ours = { .line = row->line, .n = IMPORT_FIELDS, .cells = (char **)(uintptr_t)p->cells, .fault = row->fault };
	int64_t before = m->counts.added;
	enum status st = ST_OK;

	for (int f = 0; f < IMPORT_FIELDS; f++) {
		fields[f] = (enum import_field)f;
	}
	import_clean(&columns, &ours, m->clean);
	if (m->clean->fault.len == 0) {
		st = import_apply(&m->im, m->clean, err);
	}
	if (st == ST_OK && m->clean->fault.len > 0) {
		return reject(m, row->line, m->clean->fault.buf, err);
	}
	for (size_t i = 0; i < m->clean->n_addresses && st == ST_OK; i++) {
		st = settle(m, &m->clean->addresses[i], p, at, m->counts.added > before, err);
	}
	if (st == ST_OK && m->clean->notes.len > 0) {
		tell(m, row->line, false, m->clean->notes.buf);
	}
	return st;
}

static enum status take_person(struct mover *m, const struct moving_person *p, const struct sheet_row *row, struct error *err)
{
	struct error fault = ERROR_INIT;
	struct suppression s;
	struct address a;
	bool suppressed = false;
	int64_t at = p->agreed_at != 0 && p->agreed_at <= clock_now() ? p->agreed_at : clock_now();
	enum status st = address_parse_mailbox(p->email, &a, NULL, &fault);

	if (st == ST_NOMEM) {
		return error_set(err, st, "%s", fault.text);
	}
	if (st != ST_OK) {
		return reject(m, row->line, fault.text, err);
	}
	if (p->state == MOVING_GONE) {
		return suppress(m, &a, p, err);
	}
	st = each_list(m, a.key, 0, p->left, p->gone_at != 0 && p->gone_at <= clock_now() ? p->gone_at : clock_now(), leave_one, err);
	if (st != ST_OK) {
		return st;
	}
	if (p->state == MOVING_UNCONFIRMED) {
		m->result->unconfirmed++;
		return ST_OK;
	}
	st = db_suppression_find(m->store, m->key, a.key, &s, &suppressed, err);
	if (st == ST_OK && suppressed && s.list_id == 0) {
		m->result->left_out++;
		return ST_OK;
	}
	return st == ST_OK ? subscribe(m, p, row, at, err) : st;
}

/* --- files --- */

/* The headings outlive their row: rejects are written under them. */
static enum status keep_headings(struct mover *m, const struct sheet_row *row, struct error *err)
{
	m->columns = (struct import_columns){ .headings = calloc(row->n + 1, sizeof(char *)), .fields = calloc(row->n + 1, sizeof(enum import_field)) };
	if (m->columns.headings == NULL || m->columns.fields == NULL) {
		return error_set(err, ST_NOMEM, "moving in: out of memory");
	}
	for (size_t i = 0; i < row->n; i++) {
		m->columns.fields[i] = FIELD_IGNORED;
		m->columns.headings[i] = strdup(row->cells[i]);
		if (m->columns.headings[i] == NULL) {
			return error_set(err, ST_NOMEM, "moving in: out of memory");
		}
		m->columns.n++;
	}
	return ST_OK;
}

static enum status take_rows(struct mover *m, const char *path, struct error *err)
{
	const struct sheet_options how = { .encoding = NULL };
	CLEANUP_SHEET struct sheet *sheet = NULL;
	struct moving_layout layout;
	struct sheet_row row;
	bool more = false;
	enum status st = sheet_open(path, &how, &sheet, err);

	st = st == ST_OK ? sheet_next(sheet, &row, &more, err) : st;
	if (st == ST_OK && !more) {
		return error_set(err, ST_INVALID, "%s: there is nothing in it", m->name);
	}
	st = st == ST_OK ? moving_layout_read(m->program, m->name, &row, &layout, err) : st;
	st = st == ST_OK ? keep_headings(m, &row, err) : st;
	if (st == ST_OK) {
		sheet_expect_columns(sheet, row.n);
	}
	while (st == ST_OK && (st = sheet_next(sheet, &row, &more, err)) == ST_OK && more) {
		struct moving_person person;

		m->result->rows++;
		m->row = &row;
		if (row.fault != NULL) {
			st = reject(m, row.line, row.fault, err);
			continue;
		}
		moving_person_read(&layout, &row, &person);
		st = take_person(m, &person, &row, err);
		moving_person_release(&person);
	}
	return st;
}

static enum status take_object(void *arg, size_t number, const char *text, size_t len, const struct json *object, struct error *err)
{
	const struct sheet_row row = { .line = number };
	struct mover *m = arg;
	struct moving_person person;
	struct error fault = ERROR_INIT;
	enum status st;

	m->result->rows++;
	m->object = text;
	m->object_len = len;
	st = moving_json_person(object, &person, &fault);
	if (st == ST_OK) {
		st = take_person(m, &person, &row, err);
	} else {
		st = st == ST_INVALID ? reject(m, number, object != NULL ? fault.text : "it is no JSON", err) : error_set(err, st, "%s", fault.text);
	}
	moving_person_release(&person);
	return st;
}

/* The row that import_apply() counts on as the next of the audit log. */
static enum status write_audit(struct mover *m, const char sha256[65], struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer w = { .out = &payload };
	const struct import_row row = { .file = m->name, .sha256 = sha256, .source = m->options->source, .added = m->counts.added,
		.changed = m->counts.changed, .same = m->counts.same, .rejected = m->result->rejected };
	int64_t id = 0;
	enum status st;

	json_object(&w, NULL);
	json_string(&w, "from", moving_program_title(m->program));
	json_string(&w, "file", m->name);
	json_string(&w, "sha256", sha256);
	json_string(&w, "list", m->options->list);
	json_int(&w, "added", m->counts.added);
	json_int(&w, "suppressed", m->result->suppressed);
	json_int(&w, "rejected", m->result->rejected);
	json_end(&w, '}');
	st = db_import_add(m->store, &row, &id, err);
	return st != ST_OK ? st : audit_add(m->store, m->options->actor, "import", "import", id, NULL, payload.buf, err);
}

/* Beside the file, or beside the ZIP that it is in. */
static void name_rejects(struct mover *m, bool json, char *buf, size_t size)
{
	const char *base = strrchr(m->name, '/') != NULL ? strrchr(m->name, '/') + 1 : m->name;
	const char *slash = strrchr(m->present, '/');

	if (m->options->rejects != NULL) {
		(void)snprintf(buf, size, "%s", m->options->rejects);
	} else {
		(void)snprintf(buf, size, "%.*s%s.rejects.%s", slash != NULL ? (int)(slash + 1 - m->present) : 0, m->present, base,
				json ? "jsonl" : "csv");
	}
	m->rejects = (struct rejects){ .path = buf };
}

static enum status finish_rejects(struct mover *m, struct error *err)
{
	bool any = m->rejects.file != NULL;
	enum status st = rejects_finish(&m->rejects, err);

	if (st == ST_OK && any && m->result->rejects_files++ == 0) {
		(void)snprintf(m->result->rejects, sizeof m->result->rejects, "%s", m->rejects.path);
	}
	return st;
}

static enum status take_file(void *arg, const char *path, const char *name, struct error *err)
{
	struct mover *m = arg;
	char rejects[1024];
	char sha256[65];
	uint64_t size = 0;
	bool json = strcmp(m->options->from, "listmonk") == 0 && moving_json_is(path);
	enum status st = import_hash_file(path, sha256, &size, err);

	m->name = name;
	m->counts = (struct import_result){ 0 };
	m->im = (struct importer){ .store = m->store, .key = m->key, .options = &m->import, .result = &m->counts };
	m->object = NULL;
	name_rejects(m, json, rejects, sizeof rejects);
	st = st == ST_OK ? import_apply_begin(&m->im, err) : st;
	m->result->lists += m->counts.list_is_new;
	if (st == ST_OK) {
		st = json ? moving_json_each(path, take_object, m, err) : take_rows(m, path, err);
	}
	st = st == ST_OK ? write_audit(m, sha256, err) : st;
	st = st == ST_OK ? finish_rejects(m, err) : st;
	import_apply_end(&m->im);
	rejects_release(&m->rejects);
	import_columns_release(&m->columns);
	m->result->added += m->counts.added;
	m->result->changed += m->counts.changed;
	m->result->same += m->counts.same;
	m->result->organisations += m->counts.organisations;
	return st;
}

static void clean_free(struct clean_row **clean)
{
	if (*clean != NULL) {
		strbuf_release(&(*clean)->name_key);
		strbuf_release(&(*clean)->fault);
		strbuf_release(&(*clean)->notes);
		free(*clean);
	}
}

enum status moving_in_run(struct store *store, const struct token_key *key, const struct moving_in *options,
		struct moving_in_result *ret, struct error *err)
{
	CLEANUP(clean_free) struct clean_row *clean = calloc(1, sizeof *clean);
	CLEANUP_TX struct store_tx tx = { 0 };
	struct mover m = { .store = store, .key = key, .options = options, .program = moving_program_of(options->from), .result = ret,
		.clean = clean, .import = { .file = options->files[0], .list = options->list, .basis = options->basis,
			.class_ = options->class_, .source = options->source, .text_shown = options->text_shown, .actor = options->actor } };
	enum status st;

	*ret = (struct moving_in_result){ 0 };
	if (m.program == NULL) {
		return error_set(err, ST_INVALID, "--from %s: listmonk, phplist and mailchimp are known", options->from);
	}
	if (clean == NULL) {
		return error_set(err, ST_NOMEM, "moving in: out of memory");
	}
	strbuf_init(&clean->name_key);
	strbuf_init(&clean->fault);
	strbuf_init(&clean->notes);
	st = db_import_tune(store, err);
	st = st == ST_OK ? store_begin(store, &tx, err) : st;
	for (size_t i = 0; i < options->n_files && st == ST_OK; i++) {
		m.present = options->files[i];
		st = moving_each_file(options->files[i], take_file, &m, err);
	}
	if (st == ST_OK && options->strict && ret->rejected > 0) {
		st = error_set(err, ST_INVALID, "%" PRId64 " bad rows; nothing was moved in (--strict)", ret->rejected);
	}
	return st != ST_OK || options->dry_run ? st : store_commit(&tx, err);
}
