/* Reads whole mails with what their sender was sent, as the program does after matching, and prints one JSON object a line.
 * Input lines have tabs between: id, file of the mail, class (seminar or offer), language of the letter, its subject, file of its
 * text, contact name, contact address. The first argument is the templates folder. */
#include "domain/verdict.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"
#include "util/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS 8

static void print(const char *id, const struct verdict *v)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf attendees = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf evidence = STRBUF_INIT;
	struct json_writer w = { .out = &out };

	verdict_attendees_json(v, &attendees);
	verdict_evidence_json(v, &evidence);
	json_object(&w, NULL);
	json_string(&w, "id", id);
	json_string(&w, "kind", verdict_kind_name(v->kind));
	json_string(&w, "intent", intent_name(v->answer.intent));
	json_string(&w, "outcome", verdict_outcome_name(v->outcome));
	json_string(&w, "reason", v->answer.reason);
	json_double(&w, "confidence", v->answer.confidence);
	json_bool(&w, "also_question", v->answer.also_question);
	if (v->answer.count > 0) {
		json_int(&w, "count", v->answer.count);
	} else {
		json_null(&w, "count");
	}
	json_raw(&w, "attendees", attendees.buf);
	json_string(&w, "text", v->reply.text);
	json_raw(&w, "evidence", evidence.buf);
	json_end(&w, '}');
	puts(out.buf);
}

static enum status one(const struct verdict_reader *reader, char *f[FIELDS], struct error *err)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_VERDICT struct verdict v = VERDICT_INIT;
	enum status st = fs_read(f[1], 64u << 20, &bytes, err);

	if (st == ST_OK) {
		st = fs_read(f[5], 1u << 20, &text, err);
	}
	const struct sent_text sent = { .text = text.buf, .subject = f[4] };
	const struct verdict_context context = { .sent = &sent, .title = NULL, .language = f[3], .offer = strcmp(f[2], "offer") == 0,
		.contact_name = f[6], .contact_address = f[7], .own_domain = "campaign.example.com", .now = clock_now() };

	if (st == ST_OK) {
		st = mail_parse(bytes.buf, bytes.len, &mail, err);
	}
	st = st == ST_OK ? verdict_open(reader, mail, &v, err) : st;
	st = st == ST_OK ? verdict_read(reader, mail, &context, &v, err) : st;
	if (st == ST_OK) {
		print(f[0], &v);
	}
	return st;
}

int main(int argc, char **argv)
{
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_VERDICT_READER struct verdict_reader *reader = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_FREE char *line = NULL;
	struct error err = ERROR_INIT;
	size_t alloc = 0;
	enum status st = clock_init(&err);

	if (st != ST_OK || argc != 2 || languages_load((const char *const[]){ argv[1], NULL }, &languages, &problems, &err) != ST_OK
			|| verdict_reader_new(languages, &reader, &problems, &err) != ST_OK) {
		fprintf(stderr, "verdicts TEMPLATES: %s\n", err.text);
		return 1;
	}
	while (st == ST_OK && getline(&line, &alloc, stdin) > 0) {
		char *rest = line, *f[FIELDS];
		size_t n = 0;

		line[strcspn(line, "\n")] = '\0';
		while (n < FIELDS && (f[n] = strsep(&rest, "\t")) != NULL) {
			n++;
		}
		st = n == FIELDS ? one(reader, f, &err) : error_set(&err, ST_INVALID, "a line with %zu fields", n);
	}
	if (st != ST_OK) {
		fprintf(stderr, "verdicts: %s\n", err.text);
	}
	return st != ST_OK;
}
