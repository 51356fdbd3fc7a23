/* Replies of SMTP servers (RFC 5321 §4.2, RFC 2034): bytes to a code, an enhanced status and one line of text.
 * Pure and bounded; what the text was made of never reaches a log or the ledger unprinted. */
#ifndef KVIESLYS_OUTBOUND_SMTP_REPLY_H
#define KVIESLYS_OUTBOUND_SMTP_REPLY_H

#include "outbound/transport.h"

#include <stdbool.h>
#include <stddef.h>

#define SMTP_REPLY_MAX_LINE 4096u
#define SMTP_REPLY_MAX_LINES 256u
#define SMTP_REPLY_MAX 65536u

struct smtp_reply {
	int code;                         /* 200..599 */
	char status[OUTCOME_STATUS_SIZE]; /* "5.1.1", "" when the server gave none */
	char text[OUTCOME_ANSWER_SIZE];   /* the lines' texts joined by blanks, printable UTF-8 */
};

enum smtp_parse { SMTP_PARSE_MORE, SMTP_PARSE_DONE, SMTP_PARSE_BAD };

/* Reads one whole reply at the beginning of the bytes; *ret_used: how many it took. MORE: it is not complete yet.
 * BAD: no SMTP reply, or above the limits. */
enum smtp_parse smtp_reply_parse(const char *buf, size_t len, struct smtp_reply *ret, size_t *ret_used);

/* Appends text of a server to a reply: one line, printable UTF-8, cut to what fits. */
void smtp_reply_add_text(struct smtp_reply *reply, const char *text, size_t len);

/* What a server offers: the lines of its answer to EHLO. */
struct smtp_features {
	bool pipelining, eight_bit, dsn, starttls, size, enhanced;
	bool auth_plain, auth_login, auth_xoauth2, auth_any;
	long long max_size; /* 0: no limit said */
};
void smtp_features_parse(const char *buf, size_t len, struct smtp_features *ret);

/* Where in the conversation a reply came. */
enum smtp_stage { SMTP_AT_MAIL, SMTP_AT_RCPT, SMTP_AT_DATA, SMTP_AT_DOT };

/* What a reply means for the message it answers. */
void smtp_outcome(enum smtp_stage stage, const struct smtp_reply *reply, struct outcome *ret);
/* An outcome that no reply decided: what happened, as a sentence. */
void smtp_outcome_text(enum delivery delivery, const char *text, struct outcome *ret);

#endif
