/* Reply reading from the command line, for the evaluations:
 *	reply_cut [--packs DIR] [--known FILE] MODE:NAME:FILE…
 * MODE is qs, q or s; FILE a text, or a mail when it ends in .eml; what we had sent stands in FILE.sent, if anywhere. Prints one JSON object {NAME: text, …}.
 * With -v every cut goes to standard error. */
#include "mail/reply_text.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/fs.h"
#include "util/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_mail(const char *path)
{
	size_t n = strlen(path);

	return n > 4 && strcmp(path + n - 4, ".eml") == 0;
}

static enum reply_mode read_mode(const char *arg)
{
	return strncmp(arg, "q:", 2) == 0 ? REPLY_QUOTES : strncmp(arg, "s:", 2) == 0 ? REPLY_SIGNATURE : REPLY_NEW_WORDS;
}

/* The other modes look at the first text. */
static enum status cut_mail(const struct strbuf *raw, enum reply_mode mode, const struct sent_text *known,
		const struct reply_rules *rules, struct reply_text *reply, struct error *err)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	enum status st = mail_parse(raw->buf, raw->len, &mail, err);
	bool html;
	int part;
	const char *text;
	size_t len;

	if (st != ST_OK) {
		return st;
	}
	part = mail_find_part(mail, "text/plain");
	html = part < 0;
	part = html ? mail_find_part(mail, "text/html") : part;
	if (mode == REPLY_NEW_WORDS || part < 0) {
		return reply_text_read(mail, known, rules, reply, err);
	}
	text = mail_part_text(mail, (size_t)part, &len);
	return reply_text_cut(text, len, html, mode, known, rules, reply, err);
}

static enum status cut_one(const char *arg, const struct sent_text *known, const struct reply_rules *rules,
		struct json_writer *json, bool verbose, struct error *err)
{
	CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf sent_path = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf sent = STRBUF_INIT;
	CLEANUP_REPLY_TEXT struct reply_text reply = REPLY_TEXT_INIT;
	CLEANUP_FREE char *name = NULL;
	struct sent_text own = { NULL, NULL, NULL };
	const char *first = strchr(arg, ':');
	const char *second = first != NULL ? strchr(first + 1, ':') : NULL;
	enum status st;

	if (second == NULL) {
		return error_set(err, ST_INVALID, "'%s' is no MODE:NAME:FILE", arg);
	}
	name = strndup(first + 1, (size_t)(second - first - 1));
	st = fs_read(second + 1, 64u << 20, &raw, err);
	strbuf_addf(&sent_path, "%s.sent", second + 1);
	if (st == ST_OK && fs_exists(sent_path.buf)) {
		st = fs_read(sent_path.buf, 1u << 20, &sent, err);
		own.text = sent.buf;
		known = &own;
	}
	if (st == ST_OK) {
		st = is_mail(second + 1) ? cut_mail(&raw, read_mode(arg), known, rules, &reply, err)
				: reply_text_cut(raw.buf, raw.len, false, read_mode(arg), known, rules, &reply, err);
	}
	if (st == ST_OK) {
		json_string(json, name, reply.text);
		for (size_t i = 0; verbose && i < reply.n_cuts; i++) {
			(void)fprintf(stderr, "%s: %s: %.*s\n", name, reply_cut_name(reply.cuts[i].why),
					(int)(reply.cuts[i].end - reply.cuts[i].start), reply.source + reply.cuts[i].start);
		}
	}
	return st;
}

int main(int argc, char **argv)
{
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_REPLY_RULES struct reply_rules *rules = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf sent = STRBUF_INIT;
	struct json_writer json = { .out = &out };
	struct sent_text known = { NULL, NULL, NULL };
	struct error err = ERROR_INIT;
	const char *dirs[] = { "templates", NULL };
	bool verbose = false;
	enum status st = ST_OK;
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-v") == 0) {
			verbose = true;
		} else if (strcmp(argv[i], "--packs") == 0 && i + 1 < argc) {
			dirs[0] = argv[++i];
		} else if (strcmp(argv[i], "--known") == 0 && i + 1 < argc && st == ST_OK) {
			st = fs_read(argv[++i], 1u << 20, &sent, &err);
			known.text = sent.buf;
		}
	}
	st = st == ST_OK ? languages_load(dirs, &languages, &problems, &err) : st;
	for (size_t k = 0; k < problems.n; k++) {
		(void)fprintf(stderr, "%s\n", problems.texts[k]);
	}
	st = st == ST_OK ? reply_rules_new(languages, &rules, &err) : st;
	json_object(&json, NULL);
	for (; st == ST_OK && i < argc; i++) {
		st = cut_one(argv[i], known.text != NULL ? &known : NULL, rules, &json, verbose, &err);
	}
	json_end(&json, '}');
	if (st != ST_OK) {
		(void)fprintf(stderr, "reply_cut: %s\n", err.text);
		return 1;
	}
	(void)puts(out.buf);
	return 0;
}
