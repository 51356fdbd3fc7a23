/* The phrases of all language packs by kind, sorted by their first byte, so that a line is compared with few. */
#include "mail/reply_private.h"
#include "util/ascii.h"
#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdlib.h>
#include <string.h>

struct rule_table {
	struct rule *rules;
	size_t n;
	uint32_t first[257]; /* rules of first byte c: first[c] … first[c + 1] */
};

struct reply_rules {
	struct rule_table tables[RULE_KINDS];
	size_t n_strings;
	char **strings;
};

static const char *const sections[RULE_KINDS] = {
	[RULE_HEADER] = "quote.header",
	[RULE_BLOCK] = "quote.block",
	[RULE_WROTE] = "quote.wrote",
	[RULE_ON] = "quote.on",
	[RULE_MOBILE] = "signature.mobile",
	[RULE_CLOSING] = "signature.closing",
	[RULE_POSTSCRIPT] = "signature.postscript",
	[RULE_COMPANY] = "signature.company",
	[RULE_DISCLAIMER] = "disclaimer",
	[RULE_DISCLAIMER_WORD] = "disclaimer.words",
	[RULE_FORWARD] = "subject.forward",
};

static int rule_value(enum rule_kind kind, const char *value)
{
	static const struct {
		const char *name;
		int value;
	} classes[] = {
		{ "from", HEADER_FROM },
		{ "date", HEADER_DATE },
		{ "to", HEADER_TO },
		{ "subject", HEADER_SUBJECT },
	};

	if (kind == RULE_HEADER) {
		for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
			if (strcmp(value, classes[i].name) == 0) {
				return classes[i].value;
			}
		}
		return HEADER_OTHER;
	}
	return strcmp(value, "forward") == 0 || strcmp(value, "weak") == 0;
}

static bool add_phrase(struct reply_rules *rules, enum rule_kind kind, const struct phrase *phrase)
{
	struct rule_table *t = &rules->tables[kind];
	char *text;

	if (phrase->folded[0] == '\0') {
		return true;
	}
	if (!ARRAY_ROOM(t->rules, t->n)) {
		return false;
	}
	if (!ARRAY_ROOM(rules->strings, rules->n_strings)) {
		return false;
	}
	text = strdup(phrase->folded);
	if (text == NULL) {
		return false;
	}
	rules->strings[rules->n_strings++] = text;
	t->rules[t->n++] = (struct rule){ text, (uint32_t)strlen(text), rule_value(kind, phrase->value) };
	return true;
}

/* By first byte, then longest first: the longest phrase wins. */
static int compare_rules(const void *a, const void *b)
{
	const struct rule *x = a;
	const struct rule *y = b;
	int first = (unsigned char)x->folded[0] - (unsigned char)y->folded[0];

	if (first != 0) {
		return first;
	}
	return x->len != y->len ? (x->len > y->len ? -1 : 1) : strcmp(x->folded, y->folded);
}

static void index_table(struct rule_table *t)
{
	size_t at = 0;

	if (t->n > 0) {
		qsort(t->rules, t->n, sizeof(*t->rules), compare_rules);
	}
	for (size_t c = 0; c <= 256; c++) {
		while (at < t->n && (unsigned char)t->rules[at].folded[0] < c) {
			at++;
		}
		t->first[c] = (uint32_t)at;
	}
	t->first[256] = (uint32_t)t->n;
}

enum status reply_rules_new(const struct languages *languages, struct reply_rules **ret, struct error *err)
{
	CLEANUP_REPLY_RULES struct reply_rules *rules = calloc(1, sizeof(*rules));
	bool ok = rules != NULL;

	for (size_t i = 0; ok && languages != NULL && i < languages_count(languages); i++) {
		for (size_t kind = 0; ok && kind < RULE_KINDS; kind++) {
			const struct phrase *phrases;
			size_t n = language_phrases(languages_at(languages, i), sections[kind], &phrases);

			for (size_t k = 0; ok && k < n; k++) {
				ok = add_phrase(rules, (enum rule_kind)kind, &phrases[k]);
			}
		}
	}
	if (!ok) {
		return error_set(err, ST_NOMEM, "rules of reply reading: out of memory");
	}
	for (size_t kind = 0; kind < RULE_KINDS; kind++) {
		index_table(&rules->tables[kind]);
	}
	*ret = TAKE_PTR(rules);
	return ST_OK;
}

void reply_rules_free(struct reply_rules *rules)
{
	if (rules == NULL) {
		return;
	}
	for (size_t i = 0; i < rules->n_strings; i++) {
		free(rules->strings[i]);
	}
	for (size_t kind = 0; kind < RULE_KINDS; kind++) {
		free(rules->tables[kind].rules);
	}
	free(rules->strings);
	free(rules);
}

void reply_rules_cleanup(struct reply_rules **rules)
{
	reply_rules_free(*rules);
}

const struct rule *rules_of(const struct reply_rules *rules, enum rule_kind kind, unsigned char first, size_t *ret_n)
{
	const struct rule_table *t = &rules->tables[kind];

	*ret_n = t->first[first + 1u] - t->first[first];
	return t->rules + t->first[first];
}

static bool is_word_byte(char c)
{
	return (unsigned char)c >= 0x80 || ascii_is_alnum(c);
}

const struct rule *rule_at(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len)
{
	size_t n;
	const struct rule *r;

	if (len == 0) {
		return NULL;
	}
	r = rules_of(rules, kind, (unsigned char)folded[0], &n);
	for (size_t i = 0; i < n; i++) {
		if (r[i].len <= len && memcmp(r[i].folded, folded, r[i].len) == 0
				&& (r[i].len == len || !is_word_byte(folded[r[i].len])
						|| !is_word_byte(r[i].folded[r[i].len - 1]))) {
			return &r[i];
		}
	}
	return NULL;
}

const struct rule *rule_in(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len,
		size_t *ret_at)
{
	for (size_t i = 0; i < len; i++) {
		const struct rule *r;

		if (i > 0 && is_word_byte(folded[i - 1]) && (unsigned char)folded[i] < 0xe0) {
			continue; /* inside a word; writing without blanks (CJK) has no inside */
		}
		r = rule_at(rules, kind, folded + i, len - i);
		if (r != NULL) {
			*ret_at = i;
			return r;
		}
	}
	return NULL;
}

bool rule_within(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len)
{
	const struct rule_table *t = &rules->tables[kind];

	for (size_t i = 0; i < t->n; i++) {
		if (memmem(folded, len, t->rules[i].folded, t->rules[i].len) != NULL) {
			return true;
		}
	}
	return false;
}

const struct rule *rule_equal(const struct reply_rules *rules, enum rule_kind kind, const char *folded, size_t len)
{
	const struct rule *r = rule_at(rules, kind, folded, len);

	return r != NULL && r->len == len ? r : NULL;
}
