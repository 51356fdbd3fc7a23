/* Shared by wire.c and wire_tls.c. */
#ifndef KVIESLYS_UTIL_WIRE_PRIVATE_H
#define KVIESLYS_UTIL_WIRE_PRIVATE_H

#include "util/wire.h"

/* Waits for poll events until the deadline (clock_monotonic_ms()); once the stop flag is up, a short grace only. */
enum status wire_wait(const struct wire *wire, short events, int64_t deadline, struct error *err);

/* TLS reads without blocking. False: the system does not want it. */
bool wire_set_blocking(int fd, bool blocking);

#endif
