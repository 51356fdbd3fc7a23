/* The sender's desk in a workspace: who may be written to (domain/consent.h, the event's seats), what letters say
 * (domain/letter.h), how they are signed (mail/dkim.h). */
#ifndef KVIESLYS_OUTBOUND_DESK_H
#define KVIESLYS_OUTBOUND_DESK_H

#include "outbound/sender.h"
#include "domain/workspace.h"
#include "util/cleanup.h"

struct desk;

/* The workspace must have config, store, key and languages open, and outlive the desk. ST_CONFIG, ST_IO, ST_NOMEM … */
enum status desk_open(const struct workspace *ws, struct desk **ret, struct error *err);
void desk_close(struct desk *desk);
#define CLEANUP_DESK CLEANUP(desk_cleanup)
void desk_cleanup(struct desk **desk);
/* For send_options; lives as long as the desk. */
const struct sender_desk *desk_ops(const struct desk *desk);

/* `kvieslys send`: sender_run() with the workspace's own desk. With `watch` a changed kvieslys.conf is read again and holds
 * for the next letter: limits, connections, relays. */
enum status desk_send(const struct workspace *ws, bool watch, const volatile int *stop,
		void (*progress)(void *, const struct send_report *, double, int64_t), void *progress_arg,
		struct send_report *ret, struct error *err);

#endif
