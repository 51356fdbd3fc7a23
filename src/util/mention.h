/* Does a text name somebody? An address or a name found in running text, in JSON, in a header: in any case (of ASCII letters),
 * and only where it stands for itself: "ona@x.lt" is not named by "ramona@x.lt" nor by "ona@x.lt.example". */
#ifndef KVIESLYS_UTIL_MENTION_H
#define KVIESLYS_UTIL_MENTION_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* The first place where `needle` stands in the text, or NULL. An empty needle stands nowhere. A JSON escape ("\n") before
 * it separates as well as a blank. */
const char *mention_find(const char *text, size_t len, const char *needle);
/* The same for texts; NULL texts name nobody. */
bool mention_in(const char *text, const char *needle);
/* Appends the text with every mention replaced. Returns how many there were. */
size_t mention_replace(struct strbuf *out, const char *text, const char *needle, const char *with);

#endif
