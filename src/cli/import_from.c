/* kvieslys import --from PROGRAM: moving in from listmonk, phpList, Mailchimp. */
#include "cli/import_from.h"

#include "domain/moving_in.h"
#include "util/cleanup.h"

#include <inttypes.h>

#define FILES_MAX 64

static void tell(void *arg, const char *file, size_t line, bool reject, const char *text)
{
	(void)arg;
	(void)fprintf(stderr, "kvieslys: %s:%zu: %s%s\n", file, line, reject ? "not taken: " : "", text);
}

static void print(const struct moving_in *o, const struct moving_in_result *r)
{
	printf("%s%" PRId64 " rows: %" PRId64 " new contacts, %" PRId64 " changed, %" PRId64 " the same, %" PRId64 " rejected; %" PRId64
			" new organisations, %" PRId64 " new lists\n", o->dry_run ? "would be " : "", r->rows, r->added, r->changed, r->same, r->rejected,
			r->organisations, r->lists);
	printf("not to be written to: %" PRId64 " new, %" PRId64 " known already\n", r->suppressed, r->known);
	if (r->left_out > 0) {
		printf("%" PRId64 " subscribers are suppressed here and stay so\n", r->left_out);
	}
	if (r->unconfirmed > 0) {
		printf("%" PRId64 " never confirmed and were left out\n", r->unconfirmed);
	}
	if (r->rejects_files > 0) {
		printf("what was not taken is in %s%s; correct it there and move it in again\n", r->rejects,
				r->rejects_files > 1 ? " and others beside it" : "");
	}
}

static const char *find_what_is_not_taken(const struct args *args)
{
	static const char *const others[] = { "--map", "--encoding", "--separator", "--sheet" };

	for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
		if (args_value(args, others[i]) != NULL) {
			return others[i];
		}
	}
	return NULL;
}

enum status import_from(struct app *app, const struct args *args, struct error *err)
{
	const char *files[FILES_MAX];
	const char *basis = args_value(args, "--basis");
	const char *other = find_what_is_not_taken(args);
	struct moving_in_result r = { 0 };
	struct moving_in o = { .from = args_value(args, "--from"), .files = files, .list = args_value(args, "--list"),
		.source = args_value(args, "--source"), .basis = BASIS_CONSENT, .class_ = args_value(args, "--class"),
		.text_shown = args_value(args, "--text-shown"), .dry_run = args_flag(args, "--dry-run"),
		.rejects = args_value(args, "--rejects"), .strict = args_flag(args, "--strict"), .actor = app->actor, .note = tell };
	enum status st;

	if (o.list == NULL || o.source == NULL) {
		return error_set(err, ST_INVALID, "import --from needs --list and --source; see kvieslys import --help");
	}
	if (other != NULL) {
		return error_set(err, ST_INVALID, "%s has no meaning with --from: the columns of %s are known", other, o.from);
	}
	if (basis != NULL && (!basis_kind_of(basis, &o.basis) || o.basis == BASIS_WITHDRAWN)) {
		return error_set(err, ST_INVALID, "--basis %s: write consent, legitimate-interest, soft-opt-in or contract", basis);
	}
	if (o.rejects != NULL && args_count(args) > 1) {
		return error_set(err, ST_INVALID, "--rejects names the place for one file; move the files in one by one");
	}
	if (args_count(args) > FILES_MAX) {
		return error_set(err, ST_INVALID, "more than %d files", FILES_MAX);
	}
	while (o.n_files < args_count(args)) {
		files[o.n_files] = args_at(args, o.n_files);
		o.n_files++;
	}
	st = moving_in_run(app->ws.store, &app->ws.key, &o, &r, err);
	if (st == ST_OK) {
		print(&o, &r);
	}
	return st;
}
