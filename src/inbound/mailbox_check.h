/* Whether the mailboxes can be read: each is opened (connected, certificate verified, logged in, folder found) and closed. */
#ifndef KVIESLYS_INBOUND_MAILBOX_CHECK_H
#define KVIESLYS_INBOUND_MAILBOX_CHECK_H

#include "domain/config.h"
#include "domain/finding.h"

/* One finding a mailbox. Reads no mail. */
void mailbox_check(const struct config *config, struct findings *findings);

#endif
