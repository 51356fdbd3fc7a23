/* Whether a machine or a person wrote a mail: out-of-office, ticket receipt, challenge, read receipt, positive delivery
 * notice, list traffic, our own mail coming back. Bounces and complaints are report.h's. A pure function of the mail.
 *
 * Headers of a person's own client are no sign (X-Auto-Response-Suppress, Precedence: bulk alone, `Auto-Submitted:
 * auto-forwarded`); words count only where a person would not write them as an answer: at the start of the subject, or
 * in the body beside another sign. */
#ifndef KVIESLYS_MAIL_AUTO_REPLY_H
#define KVIESLYS_MAIL_AUTO_REPLY_H

#include "mail/machine_words.h"
#include "mail/parse.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

enum auto_kind {
	AUTO_NONE,         /* a person, as far as can be seen */
	AUTO_OUT_OF_OFFICE,
	AUTO_TICKET,       /* receipt of a ticket system or a shared mailbox */
	AUTO_CHALLENGE,    /* "confirm that you are no robot" */
	AUTO_READ_RECEIPT, /* RFC 8098 and Exchange's */
	AUTO_DELIVERED,    /* positive delivery notice */
	AUTO_LIST,         /* distributed by a mailing list */
	AUTO_OWN,          /* a mail of ours that came back */
	AUTO_GENERATED     /* any other machine: newsletters, notifications, replies of an unknown kind */
};

struct auto_reply {
	enum auto_kind kind;
	bool calendar_answer; /* a text/calendar REPLY is inside: an answer of a person, whatever the headers say */
	bool null_sender;     /* Return-Path: <> ; never answer */
	char returns[11];     /* out-of-office: "2026-08-17", "" when not said */
	const char *rule;     /* static text: the header or word list that decided */
	char words[160];      /* evidence: the deciding words, cut at a character */
};

/* `own_domain` (may be NULL): Message-IDs "…@own_domain" are our letters. `now` is only used to complete dates without a
 * year. `text`: the new words of the mail (mail/reply_text.h) when the caller has them, else NULL: the first text part. */
enum status auto_reply_read(struct mail *mail, const struct machine_words *words, const char *own_domain,
		const char *text, long long now, struct auto_reply *ret, struct error *err);
const char *auto_kind_name(enum auto_kind kind);

#endif
