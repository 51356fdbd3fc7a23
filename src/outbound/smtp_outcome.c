/* What a reply means: whose fault a refusal is. The rule that matters: a fault of ours never marks a recipient. */
#include "outbound/smtp_reply.h"

#include "util/cleanup.h"

#include <stdio.h>
#include <string.h>

/* Enhanced statuses that speak of the sender, the message or the way (RFC 3463). 5.7 as a whole is policy. */
static const char *const ours[] = {
	"5.1.7", "5.1.8", "5.2.3", "5.3.4", "5.4.3", "5.4.4", "5.4.6", "5.5.0", "5.5.1", "5.5.2", "5.5.4",
};

/* Words of refusals for reasons of ours: for servers that give no enhanced status. */
static const char *const our_words[] = {
	"relay", "authenticat", "spam", "blacklist", "blocklist", "block list", "black list", "blocked", "spf", "dkim",
	"dmarc", "policy", "reputation", "reverse dns", "ptr record", "rdns", "listed", "too large", "too big",
	"message size", "exceeds maximum", "exceeds the maximum", "size limit", "sender address rejected", "sender rejected", "sender verify",
	"not permitted to send", "not allowed to send", "rate limit", "quota exceeded for sender", "virus", "starttls",
	"must issue", "tls required", "content rejected", "message rejected", "banned", "abuse", "unsolicited",
};

/* Words that make it the recipient's after all ("550 5.7.1 ... relay: unknown user"). */
static const char *const their_words[] = {
	"unknown user", "user unknown", "no such user", "no such recipient", "does not exist", "doesn't exist",
	"mailbox unavailable", "mailbox not found", "recipient not found", "recipient address rejected", "invalid recipient",
	"unknown recipient", "unrouteable address", "mailbox full", "over quota", "quota exceeded", "user disabled",
	"account disabled", "inactive", "unknown local part", "no mailbox", "recipient rejected", "unknown in",
	"unknown address", "address unknown",
};

static bool has_any(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasestr(text, words[i]) != NULL) {
			return true;
		}
	}
	return false;
}

/* The recipient's own, by the enhanced status alone: addresses, mailboxes, hosts. */
static bool is_theirs(const char *status)
{
	return (strncmp(status, "5.1.", 4) == 0 && strcmp(status, "5.1.7") != 0 && strcmp(status, "5.1.8") != 0)
			|| (strncmp(status, "5.2.", 4) == 0 && strcmp(status, "5.2.3") != 0)
			|| strcmp(status, "5.4.1") == 0;
}

static bool is_ours(enum smtp_stage stage, const struct smtp_reply *r)
{
	bool theirs = has_any(r->text, their_words, ARRAY_SIZE(their_words));

	if (stage == SMTP_AT_MAIL || r->code == 530 || r->code == 535 || r->code == 538 || r->code == 523) {
		return true; /* the recipient has not been named yet, or it is our login */
	}
	if (r->code == 500 || r->code == 502 || r->code == 503 || r->code == 504 || r->code == 555) {
		return true; /* we spoke wrongly */
	}
	for (size_t i = 0; i < ARRAY_SIZE(ours); i++) {
		if (strcmp(r->status, ours[i]) == 0) {
			return true;
		}
	}
	if (is_theirs(r->status)) {
		return false;
	}
	if (theirs) {
		return false;
	}
	return strncmp(r->status, "5.7.", 4) == 0 || (stage == SMTP_AT_DOT && r->code == 552) /* size */
			|| has_any(r->text, our_words, ARRAY_SIZE(our_words));
}

void smtp_outcome(enum smtp_stage stage, const struct smtp_reply *reply, struct outcome *ret)
{
	ret->code = reply->code;
	if (reply->status[0] != '\0') {
		(void)snprintf(ret->status, sizeof ret->status, "%s", reply->status);
	} else {
		(void)snprintf(ret->status, sizeof ret->status, "%d", reply->code);
	}
	(void)snprintf(ret->answer, sizeof ret->answer, "%s", reply->text);
	if (reply->code / 100 == 2) {
		ret->delivery = DELIVERY_SENT;
	} else if (reply->code == 421) {
		ret->delivery = DELIVERY_UNTRIED;
	} else if (reply->code / 100 == 4) {
		ret->delivery = DELIVERY_LATER;
	} else {
		ret->delivery = is_ours(stage, reply) ? DELIVERY_OUR_FAULT : DELIVERY_REFUSED;
	}
}

void smtp_outcome_text(enum delivery delivery, const char *text, struct outcome *ret)
{
	*ret = (struct outcome){ .delivery = delivery };
	(void)snprintf(ret->answer, sizeof ret->answer, "%s", text);
}
