/* kvieslys survey answers, survey answer, report survey: what was answered, answers that staff enter, the sums. */
#include "cli/commands.h"

#include "domain/survey.h"
#include "mail/address.h"
#include "report/survey_sums.h"
#include "store/db_contact.h"
#include "util/cleanup.h"
#include "util/clock.h"

#include <stdio.h>
#include <string.h>

static const struct cli_option answers_options[] = {
	{ "--history", 0, OPTION_FLAG, NULL, "also what does not count: in doubt, or replaced by a later answer" },
	{ 0 },
};

static const struct printer_column answers_columns[] = {
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

/* In the language that was asked for, else in any. */
static const char *label_of(const struct survey *s, const char *language, int number, int choice)
{
	char key[32];

	(void)snprintf(key, sizeof key, choice != 0 ? "%d.%d" : "%d", number, choice);
	return texts_best(&s->texts, language, key);
}

static void number(struct printer *p, int64_t n)
{
	if (n != 0) {
		printer_int(p, n);
	} else {
		printer_null(p);
	}
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
	number(p, row->choice);
	printer_string(p, row->choice != 0 ? label_of(&l->survey, l->language, (int)row->number, (int)row->choice) : NULL);
	if (row->has_amount) {
		printer_double(p, row->amount);
	} else {
		printer_null(p);
	}
	printer_bool(p, row->counts);
	printer_string(p, row->doubt);
	number(p, row->reply_id);
	printer_string(p, row->who);
	printer_string(p, time_format_rfc3339(row->at, when));
	printer_string(p, row->text);
	return printer_row(p, err);
}

static enum status run_answers(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP(list_release) struct list l = { .survey = SURVEY_INIT, .language = app->lang };
	enum status st = db_survey_find(app->ws.store, args_at(args, 0), &l.survey, err);

	st = st == ST_OK ? printer_open(stdout, app->format, answers_columns, &l.printer, err) : st;
	return st == ST_OK ? db_survey_answer_each(app->ws.store, l.survey.id, args_flag(args, "--history"), print_answer, &l, err) : st;
}

const struct command cmd_survey_answers = {
	.words = "survey answers",
	.arguments = "SURVEY",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.options = answers_options,
	.formats = true,
	.help = "the answers to a questionnaire, a line for each value; question 0 is what was written besides",
	.run = run_answers,
};

/* --- staff --- */

static enum status refuse_doubt(const struct survey_reading *r, struct error *err)
{
	if (r->n == 0) {
		return error_set(err, ST_INVALID, "no answer was found in it; write them with the numbers of the questions: 1) b 2) 15");
	}
	for (size_t i = 0; i < r->n; i++) {
		if (r->given[i].doubt[0] != '\0') {
			return error_set(err, ST_INVALID, "question %d: %s", r->given[i].number, r->given[i].doubt);
		}
	}
	return ST_OK;
}

static enum status enter(struct app *app, const struct survey *survey, int64_t contact_id, const char *words, size_t *ret_n,
		struct error *err)
{
	CLEANUP_SURVEY_READING struct survey_reading reading = SURVEY_READING_INIT;
	CLEANUP_TX struct store_tx tx = { 0 };
	struct survey_batch batch = { .survey_id = survey->id, .contact_id = contact_id, .at = clock_now(), .who = app->actor };
	struct survey_reader *reader = NULL;
	enum status st = survey_reader_new(app->ws.languages, &reader, err);

	st = st == ST_OK ? survey_read_words(reader, survey, words, &reading, err) : st;
	survey_reader_free(reader);
	st = st == ST_OK ? refuse_doubt(&reading, err) : st;
	st = st == ST_OK ? store_begin(app->ws.store, &tx, err) : st;
	st = st == ST_OK ? survey_note(app->ws.store, &batch, &reading, true, err) : st;
	*ret_n = reading.n;
	return st == ST_OK ? store_commit(&tx, err) : st;
}

static enum status run_answer(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_SURVEY struct survey survey = SURVEY_INIT;
	struct address address;
	int64_t contact_id = 0;
	size_t n = 0;
	enum status st = db_survey_find(app->ws.store, args_at(args, 0), &survey, err);

	st = st == ST_OK ? address_parse(args_at(args, 1), &address, err) : st;
	st = st == ST_OK ? db_contact_id(app->ws.store, address.key, &contact_id, err) : st;
	if (st == ST_OK && contact_id == 0) {
		st = error_set(err, ST_NOT_FOUND, "no contact has the address '%s'", args_at(args, 1));
	}
	st = st == ST_OK ? enter(app, &survey, contact_id, args_at(args, 2), &n, err) : st;
	if (st == ST_OK) {
		printf("%s: %zu answers noted\n", address.email, n);
	}
	return st;
}

const struct command cmd_survey_answer = {
	.words = "survey answer",
	.arguments = "SURVEY ADDRESS WORDS",
	.min = 3,
	.max = 3,
	.needs = NEED_STORE | NEED_LANGUAGES,
	.help = "enter answers that staff were told: \"1) b 2) 15\"",
	.run = run_answer,
};

/* --- the report --- */

static const struct printer_column report_columns[] = {
	{ "survey", -1 }, { "question", 8 }, { "kind", 8 }, { "by", 8 }, { "group", 10 }, { "choice", 6 }, { "respondents", 11 },
	{ "answers", 8 }, { "share", 6 }, { "minimum", 8 }, { "mean", 8 }, { "median", 8 }, { "maximum", 8 }, { "label", 0 }, { NULL, 0 },
};

static enum status print_sum(void *arg, const struct survey_sum *sum, struct error *err)
{
	struct list *l = arg;
	struct printer *p = l->printer;
	const double figures[] = { sum->minimum, sum->mean, sum->median, sum->maximum };

	printer_string(p, sum->survey->key);
	printer_int(p, sum->question->number);
	printer_string(p, survey_kind_name(sum->question->kind));
	printer_string(p, sum->by);
	printer_string(p, sum->group);
	number(p, sum->choice);
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
	printer_string(p, label_of(sum->survey, l->language, sum->question->number, sum->choice));
	return printer_row(p, err);
}

static enum status run_report(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP(list_release) struct list l = { .survey = SURVEY_INIT, .language = app->lang };
	enum status st = printer_open(stdout, app->format, report_columns, &l.printer, err);

	return st == ST_OK ? survey_sums(app->ws.store, args_at(args, 0), print_sum, &l, err) : st;
}

const struct command cmd_report_survey = {
	.words = "report survey",
	.arguments = "SURVEY",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "answers to a questionnaire summed up: for all, per country, per sector",
	.run = run_report,
};
