/* kvieslys fetch: read the mailboxes, decide, apply. */
#include "cli/commands.h"

#include "inbound/receiver.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static const struct cli_option options[] = {
	{ "--watch", 'w', OPTION_FLAG, NULL, "go on waiting for mail until stopped" },
	{ "--stdin", 0, OPTION_FLAG, NULL, "read one mail from standard input: for a mail server's pipe" },
	{ 0 },
};

static void print_totals(void *arg, const struct receiver_totals *t)
{
	(void)arg;
	printf("%" PRId64 " new, %" PRId64 " applied, %" PRId64 " for review, %" PRId64 " ignored\n", t->stored, t->applied,
			t->review, t->ignored);
	(void)fflush(stdout);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_RECEIVER struct receiver *receiver = NULL;
	struct receiver_totals totals;
	struct workspace *ws = &app->ws;
	enum status st;

	if (args_flag(args, "--watch") && args_flag(args, "--stdin")) {
		return error_set(err, ST_INVALID, "--watch and --stdin cannot be used together");
	}
	st = receiver_new(ws->store, ws->config, &ws->key, ws->languages, cli_stop_flag(), &receiver, err);
	if (st != ST_OK) {
		return st;
	}
	if (args_flag(args, "--watch")) {
		return receiver_watch(receiver, print_totals, NULL, err);
	}
	if (args_flag(args, "--stdin")) {
		st = receiver_fetch_fd(receiver, STDIN_FILENO, &totals, err);
		/* whatever fails here may work later: the mail server must keep the mail and not return it */
		return st == ST_OK ? ST_OK : (err->code = ST_TEMP);
	}
	st = receiver_fetch(receiver, &totals, err);
	print_totals(NULL, &totals);
	return st;
}

const struct command cmd_fetch = {
	.words = "fetch",
	.arguments = "",
	.min = 0,
	.max = 0,
	.needs = NEED_CONFIG | NEED_STORE | NEED_KEY | NEED_LANGUAGES,
	.options = options,
	.help = "read the mailboxes, understand the answers, register",
	.more = "Every mail is stored before it is decided, once, and ends as applied, in review with a reason, or ignored with "
		"a reason. Nothing is deleted from a mailbox. Confirmations are queued; 'kvieslys send' sends them.",
	.run = run,
};
