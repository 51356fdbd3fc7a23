/* kvieslys export: moving out. */
#include "cli/commands.h"

#include "report/export_all.h"

#include <inttypes.h>

static void tell(void *arg, const char *noun, int64_t rows)
{
	(void)arg;
	printf("%-16s %" PRId64 "\n", noun, rows);
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	return export_all(app->ws.store, &app->ws.key, app->format, args_at(args, 0), app->actor, tell, NULL, err);
}

const struct command cmd_export = {
	.words = "export",
	.arguments = "FOLDER",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE | NEED_KEY,
	.formats = true,
	.help = "write everything into a new folder, one file for each noun (csv, json)",
	.more = "CSV unless --format json (one object a line). All files are of one moment, also while others write; README.txt tells every\n"
		"column. 'kvieslys import' reads contacts.csv again, 'kvieslys suppression import' suppressions.csv. Only the owner may read them;\n"
		"it is noted in the audit log.",
	.run = run,
};
