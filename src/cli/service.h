/* Sending, receiving and the timetable in one process, for `run`. */
#ifndef KVIESLYS_CLI_SERVICE_H
#define KVIESLYS_CLI_SERVICE_H

#include "util/error.h"

#include <stdbool.h>

/* Works until `stopping()` is true, each kind of work in a thread with a store of its own. A worker that fails says why in the
 * log and tries again, later and later (at most every five minutes). When `reload_wanted()` the configuration is read
 * anew: a good one takes effect after the workers ended what they had begun, a faulty one is told and the old one
 * stays. ST_OK when it was stopped; ST_CONFIG and others when it could not even begin. */
enum status service_run(const char *dir, bool (*stopping)(void), bool (*reload_wanted)(void), struct error *err);

#endif
