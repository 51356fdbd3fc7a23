/* kvieslys reply list: what was answered and what became of it. */
#include "cli/commands.h"

#include "cli/reply_print.h"
#include "mail/address.h"

#include <string.h>

static const struct cli_option options[] = {
	{ "--open", 'o', OPTION_FLAG, NULL, "only what waits for a person" },
	{ "--outcome", 0, OPTION_VALUE, "OUTCOME", "applied, review, ignored, resolved or undecided" },
	{ "--intent", 0, OPTION_VALUE, "INTENT", "yes, no, maybe, unsubscribe, question, other or none" },
	{ "--kind", 0, OPTION_VALUE, "KIND", "reply, calendar, auto, bounce, complaint, unsubscribe or unknown" },
	{ "--event", 0, OPTION_VALUE, "EVENT", "about this event" },
	{ "--campaign", 0, OPTION_VALUE, "CAMPAIGN", "to this campaign" },
	{ "--contact", 0, OPTION_VALUE, "ADDRESS", "of this contact" },
	{ 0 },
};

struct walk {
	struct printer *printer;
};

static enum status print_row(void *arg, const struct reply_row *row, struct error *err)
{
	struct walk *w = arg;

	return reply_print_row(w->printer, row, row->key, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	const char *contact = args_value(args, "--contact");
	char key[ADDRESS_SIZE];
	struct walk w;
	struct reply_filter filter = {
		.outcome = args_value(args, "--outcome"),
		.intent = args_value(args, "--intent"),
		.kind = args_value(args, "--kind"),
		.event = args_value(args, "--event"),
		.campaign = args_value(args, "--campaign"),
		.open = args_flag(args, "--open"),
	};
	enum status st;

	if (contact != NULL) {
		if (!address_fold(contact, strlen(contact), key)) {
			return error_set(err, ST_INVALID, "--contact %s: no mail address", contact);
		}
		filter.contact = key;
	}
	st = printer_open(stdout, app->format, reply_columns, &printer, err);
	w.printer = printer;
	return st == ST_OK ? db_reply_each(app->ws.store, &filter, print_row, &w, err) : st;
}

const struct command cmd_reply_list = {
	.words = "reply list",
	.arguments = "",
	.min = 0,
	.max = 0,
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "what people answered, oldest first, and what became of it",
	.run = run,
};
