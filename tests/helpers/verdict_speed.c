/* How fast mails are understood: the whole verdict (parse, report, calendar, reply text, intent) beside libetpan's bare
 * mailmime_parse of the same mails, in interleaved rounds, by processor time. verdict_speed TEMPLATES ROUNDS FILE… prints mails a second of
 * both and the median of the ratios. */
#include "domain/verdict.h"
#include "util/cleanup.h"
#include "util/clock.h"
#include "util/fs.h"

#include <libetpan/libetpan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROUNDS_MAX 99

static double seconds(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static double bare(struct strbuf *mails, size_t n)
{
	double began = seconds();

	for (size_t i = 0; i < n; i++) {
		struct mailmime *mime = NULL;
		size_t at = 0;

		if (mailmime_parse(mails[i].buf, mails[i].len, &at, &mime) == MAILIMF_NO_ERROR) {
			mailmime_free(mime);
		}
	}
	return seconds() - began;
}

static double whole(const struct verdict_reader *reader, struct strbuf *mails, size_t n, struct error *err)
{
	static const struct verdict_context context = { .language = "lt", .now = 1804000000 };
	double began = seconds();

	for (size_t i = 0; i < n; i++) {
		CLEANUP_MAIL struct mail *mail = NULL;
		CLEANUP_VERDICT struct verdict v = VERDICT_INIT;

		if (mail_parse(mails[i].buf, mails[i].len, &mail, err) != ST_OK || verdict_open(reader, mail, &v, err) != ST_OK
				|| verdict_read(reader, mail, &context, &v, err) != ST_OK) {
			return -1;
		}
	}
	return seconds() - began;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_VERDICT_READER struct verdict_reader *reader = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	size_t n = argc > 3 ? (size_t)(argc - 3) : 0;
	size_t rounds = argc > 3 ? (size_t)strtoul(argv[2], NULL, 10) : 0;
	struct strbuf *mails = calloc(n + 1, sizeof *mails);
	double ratios[ROUNDS_MAX];
	double b = 0;
	double w = 0;
	size_t bytes = 0;

	if (mails == NULL || n == 0 || rounds < 1 || rounds > ROUNDS_MAX
			|| languages_load((const char *const[]){ argv[1], NULL }, &languages, &problems, &err) != ST_OK
			|| verdict_reader_new(languages, &reader, &problems, &err) != ST_OK) {
		fprintf(stderr, "verdict_speed TEMPLATES ROUNDS FILE…: %s\n", err.text);
		return 2;
	}
	for (size_t i = 0; i < n; i++) {
		strbuf_init(&mails[i]);
		if (fs_read(argv[i + 3], 64u << 20, &mails[i], &err) != ST_OK || !strbuf_grow(&mails[i], 64)) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		/* libetpan reads a little past the end of broken mails */
		memset(mails[i].buf + mails[i].len, 0, 64);
		bytes += mails[i].len;
	}
	for (size_t r = 0; r < rounds; r++) {
		double tb = bare(mails, n);
		double tw = whole(reader, mails, n, &err);

		if (tw < 0) {
			fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		b += tb;
		w += tw;
		ratios[r] = tb / tw;
	}
	qsort(ratios, rounds, sizeof *ratios, by_value);
	printf("%zu mails of %zu KB: libetpan's mailmime_parse %.0f/s, whole verdict %.0f/s, ratio %.2f\n", n, bytes / n / 1024,
			(double)(n * rounds) / b, (double)(n * rounds) / w, ratios[rounds / 2]);
	for (size_t i = 0; i < n; i++) {
		strbuf_release(&mails[i]);
	}
	free(mails);
	return 0;
}
