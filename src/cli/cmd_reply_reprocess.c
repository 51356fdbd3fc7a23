/* kvieslys reply reprocess: read stored mails anew after rules or words changed. */
#include "cli/commands.h"

#include "domain/decide.h"
#include "store/db_reply.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct cli_option options[] = {
	{ "--apply", 0, OPTION_FLAG, NULL, "act on the differences; without it they are only shown" },
	{ "--outcome", 0, OPTION_VALUE, "OUTCOME", "only replies that are applied, review, ignored or resolved" },
	{ 0 },
};

struct ids {
	int64_t *items;
	size_t n;
};

static void ids_release(struct ids *ids)
{
	free(ids->items);
}

/* The ids first: deciding writes to the table that is walked. */
static enum status add_id(void *arg, const struct reply_row *row, struct error *err)
{
	struct ids *ids = arg;

	if (!ARRAY_ROOM(ids->items, ids->n)) {
		return error_set(err, ST_NOMEM, "replies: out of memory");
	}
	ids->items[ids->n++] = row->id;
	return ST_OK;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "id", 6 }, { "before", 34 }, { "after", 0 }, { NULL, 0 },
	};
	CLEANUP_DECIDER struct decider *decider = NULL;
	CLEANUP_PRINTER struct printer *printer = NULL;
	CLEANUP(ids_release) struct ids ids = { .n = 0 };
	const struct reply_filter filter = { .outcome = args_value(args, "--outcome") };
	struct workspace *ws = &app->ws;
	enum status st = db_reply_each(ws->store, &filter, add_id, &ids, err);

	if (st == ST_OK) {
		st = decider_new(ws->store, ws->config, &ws->key, ws->languages, &decider, err);
	}
	if (st == ST_OK) {
		st = printer_open(stdout, app->format, columns, &printer, err);
	}
	for (size_t i = 0; st == ST_OK && i < ids.n && !cli_stopping(); i++) {
		struct redecision r;

		st = decide_again(decider, ids.items[i], args_flag(args, "--apply"), &r, err);
		if (st == ST_OK && r.changed) {
			printer_int(printer, ids.items[i]);
			printer_string(printer, r.before);
			printer_string(printer, r.after);
			st = printer_row(printer, err);
		}
	}
	return st;
}

const struct command cmd_reply_reprocess = {
	.words = "reply reprocess",
	.arguments = "",
	.min = 0,
	.max = 0,
	.needs = NEED_CONFIG | NEED_STORE | NEED_KEY | NEED_LANGUAGES,
	.formats = true,
	.options = options,
	.help = "read stored mails anew after rules or words changed; shows the difference",
	.more = "Without --apply nothing is changed. With it, replies that were in review or ignored are decided anew; for those that "
		"were applied an item in the review queue tells the difference.",
	.run = run,
};
