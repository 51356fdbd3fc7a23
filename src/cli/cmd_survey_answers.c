/* kvieslys survey answers: what was answered, value by value. */
#include "cli/commands.h"

#include "store/db_survey.h"
#include "store/db_survey_answer.h"
#include "util/cleanup.h"
#include "util/clock.h"

static const struct cli_option options[] = {
	{ "--history", 0, OPTION_FLAG, NULL, "also what does not count: in doubt, or replaced by a later answer" },
	{ 0 },
};

static const struct printer_column columns[] = {
	{ "survey", -1 }, { "contact", 30 }, { "name", -1 }, { "organisation", 24 }, { "country", 7 }, { "sector", 8 }, { "language", -1 },
	{ "question", 8 }, { "choice", 6 }, { "label", -1 }, { "amount", 8 }, { "counts", -1 }, { "doubt", -1 }, { "reply", -1 },
	{ "who", -1 }, { "at", 20 }, { "text", 0 }, { NULL, 0 },
};

struct list {
	struct printer *printer;
	struct survey survey;
	const char *language;
};

static void list_release(struct list *l)
{
	printer_close(l->printer);
	survey_release(&l->survey);
}

static enum status print_answer(void *arg, const struct survey_answer_row *row, struct error *err)
{
	struct list *l = arg;
	struct printer *p = l->printer;
	char when[TIME_RFC3339_SIZE];

	printer_string(p, l->survey.key);
	printer_string(p, row->email);
	printer_string(p, row->name);
	printer_string(p, row->organisation);
	printer_string(p, row->country);
	printer_string(p, row->sector);
	printer_string(p, row->language);
	printer_int(p, row->number);
	printer_id(p, row->choice);
	printer_string(p, row->choice != 0 ? survey_label(&l->survey, l->language, (int)row->number, (int)row->choice) : NULL);
	if (row->has_amount) {
		printer_double(p, row->amount);
	} else {
		printer_null(p);
	}
	printer_bool(p, row->counts);
	printer_string(p, row->doubt);
	printer_id(p, row->reply_id);
	printer_string(p, row->who);
	printer_string(p, time_format_rfc3339(row->at, when));
	printer_string(p, row->text);
	return printer_row(p, err);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP(list_release) struct list l = { .survey = SURVEY_INIT, .language = app->lang };
	enum status st = db_survey_find(app->ws.store, args_at(args, 0), &l.survey, err);

	st = st == ST_OK ? printer_open(stdout, app->format, columns, &l.printer, err) : st;
	return st == ST_OK ? db_survey_answer_each(app->ws.store, l.survey.id, args_flag(args, "--history"), print_answer, &l, err) : st;
}

const struct command cmd_survey_answers = {
	.words = "survey answers",
	.arguments = "SURVEY",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.options = options,
	.formats = true,
	.help = "the answers to a questionnaire, a line for each value; question 0 is what was written besides",
	.run = run,
};
