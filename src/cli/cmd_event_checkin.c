/* kvieslys event checkin: mark who came. */
#include "cli/commands.h"

#include "domain/checkin.h"
#include "domain/words.h"
#include "mail/address.h"
#include "store/db_event.h"
#include "util/cleanup.h"
#include "util/fs.h"
#include "util/log.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <string.h>

static const struct cli_option options[] = {
	{ "--file", 'f', OPTION_VALUE, "FILE", "a person a line: door code, address or name; # begins a comment" },
	{ "--walk-in", 0, OPTION_MANY, "NAME", "somebody who was not registered; \"Name <address>\" where that is known" },
	{ "--organisation", 0, OPTION_VALUE, "NAME", "of the walk-ins" },
	{ "--country", 0, OPTION_VALUE, "COUNTRY", "of the walk-ins" },
	{ "--undo", 0, OPTION_FLAG, NULL, "it is not known again whether they came" },
	{ "--close", 0, OPTION_FLAG, NULL, "afterwards: everybody else did not come" },
	{ 0 },
};

#define MAX_FILE (1u << 20)

struct door {
	struct app *app;
	const char *event;
	int64_t event_id;
	bool undo;
	int64_t people, unknown;
};

static const char *const why_not[] = {
	[CHECKIN_MARKED] = NULL,
	[CHECKIN_ALREADY] = NULL,
	[CHECKIN_UNKNOWN] = "is not registered: no door code, address or name of a registered person",
	[CHECKIN_AMBIGUOUS] = "is the name of several people: take the door code or the address",
	[CHECKIN_NOT_REGISTERED] = "holds no seat; if the person came: --walk-in",
};

/* In a list, who is unknown is told and the rest goes on; alone it is a failure. */
static enum status mark(struct door *door, const char *who, const char *file, int line, struct error *err)
{
	struct checkin_outcome out;
	enum status st = checkin_mark(door->app->ws.store, door->event_id, who, door->undo, door->app->actor, &out, err);

	if (st != ST_OK) {
		return st;
	}
	door->people += out.people;
	if (why_not[out.result] == NULL) {
		return ST_OK;
	}
	if (file == NULL) {
		return error_set(err, ST_NOT_FOUND, "'%.100s' %s", who, why_not[out.result]);
	}
	door->unknown++;
	log_warning("%s:%d: '%.100s' %s", file, line, who, why_not[out.result]);
	return ST_OK;
}

static enum status mark_file(struct door *door, const char *file, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	enum status st = fs_read(file, MAX_FILE, &text, err);
	char *rest = text.buf;
	char *line;

	for (int number = 1; st == ST_OK && (line = strsep(&rest, "\n")) != NULL; number++) {
		if (number == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0) {
			line += 3;
		}
		line += strspn(line, " \t");
		for (size_t n = strlen(line); n > 0 && strchr(" \t\r", line[n - 1]) != NULL; n--) {
			line[n - 1] = '\0';
		}
		if (line[0] != '\0' && line[0] != '#') {
			st = mark(door, line, file, number, err);
		}
	}
	return st;
}

static enum status walk_in(struct door *door, const struct args *args, const char *text, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	const char *country = args_value(args, "--country");
	struct address address;
	struct checkin_walk_in person = { .name = text, .organisation = args_value(args, "--organisation") };
	enum status st = ST_OK;

	if (country != NULL) {
		person.country = words_country(country);
		if (person.country == NULL) {
			return error_set(err, ST_INVALID, "--country %.40s: there is no such country", country);
		}
	}
	if (strchr(text, '<') != NULL) {
		st = address_parse_mailbox(text, &address, &name, err);
		person.name = name.buf;
		person.email = address.email;
	}
	if (st == ST_OK) {
		st = checkin_walk_in(door->app->ws.store, door->event_id, &person, door->app->actor, err);
	}
	door->people += st == ST_OK ? 1 : 0;
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	struct door door = { .app = app, .event = args_at(args, 0), .undo = args_flag(args, "--undo") };
	int64_t absent = 0;
	enum status st = db_event_id(app->ws.store, door.event, &door.event_id, err);

	for (size_t i = 1; i < args_count(args) && st == ST_OK; i++) {
		st = mark(&door, args_at(args, i), NULL, 0, err);
	}
	if (st == ST_OK && args_value(args, "--file") != NULL) {
		st = mark_file(&door, args_value(args, "--file"), err);
	}
	for (size_t i = 0; st == ST_OK && args_nth(args, "--walk-in", i) != NULL; i++) {
		st = walk_in(&door, args, args_nth(args, "--walk-in", i), err);
	}
	if (st == ST_OK && args_flag(args, "--close")) {
		st = checkin_close(app->ws.store, door.event_id, app->actor, &absent, err);
	}
	printf("%" PRId64 " %s marked", door.people, door.people == 1 ? "person" : "people");
	if (door.unknown > 0) {
		printf("; %" PRId64 " lines fit nobody", door.unknown);
	}
	if (absent > 0) {
		printf("; %" PRId64 " did not come", absent);
	}
	printf("\n");
	return st;
}

const struct command cmd_event_checkin = {
	.words = "event checkin",
	.arguments = "EVENT [WHO]…",
	.min = 1,
	.max = -1,
	.needs = NEED_STORE,
	.options = options,
	.help = "mark who came: one by one, by list, by door code, and walk-ins",
	.more = "An address means the person of that address, else the whole party of that contact.",
	.run = run,
};
