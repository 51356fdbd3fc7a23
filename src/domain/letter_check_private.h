/* Between letter_check.c (what is checked of letters and contacts) and letter_lint.c (what is checked of a printed mail). */
#ifndef KVIESLYS_DOMAIN_LETTER_CHECK_PRIVATE_H
#define KVIESLYS_DOMAIN_LETTER_CHECK_PRIVATE_H

#include "domain/finding.h"
#include "domain/letter.h"

/* Sizes, subject, links and what filters dislike of one printed letter; `subject` of the findings is "lt/invitation". */
void letter_lint(const struct letter_print *print, const char *subject, bool campaign, struct findings *findings);

#endif
