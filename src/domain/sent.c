/* Printing a letter again, with a few topics kept. */
#include "domain/sent.h"

#include "domain/letter.h"
#include "domain/letter_job.h"
#include "domain/letter_load.h"
#include "mail/identity.h"
#include "store/db_survey.h"
#include "store/db_topic.h"
#include "util/cleanup.h"
#include "util/log.h"

#include <stdio.h>
#include <string.h>

#define TOPICS 8

struct topic {
	struct letter_topic_ids ids;
	bool used;
	struct letter_topic *topic; /* NULL: cannot be made */
	struct db_topic texts;
	struct survey survey; /* id 0: none */
};

struct sent_reader {
	struct store *store;
	const struct config *config;
	const struct token_key *key;
	const struct languages *languages;
	struct letter_sender sender;
	struct identity_maker maker;
	struct letter_book *book;
	struct letter_press *press;
	struct topic topics[TOPICS];
	size_t next; /* which topic is replaced next */
	struct letter_job job;
	struct strbuf html_text;
	struct sent_letter letter;
};

enum status sent_reader_new(struct store *store, const struct config *config, const struct token_key *key,
		const struct languages *languages, struct sent_reader **ret, struct error *err)
{
	struct sent_reader *reader = calloc(1, sizeof *reader);

	if (reader == NULL) {
		return error_set(err, ST_NOMEM, "letters: out of memory");
	}
	reader->store = store;
	reader->config = config;
	reader->key = key;
	reader->languages = languages;
	strbuf_init(&reader->html_text);
	letter_sender_from_config(config, &reader->sender);
	identity_maker_from_config(config, key, &reader->maker);
	*ret = reader;
	return ST_OK;
}

static void forget(struct topic *topic)
{
	letter_topic_free(topic->topic);
	db_topic_release(&topic->texts);
	survey_release(&topic->survey);
	*topic = (struct topic){ .used = false };
}

void sent_reader_free(struct sent_reader *reader)
{
	if (reader == NULL) {
		return;
	}
	for (size_t i = 0; i < TOPICS; i++) {
		forget(&reader->topics[i]);
	}
	letter_press_free(reader->press);
	letter_book_free(reader->book);
	ledger_message_release(&reader->letter.row);
	strbuf_release(&reader->html_text);
	free(reader);
}

static enum status open_press(struct sent_reader *r, struct error *err)
{
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	enum status st;

	if (r->press != NULL) {
		return ST_OK;
	}
	st = letter_book_open(r->languages, &r->sender, &r->book, &problems, err);
	return st == ST_OK ? letter_press_new(r->book, &r->press, err) : st;
}

/* Errors that are not about this letter alone. */
static bool is_grave(enum status st)
{
	return st == ST_NOMEM || st == ST_DB || st == ST_TEMP;
}

static enum status topic_of(struct sent_reader *r, const struct letter_topic_ids *ids, struct topic **ret, struct error *err)
{
	struct error why = ERROR_INIT;
	struct topic *t;
	enum status st;

	for (size_t i = 0; i < TOPICS; i++) {
		if (r->topics[i].used && letter_topic_ids_equal(&r->topics[i].ids, ids)) {
			*ret = &r->topics[i];
			return ST_OK;
		}
	}
	t = &r->topics[r->next];
	r->next = (r->next + 1) % TOPICS;
	forget(t);
	st = letter_topic_load(r->book, r->store, r->config, ids, &t->topic, &why);
	if (st == ST_OK && ids->event_id != 0) {
		st = db_topic_event(r->store, ids->event_id, &t->texts, &why);
	} else if (st == ST_OK && ids->offer_id != 0) {
		st = db_topic_offer(r->store, ids->offer_id, &t->texts, &why);
	}
	if (st == ST_OK && ids->survey_id != 0) {
		st = db_survey_load(r->store, ids->survey_id, &t->survey, &why);
	}
	if (is_grave(st)) {
		return error_set(err, st, "%s", why.text);
	}
	t->ids = *ids;
	t->used = true;
	*ret = t;
	return ST_OK;
}

static const char *title_in(const struct db_topic *topic, const char *language)
{
	const char *title = NULL;

	for (size_t i = 0; i < topic->n_texts; i++) {
		if (strcmp(topic->texts[i].key, "title") == 0
				&& (title == NULL || strcmp(topic->texts[i].language, language) == 0)) {
			title = topic->texts[i].value;
		}
	}
	return title;
}

static enum status print(struct sent_reader *r, struct error *err)
{
	struct sent_letter *letter = &r->letter;
	struct letter_print printed;
	struct error why = ERROR_INIT;
	struct topic *topic = NULL;
	const struct letter_topic_ids ids = { letter->row.event_id, letter->row.offer_id, letter->row.survey_id };
	enum status st = open_press(r, err);

	if (st == ST_OK) {
		st = topic_of(r, &ids, &topic, err);
	}
	if (st != ST_OK || topic == NULL) {
		return st;
	}
	letter->survey = topic->survey.id != 0 ? &topic->survey : NULL;
	/* the first letter had the notice of where the address is from, and by now the contact counts as informed; a notice too
	 * many in what we know does no harm, one too few would be read as the sender's own words */
	letter->row.informed_at = 0;
	st = letter_job_make(r->config, &r->maker, &letter->row, topic->topic, letter->row.due_at, &r->job, &why);
	if (st == ST_OK) {
		st = letter_press_print(r->press, &r->job.message, &printed, &why);
	}
	if (is_grave(st)) {
		return error_set(err, st, "%s", why.text);
	}
	if (st != ST_OK) {
		log_debug("letter %lld cannot be printed again: %s", (long long)letter->row.id, why.text);
	} else {
		/* the HTML says what the text does not: buttons, table cells; people quote either */
		strbuf_reset(&r->html_text);
		if (printed.html != NULL && html_to_text(printed.html, strlen(printed.html), &r->html_text, err) != ST_OK) {
			return ST_NOMEM;
		}
		letter->text = (struct sent_text){ .text = printed.text, .html_text = r->html_text.buf,
			.subject = printed.subject };
		(void)snprintf(letter->language, sizeof letter->language, "%.*s", (int)strcspn(printed.language, "+"),
				printed.language);
	}
	letter->title = title_in(&topic->texts, letter->language);
	return ST_OK;
}

enum status sent_letter_read(struct sent_reader *reader, int64_t message_id, const struct sent_letter **ret,
		struct error *err)
{
	enum status st;

	ledger_message_release(&reader->letter.row);
	reader->letter = (struct sent_letter){ .row = LEDGER_MESSAGE_INIT };
	st = db_message_load(reader->store, message_id, &reader->letter.row, err);
	if (st == ST_OK) {
		st = print(reader, err);
	}
	if (st == ST_OK) {
		*ret = &reader->letter;
	}
	return st;
}
