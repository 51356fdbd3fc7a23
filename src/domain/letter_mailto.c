/* Prepared answers: mailto links (RFC 6068) with a subject and a short form, in the letter's language. */
#include "domain/letter_private.h"

#include "util/ascii.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define TITLE_MAX 60 /* characters of a title in a prepared subject */

static const char *const answer_names[ANSWERS] = { "yes", "no", "maybe" };

void mailto_encode(struct strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];

		if (ascii_is_alnum(c) || c == '-' || c == '.'
				|| c == '_' || c == '~') {
			strbuf_addc(out, (char)c);
		} else if (c == '\n') {
			strbuf_adds(out, "%0D%0A");
		} else {
			strbuf_addf(out, "%%%02X", c);
		}
	}
}

static const char *answer_word(const struct letter_language *l, const char *key, struct problems *problems)
{
	char name[48];
	const char *word;

	(void)snprintf(name, sizeof name, "answer.%s", key);
	word = language_word(l->language, name);
	if (word == NULL) {
		problems_add(problems, l->conf, 0, "[answer] lacks '%s'", key);
		word = "";
	}
	return word;
}

/* "Taip, dalyvausime.\n\nKiek žmonių: \n…": the form that the reader of replies understands. */
static void write_form(const struct letter_language *l, enum answer_word word, enum answer_about about, struct strbuf *out,
		struct problems *problems)
{
	static const char *const abouts[ABOUTS] = { "event", "offer", "list" };
	bool people = word == ANSWER_YES && about == ABOUT_EVENT;
	char key[24];

	(void)snprintf(key, sizeof key, "%s-%s", answer_names[word], abouts[about]);
	strbuf_addf(out, "%s\n", answer_word(l, key, problems));
	if (about == ABOUT_LIST) {
		return; /* nothing is left to be said */
	}
	if (people) {
		strbuf_addf(out, "\n%s: \n", answer_word(l, "label-count", problems));
		strbuf_addf(out, "%s: \n", answer_word(l, "label-names", problems));
	}
	if (word != ANSWER_NO) {
		strbuf_addf(out, "%s%s: \n", people ? "" : "\n", answer_word(l, "label-questions", problems));
	}
}

static enum status load_answer(struct letter_language *l, enum answer_word word, struct problems *problems, struct error *err)
{
	struct strbuf *subject = &l->answer_subjects[word];
	const char *text = answer_word(l, answer_names[word], problems);
	bool ok;

	strbuf_init(subject);
	strbuf_adds(subject, "?subject=");
	mailto_encode(subject, text, strlen(text));
	mailto_encode(subject, " [", 2);
	ok = strbuf_ok(subject);
	for (int about = 0; about < ABOUTS; about++) {
		CLEANUP_STRBUF struct strbuf form = STRBUF_INIT;
		struct strbuf *out = &l->answer_bodies[word][about];

		write_form(l, word, (enum answer_about)about, &form, problems);
		strbuf_init(out);
		strbuf_adds(out, "&body=");
		mailto_encode(out, form.buf, form.len);
		ok = ok && strbuf_ok(&form) && strbuf_ok(out);
	}
	return ok ? ST_OK : error_set(err, ST_NOMEM, "answers: out of memory");
}

enum status letter_answers_load(struct letter_language *l, struct problems *problems, struct error *err)
{
	const char *stop;

	for (int word = 0; word < ANSWERS; word++) {
		enum status st = load_answer(l, (enum answer_word)word, problems, err);

		if (st != ST_OK) {
			return st;
		}
	}
	stop = answer_word(l, "stop", problems);
	strbuf_init(&l->stop_subject);
	strbuf_adds(&l->stop_subject, "?subject=");
	mailto_encode(&l->stop_subject, stop, strlen(stop));
	mailto_encode(&l->stop_subject, " [", 2);
	return strbuf_ok(&l->stop_subject) ? ST_OK : error_set(err, ST_NOMEM, "answers: out of memory");
}

/* What may stand in the address of a mailto URL as it is; the rest is encoded. */
void mailto_encode_address(struct strbuf *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '@' || s[i] == '+') {
			strbuf_addc(out, s[i]);
		} else {
			mailto_encode(out, s + i, 1);
		}
	}
}

void letter_list_id(const char *address, struct strbuf *out)
{
	for (const char *p = address; *p != '\0'; p++) {
		strbuf_addc(out, *p == '@' || *p == '+' || *p == '_' ? '.' : *p);
	}
}

enum status letter_mailto_load(struct letter_book *book, struct error *err)
{
	const struct letter_sender *s = book->sender;
	const char *address = s->reply_to != NULL ? s->reply_to : s->address;
	const char *at = strrchr(address, '@');
	size_t local = at != NULL ? (size_t)(at - address) : strlen(address);

	strbuf_init(&book->leave_subject);
	strbuf_adds(&book->leave_subject, "?subject=unsubscribe%20%5B");
	strbuf_init(&book->mailto);
	strbuf_init(&book->mailto_end);
	strbuf_adds(&book->mailto, "mailto:");
	mailto_encode_address(&book->mailto, address, local);
	if (s->tagged) {
		strbuf_addc(&book->mailto, '+');
	}
	mailto_encode_address(&book->mailto_end, address + local, strlen(address + local));
	return strbuf_ok(&book->mailto) && strbuf_ok(&book->mailto_end) ? ST_OK
			: error_set(err, ST_NOMEM, "answers: out of memory");
}

/* The first characters of a title, whole words where it can be. */
static size_t title_length(const char *title)
{
	const char *s = title, *end = title + strlen(title), *blank = NULL;

	for (int n = 0; s < end; n++) {
		if (n >= TITLE_MAX) {
			return (size_t)((blank != NULL ? blank : s) - title);
		}
		blank = *s == ' ' ? s : blank;
		(void)utf8_next(&s, end);
	}
	return (size_t)(end - title);
}

void letter_answer_subjects(struct topic_language *t, const char *title)
{
	for (int word = 0; word < ANSWERS; word++) {
		struct strbuf *out = &t->subjects[word];
		char name[24];
		const char *text;

		(void)snprintf(name, sizeof name, "answer.%s", answer_names[word]);
		text = language_word(t->language->language, name);
		strbuf_adds(out, "?subject=");
		mailto_encode(out, text != NULL ? text : "", text != NULL ? strlen(text) : 0);
		mailto_encode(out, ": ", 2);
		mailto_encode(out, title, title_length(title));
		mailto_encode(out, " [", 2);
	}
}
