/* kvieslys organisation list, show: looking at firms. */
#include "cli/commands.h"

#include "domain/merge.h"
#include "store/db_history.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fold.h"

#include <inttypes.h>
#include <string.h>

static enum status print_line(void *arg, const struct organisation_line *o, struct error *err)
{
	struct printer *p = arg;

	printer_int(p, o->id);
	printer_string(p, o->name);
	printer_string(p, o->code);
	printer_string(p, o->domain);
	printer_string(p, o->country);
	printer_string(p, o->town);
	printer_string(p, o->sector);
	printer_string(p, o->kind);
	printer_int(p, o->contacts);
	if (o->merged_into != 0) {
		printer_int(p, o->merged_into);
	} else {
		printer_null(p);
	}
	return printer_row(p, err);
}

static enum status run_list(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "id", 8 }, { "name", 36 }, { "code", 12 }, { "domain", 24 }, { "country", 7 }, { "town", 16 }, { "sector", 12 }, { "kind", 10 },
		{ "contacts", 8 }, { "merged_into", 0 }, { NULL, 0 },
	};
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_STRBUF struct strbuf like = STRBUF_INIT;
	const char *text = args_value(args, "--like");
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	fold_add(&like, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
	if (st == ST_OK && !strbuf_ok(&like)) {
		st = error_set(err, ST_NOMEM, "out of memory");
	}
	return st != ST_OK ? st : db_organisation_lines(app->ws.store, text != NULL ? like.buf : NULL, print_line, p, err);
}

static const struct cli_option list_options[] = {
	{ "--like", 0, OPTION_VALUE, "TEXT", "only those with this in their name or domain" },
	{ 0 },
};

const struct command cmd_organisation_list = {
	.words = "organisation list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = list_options,
	.help = "all organisations with their contacts counted",
	.run = run_list,
};

static void line(struct printer *p, int64_t at, const char *what, const char *about, const char *detail)
{
	char when[TIME_RFC3339_SIZE];

	printer_string(p, at != 0 ? time_format_rfc3339(at, when) : NULL);
	printer_string(p, what);
	printer_string(p, about);
	printer_string(p, detail);
}

struct walk {
	struct printer *printer;
	struct store *store;
};

static enum status print_merged(void *arg, int64_t id, struct error *err)
{
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	struct walk *w = arg;
	char number[24];
	enum status st = db_organisation_load(w->store, id, &o, err);

	if (st != ST_OK) {
		return st;
	}
	(void)snprintf(number, sizeof number, "%" PRId64, id);
	line(w->printer, o.updated_at, "merged", number, o.name);
	return printer_row(w->printer, err);
}

static enum status print_change(void *arg, const struct history_row *h, struct error *err)
{
	CLEANUP_STRBUF struct strbuf detail = STRBUF_INIT;
	struct walk *w = arg;

	strbuf_addf(&detail, "%s -> %s (%s, %s)", h->old != NULL ? h->old : "", h->new_ != NULL ? h->new_ : "", h->action, h->actor);
	line(w->printer, h->at, "change", h->field, detail.buf);
	return printer_row(w->printer, err);
}

static enum status print_part(void *arg, const struct organisation_part *part, struct error *err)
{
	struct walk *w = arg;

	line(w->printer, part->at, part->what, part->about, part->detail);
	return printer_row(w->printer, err);
}

static void print_head(const struct organisation *o)
{
	const struct {
		const char *key, *value;
	} fields[] = { { "code", o->code }, { "domain", o->domain }, { "country", o->country }, { "region", o->region }, { "town", o->town },
		{ "sector", o->sector }, { "kind", o->kind }, { "size", o->size }, { "clusters", o->clusters } };

	printf("%" PRId64 "  %s\n", o->id, o->name);
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (fields[i].value != NULL) {
			printf("%-10s %s\n", fields[i].key, fields[i].value);
		}
	}
	if (o->merged_into != 0) {
		printf("a part of  %" PRId64 "\n", o->merged_into);
	}
	putchar('\n');
}

static enum status run_show(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "at", 20 }, { "what", 12 }, { "about", 36 }, { "detail", 0 }, { NULL, 0 },
	};
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	CLEANUP_PRINTER struct printer *p = NULL;
	struct walk w = { .store = app->ws.store };
	int64_t id = 0;
	enum status st = organisation_find(app->ws.store, args_at(args, 0), &id, err);

	st = st == ST_OK ? db_organisation_load(app->ws.store, id, &o, err) : st;
	if (st == ST_OK && app->format == FORMAT_TEXT) {
		print_head(&o);
	}
	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	w.printer = p;
	st = st == ST_OK ? db_organisation_parts(app->ws.store, id, print_part, &w, err) : st;
	st = st == ST_OK ? db_merge_each_merged(app->ws.store, id, print_merged, &w, err) : st;
	return st == ST_OK ? db_history_each(app->ws.store, "organisation", id, print_change, &w, err) : st;
}

const struct command cmd_organisation_show = {
	.words = "organisation show",
	.arguments = "ORGANISATION",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "an organisation: fields, people, what was merged into it, history",
	.more = "ORGANISATION is its number, registration code, domain or name.",
	.run = run_show,
};
