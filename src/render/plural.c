/* Plural forms. The category of small numbers is looked up once, when the pack is loaded. */
#include "render/plural.h"

#include "util/cleanup.h"

#include <string.h>
#include <unicode/uenum.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

#define N_CATEGORIES 6
#define N_KNOWN 1001

static const char *const categories[N_CATEGORIES] = { "zero", "one", "two", "few", "many", "other" };
#define OTHER 5

struct plural_forms {
	const char *key; /* borrowed from the pack */
	const char *form[N_CATEGORIES];
	size_t len[N_CATEGORIES];
};

struct plurals {
	UPluralRules *rules;
	bool needed[N_CATEGORIES];
	unsigned char known[N_KNOWN];
	struct plural_forms *forms;
	size_t n;
	const char **keys;
};

static int category_index(const char *s, size_t len)
{
	for (int i = 0; i < N_CATEGORIES; i++) {
		if (strlen(categories[i]) == len && memcmp(categories[i], s, len) == 0) {
			return i;
		}
	}
	return -1;
}

static int select_category(const UPluralRules *rules, int64_t n)
{
	UChar word[16];
	char text[16];
	UErrorCode code = U_ZERO_ERROR;
	int32_t len = uplrules_select(rules, (double)n, word, (int32_t)ARRAY_SIZE(word), &code);
	int index;

	if (U_FAILURE(code) || len <= 0 || len >= (int32_t)sizeof text) {
		return OTHER;
	}
	u_UCharsToChars(word, text, len);
	index = category_index(text, (size_t)len);
	return index >= 0 ? index : OTHER;
}

static enum status open_rules(struct plurals *p, const char *locale, struct error *err)
{
	UErrorCode code = U_ZERO_ERROR;
	UEnumeration *words;
	const char *word;
	int32_t len = 0;

	p->rules = uplrules_open(locale, &code);
	if (U_FAILURE(code)) {
		return error_set(err, ST_CONFIG, "no plural rules for locale '%s'", locale);
	}
	words = uplrules_getKeywords(p->rules, &code);
	while (U_SUCCESS(code) && (word = uenum_next(words, &len, &code)) != NULL) {
		int index = category_index(word, (size_t)len);

		if (index >= 0) {
			p->needed[index] = true;
		}
	}
	uenum_close(words);
	for (int n = 0; n < N_KNOWN; n++) {
		p->known[n] = (unsigned char)select_category(p->rules, n);
	}
	return ST_OK;
}

static const char *skip_blanks(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\n')) {
		s++;
	}
	return s;
}

/* "few: # dalyviai" */
static void read_form(struct plurals *p, struct plural_forms *f, const char *s, const char *end, const char *file,
		int line, struct problems *problems)
{
	const char *colon = memchr(s, ':', (size_t)(end - s));
	int index;

	s = skip_blanks(s, end);
	index = colon != NULL && colon > s ? category_index(s, (size_t)(colon - s)) : -1;
	if (index < 0) {
		problems_add(problems, file, line, "'%.*s': write 'one: …', 'few: …', 'many: …' or 'other: …'",
				(int)(end - s > 40 ? 40 : end - s), s);
		return;
	}
	if (!p->needed[index]) {
		problems_add(problems, file, line, "'%s' has a form '%s', which this language does not have", f->key,
				categories[index]);
	}
	s = skip_blanks(colon + 1, end);
	while (end > s && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\n')) {
		end--;
	}
	f->form[index] = s;
	f->len[index] = (size_t)(end - s);
}

static void read_forms(struct plurals *p, struct plural_forms *f, const struct phrase *line, const char *file,
		struct problems *problems)
{
	const char *s = line->value, *end = s + strlen(s);

	f->key = line->text;
	while (s < end) {
		const char *bar = memchr(s, '|', (size_t)(end - s));
		const char *stop = bar != NULL ? bar : end;

		read_form(p, f, s, stop, file, line->line, problems);
		s = bar != NULL ? bar + 1 : end;
	}
	for (int i = 0; i < N_CATEGORIES; i++) {
		if (p->needed[i] && f->form[i] == NULL) {
			problems_add(problems, file, line->line, "'%s' lacks the form '%s'", f->key, categories[i]);
		}
	}
}

static void plurals_cleanup(struct plurals **p)
{
	plurals_free(*p);
}

enum status plurals_load(const struct language *language, const char *file, struct plurals **ret,
		struct problems *problems, struct error *err)
{
	CLEANUP(plurals_cleanup) struct plurals *p = calloc(1, sizeof *p);
	const struct phrase *lines = NULL;
	const char *locale = language_word(language, "language.locale");
	size_t n = language_phrases(language, "plural", &lines);
	enum status st;

	if (p == NULL) {
		return error_set(err, ST_NOMEM, "plurals: out of memory");
	}
	st = open_rules(p, locale != NULL ? locale : language_code(language), err);
	if (st != ST_OK) {
		return st;
	}
	p->forms = calloc(n + 1, sizeof *p->forms);
	p->keys = calloc(n + 1, sizeof *p->keys);
	if (p->forms == NULL || p->keys == NULL) {
		return error_set(err, ST_NOMEM, "plurals: out of memory");
	}
	for (size_t i = 0; i < n; i++) {
		read_forms(p, &p->forms[i], &lines[i], file, problems);
		p->keys[i] = p->forms[i].key;
	}
	p->n = n;
	*ret = TAKE_PTR(p);
	return ST_OK;
}

void plurals_free(struct plurals *p)
{
	if (p == NULL) {
		return;
	}
	if (p->rules != NULL) {
		uplrules_close(p->rules);
	}
	free(p->forms);
	free(p->keys);
	free(p);
}

static const struct plural_forms *find(const struct plurals *p, const char *key, size_t len)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strlen(p->forms[i].key) == len && memcmp(p->forms[i].key, key, len) == 0) {
			return &p->forms[i];
		}
	}
	return NULL;
}

bool plural_has(const struct plurals *p, const char *key, size_t key_len)
{
	return find(p, key, key_len) != NULL;
}

static int category_of(const struct plurals *p, int64_t n)
{
	return n >= 0 && n < N_KNOWN ? p->known[n] : select_category(p->rules, n);
}

const char *plural_category(const struct plurals *p, int64_t n)
{
	return categories[category_of(p, n)];
}

bool plural_format(const struct plurals *p, const char *key, size_t key_len, int64_t n, struct strbuf *out)
{
	const struct plural_forms *f = find(p, key, key_len);
	int index = category_of(p, n);

	if (f == NULL) {
		return false;
	}
	if (f->form[index] == NULL) {
		index = OTHER; /* told when the pack was loaded */
	}
	for (size_t i = 0; f->form[index] != NULL && i < f->len[index]; i++) {
		if (f->len[index] - i >= 3 && memcmp(f->form[index] + i, "{n}", 3) == 0) {
			strbuf_addf(out, "%lld", (long long)n);
			i += 2;
		} else {
			strbuf_addc(out, f->form[index][i]);
		}
	}
	return true;
}

const char *const *plural_keys(const struct plurals *p)
{
	return p->keys;
}
