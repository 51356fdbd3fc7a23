/* What a person wants who answers an invitation or an offer: a pure function of the words, of what was sent and of who
 * writes. It reads clause by clause with the vocabulary of the language packs ([intent.*], [offer.*], [bare.*]); of
 * phrases within one another the longer counts, so that "I cannot wait to come" is not "I cannot". Then the text's likeness
 * to labelled replies is asked as a second opinion (intent_weigh.h). Doubt is said, never resolved: `sure` is false when a
 * person has to look, and the intent then is the proposal. */
#ifndef KVIESLYS_DOMAIN_INTENT_H
#define KVIESLYS_DOMAIN_INTENT_H

#include "language/classifier.h"
#include "language/pack.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

enum intent { INTENT_NONE, INTENT_YES, INTENT_NO, INTENT_MAYBE, INTENT_UNSUBSCRIBE, INTENT_QUESTION, INTENT_OTHER };
/* "yes", "no", …; never NULL. */
const char *intent_name(enum intent intent);

/* All packs made ready. Read-only once made: threads share it. */
struct intent_reader;
/* `languages` and `examples` must outlive it; without `examples` (NULL) the rules read alone. Faults of the packs go to `problems`, which
 * may be NULL. ST_NOMEM only. */
enum status intent_reader_new(const struct languages *languages, const struct classifier *examples, struct intent_reader **ret,
		struct problems *problems, struct error *err);
/* Faults of the packs' vocabulary that a reader bears with, as file:line: unknown sections, classes and thresholds, weights that are no
 * numbers, words that no text can have, a phrase of two contradicting sections. ST_NOMEM only. */
enum status intent_packs_check(const struct languages *languages, struct problems *problems, struct error *err);
void intent_reader_free(struct intent_reader *reader);
#define CLEANUP_INTENT_READER CLEANUP(intent_reader_cleanup)
void intent_reader_cleanup(struct intent_reader **reader);

struct intent_input {
	const char *text;      /* the new words, never NULL */
	const char *subject;   /* the sender's own words of the subject, "" when it is only ours. Never NULL */
	const char *signature; /* the signature block, or NULL */
	const char *language;  /* of the invitation, or NULL */
	bool offer;            /* a cooperation offer was sent, not an invitation */
	const char *from_name; /* of the From field, or NULL */
	const char *from_address; /* or NULL */
	const char *contact_name;    /* whom we wrote to, or NULL */
	const char *contact_address; /* or NULL */
	const char *organisation;    /* of the contact, or NULL */
};

#define INTENT_MAX_EVIDENCE 8u
struct evidence {
	char *rule;  /* the pack's section and phrase, "lt intent.no: !@attend" */
	char *words; /* as they were written */
	size_t start, len; /* where in the text; len 0: in the subject */
};

struct attendee {
	char *name;
	char *email; /* or NULL */
};

struct intent_answer {
	enum intent intent;
	bool sure;              /* may be acted upon */
	double confidence;      /* 0..1 */
	bool also_question;
	bool also_unsubscribe;
	char *reason;           /* one sentence; never NULL after ST_OK */
	int count;              /* people who come; 0: not said */
	struct attendee *attendees;
	size_t n_attendees;
	char language[12];      /* code of the pack that read it, "" when none fits */
	struct evidence evidence[INTENT_MAX_EVIDENCE];
	size_t n_evidence;
};

#define INTENT_ANSWER_INIT { .reason = NULL }
#define CLEANUP_INTENT_ANSWER CLEANUP(intent_answer_release)
void intent_answer_release(struct intent_answer *answer);
/* ST_NOMEM only. *ret must be INTENT_ANSWER_INIT. Constant work for each word; long texts are cut (TOKENS_MAX_TEXT). */
enum status intent_read(const struct intent_reader *reader, const struct intent_input *input, struct intent_answer *ret,
		struct error *err);

#endif
