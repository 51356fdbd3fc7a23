/* kvieslys segment add, list, count: conditions over firms, people and history. */
#include "cli/commands.h"

#include "domain/segment.h"
#include "store/db_segment.h"
#include "util/strbuf.h"

#include <inttypes.h>

static enum status count(struct store *store, const char *condition, int64_t *ret, struct error *err)
{
	CLEANUP_SEGMENT struct segment *segment = NULL;
	enum status st = segment_compile_line(condition, &segment, err);

	return st != ST_OK ? st : segment_count(store, segment, ret, err);
}

static enum status run_add(struct app *app, const struct args *args, struct error *err)
{
	int64_t n = 0;
	enum status st = count(app->ws.store, args_at(args, 1), &n, err);

	st = st == ST_OK ? segment_save(app->ws.store, args_at(args, 0), args_at(args, 1), app->actor, err) : st;
	if (st == ST_OK) {
		printf("%s: %" PRId64 " contacts\n", args_at(args, 0), n);
	}
	return st;
}

const struct command cmd_segment_add = {
	.words = "segment add",
	.arguments = "NAME CONDITION",
	.min = 2,
	.max = 2,
	.needs = NEED_STORE,
	.help = "keep a condition under a name, or change it",
	.more = "For instance: 'country = PL and sector = metal and not attended since 2026'. 'kvieslys segment help' has\n"
		"all fields and facts.",
	.run = run_add,
};

static enum status run_count(struct app *app, const struct args *args, struct error *err)
{
	int64_t n = 0;
	enum status st = count(app->ws.store, args_at(args, 0), &n, err);

	if (st == ST_OK) {
		printf("%" PRId64 "\n", n);
	}
	return st;
}

const struct command cmd_segment_count = {
	.words = "segment count",
	.arguments = "CONDITION",
	.min = 1,
	.max = 1,
	.needs = NEED_STORE_READ,
	.help = "how many contacts fit a condition",
	.run = run_count,
};

struct walk {
	struct printer *printer;
	struct store *store;
};

static enum status print(void *arg, const char *name, const char *condition, struct error *err)
{
	struct walk *w = arg;

	printer_string(w->printer, name);
	printer_string(w->printer, condition);
	return printer_row(w->printer, err);
}

static enum status run_list(struct app *app, const struct args *args, struct error *err)
{
	static const struct printer_column columns[] = { { "segment", 24 }, { "condition", 0 }, { NULL, 0 } };
	CLEANUP_PRINTER struct printer *p = NULL;
	struct walk w = { .store = app->ws.store };
	enum status st = printer_open(stdout, app->format, columns, &p, err);

	(void)args;
	w.printer = p;
	return st != ST_OK ? st : db_segment_each(app->ws.store, print, &w, err);
}

const struct command cmd_segment_list = {
	.words = "segment list",
	.arguments = "",
	.needs = NEED_STORE_READ,
	.formats = true,
	.help = "the conditions that are kept",
	.run = run_list,
};

static enum status run_help(struct app *app, const struct args *args, struct error *err)
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
	.run = run_help,
};
