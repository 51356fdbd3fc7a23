/* Any bytes as the markup of a mail: the text is valid UTF-8 and bounded. */
#include "mail/charset.h"
#include "mail/reply_text.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;

	if (html_to_text((const char *)data, size, &out, NULL) == ST_OK
			&& (charset_valid_utf8(out.buf, out.len) != out.len || out.len > 4 * REPLY_MAX_TEXT)) {
		abort();
	}
	return 0;
}
