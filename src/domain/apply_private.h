/* For apply*.c alone: the kinds of verdicts, each in a file of its own. */
#ifndef KVIESLYS_DOMAIN_APPLY_PRIVATE_H
#define KVIESLYS_DOMAIN_APPLY_PRIVATE_H

#include "domain/apply.h"

/* Sets outcome and reason. */
void apply_say(struct apply_result *ret, enum verdict_outcome outcome, const char *fmt, ...)
		__attribute__((format(printf, 3, 4)));

/* The key of a contact's address, "" when it was erased. */
enum status apply_contact_key(const struct apply_input *in, int64_t id, char ret[ADDRESS_SIZE], struct error *err);

/* apply_event.c: yes, no and maybe to an invitation. */
enum status apply_event(const struct apply_input *in, struct apply_result *ret, struct error *err);
/* An answer that is a yes, no or maybe, but not surely: its writer is told that a person will read it, once for an event. */
enum status apply_not_understood(const struct apply_input *in, struct error *err);
/* apply_offer.c: interest in a cooperation offer. */
enum status apply_offer(const struct apply_input *in, struct apply_result *ret, struct error *err);
/* apply_survey.c: answers to a questionnaire, and what was written besides. */
enum status apply_survey(const struct apply_input *in, struct apply_result *ret, struct error *err);
/* apply_report.c: bounces and complaints. */
enum status apply_bounce(const struct apply_input *in, struct apply_result *ret, struct error *err);
enum status apply_complaint(const struct apply_input *in, struct apply_result *ret, struct error *err);

/* apply_list.c: mails that join or leave lists. *ret_done false: it is none. */
enum status apply_list(const struct apply_input *in, bool *ret_done, struct apply_result *ret, struct error *err);

/* apply_consent.c: answers to a campaign of class consent. *ret_done false: it is none. */
enum status apply_consent(const struct apply_input *in, bool *ret_done, struct apply_result *ret, struct error *err);

#endif
