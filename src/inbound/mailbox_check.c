/* Trying mailboxes for `check`. */
#include "inbound/mailbox_check.h"

#include "inbound/mailbox.h"

#include <stdio.h>

static void check_one(const struct mailbox_config *config, struct findings *findings)
{
	CLEANUP_MAILBOX struct mailbox *mailbox = NULL;
	struct error err = ERROR_INIT;
	char subject[120];

	(void)snprintf(subject, sizeof subject, "mailbox %s", config->name);
	if (mailbox_open(config, NULL, &mailbox, &err) != ST_OK) {
		/* the sentence says what to do where it is ours to do */
		findings_add(findings, FINDING_FAULT, subject, err.code == ST_TEMP ? "see that host and port are right and the "
				"server is up" : NULL, "%s", err.text);
		return;
	}
	if (config->tls == TLS_NONE && (config->type == MAILBOX_IMAP || config->type == MAILBOX_POP3)) {
		findings_add(findings, FINDING_WARNING, subject, "set tls = implicit or starttls",
				"can be read, but the password goes over the network in the clear");
		return;
	}
	findings_add(findings, FINDING_OK, subject, NULL, "can be read");
}

void mailbox_check(const struct config *config, struct findings *findings)
{
	if (config->n_mailboxes == 0) {
		findings_add(findings, FINDING_WARNING, "mailbox", "add a [mailbox NAME] section to kvieslys.conf",
				"none is configured; answers are not read");
	}
	for (size_t i = 0; i < config->n_mailboxes; i++) {
		check_one(&config->mailboxes[i], findings);
	}
}
