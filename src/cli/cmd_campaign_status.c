/* kvieslys campaign status: how many letters are in which state. */
#include "cli/commands.h"

#include "store/db_control.h"
#include "store/db_ledger_status.h"

#include <stdio.h>

static const struct printer_column columns[] = {
	{ "campaign", 24 }, { "queued", 8 }, { "claimed", 8 }, { "sent", 8 }, { "deferred", 8 }, { "failed", 8 },
	{ "in_doubt", 8 }, { "skipped", 8 }, { "state", 10 }, { "reason", 0 }, { NULL, 0 },
};

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const enum message_state order[] = {
		MESSAGE_QUEUED, MESSAGE_CLAIMED, MESSAGE_SENT, MESSAGE_DEFERRED, MESSAGE_FAILED, MESSAGE_IN_DOUBT, MESSAGE_SKIPPED,
	};
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	CLEANUP_PRINTER struct printer *p = NULL;
	struct ledger_counts counts = { { 0 } };
	enum status st = db_control_find(app->ws.store, args_at(args, 0), &row, err);

	st = st == ST_OK ? db_ledger_counts(app->ws.store, row.id, &counts, err) : st;
	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	if (st != ST_OK) {
		return st;
	}
	printer_string(p, args_at(args, 0));
	for (size_t i = 0; i < MESSAGE_STATES; i++) {
		printer_int(p, counts.n[order[i]]);
	}
	printer_string(p, row.state);
	printer_string(p, row.pause_reason);
	return printer_row(p, err);
}

const struct command cmd_campaign_status = {
	.words = "campaign status",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE_READ,
	.formats = true,
	.help = "how many letters are in which state",
	.run = run,
};
