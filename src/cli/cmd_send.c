/* kvieslys send: drain the ledger. */
#include "cli/commands.h"

#include "outbound/desk.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

static const struct cli_option options[] = {
	{ "--watch", 'w', OPTION_FLAG, NULL, "go on sending until stopped" },
	{ 0 },
};

static void progress(void *arg, const struct send_report *r, double per_second, int64_t waiting)
{
	(void)arg;
	(void)fprintf(stderr, "\r%" PRId64 " sent, %" PRId64 " later, %" PRId64 " failed, %.0f a second, %" PRId64 " in hand \033[K",
			r->sent, r->deferred, r->failed, per_second, waiting);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const bool terminal = isatty(STDERR_FILENO) != 0;
	struct send_report r;
	enum status st = desk_send(&app->ws, args_flag(args, "--watch"), cli_stop_flag(), terminal ? progress : NULL, NULL,
			&r, err);

	if (terminal) {
		(void)fputs("\r\033[K", stderr);
	}
	if (r.taken_over_queued + r.taken_over_settled + r.taken_over_in_doubt > 0) {
		printf("taken over from a sender that died: %" PRId64 " queued again, %" PRId64 " settled, %" PRId64 " in doubt\n",
				r.taken_over_queued, r.taken_over_settled, r.taken_over_in_doubt);
	}
	printf("%" PRId64 " sent, %" PRId64 " deferred, %" PRId64 " failed, %" PRId64 " in doubt, %" PRId64 " skipped\n", r.sent,
			r.deferred, r.failed, r.in_doubt, r.skipped);
	return st;
}

const struct command cmd_send = {
	.words = "send",
	.arguments = "",
	.min = 0,
	.max = 0,
	.needs = NEED_CONFIG | NEED_STORE | NEED_KEY | NEED_LANGUAGES,
	.options = options,
	.help = "send what is due: invitations, reminders, confirmations",
	.more = "Ends when nothing is due: 0 then, 75 when the relay is away, 1 when a fault of ours stopped a campaign or a relay; "
		"the text has the server's own words. After a crash simply run it again: what was being sent at that moment "
		"is shown as in doubt and not sent twice. With --watch it goes on until it gets SIGTERM; "
		"a changed kvieslys.conf (limits, connections, relays) holds from the next letter on.",
	.run = run,
};
