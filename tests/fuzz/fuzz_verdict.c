/* Fuzz: any bytes as a mail, through everything that reads one: structure, report, calendar, reply text, machines, intent,
 * and the lists as JSON, which must be JSON. The packs come from KVIESLYS_DATA (else the current folder). */
#include "domain/verdict.h"
#include "inbound/mailbox_private.h"
#include "util/json.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct verdict_reader *reader;

static void load(void)
{
	static struct languages *languages;
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	const char *data = getenv("KVIESLYS_DATA");
	const char *dirs[2] = { NULL, NULL };
	char path[4096];

	(void)snprintf(path, sizeof path, "%s/templates", data != NULL ? data : ".");
	dirs[0] = path;
	if (languages_load(dirs, &languages, &problems, &err) != ST_OK
			|| verdict_reader_new(languages, &reader, &problems, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	problems_release(&problems);
}

static void must_be_json(struct strbuf *sb)
{
	struct json *json = json_read(sb->buf, sb->len);

	if (json == NULL && sb->len < 1000000) {
		abort();
	}
	json_free(json);
	strbuf_reset(sb);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_VERDICT struct verdict verdict = VERDICT_INIT;
	CLEANUP_STRBUF struct strbuf json = STRBUF_INIT;
	CLEANUP_MAIL struct mail *mail = NULL;
	const struct sent_text sent = { .text = "Kviečiame į seminarą Alytuje.\n\nAr dalyvausite?\n", .subject = "Kvietimas" };
	const struct verdict_context context = { .sent = size % 2 == 0 ? &sent : NULL, .title = "Seminaras", .language = "lt",
		.own_domain = "centras.example", .now = 1800000000 };
	const char *uids[CALENDAR_IN_MAX_ITEMS];

	if (reader == NULL) {
		load();
	}
	(void)mailbox_received_at((const char *)data, size);
	if (mail_parse(data, size, &mail, NULL) != ST_OK || verdict_open(reader, mail, &verdict, NULL) != ST_OK) {
		return 0;
	}
	(void)verdict_hints(&verdict, uids);
	if (verdict_read(reader, mail, &context, &verdict, NULL) != ST_OK) {
		return 0;
	}
	if (verdict.answer.reason == NULL || (verdict.kind == VERDICT_AUTO && verdict.outcome == OUTCOME_REVIEW)) {
		abort();
	}
	verdict_attendees_json(&verdict, &json);
	must_be_json(&json);
	verdict_evidence_json(&verdict, &json);
	must_be_json(&json);
	verdict_bounce_json(&verdict, &json);
	must_be_json(&json);
	return 0;
}
