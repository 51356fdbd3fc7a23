/* kvieslys campaign start: fill the ledger. */
#include "cli/commands.h"

#include "domain/consent.h"
#include "domain/control.h"
#include "domain/proof.h"
#include "store/db_proof.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>

static const struct cli_option options[] = { { 0 } };

/* What would stop the letters on their way is told before the first of them leaves. */
static enum status check(struct app *app, const char *key, struct error *err)
{
	CLEANUP_CONSENT struct consent *consent = NULL;
	CLEANUP_PROOF struct proof *proof = NULL;
	int64_t id = 0;
	enum status st = db_proof_find(app->ws.store, key, &id, err);

	st = st == ST_OK ? consent_open(app->ws.store, &app->ws.key, app->ws.data, app->ws.dir, &consent, err) : st;
	st = st == ST_OK ? proof_open(app->ws.store, app->ws.config, &app->ws.key, app->ws.languages, &proof, err) : st;
	return st == ST_OK ? proof_ready(proof, consent, id, clock_now(), err) : st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	int64_t made = 0;
	int64_t all = 0;
	enum status st = check(app, args_at(args, 0), err);

	st = st == ST_OK ? control_start(app->ws.store, args_at(args, 0), clock_now(), app->actor, &made, &all, err) : st;
	if (st == ST_OK) {
		printf("%" PRId64 " letters queued, %" PRId64 " in all; 'kvieslys send' sends them\n", made, all);
	}
	return st;
}

const struct command cmd_campaign_start = {
	.words = "campaign start",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE | NEED_KEY | NEED_LANGUAGES,
	.options = options,
	.help = "queue the first letter to everybody of the audience",
	.more = "May be done again: contacts who joined the lists since get their letter, nobody gets it twice. Whether somebody may "
		"be written to is decided when the letter's turn comes, not here. A first letter that cannot be printed for somebody, or a "
		"translation that is older than the letter it follows, is refused; 'kvieslys campaign check' tells all of it.",
	.run = run,
};
