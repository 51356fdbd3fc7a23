/* kvieslys campaign messages: a line per letter. */
#include "cli/commands.h"

#include "domain/letter_job.h"
#include "store/db_control.h"
#include "store/db_ledger_status.h"
#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static const struct printer_column columns[] = {
	{ "contact", 34 }, { "step", 4 }, { "state", 9 }, { "attempts", 8 }, { "message_id", -1 }, { "relay", 10 },
	{ "status", 7 }, { "answer", 0 }, { "at", -1 }, { NULL, 0 },
};

static const struct cli_option options[] = {
	{ "--state", 0, OPTION_VALUE, "STATE", "only those queued, claimed, sent, deferred, failed, in-doubt or skipped" },
	{ 0 },
};

struct walk {
	struct printer *printer;
	struct identity_maker maker;
};

static enum status print_line(void *arg, const struct ledger_line *line, struct error *err)
{
	struct walk *w = arg;
	struct identity id;
	char message_id[IDENTITY_ADDRESS_SIZE + 2];
	char at[TIME_RFC3339_SIZE];
	enum status st = identity_make(&w->maker, line->id, line->nonce, &id, err);

	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(message_id, sizeof message_id, "<%s>", id.message_id);
	printer_string(w->printer, line->contact);
	printer_int(w->printer, line->step);
	printer_string(w->printer, line->state);
	printer_int(w->printer, line->attempts);
	printer_string(w->printer, message_id);
	printer_string(w->printer, line->relay);
	printer_string(w->printer, line->status);
	printer_string(w->printer, line->answer);
	printer_string(w->printer, line->at != 0 ? time_format_rfc3339(line->at, at) : NULL);
	return printer_row(w->printer, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_CONTROL_ROW struct control_row row = { .id = 0 };
	CLEANUP_PRINTER struct printer *p = NULL;
	const char *state = args_value(args, "--state");
	struct walk w;
	bool known = state == NULL;
	enum status st = db_control_find(app->ws.store, args_at(args, 0), &row, err);

	for (int i = 0; i < MESSAGE_STATES && !known; i++) {
		known = strcmp(state, message_state_name((enum message_state)i)) == 0;
	}
	if (st == ST_OK && !known) {
		return error_set(err, ST_INVALID, "--state %s: no such state", state);
	}
	identity_maker_from_config(app->ws.config, &app->ws.key, &w.maker);
	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	w.printer = p;
	return st == ST_OK ? db_ledger_messages(app->ws.store, row.id, state, print_line, &w, err) : st;
}

const struct command cmd_campaign_messages = {
	.words = "campaign messages",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE_READ | NEED_KEY,
	.formats = true,
	.options = options,
	.help = "every letter of a campaign with the server's own answer",
	.run = run,
};
