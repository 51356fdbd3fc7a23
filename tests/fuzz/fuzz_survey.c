/* Any bytes as a reply to a questionnaire. The first byte chooses the form's language and whether the letter is known. What comes out
 * must be answers that the questionnaire can have. */
#include "domain/survey_read.h"
#include "mail/charset.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sent_text sent = {
	"We would like to know what firms need.\n\n1. Which technologies do you use in production? (you may choose several)\n\n"
	"a) Laser cutting\nb) Bending\nc) Welding\n\nAnswer 1:\n\n2. How many people work in the firm? (a number)\n\nAnswer 2:\n\n"
	"3. What should come next? (in your own words)\n\nAnswer 3:\n\nThank you for your time!", NULL, "What firms need",
};

static bool make_survey(struct survey *s)
{
	static const char *const texts[][3] = { { "en", "title", "What firms need" },
		{ "en", "1", "Which technologies do you use in production?" }, { "en", "1.1", "Laser cutting" }, { "en", "1.2", "Bending" },
		{ "en", "1.3", "Welding" }, { "en", "2", "How many people work in the firm?" }, { "en", "3", "What should come next?" },
		{ "ru", "title", "Что нужно" }, { "ru", "1", "Какие технологии вы используете?" }, { "ru", "1.1", "Лазерная резка" },
		{ "ru", "1.2", "Гибка" }, { "ru", "1.3", "Сварка" }, { "ru", "2", "Сколько человек?" }, { "ru", "3", "Что дальше?" } };
	bool ok = true;

	s->n_questions = 3;
	s->questions[0] = (struct survey_question){ .number = 1, .kind = SURVEY_CHOICES, .n_choices = 3 };
	s->questions[1] = (struct survey_question){ .number = 2, .kind = SURVEY_NUMBER, .has_minimum = true, .has_maximum = true, .maximum = 5000 };
	s->questions[2] = (struct survey_question){ .number = 3, .kind = SURVEY_TEXT };
	for (size_t i = 0; ok && i < sizeof texts / sizeof texts[0]; i++) {
		ok = texts_add(&s->texts, texts[i][0], texts[i][1], texts[i][2], NULL) == ST_OK;
	}
	texts_sort(&s->texts);
	return ok;
}

static void check(const struct survey *s, const struct survey_reading *r)
{
	int last = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct survey_given *g = &r->given[i];
		const struct survey_question *q = &s->questions[g->number - 1];

		if (g->number <= last || (size_t)g->number > s->n_questions || (g->choices >> q->n_choices) != 0
				|| (g->has_amount && q->kind != SURVEY_NUMBER) || strlen(g->words) > SURVEY_MAX_WORDS
				|| charset_valid_utf8(g->words, strlen(g->words)) != strlen(g->words)
				|| charset_valid_utf8(g->doubt, strlen(g->doubt)) != strlen(g->doubt)) {
			abort();
		}
		if (q->kind == SURVEY_NUMBER && g->doubt[0] == '\0' && !(g->amount >= 0 && g->amount <= 5000)) {
			abort();
		}
		last = g->number;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codes[] = { NULL, "en", "ru", "lt" };
	static struct reply_rules *rules; /* made once: libFuzzer has no set-up that the replay has, too */
	static struct survey_reader *reader;
	static struct survey survey = SURVEY_INIT;
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	CLEANUP_SURVEY_READING struct survey_reading reading = SURVEY_READING_INIT;
	const char *dirs[] = { "templates", NULL };
	unsigned choice = size > 0 ? data[0] : 0;

	if (reader == NULL && (languages_load(dirs, &languages, &problems, NULL) != ST_OK
			|| reply_rules_new(languages, &rules, NULL) != ST_OK || survey_reader_new(languages, &reader, NULL) != ST_OK
			|| !make_survey(&survey))) {
		return 0;
	}
	if (size > 0) {
		data++;
		size--;
	}
	if (reply_text_cut((const char *)data, size, (choice & 8) != 0, REPLY_NEW_WORDS, (choice & 4) != 0 ? &sent : NULL, rules, &reply, NULL)
			!= ST_OK || survey_read(reader, &survey, codes[choice & 3], &reply, &reading, NULL) != ST_OK) {
		return 0;
	}
	check(&survey, &reading);
	return 0;
}
