/* The clock of the program. KVIESLYS_NOW (RFC 3339) replaces it in every command, release builds too.
 * Times are seconds since 1970-01-01 00:00 UTC. */
#ifndef KVIESLYS_UTIL_CLOCK_H
#define KVIESLYS_UTIL_CLOCK_H

#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Buffer size that holds any time_format_rfc3339() result with its NUL. */
#define TIME_RFC3339_SIZE 32

/* Reads KVIESLYS_NOW once; ST_INVALID when it is set but no RFC 3339 time. Call it first in main(). */
enum status clock_init(struct error *err);
/* Now, in whole seconds / in milliseconds. With KVIESLYS_NOW both stand still. Safe in threads. */
int64_t clock_now(void);
int64_t clock_now_ms(void);
/* Whether KVIESLYS_NOW replaces the clock. */
bool clock_is_replaced(void);
/* Milliseconds of a clock that only goes forward, for waiting and measuring; never replaced. */
int64_t clock_monotonic_ms(void);
/* Reads "2027-03-18T10:00:00Z", "…+02:00", a blank instead of T, seconds optional, or a bare date
 * (midnight UTC). ST_INVALID names the text. */
enum status time_parse_rfc3339(const char *text, int64_t *ret_time, struct error *err);
/* Writes "2027-03-18T08:00:00Z" into buf and returns buf. */
char *time_format_rfc3339(int64_t t, char buf[TIME_RFC3339_SIZE]);

#endif
