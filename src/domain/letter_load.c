/* From rows of events and offers to topics. */
#include "domain/letter_load.h"

#include "store/db_survey.h"
#include "store/db_topic.h"
#include "util/cleanup.h"

#include <string.h>

/* The texts of a funder: its statement and the emblem's text per language. */
static struct letter_text *funding_texts(const struct funding_config *f, size_t *ret_n)
{
	struct letter_text *texts = calloc(f->n_texts * 2 + 1, sizeof *texts);
	size_t n = 0;

	for (size_t i = 0; texts != NULL && i < f->n_texts; i++) {
		const struct funding_text *t = &f->texts[i];

		if (t->statement != NULL) {
			texts[n++] = (struct letter_text){ t->language, "statement", t->statement };
		}
		if (t->alt != NULL) {
			texts[n++] = (struct letter_text){ t->language, "alt", t->alt };
		}
	}
	*ret_n = n;
	return texts;
}

bool letter_topic_ids_equal(const struct letter_topic_ids *a, const struct letter_topic_ids *b)
{
	return a->event_id == b->event_id && a->offer_id == b->offer_id && a->survey_id == b->survey_id;
}

static enum status make(const struct letter_book *book, const struct config *config, const struct db_topic *row,
		const struct letter_topic_ids *ids, const struct survey *survey, struct letter_topic **ret, struct error *err)
{
	const struct letter_event event = { .key = row->key, .start = row->start, .end = row->end, .zone = row->zone,
		.answer_by = row->answer_by, .capacity = (int)row->capacity, .party_max = (int)row->party_max,
		.sequence = (int)row->sequence, .called_off = row->called_off, .funding = row->funding };
	const struct letter_offer offer = { .key = row->key, .kind = row->kind, .country = row->country,
		.sector = row->sector, .targets = row->targets, .sdgs = row->sdgs, .programme = row->programme, .call = row->call,
		.coordinator = row->coordinator, .valid_until = row->valid_until, .interest_until = row->interest_until };
	bool is_event = ids->event_id != 0;
	CLEANUP_FREE struct letter_text *texts = calloc(row->n_texts + 1, sizeof *texts);
	CLEANUP_FREE struct letter_text *statements = NULL;
	struct letter_funding funding;
	struct letter_subject subject = { .event = is_event ? &event : NULL, .offer = !is_event && ids->offer_id != 0 ? &offer : NULL, .survey = survey,
		.texts = texts, .n_texts = row->n_texts };

	for (size_t i = 0; texts != NULL && i < row->n_texts; i++) {
		texts[i] = (struct letter_text){ row->texts[i].language, row->texts[i].key, row->texts[i].value };
	}
	if (is_event && row->funding != NULL && *row->funding != '\0') {
		const struct funding_config *f = config_funding(config, row->funding);

		if (f == NULL) {
			return error_set(err, ST_NOT_FOUND, "event '%s' names the funding '%s': add [funding %s] to %s", row->key,
					row->funding, row->funding, config->file);
		}
		funding = (struct letter_funding){ .emblem = f->emblem, .project = f->project };
		statements = funding_texts(f, &funding.n_texts);
		funding.texts = statements;
		subject.funding = &funding;
		if (statements == NULL) {
			return error_set(err, ST_NOMEM, "topic: out of memory");
		}
	}
	return texts != NULL ? letter_topic_new(book, &subject, ret, err) : error_set(err, ST_NOMEM, "topic: out of memory");
}

enum status letter_topic_load(const struct letter_book *book, struct store *store, const struct config *config,
		const struct letter_topic_ids *ids, struct letter_topic **ret, struct error *err)
{
	CLEANUP_DB_TOPIC struct db_topic row = DB_TOPIC_INIT;
	CLEANUP_SURVEY struct survey survey = SURVEY_INIT;
	enum status st = ST_OK;

	if (ids->event_id == 0 && ids->offer_id == 0 && ids->survey_id == 0) {
		*ret = NULL;
		return ST_OK;
	}
	if (ids->event_id != 0) {
		st = db_topic_event(store, ids->event_id, &row, err);
	} else if (ids->offer_id != 0) {
		st = db_topic_offer(store, ids->offer_id, &row, err);
	}
	if (st == ST_OK && ids->survey_id != 0) {
		st = db_survey_load(store, ids->survey_id, &survey, err);
	}
	return st == ST_OK ? make(book, config, &row, ids, survey.id != 0 ? &survey : NULL, ret, err) : st;
}
