/* Fuzz: reading addresses, and walking a header value. What parses must parse again to the same. */
#include "mail/address.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_STRBUF struct strbuf text = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf name = STRBUF_INIT;
	CLEANUP_STRBUF struct strbuf email = STRBUF_INIT;
	char key[ADDRESS_SIZE];
	const char *cursor;
	struct address a;
	struct address b;
	size_t len;

	strbuf_add(&text, data, size);
	(void)address_fold(text.buf, text.len, key);
	if (address_parse_mailbox(text.buf, &a, &name, NULL) == ST_OK) {
		for (const char *p = a.email; *p != '\0'; p++) {
			if ((unsigned char)*p < 0x20 || (unsigned char)*p >= 0x7f) {
				abort();
			}
		}
		if (address_parse(a.email, &b, NULL) != ST_OK || strcmp(a.email, b.email) != 0
				|| strcmp(a.key, b.key) != 0) {
			abort();
		}
		(void)address_tag(a.email, &len);
		(void)address_is_role(a.email);
	}
	cursor = text.buf;
	while (address_next(&cursor, &name, &email)) {
		if (email.len == 0) {
			abort();
		}
	}
	return 0;
}
