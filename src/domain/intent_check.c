/* Faults of vocabularies that compiling them does not show: what the reader would never look at, and phrases that say two
 * things at once. */
#include "domain/intent_private.h"

#include "util/cleanup.h"

#include <stdlib.h>
#include <string.h>

/* Sections of words that phrases and names are made of. */
static const char *const word_sections[] = { "people.", "names.", "intent.", "offer.", "bare.", NULL };
static const char *const plain_sections[] = { "names.given-m", "names.given-f", "names.acc-m", "names.acc-f", "names.ins-m", "names.ins-f",
	"names.gen-m", "names.gen-f", "names.dat-m", "names.dat-f", "names.patronymic", NULL };

static bool is_section(const char *name)
{
	for (size_t i = 0; i < SEC_COUNT; i++) {
		if (strcmp(intent_sections[i], name) == 0) {
			return true;
		}
	}
	for (size_t i = 0; plain_sections[i] != NULL; i++) {
		if (strcmp(plain_sections[i], name) == 0) {
			return true;
		}
	}
	return false;
}

static void check_section(const struct language *l, const char *name, struct problems *problems)
{
	const struct phrase *p;
	size_t n = language_phrases(l, name, &p);

	for (size_t i = 0; word_sections[i] != NULL; i++) {
		if (strncmp(name, word_sections[i], strlen(word_sections[i])) == 0 && !is_section(name)) {
			const char *near = nearest_word(name, intent_sections);

			problems_add(problems, n > 0 ? p[0].file : language_code(l), n > 0 ? p[0].line - 1 : 0,
					"no such section [%s]%s%s", name, near != NULL ? "; did you mean " : "", near != NULL ? near : "");
		}
	}
}

static void check_weights(const struct language *l, enum section section, struct problems *problems)
{
	const struct phrase *p;
	size_t n = language_phrases(l, intent_sections[section], &p);

	for (size_t i = 0; i < n; i++) {
		char *end;

		(void)strtod(p[i].value, &end);
		if ((end == p[i].value || *end != '\0') && !(section == SEC_PLUS && strcmp(p[i].value, "n") == 0)) {
			problems_add(problems, p[i].file, p[i].line, "[%s]: '%s' is no weight; write a number such as 3 behind the '='",
					intent_sections[section], p[i].value);
		}
	}
}

static void check_thresholds(const struct language *l, struct problems *problems)
{
	struct thresholds t = { .act = 0 };
	const struct phrase *p;
	size_t n = language_phrases(l, "thresholds", &p);

	for (size_t i = 0; i < n; i++) {
		if (threshold_named(&t, p[i].text) == NULL) {
			problems_add(problems, p[i].file, p[i].line, "[thresholds]: no such threshold '%s'", p[i].text);
		}
	}
}

struct claim {
	const char *word; /* the phrase, or one of its alternatives when it is one word; not NUL-terminated */
	size_t len;
	const struct phrase *phrase;
	enum section section;
};

static int by_word(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int d = memcmp(x->word, y->word, n);

	return d != 0 ? d : (x->len > y->len) - (x->len < y->len);
}

/* Splits a phrase of one element into its words; a longer one stays whole. Returns how many; `ret` may be NULL. */
static size_t claims_of(const struct phrase *p, enum section section, struct claim *ret)
{
	size_t n = 0;

	for (const char *s = p->folded; *s != '\0';) {
		size_t len = strchr(p->folded, ' ') != NULL ? strlen(s) : strcspn(s, "|");

		if (ret != NULL) {
			ret[n] = (struct claim){ .word = s, .len = len, .phrase = p, .section = section };
		}
		n++;
		s += len + (s[len] == '|');
	}
	return n;
}

static size_t gather(const struct language *l, struct claim *ret)
{
	size_t n = 0;

	for (enum section k = 0; k < SEC_COVERING; k++) {
		const struct phrase *p;
		size_t m = intent_sides[k] != INTENT_NONE ? language_phrases(l, intent_sections[k], &p) : 0;

		for (size_t i = 0; i < m; i++) {
			n += claims_of(&p[i], k, ret != NULL ? ret + n : NULL);
		}
	}
	return n;
}

static enum status check_contradictions(const struct language *l, struct problems *problems, struct error *err)
{
	size_t n = gather(l, NULL);
	CLEANUP_FREE struct claim *claims = calloc(n + 1, sizeof *claims);

	if (claims == NULL) {
		return error_set(err, ST_NOMEM, "packs: out of memory");
	}
	(void)gather(l, claims);
	qsort(claims, n, sizeof *claims, by_word);
	for (size_t i = 1; i < n; i++) {
		const struct claim *a = &claims[i - 1], *b = &claims[i];

		if (by_word(a, b) == 0 && intent_sides[a->section] != intent_sides[b->section]) {
			problems_add(problems, b->phrase->file, b->phrase->line, "[%s]: '%.*s' also stands in [%s], line %d, which says something else",
					intent_sections[b->section], (int)b->len, b->word, intent_sections[a->section], a->phrase->line);
		}
	}
	return ST_OK;
}

enum status intent_packs_check(const struct languages *languages, struct problems *problems, struct error *err)
{
	CLEANUP_INTENT_READER struct intent_reader *reader = NULL;
	enum status st = intent_reader_new(languages, NULL, &reader, problems, err);

	for (size_t i = 0; i < languages_count(languages) && st == ST_OK; i++) {
		const struct language *l = languages_at(languages, i);

		for (size_t k = 0; language_section(l, k) != NULL; k++) {
			check_section(l, language_section(l, k), problems);
		}
		for (enum section k = 0; k < SEC_COUNT; k++) {
			check_weights(l, k, problems);
		}
		check_thresholds(l, problems);
		st = check_contradictions(l, problems, err);
	}
	return st;
}
