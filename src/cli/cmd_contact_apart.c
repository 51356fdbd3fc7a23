/* kvieslys contact apart: two people who were taken for one. */
#include "cli/commands.h"

#include "domain/duplicates.h"
#include "domain/find.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	int64_t a = 0;
	int64_t b = 0;
	enum status st = find_contact(app->ws.store, args_at(args, 0), &a, err);

	st = st == ST_OK ? find_contact(app->ws.store, args_at(args, 1), &b, err) : st;
	st = st == ST_OK ? duplicates_apart(app->ws.store, "contact", a, b, app->actor, err) : st;
	if (st == ST_OK) {
		printf("%s and %s are two: not proposed again\n", args_at(args, 0), args_at(args, 1));
	}
	return st;
}

const struct command cmd_contact_apart = {
	.words = "contact apart",
	.arguments = "ADDRESS ADDRESS",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.help = "two contacts that look like one person and are two: do not propose them again",
	.run = run,
};
