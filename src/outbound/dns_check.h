/* Whether receivers can trust mail of this sender: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989), MX, and the relay's
 * name. Each finding has the line to paste into the zone. */
#ifndef KVIESLYS_OUTBOUND_DNS_CHECK_H
#define KVIESLYS_OUTBOUND_DNS_CHECK_H

#include "domain/config.h"
#include "domain/finding.h"

/* Asks DNS (seconds, when it does not answer). Nothing is sent. */
void dns_check_sender(const struct config *config, struct findings *findings);

/* The DMARC record that applies to `domain`: the name itself, then upwards (RFC 9989 §4.10: at most eight questions).
 * *ret_at is the domain where it was found; both are the caller's. ST_NOT_FOUND, ST_TEMP, ST_NOMEM. */
enum status dmarc_find(const char *domain, char **ret_record, char **ret_at, struct error *err);

#endif
