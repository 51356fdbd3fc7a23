/* Exact sliding windows: at most `count` letters in any `seconds`, for a relay or a recipient domain. The times are
 * kept in a file shared by all senders of the workspace, so that neither a second process nor a restart opens the
 * window again. Real time, not KVIESLYS_NOW: a server is not to be rehearsed with.
 *
 * A letter occupies its window from the moment it was finished, not begun: whatever a server sees between the two, it
 * never sees more than the limit. */
#ifndef KVIESLYS_OUTBOUND_PACE_H
#define KVIESLYS_OUTBOUND_PACE_H

#include "domain/config.h"
#include "util/error.h"

#include <stdint.h>

struct pace;

/* `path`: the file. A rate with no windows is no pace: *ret is NULL, which the other functions accept. `alone`: no
 * other sender lives, so what is still on its way there was lost with one that died. ST_IO, ST_NOMEM. */
enum status pace_open(const char *path, const struct rate *rate, bool alone, struct pace **ret, struct error *err);
void pace_close(struct pace *pace);
/* Takes a place now: 0, and *ret_slot is to be given to pace_done(). Else the time in ms (of pace_now()) at which to ask
 * again. Thread-safe. */
int64_t pace_take(struct pace *pace, int64_t *ret_slot);
/* The same question without taking: 0, or when to ask again. */
int64_t pace_wait(struct pace *pace);
/* The letter of that place is finished; `sent` false: it never reached the server and counts no more. */
void pace_done(struct pace *pace, int64_t slot, bool sent);
/* Milliseconds of real time. */
int64_t pace_now(void);

#endif
