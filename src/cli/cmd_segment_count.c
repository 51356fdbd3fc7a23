/* kvieslys segment count: how many a condition holds. */
#include "cli/commands.h"

#include "domain/segment.h"

#include <inttypes.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	int64_t n = 0;
	enum status st = segment_compile_line(app->ws.store, args_at(args, 0), &segment, err);

	st = st == ST_OK ? segment_count(app->ws.store, segment, &n, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 "\n", n);
	}
	return st;
}

const struct command cmd_segment_count = {
	.words = "segment count",
	.arguments = "CONDITION",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.help = "how many contacts fit a condition",
	.run = run,
};
