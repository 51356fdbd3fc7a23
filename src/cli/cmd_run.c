/* kvieslys run: send, fetch and the timetable in one process, for systemd. */
#include "cli/commands.h"

#include "cli/service.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	(void)args;
	return service_run(app->ws.dir, cli_stopping, cli_reload_wanted, err);
}

const struct command cmd_run = {
	.words = "run",
	.arguments = "",
	.needs = NEED_WORKSPACE,
	.help = "send, fetch and remind until stopped",
	.more = "Ends cleanly on SIGTERM: letters under way are finished. SIGHUP reads kvieslys.conf again (what concerns\n"
		"sending is read when it changes); a faulty one is told and the old one stays in force. With -v it tells what it does.",
	.run = run,
};
