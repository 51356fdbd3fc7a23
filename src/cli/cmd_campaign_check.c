/* kvieslys campaign check: what would stop or spoil a campaign's letters, before the first one leaves. */
#include "cli/commands.h"

#include "domain/blocked.h"
#include "domain/proof.h"
#include "store/db_proof.h"
#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static const struct cli_option options[] = {
	{ "--all", 'a', OPTION_FLAG, NULL, "list every salutation that was guessed" },
	{ 0 },
};

static enum status print(const struct findings *findings, enum output_format format, bool all, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "state", 8 }, { "subject", 28 }, { "text", 0 }, { "remedy", -1 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	enum status st = printer_open(stdout, format, columns, &p, err);

	for (size_t i = 0; st == ST_OK && i < findings->n; i++) {
		const struct finding *f = &findings->items[i];

		if (f->level == FINDING_OK && !all && format == FORMAT_TEXT) {
			continue;
		}
		printer_string(p, finding_level_name(f->level));
		printer_string(p, f->subject);
		printer_string(p, f->text);
		printer_string(p, f->remedy);
		st = printer_row(p, err);
		if (format == FORMAT_TEXT && f->level != FINDING_OK && f->remedy[0] != '\0') {
			printf("          %-28s -> %s\n", "", f->remedy);
		}
	}
	return st;
}

/* How many will not be written to: no fault, but nobody should be surprised by it. */
static enum status count_blocked(struct app *app, const char *campaign, int64_t id, struct findings *findings,
		struct error *err)
{
	CLEANUP_CONSENT struct consent *consent = NULL;
	struct blocked_counts n = { 0, 0 };
	char remedy[200];
	enum status st = consent_open(app->ws.store, &app->ws.key, app->ws.data, app->ws.dir, &consent, err);

	if (st == ST_OK) {
		st = blocked_walk(app->ws.store, consent, id, clock_now(), NULL, NULL, &n, err);
	}
	if (st == ST_OK && n.blocked > 0) {
		(void)snprintf(remedy, sizeof remedy, "kvieslys campaign blocked %s tells the reason for each", campaign);
		findings_add(findings, FINDING_WARNING, "consent", remedy, "%lld of %lld contacts may not be written to",
				(long long)n.blocked, (long long)n.contacts);
	}
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_FINDINGS struct findings findings = FINDINGS_INIT;
	CLEANUP_PROOF struct proof *proof = NULL;
	struct letter_check_counts counts = { 0 };
	int64_t id = 0;
	enum status st = db_proof_find(app->ws.store, args_at(args, 0), &id, err);

	st = st == ST_OK ? proof_open(app->ws.store, app->ws.config, &app->ws.key, app->ws.languages, &proof, err) : st;
	st = st == ST_OK ? proof_check(proof, id, clock_now(), &findings, &counts, err) : st;
	st = st == ST_OK ? count_blocked(app, args_at(args, 0), id, &findings, err) : st;
	st = st == ST_OK ? print(&findings, app->format, args_flag(args, "--all"), err) : st;
	if (st != ST_OK) {
		return st;
	}
	if (app->format == FORMAT_TEXT) {
		printf("%zu contacts: %zu letters with faults, %zu greeted by a guess from the name (--all lists them), %zu without a name\n",
				counts.contacts, counts.faults, counts.guessed, counts.neutral);
		if (counts.stale > 0) {
			printf("%zu letters would be in a translation that is behind\n", counts.stale);
		}
	}
	return findings_worst(&findings) == FINDING_FAULT
			? error_set(err, ST_INVALID, "faults were found; each line above names its remedy") : ST_OK;
}

const struct command cmd_campaign_check = {
	.words = "campaign check",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_CONFIG | NEED_KEY | NEED_LANGUAGES,
	.formats = true,
	.options = options,
	.help = "look for what would stop or spoil a campaign's letters",
	.more = "Every letter of every step is printed for every contact of the audience: a value that is missing, a language\n"
		"without letter or event texts, a translation older than the letter it follows, the funder's statement, sizes,\n"
		"links and what filters dislike are told with file and line or contact. Nothing is sent, no network is asked.",
	.run = run,
};
