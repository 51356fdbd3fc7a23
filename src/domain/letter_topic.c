/* What letters are about, made ready once for all of them: texts, dates and prepared subjects in every language. */
#include "domain/letter_private.h"

#include "render/place.h"
#include "store/db_survey.h"
#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"

#include <string.h>

struct maker {
	struct letter_topic *topic;
	const struct letter_book *book;
	const struct letter_subject *subject;
	struct zones *zones;
};

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "topic: out of memory");
}

static enum status add_pair_n(struct topic_language *t, const char *name, const char *value, size_t len, struct error *err)
{
	if (!ARRAY_ROOM(t->pairs, t->n_pairs)) {
		return no_memory(err);
	}
	t->pairs[t->n_pairs] = (struct topic_pair){ .name = name, .value = strndup(value, len) };
	return t->pairs[t->n_pairs++].value != NULL ? ST_OK : no_memory(err);
}

enum status letter_topic_add(struct topic_language *t, const char *name, const char *value, struct error *err)
{
	return value != NULL && *value != '\0' ? add_pair_n(t, name, value, strlen(value), err) : ST_OK;
}

const char *topic_value(const struct topic_language *t, const char *name)
{
	for (size_t i = 0; i < t->n_pairs; i++) {
		if (strcmp(t->pairs[i].name, name) == 0) {
			return t->pairs[i].value;
		}
	}
	return NULL;
}

/* Keys of an organiser's file that have a variable of their own; others become TEXT_KEY. */
static const char *known_name(const char *key, bool *ret_lines)
{
	static const struct {
		const char *key, *name;
		bool lines;
	} known[] = {
		{ "title", "TITLE", false }, { "place", "PLACE", false }, { "place-in", "PLACE_IN", false },
		{ "description", "DESCRIPTION", true }, { "languages", "LANGUAGES", false }, { "fee", "FEE", false },
		{ "summary", "SUMMARY", true }, { "advantages", "ADVANTAGES", true },
		{ "partner-sought", "PARTNER_SOUGHT", true }, { "questionnaire", "QUESTIONNAIRE", false },
		{ "materials", "MATERIALS", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(known[i].key, key) == 0) {
			*ret_lines = known[i].lines;
			return known[i].name;
		}
	}
	return NULL;
}

static bool is_hour(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit(s[i]) && strchr(".:-", s[i]) == NULL && (unsigned char)s[i] < 0x80) {
			return false;
		}
	}
	return len > 0 && ascii_is_digit(s[0]);
}

/* "10.00 Atidarymas" a line: the hour apart from the rest. */
static enum status add_rows(struct topic_rows *rows, const char *section, const char *value, struct error *err)
{
	CLEANUP_STRBUF struct strbuf clean = STRBUF_INIT;
	size_t lines = 1;
	char *s;

	letter_clean(&clean, value, true);
	rows->section = section;
	rows->text = strbuf_detach(&clean, NULL);
	for (const char *p = rows->text; p != NULL && *p != '\0'; p++) {
		lines += *p == '\n';
	}
	rows->rows = calloc(lines, sizeof *rows->rows);
	if (rows->text == NULL || rows->rows == NULL) {
		return no_memory(err);
	}
	for (s = rows->text; s != NULL && *s != '\0';) {
		char *nl = strchr(s, '\n');
		size_t word;

		if (nl != NULL) {
			*nl = '\0';
		}
		s += strspn(s, " \t");
		word = strcspn(s, " \t");
		if (*s != '\0') {
			bool hour = s[word] != '\0' && is_hour(s, word);

			rows->rows[rows->n].time = hour ? s : "";
			rows->rows[rows->n].item = hour ? s + word + 1 + strspn(s + word + 1, " \t") : s;
			if (hour) {
				s[word] = '\0';
			}
			rows->n++;
		}
		s = nl != NULL ? nl + 1 : NULL;
	}
	return ST_OK;
}

static enum status add_own_text(struct topic_language *t, const struct letter_text *text, struct error *err)
{
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	enum status st;
	char *owned;

	strbuf_adds(&name, "TEXT_");
	for (const char *p = text->key; *p != '\0'; p++) {
		strbuf_addc(&name, *p == '-' || *p == '.' || *p == ' ' ? '_' : ascii_upper(*p));
	}
	letter_clean(&value, text->value, true);
	owned = strbuf_detach(&name, NULL); /* freed with the pair: names beginning with TEXT_ are owned */
	if (owned == NULL || !strbuf_ok(&value)) {
		free(owned);
		return no_memory(err);
	}
	st = add_pair_n(t, owned, value.buf, value.len, err);
	if (st != ST_OK && (t->n_pairs == 0 || t->pairs[t->n_pairs - 1].name != owned)) {
		free(owned);
	}
	return st;
}

static enum status add_text(struct topic_language *t, const struct letter_text *text, struct error *err)
{
	CLEANUP_STRBUF struct strbuf value = STRBUF_INIT;
	bool lines = false;
	const char *name = known_name(text->key, &lines);

	if (text->value == NULL || text->value[strspn(text->value, " \n\t")] == '\0') {
		return ST_OK;
	}
	if (strcmp(text->key, "programme") == 0 || strcmp(text->key, "speakers") == 0) {
		bool speakers = text->key[0] == 's';

		return add_rows(&t->rows[speakers], speakers ? "SPEAKERS" : "PROGRAMME", text->value, err);
	}
	if (name == NULL) {
		return add_own_text(t, text, err);
	}
	letter_clean(&value, text->value, lines);
	return strbuf_ok(&value) ? add_pair_n(t, name, value.buf, value.len, err) : no_memory(err);
}

static enum status add_date(struct maker *m, struct topic_language *t, const char *name, enum date_form form, int64_t at,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf sb = STRBUF_INIT;
	enum status st = date_format(t->language->dates, m->zones, m->topic->zone, form, at, at, &sb, err);

	return st == ST_OK ? letter_topic_add(t, name, sb.buf, err) : st;
}

static enum status add_event(struct maker *m, struct topic_language *t, struct error *err)
{
	const struct letter_event *e = m->subject->event;
	CLEANUP_STRBUF struct strbuf when = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf days = STRBUF_INIT;
	const struct date_words *words = t->language->dates;
	enum status st = date_format_when(words, m->zones, e->zone, e->start, e->end, &when, err);

	st = st == ST_OK ? date_format_days(words, m->zones, e->zone, e->start, e->end, &days, err) : st;
	st = st == ST_OK ? letter_topic_add(t, "WHEN", when.buf, err) : st;
	st = st == ST_OK ? letter_topic_add(t, "DAYS", days.buf, err) : st;
	st = st == ST_OK ? add_date(m, t, "DATE", DATE_DAY, e->start, err) : st;
	st = st == ST_OK ? add_date(m, t, "START_TIME", DATE_TIME, e->start, err) : st;
	if (st == ST_OK && strcmp(when.buf, days.buf) == 0) {
		st = add_date(m, t, "BEGINS", DATE_TIME, e->start, err);
	}
	st = st == ST_OK ? letter_topic_add(t, "ZONE", date_zone_label(t->language->language, e->zone), err) : st;
	return st == ST_OK && e->answer_by != 0 ? add_date(m, t, "ANSWER_BY", DATE_DAY, e->answer_by, err) : st;
}

/* "9,12" as "9 Industry, innovation and infrastructure; 12 …" */
static void write_goals(const struct language *l, const char *sdgs, struct strbuf *out)
{
	for (const char *p = sdgs; *p != '\0'; p += *p == ',') {
		size_t len = strcspn(p, ",");
		const char *name;
		char key[16];

		(void)snprintf(key, sizeof key, "sdg.%.*s", (int)len, p);
		name = language_word(l, key);
		strbuf_addf(out, "%s%.*s%s%s", out->len > 0 ? "; " : "", (int)len, p, name != NULL ? "\u00a0" : "", name != NULL ? name : "");
		p += len;
	}
}

/* "LT,PL" as "Lithuania, Poland" */
static void write_countries(const char *language, const char *codes, struct strbuf *out)
{
	for (const char *p = codes; *p != '\0'; p += *p == ',') {
		size_t len = strcspn(p, ",");
		char code[8];

		(void)snprintf(code, sizeof code, "%.*s", (int)len, p);
		strbuf_adds(out, out->len > 0 ? ", " : "");
		place_country(language, code, out);
		p += len;
	}
}

/* What an offer of the Enterprise Europe Network says besides its texts. */
static enum status add_profile(struct maker *m, struct topic_language *t, struct error *err)
{
	const struct letter_offer *o = m->subject->offer;
	CLEANUP_STRBUF struct strbuf targets = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf goals = STRBUF_INIT;
	const char *sought = o->coordinator ? language_word(t->language->language, "offer-kind.coordinator") : NULL;
	enum status st;

	if (o->targets != NULL) {
		write_countries(t->language->code, o->targets, &targets);
	}
	if (o->sdgs != NULL) {
		write_goals(t->language->language, o->sdgs, &goals);
	}
	if (!strbuf_ok(&targets) || !strbuf_ok(&goals)) {
		return no_memory(err);
	}
	st = letter_topic_add(t, "OFFER_TARGETS", targets.buf, err);
	st = st == ST_OK ? letter_topic_add(t, "OFFER_SDGS", goals.buf, err) : st;
	st = st == ST_OK ? letter_topic_add(t, "OFFER_PROGRAMME", o->programme, err) : st;
	st = st == ST_OK ? letter_topic_add(t, "OFFER_CALL", o->call, err) : st;
	st = st == ST_OK ? letter_topic_add(t, "OFFER_COORDINATOR", sought, err) : st;
	return st == ST_OK && o->interest_until != 0 ? add_date(m, t, "INTEREST_UNTIL", DATE_DAY, o->interest_until, err) : st;
}

static enum status add_offer(struct maker *m, struct topic_language *t, struct error *err)
{
	CLEANUP_STRBUF struct strbuf country = STRBUF_INIT;
	const struct letter_offer *o = m->subject->offer;
	char name[80];
	enum status st;

	(void)snprintf(name, sizeof name, "offer-kind.%s", o->kind != NULL ? o->kind : "");
	st = letter_topic_add(t, "OFFER_KIND", language_word(t->language->language, name), err);
	st = st == ST_OK ? letter_topic_add(t, "OFFER_ID", o->key, err) : st;
	if (o->country != NULL) {
		place_country(t->language->code, o->country, &country);
	}
	st = st == ST_OK ? letter_topic_add(t, "OFFER_COUNTRY", strbuf_ok(&country) ? country.buf : o->country, err) : st;
	st = st == ST_OK ? add_profile(m, t, err) : st;
	return st == ST_OK && o->valid_until != 0 ? add_date(m, t, "VALID_UNTIL", DATE_DAY, o->valid_until, err) : st;
}

static enum status add_funding(struct maker *m, struct topic_language *t, struct error *err)
{
	const struct letter_funding *f = m->subject->funding;
	enum status st = letter_topic_add(t, "FUNDING_PROJECT", f->project, err);

	for (size_t i = 0; i < f->n_texts && st == ST_OK; i++) {
		if (strcmp(f->texts[i].language, t->language->code) != 0) {
			continue;
		}
		if (strcmp(f->texts[i].key, "statement") == 0) {
			st = letter_topic_add(t, "FUNDING_STATEMENT", f->texts[i].value, err);
		} else if (strcmp(f->texts[i].key, "alt") == 0) {
			st = letter_topic_add(t, "FUNDING_ALT", f->texts[i].value, err);
		}
	}
	if (st == ST_OK && topic_value(t, "FUNDING_ALT") == NULL) {
		st = letter_topic_add(t, "FUNDING_ALT", topic_value(t, "FUNDING_STATEMENT"), err);
	}
	return st;
}

static enum status set_values(struct maker *m, struct topic_language *t, struct error *err);

static enum status add_survey(struct maker *m, struct topic_language *t, bool *ret_has, struct error *err)
{
	const struct survey *s = m->subject->survey;
	enum status st = letter_survey_fill(t, s, ret_has, err);

	if (st == ST_OK && *ret_has && s->closes_at != 0) {
		st = add_date(m, t, "SURVEY_CLOSES", DATE_DAY, s->closes_at, err);
	}
	return st;
}

static enum status fill_language(struct maker *m, struct topic_language *t, struct error *err)
{
	const struct letter_subject *s = m->subject;
	const char *title;
	bool asks = true;
	enum status st = ST_OK;

	for (size_t i = 0; i < s->n_texts && st == ST_OK; i++) {
		if (strcmp(s->texts[i].language, t->language->code) == 0) {
			st = add_text(t, &s->texts[i], err);
		}
	}
	st = st == ST_OK && s->event != NULL ? add_event(m, t, err) : st;
	st = st == ST_OK && s->offer != NULL ? add_offer(m, t, err) : st;
	st = st == ST_OK && s->funding != NULL ? add_funding(m, t, err) : st;
	st = st == ST_OK && s->survey != NULL ? add_survey(m, t, &asks, err) : st;
	if (st != ST_OK) {
		return st;
	}
	title = topic_value(t, "TITLE");
	t->usable = title != NULL && asks;
	letter_answer_subjects(t, title != NULL ? title : "");
	for (int i = 0; i < ANSWERS; i++) {
		if (!strbuf_ok(&t->subjects[i])) {
			return no_memory(err);
		}
	}
	return set_values(m, t, err);
}

static void set_rows(struct template_values *values, const struct topic_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		template_add_row(values, rows->section);
		template_set_row_value(values, "TIME", rows->rows[i].time, strlen(rows->rows[i].time));
		template_set_row_value(values, "ITEM", rows->rows[i].item, strlen(rows->rows[i].item));
	}
}

/* What every letter about the topic says alike is set once. */
static enum status set_values(struct maker *m, struct topic_language *t, struct error *err)
{
	const struct letter_topic *topic = m->topic;
	enum status st = template_values_new(&t->values, err);

	if (st != ST_OK) {
		return st;
	}
	letter_set_sender(m->book, t->language, t->values);
	for (size_t i = 0; i < t->n_pairs; i++) {
		template_set_value(t->values, t->pairs[i].name, t->pairs[i].value, strlen(t->pairs[i].value));
	}
	set_rows(t->values, &t->rows[0]);
	set_rows(t->values, &t->rows[1]);
	letter_survey_set(t, t->values);
	template_show(t->values, "FUNDING", topic->funded);
	template_show(t->values, "FUNDING_EMBLEM", topic->has_emblem);
	if (topic->is_event) {
		template_set_value(t->values, "CAPACITY", topic->capacity, strlen(topic->capacity));
		template_set_value(t->values, "PARTY_MAX", topic->party_max, strlen(topic->party_max));
	}
	return ST_OK;
}

static enum status fill_numbers(struct maker *m, struct error *err)
{
	struct letter_topic *t = m->topic;
	const struct letter_event *e = m->subject->event;

	t->is_event = e != NULL;
	t->is_offer = m->subject->offer != NULL;
	t->is_survey = m->subject->survey != NULL;
	t->funded = m->subject->funding != NULL;
	t->key = strdup(e != NULL ? e->key : t->is_offer ? m->subject->offer->key
			: t->is_survey ? m->subject->survey->key : "");
	t->zone = strdup(e != NULL ? e->zone : "UTC");
	if (t->key == NULL || t->zone == NULL) {
		return no_memory(err);
	}
	if (e != NULL) {
		t->start = e->start;
		t->end = e->end;
		t->sequence = e->sequence;
		(void)snprintf(t->capacity, sizeof t->capacity, "%d", e->capacity);
		(void)snprintf(t->party_max, sizeof t->party_max, "%d", e->party_max);
	}
	return ST_OK;
}

enum status letter_topic_new(const struct letter_book *book, const struct letter_subject *subject,
		struct letter_topic **ret, struct error *err)
{
	CLEANUP_LETTER_TOPIC struct letter_topic *topic = calloc(1, sizeof *topic);
	CLEANUP_ZONES struct zones *zones = NULL;
	struct maker m = { .topic = topic, .book = book, .subject = subject };
	enum status st;

	if (topic == NULL || (topic->languages = calloc(book->n_languages + 1, sizeof *topic->languages)) == NULL) {
		return no_memory(err);
	}
	st = zones_new(&zones, err);
	m.zones = zones;
	st = st == ST_OK ? fill_numbers(&m, err) : st;
	if (st == ST_OK && subject->funding != NULL && subject->funding->emblem != NULL) {
		st = letter_file_read(subject->funding->emblem, "funding", &topic->emblem, err);
		topic->has_emblem = st == ST_OK;
	}
	for (size_t i = 0; i < book->n_languages && st == ST_OK; i++) {
		struct topic_language *t = &topic->languages[topic->n_languages++];

		t->language = &book->languages[i];
		for (int k = 0; k < ANSWERS; k++) {
			strbuf_init(&t->subjects[k]);
		}
		st = fill_language(&m, t, err);
	}
	if (st == ST_OK) {
		*ret = TAKE_PTR(topic);
	}
	return st;
}

static void release_language(struct topic_language *t)
{
	for (size_t i = 0; i < t->n_pairs; i++) {
		if (strncmp(t->pairs[i].name, "TEXT_", 5) == 0) {
			union {
				const char *constant;
				char *owned;
			} name = { t->pairs[i].name };

			free(name.owned);
		}
		free(t->pairs[i].value);
	}
	for (int i = 0; i < 2; i++) {
		free(t->rows[i].text);
		free(t->rows[i].rows);
	}
	for (int i = 0; i < ANSWERS; i++) {
		strbuf_release(&t->subjects[i]);
	}
	letter_survey_release(t);
	template_values_free(t->values);
	free(t->pairs);
}

void letter_topic_free(struct letter_topic *topic)
{
	if (topic == NULL) {
		return;
	}
	for (size_t i = 0; i < topic->n_languages; i++) {
		release_language(&topic->languages[i]);
	}
	if (topic->has_emblem) {
		letter_file_release(&topic->emblem);
	}
	free(topic->languages);
	free(topic->key);
	free(topic->zone);
	free(topic);
}

void letter_topic_cleanup(struct letter_topic **topic)
{
	letter_topic_free(*topic);
}

const struct topic_language *letter_topic_language(const struct letter_topic *topic, const struct letter_language *language)
{
	for (size_t i = 0; topic != NULL && i < topic->n_languages; i++) {
		if (topic->languages[i].language == language) {
			return &topic->languages[i];
		}
	}
	return NULL;
}
