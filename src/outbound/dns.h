/* Questions to DNS, for `check`: the system's resolver, or KVIESLYS_RESOLVER=127.0.0.1:5353 (tests, split DNS). */
#ifndef KVIESLYS_OUTBOUND_DNS_H
#define KVIESLYS_OUTBOUND_DNS_H

#include "util/cleanup.h"
#include "util/error.h"

#include <stddef.h>

#define DNS_MAX_ANSWERS 64u

struct dns_answers {
	char *items[DNS_MAX_ANSWERS]; /* TXT: the strings joined; MX: the host; A, AAAA: the address; PTR: the name */
	size_t n;
};

enum dns_type { DNS_A = 1, DNS_PTR = 12, DNS_MX = 15, DNS_TXT = 16, DNS_AAAA = 28 };

/* ST_OK with at least one answer; ST_NOT_FOUND when the name or type is not there (err untouched); ST_TEMP when DNS does
 * not answer. Names go as they are given; names longer than DNS allows are not found. */
enum status dns_query(const char *name, enum dns_type type, struct dns_answers *ret, struct error *err);
void dns_release(struct dns_answers *answers);
#define CLEANUP_DNS CLEANUP(dns_release)

#endif
