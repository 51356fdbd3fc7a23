/* kvieslys survey answer: answers that staff were told. */
#include "cli/commands.h"

#include "domain/find.h"
#include "domain/survey.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_SURVEY struct survey survey = SURVEY_INIT;
	int64_t contact_id = 0;
	size_t n = 0;
	enum status st = db_survey_find(app->ws.store, args_at(args, 0), &survey, err);

	st = st == ST_OK ? find_contact(app->ws.store, args_at(args, 1), &contact_id, err) : st;
	st = st == ST_OK ? survey_enter(app->ws.store, app->ws.languages, &survey, contact_id, args_at(args, 2), app->actor, &n, err) : st;
	if (st == ST_OK) {
		printf("%s: %zu answers noted\n", args_at(args, 1), n);
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
	.run = run,
};
