/* Any bytes as a mail: every header and part is asked for, every string must be valid UTF-8. */
#include "mail/charset.h"
#include "mail/parse.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *s, size_t len)
{
	if (s != NULL && charset_valid_utf8(s, len) != len) {
		abort();
	}
}

static void check_string(const char *s)
{
	check(s, s != NULL ? strlen(s) : 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP_MAIL struct mail *mail = NULL;
	const char *name;
	const char *value;

	if (mail_parse(data, size, &mail, NULL) != ST_OK) {
		return 0;
	}
	for (size_t i = 0; mail_header_at(mail, i, &name, &value); i++) {
		check_string(name);
		check_string(value);
	}
	for (size_t i = 0; i < mail_n_parts(mail); i++) {
		const struct mail_part *part = mail_part(mail, i);
		size_t len;

		check_string(part->type);
		check_string(part->disposition);
		check_string(part->filename);
		if (part->parent >= (int)i || part->message >= (int)i || part->depth > MAIL_MAX_DEPTH) {
			abort();
		}
		check_string(mail_part_header(mail, i, "Subject"));
		check_string(mail_part_param(mail, i, "charset"));
		check_string(mail_part_param(mail, i, "name"));
		value = mail_part_text(mail, i, &len);
		check(value, len);
		value = mail_part_bytes(mail, i, &len);
		if (value != NULL && value[len] != '\0') {
			abort();
		}
	}
	return mail_n_parts(mail) > 0 && mail_n_parts(mail) <= MAIL_MAX_PARTS ? 0 : (abort(), 0);
}
