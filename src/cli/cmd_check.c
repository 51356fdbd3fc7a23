/* kvieslys check: the workspace, its templates, the relay, the mailbox, and the sender's domain in DNS. */
#include "cli/commands.h"

#include "domain/intent.h"
#include "domain/proof.h"
#include "inbound/mailbox_check.h"
#include "outbound/dns_check.h"
#include "outbound/relay_check.h"
#include "store/db_audit.h"
#include "util/cleanup.h"

static enum status print(const struct findings *findings, enum output_format format, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "state", 8 }, { "subject", 14 }, { "text", 0 }, { "remedy", -1 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	enum status st = printer_open(stdout, format, columns, &p, err);

	for (size_t i = 0; st == ST_OK && i < findings->n; i++) {
		const struct finding *f = &findings->items[i];

		printer_string(p, finding_level_name(f->level));
		printer_string(p, f->subject);
		printer_string(p, f->text);
		printer_string(p, f->remedy);
		st = printer_row(p, err);
		if (format == FORMAT_TEXT && f->remedy[0] != '\0') {
			printf("          %-14s -> %s\n", "", f->remedy);
		}
	}
	return st;
}

/* Whether letters leave the machine at all. */
static bool sends_mail(const struct config *config)
{
	for (size_t i = 0; i < config->n_relays; i++) {
		if (config->relays[i].transport == TRANSPORT_SMTP) {
			return true;
		}
	}
	return false;
}

static void check_store(struct store *store, struct findings *findings)
{
	struct error err = ERROR_INIT;
	int64_t rows = 0;
	int64_t bad = 0;

	if (store_verify(store, &err) == ST_OK) {
		findings_add(findings, FINDING_OK, "database", NULL, "%s is sound", store_path(store));
	} else {
		findings_add(findings, FINDING_FAULT, "database", "restore the last backup: kvieslys restore FILE", "%s", err.text);
	}
	error_clear(&err);
	if (db_audit_verify(store, &rows, &bad, &err) != ST_OK) {
		findings_add(findings, FINDING_FAULT, "audit", NULL, "%s", err.text);
	} else if (bad != 0) {
		findings_add(findings, FINDING_FAULT, "audit", "compare with a backup: somebody changed the log",
				"the audit log's chain breaks at row %lld", (long long)bad);
	} else {
		findings_add(findings, FINDING_OK, "audit", NULL, "the chain of %lld rows holds", (long long)rows);
	}
}

/* The words that answers are read with: shipped ones and the workspace's own. */
static enum status check_packs(const struct languages *languages, struct findings *findings, struct error *err)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	enum status st = intent_packs_check(languages, &problems, err);

	for (size_t i = 0; st == ST_OK && i < problems.n; i++) {
		findings_add(findings, FINDING_FAULT, "vocabulary", "how a phrase is written: templates/en/language.conf, at the top", "%s",
				problems.texts[i] != NULL ? problems.texts[i] : "out of memory");
	}
	if (st == ST_OK && problems.n == 0) {
		findings_add(findings, FINDING_OK, "vocabulary", NULL, "the packs of %zu languages have no fault", languages_count(languages));
	}
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_FINDINGS struct findings findings = FINDINGS_INIT;
	enum status st = proof_check_templates(app->ws.config, app->ws.languages, &findings, err);

	if (st != ST_OK) {
		return st;
	}
	st = check_packs(app->ws.languages, &findings, err);
	if (st != ST_OK) {
		return st;
	}
	check_store(app->ws.store, &findings);
	relay_check(app->ws.config, &findings);
	mailbox_check(app->ws.config, &findings);
	if (args_flag(args, "--dns") || (sends_mail(app->ws.config) && !args_flag(args, "--no-dns"))) {
		dns_check_sender(app->ws.config, &findings);
	}
	st = print(&findings, app->format, err);
	if (st == ST_OK && findings_worst(&findings) == FINDING_FAULT) {
		return error_set(err, ST_INVALID, "faults were found; each line above names its remedy");
	}
	return st;
}

static const struct cli_option options[] = {
	{ "--dns", 0, OPTION_FLAG, NULL, "ask DNS also when no relay is an SMTP server" },
	{ "--no-dns", 0, OPTION_FLAG, NULL, "do not ask DNS for SPF, DKIM, DMARC and MX" },
	{ 0 },
};

const struct command cmd_check = {
	.words = "check",
	.arguments = "",
	.needs = NEED_CONFIG | NEED_STORE | NEED_LANGUAGES | NEED_KEY,
	.formats = true,
	.options = options,
	.help = "try the workspace, templates, relays, mailboxes and DNS",
	.more = "Each fault is named with its remedy; DNS faults come with the line to paste into the zone. Exit 1 when\n"
		"there are faults, 0 when there are none or only warnings.",
	.run = run,
};
