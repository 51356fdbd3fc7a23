/* The answer form of our own letters, filled in: lines "LABEL: value" with the labels of the packs' [answer] section
 * (label-answer, label-count, label-names, label-questions), in any shipped language. A form is two such lines or more.
 * Its labels are our words and must not be read as the sender's. */
#ifndef KVIESLYS_DOMAIN_INTENT_FORM_H
#define KVIESLYS_DOMAIN_INTENT_FORM_H

#include "language/pack.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>

/* False when the text holds no form. Else `decision` is the text with all of the form blanked out but the value of the
 * answer and the questions, and `people` the same with the lines of count and names left as they are where they have a
 * value. Both have the length of the text, so that places in them are places in it. `says_people`: such a line has
 * a value. ST_NOMEM. */
enum status intent_form_find(const struct languages *languages, const char *text, struct strbuf *decision,
		struct strbuf *people, bool *ret_found, bool *ret_says_people, struct error *err);

#endif
