/* kvieslys offer show: one offer with its texts. */
#include "cli/commands.h"

#include "store/db_offer.h"
#include "util/cleanup.h"
#include "util/clock.h"

static const struct printer_column columns[] = {
	{ "offer", 20 }, { "language", 8 }, { "key", 18 }, { "value", 0 }, { NULL, 0 },
};

static enum status row(struct printer *p, const char *offer, const char *language, const char *key, const char *value,
		struct error *err)
{
	printer_string(p, offer);
	printer_string(p, language);
	printer_string(p, key);
	printer_string(p, value);
	return printer_row(p, err);
}

static enum status facts(struct printer *p, const struct offer *o, struct error *err)
{
	char times[4][TIME_RFC3339_SIZE];
	const struct {
		const char *key, *value;
	} lines[] = {
		{ "kind", o->kind }, { "country", o->country }, { "sector", o->sector },
		{ "valid-until", o->valid_until != 0 ? time_format_rfc3339(o->valid_until, times[0]) : NULL },
		{ "interest-until", o->interest_until != 0 ? time_format_rfc3339(o->interest_until, times[1]) : NULL },
		{ "targets", o->targets }, { "sdg", o->sdgs }, { "programme", o->programme }, { "call", o->call },
		{ "coordinator", o->coordinator ? "yes" : NULL }, { "published", time_format_rfc3339(o->created_at, times[2]) },
		{ "updated", time_format_rfc3339(o->updated_at, times[3]) },
	};
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < ARRAY_SIZE(lines); i++) {
		if (lines[i].value != NULL || i < 4) { /* the first ones always */
			st = row(p, o->key, NULL, lines[i].key, lines[i].value, err);
		}
	}
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_OFFER struct offer o = OFFER_INIT;
	enum status st = db_offer_load(app->ws.store, args_at(args, 0), &o, err);

	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	st = st == ST_OK ? facts(p, &o, err) : st;
	for (size_t i = 0; st == ST_OK && i < o.texts.n; i++) {
		st = row(p, o.key, o.texts.items[i].language, o.texts.items[i].key, o.texts.items[i].value, err);
	}
	return st;
}

const struct command cmd_offer_show = {
	.words = "offer show",
	.arguments = "OFFER",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "a cooperation offer with its texts",
	.run = run,
};
