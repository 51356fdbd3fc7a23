/* Every variable of one message in one language. Values are borrowed or stand in the press's scratch buffers. */
#include "domain/letter_private.h"

#include "mail/address.h"
#include "util/ascii.h"
#include "util/cleanup.h"

#include <string.h>

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "letter: out of memory");
}

struct strbuf *letter_scratch_take(struct letter_scratch *scratch)
{
	if (scratch->used == scratch->n) {
		size_t n = scratch->n == 0 ? 32 : scratch->n * 2;
		struct strbuf **grown = realloc(scratch->slots, n * sizeof(struct strbuf *));

		if (grown == NULL) {
			return NULL;
		}
		scratch->slots = grown;
		for (; scratch->n < n; scratch->n++) {
			grown[scratch->n] = malloc(sizeof **grown);
			if (grown[scratch->n] == NULL) {
				return NULL;
			}
			strbuf_init(grown[scratch->n]);
		}
	}
	strbuf_reset(scratch->slots[scratch->used]);
	return scratch->slots[scratch->used++];
}

/* Plain printable text needs no copy. */
static bool is_plain(const char *s, size_t *ret_len)
{
	const char *p = s;

	for (; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c < 0x20 || c == 0x7F || c >= 0xE2 || (c == 0xC2 && (unsigned char)p[1] < 0xA0)) {
			return false;
		}
		/* Two-byte letters: Latin with marks, Cyrillic. */
		if (c >= 0x80) {
			if (c < 0xC2 || c >= 0xE0 || ((unsigned char)p[1] & 0xC0) != 0x80) {
				return false;
			}
			p++;
		}
	}
	*ret_len = (size_t)(p - s);
	return true;
}

void letter_set_text(struct letter_press *press, const char *name, const char *value, bool lines)
{
	struct strbuf *sb;
	size_t len;

	if (value == NULL || *value == '\0') {
		return;
	}
	if (is_plain(value, &len)) {
		template_set_value(press->values, name, value, len);
		return;
	}
	sb = letter_scratch_take(&press->scratch);
	if (sb != NULL) {
		letter_clean(sb, value, lines);
		template_set_value(press->values, name, sb->buf, sb->len);
	}
}

static enum status set_contact(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language, struct error *err)
{
	const struct letter_contact *c = m->contact;
	const struct salutation_person person = { .name = c->name, .given_name = c->given_name,
		.family_name = c->family_name, .title = c->title, .position = c->position, .gender = c->gender,
		.salutation = c->salutation, .role = c->role || m->address != NULL };
	struct strbuf *salutation = letter_scratch_take(&press->scratch);
	struct salutation_guess guess;

	if (salutation == NULL) {
		return no_memory(err);
	}
	salutation_write(language->salutations, press->book->salutations, &person, salutation, &guess);
	if (!strbuf_ok(salutation)) {
		return no_memory(err);
	}
	letter_set_text(press, "SALUTATION", salutation->buf, false);
	template_show(press->values, "MALE", guess.gender == 'm');
	template_show(press->values, "FEMALE", guess.gender == 'f');
	letter_set_text(press, "NAME", c->name, false);
	letter_set_text(press, "GIVEN_NAME", c->given_name, false);
	letter_set_text(press, "FAMILY_NAME", c->family_name, false);
	letter_set_text(press, "CONTACT_TITLE", c->title, false);
	letter_set_text(press, "POSITION", c->position, false);
	if (m->page == NULL) {
		letter_set_text(press, "EMAIL", m->address != NULL ? m->address : c->email, false);
	}
	letter_set_text(press, "ORGANISATION", c->organisation, false);
	letter_set_text(press, "COUNTRY", c->country, false);
	letter_set_text(press, "REGION", c->region, false);
	letter_set_text(press, "TOWN", c->town, false);
	letter_set_text(press, "SECTOR", c->sector, false);
	letter_set_text(press, "SOURCE", c->source, false);
	return ST_OK;
}

static void set_text(struct template_values *values, const char *name, const char *value)
{
	if (value != NULL && *value != '\0') {
		template_set_value(values, name, value, strlen(value));
	}
}

void letter_set_sender(const struct letter_book *book, const struct letter_language *language, struct template_values *values)
{
	const struct letter_sender *s = book->sender;

	set_text(values, "SENDER", s->name);
	set_text(values, "SENDER_EMAIL", s->address);
	set_text(values, "SENDER_POSTAL", s->postal);
	set_text(values, "SENDER_PHONE", s->phone);
	set_text(values, "SENDER_WEBSITE", s->website);
	set_text(values, "SENDER_PRIVACY", s->privacy);
	set_text(values, "LANGUAGE", language->code);
	template_show(values, "LOGO", book->has_logo);
}

static void set_message(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language)
{
	if (m->page != NULL) {
		letter_page_set(press, m->page, language);
		return;
	}
	set_text(press->values, "CODE", m->token);
	template_show(press->values, "CAMPAIGN", m->campaign != NULL);
	template_show(press->values, "FIRST", m->campaign != NULL && !m->contact->informed);
}

/* "mailto:seminarai+TOKEN@…?subject=TAIP%3A%20…TOKEN%5D&body=…" */
static void set_answer(struct letter_press *press, const char *name, const char *token, const struct strbuf *subject,
		const struct strbuf *body)
{
	const struct letter_book *book = press->book;
	struct strbuf *sb = letter_scratch_take(&press->scratch);
	size_t len = strlen(token);

	if (sb == NULL) {
		return;
	}
	strbuf_add(sb, book->mailto.buf, book->mailto.len);
	strbuf_add(sb, token, book->sender->tagged ? len : 0);
	strbuf_add(sb, book->mailto_end.buf, book->mailto_end.len);
	strbuf_add(sb, subject->buf, subject->len);
	strbuf_add(sb, token, len);
	strbuf_add(sb, "%5D", 3);
	if (body != NULL) {
		strbuf_add(sb, body->buf, body->len);
	}
	template_set_value(press->values, name, sb->buf, sb->len);
}

static enum status set_answers(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language, const struct topic_language *topic, struct error *err)
{
	static const char *const names[ANSWERS] = { "MAILTO_YES", "MAILTO_NO", "MAILTO_MAYBE" };
	const struct letter_sender *s = press->book->sender;
	struct strbuf *address = letter_scratch_take(&press->scratch);
	struct strbuf *url = letter_scratch_take(&press->scratch);
	enum answer_about about = m->topic == NULL ? ABOUT_LIST : m->topic->is_offer ? ABOUT_OFFER : ABOUT_EVENT;

	if (address == NULL || url == NULL) {
		return no_memory(err);
	}
	address_add_tagged(address, s->reply_to != NULL ? s->reply_to : s->address, s->tagged ? m->token : NULL);
	template_set_value(press->values, "REPLY_ADDRESS", address->buf, address->len);
	for (int i = 0; i < ANSWERS && (topic != NULL || m->topic == NULL); i++) {
		set_answer(press, names[i], m->token, topic != NULL ? &topic->subjects[i] : &language->answer_subjects[i],
				&language->answer_bodies[i][about]);
	}
	if (m->campaign != NULL && json_get_string(press->params, "list-address") != NULL) {
		set_answer(press, "MAILTO_LEAVE", m->token, &press->book->leave_subject, NULL);
	}
	set_answer(press, "MAILTO_STOP", m->token, &language->stop_subject, NULL);
	if (s->unsubscribe != NULL && *s->unsubscribe != '\0') {
		strbuf_adds(url, s->unsubscribe);
		strbuf_adds(url, m->token);
		template_set_value(press->values, "UNSUBSCRIBE_URL", url->buf, url->len);
	}
	return strbuf_ok(address) && strbuf_ok(url) ? ST_OK : no_memory(err);
}

/* The one zone of a country, kept: ICU is slow to find it. "" when it has several. */
static const char *zone_of_country(struct letter_press *press, const char *country)
{
	const char *zone;
	size_t n = press->n_countries;

	if (country == NULL || strlen(country) != 2) {
		return "";
	}
	for (size_t i = 0; i < n; i++) {
		if (strcmp(press->countries[i].country, country) == 0) {
			return press->countries[i].zone;
		}
	}
	zone = zones_of_country(press->zones, country);
	if (n == COUNTRY_ZONES) {
		n = 0; /* begin again: no organiser writes to so many countries at once */
		press->n_countries = 0;
	}
	(void)snprintf(press->countries[n].country, sizeof press->countries[n].country, "%s", country);
	(void)snprintf(press->countries[n].zone, sizeof press->countries[n].zone, "%s", zone != NULL ? zone : "");
	press->n_countries = n + 1;
	return press->countries[n].zone;
}

static enum status set_local_time(struct letter_press *press, const struct letter_message *m,
		const struct letter_language *language, struct error *err)
{
	const char *zone = zone_of_country(press, m->contact->country);
	int there = 0, here = 0;
	struct strbuf *sb;
	enum status st;

	if (*zone == '\0' || strcmp(zone, m->topic->zone) == 0) {
		return ST_OK;
	}
	st = zones_offset(press->zones, m->topic->zone, m->topic->start, &there, err);
	st = st == ST_OK ? zones_offset(press->zones, zone, m->topic->start, &here, err) : st;
	if (st != ST_OK || there == here) {
		return st;
	}
	sb = letter_scratch_take(&press->scratch);
	if (sb == NULL) {
		return no_memory(err);
	}
	st = date_format(language->dates, press->zones, zone, DATE_TIME, m->topic->start, m->topic->start, sb, err);
	if (st == ST_OK) {
		template_set_value(press->values, "TIME_LOCAL", sb->buf, sb->len);
		set_text(press->values, "ZONE_LOCAL", date_zone_label(language->language, zone));
	}
	return st;
}

/* Whole numbers only: what is no number is as good as absent. */
static bool number_of(const char *s, size_t len, int64_t *ret)
{
	int64_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (!ascii_is_digit(s[i]) || n > 100000000) {
			return false;
		}
		n = n * 10 + (s[i] - '0');
	}
	*ret = n;
	return len > 0;
}

static enum status set_plurals(struct letter_press *press, const struct letter_compiled *letter,
		const struct letter_language *language, struct error *err)
{
	for (size_t i = 0; i < letter->n_plurals; i++) {
		const struct letter_plural *p = &letter->plurals[i];
		size_t len = 0;
		const char *value = template_value(press->values, p->base, &len);
		struct strbuf *sb;
		int64_t n;

		if (value == NULL || !number_of(value, len, &n)) {
			continue;
		}
		sb = letter_scratch_take(&press->scratch);
		if (sb == NULL || !plural_format(language->plurals, p->key, strlen(p->key), n, sb) || !strbuf_ok(sb)) {
			return no_memory(err);
		}
		template_set_value(press->values, p->variable, sb->buf, sb->len);
	}
	return ST_OK;
}

enum status letter_values_set(struct letter_press *press, const struct letter_message *m,
		const struct letter_compiled *letter, const struct letter_language *language, struct error *err)
{
	const struct topic_language *topic = letter_topic_language(m->topic, language);
	enum status st;

	template_values_clear(press->values);
	if (topic != NULL) {
		template_values_set_parent(press->values, topic->values);
	} else {
		letter_set_sender(press->book, language, press->values);
	}
	st = set_contact(press, m, language, err);
	set_message(press, m, language);
	st = st == ST_OK && m->page == NULL ? set_answers(press, m, language, topic, err) : st;
	if (st == ST_OK && letter->uses_local_time && m->topic != NULL && m->topic->is_event) {
		st = set_local_time(press, m, language, err);
	}
	st = st == ST_OK && press->params != NULL ? letter_params_set(press, m, language, err) : st;
	st = st == ST_OK ? set_plurals(press, letter, language, err) : st;
	return st == ST_OK && language->has_footer ? set_plurals(press, &language->footer, language, err) : st;
}
