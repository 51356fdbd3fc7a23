/* kvieslys organisation show: one firm. */
#include "cli/commands.h"

#include "domain/find.h"
#include "store/db_history.h"
#include "store/db_merge.h"
#include "store/db_organisation.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <inttypes.h>

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

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = {
		{ "at", 20 }, { "what", 12 }, { "about", 36 }, { "detail", 0 }, { NULL, 0 },
	};
	CLEANUP_ORGANISATION struct organisation o = ORGANISATION_INIT;
	CLEANUP_PRINTER struct printer *p = NULL;
	struct walk w = { .store = app->ws.store };
	int64_t id = 0;
	enum status st = find_organisation(app->ws.store, args_at(args, 0), &id, err);

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
	.run = run,
};
