/* kvieslys restore: a backup in the place of the database. */
#include "cli/commands.h"

#include "domain/restore.h"
#include "util/cleanup.h"
#include "util/fs.h"

#include <inttypes.h>

static void tell(const struct args *args, const struct restore_result *r)
{
	if (r->bad_row != 0) {
		printf("%s: restored; the audit log's chain breaks at row %" PRId64 "\n", args_at(args, 0), r->bad_row);
	} else {
		printf("%s: restored; the audit log's chain of %" PRId64 " rows holds\n", args_at(args, 0), r->audit_rows);
	}
	if (r->known) {
		printf("taken over from the database before: %" PRId64 " suppressions, %" PRId64 " letters that have left since; %" PRId64
				" people erased again\n", r->carried.suppressions, r->carried.letters, r->erased_again);
	} else {
		printf("there was no readable database: suppressions made since the backup are not known\n");
	}
	if (r->paused > 0) {
		printf("%" PRId64 " running %s paused: letters may have left since; look into the outbox or the relay's log, then"
				" 'kvieslys campaign resume'\n", r->paused, r->paused == 1 ? "campaign is" : "campaigns are");
	}
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_FREE char *database = fs_join(app->ws.dir, WORKSPACE_DATABASE);
	const struct restore_options order = { .backup = args_at(args, 0), .database = database,
		.force = args_flag(args, "--force"), .broken_chain = args_flag(args, "--broken-chain"), .actor = app->actor };
	struct restore_result r;
	enum status st;

	if (database == NULL) {
		return error_set(err, ST_NOMEM, "out of memory");
	}
	st = restore_run(app->ws.config, &app->ws.key, &order, &r, err);
	if (st == ST_OK) {
		tell(args, &r);
	}
	return st;
}

static const struct cli_option options[] = {
	{ "--force", 'f', OPTION_FLAG, NULL, "also when there is a database: its contents since the backup are lost" },
	{ "--broken-chain", 0, OPTION_FLAG, NULL, "also when the backup's audit log was changed by somebody" },
	{ 0 },
};

const struct command cmd_restore = {
	.words = "restore",
	.arguments = "FILE",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_KEY,
	.options = options,
	.help = "put a backup in the place of the database",
	.more = "The backup is checked first: sound, not of a newer program, its audit log's chain whole. From the database that is\n"
		"replaced, when it can be read, it takes over suppressions, erasures and which letters have left since; when not, running\n"
		"campaigns are paused. What else came in since is lost: answers are read again from the mailboxes by 'kvieslys fetch'.",
	.run = run,
};
