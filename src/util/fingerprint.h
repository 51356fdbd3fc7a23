/* Fingerprints of texts, for tables in memory: polynomials over the prime 2^61 - 1 at secret random points. Whoever chose the
 * texts, two different ones of n bytes in all share a lane with a probability below (n / 7 + 2) / 2^61, and both lanes with
 * the square of that. Not for storing: the points live as long as the process. */
#ifndef KVIESLYS_UTIL_FINGERPRINT_H
#define KVIESLYS_UTIL_FINGERPRINT_H

#include "util/error.h"

#include <stdint.h>

struct fingerprint_key {
	uint64_t points[2];
};
struct fingerprint {
	uint64_t lanes[2];
};

enum status fingerprint_key_init(struct fingerprint_key *ret, struct error *err);
/* Adds a text to a fingerprint, which begins as { { 0, 0 } }. Where one text ends and the next begins counts, and so does
 * whether one is NULL. */
void fingerprint_add(const struct fingerprint_key *key, struct fingerprint *fingerprint, const char *text);

#endif
