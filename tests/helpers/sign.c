/* For tests: sign KEYFILE DOMAIN SELECTOR FILE prints the signed mail; `sign record KEYFILE DOMAIN SELECTOR` the DNS record;
 * `sign threads KEYFILE DOMAIN SELECTOR FILE N` signs N times in each of 4 threads, prints signatures per second, and fails
 * when two differ (RSA and Ed25519 signatures of the same bytes are the same). */
#include "mail/dkim.h"
#include "util/clock.h"
#include "util/fs.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct job {
	const struct dkim_key *key;
	const struct strbuf *mail;
	unsigned long n;
	struct strbuf first;
	bool ok;
};

static void *work(void *arg)
{
	struct job *job = arg;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

	job->ok = true;
	for (unsigned long i = 0; i < job->n && job->ok; i++) {
		strbuf_reset(&out);
		job->ok = dkim_sign(job->key, job->mail->buf, job->mail->len, 1700000000, &out, NULL) == ST_OK;
		if (i == 0) {
			strbuf_add(&job->first, out.buf, out.len);
		}
		job->ok = job->ok && strcmp(job->first.buf, out.buf) == 0;
	}
	return NULL;
}

static int threads(const struct dkim_key *key, const struct strbuf *mail, unsigned long n)
{
	struct job jobs[4];
	pthread_t ids[4];
	int64_t start = clock_monotonic_ms();
	int64_t took;
	int rc = 0;

	for (size_t i = 0; i < 4; i++) {
		jobs[i] = (struct job){ key, mail, n, STRBUF_INIT, false };
		if (pthread_create(&ids[i], NULL, work, &jobs[i]) != 0) {
			return 1;
		}
	}
	for (size_t i = 0; i < 4; i++) {
		(void)pthread_join(ids[i], NULL);
		rc |= !jobs[i].ok || strcmp(jobs[i].first.buf, jobs[0].first.buf) != 0;
	}
	took = clock_monotonic_ms() - start;
	for (size_t i = 0; i < 4; i++) {
		strbuf_release(&jobs[i].first);
	}
	printf("%.0f signatures/s in 4 threads\n", (double)n * 4000 / (double)(took > 0 ? took : 1));
	return rc;
}

int main(int argc, char **argv)
{
	CLEANUP_DKIM_KEY struct dkim_key *key = NULL;
	CLEANUP_STRBUF struct strbuf mail = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	struct error err = ERROR_INIT;
	bool verb = argc > 1 && (strcmp(argv[1], "record") == 0 || strcmp(argv[1], "threads") == 0);
	char **arg = argv + (verb ? 2 : 1);
	unsigned long n = 0;

	if (argc < 5 || dkim_key_load(arg[0], arg[1], arg[2], &key, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	if (verb && argv[1][0] == 'r') {
		if (dkim_key_record(key, &mail, &out, &err) != ST_OK) {
			return 1;
		}
		printf("%s\n%s\n", mail.buf, out.buf);
		return 0;
	}
	if (arg[3] == NULL || fs_read(arg[3], 1u << 24, &mail, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	if (verb) {
		return argc == 7 && sscanf(argv[6], "%lu", &n) == 1 ? threads(key, &mail, n) : 1;
	}
	if (dkim_sign(key, mail.buf, mail.len, 1700000000, &out, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%s%s", out.buf, mail.buf);
	return 0;
}
