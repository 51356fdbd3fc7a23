/* An event's file, key by key. */
#include "domain/event.h"

#include "domain/organiser_file.h"
#include "domain/seats.h"
#include "domain/segment.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <inttypes.h>
#include <string.h>

#define MAX_SEATS 1000000

static enum status copy(const char *text, char **ret, struct error *err)
{
	if (text != NULL) {
		*ret = strdup(text);
		if (*ret == NULL) {
			return error_set(err, ST_NOMEM, "event: out of memory");
		}
	}
	return ST_OK;
}

static enum status read_main(struct organiser_file *file, struct conf_section *sec, struct event *e, struct error *err)
{
	static const char *const known[] = { "id", "start", "end", "zone", "capacity", "party-max", "answer-by", "funding",
		NULL };
	const char *zone = organiser_file_need(file, sec, "zone");
	const char *id = organiser_file_id(file, sec);
	enum status st;

	if (zone != NULL && !organiser_file_zone(file, zone)) {
		organiser_file_fault(file, sec, "zone", "'%.64s' is no time zone; write one as Europe/Vilnius", zone);
	}
	st = copy(zone != NULL ? zone : "UTC", &e->zone, err);
	if (st == ST_OK) {
		st = copy(id, &e->key, err);
	}
	if (st == ST_OK) {
		st = copy(conf_get(sec, "funding"), &e->funding, err);
	}
	if (st != ST_OK) {
		return st;
	}
	zone = zone != NULL && organiser_file_zone(file, zone) ? zone : NULL;
	e->start_at = organiser_file_time(file, sec, "start", zone, DAY_BEGINS, true);
	e->end_at = organiser_file_time(file, sec, "end", zone, DAY_ENDS, true);
	e->answer_by = organiser_file_time(file, sec, "answer-by", zone, DAY_ENDS, false);
	if (e->start_at != 0 && e->end_at != 0 && e->end_at <= e->start_at) {
		organiser_file_fault(file, sec, "end", "the event ends before it begins");
	}
	if (e->answer_by != 0 && e->start_at != 0 && e->answer_by > e->start_at) {
		organiser_file_fault(file, sec, "answer-by", "answers are wanted before the event begins");
	}
	(void)organiser_file_need(file, sec, "capacity");
	e->capacity = conf_get_int(file->conf, sec, "capacity", 1, MAX_SEATS, 1, &file->problems);
	e->party_max = conf_get_int(file->conf, sec, "party-max", 1, MAX_SEATS, e->capacity, &file->problems);
	conf_report_unknown(file->conf, sec, known, &file->problems);
	return ST_OK;
}

static void check_condition(struct organiser_file *file, struct conf_section *sec, const char *where)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	struct error err = ERROR_INIT;

	if (where != NULL && segment_compile(where, &segment, &err) != ST_OK) {
		organiser_file_fault(file, sec, "where", "%s", err.text);
	}
}

static enum status read_quota(struct organiser_file *file, struct conf_section *sec, struct event *e,
		struct error *err)
{
	static const char *const known[] = { "where", "seats", "release", NULL };
	const char *zone = organiser_file_zone(file, e->zone) ? e->zone : NULL;
	const char *where = organiser_file_need(file, sec, "where");
	struct event_quota *q;
	enum status st;

	if (!ARRAY_ROOM(e->quotas, e->n_quotas)) {
		return error_set(err, ST_NOMEM, "event: out of memory");
	}
	q = &e->quotas[e->n_quotas++];
	*q = (struct event_quota){ NULL, NULL, 0, 0 };
	st = copy(sec->name, &q->name, err);
	if (st == ST_OK) {
		st = copy(where != NULL ? where : "", &q->condition, err);
	}
	if (sec->name[0] == '\0') {
		organiser_file_fault(file, sec, NULL, "a quota needs a name, as [quota LT]");
	}
	check_condition(file, sec, where);
	(void)organiser_file_need(file, sec, "seats");
	q->seats = conf_get_int(file->conf, sec, "seats", 0, MAX_SEATS, 0, &file->problems);
	q->release_at = organiser_file_time(file, sec, "release", zone, DAY_BEGINS, false);
	conf_report_unknown(file->conf, sec, known, &file->problems);
	return st;
}

static enum status read_quotas(struct organiser_file *file, struct event *e, struct error *err)
{
	int64_t kept = 0;
	enum status st = ST_OK;

	for (size_t i = 0; i < file->conf->n_sections && st == ST_OK; i++) {
		struct conf_section *sec = &file->conf->sections[i];

		if (strcmp(sec->word, "quota") != 0) {
			continue;
		}
		st = read_quota(file, sec, e, err);
		kept += st == ST_OK ? e->quotas[e->n_quotas - 1].seats : 0;
		if (st == ST_OK && kept > e->capacity) {
			organiser_file_fault(file, sec, "seats", "the quotas keep %" PRId64 " seats, the capacity is %" PRId64, kept,
					e->capacity);
		}
		if (st == ST_OK && e->n_quotas == SEATS_MAX_QUOTAS + 1) {
			organiser_file_fault(file, sec, NULL, "more than %d quotas", SEATS_MAX_QUOTAS);
		}
	}
	return st;
}

/* The funder's statement is an obligation: it must be there in every language that is written in. */
static void check_funding(struct organiser_file *file, struct conf_section *sec, const struct config *config,
		const struct event *e)
{
	const struct funding_config *funding;
	const char *language = "";

	if (e->funding == NULL || config == NULL) {
		return;
	}
	funding = config_funding(config, e->funding);
	if (funding == NULL) {
		organiser_file_fault(file, sec, "funding", "kvieslys.conf has no section [funding %s]", e->funding);
		return;
	}
	for (size_t i = 0; i < e->texts.n; i++) {
		const struct funding_text *text;

		if (strcmp(language, e->texts.items[i].language) == 0) {
			continue;
		}
		language = e->texts.items[i].language;
		text = funding_text(funding, language);
		if (text == NULL || text->statement == NULL || text->statement[0] == '\0') {
			organiser_file_fault(file, sec, "funding", "[funding %s] of kvieslys.conf needs 'statement-%s = …'",
					e->funding, language);
		}
	}
}

enum status event_read(const char *path, const struct config *config, struct event *ret, struct error *err)
{
	static const char *const words[] = { "event", "quota", "text", NULL };
	static const char *const needed[] = { "title", "place", NULL };
	CLEANUP_ORGANISER_FILE struct organiser_file file = ORGANISER_FILE_INIT;
	CLEANUP_EVENT struct event e = EVENT_INIT;
	struct conf_section *sec = NULL;
	enum status st = organiser_file_open(&file, path, words, &sec, err);

	if (st == ST_OK && sec != NULL) {
		st = read_main(&file, sec, &e, err);
		if (st == ST_OK) {
			st = read_quotas(&file, &e, err);
		}
	}
	if (st == ST_OK) {
		st = organiser_file_texts(&file, needed, &e.texts, err);
	}
	if (st == ST_OK) {
		check_funding(&file, sec, config, &e);
		st = organiser_file_check(&file, err);
	}
	if (st == ST_OK) {
		*ret = e;
		e = (struct event)EVENT_INIT;
	}
	return st;
}
