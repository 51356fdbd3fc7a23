/* kvieslys segment help: what conditions can ask. */
#include "cli/commands.h"

#include "domain/segment.h"
#include "util/strbuf.h"

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;

	(void)app;
	(void)args;
	segment_help(&text);
	(void)fputs(text.buf, stdout);
	return strbuf_ok(&text) ? ST_OK : error_set(err, ST_NOMEM, "out of memory");
}

const struct command cmd_segment_help = {
	.words = "segment help",
	.arguments = "",
	.help = "the fields and facts that conditions know",
	.run = run,
};
