/* kvieslys registration list: who comes, who waits, who does not. */
#include "cli/commands.h"

#include "store/db_event.h"
#include "store/db_registration.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <string.h>

static const struct cli_option options[] = {
	{ "--state", 's', OPTION_VALUE, "STATE", "registered, waiting, undecided, declined or cancelled only" },
	{ 0 },
};

static const struct printer_column columns[] = {
	{ "id", -1 }, { "state", 10 }, { "seats", 5 }, { "email", 34 }, { "organisation", 28 }, { "country", 7 },
	{ "quota", 6 }, { "source", 8 }, { "since", -1 }, { "arrived", -1 }, { "contact", -1 }, { "people", 0 }, { NULL, 0 },
};

struct list {
	struct printer *printer;
	enum output_format format;
};

/* "Jonas Petraitis, Ona Kazlienė, –" for people who read it. */
static void join_names(const char *json, struct strbuf *out)
{
	CLEANUP_JSON struct json *names = json != NULL ? json_read(json, strlen(json)) : NULL;

	for (size_t i = 0; names != NULL && i < names->n; i++) {
		const struct json *name = &names->children[i];

		strbuf_addf(out, "%s%s", i > 0 ? ", " : "", name->type == JSON_STRING ? name->string : "–");
	}
}

static enum status print(void *arg, const struct registration_line *line, struct error *err)
{
	CLEANUP_STRBUF struct strbuf names = STRBUF_INIT;
	const struct list *list = arg;
	struct printer *p = list->printer;
	char time[TIME_RFC3339_SIZE];

	printer_int(p, line->id);
	printer_string(p, line->state);
	printer_int(p, line->seats);
	printer_string(p, line->email);
	printer_string(p, line->organisation);
	printer_string(p, line->country);
	printer_string(p, line->quota);
	printer_string(p, line->source);
	printer_string(p, time_format_rfc3339(line->since, time));
	printer_string(p, time_format_rfc3339(line->arrived_at, time));
	printer_string(p, line->contact);
	if (list->format == FORMAT_JSON) {
		printer_json(p, line->people);
	} else {
		join_names(line->people, &names);
		printer_string(p, names.buf);
	}
	return printer_row(p, err);
}

static enum status check_state(const char *state, struct error *err)
{
	static const char *const states[] = { "registered", "waiting", "undecided", "declined", "cancelled", NULL };

	for (size_t i = 0; state != NULL && states[i] != NULL; i++) {
		if (strcmp(states[i], state) == 0) {
			return ST_OK;
		}
	}
	return state == NULL ? ST_OK
			     : error_set(err, ST_INVALID, "--state %.40s: it is registered, waiting, undecided, declined or cancelled",
					       state);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	const char *state = args_value(args, "--state");
	struct list list;
	int64_t id = 0;
	enum status st = check_state(state, err);

	if (st == ST_OK) {
		st = db_event_id(app->ws.store, args_at(args, 0), &id, err);
	}
	if (st == ST_OK) {
		st = printer_open(stdout, app->format, columns, &printer, err);
	}
	list = (struct list){ printer, app->format };
	return st != ST_OK ? st : db_registration_each(app->ws.store, id, state, print, &list, err);
}

const struct command cmd_registration_list = {
	.words = "registration list",
	.arguments = "EVENT",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "who comes, who waits in which order, who does not come",
	.run = run,
};
