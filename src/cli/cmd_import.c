/* kvieslys import: firms and people from tables. */
#include "cli/commands.h"

#include "cli/import_from.h"
#include "cli/import_print.h"

#include <string.h>

#define MAPS_MAX 64

static const struct cli_option options[] = {
	{ "--from", 'f', OPTION_VALUE, "PROGRAM", "what listmonk, phplist or mailchimp exported: CSV, listmonk's JSON, Mailchimp's ZIP" },
	{ "--list", 'l', OPTION_VALUE, "NAME", "the list they go into; made when it is new" },
	{ "--basis", 'b', OPTION_VALUE, "BASIS", "consent, legitimate-interest, soft-opt-in or contract" },
	{ "--source", 's', OPTION_VALUE, "TEXT", "where the addresses are from: told in the first letter" },
	{ "--class", 0, OPTION_VALUE, "CLASS", "the basis is for event, offer or newsletter only" },
	{ "--text-shown", 0, OPTION_VALUE, "TEXT", "what the people agreed to" },
	{ "--map", 'm', OPTION_MANY, "COLUMN=FIELD", "what a column holds; remembered for the source" },
	{ "--encoding", 0, OPTION_VALUE, "NAME", "of the file, such as windows-1257; default: found out" },
	{ "--separator", 0, OPTION_VALUE, "CHARACTER", "of the file; 'tab' for a tab; default: found out" },
	{ "--sheet", 0, OPTION_VALUE, "NAME", "of a workbook; default: the first that is not hidden" },
	{ "--rejects", 0, OPTION_VALUE, "FILE", "where bad rows go; default: FILE.rejects.csv" },
	{ "--dry-run", 'n', OPTION_FLAG, NULL, "tell what would be new and changed, with examples, and do nothing" },
	{ "--strict", 0, OPTION_FLAG, NULL, "one bad row and nothing goes in" },
	{ 0 },
};

struct teller {
	const char *file;
	struct import_print print;
};

static void tell(void *arg, size_t line, bool reject, const char *text)
{
	const struct teller *t = arg;

	(void)fprintf(stderr, "kvieslys: %s:%zu: %s%s\n", t->file, line, reject ? "not imported: " : "", text);
}

static void show(void *arg, const struct import_example *example)
{
	struct teller *t = arg;

	import_print_example(&t->print, example);
}

static enum status need(const struct args *args, const char *option, struct error *err)
{
	return args_value(args, option) != NULL ? ST_OK : error_set(err, ST_INVALID, "import needs %s; see kvieslys import --help", option);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	const char *maps[MAPS_MAX];
	const char *separator = args_value(args, "--separator");
	struct teller teller = { .file = args_at(args, 0) };
	struct import_result r;
	struct import_options o = { .file = args_at(args, 0), .list = args_value(args, "--list"),
		.class_ = args_value(args, "--class"), .source = args_value(args, "--source"),
		.text_shown = args_value(args, "--text-shown"), .maps = maps, .encoding = args_value(args, "--encoding"), .sheet = args_value(args, "--sheet"),
		.dry_run = args_flag(args, "--dry-run"),
		.strict = args_flag(args, "--strict"), .rejects = args_value(args, "--rejects"), .actor = app->actor, .note = tell,
		.example = app->format == FORMAT_JSON || args_flag(args, "--dry-run") ? show : NULL };
	enum status st;

	if (args_value(args, "--from") != NULL) {
		return import_from(app, args, err);
	}
	if (args_count(args) > 1) {
		return error_set(err, ST_INVALID, "one file at a time");
	}
	st = need(args, "--list", err);

	st = st == ST_OK ? need(args, "--basis", err) : st;
	st = st == ST_OK ? need(args, "--source", err) : st;
	if (st == ST_OK && (!basis_kind_of(args_value(args, "--basis"), &o.basis) || o.basis == BASIS_WITHDRAWN)) {
		st = error_set(err, ST_INVALID, "--basis %s: write consent, legitimate-interest, soft-opt-in or contract",
				args_value(args, "--basis"));
	}
	if (st == ST_OK && app->format == FORMAT_CSV) {
		st = error_set(err, ST_INVALID, "import tells what it did as text or json");
	}
	if (st == ST_OK && separator != NULL) {
		o.separator = strcmp(separator, "tab") == 0 ? '\t' : separator[0];
		if (o.separator == '\0' || (separator[1] != '\0' && o.separator != '\t')) {
			st = error_set(err, ST_INVALID, "--separator %s: write one character or 'tab'", separator);
		}
	}
	while (o.n_maps < MAPS_MAX && args_nth(args, "--map", o.n_maps) != NULL) {
		maps[o.n_maps] = args_nth(args, "--map", o.n_maps);
		o.n_maps++;
	}
	if (st == ST_OK && args_nth(args, "--map", o.n_maps) != NULL) {
		st = error_set(err, ST_INVALID, "more than %d --map; give the columns known headings instead", MAPS_MAX);
	}
	if (st != ST_OK) {
		return st;
	}
	o.arg = &teller;
	import_print_init(&teller.print, app->format);
	st = import_run(app->ws.store, &app->ws.key, &o, &r, err);
	if (st == ST_OK) {
		st = import_print(&teller.print, &o, &r, err);
	}
	import_print_release(&teller.print);
	return st;
}

const struct command cmd_import = {
	.words = "import",
	.arguments = "FILE",
	.min = 1,
	.max = -1,
	.needs = NEED_STORE | NEED_KEY,
	.formats = true,
	.options = options,
	.help = "read firms and people from a table",
	.more = "CSV in any usual encoding, XLSX and ODS. Good rows go in, in one transaction; bad rows go to a rejects file with line and reason. Known headings in\n"
		"English, Lithuanian and Polish need no map: email, name or given_name and family_name, organisation, code,\n"
		"country, region, town, language, sector, kind, phone. Empty cells change nothing. The same file twice\n"
		"changes nothing.\n"
		"--from moves in from another program: several files or a ZIP, --basis is consent unless said. Subscribers come with their lists,\n"
		"tags, attributes, and a basis of the day they agreed; who unsubscribed, was blocked or bounced is suppressed with reason and\n"
		"date; who never confirmed is left out; nobody who is suppressed here is subscribed again.",
	.run = run,
};
