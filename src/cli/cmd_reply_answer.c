/* kvieslys reply answer: write back to whoever asked. */
#include "cli/commands.h"

#include "domain/answer.h"
#include "util/fs.h"
#include "util/strbuf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MAX (64u << 10)

static const struct cli_option options[] = {
	{ "--text", 't', OPTION_VALUE, "TEXT", "the answer; else it is read from standard input" },
	{ "--file", 'f', OPTION_VALUE, "FILE", "the answer from a file" },
	{ 0 },
};

static enum status read_input(struct strbuf *out, struct error *err)
{
	char buf[4096];
	size_t n;

	while ((n = fread(buf, 1, sizeof buf, stdin)) > 0 && out->len <= ANSWER_MAX) {
		strbuf_add(out, buf, n);
	}
	if (out->len > ANSWER_MAX) {
		return error_set(err, ST_INVALID, "the answer is longer than 64 KB");
	}
	return strbuf_ok(out) ? ST_OK : error_set(err, ST_NOMEM, "answer: out of memory");
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	const char *given = args_value(args, "--text");
	const char *file = args_value(args, "--file");
	int64_t reply_id = 0;
	int64_t message_id = 0;
	enum status st = cli_parse_int("ID", args_at(args, 0), 1, INT64_MAX, &reply_id, err);

	if (st != ST_OK) {
		return st;
	}
	if (given != NULL) {
		strbuf_adds(&text, given);
	} else {
		st = file != NULL ? fs_read(file, ANSWER_MAX, &text, err) : read_input(&text, err);
	}
	if (st == ST_OK) {
		st = answer_reply(app->ws.store, reply_id, text.buf, app->actor, &message_id, err);
	}
	if (st == ST_OK) {
		printf("queued as message %" PRId64 "; 'kvieslys send' sends it\n", message_id);
	}
	return st;
}

const struct command cmd_reply_answer = {
	.words = "reply answer",
	.arguments = "ID",
	.min = 1,
	.max = 1,
	.needs = NEED_CONFIG | NEED_STORE,
	.options = options,
	.help = "write back to a question, in its thread",
	.run = run,
};
