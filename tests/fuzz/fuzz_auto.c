/* Fuzz: any bytes as a mail of which is asked whether a machine wrote it; the evidence is valid UTF-8, a day of return is a day. */
#include "mail/auto_reply.h"
#include "mail/charset.h"
#include "mail/parse.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Loaded once. */
static const struct machine_words *load(void)
{
	static struct languages *languages;
	static struct machine_words *words;
	struct problems problems = PROBLEMS_INIT;
	struct error err = ERROR_INIT;
	const char *data = getenv("KVIESLYS_DATA");
	const char *dirs[2] = { NULL, NULL };
	char path[4096];

	if (words != NULL) {
		return words;
	}
	(void)snprintf(path, sizeof path, "%s/templates", data != NULL ? data : ".");
	dirs[0] = path;
	if (languages_load(dirs, &languages, &problems, &err) != ST_OK
			|| machine_words_load(languages, &words, &problems, &err) != ST_OK) {
		fprintf(stderr, "%s\n", err.text);
		abort();
	}
	problems_release(&problems);
	return words;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	struct auto_reply found;
	size_t len;

	if (mail_parse(data, size, &mail, NULL) != ST_OK
			|| auto_reply_read(mail, load(), "centras.example", NULL, 1804000000LL, &found, NULL) != ST_OK) {
		return 0;
	}
	len = strnlen(found.words, sizeof found.words);
	if (len == sizeof found.words || charset_valid_utf8(found.words, len) != len || found.rule == NULL
			|| auto_kind_name(found.kind) == NULL) {
		abort();
	}
	if (found.returns[0] != '\0' && (strlen(found.returns) != 10 || found.returns[4] != '-' || found.returns[7] != '-')) {
		abort();
	}
	return 0;
}
