/* Replies of SMTP servers: any bytes. */
#include "outbound/smtp_reply.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data;
	struct smtp_features f;
	struct smtp_reply r;
	struct outcome o;
	size_t used = 0;

	while (size > 0 && smtp_reply_parse(p, size, &r, &used) == SMTP_PARSE_DONE) {
		if (used == 0 || used > size || r.code < 200 || r.code > 599) {
			__builtin_trap();
		}
		smtp_features_parse(p, used, &f);
		for (int stage = SMTP_AT_MAIL; stage <= SMTP_AT_DOT; stage++) {
			smtp_outcome((enum smtp_stage)stage, &r, &o);
		}
		p += used;
		size -= used;
	}
	return 0;
}
