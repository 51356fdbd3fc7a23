/* The words of answers to questionnaires, out of all packs: people answer in another language than they were asked in. */
#include "domain/survey_private.h"

#include "util/array.h"
#include "util/cleanup.h"
#include "util/fold.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WORD 64

struct word {
	char *text; /* folded */
	size_t len;
};

struct survey_reader {
	struct {
		struct word *items;
		size_t n;
	} words[SURVEY_WORDS];
	uint32_t (*letters)[SURVEY_MAX_CHOICES]; /* a row for each pack, 0 behind the last */
	char (*codes)[8];                        /* whose they are */
	size_t n_rows;
};

static enum status no_memory(struct error *err)
{
	return error_set(err, ST_NOMEM, "questionnaire: out of memory");
}

static enum status add_word(struct survey_reader *r, enum survey_word kind, const char *s, size_t len, struct error *err)
{
	char folded[MAX_WORD];
	size_t n = fold_into(s, len, folded, sizeof folded);

	if (n == 0) {
		return ST_OK;
	}
	if (!ARRAY_ROOM(r->words[kind].items, r->words[kind].n)) {
		return no_memory(err);
	}
	r->words[kind].items[r->words[kind].n] = (struct word){ str_copy(folded, n), n };
	return r->words[kind].items[r->words[kind].n++].text != NULL ? ST_OK : no_memory(err);
}

static enum status add_words(struct survey_reader *r, enum survey_word kind, const char *list, struct error *err)
{
	enum status st = ST_OK;

	for (const char *p = list; st == ST_OK && p != NULL && *p != '\0';) {
		size_t len = strcspn(p, ",");

		st = add_word(r, kind, p, len, err);
		p += len + (p[len] == ',');
	}
	return st;
}

static uint32_t fold_letter(uint32_t c)
{
	CLEANUP_STRBUF struct strbuf one = STRBUF_INIT;
	char folded[16];
	const char *p = folded;
	size_t n;

	utf8_add(&one, c);
	n = fold_into(one.buf, one.len, folded, sizeof folded);
	return n > 0 ? utf8_next(&p, folded + n) : 0;
}

static void add_letters(struct survey_reader *r, const char *code, const char *list)
{
	const char *p = list != NULL ? list : "";
	const char *end = p + strlen(p);
	size_t n = 0;

	while (p < end && n < SURVEY_MAX_CHOICES) {
		uint32_t c = utf8_next(&p, end);

		if (c != ' ') {
			r->letters[r->n_rows][n++] = fold_letter(c);
		}
	}
	(void)snprintf(r->codes[r->n_rows], sizeof r->codes[0], "%s", code);
	r->n_rows += n > 0;
}

enum status survey_reader_new(const struct languages *languages, struct survey_reader **ret, struct error *err)
{
	static const char *const names[SURVEY_WORDS] = { "survey.all", "survey.none", "survey.skip", "survey.and", "survey.but",
		"survey.about", "survey.prefix", "survey.scale", "survey.tick", "answer.label-answer" };
	struct survey_reader *r = calloc(1, sizeof *r);
	size_t n = languages_count(languages);
	enum status st = ST_OK;

	if (r == NULL) {
		return no_memory(err);
	}
	r->letters = calloc(n + 1, sizeof *r->letters);
	r->codes = calloc(n + 1, sizeof *r->codes);
	st = r->letters != NULL && r->codes != NULL ? ST_OK : no_memory(err);
	for (size_t i = 0; i < n && st == ST_OK; i++) {
		for (int k = 0; k < SURVEY_WORDS && st == ST_OK; k++) {
			st = add_words(r, (enum survey_word)k, language_word(languages_at(languages, i), names[k]), err);
		}
		add_letters(r, language_code(languages_at(languages, i)), language_word(languages_at(languages, i), "survey.letters"));
	}
	if (st != ST_OK) {
		survey_reader_free(r);
		return st;
	}
	*ret = r;
	return ST_OK;
}

void survey_reader_free(struct survey_reader *r)
{
	if (r == NULL) {
		return;
	}
	for (int k = 0; k < SURVEY_WORDS; k++) {
		for (size_t i = 0; i < r->words[k].n; i++) {
			free(r->words[k].items[i].text);
		}
		free(r->words[k].items);
	}
	free(r->letters);
	free(r->codes);
	free(r);
}

bool survey_is_word(const struct survey_reader *r, enum survey_word kind, const char *folded, size_t len)
{
	for (size_t i = 0; i < r->words[kind].n; i++) {
		if (r->words[kind].items[i].len == len && memcmp(r->words[kind].items[i].text, folded, len) == 0) {
			return true;
		}
	}
	return false;
}

bool survey_has_word(const struct survey_reader *r, enum survey_word kind, const char *folded)
{
	static const char ends[] = " \t\n,;:()!?\"/";

	for (const char *p = folded + strspn(folded, ends); *p != '\0';) {
		size_t len = strcspn(p, ends);
		size_t bare = len > 1 && p[len - 1] == '.' ? len - 1 : len;

		if (survey_is_word(r, kind, p, len) || survey_is_word(r, kind, p, bare)) {
			return true;
		}
		p += len + strspn(p + len, ends);
	}
	return false;
}

/* Letters of one alphabet that look like those of the other: an answer is typed with whatever keyboard is at hand. */
static uint32_t look_alike(uint32_t c)
{
	static const uint32_t pairs[][2] = { { 'a', 0x430 }, { 'b', 0x432 }, { 'c', 0x441 }, { 'e', 0x435 }, { 'h', 0x43D },
		{ 'i', 0x456 }, { 'k', 0x43A }, { 'm', 0x43C }, { 'o', 0x43E }, { 'p', 0x440 }, { 't', 0x442 }, { 'x', 0x445 },
		{ 'y', 0x443 } };

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (pairs[i][0] == c || pairs[i][1] == c) {
			return pairs[i][0] == c ? pairs[i][1] : pairs[i][0];
		}
	}
	return 0;
}

static int place_in(const struct survey_reader *r, size_t row, uint32_t c, int n)
{
	for (int i = 0; c != 0 && i < n && i < SURVEY_MAX_CHOICES; i++) {
		if (r->letters[row][i] == c) {
			return i + 1;
		}
	}
	return 0;
}

/* The first row of any pack that has it. */
static int place_anywhere(const struct survey_reader *r, uint32_t c, int n)
{
	int at = 0;

	for (size_t row = 0; row < r->n_rows && at == 0; row++) {
		at = place_in(r, row, c, n);
	}
	return at;
}

int survey_letter(const struct survey_reader *r, const char *language, uint32_t c, int n, int *ret_other)
{
	uint32_t letter = fold_letter(c);
	int own, looks;

	*ret_other = 0;
	for (size_t row = 0; language != NULL && row < r->n_rows; row++) {
		if (strcmp(r->codes[row], language) != 0) {
			continue;
		}
		own = place_in(r, row, letter, n);
		if (own != 0) {
			return own;
		}
		looks = place_in(r, row, look_alike(letter), n);
		own = place_anywhere(r, letter, n);
		*ret_other = own != 0 && looks != 0 && own != looks ? looks : 0;
		return own != 0 ? own : looks;
	}
	own = place_anywhere(r, letter, n);
	return own != 0 ? own : place_anywhere(r, look_alike(letter), n);
}
