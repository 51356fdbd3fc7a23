/* kvieslys report attendance: what the funder gets. */
#include "cli/commands.h"

#include "report/attendance.h"
#include "util/cleanup.h"
#include "util/clock.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP(attendance_release) struct attendance report = { 0 };
	const char *code = app->lang != NULL ? app->lang : "en";
	const struct language *language = languages_find(app->ws.languages, code);
	CLEANUP_ID_SET struct id_set set = { 0 };
	const struct id_set *only = NULL;
	enum status st;

	if (language == NULL) {
		return error_set(err, ST_INVALID, "--lang %s: there is no such language pack", code);
	}
	st = cli_where(app, args, &set, &only, err);
	if (st == ST_OK) {
		st = attendance_gather(app->ws.store, args_at(args, 0), code, clock_now(), args_flag(args, "--restricted") ? app->actor : NULL, only,
				&report, err);
	}
	return st != ST_OK ? st : attendance_print(&report, language, app->format, stdout, err);
}

static const struct cli_option options[] = {
	CLI_WHERE,
	{ "--restricted", 0, OPTION_FLAG, NULL, "with the names of erased people that are kept as evidence; noted in the audit log" },
	{ 0 },
};

const struct command cmd_report_attendance = {
	.words = "report attendance",
	.arguments = "EVENT",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_LANGUAGES,
	.formats = true,
	.options = options,
	.help = "who was invited, answered, registered and came",
	.more = "Persons are counted for registered, waiting, attended, no_show and walk_in; contacts for the others.\n"
		"Registered persons either attended or did not come; people who walked in are separate.",
	.run = run,
};
