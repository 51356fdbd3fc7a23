/* Every kind of nasty mail is read to its end, and what comes out is bounded. The bound on time is wide, for slow machines:
 * it stops a reader that is worse than linear. How dear each is shows `make bench`. */
#include "../hostile.h"

#include "domain/verdict.h"
#include "util/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
#define SIZE 16000
#else
#define SIZE 100000
#endif

static struct verdict_reader *reader;
static struct languages *languages;

static int load(void **state)
{
	const struct rlimit limit = { 120, 120 };
	const char *dirs[] = { "templates", NULL };
	struct problems problems = PROBLEMS_INIT;

	(void)state;
	(void)setrlimit(RLIMIT_CPU, &limit);
	if (languages_load(dirs, &languages, &problems, NULL) != ST_OK
			|| verdict_reader_new(languages, &reader, &problems, NULL) != ST_OK) {
		return -1;
	}
	problems_release(&problems);
	return 0;
}

static int unload(void **state)
{
	(void)state;
	verdict_reader_free(reader);
	languages_free(languages);
	return 0;
}

static void check_json(struct strbuf *sb)
{
	struct json *json = json_read(sb->buf, sb->len);

	assert_true(strbuf_ok(sb));
	assert_non_null(json);
	json_free(json);
	strbuf_reset(sb);
}

static void test_all(void **state)
{
	static const struct sent_text sent = { .text = HOSTILE_SENT, .subject = "Kvietimas" };
	static const struct verdict_context context = { .sent = &sent, .language = "lt", .own_domain = "centras.example",
		.now = 1804000000 };

	(void)state;
	for (size_t i = 0; i < HOSTILE_COUNT; i++) {
		CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
		CLEANUP_STRBUF struct strbuf json = STRBUF_INIT;
		CLEANUP_MAIL struct mail *mail = NULL;
		CLEANUP_VERDICT struct verdict v = VERDICT_INIT;

		hostile_make(&hostile[i], SIZE, &raw);
		print_message("%s\n", hostile[i].name);
		assert_int_equal(mail_parse(raw.buf, raw.len, &mail, NULL), ST_OK);
		assert_int_equal(verdict_open(reader, mail, &v, NULL), ST_OK);
		assert_int_equal(verdict_read(reader, mail, &context, &v, NULL), ST_OK);
		assert_non_null(v.answer.reason);
		assert_true(mail_n_parts(mail) <= MAIL_MAX_PARTS);
		assert_true(v.report == NULL || v.report->n_recipients <= REPORT_MAX_RECIPIENTS);
		verdict_attendees_json(&v, &json);
		check_json(&json);
		verdict_evidence_json(&v, &json);
		check_json(&json);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_all) };

	return cmocka_run_group_tests(tests, load, unload);
}
