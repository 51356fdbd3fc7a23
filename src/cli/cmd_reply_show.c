/* kvieslys reply show: one reply for reading. */
#include "cli/commands.h"

#include "cli/reply_print.h"
#include "util/clock.h"
#include "util/json.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct cli_option options[] = {
	{ "--raw", 0, OPTION_FLAG, NULL, "the mail as it came" },
	{ 0 },
};

struct walk {
	struct app *app;
	bool found;
};

static void line(const char *name, const char *value)
{
	if (value != NULL && value[0] != '\0') {
		printf("%-12s %s\n", name, value);
	}
}

static void print_people(const char *text)
{
	CLEANUP_JSON struct json *people = text != NULL ? json_read(text, strlen(text)) : NULL;

	for (size_t i = 0; people != NULL && i < people->n; i++) {
		const char *email = json_get_string(&people->children[i], "email");

		printf("%-12s %s%s%s%s\n", i == 0 ? "people" : "", json_get_string(&people->children[i], "name"),
				email != NULL ? " <" : "", email != NULL ? email : "", email != NULL ? ">" : "");
	}
}

static void print_evidence(const char *text)
{
	CLEANUP_JSON struct json *list = text != NULL ? json_read(text, strlen(text)) : NULL;

	for (size_t i = 0; list != NULL && i < list->n; i++) {
		printf("%-12s \"%s\" (%s)\n", i == 0 ? "because" : "", json_get_string(&list->children[i], "words"),
				json_get_string(&list->children[i], "rule"));
	}
}

static void print_text(const struct reply_row *row)
{
	const struct reply_decision *d = &row->decision;
	char at[TIME_RFC3339_SIZE];

	printf("%-12s %" PRId64 "\n", "reply", row->id);
	line("arrived", time_format_rfc3339(row->arrived_at, at));
	line("from", d->sender);
	line("subject", d->subject);
	line("contact", row->contact);
	line("event", row->event);
	line("offer", row->offer);
	line("campaign", row->campaign);
	line("matched by", d->matched_by);
	line("kind", d->kind);
	line("intent", d->intent);
	if (d->count > 0) {
		printf("%-12s %" PRId64 "\n", "count", d->count);
	}
	print_people(d->attendees);
	line("outcome", d->outcome != NULL ? d->outcome : "undecided");
	line("reason", d->reason);
	print_evidence(d->evidence);
	if (d->text != NULL && d->text[0] != '\0') {
		printf("\n%s\n", d->text);
	}
}

static enum status print_row(void *arg, const struct reply_row *row, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	struct walk *w = arg;
	enum status st;

	w->found = true;
	if (w->app->format == FORMAT_TEXT) {
		print_text(row);
		return ST_OK;
	}
	st = printer_open(stdout, w->app->format, reply_columns, &printer, err);
	return st == ST_OK ? reply_print_row(printer, row, row->key, err) : st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	struct walk w = { app, false };
	struct reply_filter filter = { .id = 0 };
	bool headers_only = false;
	enum status st = cli_parse_int("ID", args_at(args, 0), 1, INT64_MAX, &filter.id, err);

	if (st == ST_OK && args_flag(args, "--raw")) {
		st = db_reply_raw(app->ws.store, filter.id, &raw, &headers_only, err);
		if (st == ST_OK && fwrite(raw.buf, 1, raw.len, stdout) != raw.len) {
			st = error_set(err, ST_IO, "the mail could not be written");
		}
		return st;
	}
	if (st == ST_OK) {
		st = db_reply_each(app->ws.store, &filter, print_row, &w, err);
	}
	return st == ST_OK && !w.found ? error_set(err, ST_NOT_FOUND, "there is no reply %" PRId64, filter.id) : st;
}

const struct command cmd_reply_show = {
	.words = "reply show",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.options = options,
	.help = "one reply: what was written, what it was understood as, and why",
	.run = run,
};
