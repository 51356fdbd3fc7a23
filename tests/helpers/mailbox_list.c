/* For tests: what a configured mailbox gives. usage: mailbox_list WORKSPACE NAME UIDVALIDITY LAST_UID SINCE [wait SECONDS]
 * prints "key length sha256 arrived" a line, then "progress UIDVALIDITY LAST_UID". With `wait` it waits for news first and
 * prints "waited". */
#include "inbound/mailbox.h"
#include "inbound/mailbox_private.h"
#include "util/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static enum status want(void *arg, const char *key, bool *ret, struct error *err)
{
	(void)arg;
	(void)key;
	(void)err;
	*ret = true;
	return ST_OK;
}

static enum status take(void *arg, const struct mailbox_mail *mail, struct error *err)
{
	char hash[MAILBOX_HASH_KEY_SIZE];

	(void)arg;
	(void)err;
	(void)mailbox_hash_key(mail->bytes, mail->len, hash);
	printf("%s %zu %s %" PRId64 "\n", mail->key, mail->len, hash, mail->arrived_at);
	return ST_OK;
}

static enum status skip(void *arg, const char *key, struct error *err)
{
	(void)arg;
	(void)err;
	printf("skipped %s\n", key);
	return ST_OK;
}

static enum status note(void *arg, const struct mailbox_progress *progress, struct error *err)
{
	(void)arg;
	(void)progress;
	(void)err;
	return ST_OK;
}

static int fail(const struct error *err)
{
	fprintf(stderr, "%s: %s\n", status_name(err->code), err->text);
	return err->code == ST_TEMP ? 75 : 1;
}

int main(int argc, char **argv)
{
	CLEANUP_CONFIG struct config *config = NULL;
	CLEANUP_MAILBOX struct mailbox *mailbox = NULL;
	const struct mailbox_config *mc;
	struct mailbox_sink sink = { .want = want, .take = take, .skip = skip, .note = note };
	struct mailbox_progress progress = { 0, 0 };
	struct error err = ERROR_INIT;
	int64_t seconds = 0;

	if (argc < 6 || sscanf(argv[3], "%" SCNd64, &progress.uidvalidity) != 1
			|| sscanf(argv[4], "%" SCNd64, &progress.last_uid) != 1 || sscanf(argv[5], "%" SCNd64, &sink.since) != 1) {
		return 2;
	}
	if (config_load(argv[1], &config, &err) != ST_OK) {
		return fail(&err);
	}
	mc = config_mailbox(config, argv[2]);
	if (mc == NULL || mailbox_open(mc, NULL, &mailbox, &err) != ST_OK) {
		return fail(&err);
	}
	if (argc == 8 && sscanf(argv[7], "%" SCNd64, &seconds) == 1) {
		if (mailbox_read(mailbox, &progress, &sink, &err) != ST_OK) {
			return fail(&err);
		}
		puts("waiting");
		(void)fflush(stdout);
		if (mailbox_wait(mailbox, seconds, &err) != ST_OK) {
			return fail(&err);
		}
		puts("waited");
	}
	if (mailbox_read(mailbox, &progress, &sink, &err) != ST_OK) {
		return fail(&err);
	}
	printf("progress %" PRId64 " %" PRId64 "\n", progress.uidvalidity, progress.last_uid);
	return 0;
}
