/* Character sets of inbound mail to UTF-8. Names are resolved by an allow-list of aliases, so that no name from outside
 * reaches the conversion library. Whatever the bytes, the result is valid UTF-8 without NULs: wrong bytes become U+FFFD. */
#ifndef KVIESLYS_MAIL_CHARSET_H
#define KVIESLYS_MAIL_CHARSET_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends `len` bytes in the charset `name` (not NUL-terminated, any case; NULL or unknown: guessed) as UTF-8 to `out`.
 * ISO 8859 texts with C1 bytes are read as the Windows page that their sender meant. Out of memory: out->failed. */
void charset_to_utf8(const char *name, size_t name_len, const char *bytes, size_t len, struct strbuf *out);
/* True when the bytes stand as they are: said or thought to be UTF-8, and valid without NULs. */
bool charset_stands(const char *name, size_t name_len, const char *bytes, size_t len);
/* Appends bytes that should be UTF-8: NULs dropped, wrong bytes replaced. */
void charset_add_utf8(const char *bytes, size_t len, struct strbuf *out);
/* Length of the longest prefix that is valid UTF-8 without NULs. */
size_t charset_valid_utf8(const char *bytes, size_t len);
/* True when the allow-list knows the name. */
bool charset_known(const char *name, size_t name_len);

#endif
