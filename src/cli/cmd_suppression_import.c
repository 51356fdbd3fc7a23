/* kvieslys suppression import: a table of addresses that must not be written to. */
#include "cli/commands.h"

#include "domain/suppress.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void tell(void *arg, size_t line, const char *text)
{
	(void)fprintf(stderr, "kvieslys: %s:%zu: not taken: %s\n", (const char *)arg, line, text);
}

static enum status run_import(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_FREE char *file = strdup(args_at(args, 0));
	struct suppress_counts n;
	struct suppress_import o = { .file = file, .list = args_value(args, "--list"), .reason = SUPPRESSED_IMPORT,
		.dry_run = args_flag(args, "--dry-run"), .strict = args_flag(args, "--strict"), .actor = app->actor, .note = tell,
		.arg = file };
	enum status st;

	if (file == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	if (args_value(args, "--reason") != NULL && !suppression_reason_of(args_value(args, "--reason"), &o.reason)) {
		return error_set(err, ST_INVALID, "--reason %s: write unsubscribed, objection, hard-bounce, complaint, staff or import",
				args_value(args, "--reason"));
	}
	st = suppress_import(app->ws.store, &app->ws.key, &o, &n, err);
	if (st == ST_OK) {
		printf("%s: %s\n%s%" PRId64 " rows: %" PRId64 " new, %" PRId64 " suppressed already, %" PRId64 " rejected\n", file,
				n.description, o.dry_run ? "would be " : "", n.rows, n.added, n.same, n.rejected);
	}
	return st;
}

static const struct cli_option import_options[] = {
	{ "--list", 'l', OPTION_VALUE, "NAME", "for rows without a list; default: for everything" },
	{ "--reason", 'r', OPTION_VALUE, "REASON", "for rows without one that is known; default: import" },
	{ "--dry-run", 'n', OPTION_FLAG, NULL, "tell what would be done and do nothing" },
	{ "--strict", 0, OPTION_FLAG, NULL, "one bad row and nothing goes in" },
	{ 0 },
};

const struct command cmd_suppression_import = {
	.words = "suppression import",
	.arguments = "FILE",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.options = import_options,
	.help = "suppress what a table lists: address or hash, list, reason, date, source",
	.more = "CSV, XLSX, ODS, with headings or a bare column of addresses. Columns other programs write are known too (UNSUB_TIME,\n"
		"status). Addresses need not be contacts. Good rows go in, in one transaction; bad ones are told with line and reason.",
	.run = run_import,
};
