/* Delivery reports: bounces of every kind of server, delay notices, complaints (ARF). A pure function of the mail.
 *
 * The identity of the failed letter never depends on the report's wording: `original_*` holds what the report gives back
 * of it. Reports are free to forge: act only on a Message-ID, envelope or token that we made. */
#ifndef KVIESLYS_MAIL_REPORT_H
#define KVIESLYS_MAIL_REPORT_H

#include "mail/machine_words.h"
#include "mail/parse.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>

#define REPORT_MAX_RECIPIENTS 1000
#define REPORT_STATUS_SIZE 16

enum report_kind {
	REPORT_NONE,     /* no report of a failure */
	REPORT_BOUNCE,   /* at least one recipient failed */
	REPORT_DELAYED,  /* not yet delivered, the server goes on trying */
	REPORT_COMPLAINT,/* ARF, RFC 5965 */
	REPORT_POSITIVE  /* delivered, relayed or expanded: an automatic mail, nothing failed */
};

enum permanence { PERMANENCE_HARD, PERMANENCE_SOFT, PERMANENCE_DELAYED };

/* Whose fault it is: the address is wrong; the mailbox is, for now; we as a sender (reputation, authentication); this
 * letter (content, size); servers and networks between. */
enum fault { FAULT_RECIPIENT, FAULT_MAILBOX, FAULT_SENDER, FAULT_MESSAGE, FAULT_NETWORK };

/* Sisimai's names; reason_name() gives them. */
enum reason {
	REASON_UNDEFINED, REASON_AUTHFAILURE, REASON_BADREPUTATION, REASON_BLOCKED, REASON_CONTENTERROR, REASON_DELIVERED,
	REASON_EXCEEDLIMIT, REASON_EXPIRED, REASON_FAILEDSTARTTLS, REASON_FEEDBACK, REASON_FILTERED, REASON_HASMOVED,
	REASON_HOSTUNKNOWN, REASON_MAILBOXFULL, REASON_MAILERERROR, REASON_MESGTOOBIG, REASON_NETWORKERROR,
	REASON_NORELAYING, REASON_NOTACCEPT, REASON_NOTCOMPLIANTRFC, REASON_ONHOLD, REASON_POLICYVIOLATION,
	REASON_REJECTED, REASON_REQUIREPTR, REASON_SECURITYERROR, REASON_SPAMDETECTED, REASON_SPEEDING,
	REASON_SUPPRESSED, REASON_SUSPEND, REASON_SYNTAXERROR, REASON_SYSTEMERROR, REASON_SYSTEMFULL,
	REASON_TOOMANYCONN, REASON_USERUNKNOWN, REASON_VACATION, REASON_VIRUSDETECTED
};
#define REASON_COUNT ((size_t)REASON_VIRUSDETECTED + 1)

enum feedback {
	FEEDBACK_NONE, FEEDBACK_ABUSE, FEEDBACK_FRAUD, FEEDBACK_VIRUS, FEEDBACK_NOT_SPAM, FEEDBACK_OPT_OUT,
	FEEDBACK_AUTH_FAILURE, /* about our signature, never a reader's wish: unsubscribes nobody */
	FEEDBACK_OTHER
};

struct report_recipient {
	char *address;                   /* lower-case domain; "" when the report does not tell (redacted, lost) */
	enum permanence permanence;
	enum fault fault;
	enum reason reason;
	char status[REPORT_STATUS_SIZE]; /* "5.1.1", or "" */
	int reply;                       /* SMTP reply code, or 0 */
	char *diagnostic;                /* the server's words, one line, bounded; never NULL */
};

struct report {
	enum report_kind kind;
	enum feedback feedback;
	struct report_recipient *recipients; /* in the order of the report, no address twice */
	size_t n_recipients;
	bool truncated;                      /* more than REPORT_MAX_RECIPIENTS */
	int original;                        /* part index of the returned mail or its headers, or -1 */
	char *original_message_id;           /* "<…>", NULL when not given back */
	char *original_to;                   /* To: of the returned mail, as written; NULL */
	char *original_sender;               /* its envelope sender (our VERP address), bare; NULL */
	const char *rule;                    /* what decided: static text such as "rfc3464", "transcript" */
	char *words;                         /* evidence: the words that decided, one line; never NULL */
	char *text;                          /* what the report says to people, without the returned mail; NULL for no report */
};

/* Never fails but for ST_NOMEM; a mail that is no report gives kind REPORT_NONE. */
enum status report_read(struct mail *mail, const struct machine_words *words, struct report **ret, struct error *err);
void report_free(struct report *report);
#define CLEANUP_REPORT CLEANUP(report_cleanup)
void report_cleanup(struct report **report);

const char *reason_name(enum reason reason);
const char *permanence_name(enum permanence permanence);
const char *fault_name(enum fault fault);
const char *feedback_name(enum feedback feedback);

/* A server's answer to SMTP ("550 5.1.1 no such user"), as in a bounce: for the sender's own attempts too. */
void report_classify(const struct machine_words *words, const char *answer, size_t len, struct report_recipient *ret);

#endif
