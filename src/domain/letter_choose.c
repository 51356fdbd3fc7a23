/* Which language a contact's letter is in. */
#include "domain/letter_private.h"

#include "util/cleanup.h"

#include <string.h>

static bool allowed(const char *languages, const char *code, size_t len)
{
	if (languages == NULL || *languages == '\0') {
		return true;
	}
	for (const char *s = languages; *s != '\0';) {
		size_t n;

		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		if (n == len && memcmp(s, code, len) == 0) {
			return true;
		}
		s += n;
	}
	return false;
}

/* A language in which both the letter and the topic are there. */
static const struct letter_language *usable(const struct letter_book *book, const struct letter_message *m,
		const char *code, size_t len)
{
	const struct letter_language *l = letter_book_language(book, code, len);
	const struct topic_language *t;

	if (l == NULL || !allowed(m->languages, code, len) || letter_book_find(l, m->letter) == NULL) {
		return NULL;
	}
	t = letter_topic_language(m->topic, l);
	return m->topic == NULL || (t != NULL && t->usable) ? l : NULL;
}

/* "be:ru:en, uk:en": what follows the language in its chain. */
static const struct letter_language *fallback(const struct letter_book *book, const struct letter_message *m,
		const char *code, size_t len)
{
	for (const char *s = m->fallback; s != NULL && *s != '\0';) {
		size_t n, first;
		const struct letter_language *l = NULL;

		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		first = strcspn(s, ":, \t");
		if (first == len && memcmp(s, code, len) == 0) {
			for (const char *p = s + first; p < s + n && l == NULL;) {
				size_t k = strcspn(p + 1, ":, \t");

				l = usable(book, m, p + 1, k);
				p += 1 + k;
			}
			return l;
		}
		s += n;
	}
	return NULL;
}

/* Nobody said the language: that of the country and English, else the first two of the campaign. */
static void choose_unknown(const struct letter_book *book, const struct letter_message *m, struct letter_choice *ret)
{
	static const struct {
		const char *country, *code;
	} countries[] = { { "LT", "lt" }, { "PL", "pl" }, { "UA", "uk" }, { "BY", "be" }, { "RU", "ru" } };
	const char *country = m->contact->country != NULL ? m->contact->country : "";
	const struct letter_language *english = usable(book, m, "en", 2);

	for (size_t i = 0; i < ARRAY_SIZE(countries) && ret->n == 0; i++) {
		if (strcmp(countries[i].country, country) == 0) {
			const struct letter_language *l = usable(book, m, countries[i].code, 2);

			l = l != NULL ? l : fallback(book, m, countries[i].code, 2);
			if (l != NULL) {
				ret->languages[ret->n++] = l;
			}
		}
	}
	for (const char *s = m->languages; s != NULL && *s != '\0' && ret->n == 0;) {
		size_t n;
		const struct letter_language *l;

		s += strspn(s, ", \t");
		n = strcspn(s, ", \t");
		l = usable(book, m, s, n);
		if (l != NULL) {
			ret->languages[ret->n++] = l;
		}
		s += n;
	}
	if (english != NULL && (ret->n == 0 || ret->languages[0] != english)) {
		ret->languages[ret->n++] = english;
	}
}

/* What is lacking, in the order in which it is to be mended. */
static enum status tell_missing(const struct letter_book *book, const struct letter_message *m, const char *code, size_t len,
		struct error *err)
{
	const struct letter_language *l = letter_book_language(book, code, len);
	const struct topic_language *t = letter_topic_language(m->topic, l);
	const char *who = m->contact->email;

	if (len == 0) {
		return error_set(err, ST_NOT_FOUND, "no letter '%s' for %s: the language is not known, and none of the campaign's fits; "
				"set the contact's language", m->letter, who);
	}
	if (l == NULL || letter_book_find(l, m->letter) == NULL) {
		return error_set(err, ST_NOT_FOUND, "no letter '%s' for %s in its language %s: write templates/%s/%s.md or set "
				"fallback = %s:en", m->letter, who, code, code, m->letter, code);
	}
	if (m->topic != NULL && (t == NULL || !t->usable)) {
		return error_set(err, ST_NOT_FOUND, "no letter '%s' for %s in its language %s: what it is about has no title there; "
				"add [text %s] to its file and %s to languages, or set fallback = %s:en", m->letter, who, code, code, code,
				code);
	}
	return error_set(err, ST_NOT_FOUND, "no letter '%s' for %s: its language %s is not among the campaign's; add it to languages "
			"or set fallback = %s:en", m->letter, who, code, code);
}

enum status letter_choose(const struct letter_book *book, const struct letter_message *m, struct letter_choice *ret,
		struct error *err)
{
	const char *code = m->contact->language != NULL ? m->contact->language : "";
	size_t len = strcspn(code, "-_");
	const struct letter_language *l = NULL;

	*ret = (struct letter_choice){ .n = 0 };
	if (len == 0) {
		choose_unknown(book, m, ret);
	} else {
		l = usable(book, m, code, len);
		l = l != NULL ? l : fallback(book, m, code, len);
		if (l == NULL && m->campaign == NULL) { /* service letters go to everybody who wrote */
			l = usable(book, m, "en", 2);
		}
		if (l != NULL) {
			ret->languages[ret->n++] = l;
		}
	}
	/* Who wrote to us gets an answer, in whatever language the event has texts. */
	for (size_t i = 0; i < book->n_languages && ret->n == 0 && m->campaign == NULL; i++) {
		const char *other = book->languages[i].code;

		l = usable(book, m, other, strlen(other));
		if (l != NULL) {
			ret->languages[ret->n++] = l;
		}
	}
	if (ret->n > 0) {
		return ST_OK;
	}
	return tell_missing(book, m, code, len, err);
}

enum status letter_language(const struct letter_book *book, const struct letter_message *message,
		char ret[LETTER_LANGUAGE_SIZE], struct error *err)
{
	struct letter_choice choice;
	enum status st = letter_choose(book, message, &choice, err);

	if (st == ST_OK) {
		(void)snprintf(ret, LETTER_LANGUAGE_SIZE, "%s%s%s", choice.languages[0]->code, choice.n > 1 ? "+" : "",
				choice.n > 1 ? choice.languages[1]->code : "");
	}
	return st;
}
