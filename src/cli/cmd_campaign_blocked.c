/* kvieslys campaign blocked: who may not be written to, each with the reason. */
#include "cli/commands.h"

#include "domain/blocked.h"
#include "store/db_proof.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <inttypes.h>
#include <stdio.h>

static enum status print(void *arg, const char *email, const char *why, struct error *err)
{
	struct printer *p = arg;

	printer_string(p, email);
	printer_string(p, why);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = { { "contact", 40 }, { "reason", 0 }, { NULL, 0 } };
	CLEANUP_CONSENT struct consent *consent = NULL;
	CLEANUP_FREE char *data = NULL;
	CLEANUP_PRINTER struct printer *p = NULL;
	struct blocked_counts n;
	int64_t id = 0;
	enum status st = db_proof_find(app->ws.store, args_at(args, 0), &id, err);

	if (st == ST_OK) {
		st = fs_data_dir(&data, err);
	}
	if (st == ST_OK) {
		st = consent_open(app->ws.store, &app->ws.key, data, app->ws.dir, &consent, err);
	}
	if (st == ST_OK) {
		st = printer_open(stdout, app->format, columns, &p, err);
	}
	if (st == ST_OK) {
		st = blocked_walk(app->ws.store, consent, id, clock_now(), print, p, &n, err);
	}
	if (st == ST_OK && app->format == FORMAT_TEXT) {
		printf("%" PRId64 " of %" PRId64 " may not be written to\n", n.blocked, n.contacts);
	}
	return st;
}

const struct command cmd_campaign_blocked = {
	.words = "campaign blocked",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.formats = true,
	.help = "who of the audience may not be written to, each with the reason",
	.more = "Suppression, basis and the dated rules of the recipient's country (templates/rules), as of now. The same is asked again\n"
		"when each letter is written; 'campaign messages' then has the reason of every letter that was skipped.",
	.run = run,
};
