/* kvieslys organisation duplicates, contact duplicates: what may be one, proposed to staff. */
#include "cli/commands.h"

#include "domain/duplicates.h"
#include "store/db_contact.h"
#include "store/db_organisation.h"

struct walk {
	struct printer *printer;
	struct store *store;
	int64_t left;
};

static enum status print_firms(void *arg, const struct duplicate *d, struct error *err)
{
	CLEANUP_ORGANISATION struct organisation a = ORGANISATION_INIT;
	CLEANUP_ORGANISATION struct organisation b = ORGANISATION_INIT;
	struct walk *w = arg;
	enum status st;

	if (w->left-- <= 0) {
		return ST_OK;
	}
	st = db_organisation_load(w->store, d->a, &a, err);
	st = st == ST_OK ? db_organisation_load(w->store, d->b, &b, err) : st;
	if (st != ST_OK) {
		return st;
	}
	printer_double(w->printer, d->score);
	printer_int(w->printer, d->a);
	printer_string(w->printer, a.name);
	printer_int(w->printer, d->b);
	printer_string(w->printer, b.name);
	printer_string(w->printer, d->reason);
	return printer_row(w->printer, err);
}

static enum status print_people(void *arg, const struct duplicate *d, struct error *err)
{
	CLEANUP_CONTACT struct contact a = CONTACT_INIT;
	CLEANUP_CONTACT struct contact b = CONTACT_INIT;
	struct walk *w = arg;
	enum status st;

	if (w->left-- <= 0) {
		return ST_OK;
	}
	st = db_contact_load(w->store, d->a, &a, err);
	st = st == ST_OK ? db_contact_load(w->store, d->b, &b, err) : st;
	if (st != ST_OK) {
		return st;
	}
	printer_double(w->printer, d->score);
	printer_string(w->printer, a.email);
	printer_string(w->printer, b.email);
	printer_string(w->printer, d->reason);
	return printer_row(w->printer, err);
}

static enum status run(struct app *app, const struct args *args, const struct printer_column *columns,
		enum status (*find)(struct store *store, double min, duplicate_fn each, void *arg, struct error *err), duplicate_fn print,
		struct error *err)
{
	CLEANUP_PRINTER struct printer *p = NULL;
	struct walk w = { .store = app->ws.store, .left = INT64_MAX };
	int64_t percent = (int64_t)(DUPLICATES_MIN * 100.0);
	enum status st = ST_OK;

	if (args_value(args, "--min") != NULL) {
		st = cli_parse_int("--min", args_value(args, "--min"), 1, 100, &percent, err);
	}
	if (st == ST_OK && args_value(args, "--limit") != NULL) {
		st = cli_parse_int("--limit", args_value(args, "--limit"), 1, INT64_MAX, &w.left, err);
	}
	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	w.printer = p;
	return st == ST_OK ? find(app->ws.store, (double)percent / 100.0 - 1e-6, print, &w, err) : st;
}

static const struct cli_option options[] = {
	{ "--min", 0, OPTION_VALUE, "PERCENT", "how sure at least; default 70" },
	{ "--limit", 0, OPTION_VALUE, "N", "at most so many, the surest" },
	{ 0 },
};

static enum status run_firms(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "score", 5 }, { "a", 8 }, { "a_name", 36 }, { "b", 8 }, { "b_name", 36 }, { "reason", 0 }, { NULL, 0 },
	};

	return run(app, args, columns, duplicates_organisations, print_firms, err);
}

const struct command cmd_organisation_duplicates = {
	.words = "organisation duplicates",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "organisations that may be one, with the reason and how sure",
	.more = "Also across scripts and spellings. Nothing is merged: 'kvieslys organisation merge A B' does, 'organisation apart A B' says that\n"
		"they are two. Different registration codes of one country are never proposed.",
	.run = run_firms,
};

static enum status run_people(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "score", 5 }, { "a", 36 }, { "b", 36 }, { "reason", 0 }, { NULL, 0 },
	};

	return run(app, args, columns, duplicates_contacts, print_people, err);
}

const struct command cmd_contact_duplicates = {
	.words = "contact duplicates",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "people who may stand here with two addresses, with the reason and how sure",
	.more = "Office mailboxes are left out. Nothing is merged; 'kvieslys contact apart A B' says that they are two.",
	.run = run_people,
};
