/* kvieslys survey add, list, show: questionnaires. Their answers are in cmd_survey_answers.c. */
#include "cli/commands.h"

#include "domain/survey.h"
#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static enum status run_add(struct app *app, const struct args *args, struct error *err)
{
	enum status st = ST_OK;

	for (size_t i = 0; st == ST_OK && i < args_count(args); i++) {
		bool is_new = false;

		st = survey_add(app->ws.store, args_at(args, i), app->actor, &is_new, err);
		if (st == ST_OK) {
			printf("%s: %s\n", args_at(args, i), is_new ? "added" : "changed");
		}
	}
	return st;
}

const struct command cmd_survey_add = {
	.words = "survey add",
	.arguments = "FILE…",
	.min = 1,
	.max = -1,
	.needs = NEED_STORE,
	.help = "add a questionnaire, or change it when its file has changed",
	.more = "The file has [survey] with id and closes; [question 1], [question 2] … with kind (choice: one of several, choices:\n"
		"any of them, number with min and max, text); and [text LANGUAGE] with title, intro, 1 = the question and\n"
		"1.1 = its first choice. It goes out with a campaign of class survey, or with a step of an event's campaign.",
	.run = run_add,
};

static const struct printer_column list_columns[] = {
	{ "survey", 20 }, { "questions", 9 }, { "closes", 20 }, { "sent", 6 }, { "answered", 8 }, { "in_doubt", 8 }, { "title", 0 },
	{ NULL, 0 },
};

static enum status print_line(void *arg, const struct survey_line *line, struct error *err)
{
	struct printer *p = arg;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, line->key);
	printer_int(p, line->questions);
	printer_string(p, line->closes_at != 0 ? time_format_rfc3339(line->closes_at, when) : NULL);
	printer_int(p, line->sent);
	printer_int(p, line->answered);
	printer_int(p, line->in_doubt);
	printer_string(p, line->title);
	return printer_row(p, err);
}

static enum status run_list(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *printer = NULL;
	enum status st = printer_open(stdout, app->format, list_columns, &printer, err);

	(void)args;
	return st != ST_OK ? st : db_survey_each(app->ws.store, app->lang, print_line, printer, err);
}

const struct command cmd_survey_list = {
	.words = "survey list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "all questionnaires: how many contacts got them, answered, have doubtful answers",
	.run = run_list,
};

static const struct printer_column show_columns[] = {
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
	if (choice != 0) {
		printer_int(p, choice);
	} else {
		printer_null(p);
	}
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

static enum status run_show(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *p = NULL;
	CLEANUP_SURVEY struct survey s = SURVEY_INIT;
	const char *last = "";
	enum status st = db_survey_find(app->ws.store, args_at(args, 0), &s, err);

	st = st == ST_OK ? printer_open(stdout, app->format, show_columns, &p, err) : st;
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
	.run = run_show,
};
