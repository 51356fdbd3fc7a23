/* kvieslys survey show: one questionnaire in every language. */
#include "cli/commands.h"

#include "store/db_survey.h"

#include <string.h>

static const struct printer_column columns[] = {
	{ "survey", 20 }, { "language", 8 }, { "question", 8 }, { "kind", 8 }, { "choice", 6 }, { "text", 0 }, { NULL, 0 },
};

static enum status row(struct printer *p, const struct survey *s, const char *language, const struct survey_question *q, int choice,
		const char *text, struct error *err)
{
	printer_string(p, s->key);
	printer_string(p, language);
	if (q != NULL) {
		printer_int(p, q->number);
		printer_string(p, survey_kind_name(q->kind));
	} else {
		printer_null(p);
		printer_null(p);
	}
	printer_id(p, choice);
	printer_string(p, text);
	return printer_row(p, err);
}

static enum status print_language(struct printer *p, const struct survey *s, const char *language, struct error *err)
{
	const char *intro = texts_find(&s->texts, language, "intro");
	enum status st = row(p, s, language, NULL, 0, texts_find(&s->texts, language, "title"), err);

	st = st == ST_OK && intro != NULL ? row(p, s, language, NULL, 0, intro, err) : st;
	for (size_t i = 0; st == ST_OK && i < s->n_questions; i++) {
		const struct survey_question *q = &s->questions[i];

		for (int c = 0; st == ST_OK && c <= q->n_choices; c++) {
			st = row(p, s, language, q, c, survey_text(s, language, q->number, c), err);
		}
	}
	return st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_SURVEY struct survey s = SURVEY_INIT;
	const char *last = "";
	enum status st = db_survey_find(app->ws.store, args_at(args, 0), &s, err);

	st = st == ST_OK ? printer_open(stdout, app->format, columns, &p, err) : st;
	for (size_t i = 0; st == ST_OK && i < s.texts.n; i++) {
		if (strcmp(s.texts.items[i].language, last) != 0) {
			last = s.texts.items[i].language;
			st = print_language(p, &s, last, err);
		}
	}
	return st;
}

const struct command cmd_survey_show = {
	.words = "survey show",
	.arguments = "SURVEY",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "a questionnaire: its questions and choices in every language",
	.run = run,
};
