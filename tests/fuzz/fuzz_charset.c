/* Any bytes in any charset: the result is valid UTF-8 without NULs, and bytes that are said to stand as they are do so. The
 * name is the first line. */
#include "mail/charset.h"
#include "util/fold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_STRBUF struct strbuf out = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf folded = STRBUF_INIT;
	const char *name = (const char *)data;
	const char *nl = size > 0 ? memchr(name, '\n', size) : NULL;
	size_t name_len = nl != NULL ? (size_t)(nl - name) : 0;
	const char *text = nl != NULL ? nl + 1 : name;
	size_t len = size - (size_t)(text - name);
	char buf[64];

	charset_to_utf8(nl != NULL ? name : NULL, name_len, text, len, &out);
	if (charset_valid_utf8(out.buf, out.len) != out.len || !utf8_valid(out.buf, out.len)) {
		abort();
	}
	if (charset_stands(nl != NULL ? name : NULL, name_len, text, len)
			&& (out.len != len || (len > 0 && memcmp(out.buf, text, len) != 0))) {
		abort();
	}
	fold_add(&folded, out.buf, out.len);
	if (!utf8_valid(folded.buf, folded.len) || fold_into(out.buf, out.len, buf, sizeof buf) >= sizeof buf
			|| !utf8_valid(buf, strlen(buf))) {
		abort();
	}
	strbuf_reset(&out);
	charset_add_utf8((const char *)data, size, &out);
	return charset_valid_utf8(out.buf, out.len) == out.len ? 0 : (abort(), 0);
}
