/* kvieslys contact export: the answer to a request for access. */
#include "cli/commands.h"

#include "domain/person.h"
#include "report/person_export.h"
#include "util/clock.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_PERSON struct person person = PERSON_INIT;
	int64_t rows = 0;
	enum status st = person_find(app->ws.store, &app->ws.key, args_at(args, 0), &person, err);

	if (st == ST_OK) {
		st = person_export(app->ws.store, &person, clock_now(), app->actor, app->format, stdout, &rows, err);
	}
	if (st == ST_OK && rows == 0) {
		return error_set(err, ST_NOT_FOUND, "nothing is kept about '%s'", args_at(args, 0));
	}
	return st;
}

const struct command cmd_contact_export = {
	.words = "contact export",
	.arguments = "ADDRESS",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.formats = true,
	.help = "all that names a person, for a request for access (text, json)",
	.more = "Contact, organisation, lists, basis, suppressions, letters with every attempt, replies with their stored mails\n"
		"(base64, in JSON alone), registrations, interests, answers, history, audit entries; letters and replies of others that name\n"
		"the person stand under letters_naming and replies_naming: read them before you hand the export out. JSON is one object\n"
		"in one line. It is noted in the audit log.",
	.run = run,
};
