/* kvieslys event list: one line an event. */
#include "cli/commands.h"

#include "domain/organiser_file.h"
#include "render/date.h"
#include "store/db_event.h"
#include "util/clock.h"

static const struct printer_column columns[] = {
	{ "event", 20 }, { "start", 20 }, { "zone", -1 }, { "state", 10 }, { "capacity", 8 }, { "registered", 10 },
	{ "waiting", 7 }, { "undecided", 9 }, { "declined", 8 }, { "cancelled", 9 }, { "title", 0 }, { NULL, 0 },
};

struct list {
	struct printer *printer;
	struct zones *zones;
	enum output_format format;
};

static enum status print(void *arg, const struct event_line *line, struct error *err)
{
	const struct list *list = arg;
	struct printer *p = list->printer;
	char rfc[TIME_RFC3339_SIZE];
	char local[LOCAL_TIME_SIZE];

	printer_string(p, line->key);
	printer_string(p, list->format == FORMAT_TEXT ? local_time_format(list->zones, line->zone, line->start_at, local)
						      : time_format_rfc3339(line->start_at, rfc));
	printer_string(p, line->zone);
	printer_string(p, line->state);
	printer_int(p, line->capacity);
	printer_int(p, line->registered);
	printer_int(p, line->waiting);
	printer_int(p, line->undecided);
	printer_int(p, line->declined);
	printer_int(p, line->cancelled);
	printer_string(p, line->title);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	CLEANUP_ZONES struct zones *zones = NULL;
	struct list list;
	enum status st = zones_new(&zones, err);

	(void)args;
	if (st == ST_OK) {
		st = printer_open(stdout, app->format, columns, &printer, err);
	}
	list = (struct list){ printer, zones, app->format };
	return st != ST_OK ? st : db_event_each(app->ws.store, app->lang, print, &list, err);
}

const struct command cmd_event_list = {
	.words = "event list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "all events with how many are registered, waiting, …",
	.run = run,
};
