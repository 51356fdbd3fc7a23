/* Names: display names of senders, comparison, and the way back to the nominative. */
#include "domain/people.h"

#include "language/tokens.h"
#include "util/cleanup.h"
#include "util/fold.h"
#include "util/text.h"

#include <string.h>

static const char *const cases[] = { "names.acc-m", "names.acc-f", "names.ins-m", "names.ins-f", "names.gen-m", "names.gen-f",
	"names.dat-m", "names.dat-f" };

static bool ends_with(const char *word, const char *suffix)
{
	size_t n = strlen(word), m = strlen(suffix);

	return n > m && memcmp(word + n - m, suffix, m) == 0;
}

/* The dictionary's spelling of a given name of that gender ('m', 'f', or 0: any), or NULL. */
static const char *given(const struct language *l, const char *word, char gender)
{
	static const char *const sections[] = { "names.given-m", "names.given-f" };
	char folded[128];

	(void)fold_into(word, strlen(word), folded, sizeof folded);
	for (size_t s = 0; s < 2; s++) {
		const char *spelled = gender == 0 || gender == (s == 0 ? 'm' : 'f') ? language_listed(l, sections[s], folded) : NULL;

		if (spelled != NULL) {
			return spelled;
		}
	}
	return NULL;
}

/* Whether the word stands in the dictionary just so. In a text without marks its letters alone have to fit: there "Natalia" may
 * be "Natalią". */
static bool is_nominative(const struct language *l, const char *word, bool plain)
{
	const char *spelled = given(l, word, 0);
	size_t n = strlen(word);

	return spelled != NULL && (plain || (strncmp(spelled, word, n) == 0 && strchr(" \n\t", spelled[n]) != NULL));
}

/* What a rule of a case section makes of the word: -ą = as. */
struct change {
	char word[96];
	bool strict; /* the ending is never a nominative */
	size_t suffix;
};

static bool apply_rule(const struct phrase *rule, const char *word, bool plain, bool want_given, const struct language *l, char gender,
		struct change *ret)
{
	size_t n = strlen(word), m;
	const char *to = rule->value;

	if (ends_with(word, rule->text)) {
		m = strlen(rule->text);
	} else {
		m = strlen(rule->folded);
		if (!plain || m == strlen(rule->text) || !ends_with(word, rule->folded)) {
			return false;
		}
	}
	ret->strict = *to == '!';
	to += *to == '!';
	while (*to != '\0') {
		size_t len = strcspn(to, " \n");
		size_t keep = n - m;

		if (keep + len + 1 <= sizeof ret->word) {
			memcpy(ret->word, word, keep);
			memcpy(ret->word + keep, to, len * !(len == 1 && *to == '-'));
			ret->word[keep + len * !(len == 1 && *to == '-')] = '\0';
			ret->suffix = m;
			if (!want_given || given(l, ret->word, gender) != NULL) {
				return true;
			}
		}
		to += len + strspn(to + len, " \n");
	}
	return false;
}

/* The longest ending of the section that fits. */
static bool change_word(const struct language *l, const char *section, const char *word, bool plain, bool want_given, struct change *ret)
{
	const struct phrase *p;
	size_t n = language_phrases(l, section, &p);
	char gender = section[strlen(section) - 1];
	bool found = false;

	for (size_t i = 0; i < n; i++) {
		struct change c;

		if (apply_rule(&p[i], word, plain, want_given, l, gender, &c) && (!found || c.suffix > ret->suffix)) {
			*ret = c;
			found = true;
		}
	}
	return found;
}

bool person_is_given(const struct language *l, const char *word, bool plain, bool nominative)
{
	struct change c;

	if (given(l, word, 0) != NULL) {
		return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(cases) && !nominative; i++) {
		if (change_word(l, cases[i], word, plain, true, &c)) {
			return true;
		}
	}
	return false;
}

bool person_is_patronymic(const struct language *l, const char *word)
{
	const struct phrase *p;
	size_t n = language_phrases(l, "names.patronymic", &p);

	for (size_t i = 0; i < n; i++) {
		if (ends_with(word, p[i].text)) {
			return true;
		}
	}
	return false;
}

static void swap_words(struct person_words *name, size_t a, size_t b)
{
	char keep[64];

	memcpy(keep, name->words[a], sizeof keep);
	memcpy(name->words[a], name->words[b], sizeof keep);
	memcpy(name->words[b], keep, sizeof keep);
}

/* "Kowalski Jan", "Пружина Зоряна Іванівна" → given name first. */
static void natural_order(const struct language *l, struct person_words *name, bool plain)
{
	if (name->n == 3 && person_is_patronymic(l, name->words[2])) {
		swap_words(name, 0, 1);
		swap_words(name, 1, 2);
	} else if (name->n == 2 && !person_is_given(l, name->words[0], plain, false) && person_is_given(l, name->words[1], plain, false)
			&& !person_is_patronymic(l, name->words[1])) {
		swap_words(name, 0, 1);
	}
}

static bool try_case(const struct language *l, const char *section, const struct person_words *name, bool plain, bool known,
		struct person_words *ret, bool *ret_strict)
{
	bool strict_last = false;

	*ret = *name;
	for (size_t i = 0; i < name->n; i++) {
		struct change c;
		bool foreign = i > 0 && i + 1 == name->n && known;

		if (change_word(l, section, name->words[i], plain, i == 0 && known, &c) && strlen(c.word) < sizeof ret->words[i]) {
			memcpy(ret->words[i], c.word, strlen(c.word) + 1);
			strict_last = c.strict;
		} else if (!foreign) {
			return false; /* a surname may be one that does not change (Рябко) */
		} else {
			strict_last = false;
		}
		if (i == 0 && !known && !c.strict) {
			return false;
		}
	}
	*ret_strict = strict_last;
	return true;
}

void person_nominative(const struct language *l, struct person_words *name, bool object, bool plain)
{
	struct person_words best;
	bool nominative, found = false;

	natural_order(l, name, plain);
	nominative = is_nominative(l, name->words[0], plain);
	for (int known = 1; known >= 0 && !found; known--) {
		for (size_t i = 0; i < ARRAY_SIZE(cases) && !found; i++) {
			struct person_words changed;
			bool strict;

			if (try_case(l, cases[i], name, plain, known != 0, &changed, &strict)
					&& (strict || !nominative || (object && i < 2 && memcmp(changed.words[name->n - 1],
						name->words[name->n - 1], sizeof changed.words[0]) != 0))
					&& (known != 0 || (strict && !nominative))) {
				best = changed;
				found = true;
			}
		}
	}
	if (found) {
		*name = best;
	}
	if (plain && given(l, name->words[0], 0) != NULL) {
		const char *spelled = given(l, name->words[0], 0);
		size_t len = strcspn(spelled, " \n\t");

		memcpy(name->words[0], spelled, len < 63 ? len : 63);
		name->words[0][len < 63 ? len : 63] = '\0';
	}
}

bool person_same(const char *a, const char *b)
{
	CLEANUP_STRBUF struct strbuf x = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf y = STRBUF_INIT;
	size_t words = 0, same = 0, other = 1;

	fold_add(&x, a, strlen(a));
	fold_add(&y, b, strlen(b));
	for (const char *s = x.buf; *s != '\0'; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");
		const char *at = y.buf;

		words++;
		while (*at != '\0') {
			size_t m = strcspn(at, " ");

			if (m == n && memcmp(at, s, n) == 0) {
				same++;
				break;
			}
			at += m + strspn(at + m, " ");
		}
		s += n;
	}
	for (const char *s = y.buf; *s != '\0'; s++) {
		other += *s == ' ';
	}
	return same > 0 && (same == words || same == other) && same + 1 >= (words > 2 || other > 2 ? 3 : 2);
}

static bool joins_firm(const struct vocabulary *v, const struct token *t)
{
	return vocabulary_in_class(v, "office", t) || vocabulary_in_class(v, "role", t);
}

bool person_of_display(const struct vocabulary *v, const char *display, char *buf, size_t size)
{
	CLEANUP_TOKENS struct tokens t = TOKENS_INIT;
	char words[PERSON_MAX_WORDS][128];
	size_t n = 0, len = 0;
	bool swapped = false;
	const char *cut = strpbrk(display, "|(<@/");
	const char *via = strstr(display, " via ");

	cut = via != NULL && (cut == NULL || via < cut) ? via : cut;
	if (tokens_read(display, cut != NULL ? (size_t)(cut - display) : strlen(display), &t, NULL) != ST_OK) {
		return false;
	}
	for (size_t i = 0; i < t.n; i++) {
		const struct token *w = &t.items[i];

		if (w->kind != TOKEN_WORD || joins_firm(v, w) || n == PERSON_MAX_WORDS || !w->upper || w->before == '"') {
			return false;
		}
		if (vocabulary_in_class(v, "title", w)) {
			continue;
		}
		swapped = swapped || (n == 1 && (w->before == ',' || (t.items[i - 1].shout && !w->shout)));
		(void)(w->shout && w->fold_len > 1 ? text_title(w->text, w->len, words[n], sizeof words[0])
			: (size_t)snprintf(words[n], sizeof words[0], "%.*s", (int)w->len, w->text));
		n++;
	}
	if (n == 2 && !swapped) {
		const struct language *l = vocabulary_language(v);

		swapped = given(l, words[0], 0) == NULL && given(l, words[1], 0) != NULL;
	}
	for (size_t i = 0; i < n && n > 1; i++) {
		int k = snprintf(buf + len, size - len, "%s%s", i > 0 ? " " : "", words[swapped ? (i + 1) % n : i]);

		if (k < 0 || (size_t)k >= size - len) {
			return false;
		}
		len += (size_t)k;
	}
	return n > 1;
}
