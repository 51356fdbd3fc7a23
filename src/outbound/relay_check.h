/* Whether the relays take our letters: each is connected, its certificate verified, logged in, and asked whether it takes our
 * envelope. Nothing is sent. */
#ifndef KVIESLYS_OUTBOUND_RELAY_CHECK_H
#define KVIESLYS_OUTBOUND_RELAY_CHECK_H

#include "domain/config.h"
#include "domain/finding.h"

/* One finding a relay, and one for plus-addressing where a relay refuses answers' tagged address but not the plain one.
 * Seconds when a server does not answer. */
void relay_check(const struct config *config, struct findings *findings);

#endif
