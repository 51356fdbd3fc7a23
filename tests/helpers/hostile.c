/* What the nasty mails of tests/hostile.h cost: `hostile TEMPLATES BYTES [MS]` prints processor time and peak memory of the
 * whole verdict on each, dearest first, and fails when one takes more than MS milliseconds. Each is read in a process of
 * its own. `hostile write BYTES FOLDER` writes them as files. */
#include "../hostile.h"

#include "domain/verdict.h"
#include "util/cleanup.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct cost {
	const char *name;
	double ms;
	long kilobytes; /* beside the packs and the mail itself */
	bool failed;
};

static double used(const struct rusage *u)
{
	return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) * 1e3 + (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e3;
}

static int read_one(const struct verdict_reader *reader, const struct strbuf *raw)
{
	static const struct sent_text sent = { .text = HOSTILE_SENT, .subject = "Kvietimas" };
	static const struct verdict_context context = { .sent = &sent, .language = "lt", .own_domain = "centras.example",
		.now = 1804000000 };
	CLEANUP_MAIL struct mail *mail = NULL;
	CLEANUP_VERDICT struct verdict v = VERDICT_INIT;
	CLEANUP_STRBUF struct strbuf json = STRBUF_INIT;

	if (mail_parse(raw->buf, raw->len, &mail, NULL) != ST_OK || verdict_open(reader, mail, &v, NULL) != ST_OK
			|| verdict_read(reader, mail, &context, &v, NULL) != ST_OK) {
		return 1;
	}
	verdict_attendees_json(&v, &json);
	verdict_evidence_json(&v, &json);
	verdict_bounce_json(&v, &json);
	return 0;
}

/* The processor time of one verdict, and how much memory it took at its peak, in a child. */
static struct cost measure(const struct verdict_reader *reader, const struct hostile *h, size_t size)
{
	struct cost cost = { .name = h->name, .failed = true };
	int fds[2];
	pid_t pid;
	int status = 0;

	if (pipe(fds) != 0) {
		return cost;
	}
	pid = fork();
	if (pid == 0) {
		CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
		struct rusage before;
		struct rusage after;

		hostile_make(h, size, &raw);
		(void)getrusage(RUSAGE_SELF, &before);
		cost.failed = read_one(reader, &raw) != 0;
		(void)getrusage(RUSAGE_SELF, &after);
		cost.ms = used(&after) - used(&before);
		cost.kilobytes = after.ru_maxrss;
		_exit(write(fds[1], &cost, sizeof cost) == (ssize_t)sizeof cost ? 0 : 1);
	}
	(void)close(fds[1]);
	if (pid < 0 || read(fds[0], &cost, sizeof cost) != (ssize_t)sizeof cost) {
		cost.failed = true;
	}
	(void)close(fds[0]);
	(void)waitpid(pid, &status, 0);
	return cost;
}

static int by_cost(const void *a, const void *b)
{
	const struct cost *x = a;
	const struct cost *y = b;

	return x->ms < y->ms ? 1 : x->ms > y->ms ? -1 : 0;
}

static int write_all(size_t size, const char *folder)
{
	for (size_t i = 0; i < HOSTILE_COUNT; i++) {
		CLEANUP_STRBUF struct strbuf raw = STRBUF_INIT;
		char path[4096];
		FILE *f;

		hostile_make(&hostile[i], size, &raw);
		(void)snprintf(path, sizeof path, "%s/%02zu.eml", folder, i);
		f = fopen(path, "wb");
		if (f == NULL || fwrite(raw.buf, 1, raw.len, f) != raw.len || fclose(f) != 0) {
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	CLEANUP_LANGUAGES struct languages *languages = NULL;
	CLEANUP_VERDICT_READER struct verdict_reader *reader = NULL;
	CLEANUP_PROBLEMS struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	static struct cost costs[HOSTILE_COUNT];
	double limit = argc > 3 ? strtod(argv[3], NULL) : 0;
	size_t size = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 0;
	long most = 0;
	int rc = 0;

	if (argc > 3 && strcmp(argv[1], "write") == 0) {
		return write_all(size, argv[3]);
	}
	if (size == 0 || languages_load((const char *const[]){ argv[1], NULL }, &languages, &problems, &err) != ST_OK
			|| verdict_reader_new(languages, &reader, &problems, &err) != ST_OK) {
		fprintf(stderr, "hostile TEMPLATES BYTES [MS] | hostile write BYTES FOLDER %s\n", err.text);
		return 2;
	}
	for (size_t i = 0; i < HOSTILE_COUNT; i++) {
		costs[i] = measure(reader, &hostile[i], size);
	}
	qsort(costs, HOSTILE_COUNT, sizeof costs[0], by_cost);
	for (size_t i = 0; i < HOSTILE_COUNT; i++) {
		most = costs[i].kilobytes > most ? costs[i].kilobytes : most;
		if (i < 8 || costs[i].failed || (limit > 0 && costs[i].ms > limit)) {
			printf("  %7.1f ms %5ld MB  %s%s\n", costs[i].ms, costs[i].kilobytes / 1024, costs[i].name, costs[i].failed ? " FAILED" : "");
		}
		rc |= costs[i].failed || (limit > 0 && costs[i].ms > limit);
	}
	printf("%zu kinds of %zu KB: at most %.0f ms, at most %ld MB of memory in all\n", HOSTILE_COUNT, size / 1024, costs[0].ms, most / 1024);
	return rc;
}
