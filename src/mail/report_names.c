/* Names of the enumerations of report.h, as they stand in JSON. */
#include "mail/report.h"

static const char *const reasons[REASON_COUNT] = {
	[REASON_UNDEFINED] = "undefined", [REASON_AUTHFAILURE] = "authfailure", [REASON_BADREPUTATION] = "badreputation",
	[REASON_BLOCKED] = "blocked", [REASON_CONTENTERROR] = "contenterror", [REASON_DELIVERED] = "delivered",
	[REASON_EXCEEDLIMIT] = "exceedlimit", [REASON_EXPIRED] = "expired", [REASON_FAILEDSTARTTLS] = "failedstarttls",
	[REASON_FEEDBACK] = "feedback", [REASON_FILTERED] = "filtered", [REASON_HASMOVED] = "hasmoved",
	[REASON_HOSTUNKNOWN] = "hostunknown", [REASON_MAILBOXFULL] = "mailboxfull", [REASON_MAILERERROR] = "mailererror",
	[REASON_MESGTOOBIG] = "mesgtoobig", [REASON_NETWORKERROR] = "networkerror", [REASON_NORELAYING] = "norelaying",
	[REASON_NOTACCEPT] = "notaccept", [REASON_NOTCOMPLIANTRFC] = "notcompliantrfc", [REASON_ONHOLD] = "onhold",
	[REASON_POLICYVIOLATION] = "policyviolation", [REASON_REJECTED] = "rejected", [REASON_REQUIREPTR] = "requireptr",
	[REASON_SECURITYERROR] = "securityerror", [REASON_SPAMDETECTED] = "spamdetected", [REASON_SPEEDING] = "speeding",
	[REASON_SUPPRESSED] = "suppressed", [REASON_SUSPEND] = "suspend", [REASON_SYNTAXERROR] = "syntaxerror",
	[REASON_SYSTEMERROR] = "systemerror", [REASON_SYSTEMFULL] = "systemfull", [REASON_TOOMANYCONN] = "toomanyconn",
	[REASON_USERUNKNOWN] = "userunknown", [REASON_VACATION] = "vacation", [REASON_VIRUSDETECTED] = "virusdetected",
};

const char *reason_name(enum reason reason)
{
	return (size_t)reason < REASON_COUNT ? reasons[reason] : "undefined";
}

const char *permanence_name(enum permanence permanence)
{
	return permanence == PERMANENCE_HARD ? "hard" : permanence == PERMANENCE_DELAYED ? "delayed" : "soft";
}

const char *fault_name(enum fault fault)
{
	static const char *const names[] = { [FAULT_RECIPIENT] = "recipient", [FAULT_MAILBOX] = "mailbox",
		[FAULT_SENDER] = "sender", [FAULT_MESSAGE] = "message", [FAULT_NETWORK] = "network" };

	return names[fault];
}

const char *feedback_name(enum feedback feedback)
{
	static const char *const names[] = { [FEEDBACK_NONE] = "", [FEEDBACK_ABUSE] = "abuse", [FEEDBACK_FRAUD] = "fraud",
		[FEEDBACK_VIRUS] = "virus", [FEEDBACK_NOT_SPAM] = "not-spam", [FEEDBACK_OPT_OUT] = "opt-out",
		[FEEDBACK_AUTH_FAILURE] = "auth-failure", [FEEDBACK_OTHER] = "other" };

	return names[feedback];
}
