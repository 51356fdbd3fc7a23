/* Commands are compared as wholes: a sentence that only holds the word is no command and is read like any other mail. */
#include "domain/list_words.h"

#include "util/cleanup.h"
#include "util/fold.h"

#include <string.h>

#define PHRASE_MAX 120

/* What stands around a word without meaning anything. */
static const char around[] = " \t\r\n.,;:!?\"'<>()[]*_-";

/* Folded without what is around it; "" when it is too long to be a command. */
static void tidy(const char *s, size_t len, char ret[PHRASE_MAX])
{
	char folded[PHRASE_MAX];
	size_t n, from;

	ret[0] = '\0';
	if (len >= PHRASE_MAX) {
		return;
	}
	n = fold_into(s, len, folded, sizeof folded);
	while (n > 0 && strchr(around, folded[n - 1]) != NULL) {
		folded[--n] = '\0';
	}
	from = strspn(folded, around);
	memmove(ret, folded + from, n >= from ? n - from + 1 : 1);
}

/* Is `have` one of the phrases "a, b, c" of a pack? */
static bool is_one_of(const char *phrases, const char *have)
{
	for (const char *p = phrases; p != NULL && *p != '\0';) {
		size_t len = strcspn(p, ",\n");
		char phrase[PHRASE_MAX];

		tidy(p, len, phrase);
		if (phrase[0] != '\0' && strcmp(phrase, have) == 0) {
			return true;
		}
		p += len + (p[len] != '\0');
	}
	return false;
}

static struct list_request find(const struct languages *languages, const char *s, size_t len)
{
	static const char *const keys[] = { "list.subscribe", "list.unsubscribe", "list.confirm", "list.decline" };
	static const enum list_command commands[] = { LIST_JOIN, LIST_LEAVE, LIST_CONFIRM, LIST_DECLINE };
	char have[PHRASE_MAX];

	tidy(s, len, have);
	for (size_t i = 0; have[0] != '\0' && i < languages_count(languages); i++) {
		const struct language *l = languages_at(languages, i);

		for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
			if (is_one_of(language_word(l, keys[k]), have)) {
				return (struct list_request){ commands[k], language_code(l) };
			}
		}
	}
	return (struct list_request){ LIST_NOTHING, NULL };
}

struct list_request list_words_read(const struct languages *languages, const char *subject, const char *text)
{
	struct list_request by_subject = { LIST_NOTHING, NULL };
	struct list_request by_text = { LIST_NOTHING, NULL };

	if (subject != NULL) {
		by_subject = find(languages, subject, strlen(subject));
	}
	if (text != NULL) {
		text += strspn(text, " \t\r\n");
		by_text = find(languages, text, strcspn(text, "\r\n"));
	}
	if (by_subject.command != LIST_NOTHING && by_text.command != LIST_NOTHING && by_subject.command != by_text.command) {
		return (struct list_request){ LIST_NOTHING, NULL };
	}
	return by_text.command != LIST_NOTHING ? by_text : by_subject;
}
