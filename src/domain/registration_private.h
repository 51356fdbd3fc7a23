/* Between registration.c and registration_serve.c. */
#ifndef KVIESLYS_DOMAIN_REGISTRATION_PRIVATE_H
#define KVIESLYS_DOMAIN_REGISTRATION_PRIVATE_H

#include "domain/registration.h"
#include "domain/seats.h"

/* Serves all who can be, in the caller's transaction, and keeps `seats` up to date. `own`: the registration whose answer
 * is being applied (0: none); it is told by its caller, and *ret_own whether it got its seats. */
enum status registration_serve_line(struct store *store, struct seats *seats, int64_t now, int64_t own, bool *ret_own,
		int64_t *ret_promoted, struct error *err);

#endif
