/* For verdict*.c alone. */
#ifndef KVIESLYS_DOMAIN_VERDICT_PRIVATE_H
#define KVIESLYS_DOMAIN_VERDICT_PRIVATE_H

#include "domain/verdict.h"

/* The sender's own words of a subject: without reply prefixes, our token in brackets, our subject and title. A subject that
 * is answered and that we do not know is taken to be ours. */
void verdict_own_subject(const char *subject, const char *sent, const char *title, bool in_reply, struct strbuf *out);
/* The mail that the List-Unsubscribe header makes: that subject and nothing written. */
bool verdict_is_unsubscribe(const char *subject, const char *text);
/* verdict_calendar.c */
enum status verdict_read_calendar(struct verdict *v, const struct intent_reader *intents,
		const struct verdict_context *context, struct error *err);

#endif
