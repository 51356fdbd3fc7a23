/* kvieslys segment add: a condition that is kept. */
#include "cli/commands.h"

#include "domain/segment.h"

#include <inttypes.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	int64_t n = 0;
	enum status st = segment_compile_line(app->ws.store, args_at(args, 1), &segment, err);

	st = st == ST_OK ? segment_count(app->ws.store, segment, &n, err) : st;
	st = st == ST_OK ? segment_save(app->ws.store, args_at(args, 0), args_at(args, 1), app->actor, err) : st;
	if (st == ST_OK) {
		printf("%s: %" PRId64 " contacts\n", args_at(args, 0), n);
	}
	return st;
}

const struct command cmd_segment_add = {
	.words = "segment add",
	.arguments = "NAME CONDITION",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.help = "keep a condition under a name, or change it",
	.more = "For instance: 'country = PL and sector = metal and not attended since 2026'. 'kvieslys segment help' has\n"
		"all fields and facts.",
	.run = run,
};
