/* For tests: report_dump PACKS FILE… reads mails and prints a line for each bounced recipient: file, kind, address, status,
 * reason, reply, action, rule, tab-separated; `report_dump bench PACKS N FILE…` reads them N times and prints mails per second;
 * `report_dump words PACKS FILE…` prints which wordings of the packs occur in each: file, number of the section, phrase. */
#include "language/pack.h"
#include "mail/parse.h"
#include "mail/machine_words_private.h"
#include "mail/report.h"
#include "mail/report_private.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fold.h"
#include "util/fs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *kind(const struct report *report, const struct report_recipient *r)
{
	return report->kind == REPORT_COMPLAINT ? "complaint" : permanence_name(r->permanence);
}

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void print(const char *file, const struct report *report)
{
	if (report->kind == REPORT_NONE || report->kind == REPORT_POSITIVE) {
		printf("%s\t%s\t-\t-\t-\t-\t-\t-\n", base(file), report->kind == REPORT_NONE ? "none" : "not-a-bounce");
		return;
	}
	if (report->n_recipients == 0) {
		printf("%s\tcomplaint\t-\t-\tfeedback\t-\t-\t%s\n", base(file), report->rule);
	}
	for (size_t i = 0; i < report->n_recipients; i++) {
		const struct report_recipient *r = &report->recipients[i];
		const char *k = kind(report, r);

		printf("%s\t%s\t%s\t%s\t%s\t%d\t%s\t%s\n", base(file), k, r->address[0] != '\0' ? r->address : "-",
				r->status[0] != '\0' ? r->status : "-", reason_name(r->reason), r->reply,
				r->permanence == PERMANENCE_DELAYED ? "delayed" : "failed", report->rule);
	}
}

static enum status read_one(const struct strbuf *bytes, const struct machine_words *words, struct report **ret,
		struct error *err)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	enum status st = mail_parse(bytes->buf, bytes->len, &mail, err);

	return st == ST_OK ? report_read(mail, words, ret, err) : st;
}

static int bench(const struct machine_words *words, uint64_t times, char **files, int n)
{
	struct error err = ERROR_INIT;
	int64_t start;
	int64_t spent = 0;

	for (int i = 0; i < n; i++) {
		CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;

		if (fs_read(files[i], 64u << 20, &bytes, &err) != ST_OK) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		start = clock_monotonic_ms();
		for (uint64_t k = 0; k < times; k++) {
			CLEANUP_REPORT struct report *report = NULL;

			if (read_one(&bytes, words, &report, &err) != ST_OK) {
				return 1;
			}
		}
		spent += clock_monotonic_ms() - start;
	}
	printf("%.0f\n", (double)n * (double)times * 1000.0 / (double)(spent > 0 ? spent : 1));
	return 0;
}

static void print_words(const char *file, const struct machine_words *words, const char *text, size_t len)
{
	CLEANUP_STRBUF struct strbuf plain = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;
	struct words_search search;
	struct words_hit hit;

	words_strip(&plain, text, len);
	fold_add(&folded, plain.buf, plain.len);
	words_search_start(&search, words, folded.buf, folded.len);
	while (words_search_next(&search, &hit)) {
		if (hit.section < WORDS_SECTIONS) {
			printf("%s\t%d\t%s\n", base(file), hit.section, hit.text);
		}
	}
}

static int list_words(const struct machine_words *words, char **files, int n)
{
	struct error err = ERROR_INIT;

	for (int i = 0; i < n; i++) {
		CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
		CLEANUP_MAIL struct mail *mail = NULL;
		const char *const headers[] = { "Subject", "From" };

		if (fs_read(files[i], 64u << 20, &bytes, &err) != ST_OK || mail_parse(bytes.buf, bytes.len, &mail, &err) != ST_OK) {
			fprintf(stderr, "report_dump: %s\n", err.text);
			return 1;
		}
		for (size_t k = 0; k < ARRAY_SIZE(headers); k++) {
			const char *value = mail_header(mail, headers[k]);

			print_words(files[i], words, value != NULL ? value : "", value != NULL ? strlen(value) : 0);
		}
		for (size_t k = 0; k < mail_n_parts(mail); k++) {
			size_t len = 0;
			const char *text = mail_part(mail, k)->message == -1 ? mail_part_text(mail, k, &len) : NULL;

			print_words(files[i], words, text != NULL ? text : "", len);
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_MACHINE_WORDS struct machine_words *words = NULL;
	bool benching = argc > 4 && strcmp(argv[1], "bench") == 0;
	bool listing = argc > 3 && strcmp(argv[1], "words") == 0;
	int first = benching ? 4 : listing ? 3 : 2;
	const char *dirs[] = { argc > 2 ? argv[benching || listing ? 2 : 1] : "", NULL };

	if (argc < 3 || languages_load(dirs, &languages, &problems, &err) != ST_OK
			|| machine_words_load(languages, &words, &problems, &err) != ST_OK
			|| problems_to_error(&problems, ST_INVALID, &err) != ST_OK) {
		fprintf(stderr, "report_dump: %s\n", err.text);
		return 2;
	}
	if (benching) {
		return bench(words, strtoull(argv[3], NULL, 10), argv + first, argc - first);
	}
	if (listing) {
		return list_words(words, argv + first, argc - first);
	}
	for (int i = first; i < argc; i++) {
		CLEANUP_STRBUF struct strbuf bytes = STRBUF_INIT;
		CLEANUP_REPORT struct report *report = NULL;

		if (fs_read(argv[i], 64u << 20, &bytes, &err) != ST_OK || read_one(&bytes, words, &report, &err) != ST_OK) {
			fprintf(stderr, "report_dump: %s\n", err.text);
			return 1;
		}
		print(argv[i], report);
	}
	return 0;
}
