/* kvieslys event add: an event's file into the database, and what follows from a change. */
#include "cli/commands.h"

#include "domain/event.h"

#include <inttypes.h>

static void tell(const char *file, const struct event_added *added)
{
	if (!added->changed) {
		printf("%s: nothing has changed\n", file);
		return;
	}
	printf("%s: %s\n", file, added->is_new ? "added" : "changed");
	if (added->moved) {
		printf("time or place has changed: %" PRId64 " parties are told of it\n", added->told);
	}
	if (added->promoted > 0) {
		printf("%" PRId64 " waiting parties have got their seats\n", added->promoted);
	}
	if (added->over > 0) {
		printf("%" PRId64 " people are registered above the capacity now; nobody loses a seat\n", added->over);
	}
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; i < args_count(args) && st == ST_OK; i++) {
		struct event_added added;

		st = event_add(app->ws.store, app->ws.config, args_at(args, i), app->actor, &added, err);
		if (st == ST_OK) {
			tell(args_at(args, i), &added);
		}
	}
	return st;
}

const struct command cmd_event_add = {
	.words = "event add",
	.arguments = "FILE…",
	.min = 1,
	.max = -1,
	.needs = NEED_STORE | NEED_CONFIG,
	.help = "add an event, or change it when its file has changed",
	.more = "The file has [event] with id, start, end, zone, capacity, party-max, answer-by, funding; [quota NAME] with\n"
		"where, seats, release; and [text LANGUAGE] with title, place, place-in, programme and other texts.\n"
		"When time or place change, everybody who is registered, waiting or undecided is told.",
	.run = run,
};
