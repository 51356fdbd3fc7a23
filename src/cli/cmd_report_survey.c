/* kvieslys report survey: the answers summed up. */
#include "cli/commands.h"

#include "report/survey_sums.h"
#include "util/cleanup.h"

static const struct printer_column columns[] = {
	{ "survey", -1 }, { "question", 8 }, { "kind", 8 }, { "by", 8 }, { "group", 10 }, { "choice", 6 }, { "respondents", 11 },
	{ "answers", 8 }, { "share", 6 }, { "minimum", 8 }, { "mean", 8 }, { "median", 8 }, { "maximum", 8 }, { "label", 0 }, { NULL, 0 },
};

struct walk {
	struct printer *printer;
	const char *language;
};

static enum status print_sum(void *arg, const struct survey_sum *sum, struct error *err)
{
	struct walk *w = arg;
	struct printer *p = w->printer;
	const double figures[] = { sum->minimum, sum->mean, sum->median, sum->maximum };

	printer_string(p, sum->survey->key);
	printer_int(p, sum->question->number);
	printer_string(p, survey_kind_name(sum->question->kind));
	printer_string(p, sum->by);
	printer_string(p, sum->group);
	printer_id(p, sum->choice);
	printer_int(p, sum->respondents);
	printer_int(p, sum->answers);
	if (sum->respondents > 0) {
		printer_double(p, (double)sum->answers / (double)sum->respondents);
	} else {
		printer_null(p);
	}
	for (size_t i = 0; i < ARRAY_SIZE(figures); i++) {
		if (sum->question->kind == SURVEY_NUMBER && sum->answers > 0) {
			printer_double(p, figures[i]);
		} else {
			printer_null(p);
		}
	}
	printer_string(p, survey_label(sum->survey, w->language, sum->question->number, sum->choice));
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PRINTER struct printer *p = NULL;
	struct walk w = { .language = app->lang };
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	w.printer = p;
	return st == ST_OK ? survey_sums(app->ws.store, args_at(args, 0), print_sum, &w, err) : st;
}

const struct command cmd_report_survey = {
	.words = "report survey",
	.arguments = "SURVEY",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "answers to a questionnaire summed up: for all, per country, per sector",
	.run = run,
};
