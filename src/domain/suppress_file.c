/* Files of suppressions: ours, and what other programs call unsubscribed, cleaned, blocked. A row whose reason is not known is taken all the
 * same: whom one must not write to is worth more than why. */
#include "domain/suppress.h"

#include "domain/import.h"
#include "domain/sheet.h"
#include "mail/address.h"
#include "store/db_audit.h"
#include "store/db_list.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SOURCE_MAX 300 /* bytes of a source that are kept */
#define FUTURE_MAX 86400 /* a day: clocks and zones differ */

enum column { COLUMN_ADDRESS, COLUMN_HASH, COLUMN_KEY, COLUMN_LIST, COLUMN_REASON, COLUMN_DATE, COLUMN_SOURCE, COLUMNS };

static const char *const names[COLUMNS][6] = {
	[COLUMN_ADDRESS] = { "address" },
	[COLUMN_HASH] = { "hash" },
	[COLUMN_KEY] = { "key" },
	[COLUMN_LIST] = { "list" },
	[COLUMN_REASON] = { "reason", "unsub_reason", "status" },
	[COLUMN_DATE] = { "date", "at", "since", "unsub_time", "unsubscribed at", "clean_time" },
	[COLUMN_SOURCE] = { "source" },
};

/* What others call our reasons. */
static const struct {
	const char *word;
	enum suppression_reason reason;
} synonyms[] = {
	{ "unsubscribe", SUPPRESSED_UNSUBSCRIBED }, { "unsubscribed", SUPPRESSED_UNSUBSCRIBED },
	{ "optout", SUPPRESSED_UNSUBSCRIBED }, { "opt-out", SUPPRESSED_UNSUBSCRIBED },
	{ "bounce", SUPPRESSED_HARD_BOUNCE }, { "bounced", SUPPRESSED_HARD_BOUNCE }, { "cleaned", SUPPRESSED_HARD_BOUNCE },
	{ "hard bounce", SUPPRESSED_HARD_BOUNCE }, { "spam", SUPPRESSED_COMPLAINT }, { "abuse", SUPPRESSED_COMPLAINT },
	{ "complained", SUPPRESSED_COMPLAINT }, { "blocklisted", SUPPRESSED_STAFF }, { "blacklisted", SUPPRESSED_STAFF },
};

struct reader {
	struct store *store;
	const struct token_key *key;
	const struct suppress_import *options;
	struct suppress_counts *counts;
	size_t columns[COLUMNS]; /* 1 + index; 0: there is none */
	int64_t list_id;         /* of options->list */
	int64_t now;
	char mark[SUPPRESS_MARK_SIZE];
};

static enum column column_of(const char *heading)
{
	for (int c = 0; c < COLUMNS; c++) {
		for (size_t i = 0; i < ARRAY_SIZE(names[c]) && names[c][i] != NULL; i++) {
			if (strcasecmp(heading, names[c][i]) == 0) {
				return (enum column)c;
			}
		}
	}
	return import_is_address_heading(heading) ? COLUMN_ADDRESS : COLUMNS;
}

/* *ret_heading: the row was headings, else it is data already. */
static enum status read_columns(struct reader *r, const struct sheet_row *row, bool *ret_heading, struct error *err)
{
	struct address a;
	char hash[65];

	for (size_t i = 0; i < row->n; i++) {
		enum column c = column_of(row->cells[i]);

		if (c != COLUMNS && r->columns[c] == 0) {
			r->columns[c] = i + 1;
		}
	}
	*ret_heading = r->columns[COLUMN_ADDRESS] != 0 || r->columns[COLUMN_HASH] != 0;
	if (*ret_heading) {
		return ST_OK;
	}
	for (size_t i = 0; i < row->n; i++) {
		if (address_parse_mailbox(row->cells[i], &a, NULL, NULL) == ST_OK) {
			r->columns[COLUMN_ADDRESS] = i + 1;
			return ST_OK;
		}
		if (suppress_is_hash(row->cells[i], hash)) {
			r->columns[COLUMN_HASH] = i + 1;
			return ST_OK;
		}
	}
	return error_set(err, ST_INVALID, "%s: no column of addresses; give one the heading 'address' (or 'hash')",
			r->options->file);
}

/* The cell of a column; NULL when empty. The apostrophe that our own CSV puts before what looks like a formula goes. */
static const char *cell(const struct reader *r, const struct sheet_row *row, enum column c)
{
	const char *text = r->columns[c] != 0 && r->columns[c] <= row->n ? row->cells[r->columns[c] - 1] : "";

	if (text[0] == '\'' && text[1] != '\0' && strchr("=+-@", text[1]) != NULL) {
		text++;
	}
	return text[0] != '\0' ? text : NULL;
}

static enum suppression_reason reason_of(const struct reader *r, const char *word)
{
	enum suppression_reason reason;

	if (word == NULL) {
		return r->options->reason;
	}
	if (suppression_reason_of(word, &reason)) {
		return reason;
	}
	for (size_t i = 0; i < ARRAY_SIZE(synonyms); i++) {
		if (strcasecmp(word, synonyms[i].word) == 0) {
			return synonyms[i].reason;
		}
	}
	return r->options->reason;
}

/* Who: by address where there is one, else by a hash of our own key. */
static enum status read_who(struct reader *r, const struct sheet_row *row, struct address *a, char hash[65],
		struct error *err)
{
	const char *address = cell(r, row, COLUMN_ADDRESS);
	const char *digits = cell(r, row, COLUMN_HASH);
	const char *mark = cell(r, row, COLUMN_KEY);
	enum status st;

	a->key[0] = '\0';
	if (address != NULL) {
		st = address_parse_mailbox(address, a, NULL, err);
		if (st == ST_OK) {
			token_hash(r->key, a->key, strlen(a->key), hash);
		}
		return st;
	}
	if (digits == NULL) {
		return error_set(err, ST_INVALID, "neither an address nor a hash");
	}
	if (mark != NULL && strcasecmp(mark, r->mark) != 0) {
		return error_set(err, ST_INVALID, "a hash made with another workspace's key: it would match nobody here");
	}
	return suppress_is_hash(digits, hash) ? ST_OK
			: error_set(err, ST_INVALID, "'%.80s' is no hash: 64 hexadecimal digits", digits);
}

/* Other programs write UTC without saying so. */
static enum status read_date(const char *text, int64_t *ret, struct error *err)
{
	char utc[48];

	(void)snprintf(utc, sizeof utc, "%.40sZ", text);
	return time_parse_rfc3339(utc, ret, NULL) == ST_OK ? ST_OK : time_parse_rfc3339(text, ret, err);
}

static enum status read_rest(struct reader *r, const struct sheet_row *row, int64_t *ret_list, int64_t *ret_at,
		struct error *err)
{
	const char *list = cell(r, row, COLUMN_LIST);
	const char *date = cell(r, row, COLUMN_DATE);
	enum status st = ST_OK;

	*ret_list = r->list_id;
	*ret_at = r->now;
	if (list != NULL) {
		st = db_list_find(r->store, list, ret_list, err);
	}
	if (st == ST_OK && date != NULL) {
		st = read_date(date, ret_at, err);
	}
	if (st == ST_OK && *ret_at > r->now + FUTURE_MAX) {
		return error_set(err, ST_INVALID, "the date '%.40s' lies ahead", date != NULL ? date : "");
	}
	return st;
}

static enum status take_good(struct reader *r, const struct sheet_row *row, struct error *err)
{
	struct address a;
	char hash[65];
	char source[SOURCE_MAX + 1];
	const char *said = cell(r, row, COLUMN_SOURCE);
	int64_t list_id = 0;
	int64_t at = 0;
	bool added = false;
	enum status st = read_who(r, row, &a, hash, err);

	if (st == ST_OK) {
		st = read_rest(r, row, &list_id, &at, err);
	}
	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(source, sizeof source, "%s", said != NULL ? said : r->options->file);
	st = db_suppression_add_hash(r->store, hash, a.key[0] != '\0' ? a.key : NULL, list_id,
			reason_of(r, cell(r, row, COLUMN_REASON)), source, at, &added, err);
	if (st == ST_OK) {
		++*(added ? &r->counts->added : &r->counts->same);
	}
	return st;
}

/* A bad row is told and left out; a fault of ours ends the import. */
static enum status take(struct reader *r, const struct sheet_row *row, struct error *err)
{
	struct error why = ERROR_INIT;
	enum status st = row->fault != NULL ? error_set(&why, ST_INVALID, "%s", row->fault) : take_good(r, row, &why);

	r->counts->rows++;
	if (st == ST_INVALID || st == ST_NOT_FOUND) {
		r->counts->rejected++;
		if (r->options->note != NULL) {
			r->options->note(r->options->arg, row->line, why.text);
		}
		return ST_OK;
	}
	return st == ST_OK ? ST_OK : error_set(err, st, "%s", why.text);
}

static enum status take_all(struct reader *r, struct sheet *sheet, struct error *err)
{
	struct sheet_row row;
	bool more = false;
	bool heading = true;
	enum status st = sheet_next(sheet, &row, &more, err);

	if (st == ST_OK && more) {
		st = read_columns(r, &row, &heading, err);
		sheet_expect_columns(sheet, row.n);
	}
	while (st == ST_OK && more) {
		if (!heading) {
			st = take(r, &row, err);
		}
		heading = false;
		if (st == ST_OK) {
			st = sheet_next(sheet, &row, &more, err);
		}
	}
	return st;
}

static enum status audit(const struct reader *r, struct error *err)
{
	CLEANUP_STRBUF struct strbuf payload = STRBUF_INIT;
	struct json_writer w = { .out = &payload };

	json_object(&w, NULL);
	json_string(&w, "file", r->options->file);
	json_int(&w, "added", r->counts->added);
	json_int(&w, "same", r->counts->same);
	json_int(&w, "rejected", r->counts->rejected);
	json_end(&w, '}');
	if (!strbuf_ok(&payload)) {
		return error_set(err, ST_NOMEM, "suppressions: out of memory");
	}
	return audit_add(r->store, r->options->actor, "import", "suppression", 0, NULL, payload.buf, err);
}

enum status suppress_import(struct store *store, const struct token_key *key, const struct suppress_import *options,
		struct suppress_counts *ret, struct error *err)
{
	CLEANUP_SHEET struct sheet *sheet = NULL;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct reader r = { .store = store, .key = key, .options = options, .counts = ret, .now = clock_now() };
	enum status st = sheet_open(options->file, &(struct sheet_options){ .encoding = NULL }, &sheet, err);

	*ret = (struct suppress_counts){ .rows = 0 };
	suppress_key_mark(key, r.mark);
	if (st == ST_OK) {
		st = store_begin(store, &tx, err);
	}
	if (st == ST_OK && options->list != NULL) {
		st = db_list_find(store, options->list, &r.list_id, err);
	}
	if (st == ST_OK) {
		(void)snprintf(ret->description, sizeof ret->description, "%s", sheet_description(sheet));
		st = take_all(&r, sheet, err);
	}
	if (st == ST_OK && options->strict && ret->rejected > 0) {
		return error_set(err, ST_INVALID, "%s: %lld bad rows, and --strict: nothing was taken", options->file,
				(long long)ret->rejected);
	}
	if (st != ST_OK || options->dry_run) {
		return st;
	}
	st = audit(&r, err);
	return st == ST_OK ? store_commit(&tx, err) : st;
}
