/* kvieslys survey add: questionnaires from their files. */
#include "cli/commands.h"

#include "domain/survey.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
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
	.run = run,
};
