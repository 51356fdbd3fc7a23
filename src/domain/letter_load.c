/* From rows of events and offers to topics. */
#include "domain/letter_load.h"

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

static enum status make(const struct letter_book *book, const struct config *config, const struct db_topic *row,
		bool is_event, struct letter_topic **ret, struct error *err)
{
	const struct letter_event event = { .key = row->key, .start = row->start, .end = row->end, .zone = row->zone,
		.answer_by = row->answer_by, .capacity = (int)row->capacity, .party_max = (int)row->party_max,
		.sequence = (int)row->sequence, .called_off = row->called_off, .funding = row->funding };
	const struct letter_offer offer = { .key = row->key, .kind = row->kind, .country = row->country,
		.sector = row->sector, .valid_until = row->valid_until };
	CLEANUP_FREE struct letter_text *texts = calloc(row->n_texts + 1, sizeof *texts);
	CLEANUP_FREE struct letter_text *statements = NULL;
	struct letter_funding funding;
	struct letter_subject subject = { .event = is_event ? &event : NULL, .offer = is_event ? NULL : &offer,
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
		int64_t event_id, int64_t offer_id, struct letter_topic **ret, struct error *err)
{
	CLEANUP_DB_TOPIC struct db_topic row = DB_TOPIC_INIT;
	enum status st;

	if (event_id == 0 && offer_id == 0) {
		*ret = NULL;
		return ST_OK;
	}
	st = event_id != 0 ? db_topic_event(store, event_id, &row, err) : db_topic_offer(store, offer_id, &row, err);
	return st == ST_OK ? make(book, config, &row, event_id != 0, ret, err) : st;
}
