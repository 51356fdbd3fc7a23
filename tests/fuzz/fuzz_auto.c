/* Fuzz: any bytes as a mail of which is asked whether a machine wrote it; the evidence is valid UTF-8, a day of return is a day. */
#include "fuzz/machine_words.h"
#include "mail/auto_reply.h"
#include "mail/charset.h"
#include "mail/parse.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	struct auto_reply found;
	size_t len;

	if (mail_parse(data, size, &mail, NULL) != ST_OK
			|| auto_reply_read(mail, load_machine_words(), "centras.example", NULL, 1804000000LL, &found, NULL) != ST_OK) {
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
