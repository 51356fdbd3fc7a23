/* What a mail means: a pure function of the mail and of what we sent. It puts the readers of mail/ and domain/intent
 * together in a fixed order (report, calendar, unsubscribe, machine, person) and never touches the database:
 *
 *	verdict_open(reader, mail, &verdict)         what kind of mail; report and calendar are read: they hold keys
 *	match_reply(…)                                domain/match.h: which invitation it answers
 *	verdict_read(reader, mail, &context, &verdict)  what the sender wants, knowing what he was sent
 *
 * `kvieslys reply explain` prints the same verdict that fetch acts on. */
#ifndef KVIESLYS_DOMAIN_VERDICT_H
#define KVIESLYS_DOMAIN_VERDICT_H

#include "domain/intent.h"
#include "domain/match.h"
#include "domain/survey_read.h"
#include "language/pack.h"
#include "mail/auto_reply.h"
#include "mail/calendar_in.h"
#include "mail/parse.h"
#include "mail/reply_text.h"
#include "mail/report.h"
#include "util/cleanup.h"
#include "util/conf.h"
#include "util/error.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict_kind {
	VERDICT_REPLY,
	VERDICT_CALENDAR,
	VERDICT_AUTO,
	VERDICT_BOUNCE,
	VERDICT_COMPLAINT,
	VERDICT_UNSUBSCRIBE, /* made by the unsubscribe header */
	VERDICT_UNKNOWN      /* no mail */
};
/* The words that are printed. */
const char *verdict_kind_name(enum verdict_kind kind);

enum verdict_outcome { OUTCOME_APPLIED, OUTCOME_REVIEW, OUTCOME_IGNORED, OUTCOME_RESOLVED };
const char *verdict_outcome_name(enum verdict_outcome outcome);

/* The packs' rules made ready; read-only: threads share it. */
struct verdict_reader;
/* `languages` must outlive it. Faults of the packs go to `problems` (may be NULL). ST_NOMEM. */
enum status verdict_reader_new(const struct languages *languages, struct verdict_reader **ret,
		struct problems *problems, struct error *err);
void verdict_reader_free(struct verdict_reader *reader);
#define CLEANUP_VERDICT_READER CLEANUP(verdict_reader_cleanup)
void verdict_reader_cleanup(struct verdict_reader **reader);

/* What is known beside the mail. Every pointer may be NULL. */
struct verdict_context {
	const struct sent_text *sent; /* the letter that is answered */
	const char *title;            /* of the event or offer, in the letter's language: stands in prefilled subjects */
	const char *language;         /* of the letter */
	bool offer;                   /* it was a cooperation offer */
	const struct survey *survey;  /* the questionnaire that the letter holds */
	const char *contact_name, *contact_address, *organisation;
	const char *own_domain;       /* our Message-IDs end in it */
	int64_t now;                  /* time of arrival */
};

struct verdict {
	enum verdict_kind kind;
	struct intent_answer answer;  /* intent, count, people, confidence, reason, evidence */
	struct reply_text reply;      /* the new words */
	struct report *report;        /* NULL: none */
	struct auto_reply automatic;
	struct calendar_in calendar;
	const struct calendar_in_item *item;          /* the calendar answer, NULL: none */
	const struct calendar_in_attendee *attendee;
	int64_t survey_id;            /* the letter holds this questionnaire; 0: none */
	struct survey_reading given;  /* the answers to it */
	enum verdict_outcome outcome; /* what the mail alone asks for; matching and applying may turn it into review */
};

#define VERDICT_INIT { .kind = VERDICT_UNKNOWN }
#define CLEANUP_VERDICT CLEANUP(verdict_release)
void verdict_release(struct verdict *verdict);

/* *ret must be VERDICT_INIT. ST_NOMEM only. */
enum status verdict_open(const struct verdict_reader *reader, struct mail *mail, struct verdict *ret,
		struct error *err);
enum status verdict_read(const struct verdict_reader *reader, struct mail *mail, const struct verdict_context *context,
		struct verdict *ret, struct error *err);
/* The keys that the report and the calendar hold, for match_reply(). `uids` gives room for the hints' list; all is
 * borrowed from the verdict. */
struct match_hints verdict_hints(const struct verdict *verdict, const char *uids[CALENDAR_IN_MAX_ITEMS]);

/* The sender's own words of a subject: without reply prefixes, our token in brackets, our subject and title. A subject that
 * is answered and that we do not know is taken to be ours. */
void verdict_own_subject(const char *subject, const char *sent, const char *title, bool in_reply, struct strbuf *out);

/* verdict_json.c: the lists of a verdict as JSON. `bounce` is null where there is no report. */
void verdict_attendees_json(const struct verdict *verdict, struct strbuf *out);
void verdict_evidence_json(const struct verdict *verdict, struct strbuf *out);
void verdict_bounce_json(const struct verdict *verdict, struct strbuf *out);

#endif
