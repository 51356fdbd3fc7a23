/* kvieslys report evidence: the trail of an event for the funder. */
#include "cli/commands.h"

#include "store/db_evidence.h"
#include "store/db_report.h"
#include "util/cleanup.h"
#include "util/clock.h"

struct walk {
	struct printer *printer;
	const struct token_key *key;
	struct error *err;
};

static enum status print_item(void *arg, const struct evidence_item *item)
{
	struct walk *w = arg;
	char when[TIME_RFC3339_SIZE];
	char token[TOKEN_SIZE];

	printer_string(w->printer, time_format_rfc3339(item->at, when));
	printer_string(w->printer, item->what);
	printer_string(w->printer, item->state);
	printer_string(w->printer, item->contact);
	printer_string(w->printer, item->organisation);
	printer_string(w->printer, item->detail);
	if (item->message_id != 0) {
		token_make(w->key, item->message_id, item->nonce, token);
		printer_string(w->printer, token);
	} else {
		printer_null(w->printer);
	}
	printer_string(w->printer, item->sha256);
	return printer_row(w->printer, w->err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "at", 20 }, { "what", 14 }, { "state", 10 }, { "contact", 36 }, { "organisation", 30 }, { "detail", 0 },
		{ "token", -1 }, { "sha256", -1 }, { NULL, 0 },
	};
	CLEANUP(report_event_release) struct report_event event = { 0 };
	CLEANUP_PRINTER struct printer *p = NULL;
	struct walk w = { .key = &app->ws.key, .err = err };
	enum status st = db_report_event(app->ws.store, args_at(args, 0), "en", &event, err);

	if (st == ST_OK) {
		st = printer_open(stdout, app->format, columns, &p, err);
	}
	w.printer = p;
	return st != ST_OK ? st : db_evidence(app->ws.store, event.id, print_item, &w, err);
}

const struct command cmd_report_evidence = {
	.words = "report evidence",
	.arguments = "EVENT",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ | NEED_KEY,
	.formats = true,
	.help = "what was sent, answered and decided for an event, in order of time",
	.more = "The trail that a funder's auditor asks for: every attempt to send with the server's own answer, every\n"
		"reply with the SHA-256 of its raw bytes, every change of a registration with who and why. JSON and CSV\n"
		"hold the token of each letter (it is in its Message-ID) and the hashes.",
	.run = run,
};
