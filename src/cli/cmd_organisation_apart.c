/* kvieslys organisation apart: two firms that were taken for one. */
#include "cli/commands.h"

#include "domain/duplicates.h"
#include "domain/find.h"

#include <inttypes.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	int64_t a = 0;
	int64_t b = 0;
	enum status st = find_organisation(app->ws.store, args_at(args, 0), &a, err);

	st = st == ST_OK ? find_organisation(app->ws.store, args_at(args, 1), &b, err) : st;
	st = st == ST_OK ? duplicates_apart(app->ws.store, "organisation", a, b, app->actor, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 " and %" PRId64 " are two: not proposed again\n", a, b);
	}
	return st;
}

const struct command cmd_organisation_apart = {
	.words = "organisation apart",
	.arguments = "ORGANISATION ORGANISATION",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.help = "two organisations that look alike and are two: do not propose them again",
	.run = run,
};
