/* kvieslys reply explain: what raw mails mean, changing nothing. In a workspace they are matched with what was sent. */
#include "cli/commands.h"

#include "cli/reply_print.h"
#include "domain/decide.h"
#include "store/db_reply_names.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <stdio.h>
#include <string.h>

#define EXPLAIN_MAX (64u << 20) /* bytes of one file */

struct explainer {
	struct app *app;
	struct workspace ws;           /* with everything, when there is one */
	struct decider *decider;       /* NULL: no workspace */
	struct verdict_reader *reader; /* then this */
	struct printer *printer;       /* NULL: text for people */
};

static void explainer_release(struct explainer *e)
{
	decider_free(e->decider);
	verdict_reader_free(e->reader);
	workspace_close(&e->ws);
	printer_close(e->printer);
}

static enum status explainer_open(struct explainer *e, struct error *err)
{
	enum status st = ST_OK;

	if (e->app->ws.dir != NULL) {
		st = workspace_open(e->app->ws.dir, NEED_CONFIG | NEED_STORE_READ | NEED_KEY | NEED_LANGUAGES, &e->ws, err);
		if (st == ST_OK) {
			st = decider_new(e->ws.store, e->ws.config, &e->ws.key, e->ws.languages, &e->decider, err);
		}
	} else {
		st = verdict_reader_new(e->app->ws.languages, &e->reader, NULL, err);
	}
	return st == ST_OK && e->app->format != FORMAT_TEXT
			? printer_open(stdout, e->app->format, reply_columns, &e->printer, err) : st;
}

/* The text with the deciding words between marks, so that one sees at a glance what was read as the answer. */
static void print_marked(const struct verdict *v)
{
	const char *text = v->reply.text != NULL ? v->reply.text : "";
	size_t at = 0, len = strlen(text);

	fputs("  | ", stdout);
	while (at < len) {
		for (size_t i = 0; i < v->answer.n_evidence; i++) {
			const struct evidence *e = &v->answer.evidence[i];

			if (e->len > 0 && e->start == at) {
				fputs(">>>", stdout);
			}
			if (e->len > 0 && e->start + e->len == at) {
				fputs("<<<", stdout);
			}
		}
		putchar(text[at]);
		if (text[at++] == '\n') {
			fputs("  | ", stdout);
		}
	}
	for (size_t i = 0; i < v->answer.n_evidence; i++) {
		if (v->answer.evidence[i].len > 0 && v->answer.evidence[i].start + v->answer.evidence[i].len == len) {
			fputs("<<<", stdout);
		}
	}
	putchar('\n');
}

static void print_given(const struct survey_given *g)
{
	const char *sep = " ";

	printf("  question %d:", g->number);
	for (int c = 0; c < SURVEY_MAX_CHOICES; c++) {
		if ((g->choices >> c & 1) != 0) {
			printf("%schoice %d", sep, c + 1);
			sep = ", ";
		}
	}
	if (g->has_amount) {
		printf(" %g", g->amount);
	}
	printf(" (\"%s\")%s%s\n", g->words, g->doubt[0] != '\0' ? " in doubt: " : "", g->doubt);
}

static void print_people(const struct reply_row *row, const struct verdict *v)
{
	const struct intent_answer *a = &v->answer;

	printf("%s: %s, %s%s (%.2f)\n", row->key, row->decision.kind, row->decision.intent, a->also_question ? " and a question" : "",
			a->confidence);
	printf("  %s: %s\n", row->decision.outcome, row->decision.reason != NULL ? row->decision.reason : "");
	if (a->count > 0) {
		printf("  people: %d\n", a->count);
	}
	for (size_t i = 0; i < a->n_attendees; i++) {
		printf("  comes: %s%s%s\n", a->attendees[i].name, a->attendees[i].email != NULL ? ", " : "",
				a->attendees[i].email != NULL ? a->attendees[i].email : "");
	}
	for (size_t i = 0; i < v->given.n; i++) {
		print_given(&v->given.given[i]);
	}
	for (size_t i = 0; i < a->n_evidence && v->given.n == 0; i++) {
		printf("  because: \"%s\" (%s)\n", a->evidence[i].words, a->evidence[i].rule);
	}
	for (size_t i = 0; i < v->reply.n_cuts; i++) {
		printf("  left out: %s, %zu bytes\n", reply_cut_name(v->reply.cuts[i].why), v->reply.cuts[i].end - v->reply.cuts[i].start);
	}
	print_marked(v);
}

static const char *or_null(const struct strbuf *sb)
{
	return sb->len > 0 ? sb->buf : NULL;
}

static enum status print(struct explainer *e, const char *file, struct mail *mail, const struct match *m, const struct verdict *v,
		struct error *err)
{
	CLEANUP_STRBUF struct strbuf attendees = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf evidence = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf bounce = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf answers = STRBUF_INIT;
	CLEANUP_REPLY_NAMES struct reply_names names = REPLY_NAMES_INIT;
	enum status st = ST_OK;

	if (e->decider != NULL) {
		st = db_reply_names(e->ws.store, m->contact_id, m->campaign_id, m->event_id, m->offer_id, &names, err);
	}
	verdict_attendees_json(v, &attendees);
	verdict_evidence_json(v, &evidence);
	verdict_bounce_json(v, &bounce);
	survey_reading_json(&v->given, &answers);
	if (st == ST_OK && !(strbuf_ok(&attendees) && strbuf_ok(&evidence) && strbuf_ok(&bounce) && strbuf_ok(&answers))) {
		st = error_set(err, ST_NOMEM, "%s: out of memory", file);
	}
	if (st != ST_OK) {
		return st;
	}
	const struct reply_row row = { .key = file, .contact = or_null(&names.contact), .campaign = or_null(&names.campaign),
		.event = or_null(&names.event), .offer = or_null(&names.offer),
		.decision = { .message_id = mail_header(mail, "Message-ID"), .sender = mail_header(mail, "From"),
			.subject = mail_header(mail, "Subject"), .matched_by = match_key_name(m->by),
			.kind = verdict_kind_name(v->kind), .intent = intent_name(v->answer.intent),
			.outcome = verdict_outcome_name(v->outcome), .reason = v->answer.reason,
			.confidence = v->answer.confidence, .also_question = v->answer.also_question,
			.also_unsubscribe = v->answer.also_unsubscribe, .count = v->answer.count, .attendees = attendees.buf,
			.language = v->answer.language[0] != '\0' ? v->answer.language : NULL, .text = v->reply.text,
			.evidence = evidence.buf, .bounce = bounce.buf,
			.answers = answers.buf } };

	if (e->printer != NULL) {
		return reply_print_row(e->printer, &row, file, err);
	}
	print_people(&row, v);
	return ST_OK;
}

static enum status explain(struct explainer *e, const char *file, struct error *err)
{
	CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_VERDICT struct verdict v = VERDICT_INIT;
	struct match m = { .by = MATCH_NONE };
	struct verdict_context none = { .now = clock_now() };
	enum status st = fs_read(strcmp(file, "-") == 0 ? "/dev/stdin" : file, EXPLAIN_MAX, &bytes, err);

	if (st == ST_OK) {
		st = mail_parse(bytes.buf, bytes.len, &mail, err);
	}
	if (st == ST_OK && e->decider != NULL) {
		st = decide_preview(e->decider, bytes.buf, bytes.len, clock_now(), &m, &v, err);
	} else if (st == ST_OK) {
		st = verdict_open(e->reader, mail, &v, err);
		st = st == ST_OK ? verdict_read(e->reader, mail, &none, &v, err) : st;
	}
	return st == ST_OK ? print(e, file, mail, &m, &v, err) : st;
}

static enum status run(struct app *app, const struct args *args, struct error *err)
{
	CLEANUP(explainer_release) struct explainer e = { .app = app };
	enum status st = explainer_open(&e, err), worst = ST_OK;

	for (size_t i = 0; st == ST_OK && i < args_count(args); i++) {
		struct error one = ERROR_INIT;
		enum status got = explain(&e, args_at(args, i), &one);

		if (got == ST_IO || got == ST_NOT_FOUND || got == ST_INVALID) {
			/* the others can still be read */
			fprintf(stderr, "kvieslys: %s\n", one.text);
			worst = ST_IO;
		} else if (got != ST_OK) {
			st = error_set(err, got, "%s", one.text);
		}
	}
	return st != ST_OK ? st : worst != ST_OK ? error_set(err, worst, "not all files could be read") : ST_OK;
}

const struct command cmd_reply_explain = {
	.words = "reply explain",
	.arguments = "FILE…",
	.min = 1,
	.max = -1,
	.needs = NEED_LANGUAGES,
	.formats = true,
	.help = "what raw mails mean and why; changes nothing",
	.more = "Reads mails from files (- is standard input) and prints a verdict for each, in the order given. In a workspace they\n"
		"are matched with the invitations that were sent; elsewhere contact, campaign and event stay empty. As text,\n"
		"the new words of the mail are shown with the deciding ones between >>> and <<<.",
	.run = run,
};
