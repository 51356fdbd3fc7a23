/* kvieslys campaign show: one campaign with its steps. */
#include "cli/commands.h"

#include "store/db_campaign.h"
#include "util/clock.h"

static const struct printer_column columns[] = {
	{ "campaign", 24 }, { "step", 14 }, { "letter", 16 }, { "after_seconds", 13 }, { "when", 10 }, { "state", 10 },
	{ "languages", 16 }, { "fallback", -1 }, { "anchor", 6 }, { "to", 0 }, { NULL, 0 },
};

static enum status print_step(struct printer *p, const struct campaign *c, const char *name, const char *letter,
		int64_t after, const char *anchor, const char *audience, struct error *err)
{
	printer_string(p, c->key);
	printer_string(p, name);
	printer_string(p, letter);
	printer_int(p, after);
	printer_string(p, audience);
	printer_string(p, c->state);
	printer_string(p, c->languages);
	printer_string(p, c->fallback);
	printer_string(p, anchor);
	printer_string(p, c->audience);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_CAMPAIGN struct campaign c = CAMPAIGN_INIT;
	int64_t id;
	int64_t messages;
	enum status st = db_campaign_find(app->ws.store, args_at(args, 0), &id, &messages, err);

	st = st == ST_OK ? db_campaign_load(app->ws.store, id, &c, err) : st;
	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	st = st == ST_OK ? print_step(p, &c, "first", c.letter, 0, "first", "all", err) : st;
	for (size_t i = 0; st == ST_OK && i < c.n_steps; i++) {
		st = print_step(p, &c, c.steps[i].name, c.steps[i].letter, c.steps[i].after_seconds, c.steps[i].anchor,
				c.steps[i].audience, err);
	}
	if (st == ST_OK && c.pause_reason != NULL && app->format == FORMAT_TEXT) {
		printf("paused: %s\n", c.pause_reason);
	}
	return st;
}

const struct command cmd_campaign_show = {
	.words = "campaign show",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "a campaign's steps, letters, languages and audience",
	.run = run,
};
