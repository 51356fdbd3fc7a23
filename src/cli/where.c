/* The option --where. */
#include "cli/cli.h"

#include "domain/segment.h"

enum status cli_where(struct app *app, const struct args *args, struct id_set *set, const struct id_set **ret_only,
		struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	const char *condition = args_value(args, "--where");
	enum status st = ST_OK;

	*ret_only = NULL;
	if (condition != NULL) {
		st = segment_compile_line(app->ws.store, condition, &segment, err);
		st = st == ST_OK ? segment_gather_ids(app->ws.store, segment, set, err) : st;
		*ret_only = set;
	}
	return st;
}
