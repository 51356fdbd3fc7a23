/* kvieslys event show: all there is to know of one event. */
#include "cli/commands.h"

#include "domain/organiser_file.h"
#include "domain/seats.h"
#include "render/date.h"
#include "store/db_event.h"
#include "util/clock.h"
#include "util/json.h"

#include <inttypes.h>

static void print_text(const struct event *e, const struct seats *seats, struct zones *zones)
{
	char start[LOCAL_TIME_SIZE];
	char end[LOCAL_TIME_SIZE];
	char by[LOCAL_TIME_SIZE];

	printf("%s%s\n", e->key, e->called_off ? " (called off)" : "");
	printf("from       %s  to %s  %s\n", local_time_format(zones, e->zone, e->start_at, start),
			local_time_format(zones, e->zone, e->end_at, end), e->zone);
	if (e->answer_by != 0) {
		printf("answer by  %s\n", local_time_format(zones, e->zone, e->answer_by, by));
	}
	printf("capacity   %" PRId64 ", at most %" PRId64 " of one organisation\n", e->capacity, e->party_max);
	for (size_t i = 0; i < e->n_quotas && i + 1 < seats->n; i++) {
		const struct event_quota *q = &e->quotas[i];

		printf("quota      %s: %" PRId64 " of %" PRId64 " taken, %" PRId64 " free; %s%s%s\n", q->name,
				seats->groups[i + 1].taken, q->seats, seats_free(seats, i + 1), q->condition,
				q->release_at != 0 ? "; released " : "",
				q->release_at != 0 ? local_time_format(zones, e->zone, q->release_at, by) : "");
	}
	printf("others     %" PRId64 " taken, %" PRId64 " free\n", seats->groups[0].taken, seats_free(seats, 0));
	if (e->funding != NULL) {
		printf("funding    %s\n", e->funding);
	}
	for (size_t i = 0; i < e->texts.n; i++) {
		printf("[%s] %s: %s\n", e->texts.items[i].language, e->texts.items[i].key, e->texts.items[i].value);
	}
}

static void print_json(const struct event *e, const struct seats *seats, struct strbuf *out)
{
	struct json_writer w = { .out = out };
	char time[TIME_RFC3339_SIZE];

	json_object(&w, NULL);
	json_string(&w, "event", e->key);
	json_string(&w, "state", e->called_off ? "called-off" : "open");
	json_string(&w, "start", time_format_rfc3339(e->start_at, time));
	json_string(&w, "end", time_format_rfc3339(e->end_at, time));
	json_string(&w, "zone", e->zone);
	json_int(&w, "capacity", e->capacity);
	json_int(&w, "party_max", e->party_max);
	json_string(&w, "answer_by", e->answer_by != 0 ? time_format_rfc3339(e->answer_by, time) : NULL);
	json_int(&w, "sequence", e->sequence);
	json_string(&w, "funding", e->funding);
	json_array(&w, "quotas");
	for (size_t i = 0; i < e->n_quotas && i + 1 < seats->n; i++) {
		const struct event_quota *q = &e->quotas[i];

		json_object(&w, NULL);
		json_string(&w, "name", q->name);
		json_string(&w, "where", q->condition);
		json_int(&w, "seats", q->seats);
		json_int(&w, "taken", seats->groups[i + 1].taken);
		json_int(&w, "free", seats_free(seats, i + 1));
		json_string(&w, "release", q->release_at != 0 ? time_format_rfc3339(q->release_at, time) : NULL);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	json_int(&w, "free", seats_free(seats, 0));
	json_array(&w, "texts");
	for (size_t i = 0; i < e->texts.n; i++) {
		json_object(&w, NULL);
		json_string(&w, "language", e->texts.items[i].language);
		json_string(&w, "key", e->texts.items[i].key);
		json_string(&w, "value", e->texts.items[i].value);
		json_end(&w, '}');
	}
	json_end(&w, ']');
	json_end(&w, '}');
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_EVENT struct event e = EVENT_INIT;
	CLEANUP_SEATS struct seats seats = { .n = 0 };
	CLEANUP_ZONES struct zones *zones = NULL;
	int64_t id = 0;
	enum status st = db_event_id(app->ws.store, args_at(args, 0), &id, err);

	if (st == ST_OK) {
		st = db_event_load(app->ws.store, id, &e, err);
	}
	if (st == ST_OK) {
		st = seats_load(app->ws.store, id, clock_now(), &seats, err);
	}
	if (st == ST_OK) {
		st = zones_new(&zones, err);
	}
	if (st != ST_OK) {
		return st;
	}
	if (app->format == FORMAT_TEXT) {
		print_text(&e, &seats, zones);
		return ST_OK;
	}
	print_json(&e, &seats, &out);
	printf("%s\n", out.buf);
	return strbuf_ok(&out) ? ST_OK : error_set(err, ST_NOMEM, "event: out of memory");
}

const struct command cmd_event_show = {
	.words = "event show",
	.arguments = "EVENT",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "one event with its quotas, seats and texts (text, json)",
	.run = run,
};
