/* For verdict*.c alone. */
#ifndef KVIESLYS_DOMAIN_VERDICT_PRIVATE_H
#define KVIESLYS_DOMAIN_VERDICT_PRIVATE_H

#include "domain/verdict.h"

/* The mail that the List-Unsubscribe header makes: that subject and nothing written. */
bool verdict_is_unsubscribe(const char *subject, const char *text);
/* verdict_survey.c: reads the answers to the letter's questionnaire. When there are any, the verdict is complete (what was
 * written besides may ask something or end the letters) and *ret_done is true; else the words are still to be read. */
enum status verdict_read_survey(struct verdict *v, const struct survey_reader *surveys, const struct intent_reader *intents,
		const struct verdict_context *context, bool *ret_done, struct error *err);
/* verdict.c: sets the reason; adds evidence while there is room. */
enum status verdict_say(struct verdict *v, const char *reason, struct error *err);
enum status verdict_prove(struct verdict *v, const char *rule, const char *words, struct error *err);

/* verdict_calendar.c */
enum status verdict_read_calendar(struct verdict *v, const struct intent_reader *intents,
		const struct verdict_context *context, struct error *err);

#endif
