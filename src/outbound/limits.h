/* Limits per recipient domain ([domain gmail.com], [domain *]): windows and connections at once. */
#ifndef KVIESLYS_OUTBOUND_LIMITS_H
#define KVIESLYS_OUTBOUND_LIMITS_H

#include "domain/config.h"
#include "util/error.h"

#include <stdint.h>

struct limits;
struct limit;

/* `dir`: the folder of the pace files. Config must outlive it. */
enum status limits_open(const struct config *config, const char *dir, bool alone, struct limits **ret,
		struct error *err);
void limits_close(struct limits *limits);
/* The limit of an address's domain: NULL when there is none. To be given back with limits_release(), so that memory does not
 * grow with the number of domains. Both by one thread. */
enum status limits_find(struct limits *limits, const char *address, struct limit **ret, struct error *err);
void limits_release(struct limit *limit);

/* The rest is to be called under one mutex; a NULL limit never limits.
 * 0: a letter may begin now and *ret_slot is taken; else when to ask again (ms of pace_now()). */
int64_t limit_take(struct limit *limit, int64_t *ret_slot);
/* The same without taking. */
int64_t limit_wait(struct limit *limit);
/* For a letter that cannot go now: when its turn comes (ms), one letter after another. */
int64_t limit_promise(struct limit *limit);
void limit_done(struct limit *limit, int64_t slot, bool sent);
/* After an answer: a domain that puts letters off is asked more slowly, one that takes them faster again. */
void limit_slow_down(struct limit *limit);
void limit_speed_up(struct limit *limit);

#endif
