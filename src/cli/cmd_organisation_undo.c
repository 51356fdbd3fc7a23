/* kvieslys organisation undo: a merge taken back. */
#include "cli/commands.h"

#include "domain/find.h"
#include "domain/merge.h"
#include "util/strbuf.h"

#include <inttypes.h>

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf notes = STRBUF_INIT;
	struct merge_counts n = { 0 };
	int64_t id = 0;
	enum status st = find_organisation(app->ws.store, args_at(args, 0), &id, err);

	st = st == ST_OK ? merge_undo(app->ws.store, id, app->actor, &n, &notes, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 " stands for itself again: %" PRId64 " contacts, %" PRId64 " registrations, %" PRId64 " offers came back\n%s", id,
				n.contacts, n.registrations, n.offers, notes.buf);
	}
	return st;
}

const struct command cmd_organisation_undo = {
	.words = "organisation undo",
	.arguments = "PART",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE,
	.help = "undo the merge of an organisation into another",
	.more = "What the merge moved goes back. What was changed since stays, and is told.",
	.run = run,
};
